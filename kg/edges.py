"""Where a tagged name begins and ends, where the tagger left or took too much."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.syntax import Tree
from kg.vocabulary import Vocabulary

_NOUNS = ("NOUN", "PROPN")
_SYLLABLE = 7  # letters behind a hyphen, fewer
_INITIAL = re.compile(r"[A-Z]\.")


def closed(tree: Tree, first: int, last: int) -> int:
    """Where a name ends that broke off inside brackets: after them, or before them; "the HP (R)"."""
    if "(" not in tree.text[first:last] or ")" in tree.text[first:last]:
        return last
    closed = last < len(tree) and tree.text[last] == ")" and tree.text[first] != "("
    return last + 1 if closed else first + tree.text[first:last].index("(")


def before_duty(tree: Tree, vocabulary: Vocabulary, first: int, last: int) -> int:
    """Where a ministry's name ends that runs into what its official is for: "Undersecretary of the Ministry
    of Trade | for Planning"."""
    before = first - 1 - (tree.text[first - 1].lower() == "the")
    if before < 1 or tree.text[before] != "of" or not vocabulary.is_title(tree, before - 1):
        return last
    has, words = vocabulary.ontology.lexicon.has, [w.lower() for w in tree.text[first:last]]
    at = next((k for k, w in enumerate(words) if has("portfolio", w)), -1)
    whole = at >= 0 and words[-1] != "for" and "for" in words[at + 1 + (at == 0) :]
    return first + words.index("for", at + 1 + (at == 0)) if whole else last


def before_land(tree: Tree, vocabulary: Vocabulary, first: int, last: int) -> Iterator[tuple[int, int]]:
    """A party's name that runs into the place of the office behind it: "Harvest Party | Velm lawmaker"."""
    has = vocabulary.ontology.lexicon.has
    ends = (j + 1 for j in range(first + 1, last - 1) if has("partyWord", tree.text[j].lower()))
    cut = next(ends, last)
    found = vocabulary.gazetteer.find(tree.text[cut:last]) if cut < last else []
    placed = bool(found) and found[0][:2] == (0, last - cut)
    if not placed or last >= len(tree) or not tree.text[last][:1].islower():
        yield first, last
        return
    yield first, cut
    yield cut, last


def before_seat(tree: Tree, first: int, last: int) -> int:
    """Where a party's name in brackets ends before the seat that its lawmaker holds: "X (HP-Velm)"."""
    apart = first > 0 and tree.text[first - 1] == "(" and first + 2 < last and tree.text[first + 1] == "-"
    party = tree.text[first].isupper() and len(tree.text[first]) > 1
    return first + 1 if apart and party and not tree.text[first + 2].isupper() else last


def from_initials(tree: Tree, first: int) -> int:
    """Where a person's name begins before which the tagger left initials: "J. K. | Tesk"."""
    start = tree.sentences[tree.sentence[first]][0]
    while first > start and _INITIAL.fullmatch(tree.text[first - 1]) and not tree.entity[first - 1]:
        first -= 1
    return first


def after_number(tree: Tree, first: int, last: int) -> int:
    """Where "Channel 13", "Task Force 50" end."""
    if last >= len(tree) or not tree.text[last].isdecimal() or len(tree.text[last]) > 3:
        return last
    own = tree.dep[last] == "flat" and first <= tree.head[last] < last
    counts = last + 1 < len(tree) and tree.pos[last + 1] in (*_NOUNS, "ADJ", "SYM")
    return last + 1 if own and not counts else last


def is_syllable(tree: Tree, k: int, stop: int) -> bool:
    """Whether a given name goes on behind a hyphen: "Wang Mei|-yu"."""
    if k + 1 >= stop or tree.text[k] != "-":
        return False
    joined = tree.end[k - 1] == tree.start[k] and tree.end[k] == tree.start[k + 1]
    word, verbal = tree.text[k + 1], tree.tag[k + 1] in ("VBN", "VBD", "JJ", "VBG")
    return joined and not verbal and word.isalpha() and word.islower() and len(word) < _SYLLABLE


def before_letters(tree: Tree, first: int, last: int) -> int:
    """Where a name begins by the letters behind it: "Information and | Decision Support Center (IDSC)"."""
    if last + 2 >= len(tree) or tree.text[last] != "(" or tree.text[last + 2] != ")":
        return first
    large = [w[0] for w in tree.text[first:last] if w[:1].isupper()]
    letters = tree.text[last + 1]
    missing = letters.removesuffix("".join(large))
    if not letters.isupper() or len(large) < 2 or missing == letters or len(missing) > 2:
        return first
    k, start = first, tree.sentences[tree.sentence[first]][0]
    for letter in reversed(missing):
        k -= 1
        while k > start and (tree.text[k].lower() in ("and", "of", "for", "the", "&", "-")):
            k -= 1
        if k < start or tree.text[k][:1] != letter:
            return first
    return k
