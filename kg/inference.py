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
from typing import Any
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from kg import names
from kg.errors import OntologyError
from kg.graph import EDGES, ENTITIES, INFERRED, RDF_TYPE, RULES, tie_iri, value

ROUNDS = 50  # a chain of member_of, or of places, longer than this is a mistake in the data

Triple = tuple[str, str, str]  # IRIs

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
    try:
        result = _ask(Store(), rule)
    except SyntaxError as error:
        raise OntologyError(f"{path}: not valid SPARQL ({' '.join(str(error).split())[:120]})") from None
    columns = len(result.variables) if isinstance(result, QuerySolutions) else 0
    if columns < 3 or columns % 3:
        raise OntologyError(
            f"{path}: a rule is a SELECT of ?s ?p ?o and of triples it follows from; it has {columns} columns"
        )


def _ask(store: Store, rule: Rule) -> Any:
    return store.query(rule.text, prefixes=dict(names.PREFIXES), use_default_graph_as_union=True)


# ---------------------------------------------------------------- rules in the graph


def rule_quads(rules: Iterable[Rule]) -> set[Quad]:
    """The rules as quads of the graph of rules."""
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


def rules_of(store: Store) -> tuple[Rule, ...]:
    """The rules that a graph carries, sorted by name."""
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


def has_rules(store: Store) -> bool:
    """Whether the graph carries rules, so that something may follow from what it holds."""
    return any(store.quads_for_pattern(None, NamedNode(names.NS + "sparql"), None, NamedNode(RULES)))


def behind() -> Quad:
    """The quad that stands in ``g:inferred`` while it is behind the edges; it outlives a crash."""
    graph = NamedNode(INFERRED)
    return Quad(graph, NamedNode(names.NS + "stale"), Literal(True), graph)


def settle(store: Store) -> None:
    """If ``g:inferred`` is behind, empty it and fill it with all that follows from the graph's rules.

    The same edges give the same quads. What a crash leaves is still marked as behind.
    """
    mark = behind()
    if mark not in store:
        return
    rules = rules_of(store)
    store.update(
        f"DROP GRAPH {mark.graph_name} ; INSERT DATA {{ GRAPH {mark.graph_name} {{ {mark.triple} }} }}"
    )
    decided: set[Triple] = set()
    _fill(store, [rule for rule in rules if not rule.hypothesis], decided)
    _fill(store, [rule for rule in rules if rule.hypothesis], decided)  # guesses may ask what does not hold
    store.remove(mark)


def _fill(store: Store, rules: Iterable[Rule], decided: set[Triple]) -> None:
    """Add what follows by rules until there is nothing new; ``decided`` are triples that stand already.

    Of several derivations that one round offers, the first in the order of rules and of terms stays.
    """
    for _ in range(ROUNDS):
        new: list[Quad] = []
        for rule in rules:
            first: dict[Triple, tuple[str, ...]] = {}
            for solution in _ask(store, rule):
                if None in (row := tuple(solution)):
                    continue
                head = row[0].value, row[1].value, row[2].value
                if head not in decided and head[0] != head[2]:
                    words = tuple(map(value, row))
                    first[head] = min(first.get(head, words), words)
            decided |= first.keys()
            known = (head for head in first if _stands(store, head))
            new += [quad for head in first.keys() - set(known) for quad in _inferred(rule, first[head])]
        if not new:
            return
        store.extend(new)


def _stands(store: Store, triple: Triple) -> bool:
    """Whether a triple was reported, or belongs to an entity."""
    subject, predicate, object_ = map(NamedNode, triple)
    return any(Quad(subject, predicate, object_, NamedNode(graph)) in store for graph in (EDGES, ENTITIES))


def _inferred(rule: Rule, row: tuple[str, ...]) -> list[Quad]:
    """The triple that a row of a rule gives, and how."""
    subject, predicate, object_ = row[:3]
    triple = NamedNode(subject), NamedNode(predicate), NamedNode(object_)
    graph, node = NamedNode(INFERRED), NamedNode(tie_iri(subject, predicate, object_))
    rows: list[tuple[str, NamedNode | Literal]] = [
        (RDF_TYPE, NamedNode(names.NS + "Inference")),
        *zip((_RDF + part for part in ("subject", "predicate", "object")), triple, strict=True),
        (names.NS + "rule", NamedNode(rule.iri)),
        *((names.NS + "premise", NamedNode(tie_iri(*row[i : i + 3]))) for i in range(3, len(row), 3)),
    ]
    if rule.hypothesis:
        rows.append((names.NS + "hypothesis", Literal(True)))
    return [Quad(node, NamedNode(name), term, graph) for name, term in rows] + [Quad(*triple, graph)]
