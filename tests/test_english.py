"""The English pipeline: words, lines, lemmas, the label map, refusals, and the one that is shipped."""

import json
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc
from spacy.vectors import Vectors

from kg import clearnlp, english, tokenization
from kg.errors import PipelineError
from kg.names import data_path
from kg.tokenization import make_tokenizer, mark_lines, trim_names
from kg.words import Words, guesses

SHIPPED = (data_path("english") / "meta.json").exists()
shipped = pytest.mark.skipif(not SHIPPED, reason="no trained pipeline in this checkout")


@pytest.fixture(scope="module")
def blank() -> spacy.language.Language:
    """A pipeline that only cuts words."""
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer(nlp)
    return nlp


TOKENS = [
    ("U.S.-backed", "U.S. - backed"),
    ("the Tesk-led coalition", "the Tesk - led coalition"),
    ("Omar al-Tarumi", "Omar al - Tarumi"),
    ("Al-Qa'im", "Al - Qa'im"),
    ("on Nov. 8.", "on Nov. 8 ."),
    ("Lt. Gen. Ali Mayhoub said.", "Lt. Gen. Ali Mayhoub said ."),
    ("the U.S.'s allies", "the U.S. 's allies"),
    ("the U.K.’s envoy", "the U.K. ’s envoy"),
    ("“We won’t leave,” he said", "“ We wo n’t leave , ” he said"),
    ("anti-government pro-Teskian ex-general", "anti-government pro-Teskian ex-general"),
    ("a 10-year-old", "a 10 - year - old"),
    ("It fell.The army fled", "It fell . The army fled"),
    ("the town—taken twice—burned", "the town — taken twice — burned"),
    ("Kesh/Tesk border", "Kesh / Tesk border"),
    ("What?!", "What ?!"),
    ("I can't stay", "I ca n't stay"),
]


@pytest.mark.parametrize(("text", "words"), TOKENS)
def test_news_is_cut_like_the_treebanks(blank: spacy.language.Language, text: str, words: str) -> None:
    """Hyphens, titles, possessives and typographic marks are cut as Universal Dependencies does."""
    assert [t.text for t in blank(text)] == words.split()


def test_cutting_keeps_the_text(blank: spacy.language.Language) -> None:
    """Words and whitespace together are the text again, whatever stands in it."""
    text = "  “Gen.  Ali”\n\nleft—the U.S.-backed (S.D.F.)\tforces…  \n"
    assert blank(text).text == text


@pytest.mark.parametrize(
    ("words", "at", "starts"),
    [
        (["Gen.", "Ali"], 1, False),
        (["on", "Nov.", "8"], 2, False),
        (["J.", "Marrick"], 1, False),
        (["left", ".", "”"], 2, False),
        (["Army", "retakes", "Korvath", "\n\n", "The"], 4, True),
        (["Army", "retakes", "Korvath", "\n", "The"], 4, True),
        (["the", "long", "\n", "line"], 3, None),
        (["left", ".", "The"], 2, None),
    ],
)
def test_lines_end_sentences_and_titles_do_not(words: list[str], at: int, starts: bool | None) -> None:
    """A line break starts a sentence; a title, an initial or a closing quote forbids one."""
    doc = mark_lines(Doc(spacy.blank("en").vocab, words=words, spaces=[w != "." for w in words]))
    assert doc[at].is_sent_start is starts


def test_names_lose_whitespace_at_their_edges() -> None:
    """A name that took a line break along is cut back to its words."""
    doc = Doc(spacy.blank("en").vocab, words=["in", "Korvath", "\n"], ents=["O", "B-LOC", "I-LOC"])
    assert [e.text for e in trim_names(doc).ents] == ["Korvath"]


KNOWN = {
    "verb": ["shell", "regain", "besiege", "bomb", "rob", "carry", "use", "fre", "free", "flee"],
    "noun": ["ally", "base", "knife", "man"],
}


