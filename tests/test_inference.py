"""What follows from edges by the rules of a domain, kept apart from what was reported."""

from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from builders import extraction, ontology
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import formats, graph, inference, names, queries
from kg.errors import OntologyError
from kg.folder import DATABASE
from kg.store import Store

CONFLICT = names.data_path("ontology") / "conflict"
RULES = inference.read_rules(CONFLICT)
ONTOLOGY = ontology()

ROWS = [
    ("Norland", "backs", "Reds"),
    ("Reds", "fights", "Blues"),
    ("Greens", "opposes", "Blues"),
    ("Odran", "member_of", "Reds"),
    ("Reds", "member_of", "Front"),
    ("Front", "member_of", "Big Front"),
    ("Odran", "leads", "Reds"),
]


def built(rows: list[tuple[str, ...]] = ROWS, article: str = "one") -> Store:
    """A graph with the rules of the conflict domain."""
    store = Store(ontology=ONTOLOGY)
    store.use_rules(RULES)
    store.add(extraction(article, rows))
    return store


def inferred(store: Store) -> set[tuple[str, str, str]]:
    """The triples between entities in the graph of inferences, by local names."""
    return {
        tuple(queries.local_name(graph.value(term)) for term in (q.subject, q.predicate, q.object))
        for q in store.quads()
        if q.graph_name.value == graph.INFERRED and graph.value(q.subject).startswith(names.ENTITY)
    }


def test_each_rule_gives_what_it_says() -> None:
    """Inverse, symmetric, sides, membership and the guess; nothing that was reported is repeated."""
    found = inferred(built())
    assert {
        ("reds", "backed_by", "norland"),
        ("reds", "fights", "blues"),  # reported from the other end, which sorts first
        ("norland", "friendly_to", "reds"),
        ("greens", "hostile_to", "blues"),
        ("odran", "member_of", "front"),
        ("odran", "member_of", "big-front"),
        ("big-front", "has_member", "odran"),
        ("greens", "possible_ally", "reds"),
    } <= found
    assert ("odran", "member_of", "reds") not in found
    assert {p for _, p, _ in found} == {
        "backed_by", "led_by", "has_member", "fights", "friendly_to", "hostile_to", "member_of",
        "possible_ally",
    }  # fmt: skip


def test_a_guess_is_marked_and_never_between_friends_or_foes() -> None:
    """Only the rule that guesses gives hypotheses, and only where no side is known."""
    rows = list(built().query("SELECT ?p { ?i a kg:Inference ; kg:hypothesis true ; rdf:predicate ?p }"))
    assert [row[0].value for row in rows] == [names.NS + "possible_ally"]
    friends = built([*ROWS, ("Greens", "backs", "Reds")])
    assert not [found for found in inferred(friends) if found[1] == "possible_ally"]


def test_places_within_places() -> None:
    """Containment of places is transitive; that of other things is left alone."""
    store = Store()
    lines = [
        f"ent:{a} a kg:{cls} ; kg:partOf ent:{b} ."
        for a, b, cls in [
            ("t", "u", "Place"),
            ("u", "v", "Place"),
            ("x", "y", "Military"),
            ("y", "z", "State"),
        ]
    ]
    prefixes = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in names.PREFIXES.items())
    store.load_bytes((prefixes + "\n".join([*lines, "ent:v a kg:Place ."])).encode(), "ttl")
    store.use_rules(RULES)
    assert inferred(store) == {("t", "partOf", "v")}


def test_what_was_reported_is_no_longer_inferred() -> None:
    """A tie moves from the inferences to the edges when an article states it, and back."""
    store = built()
    before = set(store.quads())
    assert ("reds", "member_of", "big-front") in inferred(store)
    store.add(extraction("two", [("Reds", "member_of", "Big Front")]))
    assert ("reds", "member_of", "big-front") not in inferred(store)
    triples = {(quad.subject, quad.predicate, quad.object) for quad in store.quads()}
    assert len(triples) == len(store)
    store.retract("two")
    assert set(store.quads()) == before


def test_a_folder_infers_anew_after_a_crash(tmp_path: Path) -> None:
    """A run that ends before it inferred leaves a mark, and the next reader sees all that follows."""
    import subprocess
    import sys

    code = (
        "import os, sys; sys.path.insert(0, 'tests')\n"
        "from test_inference import *\n"
        "store = Store(sys.argv[1], ONTOLOGY); store.use_rules(RULES); store.add(extraction('one', ROWS))\n"
        "os._exit(9)"
    )
    folder = tmp_path / "graph.kg"
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code, str(folder)], cwd=root)
    assert done.returncode == 9
    with Store.open(folder) as store:
        assert store.serialize("nq") == built().serialize("nq")


def test_a_write_leaves_what_follows_to_the_next_reader(tmp_path: Path) -> None:
    """Adding an article only marks the inferences as behind, on disk too; whoever reads sees them right."""
    with Store(tmp_path / "graph.kg", ONTOLOGY) as store:
        store.use_rules(RULES)
        store.add(extraction("one", ROWS))
        assert len(store) == len(built())
        store.add(extraction("two", [("Blues", "backs", "Greens")]))
        assert inference.behind() in store._db
    with Store.open(tmp_path / "graph.kg") as store:
        assert inference.behind() in store._db
        assert ("greens", "backed_by", "blues") in inferred(store)
        assert inference.behind() not in store._db


