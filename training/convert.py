"""Turns the corpora into spaCy's binary format: trees from CoNLL-U, names from token/tag columns.

Sentences of one document are grouped, with their paragraph breaks, so that a parser trained on
them learns where sentences end. Contractions keep the spacing of the text.
"""

# ruff: noqa: SIM905 - lists of words read better as one line
from __future__ import annotations

import argparse
import lzma
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

FREE_GENRES = frozenset(
    ("academic bio court interview news voyage conversation speech textbook vlog").split()
)
PARAGRAPH = "\n\n"
NAME_LABELS = {
    "Person": "PERSON",
    "Organization": "ORG",
    "Location": "LOC",
    "NORP": "NORP",
    "Misc": "MISC",
    "Date": "DATE",
    "Money": "MONEY",
    "Facility": "FAC",
    "Product": "PRODUCT",
}


@dataclass(slots=True)
class Word:
    """One syntactic word; ``head`` is 1-based, 0 for the root."""

    form: str
    lemma: str
    pos: str
    tag: str
    head: int
    dep: str
    space: bool


@dataclass(slots=True)
class Sentence:
    """Words of one sentence; ``document`` and ``paragraph`` say where it stands."""

    words: list[Word]
    document: str
    paragraph: bool = False


@dataclass(slots=True)
class _Part:
    """A growing piece of a document: parallel lists for ``Doc``."""

    words: list[str] = field(default_factory=list)
    spaces: list[bool] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    pos: list[str] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    deps: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    starts: list[bool] = field(default_factory=list)


def read_text(path: Path) -> str:
    """Text of a plain or an xz file."""
    if path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf8") as file:
            return file.read()
    return path.read_text(encoding="utf8")


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Sentences of a CoNLL-U file, with document and paragraph marks."""
    document, paragraph = "", True
    for block in read_text(path).split("\n\n"):
        rows = []
        for line in block.splitlines():
            if line.startswith("# newdoc"):
                document, paragraph = line.split("=")[-1].strip(), True
            elif line.startswith("# newpar"):
                paragraph = True
            elif line and not line.startswith("#"):
                rows.append(line.split("\t"))
                paragraph = paragraph or "NewPar=Yes" in rows[-1][9]
        if rows:
            yield Sentence(_words(rows), document, paragraph)
            paragraph = False


def _words(rows: list[list[str]]) -> list[Word]:
    """Words of one sentence; a contraction's parts share its surface and its spacing."""
    words, surface, last, space_after = [], "", 0, True
    for row in rows:
        if "." in row[0]:
            continue
        space = "SpaceAfter=No" not in row[9]
        if "-" in row[0]:
            last, surface, space_after = int(row[0].split("-")[1]), row[1], space
            continue
        number, form = int(row[0]), row[1]
        if number <= last:
            form = _piece(surface, form, number == last)
            surface, space = surface[len(form) :], space_after and number == last
        words.append(Word(form, row[2], row[3], row[4], int(row[6]), row[7], space))
    return words


def _piece(surface: str, form: str, final: bool) -> str:
    """The characters of a contraction's surface that belong to one of its parts."""
    if final or not surface:
        return surface or form
    return surface[: min(len(form), len(surface) - 1)] or form


def is_free(document: str) -> bool:
    """Whether a GUM document may be used for any purpose; other treebanks are free as a whole."""
    parts = document.split("_")
    return parts[0] != "GUM" or parts[1] in FREE_GENRES


def documents(sentences: Iterable[Sentence], limit: int | None = None) -> Iterator[list[Sentence]]:
    """Sentences grouped by document, cut when a group reaches ``limit`` words."""
    group: list[Sentence] = []
    for sentence in sentences:
        size = sum(len(s.words) for s in group)
        if group and (group[-1].document != sentence.document or (limit and size >= limit)):
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def to_doc(vocab: Vocab, group: list[Sentence]) -> Doc:
    """One ``Doc`` from a group of sentences, paragraph breaks as whitespace tokens."""
    part = _Part()
    for number, sentence in enumerate(group):
        if number and sentence.paragraph:
            _add_break(part)
        _add(part, sentence)
    return Doc(
        vocab,
        words=part.words,
        spaces=part.spaces,
        tags=part.tags,
        pos=part.pos,
        lemmas=part.lemmas,
        deps=part.deps,
        heads=part.heads,
        sent_starts=part.starts,
    )


