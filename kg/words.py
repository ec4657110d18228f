"""Lemmas and coarse word classes from tables, for words that are tagged and parsed.

The tables are read off the treebanks; a regular ending is undone by rule, and a rule's guess counts
only if it is a known word, so that no lemma is invented ("shelled" is "shell", never "shelle").
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

VOWELS = "aeiou"
MEMO = 200_000


def _undoubled(stem: str) -> list[str]:
    double = len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in VOWELS
    return [stem[:-1]] if double else []


def verb_guesses(form: str, ending: str) -> list[str]:
    """Verbs that a form in -ed or -ing may come from, likeliest first."""
    if not form.endswith(ending):
        return []
    stem = form[: -len(ending)]
    if ending == "ed" and stem.endswith("i"):
        return [stem[:-1] + "y", stem + "e"]
    if stem.endswith("e"):  # "freed", "agreeing"
        return [stem, stem + "e"] if stem.endswith("ee") else [stem + "e", stem]
    if stem.endswith(("ss", "zz", "ll", "ff")):
        return [stem, *_undoubled(stem), stem + "e"]
    if stem.endswith(("v", "c", "u", "dg", "rg", "s", "z")):
        return [stem + "e", stem, *_undoubled(stem)]
    if _undoubled(stem):
        return [*_undoubled(stem), stem, stem + "e"]
    if len(stem) > 2 and stem[-1] not in VOWELS and stem[-2] in VOWELS and stem[-3] not in VOWELS:
        return (
            [stem + "e", stem] if len(stem) < 5 or stem.endswith(("at", "iz", "ut")) else [stem, stem + "e"]
        )
    return [stem, stem + "e"]


def s_guesses(form: str) -> list[str]:
    """Words that a form in -s may come from, likeliest first."""
    if form.endswith("ies") and len(form) > 4:
        return [form[:-3] + "y", form[:-1]]
    if form.endswith("ves"):
        return [form[:-1], form[:-3] + "f", form[:-3] + "fe"]
    if form.endswith(("sses", "shes", "ches", "xes", "zes", "oes")):
        return [form[:-2], form[:-1]]
    if form.endswith("men"):
        return [form[:-3] + "man"]
    return [form[:-1], form[:-2]] if form.endswith("s") and not form.endswith("ss") else [form]


def degree_guesses(form: str) -> list[str]:
    """Adjectives and adverbs that a comparative or superlative may come from."""
    for ending in ("est", "er"):
        if form.endswith(ending):
            stem = form[: -len(ending)]
            if stem.endswith("i"):
                return [stem[:-1] + "y"]
            return [*_undoubled(stem), stem + "e", stem] if _undoubled(stem) else [stem, stem + "e"]
    return [form]


def guesses(form: str, tag: str) -> tuple[str, list[str]]:
    """Kind of word and possible lemmas of an inflected form."""
    if tag in ("VBD", "VBN"):
        return "verb", verb_guesses(form, "ed")
    if tag == "VBG":
        return "verb", verb_guesses(form, "ing")
    if tag == "VBZ":
        return "verb", s_guesses(form)
    if tag == "NNS":
        return "noun", s_guesses(form)
    if tag in ("JJR", "JJS", "RBR", "RBS"):
        return "adj", degree_guesses(form)
    return "", []


class Words:
    """The tables: lemmas by form and tag, known lemmas by kind, word classes by tag and relation."""

    def __init__(
        self, lemmas: dict[str, str], known: dict[str, Iterable[str]], classes: dict[str, str]
    ) -> None:
        self.lemmas = lemmas
        self.known = {kind: frozenset(words) for kind, words in known.items()}
        self.classes = classes

    def lemma(self, form: str, tag: str) -> str:
        """The lemma of a tagged form."""
        if found := self.lemmas.get(f"{form}\t{tag}"):
            return found
        low = form.lower()
        if found := self.lemmas.get(f"{low}\t{tag}"):
            return found
        if tag == "NNPS" and form.endswith("s") and len(form) > 4:
            return s_guesses(form)[0]
        if tag in ("NNP", "NNPS", "FW", "ADD", "GW", "_SP"):
            return form
        if tag == "NN" and form.isupper() and len(form) < 6:
            return form
        kind, options = guesses(low, tag)
        known = self.known.get(kind, frozenset())
        for option in options:
            if option in known:
                return option
        return low if not options or low in known else options[0]

    def word_class(self, form: str, tag: str, dep: str) -> str:
        """The universal word class of a tagged and parsed form."""
        get = self.classes.get
        low = form.lower()
        return get(f"{low}\t{tag}\t{dep}") or get(f"{low}\t{tag}") or get(f"{tag}\t{dep}") or get(tag) or "X"


class WordTagger:
    """Pipeline component that sets lemma and word class of each word by its form, tag and relation."""

    def __init__(self, words: Words | None = None) -> None:
        self.words = words or Words({}, {}, {})
        self.memo: dict[tuple[int, int, int], tuple[str, str]] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set lemma and class of every word."""
        memo = self.memo
        if len(memo) > MEMO:
            memo.clear()
        for token in doc:
            key = (token.orth, token.tag, token.dep)
            if key not in memo:
                memo[key] = self._look_up(token.text, token.tag_, token.dep_)
            token.lemma_, token.pos_ = memo[key]
        return doc

    def _look_up(self, form: str, tag: str, dep: str) -> tuple[str, str]:
        if form.isspace():
            return form, "SPACE"
        return self.words.lemma(form, tag), self.words.word_class(form, tag, dep)

    def to_bytes(self, **_: Any) -> bytes:
        """The tables as JSON."""
        words = self.words
        data = {
            "lemmas": words.lemmas,
            "classes": words.classes,
            "known": {k: sorted(v) for k, v in words.known.items()},
        }
        return json.dumps(data, ensure_ascii=False, indent=0, sort_keys=True).encode("utf8")

    def from_bytes(self, data: bytes, **_: Any) -> WordTagger:
        """Replace the tables."""
        read = json.loads(data)
        self.words, self.memo = Words(read["lemmas"], read["known"], read["classes"]), {}
        return self

    def to_disk(self, path: str | Path, **_: Any) -> None:
        """Write the tables into a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "words.json").write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, **_: Any) -> WordTagger:
        """Read the tables from a folder."""
        return self.from_bytes((Path(path) / "words.json").read_bytes())


@Language.factory("kg_words", assigns=["token.lemma", "token.pos"], requires=["token.tag", "token.dep"])  # type: ignore[untyped-decorator]
def create_word_tagger(nlp: Language, name: str) -> WordTagger:
    """A component with empty tables; loading a pipeline fills them."""
    return WordTagger()
