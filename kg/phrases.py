"""Prepositional phrases of a word, those included that the parser hung on a date, a place or a sum."""

from __future__ import annotations

from kg.records import Lexicon
from kg.syntax import Tree

_PARTNER = frozenset(("with", "between", "among", "against", "by"))
_RECIPIENT = _PARTNER | {"to", "for", "from"}
_EVENT = frozenset(("with", "against", "between", "on", "upon"))
_INSIDE = frozenset(("in", "at", "near", "of", "inside"))
_POSSESSIVE = ("'s", "’s", "'", "’")


class Phrases:
    """Prepositional phrases in one tree."""

    def __init__(self, tree: Tree, lexicon: Lexicon) -> None:
        self.tree, self.lexicon = tree, lexicon

    def of(self, i: int, *deps: str) -> list[int]:
        """Phrases of token ``i`` by their heads: its children with one of ``deps``, and what hangs
        on such a child though it cannot be the child's: "talks on Monday in Oslo with X"."""
        found = self.tree.kids(i, *deps)
        for k in found:
            if taken := self._hands_up(k):
                found.extend(n for n in self.tree.kids(k, "nmod", "obl") if self.tree.case(n) in taken)
                found.extend(
                    n for n in self.tree.kids(k, "nmod", "obl") if self._hands_up(n) and n not in found
                )
        return found

    def _hands_up(self, k: int) -> frozenset[str]:
        """The prepositions whose phrases below ``k`` belong to what ``k`` hangs on."""
        tree, label = self.tree, self.tree.entity[k]
        if label == "MONEY" or self.lexicon.has("quantity", tree.lemma[k]) or tree.pos[k] == "SYM":
            return _RECIPIENT
        timed = label in ("DATE", "TIME") or self.lexicon.has("setting", tree.lemma[k])
        named = tree.name[k] >= 0 or tree.pos[k] == "PROPN"
        if timed or (named and self.lexicon.has("locative", tree.case(k))):
            return _PARTNER
        return frozenset()

    def after(self, i: int) -> list[int]:
        """The phrase right after noun ``i`` that hangs on the verb above both: "after fighting with X"."""
        tree, j = self.tree, i + 1
        if j >= len(tree) or tree.dep[j] != "case" or tree.text[j].lower() not in (*_EVENT, "by"):
            return []
        k = tree.head[j]
        return [k] if tree.head[k] == tree.head[i] != i and tree.dep[k] in ("obl", "obl:agent") else []

    def of_sort(self, i: int) -> list[int]:
        """The phrases of what only says of which sort noun ``i`` is: "a letter of intent with X"."""
        tree = self.tree
        sorts = [k for k in tree.kids(i, "nmod") if tree.case(k) == "of" and tree.pos[k] == "NOUN"]
        bare = [k for k in sorts if tree.name[k] < 0 and not tree.kids(k, "det", "nmod:poss")]
        return [n for k in bare for n in tree.kids(k, "nmod", "obl") if tree.case(n) in _PARTNER]

    def spanned(self, i: int) -> list[int]:
        """Both ends of a clause beside noun ``i``: "support ranging from X to Y"."""
        tree = self.tree
        for c in tree.kids(i, "acl"):
            ends = tree.kids(c, "obl") if self.lexicon.has("spanning", tree.lemma[c]) else []
            if [tree.case(k) for k in ends] == ["from", "to"]:
                return ends
        return []

    def inside(self, k: int) -> list[int]:
        """What the place at token ``k`` lies in: "at a market in the north of X"; names only."""
        found, tree = list[int](), self.tree
        for n in tree.kids(k, "nmod"):
            if tree.name[k] < 0 and tree.case(n) in _INSIDE:
                found += [n] if tree.name[n] >= 0 else self.inside(n)
        return found

    def roles(self, k: int) -> list[str]:
        """Role names of the phrase of ``k``: its preposition, whole and each single one; "by" is none."""
        tree = self.tree
        whole = tree.case(k)
        singles = [tree.text[c].lower() for c in tree.kids(k, "case")]
        return [w for w in dict.fromkeys([whole, *singles]) if w and w not in (*_POSSESSIVE, "by")]
