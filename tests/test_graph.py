"""Graph, derived graphs and formats."""

import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from builders import extraction, ontology

from kg import derived, formats, graph, names
from kg.errors import GraphError, OutputError
from kg.records import Span
from kg.store import Store

KG = names.NS


def sample() -> Store:
    """Two articles that share a tie, name a listed state, deny and plan."""
    store = Store(ontology=ontology())
    kinds = {"Norland": "State", "Old Town": "Place"}
    store.add(
        extraction(
            "first & last",
            [
                ("Norland", "backs", "Reds"),
                ("Reds", "fights", "Blues"),
                ("Blues", "fights", "Reds", "negated"),
                ("Norland", "opposes", "Blues", "planned"),
            ],
            classes=kinds,
            known=["Norland"],
            title='Quotes " and ünïcode — «ok» 😀',
        )
    )
    store.add(
        extraction(
            "second",
            [
                ("Norland", "backs", "Reds", "asserted", "2019-01-01", "2019-02-01"),
                ("Reds", "captured", "Old Town"),
            ],
            classes=kinds,
            known=["Norland"],
        )
    )
    store.add(extraction("empty", [], date=None, title=None))
    return store


@pytest.mark.parametrize("article_id", ["plain", "a b/c#d", "Ärger", "50%", "x?y=1&z"])
def test_article_ids_survive_in_iris(article_id: str) -> None:
    """An article's id comes back from its IRI, fragment or not."""
    iri = graph.article_iri(article_id)
    assert graph.article_id(iri) == article_id
    assert graph.article_id(graph.span_iri(iri, Span(1, 2))) == article_id
    assert ox.NamedNode(iri).value == iri


def test_each_triple_in_exactly_one_graph() -> None:
    """No triple stands in two graphs, and none in the default graph; there are no blank nodes."""
    quads = list(sample().quads())
    triples = {(quad.subject, quad.predicate, quad.object) for quad in quads}
    assert len(triples) == len(quads) > 100
    assert not [quad for quad in quads if quad.graph_name == ox.DefaultGraph()]
    assert not [
        quad
        for quad in quads
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
    ]


def test_only_asserted_claims_make_an_edge() -> None:
    """A denied and a planned tie is no triple of the graph of edges; the claim keeps its own link."""
    store = sample()
    edges = {
        (q.subject.value, q.predicate.value, q.object.value)
        for q in store.quads()
        if q.graph_name.value == graph.EDGES and q.subject.value.startswith(names.ENTITY)
    }
    ent = names.ENTITY
    assert edges == {
        (ent + "norland", KG + "backs", ent + "reds"),
        (ent + "blues", KG + "fights", ent + "reds"),
        (ent + "reds", KG + "captured", ent + "old-town"),
    }
    planned = list(store.query("SELECT ?c { ?c kg:anticipates ?t . FILTER NOT EXISTS { ?t a kg:Relation } }"))
    assert len(planned) == 1


def test_relation_nodes_count_claims_articles_and_days() -> None:
    """Counts and first and last days of a tie that two articles assert, and of one that is disputed."""
    rows = sample().query(
        "SELECT ?p ?claims ?articles ?disputes ?plans ?first ?last { ?t a kg:Relation ; rdf:predicate ?p ;"
        " kg:claimCount ?claims ; kg:articleCount ?articles ; kg:disputeCount ?disputes ;"
        " kg:planCount ?plans ;"
        " kg:firstDate ?first ; kg:lastDate ?last } ORDER BY ?p"
    )
    found = {row[0].value.removeprefix(KG): [term.value for term in list(row)[1:]] for row in rows}
    assert found == {
        "backs": ["2", "2", "0", "0", "2019-01-01", "2020-05-01"],
        "captured": ["1", "1", "0", "0", "2020-05-01", "2020-05-01"],
        "fights": ["1", "1", "1", "0", "2020-05-01", "2020-05-01"],
    }


def test_a_claim_reaches_its_sentence_and_offsets() -> None:
    """From an edge over its Relation and claims to the words of the text, at their offsets."""
    rows = list(
        sample().query(
            "SELECT ?exact ?start ?end ?text { ent:reds kg:captured ?o ."
            " ?t rdf:predicate kg:captured ; rdf:object ?o ."
            " ?c kg:supports ?t ; kg:evidence ?s . ?s oa:exact ?exact ; oa:start ?start ; oa:end ?end ;"
            " oa:hasSource ?a . ?a kg:text ?text }"
        )
    )
    assert len(rows) == 1
    exact, start, end, text = (term.value for term in rows[0])
    assert exact == "Reds captured Old Town (asserted)." == text[int(start) : int(end)]


def test_a_listed_actor_brings_its_territory_and_its_official_twin() -> None:
    """Links of the ontology stand in the graph of entities, and so does what they lead to."""
    rows = list(
        sample().query(
            "SELECT ?label ?match { ent:norland kg:territory ?t ; skos:exactMatch ?match ."
            " ?t skos:prefLabel ?label }"
        )
    )
    assert [[term.value for term in row] for row in rows] == [
        ["Norland (territory)", names.PREFIXES["country"] + "NOR"]
    ]


def test_same_input_same_bytes_whatever_the_order() -> None:
    """Articles added in another order give the same bytes in every format."""
    first, second = sample(), Store(ontology=ontology())
    by_graph: dict[str, list[ox.Quad]] = {}
    for quad in first.quads():
        by_graph.setdefault(quad.graph_name.value, []).append(quad)
    for iri in reversed(first.articles()):
        second.put(by_graph[iri])
    for name in formats.NAMES:
        assert first.serialize(name) == second.serialize(name), name


