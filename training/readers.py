"""The training corpus as a stream that is shuffled and varied anew in each epoch.

A few documents are lower-cased, upper-cased or set like headlines, straight quotes turn curly now and
then, and names give way to invented ones, so that case, typography and memory are hints and never proofs.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, DocBin

from training.renaming import Named, Renamer

LOWER, UPPER, TITLE, CURLY = 0.04, 0.02, 0.03, 0.25
LINES, DOUBLE = 0.15, 0.002
INVENTED_TREES, INVENTED_NAMES = 0.15, 0.3  # share of documents whose names are replaced
RENAMED = frozenset({"PERSON", "LOC", "ORG", "NORP", "FAC", "MISC"})


def _curly(words: list[str], spaces: list[bool]) -> list[str]:
    """Straight quotes as typographic ones, opening where a space stands before."""
    found = []
    for i, word in enumerate(words):
        opens = i == 0 or spaces[i - 1]
        if word == '"':
            word = "“" if opens else "”"
        elif word in ("''", "``"):
            word = "”" if word == "''" else "“"
        found.append(word.replace("'", "‘" if word == "'" and opens else "’"))
    return found


def vary(words: list[str], spaces: list[bool], rng: random.Random) -> list[str]:
    """The words as they are, or with other case or other quotes."""
    draw = rng.random()
    if draw < LOWER:
        words = [w.lower() for w in words]
    elif draw < LOWER + UPPER:
        words = [w.upper() for w in words]
    elif draw < LOWER + UPPER + TITLE:
        words = [w[:1].upper() + w[1:] if len(w) > 3 else w for w in words]
    if rng.random() < CURLY:
        words = _curly(words, spaces)
    return words


def _columns(doc: Doc) -> dict[str, list[Any]]:
    """The annotation of a doc as lists that ``Doc`` takes."""
    columns: dict[str, list[Any]] = {"sent_starts": [bool(t.is_sent_start) for t in doc]}
    if not doc.has_unknown_spaces:
        columns["spaces"] = [bool(t.whitespace_) for t in doc]
    if doc.has_annotation("DEP"):
        columns["tags"], columns["deps"] = [t.tag_ for t in doc], [t.dep_ for t in doc]
        columns["heads"] = [t.head.i for t in doc]
    else:
        columns["ents"] = [f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else t.ent_iob_ for t in doc]
    return columns


def _insert_space(words: list[str], columns: dict[str, list[Any]], at: int, space: str) -> None:
    """Put a whitespace token before word ``at``, hanging on the word before it."""
    words.insert(at, space)
    fill = {"sent_starts": False, "spaces": False, "tags": "_SP", "deps": "dep", "ents": "O"}
    for name, values in columns.items():
        if name == "heads":
            columns[name] = [h + (h >= at) for h in values]
            columns[name].insert(at, at - 1)
        else:
            values.insert(at, fill[name])
    if "spaces" in columns and space.startswith("\n"):
        columns["spaces"][at - 1] = False


def respace(words: list[str], columns: dict[str, list[Any]], rng: random.Random) -> None:
    """Now and then one line break for two, a line break between sentences, a double space."""
    if rng.random() < LINES:
        words[:] = ["\n" if w == "\n\n" else w for w in words]
    inside_name = [str(t).startswith("I-") for t in columns.get("ents", [])]
    for at in range(len(words) - 1, 0, -1):
        if words[at].isspace() or words[at - 1].isspace() or (inside_name and inside_name[at]):
            continue
        if columns["sent_starts"][at] and rng.random() < LINES / 2:
            _insert_space(words, columns, at, rng.choice(["\n", "\n\n"]))
        elif rng.random() < DOUBLE and columns.get("spaces", [True] * at)[at - 1]:
            _insert_space(words, columns, at, " ")


def named(doc: Doc) -> Named:
    """Words with the label of their name; in trees a proper noun is a name of one kind."""
    if doc.has_annotation("DEP"):
        return [(t.text, "NAME" if t.tag_ in ("NNP", "NNPS") else "") for t in doc]
    return [(t.text, t.ent_type_ if t.ent_type_ in RENAMED else "") for t in doc]


def copy_doc(nlp: Language, doc: Doc, rng: random.Random, renamer: Renamer | None = None) -> Doc:
    """The same annotation over other names, other spellings and other whitespace."""
    words = [t.text for t in doc]
    share = INVENTED_TREES if doc.has_annotation("DEP") else INVENTED_NAMES
    if renamer and rng.random() < share:
        words = renamer.rename(named(doc), rng)
    words = vary(words, [bool(t.whitespace_) for t in doc], rng)
    columns = _columns(doc)
    respace(words, columns, rng)
    return Doc(nlp.vocab, words=words, **columns)


def epochs(nlp: Language, folder: Path, first: int) -> Iterator[list[Doc]]:
    """All docs of a folder's ``.spacy`` files, varied anew in each epoch; epoch ``n`` is always the same."""
    docs = [
        doc for file in sorted(folder.glob("*.spacy")) for doc in DocBin().from_disk(file).get_docs(nlp.vocab)
    ]
    renamer = Renamer(named(doc) for doc in docs)
    for epoch in itertools.count(first):
        rng = random.Random(epoch)
        yield [copy_doc(nlp, doc, rng, renamer) for doc in docs]
