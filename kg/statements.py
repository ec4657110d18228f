"""Statements as rows, and the actors that people name."""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kg import names
from kg.errors import QueryError
from kg.graph import article_id, entity_iri, value
from kg.store import Store

STATEMENT_COLUMNS = (
    "article", "subject", "relation", "object", "status", "subject_mention", "object_mention",
    "attributed_to", "time", "earliest", "latest", "place", "sentence", "start", "end", "confidence",
)  # fmt: skip

Row = dict[str, Any]

_XSD = names.PREFIXES["xsd"]
_PYTHON: dict[str, Callable[[str], Any]] = {  # datatype -> what makes a Python value of the text
    **{_XSD + name: int for name in ("integer", "int", "long", "nonNegativeInteger")},
    **{_XSD + name: float for name in ("decimal", "double", "float")},
    _XSD + "boolean": lambda text: text in ("true", "1"),
}

_STATEMENTS = """
SELECT ?claim ?source ?reported ?s ?p ?o ?tie ?articles ?subject ?object ?status ?subject_mention
       ?object_mention ?attributed_to ?time ?earliest ?latest ?place ?sentence ?start ?end ?confidence {
  %s
  ?claim a kg:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:status ?status ;
     kg:evidence ?span ; prov:hadPrimarySource ?source .
  ?span oa:exact ?sentence ; oa:start ?start ; oa:end ?end .
  OPTIONAL { ?s skos:prefLabel ?subject } OPTIONAL { ?o skos:prefLabel ?object }
  OPTIONAL { ?source dct:issued ?reported }
  OPTIONAL { ?claim kg:confidence ?confidence }
  OPTIONAL { ?claim kg:supports|kg:disputes|kg:anticipates ?tie OPTIONAL { ?tie kg:articleCount ?articles } }
  OPTIONAL { ?claim kg:subjectMention ?sm . ?sm oa:exact ?subject_mention }
  OPTIONAL { ?claim kg:objectMention ?om . ?om oa:exact ?object_mention }
  OPTIONAL { ?claim kg:attributedTo ?by . ?by skos:prefLabel ?attributed_to }
  OPTIONAL { ?claim kg:place ?at . ?at skos:prefLabel ?place }
  OPTIONAL { ?claim kg:timeExpr ?time }
  OPTIONAL { ?claim kg:earliest ?earliest } OPTIONAL { ?claim kg:latest ?latest }
}"""


# ---------------------------------------------------------------- statements


def statements(
    store: Store,
    *,
    actors: Iterable[str] = (),
    tie: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    min_articles: int = 1,
) -> list[Row]:
    """One row a claim, ordered by article and place in the text.

    Keys are :data:`STATEMENT_COLUMNS`, then ``reported`` (the article's date), ``articles`` (how many
    articles assert the same tie), and the IRIs ``claim``, ``source``, ``subject_iri``,
    ``relation_iri``, ``object_iri``, ``tie``. Offsets count code points; days are ISO 8601 text;
    what is not known is ``None``. ``actors`` are IRIs that all must be ends of the claim, ``tie`` the IRI
    of the tie that it supports. ``since``
    and ``until`` keep claims whose time (when it held, else when it was reported) meets that range.
    """
    ends = [
        f"{{ ?claim rdf:subject {node(iri)} }} UNION {{ ?claim rdf:object {node(iri)} }}" for iri in actors
    ]
    if tie:
        ends.append(f"?claim kg:supports {node(tie)}")
    block = "\n".join(f"{{ SELECT DISTINCT ?claim {{ {end} }} }}" for end in ends)
    result = store.query(_STATEMENTS % block)
    keys = [variable.value for variable in result.variables]  # type: ignore[union-attr]
    found = [_statement(dict(zip(keys, solution, strict=True))) for solution in result]  # type: ignore[union-attr]
    kept = [
        row
        for row in found
        if _held(row, since, until) and (min_articles <= 1 or (row["articles"] or 0) >= min_articles)
    ]
    order = ("article", "start", "end", "relation", "subject", "object", "status", "claim")
    return sorted(kept, key=lambda row: tuple((row[key] is not None, row[key]) for key in order))


