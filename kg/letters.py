"""Which letters stand for which name."""

from __future__ import annotations

from kg.syntax import compare_name

SMALL = frozenset(("of", "the", "and", "for", "de", "la", "del", "in", "on", "&", "'s", "’s"))


def content(name: str) -> set[str]:
    """The words of a name that tell it from others."""
    return {w for w in compare_name(name).lower().split() if w not in SMALL}


def initials(full: str) -> str:
    """The first letters of the words of a name."""
    words = [w for w in full.replace("-", " ").split() if w.lower() not in SMALL]
    return "".join(w[0] for w in words).upper() if len(words) > 1 else ""


def is_acronym_of(short: str, full: str) -> bool:
    """Letters of ``short`` appear in order among the beginnings of ``full``'s words, or nearly so."""
    letters = [c for c in compare_name(short).upper() if c.isalnum()]
    if not 2 <= len(letters) <= 10 or len(full) <= len(short):
        return False
    bare = compare_name(short).replace(" ", "")
    if not bare.isupper() and not (short.isalpha() and sum(c.isupper() for c in short) > 1):  # "MoCD"
        return False
    text = iter(compare_name(full).upper())
    hits = sum(letter in text for letter in letters)
    return hits >= len(letters) or initials(full)[:2] == "".join(letters[:2])
