"""How far names reach, whatever the tagger made of them: prefixes, wings, numbers, nicknames, fields."""

from __future__ import annotations

from collections.abc import Iterator

from kg.edges import after_number, before_letters, is_syllable
from kg.entities import Name, is_day, is_headline, text_of
from kg.fields import is_people
from kg.gazetteer import Entry
from kg.holders import PARTICLES
from kg.syntax import Tree
from kg.vocabulary import PLACE, Vocabulary

_CLOSING = {'"': '"', "'": "'", "(": ")"}
_NICKNAME = 3  # words of one at most
_SURNAME = 2  # words of one at most
_LETTERS = range(2, 6)  # of a party before the parentheses
_OFFICE = 3  # words of an office at most
_LAND = 2  # words of a land's name at most
_LATIN = "\u0250"  # letters before it are Latin
_NOUNS = ("NOUN", "PROPN")


def mended(tree: Tree, names: list[Name], vocabulary: Vocabulary) -> list[Name]:
    """The names with all that belongs to them and nothing else; spellings in foreign letters are left out."""
    short = _offices_in_letters(tree, names, vocabulary)
    names = [
        n
        for n in names
        if not (
            n.text in short
            or _is_foreign(n.text)
            or _is_thing(n.text, vocabulary)
            or (not n.entries and _is_state_noun(n.text, vocabulary))
        )
    ]
    starts = {n.first for n in names}
    made = [n for name in names if (n := _mend(tree, name, starts, vocabulary))]
    made += [n for name in names for n in _bearers(tree, name, vocabulary)]
    made += _with_prefixes(tree, names, vocabulary)
    made += _with_nicknames(tree, names, vocabulary)
    made += _numbered(tree, vocabulary)
    made += _wings(tree, vocabulary)
    kept: list[Name] = []
    swallowed = [*_after_lands(tree, names, vocabulary), *_after_office_of(tree, names, vocabulary)]
    for name in (*swallowed, *sorted(made, key=lambda n: n.first - n.last), *names):
        if not any(o.first < name.last and name.first < o.last for o in kept):
            kept.append(name)
    return sorted((n for n in kept if not _names_thing(tree, n, vocabulary)), key=lambda n: n.first)


def _is_foreign(text: str) -> bool:
    """Whether a name has none but foreign letters: "(夏寶龍)" after the name that it spells."""
    letters = [] if text.isascii() else [c for c in text if c.isalpha()]
    return bool(letters) and all(c >= _LATIN for c in letters)


def _is_of_office(tree: Tree, first: int, vocabulary: Vocabulary) -> bool:
    """Whether the first word of a name is what the office before it is of: "Speaker of the House | X"."""
    word, k = tree.text[first].lower(), first - 1
    k -= k > 0 and tree.text[k].lower() == "the"
    body = word in vocabulary.name_word or word in vocabulary.head_class
    return body and k > 0 and tree.text[k] == "of" and vocabulary.is_title(tree, k - 1)


def _is_full(tree: Tree, first: int, last: int, vocabulary: Vocabulary) -> bool:
    """Whether words may be a first name and a surname, and no body's."""
    words = tree.text[first:last]
    return 1 < len(words) < 4 and all(w.istitle() and w.lower() not in vocabulary.name_word for w in words)


def _names_thing(tree: Tree, name: Name, vocabulary: Vocabulary) -> bool:
    """Whether the last word of a name says that it is a law, a treaty or an event: "the Fisheries Act"."""
    k = name.last - 1
    while k > name.first and not tree.text[k].isalpha():  # "Resolution 2254"
        k -= 1
    body = tree.text[name.first].lower() in vocabulary.name_word  # "Association for the Constitution"
    if name.entries or body or name.label.lower() in vocabulary.person_labels:
        return False
    if k == name.first and not (k > 0 and tree.text[k - 1][:1].isupper()):  # "the Velmian | War"
        return False
    told = vocabulary.ontology.lexicon.has("thingName", tree.text[k].lower())
    return told and tree.pos[k - 1] != "ADP"  # "Freedom Under Law"


