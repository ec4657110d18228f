"""Names of persons told by the offices before them, whatever the name tagger made of the two."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

from kg.gazetteer import Gazetteer
from kg.syntax import Tree

IsTitle = Callable[[int], bool]  # whether a token is part of a title

_FIELD = ("of", "for", "to", "in", "at")
_INSIDE = frozenset((",", "and", "&", "the", "of", "for", "to", "in", "at", "-", "'s", "’s", "(", ")"))
PARTICLES = frozenset(("-", "bin", "ibn", "al", "el", "de", "da", "van", "von", "dos", "ka", "bint", "abu"))
_CLOSED = frozenset((",", ".", ";", ":", "(", ")", "-", "–", "—"))
_REACH = 20  # tokens that "minister of …, …, … and …" may put before the name
_PERSON = 4  # words of a person's name at most, where an office's body runs into it


def parted(
    tree: Tree,
    gazetteer: Gazetteer,
    name_words: Container[str],
    is_title: IsTitle,
    first: int,
    last: int,
) -> Iterator[tuple[int, int]]:
    """The tagged name in two where an office's body or post runs into its bearer's name: "ambassador to
    Peru | X Y", "secretary of the Harvest Forum | X Y"; else as it is."""
    cut = last
    if first > 1 and last - first > 1 and _is_office_before(tree, is_title, first):
        words = tree.text[first:last]
        post = tree.text[first - 1].lower() != "of" and tree.text[first - 2].lower() != "of"
        home = (to for at, to, _ in gazetteer.find(words) if at == 0 and post)
        cut = first + next(home, 0)
        if cut == first:  # "the University of Belisk | X Y"
            found = ((at, to) for at, to, _ in gazetteer.find(words) if to < len(words))
            ofs = (to for at, to in found if "of" in words[max(at - 1, 0) : to])
            cut = first + next(ofs, 0)
        inner = [j for j in range(first + 1, last - 1) if tree.text[j].lower() in name_words]
        bodily = tree.text[last - 1].lower() in name_words
        if cut == first and tree.text[first].isupper() and len(tree.text[first]) > 2 and not bodily:
            cut = first + 1  # "head of LEBA | X Y"
        if cut == first and inner and tree.text[last - 1].lower() not in name_words:
            cut = inner[-1] + 1
        if cut == first or not _may_be_person(tree.text[cut:last]):
            cut = last
    yield first, cut
    if cut < last:
        yield cut, last


def _may_be_person(words: list[str]) -> bool:
    """Whether words are written as those of a person's name: "Abdul bin Ali Al-Tesk"."""
    large = [w for w in words if w[:1].isupper()]
    others = {w for w in words if not w[:1].isupper()}
    return words[:1] == large[:1] and 1 < len(large) <= _PERSON and others <= PARTICLES


def ends_before_place(tree: Tree, first: int, last: int) -> int:
    """Where a person's name ends before what the person is of: "X Y of Velmia"."""
    return next((j for j in range(first + 2, last - 1) if tree.text[j].lower() == "of"), last)


def before_office(tree: Tree, offices: Container[str], persons: Container[str], first: int, last: int) -> int:
    """Where a body's name ends that runs into the office of the person after it: "Velm Council High
    Representative | X Y"."""
    named = last < len(tree) and tree.entity[last].lower() in persons
    person = tree.entity[first].lower() in persons
    starts = (j for j in range(first + 1, last) if " ".join(tree.text[j:last]).lower() in offices)
    cut = next(starts, last)
    if named and not person:
        return cut
    inside = cut < last and tree.text[cut - 1].lower() in ("of", "the", "for", "and", "&")
    short = tree.text[last : last + 1] == ["("]  # "Velm Sorrin Coordinator (VSC)" is a name
    return cut if last - first > 2 and not inside and not short else last


def _is_office_before(tree: Tree, is_title: IsTitle, first: int) -> bool:
    """Whether "OFFICE of (the)" comes right before token ``first``."""
    j = first - 1
    while j > 0 and tree.text[j].lower() == "the":
        j -= 1
    return j > 0 and tree.text[j].lower() in _FIELD and is_title(j - 1)


def is_bare_office(tree: Tree, is_title: IsTitle, first: int, last: int) -> bool:
    """Whether a tagged name is but an office written large ("Chair", "President") and nobody's surname."""
    if last - first != 1 or not is_title(first):
        return False
    word = tree.text[first]
    return not any(
        tree.text[j] == word and tree.pos[j - 1] == "PROPN" and tree.entity[j - 1] and not is_title(j - 1)
        for j in range(1, len(tree))
    )


def spells_office(tree: Tree, is_title: IsTitle, first: int, last: int) -> bool:
    """Whether a name in brackets is but the initials of the office before it: "chief of police (CP)"."""
    letters = tree.text[first].replace(".", "")
    closed = last < len(tree) and tree.text[last] == ")"
    if last - first != 1 or not letters.isupper() or not closed or first < 3 or tree.text[first - 1] != "(":
        return False
    words, j = list[int](), first - 2
    while j >= 0 and len(words) < len(letters) and tree.name[j] < 0:
        if tree.text[j].lower() not in _INSIDE:
            words.insert(0, j)
        j -= 1
    initials = "".join(tree.text[k][:1] for k in words).upper()
    return initials == letters and any(is_title(k) for k in words)


def follows_office(tree: Tree, is_title: IsTitle, first: int, last: int) -> bool:
    """Whether a name ends the phrase of an office: "the minister of trade, X Y, …", "head of Z X Y"."""
    j, start = first - 1, tree.sentences[tree.sentence[first]][0]
    comma = j >= start and tree.text[j] == ","
    field = tree.pos[j] in ("NOUN", "PROPN") and tree.text[j][:1].isupper()  # "Minister of Trade X Y"
    if j <= start or (not comma and tree.name[j] < 0 and not field):
        return False
    if comma and not (last >= len(tree) or tree.text[last] in _CLOSED or tree.pos[last] in ("VERB", "AUX")):
        return False
    for k in range(j - 1, max(start, first - _REACH) - 1, -1):
        following = tree.text[k + 1].lower()
        title = tree.name[k] < 0 and is_title(k)
        if title and (following in _FIELD or (comma and k == j - 1 and tree.tag[k] not in ("NNS", "NNPS"))):
            return True
        plain = (
            tree.name[k] >= 0 or tree.pos[k] in ("NOUN", "PROPN", "ADJ") or tree.text[k].lower() in _INSIDE
        )
        if not plain:
            return False
    return False
