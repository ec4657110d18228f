"""What people ask of a graph: its statements, the sentences behind a tie, SPARQL, canned questions."""

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import formats, names, sparql
from kg.errors import QueryError
from kg.graph import article_id, entity_iri, value
from kg.store import Store

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

STATEMENT_COLUMNS = (
    "article", "subject", "relation", "object", "status", "subject_mention", "object_mention",
    "attributed_to", "earliest", "latest", "place", "sentence", "start", "end", "confidence",
)  # fmt: skip

Row = dict[str, Any]

_STATEMENTS = """
SELECT ?claim ?source ?reported ?s ?p ?o ?tie ?articles ?subject ?object ?status ?subject_mention
       ?object_mention ?attributed_to ?earliest ?latest ?place ?sentence ?start ?end ?confidence {
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
  OPTIONAL { ?claim kg:earliest ?earliest } OPTIONAL { ?claim kg:latest ?latest }
}"""


# ---------------------------------------------------------------- statements


def statements(
    store: Store,
    *,
    actors: Iterable[str] = (),
    since: dt.date | None = None,
    until: dt.date | None = None,
    min_articles: int = 1,
) -> list[Row]:
    """One row a claim, ordered by article and place in the text.

    Keys are :data:`STATEMENT_COLUMNS`, then ``reported`` (the article's date), ``articles`` (how many
    articles assert the same tie), and the IRIs ``claim``, ``source``, ``subject_iri``,
    ``relation_iri``, ``object_iri``, ``tie``. Offsets count code points; days are ISO 8601 text;
    what is not known is ``None``. ``actors`` are IRIs that all must be ends of the claim. ``since``
    and ``until`` keep claims whose time (when it held, else when it was reported) meets that range.
    """
    ends = [
        f"{{ ?claim rdf:subject {_node(iri)} }} UNION {{ ?claim rdf:object {_node(iri)} }}" for iri in actors
    ]
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


def _node(iri: str) -> str:
    from pyoxigraph import NamedNode

    return str(NamedNode(iri))


