"""What may be wrong with a domain that can be read; :func:`kg.ontology.check` adds what cannot.

The shape of nodes is SHACL in ``ontology/shapes-domain.ttl``; here is what SHACL cannot say well.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from kg import names
from kg.records import Frame, Ontology, Problem
from kg.turtle import Facts, Value, local_name, short

if TYPE_CHECKING:
    from rdflib import Graph

# docs/ontology.md
ROLES = (
    "agent",
    "patient",
    "self",
    "whole",
    "parts",
    "stem",
    "each-other",
    "home",
    "nationality",
    "portfolio",
    "chamber",
    "bench",
    "outer",
    "above",
    "owner",
    "body",
    "source",
    "below",
    "aim",
    "bound",
)
SHAPES = "shapes-domain.ttl"

_KG = names.NS
_RDF = names.PREFIXES["rdf"]
_OWL = names.PREFIXES["owl"]
_SKOS = names.PREFIXES["skos"]
_WORDS = ("verb", "noun", "adjective", "prefix")
_TERM = re.compile(r"\bkg:([A-Za-z_][\w-]*)")


def problems(facts: Facts, ontology: Ontology, folder: Path) -> list[Problem]:
    """Everything found, in no special order. ``folder`` is the domain's, for its rules and questions."""
    return [
        *_shapes(facts),
        *_foreign_terms(facts),
        *_queries(facts, folder),
        *_classes(facts, ontology, folder),
        *_relations(facts, ontology),
        *_roles(facts, ontology),
        *_repeated_words(facts),
        *_references(facts, ontology),
        *_kinds(facts, ontology),
        *_circles(facts, ontology),
        *_shared_names(facts, ontology),
    ]


# ---------------------------------------------------------------- shapes


