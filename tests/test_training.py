"""From corpora to training data: converters, variations, templates and the invented sentences."""

import json
import random
from pathlib import Path

import pytest
import spacy

from training import readers, templates, war_sentences
from training.convert import documents, is_free, names_docs, read_conllu, to_doc
from training.entities import entity_docs
from training.evaluate import compare, gold_rows, raw_text
from training.renaming import Renamer

CONLLU = """# newdoc id = made-up-1
# newpar
# text = They didn't leave Korvath.
1\tThey\tthey\tPRON\tPRP\t_\t4\tnsubj\t_\t_
2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdid\tdo\tAUX\tVBD\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tleave\tleave\tVERB\tVB\t_\t0\troot\t_\t_
5\tKorvath\tKorvath\tPROPN\tNNP\t_\t4\tobj\t_\tSpaceAfter=No
6\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# newpar
# text = Rebels came.
1\tRebels\trebel\tNOUN\tNNS\t_\t2\tnsubj\t_\t_
2\tcame\tcome\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

"""


@pytest.fixture
def treebank(tmp_path: Path) -> Path:
    """A treebank of one document, two paragraphs, two sentences."""
    path = tmp_path / "made.conllu"
    path.write_text(CONLLU, encoding="utf8")
    return path


def test_contractions_keep_the_spacing_of_the_text(treebank: Path) -> None:
    """A contraction's parts stand together and paragraphs are apart, as in the text."""
    (group,) = documents(read_conllu(treebank))
    text = "They didn't leave Korvath.\n\nRebels came."
    assert raw_text(group) == text
    assert to_doc(spacy.blank("en").vocab, group).text.strip() == text


def test_documents_keep_trees_and_sentence_ends(treebank: Path) -> None:
    """Heads, relations and sentence starts survive the grouping."""
    (group,) = documents(read_conllu(treebank))
    doc = to_doc(spacy.blank("en").vocab, group)
    assert [s.root.text for s in doc.sents] == ["leave", "came"]
    assert [(t.dep_, t.head.text) for t in doc if t.text == "Korvath"] == [("obj", "leave")]


def test_a_perfect_parse_scores_everything(treebank: Path) -> None:
    """Words compared with themselves agree in every column."""
    (group,) = documents(read_conllu(treebank))
    rows, sentences = gold_rows(group)
    counts = compare(rows, rows)
    assert counts["gold"] == counts["las_subtypes"] == counts["lemmas"] == 9
    assert sentences == {(0, 23), (23, 34)}


@pytest.mark.parametrize(
    ("document", "free"), [("GUM_news_x", True), ("GUM_fiction_x", False), ("weblog-x", True)]
)
def test_genres_that_are_free(document: str, free: bool) -> None:
    """Only GUM's commercially free genres are taken, and all of EWT."""
    assert is_free(document) is free


def test_names_are_read_with_our_labels(tmp_path: Path) -> None:
    """Token and tag columns become entities; a web address is left out."""
    path = tmp_path / "names.tsv"
    rows = "# doc = a\nhttp://a.example\tO\n\nAda\tB-Person\nQuill\tI-Person\nleft\tO\nTesk\tB-Location\n"
    path.write_text(rows, encoding="utf8")
    (doc,) = names_docs(spacy.blank("en").vocab, path, 80)
    assert [(e.text, e.label_) for e in doc.ents] == [("Ada Quill", "PERSON"), ("Tesk", "LOC")]


def test_templates_are_trees_with_names() -> None:
    """Every generated document is parsed, projective in its sentences, and names actors and places."""
    docs = list(templates.write(spacy.blank("en").vocab, 200, seed=3))
    labels = {e.label_ for d in docs for e in d.ents}
    assert 190 <= sum(len(list(d.sents)) for d in docs) <= 200
    assert {"PERSON", "ORG", "LOC", "NORP", "DATE"} <= labels
    assert all(t.dep_ for d in docs for t in d)


def test_templates_are_the_same_each_time() -> None:
    """A seed fixes the sentences."""
    vocab = spacy.blank("en").vocab
    first, second = ([d.text for d in templates.write(vocab, 20, seed=4)] for _ in range(2))
    assert first == second


