"""Words as numbers and LSTM layers over them: checked against plain loops."""

from typing import Any

import numpy as np
import pytest
import spacy
from spacy.vocab import Vocab

from kg import encoder
from kg.encoder import LONGEST, Embedding, Lstm, Steps, letters, pack, unpack
from kg.tokenization import PackedVectors

Array = Any
WIDTH, IN = 3, 5


@pytest.fixture
def layer() -> dict[str, Array]:
    """Random weights of one small layer."""
    rng = np.random.default_rng(1)
    shapes = {"inputs": (2, IN, 4 * WIDTH), "states": (2, WIDTH, 4 * WIDTH), "biases": (2, 1, 4 * WIDTH)}
    return {name: rng.normal(size=shape).astype("float32") for name, shape in shapes.items()}


def one_word_after_the_other(weights: dict[str, Array], x: Array, direction: int) -> Array:
    """The textbook LSTM over one sequence."""
    state = cell = np.zeros(WIDTH)
    found = []
    for row in x if direction == 0 else x[::-1]:
        gates = row @ weights["inputs"][direction] + state @ weights["states"][direction]
        opened, kept, shown, fresh = np.split(gates + weights["biases"][direction, 0], 4)
        cell = _sigmoid(kept) * cell + _sigmoid(opened) * np.tanh(fresh)
        state = _sigmoid(shown) * np.tanh(cell)
        found.append(state)
    return np.array(found if direction == 0 else found[::-1])


def _sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def test_sequences_of_any_length_are_read_in_both_directions(layer: dict[str, Array]) -> None:
    """All sequences at once give what each gives by the textbook, whatever order they stand in."""
    spans = [(0, 2), (2, 9), (9, 10), (10, 14)]
    x = np.random.default_rng(2).normal(size=(14, IN)).astype("float32")
    found = Lstm(layer, "")(x, Steps(spans))
    for start, end in spans:
        parts = [one_word_after_the_other(layer, x[start:end], direction) for direction in (0, 1)]
        assert np.allclose(found[start:end], np.hstack(parts), atol=1e-5)


def test_nothing_to_read_is_read() -> None:
    """No sequence makes no step."""
    assert Steps([]).sizes == []
    assert list(Steps([]).each()) == []


def test_weights_are_the_same_bytes_each_time(layer: dict[str, Array]) -> None:
    """Numbers come back in half precision, words as they were, and the file does not know the time."""
    whole = {**layer, "marks": np.array(["O", "B-ORG"])}
    data = pack(whole)
    assert data == pack(dict(reversed(whole.items())))
    back = unpack(data)
    assert back["marks"].tolist() == ["O", "B-ORG"]
    assert back["inputs"].dtype == np.float32
    assert np.allclose(back["inputs"], layer["inputs"], atol=2e-3)


def test_letters_of_long_words_are_the_first_and_the_last() -> None:
    """Every word has the same number of places."""
    assert len(letters("of")) == len(letters("a" * 40)) == LONGEST
    assert letters("abcdefg" + "x" * 30 + "hijklmn") == letters("abcdefghijklmn")
    assert letters("ab")[2:] == [0] * (LONGEST - 2)
    assert letters("ж") == [1] + [0] * (LONGEST - 1)


def _embedding(vocab: Vocab) -> Embedding:
    rng = np.random.default_rng(3)
    vectors = PackedVectors(strings=vocab.strings, shape=(2, 4), attr="NORM")
    vectors.add(vocab.strings.add("town"), vector=np.array([1, 2, 3, 4], dtype="float32"), row=0)
    vocab.vectors = vectors
    sizes = {
        "norms": (8, 2),
        "shapes": (6, 2),
        "letters": (3, len(encoder.LETTERS) + 2, 5),
        "letters_bias": (5,),
    }
    return Embedding({name: rng.normal(size=size).astype("float32") for name, size in sizes.items()}, vocab)


def test_a_word_is_its_vector_and_its_looks() -> None:
    """Case changes shape and letters, not the vector; a word without a vector has zeros."""
    nlp = spacy.blank("en")
    embedding = _embedding(nlp.vocab)
    small, large, other, again = embedding([nlp("town Town vxq town")])
    assert np.array_equal(small, again)
    assert small[:4].tolist() == large[:4].tolist() == [1, 2, 3, 4]
    assert not np.array_equal(small[6:], large[6:])
    assert other[:4].tolist() == [0, 0, 0, 0]


def test_words_are_forgotten_when_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text gives the same numbers with a memory of any size."""
    nlp = spacy.blank("en")
    text = "Rebels left the town. The town fell to them."
    usual = _embedding(nlp.vocab)([nlp(text)])
    for size in (3, 9):
        monkeypatch.setattr(encoder, "MEMO", size)
        small = _embedding(nlp.vocab)
        for part in ("They came.", text, text):
            found = small([nlp(part)])
        assert np.allclose(found, usual)


def test_texts_are_read_together_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches keep to the number of texts and of words; a text of more words stands alone."""
    nlp = spacy.blank("en")
    docs = [nlp("word " * n) for n in (2, 3, 9, 1, 1, 1, 1)]
    monkeypatch.setattr(encoder, "MOST", 6)
    batches = list(encoder.together(docs, 3))
    assert [[len(doc) for doc in batch] for batch in batches] == [[2, 3], [9], [1, 1, 1], [1]]
    assert not list(encoder.together([], 3))