def _is_thing(text: str, vocabulary: Vocabulary) -> bool:
    """Whether letters stand for a thing: "the MoU", "CCTV"."""
    return not text.islower() and vocabulary.ontology.lexicon.has("thing", text.lower().rstrip("s"))


def _mend(tree: Tree, name: Name, starts: set[int], vocabulary: Vocabulary) -> Name | None:
    """A name that reaches farther, or less far, than it was found to; none for one that is right."""
    first, last = name.first, name.last
    if (start := _after_government(tree, name, vocabulary)) > first:
        return _made(tree, start, last, next(iter(sorted(vocabulary.person_labels)), ""), vocabulary)
    if last - first == 2 and _is_before_office(tree, first, vocabulary):
        return _made(tree, first, first + 1, "", vocabulary)
    if name.label.lower() not in vocabulary.person_labels:
        last = after_number(tree, first, _after_wing(tree, first, last, vocabulary))
        if (
            not name.entries
            and _is_of_office(tree, first, vocabulary)
            and _is_full(tree, first + 1, last, vocabulary)
        ):
            return _made(tree, first + 1, last, next(iter(sorted(vocabulary.person_labels)), ""), vocabulary)
        if not name.entries and _is_government(tree, first, last, vocabulary):
            return _made(tree, first, first + 1, "norp", vocabulary)
        if not name.entries:
            last = _after_front(tree, first, last, starts, vocabulary)
            last = _before_field(tree, first, last, vocabulary)
            last = _after_and(tree, first, last, starts, vocabulary)
            first = _before_preposition(tree, before_letters(tree, first, last))
    elif (longer := _after_surname(tree, name, starts, vocabulary)) > last:
        last = longer
    elif last - first > 1 and first == tree.sentences[tree.sentence[first]][0]:
        first += tree.text[first].lower() in tree.text  # "Submissions X made"
    elif last - first > 1 and _is_of_office(tree, first, vocabulary):
        first += 1
    if (first, last) == (name.first, name.last):
        return None
    return _made(tree, first, last, name.label, vocabulary)


