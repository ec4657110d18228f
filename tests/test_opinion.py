"""A learned second opinion: features without names, models without the article, verdicts on proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from kg.mentions import Ref
from kg.records import Article, Ontology, Span
from kg.scoring import Gold, GoldStatement
from training import opinion
from training.opinion import Example, Judge, Opinion, Proposal, Reader, Reading
from training.opinion_pairs import Mention, Pair

if TYPE_CHECKING:
    from spacy.language import Language

TEXT = (
    "President Ada Quill of Velmia accused the Karvan Front of bombing a school. The Karvan Front denied it."
)
NAMES = {"ada", "quill", "velmia", "karvan", "front"}


def example(features: str, gold: dict[str, float], ends: tuple[int, int] = (0, 1)) -> Example:
    """A pair of clusters with features written as words, named "Actor 0" and so on."""
    subject, object_ = (Mention(n, Ref(n, -1, n, n)) for n in ends)
    row = {"article": "made", "subject": f"Actor {ends[0]}", "object": f"Actor {ends[1]}"}
    return Example(Pair(subject, object_, 0, "asserted", tuple(features.split())), row, gold)


def reading(article: str, examples: list[Example], *statements: GoldStatement) -> Reading:
    """A reading without statements of frames; gold knows the actors 0 to 2."""
    names = {f"actor {n}": frozenset({f"Actor {n}"}) for n in range(3)}
    rows = [{**e.row, "article": article} for e in examples]
    examples = [Example(e.pair, row, e.gold) for e, row in zip(examples, rows, strict=True)]
    return Reading(Gold(article, statements, names), [], set(), examples)


@pytest.fixture(scope="module")
def reader(conflict: Ontology) -> Reader:
    """A reader of the default domain."""
    return Reader(conflict, None)


def test_features_name_nobody(reader: Reader, nlp: Language) -> None:
    """Every ordered pair of a sentence has features, and no word of a name is in them."""
    from kg import pipeline

    article = Article("made", TEXT, body=(Span(0, len(TEXT)),))
    (parsed,) = pipeline.parse([article], nlp)
    statement = GoldStatement("Quill", "opposes", "Front", evidence=TEXT[:60])
    names = {"ada quill": frozenset({"Quill"}), "karvan front": frozenset({"Front"})}
    read = reader.read(Gold("made", (statement,), names), *parsed)
    pairs = {(e.row["subject"], e.row["object"]): e for e in read.examples}
    assert pairs["Ada Quill", "Karvan Front"].gold == {"opposes": 1.0}
    assert pairs["Karvan Front", "Ada Quill"].gold == {}
    features = {f for e in read.examples for f in e.pair.features}
    assert len(features) > 50
    assert any("accuse" in f for f in features)
    assert [f for f in features if any(name in f.lower() for name in NAMES)] == []


def test_a_model_learns_what_is_said_and_leaves_out_what_is_unsure() -> None:
    """Odds follow the labels, a weight of 0 teaches nothing, and the same examples give the same weights."""
    sure = [example("accuse", {"opposes": 1.0}), example("visit", {})] * 20
    unsure = [example("accuse", {"opposes": 0.0})] * 200
    models = [Opinion(["opposes"]).fit(made, [1.0] * len(made)) for made in (sure, sure + unsure)]
    for model in models:
        odds = model.odds(sure[:2])[:, 0]
        assert odds[0] > 0.7 > 0.3 > odds[1]
    again = Opinion(["opposes"]).fit(sure, [1.0] * len(sure))
    assert again.weights.tobytes() == models[0].weights.tobytes()


def test_no_model_has_seen_the_article_that_it_is_asked_about() -> None:
    """Other labels of an article and of its copy change nothing in the odds of its own pairs."""
    odds = []
    for said in (0.0, 1.0):
        gold = {"opposes": 1.0} if said else {}
        own = [reading("a", [example("accuse", gold)] * 10)]
        own += [
            reading(name, [example("accuse", {"opposes": 1.0}), example("visit", {})] * 5) for name in "bcdef"
        ]
        copies = [reading("a", [example("accuse", gold)] * 10)]
        odds.append(opinion.unseen(own, copies, ["opposes"]))
    assert np.array_equal(odds[0][0], odds[1][0])
    assert not np.array_equal(odds[0][1], odds[1][1])


def test_proposals_are_judged_against_gold_and_frames(reader: Reader) -> None:
    """Right, neutral and wrong; once a statement; none that a frame makes."""
    examples = [example("x", {}), example("x", {}, (1, 0)), example("x", {}, (0, 2))]
    said = GoldStatement("Actor 0", "fights", "Actor 1")
    allowed = GoldStatement("Actor 0", "backs", "Actor 1", optional=True)
    read = reading("made", examples, said, allowed)
    read.stated = {(0, "leads", 2)}
    judge = Judge(reader)
    odds = np.zeros((3, len(judge.relations)))
    for row, relation in ((0, "fights"), (1, "fights"), (0, "backs"), (2, "backs"), (2, "leads")):
        odds[row, judge.relations.index(relation)] = 0.5 + 0.1 * row
    found = [(p.odds, p.relation, p.verdict) for p in judge.proposals([read], [odds])]
    assert found == [(0.7, "backs", "wrong"), (0.6, "fights", "right"), (0.5, "backs", "neutral")]
    every = dict.fromkeys(judge.relations, 0.0)
    counts = judge.score([read], judge.proposals([read], [odds]), every)
    assert (counts.right, counts.wrong, counts.missed) == (1, 1, 0)


def test_thresholds_keep_the_precision_that_is_asked_for(reader: Reader) -> None:
    """Down to the last right proposal that leaves the ones before it precise enough; never below three."""
    verdicts = ["right", "right", "neutral", "wrong", "right", "right", "wrong", "wrong", "right"]
    odds = [0.9 - 0.1 * n for n in range(len(verdicts))]
    made = [Proposal(o, "opposes", {}, v) for o, v in zip(odds, verdicts, strict=True)]
    made += [Proposal(0.9, "backs", {}, "right")]
    least = Judge(reader).thresholds(made, 0.75)
    assert least["opposes"] == odds[5]
    assert least["backs"] > 1
