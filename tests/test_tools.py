"""The tools that measure: invented names stay consistent, marks of coded sentences become spans."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from kg.records import ClassDef, KnownActor, Lexicon, Ontology, Span

if TYPE_CHECKING:
    from spacy.language import Language

TOOLS = Path(__file__).parents[1] / "tools"


def tool(name: str) -> ModuleType:
    """A script of ``tools/`` as a module."""
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


GOLD = {
    "id": "grenna",
    "title": "Norwegian troops leave Grenna",
    "date": "2021-05-14",
    "actors": {
        "Norway": {"class": "State", "names": ["Norway", "Norwegian troops", "Oslo"]},
        "VLA": {"class": "ArmedGroup", "names": ["VLA", "Veldan Liberation Army", "the group"]},
        "Sena Okhar": {"class": "Person", "names": ["Sena Okhar", "Okhar", "Chief Commander"]},
        "Grenna": {"class": "Place", "names": ["Grenna"]},
    },
    "statements": [
        {"subject": "Sena Okhar", "relation": "leads", "object": "VLA", "status": "asserted",
         "evidence": "Okhar leads the VLA."},
    ],
}  # fmt: skip
TEXT = (
    "Norwegian troops leave Grenna\n\nSena Okhar's Veldan Liberation Army (VLA) fought Norway. "
    "Okhar leads the VLA. Its Chief Commander is the chief and commander of all."
)


@pytest.fixture
def domain() -> Ontology:
    """One state and the words that names of armed groups have in common."""
    norway = KnownActor("no", "e:no", "State", "Norway", ("Norway",), ("Norwegian", "Norwegians"), ("Oslo",))
    group = ClassDef("c:g", "ArmedGroup", "armed group", name_words=("Liberation", "Army"))
    return Ontology("test", {"ArmedGroup": group}, {}, (), {"no": norway}, Lexicon())


@pytest.mark.parametrize("seed", [1, 2])
def test_invented_names_are_consistent(tmp_path: Path, domain: Ontology, seed: int) -> None:
    """Old names are gone, new ones are the same in text and gold, and a seed gives the same again."""
    (tmp_path / "grenna.json").write_text(json.dumps(GOLD), encoding="utf-8")
    (tmp_path / "grenna.txt").write_text(TEXT, encoding="utf-8")
    invent = tool("invent_names")
    ((name, text, gold),) = invent.renamed(tmp_path, seed, domain)
    assert name == gold["id"] == "grenna"
    for old in ("Norw", "Veldan", "VLA", "Sena", "Okhar", "Grenna"):
        assert old not in text + json.dumps(gold), old
    statement = gold["statements"][0]
    assert statement["subject"] in gold["actors"] and statement["object"] in gold["actors"]
    assert statement["evidence"] in text
    assert "Its Chief Commander is" in text  # a title is no name
    for actor in gold["actors"].values():
        assert any(n in text for n in actor["names"])
    full, acronym = next(a["names"][1::-1] for a in gold["actors"].values() if "the group" in a["names"])
    assert full.endswith(" Liberation Army") and f"{full} ({acronym})" in text
    assert acronym == full[0] + "LA"
    assert [text.count(c) for c in ".'()"] == [TEXT.count(c) for c in ".'()"]
    assert list(invent.renamed(tmp_path, seed, domain)) == [(name, text, gold)]


def test_titles_and_common_words_are_no_names(tmp_path: Path, domain: Ontology) -> None:
    """Titles, numerals and unlisted names of common words stay; an acronym of a state fits its long name."""
    state = KnownActor("us", "e:us", "State", "Velm", ("Velm", "United Velds", "U.V.", "UV"), ("Velmish",))
    lexicon = Lexicon({"title": frozenset(("mp", "king"))})
    wider = Ontology("test", domain.classes, {}, (), {**domain.actors, "us": state}, lexicon)
    text = "MP Odran Tesk met King Boris IV in VELM. The United Velds (U.V.) left the forward party. UV"
    actors = {
        "MP Odran Tesk": {"class": "Person", "names": ["MP Odran Tesk"]},
        "King Boris IV": {"class": "Person", "names": ["King Boris IV"]},
        "Forward Party": {"class": "Organisation", "names": ["Forward Party"]},
    }
    (tmp_path / "a.json").write_text(json.dumps({"id": "a", "actors": actors, "statements": []}), "utf-8")
    (tmp_path / "a.txt").write_text(text, "utf-8")
    ((_, new, gold),) = tool("invent_names").renamed(tmp_path, 1, wider)
    assert new.startswith("MP ") and " IV in " in new and "Forward Party" in gold["actors"]
    assert not any(old in new for old in ("Odran", "Boris", "VELM", "Velds", "U.V.", "UV"))
    long, dotted, plain = re.search(r"The (\w+ \w+) \((.*)\) left .* (\w+)$", new).groups()  # type: ignore[union-attr]
    assert dotted.replace(".", "") == plain == "".join(w[0] for w in long.split())


def test_marks_become_spans(tmp_path: Path) -> None:
    """Marks are looked up in the text; brackets inside a mark belong to it, marks inside do not."""
    plover = tool("plover")
    text = "The Karvan Front (KF) sent men to Grenna to fight Norway."
    markup = "The (SRC: Karvan Front (KF)) sent men (LOC:to (TAR: Grenna)) to (EVT: fight) (TAR: Norway)."
    record = {
        "id": "x",
        "event": "ASSAULT",
        "date": "2000-01-01",
        "text": text,
        "textInfo": {"markup": markup},
    }
    both = "(SRC/TAR: Norway) and (SRC/TAR: Peru) (EVT: met)."
    other = {"id": "y", "event": "CONSULT", "text": "Norway and Peru met.", "textInfo": {"markup": both}}
    file = tmp_path / "events.json"
    file.write_text(json.dumps([{"id": "z", "event": "DOCUMENT"}, record, other]), encoding="utf-8")
    first, second = plover.read(file)
    assert [text[s.start : s.end] for s in first.sources] == ["Karvan Front (KF)"]
    assert [text[s.start : s.end] for s in first.targets] == ["Grenna", "Norway"]
    assert (first.sign, second.sign) == (-1, 1)
    assert second.sources == second.targets == (Span(0, 6), Span(11, 15))


# Two sentences with marks as GUM has them; "It" is marked as the storm, which is no actor.
CONLLU = """# newdoc id = GUM_news_zarqan
# text = Nadia Okhar leads the Karvan Front.
1	Nadia	Nadia	PROPN	NNP	_	3	nsubj	_	Entity=(1-person-new-s-cf1-1-coref
2	Okhar	Okhar	PROPN	NNP	_	1	flat	_	Entity=1)
3	leads	lead	VERB	VBZ	_	0	root	_	_
4	the	the	DET	DT	_	6	det	_	Entity=(2-organization-new-s-cf1-1-coref
5	Karvan	Karvan	PROPN	NNP	_	6	compound	_	_
6	Front	Front	PROPN	NNP	_	3	obj	_	Entity=2)|SpaceAfter=No
7	.	.	PUNCT	.	_	3	punct	_	_