@pytest.mark.parametrize("name", formats.NAMES)
def test_each_format_and_back_gives_the_same_graph(name: str, tmp_path: Path) -> None:
    """Export and import in each format: the same quads in the same graphs, Turtle included."""
    store = sample()
    file = tmp_path / f"graph.{name}"
    store.dump(file)
    again = Store.open(file)
    assert set(again.quads()) == set(store.quads())
    again.dump(tmp_path / f"again.{name}")
    assert (tmp_path / f"again.{name}").read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("name", "rdflib_name"),
    [("ttl", "turtle"), ("nt", "nt"), ("trig", "trig"), ("nq", "nquads"), ("jsonld", "json-ld")],
)
def test_rdflib_reads_what_we_write(name: str, rdflib_name: str) -> None:
    """Another library finds the same triples in each format."""
    store = sample()
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=store.serialize(name), format=rdflib_name)
    expected = rdflib.Graph().parse(data=store.serialize("nt"), format="nt")
    assert set(dataset.triples((None, None, None))) == set(expected)


def test_turtle_declares_the_prefixes_it_uses_and_no_other() -> None:
    """The head of a Turtle file is sorted and short."""
    head = [line for line in sample().serialize("ttl").decode().splitlines() if line.startswith("@prefix")]
    used = [line.split()[1] for line in head]
    assert used == sorted(used)
    assert "kg:" in used and "owl:" not in used and "g:" not in used


def test_other_peoples_triples_stay_in_the_default_graph(tmp_path: Path) -> None:
    """Turtle that kg did not write is read as it is, and answers queries."""
    file = tmp_path / "theirs.ttl"
    file.write_text("<http://a.example/x> <http://a.example/y> 'z' .")
    store = Store.open(file)
    assert [quad.graph_name for quad in store.quads()] == [ox.DefaultGraph()]
    assert len(list(store.query("SELECT * { ?s ?p ?o }"))) == 1


@pytest.mark.parametrize("name", ["nq", "trig"])
def test_files_that_are_not_ours_are_read_as_they_are(name: str, tmp_path: Path) -> None:
    """Blank nodes keep their names, triples without a graph find theirs, a broken file names its line."""
    file = tmp_path / f"theirs.{name}"
    quad = {"nq": "{0} {1} .\n", "trig": "{1} {{ {0} }}\n"}[name]
    in_graph = quad.format("_:me <http://a.example/y> 'z'".replace("'", '"'), "<http://a.example/g>")
    file.write_text(in_graph)
    assert [str(found.subject) for found in Store.open(file).quads()] == ["_:me"]
    article = f"<{names.ARTICLE}one>"
    line = f'{article} <http://a.example/y> "z" .\n'
    file.write_text(
        quad.format("<http://a.example/x> <http://a.example/y> <http://a.example/z>", article) + line
    )
    store = Store.open(file)
    assert [graph.value(found.graph_name) for found in store.quads()] == [names.ARTICLE + "one"] * 2
    file.write_text(in_graph.replace("_:me", "<http://a.example/x>") + "<broken\n")
    with pytest.raises(GraphError, match=rf"theirs\.{name}, line 2: not valid {name}"):
        Store.open(file)


def test_broken_and_unknown_files_say_what_and_where(tmp_path: Path) -> None:
    """Errors name the file, the line and the cure."""
    broken = tmp_path / "broken.ttl"
    broken.write_text("@prefix a: <http://a.example/> .\na:x a:y z .\n")
    with pytest.raises(GraphError, match=r"broken\.ttl, line 2: not valid ttl"):
        Store.open(broken)
    with pytest.raises(GraphError, match=r"missing\.ttl: cannot be read"):
        Store.open(tmp_path / "missing.ttl")
    with pytest.raises(GraphError, match=r"\.docx"):
        Store.open(tmp_path / "graph.docx")
    with pytest.raises(OutputError, match="use one of"):
        sample().dump(tmp_path / "graph.docx")
    with pytest.raises(OutputError, match="cannot be written"):
        sample().dump(tmp_path / "no" / "where.ttl")
    assert [path.name for path in tmp_path.iterdir()] == ["broken.ttl"]


def test_text_hash_is_of_the_text() -> None:
    """``kg:textSha256`` is the SHA-256 of the text's UTF-8."""
    rows = list(sample().query("SELECT ?t ?h { ?a kg:text ?t ; kg:textSha256 ?h }"))
    assert len(rows) == 3
    assert all(hashlib.sha256(t.value.encode()).hexdigest() == h.value for t, h in rows)


def test_an_entity_is_what_most_articles_say() -> None:
    """The class of an unlisted actor goes by majority, then by the alphabet; a listed one wins outright."""
    votes = {"a": "Person", "b": "Person", "c": "State"}
    store = Store(ontology=ontology())
    for article, cls in votes.items():
        store.add(extraction(article, [("Odran", "backs", "Reds")], classes={"Odran": cls}))

    def classes() -> list[str]:
        return [row[0].value.removeprefix(KG) for row in store.query("SELECT ?c { ent:odran a ?c }")]

    assert classes() == ["Person"]
    store.retract("a")
    assert classes() == ["Person"]
    store.add(extraction("d", [("Odran", "backs", "Reds")], classes={"Odran": "State"}, known=["Odran"]))
    assert classes() == ["State"]


def test_derive_is_empty_for_nothing() -> None:
    """No articles, no entities and no edges."""
    assert derived.derive([]) == []