def _shapes(facts: Facts) -> Iterator[Problem]:
    """One problem for each SHACL result; a message is ``what; cure``."""
    import pyshacl
    from rdflib import Graph, URIRef
    from rdflib.namespace import SH

    data = _rdflib(facts)
    shapes = Graph().parse(str(names.data_path("ontology") / SHAPES), format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(report, Graph)
    for result in report.subjects(SH.resultSeverity, None):
        focus = report.value(result, SH.focusNode)
        iri = str(focus) if isinstance(focus, URIRef) else ""
        value = report.value(result, SH.value)
        where = facts.where_text(str(value), iri) if value is not None and iri else facts.where(iri)
        what, _, cure = str(report.value(result, SH.resultMessage)).partition("; ")
        shown = f' "{value}"' if value is not None and str(value) != iri else ""
        yield Problem(where, f"{short(iri)}: {what}{shown}", cure)


def _rdflib(facts: Facts) -> "Graph":
    """The facts as a graph of rdflib; five times as fast as parsing the files again."""
    from rdflib import BNode, Graph, Literal, URIRef

    def node(text: str) -> "URIRef | BNode":
        return URIRef(text) if ":" in text else BNode(text)

    def term(value: Value) -> "URIRef | BNode | Literal":
        if value.kind != "literal":
            return node(value.text)
        if value.language:
            return Literal(value.text, lang=value.language)
        return Literal(value.text, datatype=URIRef(value.datatype))

    graph = Graph()
    for subject, predicates in facts.nodes.items():
        for predicate, values in predicates.items():
            for value in values:
                graph.add((node(subject), URIRef(predicate), term(value)))
    return graph


# ---------------------------------------------------------------- terms


def _foreign_terms(facts: Facts) -> Iterator[Problem]:
    """Misspelt terms of the vocabularies of others that the notation uses."""
    from rdflib.namespace import OWL, RDF, RDFS, SDO, SKOS

    for vocabulary in (RDF, RDFS, OWL, SKOS, SDO):
        base = str(vocabulary)
        known = {str(term) for term in dir(vocabulary) if str(term).startswith(base)}
        for iri in sorted({i for file in facts.files for i in file.iris if i.startswith(base)} - known):
            if iri == base or iri in (_RDF + "first", _RDF + "rest", _RDF + "nil"):
                continue
            near = get_close_matches(iri, sorted(known), 1, 0.6)
            cure = f"did you mean {short(near[0])}?" if near else f"look it up at {base}"
            yield Problem(facts.where(iri), f"unknown term {short(iri)}", cure)


def _queries(facts: Facts, folder: Path) -> Iterator[Problem]:
    """Unknown ``kg:`` terms in the rules and questions of a domain."""
    declared = sorted(
        iri.removeprefix(_KG) for iri in facts.nodes if iri.startswith(_KG) and facts.raw(iri, _RDF + "type")
    )
    for path in sorted(folder.glob("*/*.rq")):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            yield Problem(str(path), "cannot be read as UTF-8 text", "check its permissions and encoding")
            continue
        for number, line in enumerate(lines, 1):
            for term in dict.fromkeys(_TERM.findall(line.partition("# ")[0])):
                if term not in declared:
                    near = get_close_matches(term, declared, 1, 0.6)
                    cure = f"did you mean kg:{near[0]}?" if near else "kg.ttl lists all terms"
                    yield Problem(f"{path}:{number}", f"unknown term kg:{term}", cure)


# ---------------------------------------------------------------- classes and relations


def _classes(facts: Facts, ontology: Ontology, folder: Path) -> Iterator[Problem]:
    known = {c.iri for c in ontology.classes.values()}
    for iri in facts.typed(_OWL + "Class"):
        place = facts.where(iri)
        if iri not in known and Path(place.rpartition(":")[0]).parent == folder:
            what = f"{short(iri)}: a class that is under neither kg:Actor nor kg:Place"
            yield Problem(place, what, "add rdfs:subClassOf kg:Actor or kg:Place")
    for term, what in (("headNoun", "head noun"), ("nerLabel", "tagger's label"), ("nameWord", "name word")):
        owners: dict[str, list[str]] = defaultdict(list)
        for cls in ontology.classes.values():
            for word in facts.texts(cls.iri, _KG + term):
                owners[word if term == "nerLabel" else word.lower()].append(cls.iri)
        for word, iris in owners.items():
            if len(set(iris)) > 1:
                shared = f'{what} "{word}" belongs to {_list(short(i) for i in iris)}'
                yield Problem(facts.where_text(word, iris[-1]), shared, "keep it with one class")


def _relations(facts: Facts, ontology: Ontology) -> Iterator[Problem]:
    by_name: dict[str, list[str]] = defaultdict(list)
    for iri in facts.typed(_KG + "RelationType"):
        by_name[facts.text(iri, _SKOS + "notation") or local_name(iri)].append(iri)
    for name, iris in by_name.items():
        if len(iris) > 1:
            what = f'{_list(short(i) for i in iris)} have one name, "{name}"'
            yield Problem(facts.where(iris[-1]), what, "give each its own skos:notation")
    for relation in ontology.relations.values():
        if relation.symmetric and set(relation.domain) != set(relation.range):
            what = f"{short(relation.iri)}: symmetric, yet kg:domain and kg:range differ"
            yield Problem(facts.where(relation.iri), what, "make them equal or drop owl:SymmetricProperty")


# ---------------------------------------------------------------- frames


def _roles(facts: Facts, ontology: Ontology) -> Iterator[Problem]:
    prepositions = ontology.lexicon.lists.get("preposition", frozenset())
    known = sorted({*ROLES, *prepositions})
    for frame in ontology.frames:
        for role, text in _used_roles(facts, frame):
            if role.partition(":")[0] in known:
                continue
            near = get_close_matches(role, known, 1, 0.6)
            cure = f"did you mean {near[0]}?" if near else f"use {_list(ROLES)} or a preposition"
            if role == "by":
                cure = "what follows by is the agent"
            yield Problem(facts.where_text(text, frame.iri), f"frame:{frame.name}: unknown role {role}", cure)
        for state in frame.states:
            if wrong := {"home", "nationality", "portfolio"}.intersection(state.subject):
                what, cure = f"{min(wrong)} is a role of objects only", "give the subject another role"
            elif "each-other" in state.subject or ("each-other" in state.object and len(state.object) > 1):
                what, cure = "each-other stands alone, as the object", "give it a state of its own"
            else:
                continue
            yield Problem(facts.where(frame.iri), f"frame:{frame.name}: {what}", cure)


def _used_roles(facts: Facts, frame: Frame) -> Iterator[tuple[str, str]]:
    """Each role of a frame with the literal that names it."""
    for text in facts.texts(frame.iri, _KG + "states"):
        parts = text.split()
        if len(parts) == 3:
            for role in dict.fromkeys((*parts[0].split("|"), *parts[2].split("|"))):
                yield role.partition(":")[0], text
    for text in facts.texts(frame.iri, _KG + "requires"):
        yield text.split()[0] if text.split() else "", text


def _repeated_words(facts: Facts) -> Iterator[Problem]:
    for iri in facts.typed(_KG + "Frame"):
        for kind in _WORDS:
            seen = set()
            for value in facts.raw(iri, _KG + kind):
                word = " ".join(value.text.lower().split())
                if word in seen:
                    what = f'{short(iri)}: {kind} "{word}" stands twice'
                    yield Problem(facts.where_text(value.text, iri), what, "keep one")
                seen.add(word)


# ---------------------------------------------------------------- actors


def _references(facts: Facts, ontology: Ontology) -> Iterator[Problem]:
    """Nodes under ``ent:`` that are used or described, yet have no class."""
    known = {a.iri for a in ontology.actors.values()}
    used = {iri for file in facts.files for iri in file.iris if iri.startswith(names.ENTITY)}
    candidates = sorted(iri.removeprefix(names.ENTITY) for iri in known)
    for iri in sorted(used - known - {names.ENTITY}):
        if iri in facts.nodes:
            cure = "say what it is, with a class under kg:Actor or kg:Place"
            yield Problem(facts.where(iri), f"{short(iri)}: no class", cure)
            continue
        near = get_close_matches(iri.removeprefix(names.ENTITY), candidates, 1, 0.7)
        cure = f"did you mean ent:{near[0]}?" if near else "add it with a class and a label"
        yield Problem(facts.where(iri), f"{short(iri)}: named, yet nowhere described", cure)


def _kinds(facts: Facts, ontology: Ontology) -> Iterator[Problem]:
    """Nodes of two classes of which neither is above the other; classes that act and are places."""
    by_iri = {c.iri: c.name for c in ontology.classes.values()}
    for actor in ontology.actors.values():
        kinds = [by_iri[k] for k in facts.texts(actor.iri, _RDF + "type") if k in by_iri]
        if any(not ontology.is_a(actor.cls, kind) for kind in kinds):
            cure = "keep one, or rename the node if two share its name"
            what = f"ent:{actor.id} is {_list(kinds)}, of which neither is above the other"
            yield Problem(facts.where(actor.iri), what, cure)
    for cls in ontology.classes.values():
        if {"Actor", "Place"} <= set(cls.parents):
            what = f"{short(cls.iri)}: under kg:Actor and kg:Place"
            yield Problem(facts.where(cls.iri), what, "keep one of them")


def _circles(facts: Facts, ontology: Ontology) -> Iterator[Problem]:
    """Actors and places that are part of themselves."""
    for actor in ontology.actors.values():
        seen, whole = [actor.id], actor.part_of
        while whole and whole not in seen and whole in ontology.actors:
            seen.append(whole)
            whole = ontology.actors[whole].part_of
        if whole == actor.id:
            chain = " → ".join(f"ent:{i}" for i in (*seen, actor.id))
            yield Problem(facts.where(actor.iri), f"kg:partOf runs in a circle: {chain}", "drop one link")


def _shared_names(facts: Facts, ontology: Ontology) -> Iterator[Problem]:
    """Names and demonyms that two nodes claim without calling them ambiguous."""
    owners: dict[str, list[str]] = defaultdict(list)
    for actor in ontology.actors.values():
        for name in dict.fromkeys((*actor.names, *actor.demonyms)):
            owners[name].append(actor.iri)
    for name, iris in owners.items():
        if len(iris) > 1:
            what = f'"{name}" names {_list(short(i) for i in iris)}'
            cure = "make it kg:ambiguousName of all but one, or join the nodes"
            yield Problem(facts.where_text(name, iris[-1]), what, cure)


def _list(items: Iterable[str]) -> str:
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last