# text = She didn't leave the group and her brother.
1	She	she	PRON	PRP	_	4	nsubj	_	Entity=(1-person-giv-s-cf1-1-ana)
2-3	didn't	_	_	_	_	_	_	_	_
2	did	do	AUX	VBD	_	4	aux	_	_
3	n't	not	PART	RB	_	4	advmod	_	_
4	leave	leave	VERB	VB	_	0	root	_	_
5	the	the	DET	DT	_	6	det	_	Entity=(3-organization-new-s-cf1-1-coref(2-organization-giv-s-cf1-1-coref
6	group	group	NOUN	NN	_	4	obj	_	Entity=2)
7	and	and	CCONJ	CC	_	9	cc	_	_
8	her	her	PRON	PRP$	_	9	nmod:poss	_	Entity=(4-person-new-s-cf1-1-sgl(1-person-giv-s-cf1-1-ana)
9	brother	brother	NOUN	NN	_	6	conj	_	Entity=4)3)|SpaceAfter=No
10	.	.	PUNCT	.	_	4	punct	_	_

# text = It was violent.
1	It	it	PRON	PRP	_	3	nsubj	_	Entity=(9-event-new-s-cf1-1-sgl)
2	was	be	AUX	VBD	_	3	cop	_	_
3	violent	violent	ADJ	JJ	_	0	root	_	SpaceAfter=No
4	.	.	PUNCT	.	_	3	punct	_	_
"""


def test_marked_coreference_is_read(tmp_path: Path) -> None:
    """Mentions keep their words, class and head; parts of a contraction have places inside it."""
    file = tmp_path / "marked.conllu"
    file.write_text(CONLLU, encoding="utf-8")
    coreference = tool("coreference")
    (document,) = coreference.read(file)
    assert (document.id, document.genre) == ("GUM_news_zarqan", "news")
    assert document.text.splitlines()[1] == "She didn't leave the group and her brother."
    assert [document.text[s.start : s.end] for s in document.sentences] == document.text.splitlines()
    words = {n: document.text[w.start : w.start + len(w.form)] for n, w in enumerate(document.words)}
    assert (words[8], words[9], words[10]) == ("did", "n't", "leave")
    marks = {(m.entity, m.cls, words[m.head], m.last - m.first) for m in document.mentions}
    assert marks == {
        ("1", "person", "Nadia", 1), ("2", "organization", "Front", 2), ("1", "person", "She", 0),
        ("3", "organization", "group", 4), ("2", "organization", "group", 1), ("4", "person", "brother", 1),
        ("1", "person", "her", 0), ("9", "event", "It", 0),
    }  # fmt: skip
    file.write_text("1\tShe\tshe", encoding="utf-8")
    with pytest.raises(ValueError, match=r"marked\.conllu: no CoNLL-U line: '1 She she'"):
        list(coreference.read(file))


def test_coreference_is_compared(tmp_path: Path, conflict: Ontology, nlp: Language) -> None:
    """Pronouns and descriptions count as right by entity; an answer for what is marked otherwise is wrong."""
    from kg import pipeline
    from kg.records import Article

    file = tmp_path / "marked.conllu"
    coreference = tool("coreference")

    def measured(marked: str) -> dict[tuple[str, str], tuple[int, int, int]]:
        file.write_text(marked, encoding="utf-8")
        documents = list(coreference.read(file))
        articles = [Article(d.id, d.text, body=tuple(d.sentences)) for d in documents]
        trees = (tree for _, tree in pipeline.parse(articles, nlp))
        tallies, _ = coreference.measure(documents, trees, conflict)
        return {key: (t.asked, t.answered, t.right) for key, t in tallies.items() if t.asked or t.answered}

    found = measured(CONLLU)
    assert found["third person", "person"] == (2, 2, 2)
    assert found["description", "organization"] == (1, 1, 1)
    swapped = CONLLU.replace("(1-person-giv", "(7-person-giv").replace(
        "(2-organization-giv", "(7-organization-giv"
    )
    found = measured(swapped)
    assert found["third person", "person"] == (1, 2, 0)
    assert found["description", "organization"][2] == 0


def test_salience_is_fitted(tmp_path: Path, conflict: Ontology, nlp: Language) -> None:
    """What is marked is right among the options of a pronoun; the weights that tell it are found."""
    from kg import pipeline
    from kg.entities import Vocabulary
    from kg.records import Article

    file = tmp_path / "marked.conllu"
    file.write_text(CONLLU, encoding="utf-8")
    tool("coreference")
    salience = tool("salience")
    documents = list(salience.read(file))
    articles = [Article(d.id, d.text, body=tuple(d.sentences)) for d in documents]
    trees = [tree for _, tree in pipeline.parse(articles, nlp)]
    asked = list(salience.questions(documents, trees, Vocabulary(conflict)))
    assert [q.kind for q in asked] == ["personal", "personal", "singular"]
    assert all(any(q.right[1:]) for q in asked[:2])
    made = [
        salience.Question(n, "personal", 1.0, [["nobody"], [f"{a} back"], [f"{1 - a} back"]],
                          [False, a == 0, a == 1], [(-1, -1), (1, -1), (2, -1)])
        for n, a in enumerate([0, 1] * 20)
    ]  # fmt: skip
    weights = salience.fitted(made)
    assert weights["0 back"] > weights["nobody"] and weights["0 back"] > weights["1 back"]
    assert all(salience.answer(q, weights)[2] for q in made)
