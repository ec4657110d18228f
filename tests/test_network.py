"""From the store to networkx: nodes, edges, windows, signed pairs, chains of ties, holdings."""

import datetime as dt

import networkx as nx
import pytest
from builders import actor, extraction, ontology

from kg import chains, graph
from kg.network import collapse, holdings, network, sentences
from kg.records import Ontology
from kg.store import Store

ONTOLOGY = ontology()


def iri(label: str) -> str:
    """The node of an actor of the builders."""
    return graph.entity_iri(actor(label).id)


def store() -> Store:
    """Two articles, three years apart, that agree and disagree."""
    made = Store(ontology=ONTOLOGY)
    made.add(
        extraction(
            "one",
            [
                ("Norland", "backs", "Reds"), ("Reds", "fights", "Blues"), ("Blues", "fights", "Reds"),
                ("Reds", "captured", "Town"), ("Norland", "backs", "Blues", "negated"),
                ("Norland", "fights", "Blues", "planned"), ("Norland", "backs", "Reds", "negated"),
            ],
            classes={"Town": "Place"},
        )
    )  # fmt: skip
    made.add(
        extraction(
            "two",
            [
                ("Norland", "backs", "Reds"),
                ("Reds", "opposes", "Norland", "asserted", "2022-01-01", "2022-03-01"),
            ],
            date="2023-05-01",
        )
    )
    return made


def test_an_edge_has_what_its_relation_and_its_claims_say():
    """Counts, sign, days, sources and sentences of a tie; only asserted claims make one."""
    made = network(store(), ONTOLOGY)
    edge = made.edges[iri("Norland"), iri("Reds"), "backs"]
    assert (edge["sign"], edge["claims"], edge["weight"], edge["articles"]) == (1, 2, 2, 2)
    assert (edge["disputes"], edge["plans"]) == (1, 0)
    assert (edge["first"], edge["last"]) == ("2020-05-01", "2023-05-01")
    assert len(edge["sentences"]) == len(edge["sources"]) == 2
    assert set(made.edges[iri("Reds"), iri("Norland"), "opposes"]["sources"]) == {graph.article_iri("two")}
    assert not made.has_edge(iri("Norland"), iri("Blues"))
    assert {data["label"] for _, data in made.nodes(data=True)} == {"Norland", "Reds", "Blues", "Town"}
    assert made.nodes[iri("Town")]["place"] and not made.nodes[iri("Reds")]["place"]
    assert (made.graph["first"], made.graph["last"]) == ("2020-05-01", "2023-05-01")


def test_a_relation_without_direction_is_one_edge():
    """Reds fight Blues and Blues fight Reds: one tie of two claims."""
    made = network(store(), ONTOLOGY)
    edges = [key for *ends, key in made.edges(keys=True) if set(ends) == {iri("Reds"), iri("Blues")}]
    assert edges == ["fights"]
    (edge,) = made.get_edge_data(*sorted((iri("Reds"), iri("Blues")))).values()
    assert edge["claims"] == 2 and edge["symmetric"]


@pytest.mark.parametrize(
    ("since", "until", "ties"),
    [
        (None, dt.date(2020, 5, 1), {"backs", "fights", "captured"}),
        (dt.date(2020, 5, 2), dt.date(2021, 12, 31), set()),
        (dt.date(2022, 2, 1), dt.date(2022, 2, 2), {"opposes"}),
        (dt.date(2022, 3, 2), None, {"backs"}),
        (None, None, {"backs", "fights", "captured", "opposes"}),
    ],
)
def test_a_window_keeps_what_held_within(since: dt.date | None, until: dt.date | None, ties: set[str]):
    """Claims count by the time they speak of, else by the article's date; both ends are included."""
    made = network(store(), ONTOLOGY, since=since, until=until)
    assert {key for *_, key in made.edges(keys=True)} == ties
    assert all(made.degree(node) for node in made)


def test_collapse_keeps_contested_pairs_visible():
    """Majority sign, counts of both signs, places and self-ties left out."""
    made = network(store(), ONTOLOGY)
    made.add_edge(iri("Reds"), iri("Reds"), "fights", sign=-1, claims=5, stance=True)
    pairs = collapse(made)
    data = pairs.edges[iri("Norland"), iri("Reds")]
    assert (data["plus"], data["minus"], data["sign"], data["contested"]) == (2, 1, 1, True)
    assert collapse(made, weight="ties").edges[iri("Norland"), iri("Reds")]["sign"] == 0
    assert iri("Town") not in pairs and nx.number_of_selfloops(pairs) == 0
    assert sorted(tie[2] for tie in data["ties"]) == ["backs", "opposes"]


def test_talks_count_only_where_nothing_else_does():
    """Foes who talk stay foes; talk alone is a friendly tie."""
    made = nx.MultiDiGraph()
    made.add_edge("a", "b", "war", sign=-1, claims=1, stance=True)
    made.add_edge("a", "b", "talk", sign=1, claims=9, stance=False)
    made.add_edge("b", "c", "talk", sign=1, claims=1, stance=False)
    pairs = collapse(made)
    assert (pairs.edges["a", "b"]["sign"], pairs.edges["a", "b"]["contested"]) == (-1, False)
    assert pairs.edges["b", "c"]["sign"] == 1