def _add_break(part: _Part) -> None:
    """Append a paragraph break that hangs on the word before it."""
    part.spaces[-1] = False
    for values, value in (
        (part.words, PARAGRAPH),
        (part.spaces, False),
        (part.tags, "_SP"),
        (part.pos, "SPACE"),
        (part.lemmas, PARAGRAPH),
        (part.deps, "dep"),
        (part.heads, len(part.words) - 1),
        (part.starts, False),
    ):
        values.append(value)  # type: ignore[attr-defined]


def _add(part: _Part, sentence: Sentence) -> None:
    base = len(part.words)
    for i, word in enumerate(sentence.words):
        part.words.append(word.form)
        part.spaces.append(word.space)
        part.tags.append(word.tag)
        part.pos.append(word.pos if word.pos != "_" else "X")
        part.lemmas.append(word.lemma)
        part.deps.append("ROOT" if word.head == 0 else word.dep)
        part.heads.append(base + (i if word.head == 0 else word.head - 1))
        part.starts.append(i == 0)


def read_names(path: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Document, words and BIO tags of each sentence of a token/tag file; web addresses are left out."""
    words, tags, document = [], [], ""
    for line in [*read_text(path).splitlines(), ""]:
        if line.startswith("# doc"):
            document = line.split("=")[-1].strip()
        elif line.strip():
            word, tag = line.split("\t")
            words.append(word)
            tags.append(tag)
        elif words:
            if not words[0].startswith("http"):
                yield document, words, tags
            words, tags = [], []


def _bio(tags: list[str]) -> list[str]:
    """BIO tags with our labels."""
    return [t if t == "O" else f"{t[:2]}{NAME_LABELS[t[2:]]}" for t in tags]


def names_docs(vocab: Vocab, path: Path, limit: int) -> Iterator[Doc]:
    """Docs of about ``limit`` words with names, one document's sentences together."""
    words: list[str] = []
    ents: list[str] = []
    starts: list[bool] = []
    current = ""
    for document, more, tags in read_names(path):
        if words and (document != current or len(words) >= limit):
            yield Doc(vocab, words=words, ents=ents, sent_starts=starts)
            words, ents, starts = [], [], []
        current = document
        words.extend(more)
        ents.extend(_bio(tags))
        starts.extend(i == 0 for i in range(len(more)))
    if words:
        yield Doc(vocab, words=words, ents=ents, sent_starts=starts)


def save(docs: Iterable[Doc], path: Path, seed: int | None = None) -> None:
    """Write docs, shuffled when a seed is given."""
    every = list(docs)
    if seed is not None:
        random.Random(seed).shuffle(every)
    path.parent.mkdir(parents=True, exist_ok=True)
    DocBin(docs=every, store_user_data=True).to_disk(path)
    print(f"{path}: {len(every)} docs, {sum(len(d) for d in every):,} tokens")


def trees(corpora: Path, part: str, free: bool = True) -> list[Sentence]:
    """Sentences of both treebanks; ``free`` leaves the non-commercial genres out."""
    found = []
    for bank in ("ewt", "gum"):
        for sentence in read_conllu(corpora / f"ud-english-{bank}-{part}.conllu.xz"):
            if not free or is_free(sentence.document):
                found.append(sentence)
    return found


def target(kind: str, part: str) -> str:
    """Where converted data goes: training data in a folder, beside what else is trained on."""
    return f"{kind}/corpus.spacy" if part == "train" else f"{kind}-{part}.spacy"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--all-genres", action="store_true", help="also the non-commercial genres of GUM")
    args = parser.parse_args()
    vocab = spacy.blank("en").vocab
    for part, seed in (("train", 1), ("dev", None)):
        size = 45 if seed else 200  # short ones train faster: the oracle is quadratic
        groups = documents(trees(args.corpora, part, not args.all_genres), size)
        save((to_doc(vocab, g) for g in groups), args.out / target("trees", part), seed)
        names = args.corpora / f"worldwide-newswire-{part}.tsv.xz"
        save(names_docs(vocab, names, 80), args.out / target("names", part), seed)


if __name__ == "__main__":
    main()
