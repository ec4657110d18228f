"""Keeps entities and edges right when one article changes, without looking at the others.

The cost does not grow with the store in the common case: the article agrees with what the store
already thinks of an entity, and withdraws neither the first nor the last day of a tie. Otherwise the
other articles that speak of that one entity or tie are read again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg import copies, names
from kg.copies import Print
from kg.derived import (
    COPY_OF,
    SIGNATURE,
    Ballot,
    Share,
    Tie,
    Vote,
    add_claim,
    copy_quads,
    entity_quads,
    standing_quads,
    tie_of,
    tie_quads,
    vote_of,
)
from kg.graph import EDGES, ENTITIES, RDF_TYPE, STATUS_PROPERTY, value

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

_RDF = names.PREFIXES["rdf"]
_SKOS = names.PREFIXES["skos"]
_ISSUED = names.PREFIXES["dct"] + "issued"
_UNKNOWN = "unknown"  # stands for a day; never written
_LINKS = (names.NS + "territory", names.NS + "partOf", _SKOS + "exactMatch")


def change(store: "Store", article: str, old: Share, new: Share) -> "tuple[set[Quad], set[Quad]]":
    """Quads to remove from and to add to entities and edges when ``article`` (its IRI) changes.

    ``store`` still holds the old state; ``old`` and ``new`` are the article's shares.
    """
    gone: set[Quad] = set()
    come: set[Quad] = set()
    for entity in old.ballots.keys() | new.ballots.keys():
        before = _quads(store, entity, ENTITIES)
        after = _entity(store, article, entity, before, old.ballots.get(entity), new.ballots.get(entity))
        gone |= before - after
        come |= after - before
    kin = _Kin(store, article, old.print, new.print)
    gone |= copy_quads(kin.before) - copy_quads(kin.after)
    come |= copy_quads(kin.after) - copy_quads(kin.before)
    for iri in old.ties.keys() | new.ties.keys() | kin.ties():
        was = _stored_tie(_quads(store, iri, EDGES))
        tie = _tie(store, article, iri, was, old.ties.get(iri), new.ties.get(iri), kin)
        before, after = tie_quads(iri, was), tie_quads(iri, tie)
        gone |= before - after
        come |= after - before
    return gone, come


def _quads(store: "Store", subject: str, graph: str) -> "set[Quad]":
    from pyoxigraph import NamedNode

    return set(store.quads_for_pattern(NamedNode(subject), None, None, NamedNode(graph)))


def _node(quads: "set[Quad]") -> dict[str, list[str]]:
    node: dict[str, list[str]] = defaultdict(list)
    for quad in quads:
        node[quad.predicate.value].append(value(quad.object))
    return node


def _others(store: "Store", article: str, predicate: str, iri: str) -> Iterator[tuple[str, str]]:
    """Nodes of other articles' graphs with ``predicate`` ``iri``, and their graph."""
    from pyoxigraph import NamedNode

    for quad in store.quads_for_pattern(None, NamedNode(predicate), NamedNode(iri), None):
        if value(quad.graph_name) != article:
            yield value(quad.subject), value(quad.graph_name)


# ---------------------------------------------------------------- entities


def _entity(
    store: "Store", article: str, entity: str, before: "set[Quad]", old: Ballot | None, new: Ballot | None
) -> "set[Quad]":
    known = _node(before)
    if before and (stands := _standing(known, old, new)):
        vote, agree, dissent = stands
        mine = new.all_names() if new else set()
        gone = (old.all_names() if old else set()) - mine - {vote.label}
        kept = {name for name in gone if _named_elsewhere(store, article, entity, name)}
        others = (set(known[_SKOS + "altLabel"]) - gone | kept | mine) - {vote.label}
        return standing_quads(entity, vote, agree, dissent, others)
    ballot = Ballot()
    for node, graph in _others(store, article, names.NS + "of", entity):
        appearance = _node(_quads(store, node, graph))
        ballot.votes[vote_of(appearance)] += 1
        ballot.names.update(appearance.get(names.NS + "asName", ()))
    if new:
        ballot.votes.update(new.votes)
        ballot.names |= new.names
    return entity_quads(entity, ballot)


def _standing(
    node: dict[str, list[str]], old: Ballot | None, new: Ballot | None
) -> tuple[Vote, int, int] | None:
    """The winning vote after a change, how many agree and how many do not; ``None`` when it may be another.

    More than half the votes win, unless a listed one meets unlisted ones.
    """
    vote = _stored_vote(node)
    counted = (node[names.NS + name] for name in ("appearanceCount", "dissentCount"))
    total, dissent = (int(next(iter(values), 0)) for values in counted)
    agree = total - dissent
    for ballot, sign in ((old, -1), (new, 1)):
        same = ballot.votes[vote] if ballot else 0
        agree += sign * same
        dissent += sign * (ballot.votes.total() - same if ballot else 0)
    overruled = new and not vote.listed and any(other.listed for other in new.votes)
    return (vote, agree, dissent) if agree > dissent and not overruled else None


def _stored_vote(node: dict[str, list[str]]) -> Vote:
    links = sorted((name, other) for name in _LINKS for other in node.get(name, ()))
    listed = node[names.NS + "listed"][0] == "true"
    return Vote(listed, node[RDF_TYPE][0], node[_SKOS + "prefLabel"][0], tuple(links))


def _named_elsewhere(store: "Store", article: str, entity: str, name: str) -> bool:
    """Whether another article calls ``entity`` by ``name``."""
    from pyoxigraph import Literal, NamedNode

    of, node = NamedNode(names.NS + "of"), NamedNode(entity)
    for predicate in ("asName", "asLabel"):
        text = Literal(name, language="en")
        for quad in store.quads_for_pattern(None, NamedNode(names.NS + predicate), text, None):
            if value(quad.graph_name) != article and any(
                store.quads_for_pattern(quad.subject, of, node, quad.graph_name)
            ):
                return True
    return False