def _statement(found: Mapping[str, Any]) -> Row:
    plain = {key: _plain(term) for key, term in found.items()}
    row: Row = {
        **plain,
        "article": article_id(plain["source"]),
        "subject": plain["subject"] or local_name(plain["s"]),
        "relation": local_name(plain["p"]),
        "object": plain["object"] or local_name(plain["o"]),
        "subject_iri": plain["s"],
        "relation_iri": plain["p"],
        "object_iri": plain["o"],
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


def _plain(term: object) -> Any:
    """A term as a Python value: numbers and booleans as such, days and IRIs as text."""
    from pyoxigraph import Literal

    if term is None:
        return None
    if not isinstance(term, Literal):
        return value(term)
    kind = local_name(term.datatype.value)
    if kind in ("integer", "int", "long", "nonNegativeInteger"):
        return int(term.value)
    if kind in ("decimal", "double", "float"):
        return float(term.value)
    return term.value == "true" if kind == "boolean" else term.value


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


# ---------------------------------------------------------------- explain


@dataclass(frozen=True, slots=True)
class Explanation:
    """The claims behind the ties of one actor, or between two; ``str()`` is for people."""

    a: Found
    b: Found | None
    rows: list[Row] = field(default_factory=list)
    columns: tuple[str, ...] = STATEMENT_COLUMNS

    def __bool__(self) -> bool:
        return bool(self.rows)

    def __str__(self) -> str:
        if not self.rows:
            whom = f"{self.a.label} and {self.b.label}" if self.b else self.a.label
            return f"Nothing in the graph ties {whom}.\n"
        groups: dict[tuple[str, str, str], list[Row]] = {}
        for row in self.rows:
            groups.setdefault((row["subject"], row["relation"], row["object"]), []).append(row)
        return "\n".join(_paragraph(ends, rows) for ends, rows in groups.items())


def explain(store: Store, a: str, b: str | None = None, **limits: Any) -> Explanation:
    """The sentences behind the ties between ``a`` and ``b`` (any of their names), or all those of ``a``.

    Rows are those of :func:`statements`, which also takes ``limits``, ordered by tie and time.
    Raises :class:`QueryError` for a name that nobody bears.
    """
    first = find_actor(store, a)
    second = find_actor(store, b) if b else None
    rows = statements(store, actors=[found.iri for found in (first, second) if found], **limits)
    if second and second.iri == first.iri:
        rows = [row for row in rows if row["subject_iri"] == row["object_iri"]]
    rows.sort(key=lambda row: (row["subject"], row["relation"], row["object"], _day(row)))
    return Explanation(first, second, rows)


def _day(row: Row) -> str:
    return row["earliest"] or row["reported"] or ""


def _paragraph(ends: tuple[str, str, str], rows: list[Row]) -> str:
    """A tie and, under it, each sentence with its status, time, speaker, article and offsets."""
    lines = [" ".join((ends[0], ends[1].replace("_", " "), ends[2]))]
    for row in rows:
        marks = [row["status"]] if row["status"] != "asserted" else []
        marks += [_span_of_time(row)] if _day(row) else []
        marks += [f"according to {row['attributed_to']}"] if row["attributed_to"] else []
        where = f"{row['article']}, characters {row['start']}–{row['end']}"
        lines.append(f"  “{' '.join(row['sentence'].split())}”")
        lines.append(f"    {'; '.join([*marks, where])}")
    return "\n".join(lines) + "\n"


def _span_of_time(row: Row) -> str:
    if not row["earliest"] and not row["latest"]:
        return f"reported {row['reported']}"
    days = [str(row[key]) for key in ("earliest", "latest") if row[key]]
    return " to ".join(dict.fromkeys(days))


# ---------------------------------------------------------------- SPARQL


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave. ``kind`` is ``rows``, ``ask`` or ``graph``.

    ``rows`` map ``columns`` to Python values, IRIs shortened by the known prefixes; ``value`` is the
    answer of ASK; a graph of CONSTRUCT or DESCRIBE is written by :meth:`serialize`.
    """

    kind: str
    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    value: bool | None = None
    triples: tuple[Any, ...] = ()

    def serialize(self, format: str = "ttl") -> bytes:
        """The graph in a format of :data:`kg.formats.NAMES`."""
        from pyoxigraph import Quad

        return formats.serialize([Quad(t.subject, t.predicate, t.object) for t in self.triples], format)


def run(store: Store, text: str, parameters: Mapping[str, Any] | None = None) -> Answer:
    """Answer SPARQL over the union of all graphs; prefixes are declared already.

    ``parameters`` hold variables to values: text names an actor or place (or is an IRI, or, in double
    quotes, plain text), numbers, booleans and dates stand for themselves. Raises
    :class:`QueryError` with line and column when the query does not parse.
    """
    from pyoxigraph import QueryBoolean, QuerySolutions

    bound = sparql.bind(text, {name: _term(store, item) for name, item in (parameters or {}).items()})
    try:
        result = store.query(bound)
    except QueryError as error:
        raise QueryError(sparql.describe_error(text, _own_error(text) or str(error))) from None
    if isinstance(result, QueryBoolean):
        return Answer("ask", value=bool(result))
    try:
        if isinstance(result, QuerySolutions):
            columns = tuple(variable.value for variable in result.variables)
            rows = [{c: _short(term) for c, term in zip(columns, row, strict=True)} for row in result]
            return Answer("rows", columns, rows)
        return Answer("graph", triples=tuple(sorted(result, key=str)))
    except (RuntimeError, OSError) as error:
        raise QueryError(f"the query failed while it ran: {error}") from None


def _own_error(text: str) -> str | None:
    """What is wrong with ``text`` before anything was bound into it; positions are the author's."""
    try:
        Store().query(text)
    except QueryError as error:
        return str(error)
    return None


def _term(store: Store, item: Any) -> "NamedNode | Literal":
    from pyoxigraph import Literal, NamedNode

    if isinstance(item, dt.date):
        return Literal(item.isoformat(), datatype=NamedNode(names.PREFIXES["xsd"] + "date"))
    if not isinstance(item, str):
        return Literal(item)
    if len(item) > 1 and item[0] == item[-1] == '"':
        return Literal(item[1:-1])
    if re.fullmatch(r"\d{4}-\d\d-\d\d", item):
        return Literal(item, datatype=NamedNode(names.PREFIXES["xsd"] + "date"))
    if re.fullmatch(r"[+-]?\d+", item):
        return Literal(int(item))
    prefix, colon, rest = item.partition(":")
    try:
        if colon and prefix in names.PREFIXES and prefix != "ent":
            return NamedNode(names.PREFIXES[prefix] + rest)
        if item[:1] == "<" and item[-1:] == ">":
            return NamedNode(item[1:-1])
    except ValueError:
        raise QueryError(f"{item}: not a valid IRI") from None
    return NamedNode(find_actor(store, item).iri)


def _short(term: object) -> Any:
    from pyoxigraph import NamedNode

    if not isinstance(term, NamedNode):
        return _plain(term)
    fits = [(len(base), p, base) for p, base in names.PREFIXES.items() if term.value.startswith(base)]
    if not fits:
        return term.value
    _, prefix, base = max(fits)
    return f"{prefix}:{term.value[len(base) :]}"


# ---------------------------------------------------------------- canned questions


@dataclass(frozen=True, slots=True)
class Question:
    """A canned question: its name, what it asks, its parameters with what they mean, its SPARQL."""

    name: str
    title: str
    parameters: dict[str, str]
    text: str


def questions(folder: str | Path) -> dict[str, Question]:
    """The questions of a domain (``questions/*.rq`` in its folder), by name, sorted.

    The first comment line is the title; ``# ?name  meaning`` lines declare parameters.
    """
    found = {}
    for path in sorted((Path(folder) / "questions").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        head = [line[1:].strip() for line in text.splitlines() if line.startswith("#")]
        parameters = {m[1]: m[2] for line in head if (m := re.match(r"\?(\w+)\s+(.+)", line))}
        found[path.stem] = Question(path.stem, head[0] if head else path.stem, parameters, text)
    return found


def ask(store: Store, name: str, folder: str | Path, parameters: Mapping[str, Any] | None = None) -> Answer:
    """Answer the canned question ``name`` of the domain in ``folder``.

    Raises :class:`QueryError` when there is no such question or parameter.
    """
    known = questions(folder)
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known) or 'none'}"
        raise QueryError(f"no question called {name!r}; {hint}")
    question = known[name]
    for parameter in parameters or {}:
        if parameter not in question.parameters:
            takes = ", ".join(question.parameters) or "no parameters"
            raise QueryError(f"the question {name!r} has no parameter {parameter!r}; it takes {takes}")
    return run(store, question.text, parameters)
