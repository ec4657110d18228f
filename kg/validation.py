"""Whether a graph is what kg would write: SHACL, offsets against the text, claims against the domain,
and what is derived against the articles. Mistakes come back as sentences that say how to mend them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from kg import derived, graph, names
from kg.graph import value
from kg.records import Ontology, Problem
from kg.store import Store

if TYPE_CHECKING:
    import rdflib
    from pyoxigraph import Quad

_RDF = names.PREFIXES["rdf"]
_OA = names.PREFIXES["oa"]
_SHOWN = ("art", "ent", "rel", "kg")

Node = dict[str, list[str]]


def check_graph(store: Store, ontology: Ontology | None = None, **limits: Any) -> tuple[Problem, ...]:
    """All that is wrong with a graph, sorted; with ``ontology`` also claims that do not fit it.

    What is wrong with claims outside ``limits`` (those of :meth:`kg.store.Store.within`) is left out.
    """
    outside = {short(iri) for iri in _claims(store) - _claims(store.within(**limits))} if limits else set()
    quads = list(store.quads())
    by_graph: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        by_graph[value(quad.graph_name)].append(quad)
    articles = [group for iri, group in by_graph.items() if iri.startswith(names.ARTICLE)]
    problems = set(_shacl(quads))
    for group in articles:
        nodes = _nodes(group)
        problems.update(_offsets(nodes), _fit(nodes, ontology))
    computed = (graph.ENTITIES, graph.EDGES, graph.INFERRED)
    anew = {quad for quad in store.within().quads() if value(quad.graph_name) in computed}
    problems.update(_derived({quad for name in computed for quad in by_graph[name]}, anew))
    return tuple(sorted(problem for problem in problems if problem.where not in outside))


def _claims(store: Store) -> set[str]:
    """The IRIs of a store's claims."""
    return {value(row[0]) for row in store.query("SELECT ?c { ?c a kg:Claim }")}  # type: ignore[union-attr]


def check_article(quads: "Iterable[Quad]", ontology: Ontology | None = None) -> tuple[Problem, ...]:
    """All that is wrong with the quads of one article's graph, sorted: asked before they are committed."""
    group = list(quads)
    nodes = _nodes(group)
    # The ends of its claims and its ties get their own properties from what this article gives.
    whole = group + derived.derive([group])
    return tuple(sorted({*_shacl(whole), *_offsets(nodes), *_fit(nodes, ontology)}))


def _nodes(quads: "Iterable[Quad]") -> dict[str, Node]:
    nodes: dict[str, Node] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        nodes[value(quad.subject)][quad.predicate.value].append(value(quad.object))
    return nodes


def short(iri: str) -> str:
    """An IRI as people write it, with the prefix that kg uses."""
    for prefix in _SHOWN:
        if iri.startswith(names.PREFIXES[prefix]):
            return f"{prefix}:{iri.removeprefix(names.PREFIXES[prefix])}"
    return iri


# ---------------------------------------------------------------- SHACL


@cache
def _shapes() -> "rdflib.Graph":
    import rdflib

    return rdflib.Graph().parse(names.data_path("ontology") / "shapes.ttl", format="turtle")


def _shacl(quads: "Iterable[Quad]") -> set[Problem]:
    """What SHACL finds in the union of the quads' graphs."""
    import pyshacl
    import rdflib
    from pyoxigraph import RdfFormat, Triple, serialize

    triples = (Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
    data = rdflib.Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES) or b"", format="nt")
    conforms, report, _ = pyshacl.validate(data, shacl_graph=_shapes(), inference="none")
    if conforms:
        return set()
    sh = rdflib.Namespace(names.PREFIXES["sh"])
    found = set()
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        what, _, cure = str(report.value(result, sh.resultMessage)).partition("; ")
        shown = report.value(result, sh.value)
        seen = (
            f" (here: {short(str(shown))[:60]})" if isinstance(shown, rdflib.Literal | rdflib.URIRef) else ""
        )
        found.add(Problem(short(str(report.value(result, sh.focusNode))), what + seen, cure))
    return found


