"""The ontology under a description logic reasoner: HermiT, as owlready2 carries it (needs Java)."""

import io
import shutil
from typing import TYPE_CHECKING

import pytest

from kg import names, ontology

if TYPE_CHECKING:
    from owlready2 import World

LISTS = {"english", "actors", "places", "countries"}  # thousands of individuals that all say the same
RDF_TYPE = names.PREFIXES["rdf"] + "type"

pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java")


def reason(*extra: tuple[str, str, str]) -> "World":
    """The terms, the domain without its lists, and some statements about ``ent:`` nodes, after reasoning."""
    owlready2 = pytest.importorskip("owlready2")
    from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

    files = [file for file in ontology.files_of(None) if file.stem not in LISTS]
    assert len(files) > 4
    triples = [t.triple for file in files for t in parse(path=file, format=RdfFormat.TURTLE)]
    triples += [Triple(NamedNode(s), NamedNode(p), NamedNode(o)) for s, p, o in extra]
    world = owlready2.World()
    data = io.BytesIO(serialize(triples, format=RdfFormat.N_TRIPLES))
    loaded = world.get_ontology("https://kg.example/ns").load(fileobj=data)
    with loaded:
        owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
    return world


def test_ontology_is_consistent():
    """No contradiction follows from the ontology, every class can have members, and domains are inferred."""
    actor, place = names.ENTITY + "arda", names.ENTITY + "belm"
    world = reason((actor, names.NS + "captured", place))
    assert list(world.inconsistent_classes()) == []
    for iri, cls in ((actor, "Actor"), (place, "Place")):
        assert names.NS + cls in [c.iri for c in world[iri].is_a], iri


def test_a_state_that_is_a_place_contradicts():
    """The reasoner sees what must not be: an actor that is a place."""
    owlready2 = pytest.importorskip("owlready2")
    node = names.ENTITY + "arda"
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        reason((node, RDF_TYPE, names.NS + "State"), (names.ENTITY + "belm", names.NS + "captured", node))
