"""Entities and edges, computed from article graphs.

:func:`derive` computes them whole; :mod:`kg.increment` changes them article by article with the same
parts, so that the two can be compared.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg import copies, names
from kg.copies import Print
from kg.graph import EDGES, ENTITIES, RDF_TYPE, STATUS_PROPERTY, article_graphs, ordered, tie_iri, value

_RDF = names.PREFIXES["rdf"]
_SKOS = names.PREFIXES["skos"]
_ISSUED = names.PREFIXES["dct"] + "issued"
_LINKS = {  # property of an appearance -> property of the entity
    names.NS + "asTerritory": names.NS + "territory",
    names.NS + "asPartOf": names.NS + "partOf",
    names.NS + "asMatch": _SKOS + "exactMatch",
}
_STATUS_OF = {names.NS + name: status for status, name in STATUS_PROPERTY.items()}

SIGNATURE = names.NS + "signature"
COPY_OF = names.NS + "copyOf"

_TOLD = {  # properties in an article's graph that entities and ties are made of
    RDF_TYPE, _ISSUED, SIGNATURE, *_LINKS, *_STATUS_OF,
    *(_RDF + name for name in ("subject", "predicate", "object")),
    *(names.NS + name for name in ("of", "asClass", "asLabel", "asName", "listed", "earliest", "latest")),
}  # fmt: skip

Node = Mapping[str, list[str]]  # predicate IRI -> values, in any order


@dataclass(frozen=True, slots=True, order=True)
class Vote:
    """What an article says an entity is."""

    listed: bool
    cls: str
    label: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Ballot:
    """All votes on one entity, those of copies once, and the names it goes by."""

    votes: Counter[Vote] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)

    def winner(self) -> Vote:
        """Listed before unlisted, then the most votes, then the alphabet."""
        return min(self.votes, key=lambda vote: (not vote.listed, -self.votes[vote], vote))

    def all_names(self) -> set[str]:
        """Names and labels."""
        return self.names | {vote.label for vote in self.votes}

    def other_names(self) -> set[str]:
        """Every name but the winner's label."""
        return self.all_names() - {self.winner().label}


@dataclass(frozen=True, slots=True)
class Tie:
    """Counts of the claims about one triple; copies are one article. Dates are ISO 8601 days: when it
    held, where the text says so, else when it was reported; ``None`` when nothing asserted has a date."""

    subject: str
    predicate: str
    object: str
    claims: int = 0
    articles: int = 0
    disputes: int = 0
    plans: int = 0
    first: str | None = None
    last: str | None = None

    def __add__(self, other: "Tie") -> "Tie":
        firsts = [day for day in (self.first, other.first) if day]
        lasts = [day for day in (self.last, other.last) if day]
        return replace(
            self,
            claims=self.claims + other.claims,
            articles=self.articles + other.articles,
            disputes=self.disputes + other.disputes,
            plans=self.plans + other.plans,
            first=min(firsts, default=None),
            last=max(lasts, default=None),
        )


@dataclass(slots=True)
class Share:
    """What one article contributes to entities and edges."""

    ballots: dict[str, Ballot] = field(default_factory=lambda: defaultdict(Ballot))
    ties: dict[str, Tie] = field(default_factory=dict)
    print: Print | None = None  # nothing when the article is not there


def share(quads: Iterable[Quad]) -> Share:
    """The contribution of one article, from the quads of its graph."""
    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if (predicate := quad.predicate.value) in _TOLD:
            nodes[value(quad.subject)][predicate].append(value(quad.object))
    result = Share()
    issued = next((node[_ISSUED][0] for node in nodes.values() if _ISSUED in node), None)
    if nodes:
        signed = (node[SIGNATURE][0] for node in nodes.values() if SIGNATURE in node)
        result.print = Print(issued or "", next(signed, ""))
    for node in nodes.values():
        kinds = node.get(RDF_TYPE, ())
        if names.NS + "Appearance" in kinds:
            ballot = result.ballots[node[names.NS + "of"][0]]
            ballot.votes[vote_of(node)] += 1
            ballot.names.update(node.get(names.NS + "asName", ()))
        elif names.NS + "Claim" in kinds:
            iri, tie = tie_of(node, issued)
            add_claim(result.ties, iri, tie)
    return result


def add_claim(ties: dict[str, Tie], iri: str, tie: Tie) -> None:
    """Count one more claim of an article whose ties so far are ``ties``: it stays one article."""
    known = ties.get(iri)
    ties[iri] = replace(known + tie, articles=max(known.articles, tie.articles)) if known else tie


def vote_of(node: Node) -> Vote:
    """The vote of an appearance, from its properties."""
    links = [(_LINKS[name], value) for name in _LINKS for value in node.get(name, ())]
    return Vote(
        node[names.NS + "listed"][0] == "true",
        node[names.NS + "asClass"][0],
        node[names.NS + "asLabel"][0],
        tuple(sorted(links)),
    )


def tie_of(node: Node, issued: str | None) -> tuple[str, Tie]:
    """The tie that a claim is about, and the claim's share of it."""
    subject, predicate, object_ = (node[_RDF + part][0] for part in ("subject", "predicate", "object"))
    iri, status = next((node[name][0], status) for name, status in _STATUS_OF.items() if name in node)
    if tie_iri(subject, predicate, object_) != iri:  # filed under the other order: no direction
        subject, object_ = object_, subject
    tie = Tie(subject, predicate, object_)
    if status == "negated":
        return iri, replace(tie, disputes=1)
    if status == "planned":
        return iri, replace(tie, plans=1)
    days = [next(iter(node.get(names.NS + name, ())), issued) for name in ("earliest", "latest")]
    known = sorted(day for day in days if day)
    first, last = (known[0], known[-1]) if known else (None, None)
    return iri, replace(tie, claims=1, articles=1, first=first, last=last)


