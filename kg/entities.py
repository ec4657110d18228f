"""Names in an article, gathered into actors.

A name tagger is never trusted alone: the whole article votes on what a name is (titles before
it, words inside it, "the town of", prepositions, the tagger's label), and the ontology decides
where it knows the name.
"""

from __future__ import annotations

from calendar import day_abbr, day_name, month_abbr, month_name
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from functools import partial

from kg.edges import before_duty, before_land, before_seat, closed, from_initials
from kg.gazetteer import Entry
from kg.holders import before_office, ends_before_place, is_bare_office, parted, spells_office
from kg.records import Lexicon
from kg.syntax import Tree
from kg.vocabulary import Vocabulary

TITLED = "titled"  # vote of a title before a name, counted apart from the classes
_KIN = frozenset(("bin", "bint", "ibn", "ben", "binti"))  # between the names of a person and of a parent
_JOINERS = frozenset("of for and the & 's ’s de del la al el bin ibn van von da dos e y".split())  # noqa: SIM905


@dataclass(slots=True)
class Name:
    """A name at tokens ``[first, last)``; ``actor`` and ``place`` number the clusters it stands for."""

    first: int
    last: int
    text: str
    label: str = ""  # the tagger's
    entries: tuple[Entry, ...] = ()
    kind: str = "name"  # "name" | "demonym" | "metonym"
    actor: int = -1
    place: int = -1
    head: int = -1


@dataclass(slots=True)
class Cluster:
    """One actor or place of the article."""

    label: str
    cls: str
    known: str | None = None  # id in the ontology
    names: Counter[str] = field(default_factory=Counter)
    tokens: list[int] = field(default_factory=list)  # head tokens of its mentions, in order
    votes: Counter[str] = field(default_factory=Counter)
    owner: int = -1  # cluster it belongs to ("Syrian" of "Syrian rebels")
    plural: bool = False


def find_names(tree: Tree, vocabulary: Vocabulary) -> list[Name]:
    """All names of the article, in order, none overlapping another."""
    listed = [
        Name(first, last, text_of(tree, first, last), entries=tuple(entries))
        for first, last, entries in vocabulary.gazetteer.find(
            tree.text, lambda first, last: _is_described(tree, first, last)
        )
        if not _is_clock(tree, first)
    ]
    tagged = [n for n in _tagged(tree, vocabulary) if not _is_slogan(tree, n)]
    chosen = _choose(listed, tagged)
    covered = {i for name in chosen for i in range(name.first, name.last)}
    chosen += list(_capitalised(tree, vocabulary, covered))
    named = [
        n for n in chosen if not spells_office(tree, partial(vocabulary.is_title, tree), n.first, n.last)
    ]
    return sorted(named, key=lambda n: n.first)


_CALENDAR = frozenset(w.lower() for w in (*month_name, *month_abbr, *day_name, *day_abbr, "Sept") if w)


def is_day(word: str) -> bool:
    """Whether a word names a day or a month."""
    return word.lower().rstrip(".") in _CALENDAR


def _is_clock(tree: Tree, i: int) -> bool:
    return tree.entity[i].lower() in ("date", "time", "money")


def _modifies(tree: Tree, j: int) -> bool:
    """Whether "-" at token ``j`` joins a name to a participle or adjective: "X-led"."""
    return (
        tree.text[j] in ("-", "–")
        and tree.text[j + 1][:1].islower()
        and tree.tag[j + 1] in ("VBN", "VBD", "JJ")
        and not tree.entity[j - 1].lower().startswith("per")
    )


def _is_described(tree: Tree, first: int, last: int) -> bool:
    """ "X-led coalition": the name inside it says something; the description is linked as a whole."""
    return any(_modifies(tree, j) for j in range(first + 1, last - 1))


def text_of(tree: Tree, first: int, last: int) -> str:
    """Tokens as they are written."""
    text = ""
    for i in range(first, last):
        if i > first and tree.start[i] > tree.end[i - 1]:
            text += " "
        text += tree.text[i]
    return text