def test_variations_keep_the_annotation() -> None:
    """Other case, quotes and whitespace leave heads and names where they belong."""
    nlp = spacy.blank("en")
    rng = random.Random(2)
    for doc in templates.write(nlp.vocab, 60, seed=5):
        copy = readers.copy_doc(nlp, doc, rng)
        kept = [t for t in copy if not t.is_space]
        assert [t.dep_ for t in kept] == [t.dep_ for t in doc]
        place = {t.i: number for number, t in enumerate(kept)}
        assert [place[t.head.i] for t in kept] == [t.head.i for t in doc]


def test_the_invented_sentences_are_many_and_sound() -> None:
    """There are 300 or more, each slot marks its own words, and each predicate is in its text."""
    cases = [json.loads(line) for line in war_sentences.FILE.read_text(encoding="utf8").splitlines()]
    assert len(cases) >= 300
    for case in cases:
        for start, end in case["slots"].values():
            assert case["text"][start:end].strip()
        assert all(fact[0] in case["text"].lower() for fact in case["facts"])


def test_invented_names_stand_where_names_stood() -> None:
    """The same name gets the same invention, words that are also written small stay, nothing else changes."""
    document = [("Korvath", "LOC"), ("fell", ""), (".", ""), ("Korvath", "LOC"), ("and", ""), ("the", "")]
    document += [("Northern", "ORG"), ("Council", "ORG"), ("met", ""), ("council", ""), ("council", "")]
    others = [(name, "LOC") for name in ("Korvalin", "Ostvath", "Korvana", "Belvath", "Athkor", "Valinkor")]
    renamer = Renamer([document, others])
    words = renamer.rename(document, random.Random(1))
    assert words[0] == words[3] != "Korvath"
    assert words[7] == "Council"
    assert [w for w, (_, label) in zip(words, document, strict=True) if not label] == [
        w for w, label in document if not label
    ]


ENTITIES = """# newdoc id = GUM_news_made
1\tPresident\tpresident\tNOUN\tNNP\t_\t5\tnsubj\t_\tEntity=(1-person-new-nnnnn-cf1-1-coref
2\tAda\tAda\tPROPN\tNNP\t_\t1\tflat\t_\t_
3\tQuill\tQuill\tPROPN\tNNP\t_\t1\tflat\t_\tEntity=1)
4\tnever\tnever\tADV\tRB\t_\t5\tadvmod\t_\t_
5\tjoined\tjoin\tVERB\tVBD\t_\t0\troot\t_\t_
6\tthe\tthe\tDET\tDT\t_\t7\tdet\t_\tEntity=(2-organization-new-nnnnn-cf2-2-sgl
7\tUnion\tunion\tPROPN\tNNP\t_\t5\tobj\t_\t_
8\tof\tof\tADP\tIN\t_\t9\tcase\t_\t_
9\tTesk\tTesk\tPROPN\tNNP\t_\t7\tnmod\t_\tEntity=(3-place-new-nnnnn-cf3-1-sgl)2)
10\tin\tin\tADP\tIN\t_\t11\tcase\t_\t_
11\tMay\tMay\tPROPN\tNNP\t_\t5\tobl\t_\tEntity=(4-time-new-nnnnn-cf4-1-sgl)

"""


def test_names_of_mentions(tmp_path: Path) -> None:
    """Of a mention its name is kept, the outer one of two; what another scheme could name is left open."""
    path = tmp_path / "gum.conllu"
    path.write_text(ENTITIES, encoding="utf8")
    (doc,) = entity_docs(spacy.blank("en").vocab, path)
    assert [(e.text, e.label_) for e in doc.ents] == [("Ada Quill", "PERSON"), ("Union of Tesk", "ORG")]
    assert [t.text for t in doc if t.ent_iob_ == ""] == ["President", "May"]
    copy = readers.copy_doc(spacy.blank("en"), doc, random.Random(3))
    assert sum(t.ent_iob_ == "" for t in copy) >= 2
