"""Finds the names that a domain lists, over tokens, longest first."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from kg.records import KnownActor, Ontology
from kg.syntax import compare_name

_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_PIECES = re.compile(r"['’]s\b|(?:(?!['’]s\b)[\w.&’'`])+")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a listed name stands for: an actor and how it is named there."""

    actor: str
    kind: str  # "name" | "demonym" | "metonym" | "ambiguous"
    exact: bool  # an acronym: case matters


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    entries: list[tuple[str, Entry]] = field(default_factory=list)  # with the name as written


def atoms(text: str) -> list[str]:
    """Comparable pieces of a name: hyphens and dots aside, a possessive ``'s`` apart."""
    pieces = []
    for piece in _PIECES.findall(text.replace("-", " ")):
        if piece.lower() in ("'s", "’s"):
            pieces.append("'s")
        elif atom := compare_name(piece).lower():
            pieces.append(atom)
    return pieces


@lru_cache(maxsize=1 << 16)
def token_atom(text: str) -> str:
    """The atom of one token: "" for what names may skip (hyphens, dots)."""
    if text.lower() in ("'s", "’s"):
        return "'s"
    return compare_name(text).lower()


class Gazetteer:
    """All names of a domain in one trie."""

    def __init__(self, ontology: Ontology) -> None:
        self.root = _Node()
        for actor in ontology.actors.values():
            for kind, names in _names(actor):
                for name in names:
                    self._add(name, Entry(actor.id, kind, _is_acronym(name)))
                    if "." in name and _is_acronym(name) and (apart := " ".join(name.split("."))):
                        self._add(apart.strip(), Entry(actor.id, kind, True))  # "V. S."

    def _add(self, name: str, entry: Entry) -> None:
        whole, apart = atoms(name), atoms(_POSSESSIVE.sub(" 's", name))
        for pieces in (whole, apart) if apart != whole else (whole,):  # "People's" is two tokens, or one
            node = self.root
            for atom in pieces:
                node = node.next.setdefault(atom, _Node())
            node.entries.append((name, entry))

    def find(
        self, words: list[str], unwanted: Callable[[int, int], bool] = lambda first, last: False
    ) -> list[tuple[int, int, list[Entry]]]:
        """Longest matches ``(first, last, entries)`` over token texts, ``last`` excluded;
        for an ``unwanted`` one the next shorter."""
        found = []
        i = 0
        while i < len(words):
            match = self._longest(words, i, unwanted) if self._may_begin(words[i]) else None
            if match:
                found.append((i, *match))
                i = match[0]
            else:
                i += 1
        return found

    def _may_begin(self, word: str) -> bool:
        """Whether a name may begin with a word: most words begin none."""
        atom = token_atom(word) if word[:1].isalnum() else "'"
        return atom in self.root.next or " " in atom or not atom

    def _longest(
        self, words: list[str], i: int, unwanted: Callable[[int, int], bool]
    ) -> tuple[int, list[Entry]] | None:
        node, best, j = self.root, None, i
        while j < len(words):
            atom = token_atom(words[j])
            if atom:
                step = node.next.get(atom)
                if step is None and " " in atom:  # a token with a hyphen inside
                    step = self._walk(node, atom.split())
                if step is None:
                    break
                node = step
                entries = [e for name, e in node.entries if _case_fits(name, e, words[i : j + 1])]
                if entries and not unwanted(i, j + 1):
                    best = (j + 1, entries)
            elif words[j].isspace() and "\n" in words[j]:
                break
            j += 1
        return best

    @staticmethod
    def _walk(node: _Node, parts: list[str]) -> _Node | None:
        for part in parts:
            step = node.next.get(part)
            if step is None:
                return None
            node = step
        return node


def _names(actor: KnownActor) -> list[tuple[str, tuple[str, ...]]]:
    return [
        ("name", actor.names),
        ("demonym", actor.demonyms),
        ("metonym", actor.metonyms),
        ("ambiguous", actor.ambiguous),
    ]


def _is_acronym(name: str) -> bool:
    bare = name.replace(".", "").replace("-", "")
    return bare.isupper() and len(bare) <= 5


def _case_fits(name: str, entry: Entry, words: list[str]) -> bool:
    """A name is written with its capitals (or more of them, as in a headline)."""
    text = "".join(words)
    if entry.exact:
        bare = text.replace(".", "").replace("-", "")
        return bare.isupper() or bare == name.replace(".", "").replace("-", "")
    if name[:1].islower() and not any(c.isupper() for c in name):
        return True
    return any(c.isupper() for c in words[-1][:2]) or not any(c.isupper() for c in name.split()[-1])