def _tagged(tree: Tree, vocabulary: Vocabulary) -> Iterator[Name]:
    """Names by the pipeline's tagger, titles cut off, numbers and dates left out."""
    is_title = partial(vocabulary.is_title, tree)
    i, count = 0, len(tree)
    while i < count:
        label, first = tree.entity[i], i
        i += 1
        if not label:
            continue
        is_person = vocabulary.ner_class.get(label.lower()) == vocabulary.person
        while i < count and tree.sentence[i] == tree.sentence[first]:
            kin = is_person and tree.text[i].lower() in _KIN and tree.entity[i + 1 : i + 2] == [label]
            if tree.entity[i] != label and not kin:
                break
            i += 1
        first, last = from_initials(tree, first) if is_person else first, i
        if label.lower() in vocabulary.ner_class or label.lower() == "norp":
            trimmed = _trim(tree, vocabulary, first, last)
            pieces = before_land(tree, vocabulary, *trimmed) if not is_person else [trimmed]
            for start, stop in (p for piece in pieces for p in _unhyphened(tree, vocabulary, *piece)):
                for a, b in parted(tree, vocabulary.gazetteer, vocabulary.name_word, is_title, start, stop):
                    end = ends_before_place(tree, a, b) if is_person else b
                    if end < b:  # named by the tagger as one with the person
                        yield Name(end + 1, b, text_of(tree, end + 1, b), label=vocabulary.place_label)
                    b = _cut(
                        tree,
                        vocabulary,
                        a,
                        before_office(tree, vocabulary.office, vocabulary.person_labels, a, end),
                    )
                    if a < b and not is_bare_office(tree, is_title, a, b):
                        yield Name(a, b, text_of(tree, a, b), label=label)


def _cut(tree: Tree, vocabulary: Vocabulary, first: int, last: int) -> int:
    """Where a name ends that broke off after a preposition; "Government of" is no name at all."""
    end = last
    while end > first and tree.tag[end - 1] in ("IN", "TO", "DT"):
        if end - first > 2 and tree.text[end - 2] == "-":  # "Jae-in"
            break
        end -= 1
    left = end < last and end - first == 1 and tree.lemma[first].lower() in vocabulary.head_class
    return first if left else end


def _unhyphened(tree: Tree, vocabulary: Vocabulary, first: int, last: int) -> Iterator[tuple[int, int]]:
    """A tagged name without "X-led" or "pro-X" at its front, which modify it; X is a name of its own."""
    for j in range(first + 1, last - 1):
        if _modifies(tree, j):
            yield first, j
            first = j + 2
            break
    before = first - 2
    if (
        last - first > 1
        and before >= 0
        and tree.text[first - 1] == "-"
        and tree.text[before].lower() in vocabulary.prefixes
    ):
        yield first, first + 1
        first += 1
    elif (
        first < last
        and tree.text[first].lower() in vocabulary.prefixes
        and first + 2 < last
        and tree.text[first + 1] == "-"
    ):
        yield first + 2, first + 3
        first += 3
    if first < last:
        yield first, last