def _is_state_noun(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a name is but a noun for a state written large: "President of the Republic"."""
    return vocabulary.head_class.get(text.lower()) in vocabulary.home


def _after_government(tree: Tree, name: Name, vocabulary: Vocabulary) -> int:
    """Where the person's name begins after "Government of President"."""
    first, k = name.first, name.first + 2
    governed = not name.entries and k < name.last - 1 and _is_state_noun(tree.text[first], vocabulary)
    if not governed or tree.text[first + 1] != "of" or not vocabulary.is_title(tree, k):
        return first
    return k + 1


def _is_government(tree: Tree, first: int, last: int, vocabulary: Vocabulary) -> bool:
    """Whether a name is an unlisted people and a noun for its state: "the Velmian Government"."""
    noun = tree.text[last - 1].lower()
    return (
        last - first == 2
        and vocabulary.head_class.get(noun) in vocabulary.home
        and is_people(tree.text[first])
    )


def _after_lands(tree: Tree, names: list[Name], vocabulary: Vocabulary) -> Iterator[Name]:
    """A land and what the tagger joined to it: "ambassador to Velmia | X Y", "Velmia's | X Council"."""
    lands = {
        n.text
        for n in names
        if vocabulary.ner_class.get(n.label.lower()) == PLACE and n.last - n.first <= _LAND
    }
    for name in names:
        for stop in range(name.first + 1, min(name.first + _LAND + 1, name.last)):
            land = text_of(tree, name.first, stop)
            if name.entries or land not in lands:
                continue
            owned = tree.text[stop] in ("'s", "’s")
            office = name.first > 1 and tree.text[name.first - 1].lower() in ("to", "of", "the")
            person = (
                office and name.last - stop >= _SURNAME and name.label.lower() in vocabulary.person_labels
            )
            if stop + owned < name.last and (owned or person):
                yield Name(name.first, stop, land, vocabulary.place_label)
                rest = stop + owned
                yield Name(rest, name.last, text_of(tree, rest, name.last), name.label)


def _after_office_of(tree: Tree, names: list[Name], vocabulary: Vocabulary) -> Iterator[Name]:
    """A land and the person that the tagger joined to it and an office: "US | President | X Y"."""
    for name in names:
        if name.entries or name.label.lower() not in vocabulary.person_labels:
            continue
        found = vocabulary.gazetteer.find(tree.text[name.first : name.last])
        land = next((to for at, to, _ in found if at == 0), 0)
        start = stop = name.first + (land or int(is_people(tree.text[name.first])))
        while start < name.last and vocabulary.is_title(tree, start):
            start += 1
        if name.first < stop < start < name.last:
            yield _made(tree, name.first, stop, "" if land else "norp", vocabulary)
            yield _made(tree, start, name.last, name.label, vocabulary)


def _is_before_office(tree: Tree, first: int, vocabulary: Vocabulary) -> bool:
    """Whether an office follows the letters that a name begins with: "VS | Secretary of State X"."""
    words = [w.lower() for w in tree.text[first + 1 : first + _OFFICE + 1]]
    offices = (" ".join(words[:n]) for n in range(1, len(words) + 1))
    letters = tree.text[first].isupper() and len(tree.text[first].replace(".", "")) > 1
    return letters and tree.text[first + 1][:1].isupper() and any(o in vocabulary.office for o in offices)


def _offices_in_letters(tree: Tree, names: list[Name], vocabulary: Vocabulary) -> set[str]:
    """Letters that stand for an office by the words before them: "superintendent of police (SP)"."""
    named = {i for n in names for i in range(n.first, n.last)}
    found = set()
    for name in names:
        k, letters = name.first - 2, name.text.replace(".", "")
        if (
            k < 0
            or tree.text[k + 1] != "("
            or not letters.isupper()
            or not 1 < len(letters) < 6
            or k in named
        ):
            continue
        for letter in reversed(letters):
            k -= tree.tag[k] == "IN"
            if k < 0 or tree.text[k][:1].upper() != letter:
                break
            k -= 1
        else:
            words = range(k + 1, name.first - 1)
            if any(vocabulary.is_title(tree, j) for j in words):
                found.add(name.text)
    return found


def _bearers(tree: Tree, name: Name, vocabulary: Vocabulary) -> Iterator[Name]:
    """A person's name without the office that the tagger took for a body's: "Congressman | X Y", and
    what comes before that office: "EU | Special Envoy | X Y", "EU | High Representative (X Y)"."""
    person = next(iter(sorted(vocabulary.person_labels)), "")
    if name.entries or name.label.lower() in vocabulary.person_labels or name.last - name.first < 2:
        return
    first, last = name.first, name.last
    titles = [k for k in range(first, last - 2) if vocabulary.is_title(tree, k)]
    rest = tree.text[titles[-1] + 1 : last] if titles else []
    words = [w.lower() for w in tree.text[first : last + 1]]
    if rest and len(rest) < 4 and all(w[:1].isupper() or w in PARTICLES for w in rest):
        bodily = any(w.lower() in vocabulary.name_word for w in rest)
        if not bodily and vocabulary.ontology.lexicon.has("title", words[titles[-1] - first]):
            yield Name(titles[-1] + 1, last, text_of(tree, titles[-1] + 1, last), person)
            last = titles[-1] + 1
    ends = last if last < name.last else last + 1
    offices = (
        j for j in range(first + 1, last) if " ".join(words[j - first : ends - first]) in vocabulary.office
    )
    start = next(offices, last)
    if start < name.last and (start < last or first < titles[-1]):
        yield _made(tree, first, start, name.label, vocabulary)


def _made(tree: Tree, first: int, last: int, label: str, vocabulary: Vocabulary) -> Name:
    words = " ".join(tree.text[first:last]).replace("(", " ").replace(")", " ").split()
    found = vocabulary.gazetteer.find(words)
    entries: tuple[Entry, ...] = ()
    if len(found) == 1 and found[0][:2] == (0, len(words)):
        entries = tuple(found[0][2])
    return Name(first, last, text_of(tree, first, last), label, entries)


def _after_wing(tree: Tree, first: int, last: int, vocabulary: Vocabulary) -> int:
    """Where "JD (S)", "CPI (Maoist)" end, of which the parentheses are a part."""
    inside = tree.text[first:last]
    if "(" in inside and ")" not in inside:  # broken off
        closed = last < len(tree) and tree.text[last] == ")"
        return last + 1 if closed else first + inside.index("(")
    if last + 2 >= len(tree) or (tree.text[last], tree.text[last + 2]) != ("(", ")"):
        return last
    return last + 3 if vocabulary.ontology.lexicon.has("wingMark", tree.text[last + 1].lower()) else last


def _wings(tree: Tree, vocabulary: Vocabulary) -> Iterator[Name]:
    """Parties by their letters, whatever the tokens: "JD (S)", "CPI(M)", "CPI (Maoist)"."""
    for i in (i for i, text in enumerate(tree.text) if text == ")" and i > 2):
        body, _, wing = tree.text[i - 1].partition("(")
        first = i - 1
        if not wing and tree.text[i - 2] == "(":
            body, wing, first = tree.text[i - 3], tree.text[i - 1], i - 3
        letters = len(wing) < 3 and wing.isupper()
        known = letters or vocabulary.ontology.lexicon.has("wingMark", wing.lower())
        if wing.isalpha() and known and body.isalpha() and body.isupper() and len(body) in _LETTERS:
            label = next((tree.entity[k] for k in (first, i - 1) if tree.entity[k]), "")
            yield _made(tree, first, i + 1, label, vocabulary)


def _after_surname(tree: Tree, name: Name, starts: set[int], vocabulary: Vocabulary) -> int:
    """Where a person's name ends whose last word the tagger left out: "Aung Zeya | Thaw"."""
    k, stop = name.last, tree.sentences[tree.sentence[name.first]][1]
    if is_syllable(tree, k, stop) and name.last - name.first > 1:
        return k + 2
    while k < stop and k - name.last < _SURNAME and tree.tag[k].startswith("NN") and not tree.entity[k]:
        word = tree.text[k]
        common = word.lower() in vocabulary.name_word or tree.lemma[k].lower() in vocabulary.head_class
        if k in starts or not word[:1].isupper() or common or vocabulary.is_title(tree, k) or is_day(word):
            break
        k += 1
    runs_on = k < stop and tree.text[k][:1].isupper()
    plain = k > name.last and not name.entries and not runs_on
    return k if plain and not is_headline(tree, tree.sentence[name.first]) else name.last


def _after_front(tree: Tree, first: int, last: int, starts: set[int], vocabulary: Vocabulary) -> int:
    """Where a one-word name ends whose word for a body the tagger left out: "Karvan | Front fighters"."""
    stop = tree.sentences[tree.sentence[first]][1]
    if last - first > 1 or last >= stop or last in starts or tree.entity[last]:
        return last
    body = vocabulary.name_word.get(tree.text[last].lower(), PLACE)
    large = tree.text[last].istitle() and not is_headline(tree, tree.sentence[first])
    return last + 1 if large and body not in (PLACE, *vocabulary.home) else last


def _before_field(tree: Tree, first: int, last: int, vocabulary: Vocabulary) -> int:
    """Where a ministry's name ends that runs into an office's field: "(undersecretary of the) Ministry
    of Trade | for Legal Affairs"."""
    words = [w.lower() for w in tree.text[first:last]]
    cut = words.index("for") if "for" in words else 0
    lexicon = vocabulary.ontology.lexicon
    body = any(lexicon.has("portfolio", w) for w in words[:cut])
    return first + cut if body and any(lexicon.has("field", w) for w in words[:cut]) else last


def _after_and(tree: Tree, first: int, last: int, starts: set[int], vocabulary: Vocabulary) -> int:
    """Where a ministry's name ends that has several fields: "Ministry of Trade | and Expatriates"."""
    k = last + 1
    if k >= len(tree) or tree.text[last] not in ("and", "&") or k in starts or tree.entity[k]:
        return last
    word = tree.text[k].lower()
    other = word in vocabulary.name_word or word in vocabulary.head_class or vocabulary.is_title(tree, k)
    body = vocabulary.ontology.lexicon.has("portfolio", tree.text[first].lower())
    large = tree.text[k].istitle() and tree.tag[k].startswith("NN")
    return k + 1 if body and large and not other and tree.text[first + 1] in ("of", "for") else last


def _before_preposition(tree: Tree, first: int) -> int:
    """Where a name begins with a preposition written large inside: "Freedom Under Law"."""
    start = tree.sentences[tree.sentence[first]][0]
    k = first - 1
    if k <= start or tree.pos[k] != "ADP" or not tree.text[k][:1].isupper():
        return first
    while k > start and tree.text[k - 1][:1].isupper() and tree.pos[k - 1] in (*_NOUNS, "ADJ"):
        k -= 1
    large = k < first - 1 and not is_headline(tree, tree.sentence[first])
    return k if large else first


def _with_prefixes(tree: Tree, names: list[Name], vocabulary: Vocabulary) -> Iterator[Name]:
    """Bodies with a prefix in their names, which are against no Corruption: "Anti-Corruption Commission"."""
    for d in (i for i, text in enumerate(tree.text) if text == "-"):
        if d == 0 or d + 2 >= len(tree) or not _is_prefix(tree, d - 1, vocabulary):
            continue
        what = tree.text[d + 1]
        named = any(n.first != d + 1 and n.text.endswith(what) for n in names)
        if not what[:1].isupper() or named or is_people(what) or vocabulary.gazetteer.find([what]):
            continue
        if any(n.first < d - 1 and n.last > d + 1 for n in names):
            continue
        k, last = d + 2, 0
        while k < len(tree) and tree.pos[k] in _NOUNS and tree.text[k][:1].isupper():
            k += 1
            last = k if tree.text[k - 1].lower() in vocabulary.name_word else last
        if last:
            last = max([last, *(n.last for n in names if n.first < last < n.last)])
            first = _before_prefix(tree, d - 1, names)
            yield Name(first, last, text_of(tree, first, last), tree.entity[last - 1])


def _before_prefix(tree: Tree, first: int, names: list[Name]) -> int:
    """Where "National Anti-Corruption Commission" begins."""
    start = tree.sentences[tree.sentence[first]][0]
    peoples = {k for n in names if n.entries or n.label.lower() == "norp" for k in range(n.first, n.last)}
    while first - 1 > start and tree.text[first - 1].istitle() and tree.pos[first - 1] in (*_NOUNS, "ADJ"):
        if first - 1 in peoples or is_people(tree.text[first - 1]):
            break
        first -= 1
    return first


def _is_prefix(tree: Tree, i: int, vocabulary: Vocabulary) -> bool:
    return tree.text[i][:1].isupper() and tree.text[i].lower() in vocabulary.prefixes


def _with_nicknames(tree: Tree, names: list[Name], vocabulary: Vocabulary) -> Iterator[Name]:
    """Persons with a name inside their names: 'Robert "Bob" Tesk', "Robert (Bob) Tesk"."""
    starts = {n.first: n for n in names}
    for name in names:
        mark = _CLOSING.get(tree.text[name.last]) if name.last < len(tree) else None
        person = name.label.lower() in vocabulary.person_labels
        if not mark or name.entries or not (person or mark == '"'):
            continue
        inside = range(name.last + 2, min(name.last + 2 + _NICKNAME, len(tree)))
        close = next((k for k in inside if tree.text[k] == mark), -1)
        after = starts.get(close + 1) if close >= 0 else None
        if not after or after.entries or after.label.lower() not in vocabulary.person_labels:
            continue
        if name.last - name.first == 1 and all(w[:1].isupper() for w in tree.text[name.last + 1 : close]):
            yield Name(name.first, after.last, f"{name.text} {after.text}", after.label)


def _numbered(tree: Tree, vocabulary: Vocabulary) -> Iterator[Name]:
    """ "the Group of 16"."""
    for i, text in enumerate(tree.text):
        if text != "of" or not 0 < i < len(tree) - 2 or not tree.text[i + 1].isdecimal():
            continue
        body, opens = tree.text[i - 1], i - 1 == tree.sentences[tree.sentence[i]][0]
        counts = tree.pos[i + 2] in (*_NOUNS, "ADJ", "NUM")
        if body[:1].isupper() and body.lower() in vocabulary.name_word and not opens and not counts:
            yield _made(tree, i - 1, i + 2, tree.entity[i - 1], vocabulary)
