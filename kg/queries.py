"""What people ask of a graph: the sentences behind a tie, SPARQL, canned questions."""

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import formats, names, sparql
from kg.errors import QueryError
from kg.statements import STATEMENT_COLUMNS, Found, Row, find_actor, local_name, node, plain, statements
from kg.store import Store

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

__all__ = [
    "STATEMENT_COLUMNS", "Answer", "Explanation", "Follows", "Found", "Question", "Row", "ask", "explain",
    "find_actor", "local_name", "questions", "run", "statements",
]  # fmt: skip

# ---------------------------------------------------------------- explain


@dataclass(frozen=True, slots=True)
class Follows:
    """A tie that no article states: the rule it follows by, and the claims and ties it follows from."""

    ends: tuple[str, str, str]  # subject, relation, object in words
    rule: str
    hypothesis: bool
    premises: "tuple[Follows | tuple[Row, ...], ...]"

    def rows(self) -> Iterator[Row]:
        """All claims that the tie follows from in the end."""
        for premise in self.premises:
            yield from premise.rows() if isinstance(premise, Follows) else premise

    def __str__(self) -> str:
        how = "a guess, no text says so" if self.hypothesis else "follows"
        lines = [f"{_words(self.ends)} ({how}: {self.rule})"]
        for premise in self.premises:
            told = (
                str(premise) if isinstance(premise, Follows) else _paragraph(_ends(premise[0]), list(premise))
            )
            lines += [f"  {line}" for line in told.splitlines()]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The claims behind the ties of one actor, or between two; ``str()`` is for people.

    Between two actors ``follows`` holds what is inferred; ``rows`` are then the claims behind that
    when no claim is about the two.
    """

    a: Found
    b: Found | None
    rows: list[Row] = field(default_factory=list)
    follows: tuple[Follows, ...] = ()
    columns: tuple[str, ...] = STATEMENT_COLUMNS

    def __bool__(self) -> bool:
        return bool(self.rows)

    def __str__(self) -> str:
        if not self.rows:
            whom = f"{self.a.label} and {self.b.label}" if self.b else self.a.label
            return f"Nothing in the graph ties {whom}.\n"
        groups: dict[tuple[str, str, str], list[Row]] = {}
        for row in self._own_rows():
            groups.setdefault(_ends(row), []).append(row)
        told = [_paragraph(ends, rows) for ends, rows in groups.items()]
        return "\n".join([*told, *map(str, self.follows)])

    def _own_rows(self) -> list[Row]:
        pair = {self.a.iri, self.b.iri if self.b else self.a.iri}
        return [row for row in self.rows if pair <= {row["subject_iri"], row["object_iri"]}]


def explain(store: Store, a: str, b: str | None = None, **limits: Any) -> Explanation:
    """The sentences behind the ties between ``a`` and ``b`` (any of their names), or all those of ``a``.

    Rows are those of :func:`kg.statements.statements`, which also takes ``limits``, ordered by tie and
    time. Raises :class:`QueryError` for a name that nobody bears.
    """
    first = find_actor(store, a)
    second = find_actor(store, b) if b else None
    rows = statements(store, actors=[found.iri for found in (first, second) if found], **limits)
    if second and second.iri == first.iri:
        rows = [row for row in rows if row["subject_iri"] == row["object_iri"]]
    rows.sort(key=lambda row: (*_ends(row), _day(row)))
    follows = _follows(store, first.iri, second.iri) if second and not limits else ()
    if not rows:
        rows = list({row["claim"]: row for item in follows for row in item.rows()}.values())
    return Explanation(first, second, rows, follows)


_INFERRED = """
SELECT ?tie ?s ?p ?o ?subject ?object ?rule ?guess (GROUP_CONCAT(STR(?premise); separator=" ") AS ?premises) {
  %s
  ?tie a kg:Inference ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;
     kg:rule ?by ; kg:premise ?premise .
  ?by rdfs:label ?rule . ?s skos:prefLabel ?subject . ?o skos:prefLabel ?object .
  OPTIONAL { ?tie kg:hypothesis ?guess }
} GROUP BY ?tie ?s ?p ?o ?subject ?object ?rule ?guess ORDER BY ?tie"""


def _follows(store: Store, a: str, b: str) -> tuple[Follows, ...]:
    """What is inferred between two actors, other ways to put a reported tie left out."""
    pair = f"VALUES (?s ?o) {{ ({node(a)} {node(b)}) ({node(b)} {node(a)}) }}"
    found = (_inferred(store, row) for row in run(store, _INFERRED % pair).rows)
    kept = [item for item in found if not (len(item.premises) == 1 and {a, b} <= _actors(item))]
    return tuple(sorted(kept, key=lambda item: (item.hypothesis, item.ends)))


def _actors(item: Follows) -> set[str]:
    return {row[end] for row in item.rows() for end in ("subject_iri", "object_iri")}


def _inferred(store: Store, row: Row) -> Follows:
    premises = []
    for premise in sorted(row["premises"].split()):
        again = run(store, _INFERRED % f"VALUES ?tie {{ {node(premise)} }}").rows
        claims = tuple(statements(store, tie=premise))
        if again or claims:
            premises.append(_inferred(store, again[0]) if again else claims)
    ends = (row["subject"], row["p"].partition(":")[2], row["object"])
    return Follows(ends, row["rule"], bool(row["guess"]), tuple(premises))


def _ends(row: Row) -> tuple[str, str, str]:
    return row["subject"], row["relation"], row["object"]


def _words(ends: tuple[str, str, str]) -> str:
    return " ".join((ends[0], ends[1].replace("_", " "), ends[2]))


def _day(row: Row) -> str:
    return row["earliest"] or row["reported"] or ""


def _paragraph(ends: tuple[str, str, str], rows: list[Row]) -> str:
    """A tie and, under it, each sentence with its status, time, speaker, article and offsets."""
    lines = [_words(ends)]
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


_BASES = sorted(((base, prefix) for prefix, base in names.PREFIXES.items()), key=lambda it: -len(it[0]))


def _short(term: object) -> Any:
    from pyoxigraph import NamedNode

    if not isinstance(term, NamedNode):
        return plain(term)
    for base, prefix in _BASES:
        if term.value.startswith(base):
            return f"{prefix}:{term.value[len(base) :]}"
    return term.value


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
