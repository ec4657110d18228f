"""Keeps entities and edges right when one article changes, without looking at the others.

The cost does not grow with the store in the common case: the article agrees with what the store
already thinks of an entity, and withdraws neither the first nor the last day of a tie. Otherwise the
other articles that speak of that one entity or tie are read again. Copies of the article are read with it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg import copies, names
from kg.copies import Print
from kg.derived import (
    COPY_OF,
    SIGNATURE,
    Ballot,
    Share,
    Tie,
    Vote,
    copy_quads,
    counted,
    edge_quads,
    entity_quads,
    standing_quads,
    tie_of,
    tie_quads,
    vote_of,
)
from kg.graph import EDGES, ENTITIES, RDF_TYPE, STATUS_PROPERTY, value

_RDF = names.PREFIXES["rdf"]
_SKOS = names.PREFIXES["skos"]
_ISSUED = names.PREFIXES["dct"] + "issued"
_UNKNOWN = "unknown"  # stands for a day; never written
_LINKS = (names.NS + "territory", names.NS + "partOf", _SKOS + "exactMatch")


def change(store: Store, article: str, old: Share, new: Share) -> tuple[set[Quad], set[Quad]]:
    """Quads to remove from and to add to entities and edges when ``article`` (its IRI) changes.

    ``store`` still holds the old state; ``old`` and ``new`` are the article's shares.
    """
    gone: set[Quad] = set()
    come: set[Quad] = set()
    kin = _Kin(store, article, old, new)
    for entity in old.ballots.keys() | new.ballots.keys() | kin.entities():
        before = _quads(store, entity, ENTITIES)
        after = _entity(store, entity, before, kin)
        gone |= before - after
        come |= after - before
    gone |= copy_quads(kin.before) - copy_quads(kin.after)
    come |= copy_quads(kin.after) - copy_quads(kin.before)
    for iri in old.ties.keys() | new.ties.keys() | kin.ties():
        before = _quads(store, iri, EDGES)
        was = _stored_tie(before)
        after = tie_quads(iri, _tie(store, iri, was, kin))
        before |= edge_quads(was)
        gone |= before - after
        come |= after - before
    return gone, come


def _quads(store: Store, subject: str, graph: str) -> set[Quad]:
    return set(store.quads_for_pattern(NamedNode(subject), None, None, NamedNode(graph)))


def _node(quads: Iterable[Quad]) -> dict[str, list[str]]:
    node: dict[str, list[str]] = defaultdict(list)
    for quad in quads:
        node[quad.predicate.value].append(value(quad.object))
    return node


def _with(store: Store, predicate: str, object_: str, graph: str | None = None) -> Iterator[tuple[str, str]]:
    """Nodes of article graphs with ``predicate`` ``object_`` (IRIs), each with the graph that it is in."""
    within = NamedNode(graph) if graph else None
    for quad in store.quads_for_pattern(None, NamedNode(predicate), NamedNode(object_), within):
        yield value(quad.subject), value(quad.graph_name)


# ---------------------------------------------------------------- entities


def _entity(store: Store, entity: str, before: set[Quad], kin: "_Kin") -> set[Quad]:
    known = _node(before)
    if before and (stands := _standing(known, *kin.votes(entity))):
        vote, agree, dissent = stands
        mine, was = (_names(share, entity) for share in (kin.new, kin.old))
        gone = was - mine - {vote.label}
        kept = {name for name in gone if _named_elsewhere(store, kin.article, entity, name)}
        others = (set(known[_SKOS + "altLabel"]) - gone | kept | mine) - {vote.label}
        return standing_quads(entity, vote, agree, dissent, others)
    ballot = Ballot()
    kinds = {kin.article: kin.kind(kin.article)}
    cast = [(kin.article, vote) for vote in _votes(kin.new, entity)]
    for node, graph in _with(store, names.NS + "of", entity):
        if graph != kin.article:
            appearance = _node(_quads(store, node, graph))
            cast.append((graph, vote_of(appearance)))
            kinds[graph] = kin.kind(graph)
            ballot.names.update(appearance.get(names.NS + "asName", ()))
    ballot.votes = counted(kinds, cast)
    ballot.names |= kin.new.ballots[entity].names if entity in kin.new.ballots else set()
    return entity_quads(entity, ballot)


def _signature(share: Share) -> str:
    return share.print.signature if share.print else ""


def _votes(share: Share, entity: str) -> set[Vote]:
    return set(share.ballots[entity].votes) if entity in share.ballots else set()


def _names(share: Share, entity: str) -> set[str]:
    return share.ballots[entity].all_names() if entity in share.ballots else set()


def _standing(
    node: dict[str, list[str]], old: Counter[Vote], new: Counter[Vote]
) -> tuple[Vote, int, int] | None:
    """The winning vote after a change, how many agree and how many do not; ``None`` when it may be another.

    More than half the votes win, unless a listed one meets unlisted ones.
    """
    vote = _stored_vote(node)
    counted = (node[names.NS + name] for name in ("appearanceCount", "dissentCount"))
    total, dissent = (int(next(iter(values), 0)) for values in counted)
    agree = total - dissent
    for votes, sign in ((old, -1), (new, 1)):
        agree += sign * votes[vote]
        dissent += sign * (votes.total() - votes[vote])
    overruled = not vote.listed and any(other.listed for other in new)
    return (vote, agree, dissent) if agree > dissent and not overruled else None


def _stored_vote(node: dict[str, list[str]]) -> Vote:
    links = sorted((name, other) for name in _LINKS for other in node.get(name, ()))
    listed = node[names.NS + "listed"][0] == "true"
    return Vote(listed, node[RDF_TYPE][0], node[_SKOS + "prefLabel"][0], tuple(links))


def _named_elsewhere(store: Store, article: str, entity: str, name: str) -> bool:
    """Whether another article calls ``entity`` by ``name``."""
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


def _stored_tie(quads: set[Quad]) -> Tie | None:
    if not quads:
        return None
    node = _node(quads)
    counts = [int(node[f"{names.NS}{name}Count"][0]) for name in ("claim", "article", "dispute", "plan")]
    first, last = (next(iter(node.get(names.NS + name, ())), None) for name in ("firstDate", "lastDate"))
    subject, predicate, object_ = (node[_RDF + part][0] for part in ("subject", "predicate", "object"))
    return Tie(subject, predicate, object_, counts[0], counts[1], counts[2], counts[3], first, last)


def _tie(store: Store, iri: str, was: Tie | None, kin: "_Kin") -> Tie | None:
    old, new = kin.old.ties.get(iri), kin.new.ties.get(iri)
    if was is None:  # there are no counts to start from
        return _first_time(store, iri, kin)
    empty = replace(was, claims=0, articles=0, disputes=0, plans=0)
    minus, plus = old or empty, new or empty
    reports_before, reports = kin.reports(iri)
    tie = replace(
        was,
        claims=was.claims - minus.claims + plus.claims,
        articles=was.articles - reports_before + reports,
        disputes=was.disputes - minus.disputes + plus.disputes,
        plans=was.plans - minus.plans + plus.plans,
        first=_edge_day(min, was.first, old.first if old else None, new.first if new else None),
        last=_edge_day(max, was.last, old.last if old else None, new.last if new else None),
    )
    if tie.claims and _UNKNOWN in (tie.first, tie.last):
        days = _days(store, iri, kin.article)
        days |= {day for day in (new.first, new.last) if day} if new else set()
        return replace(tie, first=min(days, default=None), last=max(days, default=None))
    return tie


def _edge_day(
    pick: Callable[[str, str], str], was: str | None, old: str | None, new: str | None
) -> str | None:
    """The first (or last) day after a change; ``_UNKNOWN`` when only the other articles can tell."""
    if old is not None and old == was:
        return new if new is not None and pick(new, old) == new else _UNKNOWN
    return pick(was, new) if was and new else was or new


def _days(store: Store, iri: str, article: str) -> set[str]:
    """First and last days of the claims of other articles that assert a tie."""
    issued: dict[str, str | None] = {}
    days = set()
    for claim, graph in _with(store, names.NS + STATUS_PROPERTY["asserted"], iri):
        if graph == article:
            continue
        if graph not in issued:
            issued[graph] = _day(store, graph, _ISSUED, graph)
        for name in ("earliest", "latest"):
            days.add(_day(store, claim, names.NS + name, graph) or issued[graph])
    return {day for day in days if day}


def _day(store: Store, node: str, predicate: str, graph: str) -> str | None:
    found = store.quads_for_pattern(NamedNode(node), NamedNode(predicate), None, NamedNode(graph))
    return next((value(quad.object) for quad in found), None)


def _first_time(store: Store, iri: str, kin: "_Kin") -> Tie | None:
    """A tie that no other article asserts, but some may deny or expect."""
    tie = kin.new.ties.get(iri)
    if tie is None or not tie.claims:
        return None
    for status in ("negated", "planned"):
        for node, graph in _with(store, names.NS + STATUS_PROPERTY[status], iri):
            if graph != kin.article:
                _, other = tie_of(_node(_quads(store, node, graph)), None)
                tie += other
    return tie


# ---------------------------------------------------------------- copies


class _Kin:
    """An article that changes, and its copies before and after.

    ``before`` and ``after`` map the articles whose kind may change to the first of their kind,
    ``others`` are those articles without the changed one.
    """

    def __init__(self, store: Store, article: str, old: Share, new: Share) -> None:
        self._store = store
        self.article, self.old, self.new = article, old, new
        self.before = self._stored(article) if old.print else {}
        near = self._near(new.print) if new.print and _signature(old) != _signature(new) else set()
        for other in sorted(near - self.before.keys()):
            self.before |= self._stored(other)
        self.others = self.before.keys() - {article}
        self.after: dict[str, str] = {}
        if self.others:
            prints = {other: self._print(other) for other in self.others}
            self.after = copies.originals(prints | ({article: new.print} if new.print else {}))
        self._sides = ((old, self.before), (new, self.after))
        self._told = {other: self._objects(other, STATUS_PROPERTY["asserted"]) for other in self.others}

    def _stored(self, article: str) -> dict[str, str]:
        """All of the article's kind as the store has it."""
        link, graph = NamedNode(COPY_OF), NamedNode(EDGES)
        first = next(self._store.quads_for_pattern(NamedNode(article), link, None, graph), None)
        leader = first.object if first else NamedNode(article)
        found = self._store.quads_for_pattern(None, link, leader, graph)
        return dict.fromkeys([value(leader), *(value(quad.subject) for quad in found)], value(leader))

    def _near(self, known: Print) -> set[str]:
        """Other articles whose text may be like this one's."""
        key = NamedNode(names.NS + "band")
        found = (
            self._store.quads_for_pattern(None, key, Literal(b), None) for b in copies.bands(known.signature)
        )
        return {value(quad.subject) for quads in found for quad in quads} - {self.article}

    def _print(self, article: str) -> Print:
        return Print(*(_day(self._store, article, name, article) or "" for name in (_ISSUED, SIGNATURE)))

    def _objects(self, article: str, name: str) -> set[str]:
        found = self._store.quads_for_pattern(None, NamedNode(names.NS + name), None, NamedNode(article))
        return {value(quad.object) for quad in found}

    def kind(self, article: str) -> str:
        """The first of an article's kind after the change, for any article."""
        if article in self.before or article == self.article:
            return self.after.get(article, article)
        return next(iter(self._stored(article).values()))

    def _parted(self) -> bool:
        """Whether copies of the article are of other kinds among themselves than before."""
        pairs = {(self.before[other], self.after.get(other, other)) for other in self.others}
        return len({was for was, _ in pairs}) != len(pairs) or len({now for _, now in pairs}) != len(pairs)

    def ties(self) -> set[str]:
        """The ties whose number of reports may change beyond those of the article."""
        return set().union(*self._told.values()) if self._parted() else set()

    def entities(self) -> set[str]:
        """The entities whose votes may change beyond those of the article."""
        return (
            set().union(*(self._objects(other, "of") for other in self.others)) if self._parted() else set()
        )

    def reports(self, iri: str) -> tuple[int, int]:
        """How many of these kinds assert a tie before and after the change."""
        told = [other for other, ties in self._told.items() if iri in ties]
        before, after = (
            len({kinds.get(teller, teller) for teller in [*told, *self._if_asserts(share, iri)]})
            for share, kinds in self._sides
        )
        return before, after

    def _if_asserts(self, share: Share, iri: str) -> list[str]:
        return [self.article] if iri in share.ties and share.ties[iri].articles else []

    def votes(self, entity: str) -> tuple[Counter[Vote], Counter[Vote]]:
        """The votes of these kinds on an entity before and after the change; a kind says each thing once."""
        cast = [
            (other, vote_of(_node(_quads(self._store, node, other))))
            for other in self.others
            for node, _ in _with(self._store, names.NS + "of", entity, other)
        ]
        before, after = (
            counted(kinds, [*cast, *((self.article, vote) for vote in _votes(share, entity))])
            for share, kinds in self._sides
        )
        return before, after