def _trim(tree: Tree, vocabulary: Vocabulary, first: int, last: int) -> tuple[int, int]:
    """A name without the article, titles and punctuation at its edges."""
    while first < last and (
        tree.text[first].lower()
        in ("the", "a", "an", "'s", "’s", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.")
        or not tree.text[first][:1].isalnum()
        or tree.text[first].endswith("/.")
    ):
        first += 1
    while last > first and (
        tree.text[last - 1].lower() in ("'s", "’s") or not any(c.isalnum() for c in tree.text[last - 1])
    ):
        last -= 1
    if last - first > 1 and any(not vocabulary.is_title(tree, i) for i in range(first, last)):
        is_person = vocabulary.ner_class.get(tree.entity[first].lower()) == vocabulary.person
        while is_person and last - first > 1 and _opens_with_title(tree, vocabulary, first):
            first += 1
    first = _after_field(tree, vocabulary, _after_offices(tree, vocabulary, first, last), last)
    last = before_seat(tree, first, before_duty(tree, vocabulary, first, last))
    return first, closed(tree, first, last - _governs(tree, vocabulary, first, last))


def _opens_with_title(tree: Tree, vocabulary: Vocabulary, i: int) -> bool:
    """Whether token ``i`` is a title, or several: "Brigadiers X and Y"."""
    word = tree.text[i].lower()
    several = word.endswith("s") and vocabulary.ontology.lexicon.has("title", word[:-1])
    return several or vocabulary.is_title(tree, i)


def _after_field(tree: Tree, vocabulary: Vocabulary, first: int, last: int) -> int:
    """Where the name begins that runs into the field of an office: "Minister of Foreign Affairs (of) | X"."""
    lexicon, j = vocabulary.ontology.lexicon, first
    while j < last - 2 and _is_field(lexicon, tree.text[j].lower()):
        j += 1
    if first < j < last - 1 and tree.text[j] == "of":
        return j + 1 + (tree.text[j + 1].lower() == "the" and j + 2 < last)
    bodily = any(tree.text[k].lower() in vocabulary.name_word for k in range(j, last))
    inside = first > 0 and tree.text[first - 1] in ("of", "for", "and")
    return j if inside and not bodily and tree.text[j][:1].isupper() else first


def _is_field(lexicon: Lexicon, word: str) -> bool:
    plural = word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
    return lexicon.has("field", word) or lexicon.has("field", plural)


def _after_offices(tree: Tree, vocabulary: Vocabulary, first: int, last: int) -> int:
    """Where the name begins that a tagger joined to the offices before it: "Foreign Ministers of X"."""
    of = next((j for j in range(first + 1, last - 1) if tree.text[j] == "of"), -1)
    if (
        of < 0
        or tree.tag[of - 1] not in ("NNS", "NNPS")
        or tree.lemma[of - 1].lower() not in vocabulary.office_last
    ):
        return first
    return of + 1 + (tree.text[of + 1].lower() == "the" and of + 2 < last)


def _governs(tree: Tree, vocabulary: Vocabulary, first: int, last: int) -> bool:
    """Whether a name is a listed state's government ("the Velmian Government"), a noun written large."""
    noun = tree.text[last - 1].lower() if last - first > 1 else ""
    if vocabulary.head_class.get(noun) not in vocabulary.home:
        return False
    listed = vocabulary.gazetteer.find(tree.text[first : last - 1])
    actors = vocabulary.ontology.actors
    return any(
        to == last - 1 - first and any(actors[e.actor].cls in vocabulary.home for e in entries)
        for _, to, entries in listed
    )


def _choose(listed: list[Name], tagged: list[Name]) -> list[Name]:
    """Longer names win; a listed name wins over an equal tagged one and takes its label."""
    names: list[Name] = []
    for name in sorted(listed + tagged, key=lambda n: (n.first - n.last, not n.entries, n.first)):
        rival = next((o for o in names if o.first < name.last and name.first < o.last), None)
        if rival is None:
            names.append(name)
        elif not rival.label and rival.entries:
            rival.label = name.label
    return names


def _capitalised(tree: Tree, vocabulary: Vocabulary, covered: set[int]) -> Iterator[Name]:
    """Runs of capitalised words that neither list nor tagger found.

    In a headline every word is capitalised: there only runs count that stand elsewhere too.
    """
    runs = list(_runs(tree, vocabulary, covered))
    headlines = {n for n in range(len(tree.sentences)) if is_headline(tree, n)}
    seen = {text for first, _, text in runs if tree.sentence[first] not in headlines}
    for first, last, text in runs:
        if tree.sentence[first] not in headlines or text in seen:
            yield Name(first, last, text)


def _runs(tree: Tree, vocabulary: Vocabulary, covered: set[int]) -> Iterator[tuple[int, int, str]]:
    i, count = 0, len(tree)
    while i < count:
        if i in covered or not _begins(tree, i, vocabulary.written) or vocabulary.is_title(tree, i):
            i += 1
            continue
        first = i
        while i < count and i not in covered and tree.sentence[i] == tree.sentence[first]:
            if (
                _is_capital(tree, i)
                or (tree.text[i] in ("-", "&") and _next_proper(tree, i, covered))
                or _is_inner(tree, i, covered)
                or (
                    tree.text[i] in _JOINERS
                    and i + 1 < len(tree)
                    and _joins(tree, vocabulary, first, i, covered)
                )
            ):
                i += 1
            else:
                break
        last = i
        while last > first and (tree.text[last - 1] in _JOINERS or tree.text[last - 1] in ("-", "&")):
            last -= 1
        for j in range(first, last):  # titles end a name or stand before one
            if vocabulary.is_title(tree, j):
                first = j + 1
        first = _after_field(tree, vocabulary, first, last)
        if last > first and _is_name(tree, vocabulary, first, last):
            yield first, last, text_of(tree, first, last)


def _is_name(tree: Tree, vocabulary: Vocabulary, first: int, last: int) -> bool:
    """A run with a proper noun in it that is neither a date nor a capitalised common noun."""
    if not any(tree.pos[i] == "PROPN" for i in range(first, last)) or _is_clock(tree, first):
        return False
    words = [tree.text[i].lower().rstrip(".") for i in range(first, last)]
    if all(w in _CALENDAR or not w.isalpha() for w in words):
        return False
    if _is_field_of_office(tree, vocabulary, first, last):
        return False
    common = all(w in vocabulary.head_class or tree.lemma[first] in vocabulary.head_class for w in words)
    return not (last - first == 1 and (common or words[0] in vocabulary.name_word))


def _is_field_of_office(tree: Tree, vocabulary: Vocabulary, first: int, last: int) -> bool:
    """Whether a run is but the field of an office: "Minister of Youth", "Trade and Labour Minister"."""
    lexicon = vocabulary.ontology.lexicon
    if not all(_is_field(lexicon, w.lower()) or w in _JOINERS for w in tree.text[first:last]):
        return False
    if last < len(tree) and lexicon.has("fieldOffice", tree.lemma[last].lower()):
        return True
    j = first - 1
    while j > 0 and (tree.text[j] in (*_JOINERS, ",") or _is_field(lexicon, tree.text[j].lower())):
        j -= 1
    return j < first - 1 and lexicon.has("fieldOffice", tree.lemma[j].lower())


def _is_slogan(tree: Tree, name: Name) -> bool:
    """A tagged name that swallows a headline's verb, or most of the headline."""
    first, last = tree.sentences[tree.sentence[name.first]]
    long = name.last - name.first > 3 and name.last - name.first > 0.5 * (last - first)
    verb = any(tree.pos[j] == "VERB" for j in range(name.first + 1, name.last))
    return (long or verb) and is_headline(tree, tree.sentence[name.first])


def is_headline(tree: Tree, sentence: int) -> bool:
    """Most longer words are capitalised."""
    first, last = tree.sentences[sentence]
    words = [tree.text[i] for i in range(first, last) if len(tree.text[i]) > 3 and tree.text[i].isalpha()]
    return len(words) > 3 and sum(w[0].isupper() for w in words) >= 0.75 * len(words)


def _is_capital(tree: Tree, i: int) -> bool:
    return (
        tree.text[i][:1].isupper()
        and tree.text[i][:1].isalpha()
        and tree.pos[i] not in ("DET", "PRON", "ADP", "VERB", "AUX", "SCONJ", "CCONJ")
    )


def _begins(tree: Tree, i: int, words: Container[str]) -> bool:
    """A capital that does not merely open the sentence."""
    if not _is_capital(tree, i):
        return False
    opens = i == tree.sentences[tree.sentence[i]][0]
    named = i + 1 < len(tree) and tree.text[i + 1] in words  # "Harvest Party"
    return tree.pos[i] == "PROPN" or ((named or not opens) and tree.pos[i] in ("ADJ", "NOUN"))


def _is_proper(tree: Tree, i: int) -> bool:
    return tree.pos[i] == "PROPN" and tree.text[i][:1].isupper() and tree.text[i][:1].isalpha()


def _is_inner(tree: Tree, i: int, covered: set[int]) -> bool:
    """A preposition written large inside a name: "Doctors Without Borders"."""
    large = tree.pos[i] == "ADP" and tree.text[i][:1].isupper()
    return large and i + 1 < len(tree) and i + 1 not in covered and _is_capital(tree, i + 1)


def _next_proper(tree: Tree, i: int, covered: set[int]) -> bool:
    return (
        i + 1 < len(tree)
        and i + 1 not in covered
        and _is_proper(tree, i + 1)
        and tree.end[i] == tree.start[i + 1]
    )


def _joins(tree: Tree, vocabulary: Vocabulary, first: int, i: int, covered: set[int]) -> bool:
    """Whether "of" and the like continue a name such as "Ministry of Trade"."""
    following = i + 1
    while following < len(tree) and tree.text[following].lower() in _JOINERS:
        following += 1
    if following >= len(tree) or following in covered or not _is_proper(tree, following):
        return False
    return any(tree.text[j].lower() in vocabulary.name_word for j in range(first, i))
