"""When and where a predicate holds, by the clause that a time or a place hangs on."""

from __future__ import annotations

from bisect import bisect_right

from kg.clauses import Clauses
from kg.coreference import Resolver
from kg.entities import PLACE
from kg.records import Article, Span, TimeExpr
from kg.syntax import Tree
from kg.times import find


class Circumstances:
    """Times and places of one article, found once and asked for by predicate."""

    def __init__(self, article: Article, resolver: Resolver, clauses: Clauses) -> None:
        self.tree: Tree = resolver.tree
        self.resolver, self.clauses = resolver, clauses
        self.times: dict[int, list[TimeExpr]] = {}  # by the verb (or root) they hang on
        for number in range(len(self.tree.sentences)):
            self._find_times(article, number)

    def _find_times(self, article: Article, number: int) -> None:
        tree = self.tree
        first, last = tree.sentences[number]
        start = tree.start[first]
        for time in find(article.text[start : tree.end[last - 1]], article.date):
            assert time.span is not None
            span = Span(time.span.start + start, time.span.end + start)
            token = bisect_right(tree.start, span.start, first, last) - 1
            placed = TimeExpr(time.edtf, time.earliest, time.latest, span)
            self.times.setdefault(self._clause(max(token, first)), []).append(placed)

    def _clause(self, i: int) -> int:
        """The verb whose clause token ``i`` is in, else the root of its sentence."""
        if self.clauses.is_verbal(i):
            return i
        last = i
        for last in self.tree.ancestors(i):
            if self.clauses.is_verbal(last):
                return last
        return last

    def time(self, i: int) -> TimeExpr | None:
        """The time said in the clause of the predicate at token ``i``, nearest before it first."""
        times = self.times.get(self._clause(i))
        if not times:
            return None
        at = self.tree.start[i]
        return min(times, key=lambda t: abs((t.span or Span(0, 0)).start - at))

    def place(self, i: int) -> int:
        """The cluster of the place said in the clause of the predicate at token ``i``, -1 for none."""
        tree = self.tree
        for verb in dict.fromkeys((i, self._clause(i))):
            for k in tree.kids(verb, "obl", "nmod"):
                if not self.resolver.lexicon.has("locative", tree.case(k)):
                    continue
                for ref in self.resolver.refs.get(k, ()):
                    if (
                        ref.place >= 0
                        and self.resolver.clusters[ref.place].cls == PLACE
                        and tree.name[k] >= 0
                    ):
                        return ref.place
        return -1
