"""How English news is cut into words and lines: spaCy's English rules and what news and treebanks add.

Words are cut as Universal Dependencies cuts them: hyphenated words apart ("U.S.", "-", "backed"),
contractions apart, abbreviations whole.
"""

# ruff: noqa: SIM905 - lists of words read better as one line
from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.lang.char_classes import ALPHA, ALPHA_LOWER, ALPHA_UPPER, HYPHENS
from spacy.language import Language
from spacy.symbols import NORM, ORTH, PREFIX
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from spacy.vectors import Vectors
from spacy.vocab import Vocab

TITLES = (
    "Gen. Lt. Col. Maj. Capt. Cpl. Sgt. Cmdr. Adm. Brig. Pvt. Sen. Rep. Gov. Rev. Hon. Pres. "
    "Prof. Dr. Mr. Mrs. Ms. St. Msgr. Fr. Amb. Supt. Insp. Det. Atty."
).split()
OTHERS = (
    "Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep. Sept. Oct. Nov. Dec. Mon. Tue. Tues. Wed. Thu. "
    "Thur. Thurs. Fri. U.S. U.K. U.N. U.A.E. E.U. U.S.A. U.S.S.R. D.C. Inc. Ltd. Corp. Co. Bros. "
    "Jr. Sr. Nos. vs. approx. est. Ft. Mt. Ave. Blvd. Rd. dept. Dept. govt. Govt. a.m. p.m. e.g. "
    "i.e. Ph.D. a.k.a."
).split()
_NEVER_LAST = frozenset(
    {*TITLES, "Nov.", "Oct.", "Sept.", "Aug.", "Feb.", "Jan.", "Dec.", "No.", "vs.", "Ft.", "Mt."}
) - {"St."}
_FINAL = frozenset(".!?,")
PREFIXES = ("non anti re co pre mid pro cross post semi over sub multi ex counter inter mini e").split()
_HYPHENS = f"(?:{HYPHENS})"
_RUNS = r"([=_*#~+<>!?])\1+"


def _infixes(defaults: list[str]) -> list[str]:
    """Hyphens after abbreviations and digits, and dashes and slashes between words, are cut too.

    A hyphen after a prefix is not: "anti-government" and "pro-Kurdish" are words.
    """
    hyphen = "(?:-|–|—)"
    unless = "".join(rf"(?<!\b{form})" for p in PREFIXES for form in (p, p.capitalize()))
    kept = [rule.replace(_HYPHENS, unless + _HYPHENS) for rule in defaults]
    return [
        *kept,
        rf"(?<=[{ALPHA}]\.){hyphen}(?=[{ALPHA}])",
        rf"(?<=[0-9]){hyphen}(?=[{ALPHA}])",
        rf"(?<=[{ALPHA}]){hyphen}(?=[0-9])",
        rf"(?<=[{ALPHA}0-9.,;:!?\)\]])(?:--+|—|–)(?=[{ALPHA}0-9“\"])",
        rf"(?<=[{ALPHA}])/(?=[{ALPHA}])",
        rf"(?<=[{ALPHA_LOWER}])\.(?=[{ALPHA_UPPER}])",
        rf"(?<=[”’\"\)]){hyphen}(?=\w)",
    ]


def _exceptions(defaults: dict[str, Any]) -> dict[str, Any]:
    """spaCy's own, without spellings that news does not mean, and with news abbreviations."""
    rules = dict(defaults)
    for abbreviation in (*TITLES, *OTHERS):
        rules[abbreviation] = [{ORTH: abbreviation}]
    for first, second in (("wan", "na"), ("Wan", "na"), ("WAN", "NA")):
        rules[first + second] = [{ORTH: first, NORM: "want"}, {ORTH: second, NORM: "to"}]
    for wrong in ("and/or", "No.", "etc."):
        rules.pop(wrong, None)
    return rules


def first_letters(text: str) -> str:
    """What a word's attribute PREFIX holds here: three letters tell more of a name than spaCy's one."""
    return text[:3]