@pytest.mark.parametrize(
    ("form", "tag", "lemma"),
    [
        ("shelled", "VBD", "shell"),
        ("regained", "VBN", "regain"),
        ("besieging", "VBG", "besiege"),
        ("Bombs", "VBZ", "bomb"),
        ("robbed", "VBD", "rob"),
        ("carried", "VBD", "carry"),
        ("used", "VBN", "use"),
        ("freed", "VBD", "free"),
        ("freeing", "VBG", "free"),
        ("fleeing", "VBG", "flee"),
        ("allies", "NNS", "ally"),
        ("bases", "NNS", "base"),
        ("Korvath", "NNP", "Korvath"),
        ("overran", "VBD", "overrun"),
    ],
)
def test_lemmas_are_known_words(form: str, tag: str, lemma: str) -> None:
    """An ending is undone only towards a known word, and tables come first."""
    assert Words({"overran\tVBD": "overrun"}, KNOWN, {}).lemma(form, tag) == lemma


def test_guesses_of_other_tags_are_none() -> None:
    """A word whose tag has no ending is its own lemma."""
    assert guesses("town", "NN") == ("", [])


def test_word_class_takes_the_closest_table() -> None:
    """Form and relation decide before form, and form before tag."""
    words = Words({}, {}, {"VBZ": "VERB", "is\tVBZ": "AUX", "has\tVBZ\taux": "AUX"})
    found = [
        words.word_class(*case)
        for case in (("takes", "VBZ", "ROOT"), ("is", "VBZ", "cop"), ("has", "VBZ", "aux"))
    ]
    assert found == ["VERB", "AUX", "AUX"]


def clear(words: str, heads: list[int], deps: str, pos: str, lemmas: str | None = None) -> list[str]:
    """A ClearNLP parse made by hand, rewritten: ``word-relation-head``."""
    doc = Doc(
        spacy.blank("en").vocab,
        words=words.split(),
        heads=heads,
        deps=deps.split(),
        pos=pos.split(),
        lemmas=(lemmas or words).split(),
    )
    return [f"{t.text}-{t.dep_}-{t.head.text}" for t in clearnlp.to_universal(doc)]


def test_map_of_objects_and_prepositions() -> None:
    """A preposition becomes a case mark of its noun, which takes its place."""
    found = clear(
        "Rebels took Korvath in May",
        [1, 1, 1, 1, 3],
        "nsubj ROOT dobj prep pobj",
        "NOUN VERB PROPN ADP PROPN",
    )
    assert found == ["Rebels-nsubj-took", "took-ROOT-took", "Korvath-obj-took", "in-case-May", "May-obl-took"]


def test_map_of_passives() -> None:
    """A passive's subject, auxiliary and agent get their subtypes."""
    found = clear(
        "Korvath was taken by rebels",
        [2, 2, 2, 2, 3],
        "nsubjpass auxpass ROOT agent pobj",
        "PROPN AUX VERB ADP NOUN",
    )
    assert found == [
        "Korvath-nsubj:pass-taken",
        "was-aux:pass-taken",
        "taken-ROOT-taken",
        "by-case-rebels",
        "rebels-obl:agent-taken",
    ]


def test_map_of_chains_below_nouns() -> None:
    """Prepositions below a noun give ``nmod``, one below the other."""
    found = clear(
        "siege of towns in Kesh", [0, 0, 1, 2, 3], "ROOT prep pobj prep pobj", "NOUN ADP NOUN ADP PROPN"
    )
    assert found == [
        "siege-ROOT-siege",
        "of-case-towns",
        "towns-nmod-siege",
        "in-case-Kesh",
        "Kesh-nmod-towns",
    ]


