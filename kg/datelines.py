"""Where an article was written, by the dateline that it begins with: "LIMA, Nov. 9 (Agency) -", "Lima: …"."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name

from kg.entities import Name
from kg.gazetteer import Entry, Gazetteer
from kg.syntax import SUBJECTS, Tree

MUTE = "dateline"  # kind of a name that only says where the article was written
_PARAGRAPHS = 4  # that may begin with the dateline, headlines among them
_HEAD = re.compile(r"^([A-Z][^:–—\n]{2,60}?)\s*(?:\([^)]{2,40}\))?\s*(?::|--|[–—]|-(?=\s|[A-Z0-9]))")
_WORD = re.compile(r"[\w.’']+")
_MONTHS = frozenset(w.lower() for w in (*month_name, *month_abbr, "Sept") if w)
_MARKS = (":", "-", "–", "—", "--")
_LONGEST = 8  # tokens of a dateline


def origin(text: str, gazetteer: Gazetteer) -> list[Entry]:
    """What the listed place may stand for that the dateline of ``text`` names; empty for none."""
    for line in [line.strip() for line in text.split("\n") if line.strip()][:_PARAGRAPHS]:
        head = _HEAD.match(line)
        words = _WORD.findall(head[1]) if head else []
        found = gazetteer.find(words)
        if found and found[0][0] == 0 and _is_dateline(words, found):
            return found[0][2]
    return []


def town(text: str) -> str:
    """The one word of the dateline of ``text`` if it is written large: "VELMIA: …"; "" for none."""
    for line in [line.strip() for line in text.split("\n") if line.strip()][:_PARAGRAPHS]:
        head = _HEAD.match(line)
        if head and head[1].isupper() and head[1].isalpha():
            return head[1].capitalize()
    return ""


def _is_dateline(words: list[str], found: list[tuple[int, int, list[Entry]]]) -> bool:
    """Whether all words are places, months and numbers."""
    listed = {i for first, last, _ in found for i in range(first, last)}
    return all(i in listed or w.isdecimal() or w.lower().rstrip(".") in _MONTHS for i, w in enumerate(words))


def mute(tree: Tree, names: list[Name]) -> None:
    """A place in the dateline is where the article was written, and does nothing."""
    for first, last in tree.sentences[:_PARAGRAPHS]:
        end = next((i for i in range(first, min(first + _LONGEST, last)) if _ends(tree.text[i])), -1)
        end += end >= 0 and tree.text[end].endswith("/.")  # "Lima/AGENCY/."
        if end <= first:
            continue
        inside = [n for n in names if first <= n.first and n.last <= end]
        covered = {i for n in inside for i in range(n.first, n.last)}
        if (
            inside
            and inside[0].first == first
            and all(_may_date(tree, i, covered) for i in range(first, end))
        ):
            for name in inside:
                if name.place not in (-1, name.actor) or tree.text[end - 1].endswith("/."):
                    name.actor, name.kind = -1, MUTE
            _free_subject(tree, inside[0].head)


def _ends(word: str) -> bool:
    return word in _MARKS or word.endswith("/.")


def _free_subject(tree: Tree, h: int) -> None:
    """ "Lima: President X met Y": the apposition of a subject in the dateline is the subject."""
    verb = tree.head[h]
    for k in tree.kids(h, "appos"):
        if tree.dep[h] in SUBJECTS and h < k < verb:
            tree.head[k], tree.dep[k], tree.dep[h] = verb, tree.dep[h], "dep"
            tree.link()


def _may_date(tree: Tree, i: int, covered: set[int]) -> bool:
    agency = tree.text[i] in (",", "/") or tree.text[i].endswith("/.")
    return i in covered or agency or tree.entity[i].lower() == "date"
