"""Statements, explanations, SPARQL with bound values, canned questions."""

import datetime as dt
import json
import re
from dataclasses import replace

import pytest
from builders import extraction, ontology

from kg import names, queries, sparql
from kg.errors import QueryError
from kg.store import Store

CONFLICT = names.data_path("ontology") / "conflict"


def sample() -> Store:
    """Three articles: a tie of two of them, a denial, a plan, places that change hands, a leader."""
    store = Store(ontology=ontology())
    kinds = {"Old Town": "Place", "Odran": "Person", "Norland": "State"}
    rows = {
        "one": (
            "2020-01-10",
            [
                ("Norland", "backs", "Reds"),
                ("Reds", "fights", "Blues"),
                ("Norland", "opposes", "Blues"),
                ("Reds", "captured", "Old Town", "asserted", "2020-01-02", "2020-01-02"),
                ("Odran", "leads", "Reds"),
            ],
        ),
        "three": (
            "2021-06-01",
            [("Blues", "captured", "Old Town"), ("Norland", "backs", "Greens", "planned")],
        ),
        "two": ("2020-02-20", [("Norland", "backs", "Reds"), ("Norland", "backs", "Blues", "negated")]),
    }
    for article, (day, claims) in rows.items():
        store.add(extraction(article, claims, date=day, classes=kinds, known=["Norland"]))
    return store


def test_a_statement_is_a_row_of_the_contract() -> None:
    """The columns of the contract, in order, with the values of a claim."""
    first = queries.statements(sample())[0]
    assert tuple(first)[:16] == queries.STATEMENT_COLUMNS
    assert {key: first[key] for key in queries.STATEMENT_COLUMNS} == {
        "article": "one",
        "subject": "Norland",
        "relation": "backs",
        "object": "Reds",
        "status": "asserted",
        "subject_mention": "Norland",
        "object_mention": "Reds",
        "attributed_to": None,
        "time": None,
        "earliest": None,
        "latest": None,
        "place": None,
        "sentence": "Norland backs Reds (asserted).",
        "start": 0,
        "end": 30,
        "confidence": 0.75,
    }


def test_statements_are_in_order_of_articles_and_text() -> None:
    """Nine claims, by article, then by place; the same from a file as from memory."""
    rows = queries.statements(sample())
    assert len(rows) == 9
    assert [(row["article"], row["start"]) for row in rows] == sorted(
        (row["article"], row["start"]) for row in rows
    )
    again = Store()
    again.load_bytes(sample().serialize("ttl"), "ttl")
    assert json.dumps(queries.statements(again)) == json.dumps(rows)


@pytest.mark.parametrize(
    ("limits", "count"),
    [
        ({}, 9),
        ({"since": dt.date(2020, 1, 5)}, 8),  # the capture of 2 January is over
        ({"until": dt.date(2020, 1, 31)}, 5),
        ({"since": dt.date(2020, 2, 1), "until": dt.date(2020, 12, 31)}, 2),
        ({"since": dt.date(2022, 1, 1)}, 0),
        ({"min_articles": 2}, 2),
        ({"actors": [names.ENTITY + "reds"]}, 5),
        ({"actors": [names.ENTITY + "reds", names.ENTITY + "norland"]}, 2),
    ],
)
def test_statements_within_limits(limits: dict[str, object], count: int) -> None:
    """Time, number of articles and actors narrow the rows."""
    assert len(queries.statements(sample(), **limits)) == count  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ["Norland", "norland", " NORLAND ", "ent:norland", "<https://kg.example/entity/norland>"]
)
def test_an_actor_goes_by_label_id_and_iri(name: str) -> None:
    """Each way to name an actor finds it."""
    assert queries.find_actor(sample(), name) == queries.Found(names.ENTITY + "norland", "Norland")


def test_an_unknown_or_shared_name_is_an_error_with_help() -> None:
    """The nearest names, or the ids to choose from."""
    store = sample()
    with pytest.raises(QueryError, match=r"no actor or place called 'Norlnad' .* did you mean Norland"):
        queries.find_actor(store, "Norlnad")
    store.add(extraction("four", [("Blues", "backs", "Reds")]))
    store.add(extraction("five", [("BLUES", "backs", "Reds")], date=None))
    assert queries.find_actor(store, "Blues").iri == names.ENTITY + "blues"
    with pytest.raises(QueryError, match="no actor"):
        queries.find_actor(store, "?x } DROP ALL {")


