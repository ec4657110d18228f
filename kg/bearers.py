"""Who bears an office word, read along the words of a noun phrase.

Names with titles are where parsers err most ("Navy Commander Major General X", "the rector of Y,
Mrs X"), so the order of words decides here and the tree only where order says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Container

from kg.records import Lexicon
from kg.syntax import SUBJECTS, Tree

_OF = ("of", "for", "at", "to", "in", "on")
_INSIDE = frozenset(
    ("the", "and", "&", "of", "for", "-", "'s", "’s", "'", "’", "a", "an", "in", "on", "to", "at"),
)
_BETWEEN = frozenset((",", "and", "&"))
_BEFORE_LIST = frozenset(
    (",", "-", "--", "–", "—", ":", "(", "such", "as", "including", "particularly", "like", "namely")
    + ("notably", "among", "them", "whom")
)
_REACH = 20  # tokens that "minister of …, …, … and …" may put before the name


class Bearers:
    """Reads who bears office words in one tree."""

    def __init__(
        self,
        tree: Tree,
        lexicon: Lexicon,
        is_person: Callable[[int], bool],
        is_title: Callable[[int], bool],
        actor_nouns: Container[str],
    ) -> None:
        self.tree, self.lexicon = tree, lexicon
        self.is_person, self.is_title, self.actor_nouns = is_person, is_title, actor_nouns
        self._starts: dict[int, int] = {}

    # ------------------------------------------------------------ who bears it

    def bearer(self, first: int, last: int) -> int:
        """Head of the person's name that the office at tokens ``first`` to ``last`` belongs to by
        word order, -1 for none."""
        before, after = self._before(first, last), self._after(last)
        if (
            before >= 0 and after >= 0 and self._has_office(before)
        ):  # "the head of A, Mr X, the head of B, Mr Y"
            return after
        return before if before >= 0 else after

    def _has_office(self, i: int) -> bool:
        """Whether an office of its own stands before the name at token ``i``: "…, Mr X", "President X"."""
        tree = self.tree
        i = tree.span_of_name(i)[0]
        j = i - 1
        while j > 0 and (self.lexicon.has("style", tree.text[j].lower().rstrip(".")) or tree.text[j] == "."):
            j -= 1
        start = tree.sentences[tree.sentence[i]][0]
        if j <= start or tree.text[j] != ",":
            return j < i - 1 or (j >= start and self.is_title(j)) or self._ends_office(start, j)
        return any(
            self.is_title(k) and tree.text[k + 1].lower() in _OF for k in range(max(start, j - _REACH), j)
        )

    def _ends_office(self, start: int, j: int) -> bool:
        """Whether token ``j`` ends the phrase of an office: "Minister of Trade and Sports"."""
        tree = self.tree
        for k in range(j, max(start, j - _REACH) - 1, -1):
            if tree.name[k] < 0 and self.is_title(k):
                return tree.text[k + 1].lower() in _OF
            person = tree.name[k] >= 0 and self.is_person(k)
            plain = (
                tree.name[k] >= 0
                or tree.pos[k] in ("NOUN", "PROPN", "ADJ")
                or tree.text[k].lower() in _INSIDE
            )
            if person or not plain:
                return False
        return False

    def bearers(self, i: int) -> list[int]:
        """Heads of the persons' names listed after a plural office word, its own phrase apart: "leaders
        X, Y and Z", "members of the party – X and Y –", "lawmakers including X"; empty where none is."""
        tree = self.tree
        end = tree.sentences[tree.sentence[i]][1]
        if not self._is_plural(i):
            return []
        found = self._listed(i + 1, end)
        if (len(found) == 1 and self.tells_no_list(i)) or (found and self._is_fronted(i, found[0])):
            return []
        if not found and i + 1 < end and tree.text[i + 1].lower() in _OF:
            j = self.phrase_end(i + 1, end)
            j -= tree.text[j - 1] in ("-", "–")  # "members of X - Y and Z -"
            found = self._listed(j, end) if j < end and tree.text[j].lower() in _BEFORE_LIST else []
            one = len(found) == 1 and tree.text[j] == ","  # "the members in the race, Mr X said"
            found = [] if one and tree.text[j + 1].lower() not in _BEFORE_LIST else found
        return found

    def tells_no_list(self, i: int) -> bool:
        """Whether a comma right after plural ``i`` ends its phrase if one name follows: "told the
        party's leaders, X said"."""
        following = self.tree.text[i + 1 : i + 3]
        listing = len(following) > 1 and following[1].lower() in _BEFORE_LIST
        return self._is_plural(i) and following[:1] == [","] and not listing

    def _is_plural(self, i: int) -> bool:
        """Nouns tagged as plurals, and "MPs" whatever its tag."""
        text = self.tree.text[i]
        return self.tree.tag[i] in ("NNS", "NNPS") or (text[-1:] == "s" and text[:-1].isupper())

    def phrase_end(self, j: int, end: int) -> int:
        """The token after "of …", the phrase being names and nouns without commas."""
        tree = self.tree
        while j < end and (
            tree.name[j] >= 0
            or tree.pos[j] in ("NOUN", "PROPN", "ADJ", "DET", "NUM")
            or tree.text[j].lower() in _INSIDE
        ):
            person = j + 1 < end and tree.name[j] >= 0 and self._starts_person(j)
            if person or tree.text[j].lower() == "such":
                break
            j += 1
        return j

    def _listed(self, j: int, end: int) -> list[int]:
        """Heads of the persons' names in a list that begins at token ``j``."""
        tree, found = self.tree, list[int]()
        while j < end:
            k = self._skip_titles(j, end)
            bare = k == j + 1 and tree.text[j].lower() == "the"  # "the Velm" is no person
            if k < end and self._starts_person(k) and not bare:
                found.append(tree.unit(k))
                j = k
                while j < end and tree.name[j] == tree.name[k]:
                    j += 1
            elif tree.text[j].lower() in (_BETWEEN if found else _BEFORE_LIST):
                j += 1
            else:
                break
        return found

    def _after(self, i: int) -> int:
        """ "President X", "Commander Major General X", "minister of trade, Mr X"."""
        tree = self.tree
        end = tree.sentences[tree.sentence[i]][1]
        j = self._skip_titles(i + 1, end)
        if j < end and self._starts_person(j):
            return tree.unit(j)
        comma = j < end and tree.text[j] == "," and j == i + 1 and not self._is_plural(i)
        if comma and (k := self._person_after_comma(j, end)) >= 0:
            return k if not self._is_fronted(i, k) else -1
        if comma and self.is_title(i) and (k := self._after_body(j, end)) >= 0:
            return self._person_after_comma(k, end)
        if i + 1 < end and tree.text[i + 1].lower() in _OF:
            return self._after_phrase(i + 1, end) if self.is_title(i) else -1
        if i + 2 < end and tree.text[i + 1].lower() in ("and", "&"):
            return self._after_second_office(i, end)
        return -1

    def _after_body(self, comma: int, end: int) -> int:
        """The comma after the body in "Chairman, Board of Trade (BT), X", -1 for none."""
        tree, j = self.tree, comma + 1
        j += j < end and tree.text[j].lower() == "the"
        if j >= end or tree.name[j] < 0 or self.is_person(j):
            return -1
        while j < min(end, comma + _REACH) and tree.text[j] != ",":
            if tree.text[j] == "(":
                while j < end and tree.text[j] != ")":
                    j += 1
            elif not (
                tree.name[j] >= 0
                or tree.pos[j] in ("NOUN", "PROPN", "ADJ")
                or tree.text[j].lower() in _INSIDE
            ):
                return -1
            j += 1
        return j if j < end and tree.text[j] == "," and self._person_after_comma(j, end) >= 0 else -1

    def _is_fronted(self, i: int, person: int) -> bool:
        """Whether noun ``i`` is in a phrase before the clause of ``person``: "on the union issue, X said"."""
        tree = self.tree
        top = next((a for a in (i, *tree.ancestors(i)) if tree.dep[a] in ("obl", "nmod", "advmod")), -1)
        end = tree.span_of_name(person)[1]
        aside = tree.text[end : end + 1] == [","]  # "according to the chief, X, …"
        clause = tree.dep[person] in SUBJECTS and top >= 0 and bool(tree.case(top)) and not aside
        return clause and tree.head[top] in (tree.head[person], top) and not tree.dep[i].startswith("nsubj")

    def _after_second_office(self, i: int, end: int) -> int:
        """ "Velmian President and Harvest Party leader X", not "the president and Minister X"."""
        tree, first = self.tree, self.phrase_start(i)
        large = tree.pos[first] != "DET" and tree.text[i][:1].isupper()
        bodied = tree.text[i - 1] == ")" or any(tree.name[k] >= 0 for k in range(first, i))
        if self._is_plural(i) or not (large or bodied):
            return -1
        for j in range(i + 2, min(i + 2 + _REACH // 2, end)):
            if self._starts_person(j):
                return tree.unit(j) if self.is_title(j - 1) and tree.name[j - 1] < 0 else -1
            plain = tree.name[j] >= 0 or tree.pos[j] in ("NOUN", "PROPN", "ADJ") or self.is_title(j)
            if not plain and tree.text[j] not in ("'s", "’s", "'", "’", "-", "(", ")"):
                return -1
        return -1

    def _after_phrase(self, start: int, end: int) -> int:
        """The person after "of …", the phrase being names, nouns and commas only."""
        tree, j = self.tree, start
        while j < min(end, start + _REACH):
            if j > start + 1:
                k = self._skip_titles(j, end)
                if k < end and self._starts_person(k):
                    return tree.unit(k)
            if tree.text[j] == "(":  # "Director of the Civil Police (CP), X"
                while j < end and tree.text[j] != ")":
                    j += 1
            elif tree.text[j] == ",":
                person = self._person_after_comma(j, end)
                if person >= 0:
                    return person
                if not (j + 1 < end and tree.text[j + 1][:1].isupper()):
                    return -1
            elif (
                tree.name[j] < 0
                and tree.pos[j] not in ("NOUN", "PROPN", "ADJ")
                and tree.text[j].lower() not in _INSIDE
            ):
                return -1
            j += 1
        return -1

    def _person_after_comma(self, comma: int, end: int) -> int:
        """The name of an apposition: it ends the phrase, or a comma follows it."""
        j = self._skip_titles(comma + 1, end)
        if j >= end or not self._starts_person(j):
            return -1
        last = j
        while last < end and self.tree.name[last] == self.tree.name[j]:
            last += 1
        closed = (
            last >= end
            or self.tree.text[last] in (",", ".", ";", ":", "(", ")", "-", "–", '"')
            or self.tree.pos[last]
            in (
                "VERB",
                "AUX",
            )
        )
        return self.tree.unit(j) if closed else -1

    def _skip_titles(self, j: int, end: int) -> int:
        tree = self.tree
        while (
            j < end
            and tree.name[j] < 0
            and (
                (tree.text[j][:1].isupper() and self.is_title(j))
                or (tree.text[j] == "." and tree.end[j - 1] == tree.start[j])
                or self.lexicon.has("style", tree.text[j].lower().rstrip("."))
            )
        ):
            j += 1
        return j

    def _starts_person(self, j: int) -> bool:
        return (
            self.tree.name[j] >= 0
            and self.is_person(j)
            and (j == 0 or self.tree.name[j - 1] != self.tree.name[j])
        )

    def _before(self, i: int, last: int) -> int:
        """ "X, the trade minister", "X, president and chief executive of Y"."""
        tree = self.tree
        first = self.phrase_start(i)
        if first - 2 < tree.sentences[tree.sentence[i]][0]:
            return -1
        if (
            tree.text[first - 1] not in (",", "(", "-", "–")
            or tree.name[first - 2] < 0
            or not self.is_person(first - 2)
        ):
            return -1
        owned = any(tree.text[k] in ("'s", "’s", "'", "’") for k in range(first, i))
        opens = tree.pos[first] == "DET" or owned
        verb = tree.head[i] if tree.dep[i] == "nsubj" and opens else -1
        speaks = verb > i and "," not in tree.text[i:verb]  # "… met X, the chief said", "to X, Y's aim is"
        start = tree.span_of_name(first - 2)[0]
        several = start > 0 and tree.text[start - 1].lower() in ("and", "&")
        if self._is_plural(last) and not several:  # "X, officials and others"
            return -1
        owns = last + 1 < len(tree) and tree.text[last + 1] in ("'s", "’s", "'", "’")  # "X, the chief's aide"
        if owns or speaks or self._after_is_closed(last):
            return -1
        return tree.unit(first - 2)

    def _after_is_closed(self, i: int) -> bool:
        """ "…, President Y" after another name: the title belongs to Y."""
        end = self.tree.sentences[self.tree.sentence[i]][1]
        j = self._skip_titles(i + 1, end)
        return j < end and self._starts_person(j)

    def phrase_start(self, i: int) -> int:
        """First token of the noun phrase that office word ``i`` ends, coordination included."""
        if i not in self._starts:
            self._starts[i] = self._find_start(i)
        return self._starts[i]

    def _find_start(self, i: int) -> int:
        tree, j, joined = self.tree, i, False
        start = tree.sentences[tree.sentence[i]][0]
        while j > start:
            k = j - 1
            person = tree.name[k] >= 0 and self.is_person(k)
            if person:
                break
            modifier = (
                tree.name[k] >= 0 or tree.pos[k] in ("ADJ", "NOUN", "PROPN", "DET", "NUM") or self.is_title(k)
            )
            word = tree.text[k].lower()
            small = word in ("'s", "’s", "'", "’", "-", "and", "&", "of")
            joined = joined or word in ("and", "&")
            if word == "of" and not joined:  # "a friend of the chief"
                break
            if not modifier and not small and tree.tag[k] not in ("VBG", "VBN"):
                break
            j = k
        while j < i and tree.text[j].lower() in ("and", "&", "-", "of"):
            j += 1
        return j
