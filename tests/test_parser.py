"""Trees from scores: against all trees there are; sentence starts that stay."""

from itertools import product
from typing import Any

import numpy as np
import pytest
import spacy

from kg import english
from kg.parser import LONGEST, _pieces, tree


def _is_tree(heads: tuple[int, ...]) -> bool:
    """Whether every word hangs, over others, on the one word that hangs on the root."""
    if heads.count(0) != 1:
        return False
    for word in range(1, len(heads) + 1):
        seen = set()
        while word and word not in seen:
            seen.add(word)
            word = heads[word - 1]
        if word:
            return False
    return True


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_the_best_tree_is_found(size: int) -> None:
    """No tree with one root scores better, for many random scores."""
    trees = [h for h in product(range(size + 1), repeat=size) if _is_tree(h)]
    rng = np.random.default_rng(size)
    for _ in range(40):
        scores: Any = rng.normal(size=(size, size + 1)).astype("float32") * 3
        scores[np.arange(size), np.arange(1, size + 1)] = -1e4
        found = tuple(int(h) for h in tree(scores))
        best = max(trees, key=lambda heads: sum(scores[i, h] for i, h in enumerate(heads)))
        assert _is_tree(found)
        value = sum(scores[i, h] for i, h in enumerate(found))
        assert value == pytest.approx(sum(scores[i, h] for i, h in enumerate(best)), abs=1e-3)


def test_a_long_line_is_cut_after_a_full_stop() -> None:
    """No stretch is longer than what is read at once, and cuts fall behind full stops where there are any."""
    doc = spacy.blank("en")(" ".join(["The town fell ."] * 60 + ["and"] * 200))
    pieces = list(_pieces(doc, np.zeros(len(doc), dtype=int)))
    assert [a for a, _ in pieces[1:]] == [b for _, b in pieces[:-1]]
    assert pieces[0][0] == 0 and pieces[-1][1] == len(doc)
    assert all(end - start <= LONGEST for start, end in pieces)
    assert doc[pieces[0][1] - 1].text == "."


def test_line_breaks_and_titles_decide_before_the_parser() -> None:
    """A sentence starts where a line does, and not behind a title."""
    doc = english.load()("Gen. Ali Moro left\n\nRebels took Zarqan. They met Dr. Bel there.")
    assert [s.text.strip() for s in doc.sents] == [
        "Gen. Ali Moro left",
        "Rebels took Zarqan.",
        "They met Dr. Bel there.",
    ]


def test_an_empty_text_is_parsed() -> None:
    """Nothing in, nothing out, and white space alone is one sentence."""
    nlp = english.load()
    assert len(nlp("")) == 0
    assert len(list(nlp("  \n ").sents)) == 1


def test_a_text_is_parsed_alike_in_any_company() -> None:
    """What stands beside a text in a batch changes nothing."""
    nlp = english.load()
    texts = [
        "Rebels backed by Iran entered Zarqan.",
        "No.",
        "The army, which Iran arms, left the town of Bel on Monday.",
    ]

    def seen(doc: Any) -> list[tuple[str, str, int]]:
        return [(t.tag_, t.dep_, t.head.i) for t in doc] + [(e.label_, "", e.start) for e in doc.ents]

    alone = [seen(nlp(text)) for text in texts]
    assert [seen(doc) for doc in nlp.pipe(texts * 2)] == alone * 2
