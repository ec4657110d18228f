"""Words as numbers, and bidirectional LSTM layers over them, in numpy.

thinc has an LSTM too, but in version 8.3 its backward direction is wrong for sequences of unequal
length unless PyTorch is installed. The weights are trained with PyTorch (``training/``) and only used here.
Sources: Hochreiter & Schmidhuber 1997 (LSTM), Graves & Schmidhuber 2005 (both directions), Ma & Hovy
2016 (letters of a word by convolution).
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from spacy.attrs import ORTH
from spacy.tokens import Doc
from spacy.vocab import Vocab

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,-'’\"“”&/$%()éáíóúñöüäçèâêôãõışğ"
PLACES = {letter: i for i, letter in enumerate(LETTERS, 2)}  # 0 is no letter, 1 any other one
LONGEST = 14  # letters of a word that are looked at: the first and the last seven
MEMO = 20_000  # words whose numbers are kept
TOGETHER = 64  # texts that are read at once, unless told otherwise
MOST = 20_000  # words that are read at once, some 10 kB of memory each; a longer text by itself
Array = Any  # numpy arrays of float32
Weights = Mapping[str, Array]


def pack(weights: Weights) -> bytes:
    """Arrays as one file, numbers in half precision; the same bytes for the same arrays."""
    file = io.BytesIO()
    halved = {
        name: weights[name].astype("float16") if weights[name].dtype == np.float32 else weights[name]
        for name in sorted(weights)
    }
    np.savez(file, **halved)
    return file.getvalue()


def unpack(data: bytes) -> dict[str, Array]:
    """What ``pack`` wrote, as float32."""
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    return {name: a.astype("float32") if a.dtype == np.float16 else a for name, a in arrays.items()}


def letters(word: str) -> list[int]:
    """The places of a word's letters, filled up with zeros to ``LONGEST``."""
    if len(word) > LONGEST:
        half = LONGEST // 2
        word = word[:half] + word[-half:]
    found = [PLACES.get(letter, 1) for letter in word]
    return found + [0] * (LONGEST - len(found))


def together(docs: Iterable[Doc], batch_size: int) -> Iterator[list[Doc]]:
    """The docs in batches of at most ``batch_size``, and of ``MOST`` words where one has not more itself."""
    batch: list[Doc] = []
    words = 0
    for doc in docs:
        if batch and (len(batch) == batch_size or words + len(doc) > MOST):
            yield batch
            batch, words = [], 0
        batch.append(doc)
        words += len(doc)
    if batch:
        yield batch


class Embedding:
    """What is known of each word by itself: its vector, its norm, its shape and its letters, side by side.

    Weights: ``norms`` and ``shapes`` (rows × width, row 0 for none), ``letters`` (3 × letters × width:
    what a letter adds before, at and after its place) and ``letters_bias``.
    """

    def __init__(self, weights: Weights, vocab: Vocab) -> None:
        self.norms, self.shapes = weights["norms"], weights["shapes"]
        self.letters, self.bias = weights["letters"], weights["letters_bias"]
        self.vocab = vocab
        self.table = vocab.vectors.data
        width = self.table.shape[1] + self.norms.shape[1] + self.shapes.shape[1] + self.bias.shape[0]
        self.memo: Array = np.zeros((MEMO, width), dtype="float32")
        self.rows: dict[int, int] = {}

    def __call__(self, docs: Sequence[Doc]) -> Array:
        """One row a token of all docs, in order (tokens × width)."""
        keys = [key for doc in docs for key in doc.to_array(ORTH).tolist()]
        new = [key for key in dict.fromkeys(keys) if key not in self.rows]
        if len(self.rows) + len(new) > MEMO:
            self.rows.clear()
            new = list(dict.fromkeys(keys))
        if len(new) > MEMO:  # texts of more different words than are kept
            places = {key: i for i, key in enumerate(new)}
            return self._numbers(new)[[places[key] for key in keys]]
        if new:
            first = len(self.rows)
            self.memo[first : first + len(new)] = self._numbers(new)
            self.rows.update((key, first + i) for i, key in enumerate(new))
        return self.memo[[self.rows[key] for key in keys]]

    def _numbers(self, keys: Sequence[int]) -> Array:
        words = [self.vocab[key] for key in keys]
        norms = [word.norm for word in words]  # of the word by itself: as in training, "n't" is not "not"
        rows = self.vocab.vectors.find(keys=norms)
        vectors = self.table[rows] * (rows >= 0)[:, None]
        size = len(self.norms) - 1
        places = np.array([(norm % size, (norm >> 24) % size) for norm in norms]) + 1
        shapes = [zlib.crc32(word.shape_.encode()) % (len(self.shapes) - 1) + 1 for word in words]
        return np.concatenate(
            [
                vectors,
                self.norms[places[:, 0]] + self.norms[places[:, 1]],
                self.shapes[shapes],
                self._spelling([word.text for word in words]),
            ],
            axis=1,
        )

    def _spelling(self, words: Sequence[str]) -> Array:
        """A convolution over three letters, its greatest value at any place of the word."""
        places = np.array([letters(word) for word in words])
        edge = np.zeros((len(words), 1), dtype=places.dtype)
        before, after = np.hstack([edge, places[:, :-1]]), np.hstack([places[:, 1:], edge])
        values = self.letters[0][before] + self.letters[1][places] + self.letters[2][after]
        return np.tanh(values.max(axis=1) + self.bias)