def test_map_of_the_copula() -> None:
    """The predicate heads the clause and the verb "be" hangs on it."""
    found = clear(
        "Tesk is an ally", [1, 1, 3, 1], "nsubj ROOT det attr", "PROPN AUX DET NOUN", "Tesk be an ally"
    )
    assert found == ["Tesk-nsubj-ally", "is-cop-ally", "an-det-ally", "ally-ROOT-ally"]


def test_map_of_conjunctions() -> None:
    """All conjuncts hang on the first, and the conjunction on the one after it."""
    found = clear(
        "A , B and C left",
        [5, 0, 0, 2, 2, 5],
        "nsubj punct conj cc conj ROOT",
        "PROPN PUNCT PROPN CCONJ PROPN VERB",
    )
    assert found == ["A-nsubj-left", ",-punct-A", "B-conj-A", "and-cc-C", "C-conj-A", "left-ROOT-left"]


def test_map_of_other_labels() -> None:
    """Possessors, particles and relative clauses get their universal names."""
    found = clear(
        "Tesk 's men took over", [2, 0, 3, 3, 3], "poss case nsubj ROOT prt", "PROPN PART NOUN VERB ADP"
    )
    assert found == [
        "Tesk-nmod:poss-men",
        "'s-case-Tesk",
        "men-nsubj-took",
        "took-ROOT-took",
        "over-compound:prt-took",
    ]


def test_a_pipeline_that_is_not_there_is_refused() -> None:
    """The message names the pipeline and says what to do."""
    with pytest.raises(PipelineError, match=r"'no_such_pipeline' cannot be loaded.*Install it"):
        english.load("no_such_pipeline")


def test_a_pipeline_without_a_parser_is_refused(tmp_path: Path) -> None:
    """A pipeline that only cuts words is told that it lacks a parser."""
    spacy.blank("en").to_disk(tmp_path / "bare")
    with pytest.raises(PipelineError, match="lacks a parser"):
        english.load(str(tmp_path / "bare"))


@shipped
def test_a_pipeline_without_names_is_refused() -> None:
    """The shipped pipeline without its name tagger no longer serves."""
    nlp = spacy.load(data_path("english"), exclude=["kg_names", "kg_trim"])
    with pytest.raises(PipelineError, match="lacks a name tagger"):
        english.check(nlp, "half")


def test_the_environment_names_the_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an argument the variable decides."""
    monkeypatch.setenv("KG_PIPELINE", "from_the_environment")
    with pytest.raises(PipelineError, match="from_the_environment"):
        english.load()


def test_info_of_a_folder_without_a_pipeline(tmp_path: Path) -> None:
    """A folder that holds no pipeline is named in the message."""
    with pytest.raises(PipelineError, match="holds no pipeline"):
        english.pipeline_info(tmp_path)


@shipped
def test_info_says_data_and_licence() -> None:
    """The shipped pipeline tells where it comes from and how good it is."""
    info = english.pipeline_info()
    assert info["license"] == "CC-BY-SA-4.0" and len(info["sources"]) >= 4
    assert json.dumps(info)


@shipped
def test_the_shipped_pipeline_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second load gives the same object, with every component kg needs."""
    monkeypatch.delenv("KG_PIPELINE", raising=False)
    nlp = english.load()
    assert english.load() is nlp
    assert nlp.pipe_names == ["kg_lines", "kg_parser", "kg_words", "kg_names", "kg_trim"]


PARSES = [
    ("Rebels took Korvath.", "took", "nsubj", "Rebels"),
    ("Militants backed by Tesk entered Belisar.", "entered", "nsubj", "Militants"),
    ("Militants backed by Tesk entered Belisar.", "backed", "obl:agent", "Tesk"),
    ("Troops loyal to Marrick captured Belisar.", "captured", "nsubj", "Troops"),
    ("Planes bombed positions near Belisar.", "bombed", "obj", "positions"),
    ("The village was shelled by government troops.", "shelled", "nsubj:pass", "village"),
    ("The village was shelled by government troops.", "shelled", "obl:agent", "troops"),
    ("A spokesman said that the army had left the town.", "left", "nsubj", "army"),
    ("The army defeated the rebels and captured the town.", "captured", "obj", "town"),
]