def node(iri: str) -> str:
    """An IRI as it stands in SPARQL; refuses what is none."""
    from pyoxigraph import NamedNode

    return str(NamedNode(iri))


def _statement(found: Mapping[str, Any]) -> Row:
    known = {key: plain(term) for key, term in found.items()}
    row: Row = {
        **known,
        "article": article_id(known["source"]),
        "subject": known["subject"] or local_name(known["s"]),
        "relation": local_name(known["p"]),
        "object": known["object"] or local_name(known["o"]),
        "subject_iri": known["s"],
        "relation_iri": known["p"],
        "object_iri": known["o"],
    }
    extra = ("reported", "articles", "claim", "source", "subject_iri", "relation_iri", "object_iri", "tie")
    return {key: row[key] for key in (*STATEMENT_COLUMNS, *extra)}


def _held(row: Row, since: dt.date | None, until: dt.date | None) -> bool:
    first = row["earliest"] or row["reported"]
    last = row["latest"] or row["reported"] or first
    if since and (last is None or last < since.isoformat()):
        return False
    return not (until and (first is None or first > until.isoformat()))


def local_name(iri: str) -> str:
    """The part of an IRI after its last ``#`` or ``/``."""
    return re.split(r"[#/]", iri)[-1]


def plain(term: object) -> Any:
    """A term as a Python value: numbers and booleans as such, days and IRIs as text."""
    from pyoxigraph import Literal

    if term is None:
        return None
    if not isinstance(term, Literal):
        return value(term)
    convert = _PYTHON.get(term.datatype.value)
    try:
        return convert(term.value) if convert else term.value
    except ValueError:  # what is no number of its datatype: RDF allows it
        return term.value


# ---------------------------------------------------------------- actors


@dataclass(frozen=True, slots=True)
class Found:
    """An actor or place of the graph."""

    iri: str
    label: str


def find_actor(store: Store, name: str) -> Found:
    """The actor or place that goes by ``name``: an IRI, ``ent:id``, an id, a label or another name.

    Raises :class:`QueryError` when there is none, with the nearest names, or when there are several.
    """
    known = _names(store)
    labels = {iri: label for iri, label, first in known if first}
    wanted = name.strip()
    for iri in (wanted.strip("<>"), names.ENTITY + wanted.removeprefix("ent:"), entity_iri(wanted)):
        if iri in labels:
            return Found(iri, labels[iri])
    folded = " ".join(wanted.split()).casefold()
    tries = (
        {iri for iri, label, first in known if first and label == wanted},
        {iri for iri, label, first in known if first and label.casefold() == folded},
        {iri for iri, label, _ in known if label == wanted},
        {iri for iri, label, _ in known if label.casefold() == folded},
    )
    hits = sorted(next((hit for hit in tries if hit), ()))
    if len(hits) == 1:
        return Found(hits[0], labels[hits[0]])
    if hits:
        which = ", ".join(f"ent:{iri.removeprefix(names.ENTITY)} ({labels[iri]})" for iri in hits[:5])
        raise QueryError(f"{name!r} may be any of {which}; give one of these ids")
    near = difflib.get_close_matches(folded, sorted({label.casefold() for _, label, _ in known}), 3, 0.6)
    spelt = {label.casefold(): label for _, label, _ in reversed(known)}
    hint = (
        f"; did you mean {', '.join(spelt[word] for word in near)}?"
        if near
        else "; `kg statements` shows who is"
    )
    raise QueryError(f"no actor or place called {name!r} in the graph{hint}")


def _names(store: Store) -> list[tuple[str, str, bool]]:
    """Every name: the IRI, the name, and whether it is the first one; sorted."""
    rows = store.query(
        "SELECT DISTINCT ?a ?name ?first { { ?a skos:prefLabel ?name BIND(true AS ?first) }"
        " UNION { ?a skos:altLabel ?name BIND(false AS ?first) } }"
    )
    return sorted((value(row[0]), value(row[1]), value(row[2]) == "true") for row in rows)  # type: ignore[union-attr]
