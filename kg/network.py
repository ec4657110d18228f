"""The alliance graph: a store's ties as a networkx graph, with the sentences behind each.

Signs and the classes that are places come from the ontology; nothing here knows the domain.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg import names
from kg.graph import article_id, value
from kg.records import Ontology
from kg.signed import as_signed, collapse
from kg.store import Store

__all__ = ["Sentence", "as_signed", "collapse", "holdings", "network", "sentences"]

PLACE = "Place"

# One row for each tie and status: what of it was said how often, by whom, when.
_TIES = """
SELECT ?tie ?how ?s ?p ?o (COUNT(DISTINCT ?claim) AS ?claims) (COUNT(DISTINCT ?report) AS ?articles)
       (MIN(?from) AS ?first) (MAX(?to) AS ?last) (MAX(?sure) AS ?confidence)
       (GROUP_CONCAT(DISTINCT STR(?span); separator=" ") AS ?spans) {
  VALUES ?how { kg:supports kg:disputes kg:anticipates }
  ?claim ?how ?tie ; prov:hadPrimarySource ?source ; kg:evidence ?span .
  OPTIONAL { ?tie a kg:Relation ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }
  OPTIONAL { ?source kg:copyOf ?first_source } BIND (COALESCE(?first_source, ?source) AS ?report)
  OPTIONAL { ?claim kg:confidence ?sure }
  OPTIONAL { ?claim kg:earliest ?earliest } OPTIONAL { ?claim kg:latest ?latest }
  OPTIONAL { ?source dct:issued ?issued }
  BIND (COALESCE(?earliest, ?latest, ?issued) AS ?from) BIND (COALESCE(?latest, ?earliest, ?issued) AS ?to)
  %s
} GROUP BY ?tie ?how ?s ?p ?o"""

_NODES = """
SELECT ?node ?label ?class ?listed {
  ?node skos:prefLabel ?label . OPTIONAL { ?node a ?class } OPTIONAL { ?node kg:listed ?listed } }"""


def network(
    store: Store, ontology: Ontology, *, since: dt.date | None = None, until: dt.date | None = None
) -> "nx.MultiDiGraph[str]":
    """All that is asserted, as a multigraph: a node an actor or place, an edge a relation between two.

    Nodes are IRIs, with ``label``, ``cls`` (name of the class), ``place`` (whether it is one) and
    ``named``: false of who is only described, in small letters ("rebels"), and stands in no list.
    Edges are keyed by the relation's name, with

    - ``relation``, ``label``, ``sign`` (1, -1, 0), ``symmetric``, ``stance`` and ``hold`` of the relation;
    - ``weight`` and ``claims``: how many claims; ``articles``: how many articles, copies counted once;
      ``disputes``, ``plans``: claims that deny it or say that it is to come;
      ``confidence``: the highest, 0 to 1;
    - ``first``, ``last``: ISO 8601 days of when it held, where said, else of when it was reported;
    - ``tie``: the IRI of its node in the graph; ``sentences``, ``sources``: IRIs of the spans that
      state it and of their articles, sorted.

    ``since`` and ``until`` keep the claims whose time meets that range (both days included), and the
    actors that these name; a claim without any date is in no range.
    """
    relations = {relation.iri: relation for relation in ontology.relations.values()}
    denied: dict[str, dict[str, int]] = {}
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    rows = sorted(_rows(store, _TIES % _window(since, until)), key=lambda row: (row["tie"], row["how"]))
    for row in rows:
        if not row["how"].endswith("supports"):
            kind = "disputes" if row["how"].endswith("disputes") else "plans"
            denied.setdefault(row["tie"], {})[kind] = int(row["claims"])
    nodes = _nodes(store, ontology)
    for row in sorted(
        (row for row in rows if row["how"].endswith("supports") and row["p"] in relations),
        key=lambda row: (row["s"], row["o"], row["p"]),
    ):
        relation = relations[row["p"]]
        for end in (row["s"], row["o"]):
            graph.add_node(
                end, **nodes.get(end, {"label": _local(end), "cls": "", "place": False, "named": True})
            )
        spans = tuple(sorted(row["spans"].split()))
        graph.add_edge(
            row["s"], row["o"], key=relation.name,
            relation=relation.name, label=relation.label, sign=relation.sign,
            symmetric=relation.symmetric, stance=relation.stance, hold=relation.hold,
            weight=int(row["claims"]), claims=int(row["claims"]), articles=int(row["articles"]),
            disputes=denied.get(row["tie"], {}).get("disputes", 0),
            plans=denied.get(row["tie"], {}).get("plans", 0),
            confidence=float(row["confidence"] or 0),
            first=row["first"], last=row["last"], tie=row["tie"], sentences=spans,
            sources=tuple(sorted({span.partition("#")[0] for span in spans})),
        )  # fmt: skip
    graph.graph.update(_covered(graph), domain=ontology.name)
    return graph


def _covered(graph: "nx.MultiDiGraph[str]") -> dict[str, Any]:
    """What the figure's caption says: articles, and the first and last day of any tie."""
    edges = [data for *_, data in graph.edges(data=True)]
    sources = sorted({source for data in edges for source in data["sources"]})
    return {
        "sources": tuple(sources),
        "first": min((data["first"] for data in edges if data["first"]), default=None),
        "last": max((data["last"] for data in edges if data["last"]), default=None),
    }