@shipped
@pytest.mark.parametrize(("text", "verb", "dep", "word"), PARSES)
def test_war_wordings_are_parsed(text: str, verb: str, dep: str, word: str) -> None:
    """Plain war sentences give the right subject, object and agent."""
    token = next(t for t in english.load()(text) if t.text == verb)
    assert word in [c.text for c in token.children if c.dep_ == dep]


@shipped
def test_every_word_has_class_tag_and_lemma() -> None:
    """No word is left without what the extractor reads."""
    doc = english.load()(
        "“Gen. Ali Mayhoub” left  Korvath on Nov. 8\n\nU.S.-backed forces didn't follow—yet."
    )
    assert all(t.pos_ and t.tag_ and t.lemma_ and t.dep_ for t in doc)


@shipped
def test_sentences_survive_titles_headlines_and_quotations() -> None:
    """A headline ends at its line; a title, a date and a quotation do not end a sentence."""
    text = (
        "Army retakes Korvath\n\nGen. Ali Mayhoub spoke on Nov. 8. “We will stay,” he said. The rebels fled."
    )
    found = [s.text.strip() for s in english.load()(text).sents]
    assert found == [
        "Army retakes Korvath",
        "Gen. Ali Mayhoub spoke on Nov. 8.",
        "“We will stay,” he said.",
        "The rebels fled.",
    ]


@shipped
def test_names_of_persons_and_places_are_found() -> None:
    """Persons and places of a plain sentence carry their labels."""
    doc = english.load()("President Vladimir Putin visited Damascus on Monday.")
    assert {("Vladimir Putin", "PERSON"), ("Damascus", "LOC")} <= {(e.text, e.label_) for e in doc.ents}


@shipped
def test_batches_come_in_order() -> None:
    """Texts are parsed in the order in which they are given."""
    texts = ["Rebels left.", "Troops came.", ""]
    assert [d.text for d in english.parse(texts, english.load())] == texts


def test_word_vectors_take_a_byte_each_and_come_back_as_rounded(tmp_path: Path) -> None:
    """What is read is what ``rounded`` says it will be, for each word that was added."""
    table = np.random.default_rng(0).normal(scale=0.6, size=(50, 12)).astype("float32")
    kept = tokenization.PackedVectors(shape=table.shape, attr="NORM")
    words = [f"word{n}" for n in range(50)]
    for row, word in enumerate(words):
        kept.add(word, vector=table[row], row=row)
    kept.to_disk(tmp_path)
    assert (tmp_path / "vectors").stat().st_size < 50 * 12 + 200
    read = tokenization.PackedVectors(attr="NORM").from_disk(tmp_path)
    rounded = tokenization.PackedVectors.rounded(table)
    assert read.data.dtype == np.float32 and np.abs(rounded - table).max() <= 1 / 64 + 1e-6
    assert all(np.array_equal(read[word], rounded[row]) for row, word in enumerate(words))


def test_a_table_of_floats_is_read_as_it_is(tmp_path: Path) -> None:
    """Vectors that spaCy itself wrote keep their values."""
    table = np.linspace(-9, 9, 24, dtype="float32").reshape(6, 4)
    Vectors(data=table, keys=[f"w{n}" for n in range(6)]).to_disk(tmp_path)
    assert np.array_equal(tokenization.PackedVectors().from_disk(tmp_path).data, table)


def test_the_prefix_of_a_word_is_three_letters(nlp: spacy.language.Language) -> None:
    """The pipeline's own vocabulary; a blank one of spaCy's keeps one letter."""
    assert [t.prefix_ for t in nlp.make_doc("Belisk is no")] == ["Bel", "is", "no"]
    assert spacy.blank("en")("Belisk")[0].prefix_ == "B"
