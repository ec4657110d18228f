"""Validation: a graph that kg wrote is valid, and each way to spoil one is found and named."""

from pathlib import Path

import pyshacl
import pytest
import rdflib
from builders import extraction, ontology

from kg import graph, names, validation
from kg.store import Store

SPAN = "art:one#char=0,20"


def sample() -> Store:
    """One article with an asserted, a negated and a planned claim."""
    store = Store(ontology=ontology())
    store.add(
        extraction(
            "one",
            [
                ("Reds", "backs", "Blues"),
                ("Reds", "fights", "Blues", "negated"),
                ("Reds", "captured", "Old Town", "planned", "2020-01-01", "2020-02-01"),
            ],
            classes={"Old Town": "Place"},
        )
    )
    return store


def test_what_kg_writes_is_valid() -> None:
    """No problem in a graph of the builder, in the whole nor before its article is committed."""
    store = sample()
    assert validation.check_graph(store, ontology()) == ()
    quads = [quad for quad in store.quads() if quad.graph_name.value.startswith(names.ARTICLE)]
    assert validation.check_article(quads, ontology()) == ()


def test_pyshacl_alone_accepts_it() -> None:
    """The shapes file with pyshacl, as others would use it: Turtle in, conforms."""
    data = rdflib.Graph().parse(data=sample().serialize("ttl"), format="turtle")
    shapes = rdflib.Graph().parse(names.data_path("ontology") / "shapes.ttl")
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes)
    assert conforms, text


SPOILT = [
    ('oa:exact "Reds backs Blues (', 'oa:exact "Blues back Reds (', "not what stands at its offsets"),
    ("kg:confidence 0.75", "kg:confidence 1.75", "from 0 to 1"),
    ('kg:status "negated"', 'kg:status "denied"', "one kg:status"),
    ("kg:disputes rel:", "kg:supports rel:", "make the link fit"),
    ('kg:text "Reds backs', 'kg:text "Reds Backs', "kg:textSha256"),
    ("kg:earliest \"2020-01-01\"", "kg:earliest \"2020-03-01\"", "not after kg:latest"),
    ("kg:claimCount 1", "kg:claimCount 2", "no article and no rule gives it"),
    ("oa:start 0", "oa:start 900", "less than its oa:end"),
    ("dct:identifier \"one\" ;", "", "exactly one dct:identifier"),
    ("kg:supports rel:", "kg:supports rel:0", "nothing in any article says it"),
    ("rdf:predicate kg:captured", "rdf:predicate kg:capturd", "no relation of the domain"),
    ("kg:asClass kg:Place", "kg:asClass kg:Person", "not Place"),
    ("ent:old-town a kg:Place", "ent:old-town a kg:Person", "it is missing"),
    ("kg:evidence art:", "kg:place art:", "made up"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "message"), SPOILT)
def test_each_spoilt_graph_is_found(good: str, bad: str, message: str, tmp_path: Path) -> None:
    """One change in the Turtle, and a problem whose words fit it."""
    text = sample().serialize("ttl").decode()
    assert good in text
    file = tmp_path / "spoilt.ttl"
    file.write_text(text.replace(good, bad))
    problems = validation.check_graph(Store.open(file), ontology())
    assert any(message in str(problem) for problem in problems), "\n".join(map(str, problems))
    assert all(problem.where and problem.cure for problem in problems)


def test_a_made_up_inference_is_found(tmp_path: Path) -> None:
    """A tie that no article states and no rule gives is told, whoever wrote it into the file."""
    file = tmp_path / "made-up.ttl"
    file.write_text(sample().serialize("ttl").decode() + "\nent:blues kg:backs ent:reds .\n")
    problems = validation.check_graph(Store.open(file), ontology())
    assert [problem.where for problem in problems] == ["ent:blues"]
    assert "kg:backs ent:reds: no article and no rule gives it" in str(problems[0])


def test_the_cases_above_ran() -> None:
    """Fourteen ways to spoil a graph are tried."""
    assert len(SPOILT) == 14


def test_an_article_with_a_misfit_is_told_before_its_commit() -> None:
    """A place that backs somebody does not fit the domain of the relation."""
    quads = graph.article_quads(
        extraction("two", [("Old Town", "backs", "Reds")], classes={"Old Town": "Place"}), ontology()
    )
    problems = validation.check_article(quads, ontology())
    assert [str(problem) for problem in problems] == [
        "art:two#claim-1: backs has a subject that is Place (ent:old-town), not Actor; "
        "correct the class or the domain's kg:domain"
    ]


def test_every_term_of_the_graph_is_declared() -> None:
    """Each kg: term that the graph uses stands in kg.ttl, or is a class or relation of the test domain."""
    declared = rdflib.Graph().parse(names.data_path("ontology") / "kg.ttl")
    domain = {item.iri for item in (*ontology().classes.values(), *ontology().relations.values())}
    used = {
        term.value
        for quad in sample().quads()
        for term in (quad.predicate, quad.object)
        if str(term).startswith(f"<{names.NS}")
    }
    missing = {term for term in used - domain if (rdflib.URIRef(term), rdflib.RDF.type, None) not in declared}
    assert len(used) > 30
    assert not missing
