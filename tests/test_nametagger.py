"""Marks of names: lawful sequences, and the best of them."""

from itertools import pairwise, product

import numpy as np
import pytest
import spacy

from kg import english
from kg.encoder import Steps
from kg.nametagger import NameTagger, follows

MARKS = ["O", "B-ORG", "I-ORG", "L-ORG", "U-ORG", "B-LOC", "L-LOC"]


@pytest.mark.parametrize(
    ("before", "after", "lawful"),
    [
        ("O", "U-ORG", True),
        ("O", "L-ORG", False),
        ("B-ORG", "L-ORG", True),
        ("B-ORG", "L-LOC", False),
        ("B-ORG", "O", False),
        ("L-ORG", "B-LOC", True),
    ],
)
def test_marks_that_may_follow_each_other(before: str, after: str, lawful: bool) -> None:
    """A name that has begun goes on with its own kind until its last word."""
    assert follows(before, after) is lawful


def test_the_best_lawful_marks_are_found() -> None:
    """For sentences of different lengths at once, as good as trying all sequences of each."""
    rng = np.random.default_rng(5)
    tagger = NameTagger(spacy.blank("en").vocab)
    size = len(MARKS)
    tagger.marks = MARKS
    lawful = np.array([[follows(a, b) for b in MARKS] for a in MARKS])
    tagger.moves = np.where(lawful, rng.normal(size=(size, size)), -1e4)
    tagger.first = np.where([m[0] in "OBU" for m in MARKS], rng.normal(size=size), -1e4)
    tagger.last = np.where([m[0] in "OLU" for m in MARKS], rng.normal(size=size), -1e4)
    spans = [(0, 2), (2, 6), (6, 7), (7, 11)]
    scores = rng.normal(size=(11, size)) * 2
    found = tagger._best(scores, Steps(spans))

    def value(marks: tuple[int, ...], start: int) -> float:
        steps = sum(tagger.moves[a, b] for a, b in pairwise(marks))
        words = sum(scores[start + i, m] for i, m in enumerate(marks))
        return float(tagger.first[marks[0]] + steps + words + tagger.last[marks[-1]])

    for start, end in spans:
        best = max(value(marks, start) for marks in product(range(size), repeat=end - start))
        assert value(tuple(found[start:end]), start) == pytest.approx(best)


def test_names_are_found_and_kept_on_disk(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """The shipped tagger knows persons and places, and a copy from disk is the same to the last byte."""
    nlp = english.load()
    tagger = nlp.get_pipe("kg_names")
    doc = nlp("President Vladimir Putin visited Damascus on Monday.")
    assert {("Vladimir Putin", "PERSON"), ("Damascus", "LOC")} <= {(e.text, e.label_) for e in doc.ents}
    tagger.to_disk(tmp_path / "names")
    assert NameTagger(nlp.vocab).from_disk(tmp_path / "names").to_bytes() == tagger.to_bytes()
    assert {"PERSON", "LOC", "ORG"} <= set(tagger.labels)