# ---------------------------------------------------------------- what shapes cannot say


def _first(node: Node, predicate: str) -> str:
    return next(iter(node.get(predicate, ())), "")


def _offsets(nodes: dict[str, Node]) -> set[Problem]:
    """Spans whose words do not stand at their offsets, and a text that its hash does not fit."""
    import hashlib

    found = set()
    for iri, node in nodes.items():
        kinds = node.get(graph.RDF_TYPE, ())
        if names.NS + "Article" in kinds:
            text = _first(node, names.NS + "text")
            if hashlib.sha256(text.encode()).hexdigest() != _first(node, names.NS + "textSha256"):
                found.add(
                    _problem(iri, "kg:text and kg:textSha256 do not fit", "one was changed: build it again")
                )
        if names.NS + "Span" not in kinds:
            continue
        text = _first(nodes.get(_first(node, _OA + "hasSource"), {}), names.NS + "text")
        start, end = _first(node, _OA + "start"), _first(node, _OA + "end")
        if not (start.isdigit() and end.isdigit()):
            continue  # SHACL says so
        there = text[int(start) : int(end)]
        if there != _first(node, _OA + "exact"):
            what = f"oa:exact is not what stands at its offsets ({there[:40]!r})"
            found.add(_problem(iri, what, "count code points of kg:text from 0, or build it again"))
    return found


def _problem(iri: str, what: str, cure: str) -> Problem:
    return Problem(short(iri), what, cure)


def _fit(nodes: dict[str, Node], ontology: Ontology | None) -> set[Problem]:
    """Claims whose relation the domain lacks, or whose ends are of the wrong class."""
    if ontology is None:
        return set()
    relations = {relation.iri: relation for relation in ontology.relations.values()}
    names_of_class = {item.iri: name for name, item in ontology.classes.items()}
    class_of = {
        _first(node, names.NS + "of"): names_of_class.get(_first(node, names.NS + "asClass"), "")
        for node in nodes.values()
        if names.NS + "Appearance" in node.get(graph.RDF_TYPE, ())
    }

    def fits(end: str, allowed: tuple[str, ...]) -> bool:
        cls = class_of.get(end, "")
        return cls in ontology.classes and any(ontology.is_a(cls, other) for other in allowed)

    found = set()
    for iri, node in nodes.items():
        if names.NS + "Claim" in node.get(graph.RDF_TYPE, ()):
            found |= _misfits(iri, node, relations.get(_first(node, _RDF + "predicate")), fits, class_of)
    return found


def _misfits(
    iri: str,
    node: Node,
    relation: object,
    fits: Callable[[str, tuple[str, ...]], bool],
    class_of: dict[str, str],
) -> set[Problem]:
    from kg.records import RelationDef

    if not isinstance(relation, RelationDef):
        predicate = short(_first(node, _RDF + "predicate"))
        return {
            _problem(iri, f"{predicate} is no relation of the domain", "use the domain it was built with")
        }
    found = set()
    for part, allowed in (("subject", relation.domain), ("object", relation.range)):
        end = _first(node, _RDF + part)
        if allowed and not fits(end, allowed):
            cls = class_of.get(end) or "of no known class"
            what = f"{relation.name} has a {part} that is {cls} ({short(end)}), not {' or '.join(allowed)}"
            found.add(
                _problem(
                    iri,
                    what,
                    f"correct the class or the domain's kg:{'domain' if part == 'subject' else 'range'}",
                )
            )
    return found


def _derived(kept: "set[Quad]", wanted: "set[Quad]") -> set[Problem]:
    """Entities, ties and inferences that are not what the articles and the rules give."""
    found = set()
    cure = "`kg build` computes entities, ties and what follows; do not edit them by hand"
    for quads, what in ((kept - wanted, "no article and no rule gives it"), (wanted - kept, "it is missing")):
        for quad in quads:
            triple = f"{short(quad.predicate.value)} {short(value(quad.object))[:60]}"
            found.add(_problem(value(quad.subject), f"{triple}: {what}", cure))
    return found
