"""Names of persons, organizations and places from GUM's own entities, as more data for the name tagger.

GUM marks whole mentions ("the former president of X"), newswire marks names. Of a mention whose head is a
proper noun its name is kept; whatever else could be a name by another scheme (a people, a month, a number,
an event) is left open, so that the two schemes never contradict each other.
"""

# ruff: noqa: SIM905 - lists of words read better as one line
from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from training.convert import is_free, read_text, save

LABELS = {"person": "PERSON", "organization": "ORG", "place": "LOC"}
MARK = re.compile(r"\((\d+)-(\w+)[^()]*|(\d+)\)")
TITLES = frozenset(
    (
        "president prime minister mr. mrs. ms. dr. sir king queen prince princess lord lady senator secretary"
        " captain general gen. professor prof. judge justice chief mayor governor st. pope father"
    ).split()
)
LINKS = frozenset({"of", "for", "and", "&", "the", "de", "del", "-"})
OPEN = frozenset({"NNP", "NNPS", "CD", "ADD", "AFX"})
LIMIT = 80


@dataclass(slots=True)
class Row:
    """One word: its form, tag, head (1-based, 0 for the root) and whether a space follows."""

    form: str
    tag: str
    head: int
    space: bool


@dataclass(slots=True)
class Marked:
    """A sentence and its mentions: type, first word, end (exclusive)."""

    rows: list[Row] = field(default_factory=list)
    mentions: list[tuple[str, int, int]] = field(default_factory=list)
    document: str = ""


def read_marked(path: Path) -> Iterator[Marked]:
    """Sentences of GUM with the mentions that their ``Entity=`` marks open and close."""
    document = ""
    for block in read_text(path).split("\n\n"):
        sentence, stack = Marked(document=document), dict[str, list[tuple[str, int]]]()
        for line in block.splitlines():
            if line.startswith("# newdoc"):
                document = sentence.document = line.split("=")[-1].strip()
            if line.startswith("#") or "\t" not in line:
                continue
            columns = line.split("\t")
            if not columns[0].isdigit():
                continue
            at = len(sentence.rows)
            space = "SpaceAfter=No" not in columns[9]
            sentence.rows.append(Row(columns[1], columns[4], int(columns[6]), space))
            _mark(columns[9], at, stack, sentence)
        if sentence.rows:
            yield sentence


def _mark(misc: str, at: int, stack: dict[str, list[tuple[str, int]]], sentence: Marked) -> None:
    """Follow one word's ``Entity=`` mark: what opens there, what closes there."""
    found = re.search(r"Entity=([^|]*)", misc)
    if not found:
        return
    for part in MARK.finditer(found[1]):
        if part[3] is None:
            stack.setdefault(part[1], []).append((part[2], at))
        elif stack.get(part[3]):
            kind, start = stack[part[3]].pop()
            sentence.mentions.append((kind, start, at + 1))
        if part[3] is None and found[1][part.end() : part.end() + 1] == ")":
            kind, start = stack[part[1]].pop()
            sentence.mentions.append((kind, start, at + 1))


def name_of(sentence: Marked, kind: str, start: int, end: int) -> tuple[str, int, int] | None:
    """Label, first word and end of the name in a mention; None when its head is no proper noun."""
    rows = sentence.rows
    heads = [i for i in range(start, end) if not start <= rows[i].head - 1 < end]
    if kind not in LABELS or len(heads) != 1 or rows[heads[0]].tag not in ("NNP", "NNPS"):
        return None
    first = last = heads[0]
    while first > start and rows[first - 1].tag in ("NNP", "NNPS"):
        first -= 1
    last = _last(rows, last, end, kind)
    if _proper(rows, first - 1) or _proper(rows, last + 1):
        return None  # part of a longer name of another kind: an award, a festival
    while kind == "person" and first < last and rows[first].form.lower() in TITLES:
        first += 1
    if kind == "person" and rows[last].tag == "NNPS":
        return ("NORP", first, last + 1) if first == last else None
    return LABELS[kind], first, last + 1


def _proper(rows: list[Row], at: int) -> bool:
    return 0 <= at < len(rows) and rows[at].tag in ("NNP", "NNPS")


def _last(rows: list[Row], last: int, end: int, kind: str) -> int:
    """The last word of a name: proper nouns, for bodies also across "of" and its like."""
    while last + 1 < end:
        step = 1
        while kind == "organization" and step < 3 and rows[last + step].form.lower() in LINKS:
            step += 1
            if last + step >= end:
                return last
        if rows[last + step].tag not in ("NNP", "NNPS"):
            return last
        last += step
    return last


def labels_of(sentence: Marked) -> list[str]:
    """One label a word: BIO, "O", or "" where the schemes may differ."""
    labels = [
        "" if row.tag in OPEN or (row.form[:1].isupper() and i and row.tag != "PRP") else "O"
        for i, row in enumerate(sentence.rows)
    ]
    taken: set[int] = set()
    for kind, start, end in sorted(sentence.mentions, key=lambda m: (m[1] - m[2], m[1])):
        named = name_of(sentence, kind, start, end)
        if named is None or taken & set(range(named[1], named[2])):
            continue
        label, first, after = named
        taken.update(range(first, after))
        labels[first:after] = [f"{'B' if i == first else 'I'}-{label}" for i in range(first, after)]
    return labels


def entity_docs(vocab: Vocab, path: Path) -> Iterator[Doc]:
    """Docs of about ``LIMIT`` words with names, from the genres whose text is free."""
    group: list[Marked] = []
    for sentence in read_marked(path):
        full = group and sum(len(s.rows) for s in group) >= LIMIT
        if group and (full or group[0].document != sentence.document):
            yield _doc(vocab, group)
            group = []
        if is_free(sentence.document):
            group.append(sentence)
    if group:
        yield _doc(vocab, group)


def _doc(vocab: Vocab, group: list[Marked]) -> Doc:
    rows = [row for sentence in group for row in sentence.rows]
    return Doc(
        vocab,
        words=[row.form for row in rows],
        ents=[label for sentence in group for label in labels_of(sentence)],
        sent_starts=[i == 0 for sentence in group for i in range(len(sentence.rows))],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    vocab = spacy.blank("en").vocab
    source = args.corpora / "ud-english-gum-train.conllu.xz"
    save(entity_docs(vocab, source), args.out / "names" / "gum.spacy", 1)


if __name__ == "__main__":
    main()