def _rows(store: Store, query: str) -> list[dict[str, Any]]:
    """The solutions of a query as dicts of plain text; what is unbound is ``None``."""
    found = store.query(query)
    keys = [variable.value for variable in found.variables]  # type: ignore[union-attr]
    return [
        {key: None if term is None else value(term) for key, term in zip(keys, row, strict=True)}
        for row in found  # type: ignore[union-attr]
    ]


def _window(since: dt.date | None, until: dt.date | None) -> str:
    """The filter of a time window; days are written by us, from dates."""
    parts = []
    if since:
        parts.append(f'?to >= "{since.isoformat()}"^^xsd:date')
    if until:
        parts.append(f'?from <= "{until.isoformat()}"^^xsd:date')
    return f"FILTER ({' && '.join(parts)})" if parts else ""


def _nodes(store: Store, ontology: Ontology) -> dict[str, dict[str, Any]]:
    classes = {item.iri: item for item in ontology.classes.values()}
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(_rows(store, _NODES), key=lambda row: (row["node"], row["class"] or "", row["label"])):
        cls = classes.get(row["class"] or "")
        if row["node"] in found and cls is None:
            continue
        found[row["node"]] = {
            "label": row["label"],
            "cls": cls.name if cls else "",
            "place": cls is not None and (cls.name == PLACE or PLACE in cls.parents),
            "named": row["listed"] == "true" or not row["label"].islower(),
        }
    return found


def _local(iri: str) -> str:
    return iri.removeprefix(names.ENTITY)


# ---------------------------------------------------------------- sentences


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """A sentence that states a tie: where it stands, in code points, and when it was published."""

    article: str
    start: int
    end: int
    text: str
    day: str | None = None  # ISO 8601
    publisher: str | None = None


_SENTENCES = """
SELECT ?span ?source ?start ?end ?text ?day ?publisher {
  VALUES ?span { %s }
  ?span oa:hasSource ?source ; oa:start ?start ; oa:end ?end ; oa:exact ?text .
  OPTIONAL { ?source dct:issued ?day } OPTIONAL { ?source dct:publisher ?publisher }
}"""


def sentences(store: Store, spans: Iterable[str]) -> dict[str, Sentence]:
    """The sentences with these IRIs (the ``sentences`` of the network's edges)."""
    from pyoxigraph import NamedNode

    wanted: list[NamedNode] = [NamedNode(span) for span in sorted(set(spans))]
    found = {}
    for row in _rows(store, _SENTENCES % " ".join(map(str, wanted))) if wanted else ():
        found[row["span"]] = Sentence(
            article_id(row["source"]),
            int(row["start"]),
            int(row["end"]),
            " ".join(row["text"].split()),
            row["day"],
            row["publisher"],
        )
    return found


# ---------------------------------------------------------------- who held what when


@dataclass(frozen=True, slots=True, order=True)
class Holding:
    """A day on which a place came to be somebody's (``held``) or ceased to be."""

    place: str
    day: str  # ISO 8601
    holder: str
    held: bool
    relation: str
    sentences: tuple[str, ...] = ()


_HOLDINGS = """
SELECT ?place ?day ?holder ?p (GROUP_CONCAT(DISTINCT STR(?span); separator=" ") AS ?spans) {
  VALUES ?p { %s }
  ?claim kg:status "asserted" ; rdf:subject ?holder ; rdf:predicate ?p ; rdf:object ?place ;
     prov:hadPrimarySource ?source ; kg:evidence ?span .
  OPTIONAL { ?claim kg:earliest ?earliest } OPTIONAL { ?claim kg:latest ?latest }
  OPTIONAL { ?source dct:issued ?issued }
  BIND (COALESCE(?earliest, ?latest, ?issued) AS ?day) FILTER BOUND(?day)
} GROUP BY ?place ?day ?holder ?p"""


def holdings(store: Store, ontology: Ontology) -> list[Holding]:
    """Who came to hold, or ceased to hold, which place when: by place, then by day.

    Only relations marked ``kg:hold`` count, and claims that have a date. ``place`` and ``holder`` are
    IRIs; ``sentences`` are IRIs of spans.
    """
    from pyoxigraph import NamedNode

    marked: Mapping[str, Any] = {r.iri: r for r in ontology.relations.values() if r.hold}
    if not marked:
        return []
    rows = _rows(store, _HOLDINGS % " ".join(str(NamedNode(iri)) for iri in sorted(marked)))
    return sorted(
        Holding(
            row["place"], row["day"], row["holder"], marked[row["p"]].hold > 0, marked[row["p"]].name,
            tuple(sorted(row["spans"].split())),
        )
        for row in rows
    )  # fmt: skip