def make_tokenizer(nlp: Language) -> Tokenizer:
    """spaCy's English tokenizer with the additions above."""
    defaults: Any = nlp.Defaults
    nlp.vocab.lex_attr_getters[PREFIX] = first_letters
    return Tokenizer(
        nlp.vocab,
        rules=_exceptions(defaults.tokenizer_exceptions),
        prefix_search=compile_prefix_regex([_RUNS, *defaults.prefixes]).search,
        suffix_search=compile_suffix_regex([_RUNS, r"[!?.]*[!?]+", *defaults.suffixes]).search,
        infix_finditer=compile_infix_regex(_infixes(list(defaults.infixes))).finditer,
        token_match=defaults.token_match,
        url_match=defaults.url_match,
    )


@spacy.registry.tokenizers("kg.tokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer() -> Callable[[Language], Tokenizer]:
    """The tokenizer as a pipeline's config names it."""
    return make_tokenizer


def _ends_line(space: str, before: str, after: str) -> bool:
    """Whether whitespace ends a sentence: a blank line always, one line break unless text runs on."""
    breaks = space.count("\n")
    return breaks > 1 or (breaks == 1 and not (after[:1].islower() or before in (",", "-", "–", "—")))


def _goes_on(before: str, after: str, closing: bool) -> bool:
    """Whether a word cannot start a sentence: after a title, an initial, or as a closing quote."""
    if closing or after in ("”", ")", "]", ",", ";", ":", "%"):
        return True
    if before in _NEVER_LAST:
        return after[:1].isupper() or after[:1].isdigit()
    return len(before) == 2 and before[1] == "." and before[0].isupper() and after[:1].isupper()


@Language.component("kg_lines", assigns=["token.is_sent_start"])  # type: ignore[untyped-decorator]
def mark_lines(doc: Doc) -> Doc:
    """Pipeline component before the parser: line breaks end sentences, titles and initials do not."""
    before, spaces, attached = "", "", False
    for token in doc:
        text = token.text
        if text.isspace():
            spaces += text
            continue
        if before:
            if "\n" in spaces and _ends_line(spaces, before, text):
                token.is_sent_start = True
            elif _goes_on(before, text, text == '"' and attached and before in _FINAL):
                token.is_sent_start = False
        before, spaces, attached = text, "", not token.whitespace_
    return doc


@Language.component("kg_trim", assigns=["doc.ents"], requires=["doc.ents"])  # type: ignore[untyped-decorator]
def trim_names(doc: Doc) -> Doc:
    """Pipeline component after the name tagger: names do not begin or end with whitespace."""
    if any(doc[e.start].is_space or doc[e.end - 1].is_space for e in doc.ents):
        doc.ents = [trimmed for e in doc.ents if (trimmed := _trimmed(doc, e))]
    return doc


def _trimmed(doc: Doc, name: Span) -> Span | None:
    start, end = name.start, name.end
    while start < end and doc[start].is_space:
        start += 1
    while start < end and doc[end - 1].is_space:
        end -= 1
    return Span(doc, start, end, label=name.label) if start < end else None


class PackedVectors(Vectors):  # type: ignore[misc]
    """A vector table that is a quarter as large on disk: whole steps of ``1 / STEPS``, a byte each."""

    STEPS = 32
    data: Any  # numbers, words × dimensions

    @classmethod
    def rounded(cls, table: Any) -> Any:
        """The values that the table will have after it was stored (float32, same shape)."""
        return np.clip(np.round(np.asarray(table) * cls.STEPS), -127, 127).astype("float32") / cls.STEPS

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the folder as spaCy does, the table itself as bytes."""
        super().to_disk(path, exclude=exclude)
        with (Path(path) / "vectors").open("wb") as file:
            np.save(file, np.round(self.rounded(self.data) * self.STEPS).astype("int8"))

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Vectors:
        """Read a folder; a table of floats is taken as it is."""
        super().from_disk(path, exclude=exclude)
        if self.data.dtype == np.int8:
            self.data = self.data.astype("float32") / self.STEPS
        return self


@spacy.registry.vectors("kg.vectors.v1")  # type: ignore[untyped-decorator]
def create_vectors() -> Callable[[Vocab], Vectors]:
    """A vector table looked up by norm: lower case, straight quotes, contractions undone."""
    return lambda vocab: PackedVectors(strings=vocab.strings, attr="NORM")
