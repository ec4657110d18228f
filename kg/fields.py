"""Names that only say what a minister is one of: "Water Resources Minister X" names no body."""

from __future__ import annotations

from collections.abc import Collection

from kg.entities import Name
from kg.syntax import Tree
from kg.vocabulary import Vocabulary

_PEOPLES = ("an", "ese", "ish")  # endings that few other words have
_STEM = 4  # letters that a people shares with its land


def without_fields(tree: Tree, names: list[Name], vocabulary: Vocabulary) -> list[Name]:
    """The names, less the unlisted ones that stand nowhere but before an office with a field; of those
    that begin with a people ("Velmian Lands"), the people."""
    offices = vocabulary.field_office
    elsewhere = {n.text for n in names if not _tells_field(tree, n, offices)}
    kept = []
    for name in names:
        if name.text in elsewhere or name.entries or _names_people(name):
            kept.append(name)
        elif people := _people_before(tree, name, elsewhere, vocabulary):
            kept.append(people)
    return kept


def _tells_field(tree: Tree, name: Name, offices: Collection[str]) -> bool:
    """Whether an office with a field stands right after a name."""
    after = name.last
    return (
        after < tree.sentences[tree.sentence[name.first]][1]
        and tree.lemma[after].lower() in offices
        and tree.text[after][:1].isupper()
    )


def is_people(word: str) -> bool:
    """Whether a word ends as those for peoples do."""
    return word.endswith(_PEOPLES)


def _names_people(name: Name) -> bool:
    """Whether a name may be a people or an acronym, which have ministers."""
    people = name.label.lower() == "norp" or is_people(name.text)
    return name.text.isupper() or (people and len(name.text.split()) == 1)


def _people_before(tree: Tree, name: Name, others: Collection[str], vocabulary: Vocabulary) -> Name | None:
    """The people at the front of a name of several words."""
    words = tree.text[name.first : name.last]
    for first, last, entries in vocabulary.gazetteer.find(words):
        if first == 0 and last < len(words):
            stop = name.first + last
            text = name.text[: tree.end[stop - 1] - tree.start[name.first]]
            return Name(name.first, stop, text, "norp", tuple(entries))
    stem = words[0][:_STEM]
    named = is_people(words[0]) and any(o.startswith(stem) and o != name.text for o in others)
    if len(words) > 1 and len(stem) == _STEM and named:
        return Name(name.first, name.first + 1, words[0], "norp")
    return None
