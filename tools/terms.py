"""Writes docs/terms.md from the labels and comments of the ontology: ``make docs``."""

import sys
from collections.abc import Iterator

from kg import names, ontology, turtle
from kg.records import Ontology
from kg.turtle import Facts, short

HEAD = """# Terms

Written by `make docs` from `ontology/`; a test fails when the two differ. `kg:` is `{ns}`.
"""
RDF, RDFS, OWL, SKOS = (names.PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl", "skos"))
KINDS = {
    OWL + "Class": "class",
    OWL + "ObjectProperty": "object property",
    OWL + "DatatypeProperty": "datatype property",
    OWL + "AnnotationProperty": "annotation",
}
ALIGNED = ("rdfs:subClassOf", "rdfs:subPropertyOf", "skos:closeMatch", "skos:exactMatch")


def reference() -> str:
    """The page: kg's own terms, then classes and relations of the default domain."""
    facts, problems = turtle.read(ontology.files_of(None))
    assert not problems
    domain = ontology.load()
    parts = [HEAD.format(ns=names.NS)]
    parts += ["## Terms of kg\n", "\n".join(_terms(facts)) + "\n"]
    parts += ["## Classes of the default domain\n", "\n".join(_classes(facts, domain)) + "\n"]
    parts += ["## Relations of the default domain\n", "\n".join(_relations(domain)) + "\n"]
    return "\n".join(parts)


def _table(*columns: str) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"


def _terms(facts: Facts) -> Iterator[str]:
    own = {iri for iri in facts.files[0].iris if iri.startswith(names.NS)}
    yield from _table("term", "is a", "meaning", "aligned to")
    for iri in sorted(own, key=lambda iri: (iri.lower(), iri)):
        kinds = [KINDS[k] for k in facts.texts(iri, RDF + "type") if k in KINDS]
        if kinds and (comment := facts.text(iri, RDFS + "comment")):
            yield f"| `{short(iri)}` | {kinds[0]} | {comment} | {_aligned(facts, iri)} |"


def _aligned(facts: Facts, iri: str) -> str:
    found = []
    for term in ALIGNED:
        prefix, _, local = term.partition(":")
        found += [
            f"`{short(other)}`"
            for other in facts.texts(iri, names.PREFIXES[prefix] + local)
            if other.startswith("http")
        ]
    return ", ".join(found)


def _classes(facts: Facts, domain: Ontology) -> Iterator[str]:
    yield from _table("class", "below", "meaning")
    for cls in domain.classes.values():
        meaning = facts.text(cls.iri, SKOS + "definition") or facts.text(cls.iri, RDFS + "comment")
        yield f"| `{cls.name}` | {', '.join(cls.parents)} | {meaning} |"


def _relations(domain: Ontology) -> Iterator[str]:
    yield from _table("relation", "ends", "sign", "meaning", "codes")
    for relation in domain.relations.values():
        arrow = "↔" if relation.symmetric else "→"
        ends = f"{' or '.join(relation.domain)} {arrow} {' or '.join(relation.range)}"
        codes = ", ".join(relation.codes)
        sign = {1: "+", -1: "−", 0: ""}[relation.sign]
        yield f"| `{relation.name}` | {ends} | {sign} | {relation.definition} | {codes} |"


if __name__ == "__main__":
    sys.stdout.write(reference())