# ---------------------------------------------------------------- ties


def _stored_tie(quads: "set[Quad]") -> Tie | None:
    if not quads:
        return None
    node = _node(quads)
    counts = [int(node[f"{names.NS}{name}Count"][0]) for name in ("claim", "article", "dispute", "plan")]
    first, last = (next(iter(node.get(names.NS + name, ())), None) for name in ("firstDate", "lastDate"))
    subject, predicate, object_ = (node[_RDF + part][0] for part in ("subject", "predicate", "object"))
    return Tie(subject, predicate, object_, counts[0], counts[1], counts[2], counts[3], first, last)


def _tie(
    store: "Store", article: str, iri: str, was: Tie | None, old: Tie | None, new: Tie | None, kin: "_Kin"
) -> Tie | None:
    if was:
        first = _edge_day(min, was.first, old.first if old else None, new.first if new else None)
        last = _edge_day(max, was.last, old.last if old else None, new.last if new else None)
        if _UNKNOWN not in (first, last):
            empty = replace(was, claims=0, articles=0, disputes=0, plans=0)
            minus, plus = old or empty, new or empty
            tie = replace(
                was,
                claims=was.claims - minus.claims + plus.claims,
                articles=was.articles - minus.articles + plus.articles,
                disputes=was.disputes - minus.disputes + plus.disputes,
                plans=was.plans - minus.plans + plus.plans,
                first=first,
                last=last,
            )
            return replace(tie, articles=kin.reports(iri, new)) if kin.others else tie
    whole = _tie_of_others(store, article, iri, new)
    return whole and replace(whole, articles=kin.reports(iri, new))


def _edge_day(
    pick: Callable[[str, str], str], was: str | None, old: str | None, new: str | None
) -> str | None:
    """The first (or last) day after a change; ``_UNKNOWN`` when only the other articles can tell."""
    if old is not None and old == was:
        return new if new is not None and pick(new, old) == new else _UNKNOWN
    return pick(was, new) if was and new else was or new


def _tie_of_others(store: "Store", article: str, iri: str, new: Tie | None) -> Tie | None:
    by_article: dict[str, dict[str, Tie]] = defaultdict(dict)
    for predicate in STATUS_PROPERTY.values():
        for node, graph in _others(store, article, names.NS + predicate, iri):
            issued = _node(_quads(store, graph, graph)).get(_ISSUED)
            claim = _node(_quads(store, node, graph))
            add_claim(by_article[graph], *tie_of(claim, issued[0] if issued else None))
    total = new
    for ties in by_article.values():
        total = total + ties[iri] if total else ties[iri]
    return total


# ---------------------------------------------------------------- copies


class _Kin:
    """The copies of an article before and after it changes.

    ``before`` and ``after`` map the articles whose kind may change to the first of their kind,
    ``others`` are those articles without the changed one.
    """

    def __init__(self, store: "Store", article: str, old: Print | None, new: Print | None) -> None:
        self._store, self._article = store, article
        self.before = self._kind(article) if old else {}
        near = self._near(new) if new and (old is None or old.signature != new.signature) else set()
        for other in sorted(near - self.before.keys()):
            self.before |= self._kind(other)
        self.others = self.before.keys() - {article}
        self.after: dict[str, str] = {}
        if self.others:
            prints = {other: self._print(other) for other in self.others}
            self.after = copies.originals(prints | ({article: new} if new else {}))

    def _kind(self, article: str) -> dict[str, str]:
        """All of the article's kind as the store has it."""
        from pyoxigraph import NamedNode

        link, graph = NamedNode(COPY_OF), NamedNode(EDGES)
        first = next(self._store.quads_for_pattern(NamedNode(article), link, None, graph), None)
        leader = first.object if first else NamedNode(article)
        found = self._store.quads_for_pattern(None, link, leader, graph)
        return dict.fromkeys([value(leader), *(value(quad.subject) for quad in found)], value(leader))

    def _near(self, known: Print) -> set[str]:
        """Other articles whose text may be like this one's."""
        from pyoxigraph import Literal, NamedNode

        key = NamedNode(names.NS + "band")
        found = (
            self._store.quads_for_pattern(None, key, Literal(b), None) for b in copies.bands(known.signature)
        )
        return {value(quad.subject) for quads in found for quad in quads} - {self._article}

    def _print(self, article: str) -> Print:
        node = _node(_quads(self._store, article, article))
        return Print(*(next(iter(node.get(name, ())), "") for name in (_ISSUED, SIGNATURE)))

    def ties(self) -> set[str]:
        """The ties that the other articles assert."""
        return {value(quad.object) for other in self.others for quad in self._supports(None, other)}

    def reports(self, iri: str, new: Tie | None) -> int:
        """How many articles assert a tie after the change, copies counted once."""
        tellers = {value(quad.graph_name) for quad in self._supports(iri, None)} - {self._article}
        tellers |= {self._article} if new and new.articles else set()
        return len({self._first(teller) for teller in tellers})

    def _first(self, article: str) -> str:
        if article in self.before or article == self._article:
            return self.after.get(article, article)
        return next(iter(self._kind(article).values()))

    def _supports(self, tie: str | None, graph: str | None) -> "Iterator[Quad]":
        from pyoxigraph import NamedNode

        link = NamedNode(names.NS + STATUS_PROPERTY["asserted"])
        return self._store.quads_for_pattern(
            None, link, NamedNode(tie) if tie else None, NamedNode(graph) if graph else None
        )
