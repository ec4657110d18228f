"""When and where a predicate holds, by the clause that a time or a place hangs on."""

from __future__ import annotations

from bisect import bisect_right

from kg.clauses import Clauses
from kg.coreference import Resolver
from kg.records import Article, Span, TimeExpr
from kg.syntax import Tree
from kg.times import find
from kg.vocabulary import PLACE

_STEPS = 4  # clauses up to which a time is looked for
_NOT_THEN = ("after", "before", "following", "since", "until", "ahead of", "prior to")
_WHERE = ("where", "when", "while")  # what they open is of the same time as what is above


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
        """The time said in the clause of the predicate at token ``i``, the nearest to it, else the time
        of the clause that it goes with."""
        tree, at = self.tree, self.tree.start[i]
        verb, before = self._clause(i), tree.end[-1]
        if any(tree.case(k) in _NOT_THEN for k in self._path(i, verb)):
            return None
        deep = verb not in (i, tree.head[i])  # a noun inside another phrase: "to avenge the attack"
        for _ in range(_STEPS):
            times = [t for t in self.times.get(verb, ()) if t.span and t.span.start < before]
            if times:
                return min(times, key=lambda t: abs((t.span or Span(0, 0)).start - at))
            if deep:
                return None
            verb, before = self._beside(verb, before)
            if verb < 0:
                return None
        return None

    def _path(self, i: int, verb: int) -> list[int]:
        """Token ``i`` and those above it, below ``verb``."""
        path = [i, *self.tree.ancestors(i)]
        return path[: path.index(verb)] if verb in path else path

    def _beside(self, verb: int, before: int) -> tuple[int, int]:
        """The verb of the clause whose time is also ``verb``'s, -1 for none, and the character that the
        time must stand before: "On Monday they came to …", "said in a speech", "entered X and took Y"."""
        tree, dep, h = self.tree, self.tree.dep[verb], self.tree.head[verb]
        if dep == "conj" and self.clauses.is_verbal(h):
            return h, min(before, tree.start[h])
        where = any(tree.text[k].lower() in _WHERE for k in tree.kids(verb, "advmod", "mark"))
        bare = not tree.kids(verb, "mark", "nsubj", "nsubj:pass")
        infinitive = any(tree.text[k].lower() == "to" for k in tree.kids(verb, "mark"))
        goes_with = {
            "xcomp": True,
            "advcl": bare or infinitive or where,
            "acl": bare,
            "acl:relcl": where,
        }
        return (self._clause(h), before) if h != verb and goes_with.get(dep) else (-1, before)

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
