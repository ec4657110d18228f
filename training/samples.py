"""Docs as the numbers that ``training.network`` takes, in batches of about equally long sequences."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from spacy.tokens import Doc
from torch import Tensor

from kg import nametagger
from kg.encoder import letters
from training.network import NORMS, SHAPES

POOL = 50  # batches that are sorted by length together
Batch = tuple[Tensor, Tensor, Tensor, Tensor]  # numbers, letters, lengths, gold
letters_of = lru_cache(maxsize=100_000)(letters)


@dataclass(frozen=True, slots=True)
class Sample:
    """One sequence: rows and hashes of words (words × 4), letters (words × 14), gold (words × columns)."""

    numbers: Any
    letters: Any
    gold: Any


def words_of(doc: Doc, start: int, end: int) -> tuple[Any, Any]:
    """What the encoder sees of a stretch of words: vector's row, twice the norm's, the shape's; letters."""
    find = doc.vocab.vectors.key2row.get
    numbers = [
        (
            find(t.norm, -1) + 1,
            t.norm % NORMS + 1,
            (t.norm >> 24) % NORMS + 1,
            zlib.crc32(t.shape_.encode()) % SHAPES + 1,
        )
        for t in doc[start:end]
    ]
    return np.array(numbers), np.array([letters_of(t.text) for t in doc[start:end]])


def tree_samples(docs: Iterable[Doc], tags: Sequence[str], relations: Sequence[str]) -> Iterator[Sample]:
    """Lines and paragraphs of docs; a line break belongs to the line it ends."""
    tag_at, relation_at = ({name: i for i, name in enumerate(names)} for names in (tags, relations))
    for doc in docs:
        cuts = [t.i + 1 for t in doc if t.is_space and "\n" in t.text and t.i + 1 < len(doc)]
        for start, end in zip([0, *cuts], [*cuts, len(doc)], strict=True):
            gold, sentence = [], -1
            for t in doc[start:end]:
                begins = bool(t.is_sent_start) or t.i == start
                sentence += begins
                head = t.head.i if start <= t.head.i < end else t.i
                place = 0 if head == t.i else head - start + 1
                gold.append((tag_at.get(t.tag_, -1), place, relation_at.get(t.dep_, -1), sentence, begins))
            yield Sample(*words_of(doc, start, end), np.array(gold))


def marks_of(doc: Doc) -> list[str]:
    """BILUO marks, "" where the corpus leaves open whether there is a name."""
    marks = ["" if not t.ent_iob else "O" for t in doc]
    for name in doc.ents:
        size = name.end - name.start
        for i in range(name.start, name.end):
            place = "U" if size == 1 else "B" if i == name.start else "L" if i == name.end - 1 else "I"
            marks[i] = f"{place}-{name.label_}"
    return marks


def name_samples(
    docs: Iterable[Doc], tags: Iterable[Sequence[str]], marks: Sequence[str], known: Sequence[str]
) -> Iterator[Sample]:
    """Sentences of docs with the tags that the trees' network gave their words."""
    mark_at, tag_at = {m: i for i, m in enumerate(marks)}, {tag: i for i, tag in enumerate(known, 1)}
    for doc, tagged in zip(docs, tags, strict=True):
        gold = [(mark_at.get(m, -1), tag_at.get(t, 0)) for m, t in zip(marks_of(doc), tagged, strict=True)]
        for sent in doc.sents:
            for start in range(sent.start, sent.end, nametagger.LONGEST):
                end = min(start + nametagger.LONGEST, sent.end)
                yield Sample(*words_of(doc, start, end), np.array(gold[start:end]))


def batches(samples: Sequence[Sample], words: int, rng: random.Random) -> list[list[Sample]]:
    """Batches of about ``words`` words, in random order."""
    shuffled = list(samples)
    rng.shuffle(shuffled)
    found = []
    size = max(1, POOL * words // 40)
    for first in range(0, len(shuffled), size):
        pool = sorted(shuffled[first : first + size], key=lambda sample: len(sample.gold))
        cut: list[list[Sample]] = [[]]
        for sample in pool:
            cut[-1].append(sample)
            if len(cut[-1]) * len(sample.gold) >= words:
                cut.append([])
        cut = [batch for batch in cut if batch]
        rng.shuffle(cut)
        found += cut
    return found


def padded(batch: Sequence[Sample]) -> Batch:
    """One array each, shorter sequences filled up: gold with -1, the rest with 0."""
    lengths = [len(sample.gold) for sample in batch]

    def filled(arrays: list[Any], value: int) -> Tensor:
        whole = np.full((len(arrays), max(lengths), arrays[0].shape[1]), value)
        for row, array in zip(whole, arrays, strict=True):
            row[: len(array)] = array
        return torch.tensor(whole)

    numbers = filled([s.numbers for s in batch], 0)
    spelt, gold = filled([s.letters for s in batch], 0), filled([s.gold for s in batch], -1)
    return numbers, spelt, torch.tensor(lengths), gold