def test_explain_tells_sentence_time_article_and_place() -> None:
    """What a reader sees for one actor and for two."""
    both = queries.explain(sample(), "Norland", "Blues")
    assert str(both) == (
        "Norland backs Blues\n"
        "  “Norland backs Blues (negated).”\n"
        "    negated; reported 2020-02-20; two, characters 31–61\n"
        "\n"
        "Norland opposes Blues\n"
        "  “Norland opposes Blues (asserted).”\n"
        "    reported 2020-01-10; one, characters 61–94\n"
    )
    one = queries.explain(sample(), "old-town")
    assert [row["subject"] for row in one.rows] == ["Blues", "Reds"]
    assert "2020-01-02; one" in str(one)
    nothing = queries.explain(sample(), "Odran", "Blues")
    assert not nothing and str(nothing) == "Nothing in the graph ties Odran and Blues.\n"


def test_the_readmes_first_query() -> None:
    """Prefixes are declared, the union of graphs is asked, IRIs come back short."""
    answer = queries.run(sample(), "SELECT ?a ?b { ?a kg:backs ?b }")
    assert answer.rows == [{"a": "ent:norland", "b": "ent:reds"}]
    assert queries.run(sample(), "ASK { ?a kg:backs ent:reds }").value is True
    built = queries.run(sample(), "CONSTRUCT { ?b kg:backedBy ?a } WHERE { ?a kg:backs ?b }").serialize("nt")
    assert built.decode().split() == [
        f"<{names.ENTITY}reds>",
        f"<{names.NS}backedBy>",
        f"<{names.ENTITY}norland>",
        ".",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?a {\n  ?a foo:backs ?b }", "line 2, column 6: the prefix foo: is not declared"),
        ("SELECT ?a { ?a kg:backs ?? }", "line 1, column 27: did not understand"),
        ("SELECT ?a {\n ?a kg:backs ?b", "line 2, column 16: the query ends too early"),
        ("hello", "line 1, column 6"),
        ("", "line 1, column 1: the query ends too early"),
        ("DELETE WHERE { ?s ?p ?o }", "line 1, column 1"),
    ],
)
def test_a_broken_query_says_where(text: str, message: str) -> None:
    """Line and column of the author's own text."""
    with pytest.raises(QueryError, match=f"^{re.escape(message)}"):
        queries.run(sample(), text)


def test_a_bound_value_is_a_term_whatever_it_holds() -> None:
    """Names are looked up, quotes make text, and nothing of a value is read as SPARQL."""
    store = sample()
    text = "SELECT ?b { ?a kg:backs ?b }"
    assert queries.run(store, text, {"a": "Norland"}).rows == [{"b": "ent:reds"}]
    assert queries.run(store, text, {"a": "Blues"}).rows == []
    hostile = '"} UNION { ?b ?p ?o } #"'
    assert queries.run(store, "SELECT ?b { ?b skos:prefLabel ?name }", {"name": hostile}).rows == []
    count = "SELECT ?t { ?t kg:articleCount ?n ; kg:firstDate ?day ; rdf:predicate ?p }"
    assert len(queries.run(store, count, {"n": "2", "day": "2020-01-10", "p": "kg:backs"}).rows) == 1
    with pytest.raises(QueryError, match=r"no variable \?c to bind; it has \?a, \?b"):
        queries.run(store, "SELECT * { ?a kg:backs ?b }", {"c": "Norland"})
    with pytest.raises(QueryError, match="not a valid IRI"):
        queries.run(store, text, {"a": "<not an iri>"})


BOUND = [
    ("SELECT * { ?a ?b ?c }", "SELECT * {"),
    ("# { in a comment\nSELECT * WHERE { ?a ?b ?c }", "# { in a comment\nSELECT * WHERE {"),
    ("CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }", "CONSTRUCT { ?a ?b ?c } WHERE {"),
    ("CONSTRUCT { ?a ?b ?c } { ?a ?b ?c }", "CONSTRUCT { ?a ?b ?c } {"),
    ('SELECT ("{" AS ?x) { ?a ?b "{" }', 'SELECT ("{" AS ?x) {'),
    ("PREFIX x: <http://a.example/a#b> ASK { ?a ?b ?c }", "PREFIX x: <http://a.example/a#b> ASK {"),
    ("SELECT (EXISTS { ?a ?b 1 } AS ?x) { ?a ?b ?c }", "SELECT (EXISTS { ?a ?b 1 } AS ?x) {"),
    ("ASK{?a ?b ?c}", "ASK{"),
    ("DESCRIBE ?a { ?a ?b ?c }", "DESCRIBE ?a {"),
]


@pytest.mark.parametrize(("text", "head"), BOUND)
def test_values_come_in_at_the_start_of_the_pattern(text: str, head: str) -> None:
    """Braces of comments, strings, templates and expressions are not the pattern's."""
    from pyoxigraph import Literal

    bound = sparql.bind(text, {"a": Literal(1)})
    assert bound.startswith(head + " VALUES (?a)")
    assert len(BOUND) == 9