class Lstm:
    """One layer in both directions over sequences of different lengths.

    Weights: ``inputs`` (2 × in × 4H), ``states`` (2 × H × 4H) and ``biases`` (2 × 1 × 4H) for both
    directions, gates in the order input, forget, output, candidate. A sigmoid is taken as half a
    hyperbolic tangent plus a half, so that all gates cost one call.
    """

    def __init__(self, weights: Weights, prefix: str) -> None:
        self.width = weights[prefix + "states"].shape[1]
        half = np.repeat(np.array([0.5, 0.5, 0.5, 1.0], dtype="float32"), self.width)
        self.input = weights[prefix + "inputs"] * half
        self.state = weights[prefix + "states"] * half
        self.bias = weights[prefix + "biases"] * half

    def __call__(self, x: Array, steps: Steps) -> Array:
        """States of both directions side by side (rows of ``x`` × 2H)."""
        width, half = self.width, np.float32(0.5)
        gates = np.empty((2, len(x), 4 * width), dtype="float32")
        for direction, rows in enumerate(steps.rows):
            np.matmul(x[rows], self.input[direction], out=gates[direction])
        gates += self.bias
        walked = np.empty((2, len(x), width), dtype="float32")
        cell = state = np.zeros((2, 0, width), dtype="float32")
        at = 0
        for size in steps.sizes:
            now = gates[:, at : at + size]
            if at:
                now += state[:, :size] @ self.state
            np.tanh(now, out=now)
            shares, fresh = now[..., : 3 * width], now[..., 3 * width :]
            shares += 1
            fresh *= shares[..., :width]
            cell = cell[:, :size] * shares[..., width : 2 * width] + fresh if at else fresh
            cell = cell * half
            state = np.tanh(cell)
            state *= shares[..., 2 * width :]
            state *= half
            walked[:, at : at + size] = state
            at += size
        out = np.empty((len(x), 2 * width), dtype="float32")
        for direction, rows in enumerate(steps.rows):
            out[rows, direction * width : (direction + 1) * width] = walked[direction]
        return out


class Steps:
    """In which order the layers walk: step by step through all sequences at once, longest first.

    ``spans`` are the sequences as half-open ranges of rows. ``rows`` holds for each direction the rows in
    order of steps, ``sizes`` how many sequences are still running at each step.
    """

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        spans = sorted(spans, key=lambda span: span[0] - span[1])
        starts, ends = np.array(spans).reshape(-1, 2).T
        lengths = ends - starts
        running = [int((lengths > t).sum()) for t in range(int(lengths.max(initial=0)))]
        self.sizes = running
        if not running:
            self.rows = [np.zeros(0, dtype=int)] * 2
            return
        self.rows = [
            np.concatenate([starts[:n] + t for t, n in enumerate(running)]),
            np.concatenate([ends[:n] - 1 - t for t, n in enumerate(running)]),
        ]

    def each(self) -> Iterator[Array]:
        """The rows of each step, of the forward direction."""
        at = 0
        for size in self.sizes:
            yield self.rows[0][at : at + size]
            at += size


class Trained:
    """A pipeline component that is weights and two lists of words, and knows many docs at once."""

    FILE = "weights.npz"
    LISTS: tuple[str, str]  # under what names the lists are kept

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self.weights: dict[str, Array] = {}
        self.lists: tuple[list[str], list[str]] = ([], [])

    def prepare(self, weights: dict[str, Array], first: Sequence[str], second: Sequence[str]) -> None:
        """Take over weights and lists."""
        self.weights, self.lists = weights, (list(first), list(second))

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Set what the component is for in all docs."""
        raise NotImplementedError

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one doc."""
        self.annotate([doc])
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int = TOGETHER) -> Iterator[Doc]:
        """Annotate many docs, ``batch_size`` at once."""
        for batch in together(docs, batch_size):
            self.annotate(batch)
            yield from batch

    def to_bytes(self, **_: Any) -> bytes:
        """Weights and lists in one file of numpy's."""
        return pack(
            self.weights | {n: np.array(words) for n, words in zip(self.LISTS, self.lists, strict=True)}
        )

    def from_bytes(self, data: bytes, **_: Any) -> Self:
        """Take over what ``to_bytes`` wrote."""
        weights = unpack(data)
        first, second = (weights.pop(name).tolist() for name in self.LISTS)
        self.prepare(weights, first, second)
        return self

    def to_disk(self, path: str | Path, **_: Any) -> None:
        """Write the weights into a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / self.FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, **_: Any) -> Self:
        """Read the weights from a folder."""
        return self.from_bytes((Path(path) / self.FILE).read_bytes())
