"""Triples that follow from edges by the rules of a domain (``rules/*.rq``), kept apart in ``g:inferred``.

A rule is a SELECT whose first three columns are the triple that follows and whose further columns, three
by three, are the triples that it follows from. Its first comment line is its title; a line
``# hypothesis`` marks a rule whose results are guesses. Rules are
applied until nothing new follows, guesses last. The graph carries its rules, so that whoever changes
it can infer anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kg import names
from kg.errors import OntologyError
from kg.graph import EDGES, ENTITIES, INFERRED, RDF_TYPE, RULES, tie_iri, value

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

ROUNDS = 50  # a chain of member_of, or of places, longer than this is a mistake in the data

_RDF = names.PREFIXES["rdf"]
_LABEL = names.PREFIXES["rdfs"] + "label"


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """A rule: its file's name, its title, whether it only guesses, its SPARQL."""

    name: str
    title: str
    hypothesis: bool
    text: str

    @property
    def iri(self) -> str:
        """The rule's node in the graph of rules."""
        return f"{RULES}#{quote(self.name, safe='-._~')}"


def read_rules(folder: str | Path) -> tuple[Rule, ...]:
    """The rules of the domain in ``folder``, sorted by name; none when it has none.

    Raises :class:`OntologyError` for a rule that is not SPARQL or has too few columns.
    """
    rules = []
    for path in sorted((Path(folder) / "rules").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        head = [line[1:].strip() for line in text.splitlines() if line.startswith("#")]
        rule = Rule(path.stem, head[0] if head else path.stem, "hypothesis" in head, text)
        _check(path, rule)
        rules.append(rule)
    return tuple(rules)


def _check(path: Path, rule: Rule) -> None:
    from pyoxigraph import QuerySolutions, Store

    try:
        result = _ask(Store(), rule)
    except SyntaxError as error:
        raise OntologyError(f"{path}: not valid SPARQL ({' '.join(str(error).split())[:120]})") from None
    columns = len(result.variables) if isinstance(result, QuerySolutions) else 0
    if columns < 3 or columns % 3:
        raise OntologyError(
            f"{path}: a rule is a SELECT of ?s ?p ?o and of triples it follows from; it has {columns} columns"
        )


def _ask(store: "Store", rule: Rule) -> Any:
    return store.query(rule.text, prefixes=dict(names.PREFIXES), use_default_graph_as_union=True)


# ---------------------------------------------------------------- rules in the graph


def rule_quads(rules: Iterable[Rule]) -> "set[Quad]":
    """The rules as quads of the graph of rules."""
    from pyoxigraph import Literal, NamedNode, Quad

    graph = NamedNode(RULES)
    quads = set()
    for rule in rules:
        rows: dict[str, NamedNode | Literal] = {
            RDF_TYPE: NamedNode(names.NS + "Rule"),
            _LABEL: Literal(rule.title, language="en"),
            names.NS + "sparql": Literal(rule.text),
        }
        if rule.hypothesis:
            rows[names.NS + "hypothesis"] = Literal(True)
        quads |= {Quad(NamedNode(rule.iri), NamedNode(name), term, graph) for name, term in rows.items()}
    return quads


def rules_of(store: "Store") -> tuple[Rule, ...]:
    """The rules that a graph carries, sorted by name."""
    from pyoxigraph import NamedNode

    nodes: dict[str, dict[str, str]] = {}
    for quad in store.quads_for_pattern(None, None, None, NamedNode(RULES)):
        nodes.setdefault(value(quad.subject), {})[quad.predicate.value] = value(quad.object)
    kg = names.NS
    return tuple(
        sorted(
            Rule(
                iri.removeprefix(f"{RULES}#"),
                node.get(_LABEL, ""),
                kg + "hypothesis" in node,
                node[kg + "sparql"],
            )
            for iri, node in nodes.items()
            if kg + "sparql" in node
        )
    )


# ---------------------------------------------------------------- what follows


def moved(quads: "Iterable[Quad]") -> bool:
    """Whether a change of these quads may change what follows: a triple between two entities."""
    return any(
        value(quad.graph_name) in (EDGES, ENTITIES)
        and value(quad.subject).startswith(names.ENTITY)
        and value(quad.object).startswith((names.ENTITY, names.NS))
        for quad in quads
    )


def behind() -> "Quad":
    """The quad that stands in ``g:inferred`` while it is behind the edges; it outlives a crash."""
    from pyoxigraph import Literal, NamedNode, Quad

    graph = NamedNode(INFERRED)
    return Quad(graph, NamedNode(names.NS + "stale"), Literal(True), graph)


def settle(store: "Store") -> None:
    """If ``g:inferred`` is behind, empty it and fill it with all that follows from the graph's rules.

    The same edges give the same quads. What a crash leaves is still marked as behind.
    """
    from pyoxigraph import NamedNode

    mark = behind()
    if mark not in store:
        return
    rules = rules_of(store)
    for quad in list(store.quads_for_pattern(None, None, None, NamedNode(INFERRED))):
        if quad != mark:
            store.remove(quad)
    _fill(store, [rule for rule in rules if not rule.hypothesis])
    _fill(store, [rule for rule in rules if rule.hypothesis])  # guesses may ask what does not hold
    store.remove(mark)


def _fill(store: "Store", rules: Iterable[Rule]) -> None:
    for _ in range(ROUNDS):
        new: dict[str, list[Quad]] = {}
        for rule in rules:
            for row in sorted(tuple(map(value, row)) for row in _ask(store, rule) if None not in tuple(row)):
                _follow(store, rule, row, new)
        if not new:
            return
        store.extend(quad for quads in new.values() for quad in quads)


def _follow(store: "Store", rule: Rule, row: tuple[str, ...], new: "dict[str, list[Quad]]") -> None:
    """Note what one row of a rule gives, unless it is known already; the first derivation stays."""
    from pyoxigraph import Literal, NamedNode, Quad

    subject, predicate, object_ = row[:3]
    iri = tie_iri(subject, predicate, object_)
    triple = NamedNode(subject), NamedNode(predicate), NamedNode(object_)
    if subject == object_ or iri in new:
        return
    known = (NamedNode(graph) for graph in (EDGES, ENTITIES, INFERRED))
    if any(next(iter(store.quads_for_pattern(*triple, graph)), None) for graph in known):
        return
    graph, node = NamedNode(INFERRED), NamedNode(iri)
    rows: list[tuple[str, NamedNode | Literal]] = [
        (RDF_TYPE, NamedNode(names.NS + "Inference")),
        *zip((_RDF + part for part in ("subject", "predicate", "object")), triple, strict=True),
        (names.NS + "rule", NamedNode(rule.iri)),
        *((names.NS + "premise", NamedNode(tie_iri(*row[i : i + 3]))) for i in range(3, len(row), 3)),
    ]
    if rule.hypothesis:
        rows.append((names.NS + "hypothesis", Literal(True)))
    new[iri] = [Quad(node, NamedNode(name), term, graph) for name, term in rows] + [Quad(*triple, graph)]