LATER = ("changed-sides", "contradictions", "single-source", "speakers")


def turn(store: Store) -> None:
    """Two more articles: friends become foes, one denies it, and somebody is quoted."""
    kinds = {"Odran": "Person", "Norland": "State"}
    said = extraction(
        "four", [("Greens", "allied_with", "Norland"), ("Odran", "leads", "Reds")], classes=kinds
    )
    store.add(replace(said, claims=(replace(said.claims[0], attributed_to="odran"), *said.claims[1:])))
    store.add(extraction("five", [("Norland", "fights", "Reds")], date="2022-01-01", classes=kinds))
    store.add(extraction("six", [("Norland", "fights", "Reds", "negated")], date="2022-01-03", classes=kinds))


def test_canned_questions_have_titles_and_parameters() -> None:
    """Each question of the domain has a title that asks and parameters that it uses."""
    found = queries.questions(CONFLICT)
    assert len(found) >= 12
    for question in found.values():
        assert question.title.endswith("?"), question.name
        assert set(question.parameters) <= set(sparql.variables(question.text)), question.name


ANSWERS = {
    "changed-sides": [("Norland", "Reds", "backs", "2020-02-20", "fights", "2022-01-01")],
    "contested-places": [("Old Town", 2, "Blues, Reds", "2020-01-02", "2021-06-01")],
    "contradictions": [
        (
            "Norland",
            "backs",
            "Reds",
            "2020-01-10",
            "Norland backs Reds (asserted).",
            "fights",
            "asserted",
            "2022-01-01",
        ),
        (
            "Norland",
            "backs",
            "Reds",
            "2020-02-20",
            "Norland backs Reds (asserted).",
            "fights",
            "asserted",
            "2022-01-01",
        ),
        (
            "Norland",
            "fights",
            "Reds",
            "2022-01-01",
            "Norland fights Reds (asserted).",
            "fights",
            "negated",
            "2022-01-03",
        ),
    ],
    "plans": [("Norland", "backs", "Greens", "three")],
    "single-source": [("Greens", "allied_with", "Norland", "four")],
    "speakers": [("Odran", "Greens", "allied_with", "Norland", "asserted", "four")],
    "backers": [("Norland", "Reds", 2)],
    "common-enemies": [("Norland", "Reds", "Blues")],
    "enemies": [("Blues", "fights", "Reds"), ("Norland", "opposes", "Blues")],
    "leaders": [("Odran", "Reds", 1)],
    "most-reported": [("Norland", "backs", "Reds", 2)],
    "neighbours": [("Norland", "backs", "Reds"), ("Blues", "captured", "Old Town")],
    "places": [("Old Town", "Reds", "captured", "2020-01-02"), ("Old Town", "Blues", "captured", None)],
}


@pytest.mark.parametrize("name", ANSWERS)
def test_canned_questions_answer(name: str) -> None:
    """The first rows of each question, in order."""
    store = sample()
    if name in LATER:
        turn(store)
    answer = queries.ask(store, name, CONFLICT)
    wanted = ANSWERS[name]
    assert [tuple(row.values())[: len(wanted[0])] for row in answer.rows[: len(wanted)]] == wanted


def test_values_come_back_as_those_of_python() -> None:
    """Numbers and booleans as such, text that is no number of its datatype as it stands, IRIs short."""
    row = queries.run(
        Store(),
        'SELECT (7 AS ?a) (0.5 AS ?b) (true AS ?c) ("x"^^xsd:integer AS ?d) ("2020-01-01"^^xsd:date AS ?e)'
        " (kg:backs AS ?f) (<urn:x> AS ?g) {}",
    ).rows
    values = [7, 0.5, True, "x", "2020-01-01", "kg:backs", "urn:x"]
    assert row == [dict(zip("abcdefg", values, strict=True))]


def test_every_question_of_the_domain_is_tested() -> None:
    """No question is without an answer above."""
    assert set(ANSWERS) == set(queries.questions(CONFLICT))


def test_a_question_takes_its_parameters_and_no_other() -> None:
    """Asked for one actor it tells of that actor; other parameters and names are errors with help."""
    rows = queries.ask(sample(), "neighbours", CONFLICT, {"actor": "Odran"}).rows
    assert [row["relation"] for row in rows] == ["leads"]
    with pytest.raises(QueryError, match="did you mean backers"):
        queries.ask(sample(), "backer", CONFLICT)
    with pytest.raises(QueryError, match="it takes actor"):
        queries.ask(sample(), "backers", CONFLICT, {"who": "Odran"})
