"""Lists that go together one by one: "X and Y of A and B respectively"."""

from __future__ import annotations

from kg.clauses import Predicate
from kg.records import Lexicon
from kg.syntax import Tree
from kg.unsaid import End

_CLOSING = (",", "(", ")")


class Respective:
    """Pairs the two ends of a relation where the text says which goes with which."""

    def __init__(self, tree: Tree, lexicon: Lexicon) -> None:
        self.tree, self.lexicon = tree, lexicon

    def pairs(self, subjects: list[End], objects: list[End]) -> list[tuple[End, End]] | None:
        """Which subject goes with which object; none where nothing tells them apart."""
        subjects, objects = (sorted(ends, key=lambda e: e[1].first) for ends in (subjects, objects))
        if len(subjects) < 2 or len(objects) < 2:
            return None
        if self._is_told(subjects) or self._is_told(objects):
            return list(zip(subjects, objects, strict=True)) if len(subjects) == len(objects) else []
        return None

    def _is_told(self, ends: list[End]) -> bool:
        """Whether "respectively" stands before a list or right behind it."""
        before, after = self._before(ends[0][1].first), ends[-1][1].last + 1
        text = self.tree.text
        while after < len(text) and text[after] in _CLOSING:
            after += 1
        return any(self._tells(k) for k in (before, after))

    def _before(self, first: int) -> int:
        k = first - 1
        while k > 0 and self.tree.pos[k] in ("DET", "ADP"):
            k -= 1
        return k

    def _tells(self, k: int) -> bool:
        return 0 <= k < len(self.tree) and self.lexicon.has("respective", self.tree.text[k].lower())

    def paired(self, predicate: Predicate, bearers: list[End], wholes: list[End]) -> list[tuple[End, End]]:
        """ "the presidents of A and B, X and Y": X has to do with A and Y with B; empty for anything else."""
        if predicate.kind != "noun" or not self.tree.tag[predicate.token].endswith("S"):
            return []
        taken = {number for number, _ in bearers}
        wholes = sorted((w for w in wholes if w[0] not in taken), key=lambda end: end[1].first)
        bearers = sorted(bearers, key=lambda end: end[1].first)
        if not len(bearers) == len(wholes) > 1 or predicate.token > wholes[0][1].first:
            return []
        return list(zip(bearers, wholes, strict=True)) if wholes[-1][1].last < bearers[0][1].first else []