def test_a_snapshot_holds_what_follows(tmp_path: Path) -> None:
    """Readers of a snapshot, who write nothing, find no graph that is behind."""
    with Store(tmp_path / "live", ONTOLOGY) as store:
        store.use_rules(RULES)
        store.add(extraction("one", ROWS))
        for number, live in enumerate((built(), store)):
            folder = live.snapshot(tmp_path / f"snapshot-{number}")
            assert set(ox.Store.read_only(str(folder / DATABASE))) == set(live.quads())
            assert inference.behind() not in live._db


def test_a_rule_may_ask_for_anything(tmp_path: Path) -> None:
    """A count that changes without any new tie changes what follows from a rule that asks for it."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "well-known.rq").write_text(
        "# two articles say so\nSELECT ?s ?p ?o { ?t kg:articleCount 2 ; rdf:subject ?s ; rdf:object ?o"
        " BIND(kg:friendly_to AS ?p) }"
    )
    store = Store(ontology=ONTOLOGY)
    store.use_rules(inference.read_rules(tmp_path))
    for name, found in (("one", set()), ("two", {("norland", "friendly_to", "reds")}), ("three", set())):
        store.add(extraction(name, [("Norland", "backs", "Reds")]))
        assert inferred(store) == found


def test_rules_travel_with_the_graph() -> None:
    """A graph from a file still knows its rules, and applies them to what comes."""
    for name in ("ttl", "trig"):
        again = Store()
        again.load_bytes(built().serialize(name), name)
        assert set(again.quads()) == set(built().quads())
        again.add(extraction("two", [("Big Front", "member_of", "Bigger Front")]))
        assert ("odran", "member_of", "bigger-front") in inferred(again)


def test_a_broken_rule_is_told(tmp_path: Path) -> None:
    """A rule that is no SPARQL, or no triple, names its file."""
    (tmp_path / "rules").mkdir()
    file = tmp_path / "rules" / "bad.rq"
    for text, message in (
        ("SELECT {", "not valid SPARQL"),
        ("SELECT ?s ?p { ?s ?p ?o }", "it has 2 columns"),
    ):
        file.write_text(text)
        with pytest.raises(OntologyError, match=f"bad.rq.*{message}"):
            inference.read_rules(tmp_path)


LABELS = ["Norland", "Reds", "Blues", "Greens", "Odran"]
CLAIMS = st.lists(
    st.tuples(
        st.sampled_from(LABELS),
        st.sampled_from(["backs", "fights", "opposes", "member_of", "leads", "allied_with"]),
        st.sampled_from(LABELS),
    ).filter(lambda row: row[0] != row[2]),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CLAIMS)
def test_the_same_as_an_owl_reasoner(rows: list[tuple[str, str, str]]) -> None:
    """Rules that do not guess give what OWL 2 RL gives for the same properties."""
    store = built(rows)
    certain = {found for found in inferred(store) if found[1] != "possible_ally"}
    reported = rdflib.Graph()
    for quad in store.quads():
        if quad.graph_name.value == graph.EDGES and graph.value(quad.subject).startswith(names.ENTITY):
            reported.add(
                tuple(rdflib.URIRef(graph.value(t)) for t in (quad.subject, quad.predicate, quad.object))
            )
    oracle = rdflib.Graph() + reported
    owl, kg = rdflib.OWL, rdflib.Namespace(names.NS)
    for name in ("allied_with", "fights", "negotiates_with"):
        oracle.add((kg[name], rdflib.RDF.type, owl.SymmetricProperty))
    oracle.add((kg.member_of, rdflib.RDF.type, owl.TransitiveProperty))
    oracle.parse(CONFLICT / "inferred.ttl")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(oracle)
    wanted = {
        tuple(queries.local_name(str(term)) for term in triple)
        for triple in oracle
        if all(str(end).startswith(names.ENTITY) for end in (triple[0], triple[2]))
        and triple[0] != triple[2]
        and str(triple[1]).startswith(names.NS)
        and triple not in reported
    }
    assert certain == wanted


def test_explain_shows_the_chain_down_to_sentences() -> None:
    """An inferred tie is explained by its rule and, in the end, by sentences."""
    told = str(queries.explain(built(), "Odran", "Big Front"))
    assert "Odran member of Big Front (follows: a member of a member is a member)" in told
    for sentence in ("Odran member_of Reds", "Reds member_of Front", "Front member_of Big Front"):
        assert f"“{sentence} (asserted).”" in told
    guess = str(queries.explain(built(), "Greens", "Reds"))
    assert "(a guess, no text says so: the enemy of an enemy may be an ally)" in guess
    assert "Reds fights Blues" in guess and "Greens opposes Blues" in guess


def test_formats_keep_inferences(tmp_path: Path) -> None:
    """Each format and back: edges, inferences and rules in their own graphs."""
    store = built()
    for name in formats.NAMES:
        store.dump(tmp_path / f"g.{name}")
        assert set(Store.open(tmp_path / f"g.{name}").quads()) == set(store.quads()), name