def test_sentences_of_a_tie():
    """Text, offsets and day of the sentences that an edge names; none for none."""
    made = store()
    edge = network(made, ONTOLOGY).edges[iri("Norland"), iri("Reds"), "backs"]
    found = sentences(made, edge["sentences"])
    assert [s.text for s in found.values()] == ["Norland backs Reds (asserted)."] * 2
    assert {(s.article, s.day) for s in found.values()} == {("one", "2020-05-01"), ("two", "2023-05-01")}
    assert all(s.end - s.start == len(s.text) for s in found.values())
    assert sentences(made, []) == {}


def test_the_conflict_domain_gives_signs(conflict: Ontology):
    """Every relation of the default domain has the sign of the contract; talks take no side."""
    relations = conflict.relations.values()
    assert {r.sign for r in relations} == {-1, 0, 1}
    assert [r.name for r in relations if not r.stance] == ["negotiates_with"]
    assert {r.name: r.hold for r in relations if r.hold} == {"captured": 1, "controls": 1, "lost": -1}


# ---------------------------------------------------------------- chains


def feud() -> "nx.MultiDiGraph[str]":
    """Two foes with friends behind them, one of whom stands behind both."""
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for u, v, key, sign in (
        ("a", "b", "fights", -1), ("f", "a", "backs", 1), ("g", "f", "backs", 1), ("h", "b", "backs", 1),
        ("t", "a", "backs", 1), ("t", "b", "backs", 1), ("x", "a", "fights", -1), ("x", "b", "fights", -1),
        ("d", "a", "backs", 1), ("d", "b", "fights", -1),
    ):  # fmt: skip
        made.add_edge(u, v, key, label=key, sign=sign, symmetric=key == "fights", stance=True, claims=1)
    return made


def test_chains_between_two_actors():
    """All chains up to a length, the shortest first, with common friends and enemies."""
    found = chains.paths(feud(), "a", "b", max_length=2)
    assert [len(chain) for chain in found.chains] == [1, 2, 2, 2]
    assert (found.friends, found.enemies, found.divided) == (("t",), ("x",), ("d",))
    assert found and not chains.paths(feud(), "g", "h", max_length=2)
    assert "No chain" in str(chains.paths(feud(), "g", "h", max_length=2))
    assert "Common friends: t" in str(found) and "Common enemies: x" in str(found)
    limited = chains.paths(feud(), "a", "b", max_length=2, limit=2)
    assert len(limited.chains) == 2 and limited.more
    with pytest.raises(nx.NodeNotFound):
        chains.paths(feud(), "a", "nobody")


def test_chains_print_their_sentences():
    """Each tie of a chain stands with its sentence and where that is."""
    import dataclasses

    made = store()
    found = chains.paths(network(made, ONTOLOGY), iri("Norland"), iri("Blues"))
    texts = sentences(made, [span for link in found.links() for span in link.sentences])
    text = str(dataclasses.replace(found, texts=texts))
    assert "Norland – Reds – Blues" in text
    assert "“Norland backs Reds (asserted).”" in text and "one, characters 0–30" in text
    assert found.to_dict()["chains"][0]["steps"][0][0]["sentences"]


def test_who_stands_behind_whom():
    """Support is followed to its source; those behind both sides are torn."""
    assert chains.supporters(feud(), "a") == {"d": 1, "f": 1, "t": 1, "g": 2}
    assert chains.supporters(feud(), "a", max_steps=1) == {"d": 1, "f": 1, "t": 1}
    found = chains.drawn_in(feud(), "a", "b")
    assert (found.with_a, found.with_b, found.torn) == ({"d": 1, "f": 1, "g": 2}, {"h": 1}, {"t": (1, 1)})
    assert chains.common(feud(), "a", "b", -1) == ["x"]


def test_who_held_what_when(conflict: Ontology):
    """Places change hands by the day that the text or else the article gives."""
    made = Store(ontology=conflict)
    made.add(
        extraction(
            "one",
            [
                ("Reds", "captured", "Town", "asserted", "2019-02-01", "2019-02-03"),
                ("Blues", "lost", "Town", "asserted", "2019-02-01", "2019-02-03"),
                ("Blues", "captured", "Town", "planned"), ("Blues", "controls", "Port"),
            ],
            classes={"Town": "Place", "Port": "Place"},
        )
    )  # fmt: skip
    found = [(h.place, h.day, h.holder, h.held) for h in holdings(made, conflict)]
    assert found == [
        (iri("Port"), "2020-05-01", iri("Blues"), True),
        (iri("Town"), "2019-02-01", iri("Blues"), False),
        (iri("Town"), "2019-02-01", iri("Reds"), True),
    ]