def counted(kinds: Mapping[str, str], cast: Iterable[tuple[str, Vote]]) -> Counter[Vote]:
    """How many votes there are of each, from pairs of an article and its vote.

    ``kinds`` maps copies to the first of their kind: they are one report, which says each thing once.
    """
    return Counter(vote for _, vote in {(kinds.get(article, article), vote) for article, vote in cast})


def entity_quads(entity: str, ballot: Ballot) -> set[Quad]:
    """The quads of one entity in the graph of entities; none when nobody voted."""
    if not ballot.votes:
        return set()
    vote = ballot.winner()
    agree = ballot.votes[vote]
    return standing_quads(entity, vote, agree, ballot.votes.total() - agree, ballot.other_names())


def standing_quads(entity: str, vote: Vote, agree: int, dissent: int, others: Iterable[str]) -> set[Quad]:
    """The quads of an entity as ``vote`` has it, from how many votes are so and not so, and its other names.

    The counts let an article change without a look at the others (:mod:`kg.increment`).
    """
    subject, graph = NamedNode(entity), NamedNode(ENTITIES)
    boolean, integer = (NamedNode(names.PREFIXES["xsd"] + name) for name in ("boolean", "integer"))
    rows: list[tuple[str, NamedNode | Literal]] = [
        (RDF_TYPE, NamedNode(vote.cls)),
        (_SKOS + "prefLabel", Literal(vote.label, language="en")),
        (names.NS + "listed", Literal("true" if vote.listed else "false", datatype=boolean)),
        (names.NS + "appearanceCount", Literal(str(agree + dissent), datatype=integer)),
        *((_SKOS + "altLabel", Literal(name, language="en")) for name in others),
        *((predicate, NamedNode(other)) for predicate, other in vote.links),
    ]
    if dissent:
        rows.append((names.NS + "dissentCount", Literal(str(dissent), datatype=integer)))
    return {Quad(subject, NamedNode(predicate), term, graph) for predicate, term in rows}


def tie_quads(iri: str, tie: Tie | None) -> set[Quad]:
    """The quads of one tie in the graph of edges; none when nothing asserts it."""
    if tie is None or not tie.claims:
        return set()
    graph = NamedNode(EDGES)
    ends = NamedNode(tie.subject), NamedNode(tie.predicate), NamedNode(tie.object)
    xsd = names.PREFIXES["xsd"]
    counts = {"claim": tie.claims, "article": tie.articles, "dispute": tie.disputes, "plan": tie.plans}
    rows: list[tuple[str, NamedNode | Literal]] = [
        (RDF_TYPE, NamedNode(names.NS + "Relation")),
        *zip((_RDF + part for part in ("subject", "predicate", "object")), ends, strict=True),
    ]
    for name, count in counts.items():
        rows.append((f"{names.NS}{name}Count", Literal(str(count), datatype=NamedNode(xsd + "integer"))))
    for name, day in (("firstDate", tie.first), ("lastDate", tie.last)):
        if day:
            rows.append((names.NS + name, Literal(day, datatype=NamedNode(xsd + "date"))))
    node = NamedNode(iri)
    return edge_quads(tie) | {Quad(node, NamedNode(predicate), term, graph) for predicate, term in rows}


def edge_quads(tie: Tie | None) -> set[Quad]:
    """The direct triple of a tie in the graph of edges; none when nothing asserts it."""
    if tie is None or not tie.claims:
        return set()
    return {Quad(NamedNode(tie.subject), NamedNode(tie.predicate), NamedNode(tie.object), NamedNode(EDGES))}


def copy_quads(originals: Mapping[str, str]) -> set[Quad]:
    """The links from copies to the first of their kind, from what :func:`kg.copies.originals` gives."""
    graph, link = NamedNode(EDGES), NamedNode(COPY_OF)
    return {
        Quad(NamedNode(copy), link, NamedNode(first), graph)
        for copy, first in originals.items()
        if copy != first
    }


def derive(articles: Iterable[Iterable[Quad]]) -> list[Quad]:
    """The graphs of entities and edges, whole, from the quads of each article; sorted."""
    cast: dict[str, list[tuple[str, Vote]]] = defaultdict(list)
    called: dict[str, set[str]] = defaultdict(set)
    ties: dict[str, Tie] = {}
    prints: dict[str, Print] = {}
    tellers: dict[str, list[str]] = defaultdict(list)
    for quads in articles:
        group = list(quads)
        part = share(group)
        article = value(group[0].graph_name) if group else ""
        if part.print:
            prints[article] = part.print
        for entity, ballot in part.ballots.items():
            cast[entity] += [(article, vote) for vote in ballot.votes]
            called[entity] |= ballot.names
        for iri, tie in part.ties.items():
            ties[iri] = ties[iri] + tie if iri in ties else tie
            tellers[iri] += [article] * tie.articles
    originals = copies.originals(prints)
    result = copy_quads(originals)
    for entity, votes in cast.items():
        result |= entity_quads(entity, Ballot(counted(originals, votes), called[entity]))
    for iri, tie in ties.items():
        reports = len({originals.get(article, article) for article in tellers[iri]})
        result |= tie_quads(iri, replace(tie, articles=reports))
    return ordered(result)


def rebuild(store: Store) -> None:
    """Compute the graphs of entities and edges anew from the store's articles."""
    quads = derive(article_graphs(store))
    for name in (ENTITIES, EDGES):
        store.remove_graph(NamedNode(name))
    store.extend(quads)
