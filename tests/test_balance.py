"""Measures of signed graphs against brute force, textbook cases and hand-computed values."""

import itertools
import json
import random

import networkx as nx
import pytest

from kg import signed
from kg.balance import report
from kg.camps import camps
from kg.centrality import pn_centrality, standings
from kg.frustration import count_optima, frustration, unexplained
from kg.measures import algebraic_conflict, balance, stability, triads


def graph(*edges: tuple[object, object, int], isolated: tuple[object, ...] = ()) -> "nx.Graph":
    """A signed graph of ``(u, v, sign)``."""
    made = nx.Graph()
    made.add_nodes_from(isolated)
    made.add_edges_from((u, v, {"sign": sign}) for u, v, sign in edges)
    return made


def triangle(a: int, b: int, c: int, names: str = "abc") -> "nx.Graph":
    """Three actors with these signs between the first two, the last two, and the outer two."""
    x, y, z = names
    return graph((x, y, a), (y, z, b), (x, z, c))


def random_graph(seed: int, largest: int) -> "nx.Graph":
    """A random signed graph of any density, perhaps in several parts, perhaps with self-loops."""
    draw = random.Random(seed)
    n = draw.randint(0, largest)
    pairs = list(itertools.combinations(range(n), 2))
    chosen = draw.sample(pairs, draw.randint(0, len(pairs)))
    share = draw.choice([0.2, 0.5, 0.8])
    made = graph(*((u, v, -1 if draw.random() < share else 1) for u, v in chosen), isolated=tuple(range(n)))
    if n and draw.random() < 0.2:
        made.add_edge(0, 0, sign=-1)
    return made


def by_force(made: "nx.Graph") -> tuple[int, int]:
    """The least number of unexplained ties over all divisions, and how many divisions reach it."""
    import numpy as np

    nodes = list(made.nodes)
    at = {node: i for i, node in enumerate(nodes)}
    masks = np.arange(1 << max(len(nodes) - 1, 0))
    cost = np.zeros(len(masks), dtype=int)
    for u, v, sign in made.edges(data="sign"):
        if u != v:
            differ = ((masks >> at[u]) ^ (masks >> at[v])) & 1
            cost += differ if sign > 0 else 1 - differ
    return int(cost.min()), int((cost == cost.min()).sum())


def test_frustration_equals_brute_force():
    """On 300 random signed graphs up to 14 nodes: the index, its camps, and the ties they leave."""
    ran, positive = 0, 0
    for seed in range(300):
        made = random_graph(seed, 14)
        found = frustration(made)
        least, _ = by_force(made)
        assert (found.exact, found.index) == (True, least), seed
        assert len(unexplained(signed.as_signed(made), found.side)) == least == len(found.breaking)
        assert set(found.side) == set(made.nodes)
        assert balance(made).balanced == (least == 0)
        ran, positive = ran + 1, positive + (least > 0)
    assert ran == 300 and positive > 120


def test_number_of_optimal_divisions_equals_brute_force():
    """On 50 random graphs: as many divisions as brute force finds, parts flipped for free left out."""
    several = 0
    for seed in range(50):
        made = random_graph(seed, 8)
        parts = nx.number_connected_components(made) if made else 1
        count, complete = count_optima(made, limit=10_000)
        assert complete
        assert count * 2 ** (parts - 1) == by_force(made)[1], seed
        several += count > 1
    assert several > 5


def test_counting_optima_stops_at_its_limit():
    """Two actors hang on an unbalanced square in many ways: the count says that it is a lower bound."""
    k5 = graph(*((u, v, -1) for u, v in itertools.combinations("abcdef", 2)))
    assert by_force(k5) == (6, 10)
    assert count_optima(k5, limit=4) == (4, False)
    assert count_optima(k5, limit=11) == (10, True)


TRIANGLES = {(1, 1, 1): 0, (1, -1, -1): 0, (1, 1, -1): 1, (-1, -1, -1): 1}


@pytest.mark.parametrize(("signs", "index"), TRIANGLES.items())
def test_the_four_triangles(signs: tuple[int, int, int], index: int):
    """+++ and +−− are balanced; ++− and −−− are not, and the latter is weakly."""
    made = triangle(*signs)
    assert frustration(made).index == index
    assert balance(made).balanced == (index == 0)
    found = triads(made)
    assert sum(found.counts.values()) == found.total == 1
    assert found.balanced == 1 - index
    assert found.weakly_balanced == (0 if sum(signs) == 1 else 1)
    assert (algebraic_conflict(made) == 0) == (index == 0)


def test_values_computed_by_hand():
    """λ of a −−− triangle is 1 (signless Laplacian of K3: 1, 1, 4), of a square with one foe 2 − √2."""
    assert algebraic_conflict(triangle(-1, -1, -1)) == pytest.approx(1.0)
    square = graph(("a", "b", 1), ("b", "c", 1), ("c", "d", 1), ("d", "a", -1))
    assert frustration(square).index == 1
    assert frustration(square).share == pytest.approx(0.5)
    assert algebraic_conflict(square) == pytest.approx(2 - 2**0.5)
    assert triads(square).total == 0 and triads(square).balanced is None
    assert count_optima(square) == (4, True)


def test_the_witness_is_an_odd_cycle():
    """On 100 unbalanced random graphs: a cycle of the graph with an odd number of hostile ties."""
    ran = 0
    for seed in range(400):
        made = signed.core(random_graph(seed, 12))
        found = balance(made)
        if found.balanced:
            assert all(found.side[u] * found.side[v] == s for u, v, s in made.edges(data="sign"))
            continue
        ring = [*found.witness, found.witness[0]]
        assert len(set(found.witness)) == len(found.witness) >= 3
        hostile = sum(made.edges[u, v]["sign"] < 0 for u, v in itertools.pairwise(ring))
        assert hostile % 2 == 1
        ran += 1
    assert ran > 100


def test_disjoint_triangles_add_up():
    """Two unbalanced triangles apart have index 2; joined by a bridge still 2."""
    both = nx.compose(triangle(1, 1, -1, "abc"), triangle(-1, -1, -1, "xyz"))
    assert frustration(both).index == 2
    assert algebraic_conflict(both) == pytest.approx(algebraic_conflict(triangle(1, 1, -1)))
    both.add_edge("a", "x", sign=-1)
    assert frustration(both).index == 2


def europe() -> "nx.Graph":
    """Europe in 1907 as a complete graph: the Entente against the Central Powers."""
    camp = {"Great Britain": 1, "France": 1, "Russia": 1, "Germany": -1, "Austria-Hungary": -1, "Italy": -1}
    return graph(*((u, v, camp[u] * camp[v]) for u, v in itertools.combinations(camp, 2)))


def test_europe_1907():
    """15 ties, 9 hostile, balanced; the two camps are those of the textbook."""
    made = europe()
    result = report(made)
    assert (result.frustration.index, result.frustration.edges) == (0, 15)
    assert result.test.balanced and result.conflict == 0
    assert result.triads.counts == {"+++": 2, "++-": 0, "+--": 18, "---": 0}
    ((first, second),) = result.camps()
    assert {frozenset(first), frozenset(second)} == {
        frozenset({"Great Britain", "France", "Russia"}),
        frozenset({"Germany", "Austria-Hungary", "Italy"}),
    }
    assert "balanced (L = 0)" in str(result)


HIGHLAND = """
    Gavev .+----.....-..++
    Kotun +.-.--..--....++
    Ove --.+.+++........
    Alika -.+....+........
    Nagam --....+.+....+--
    Gahuk --+...++-.++-..-
    Masil ..+.++.+..+++...
    Ukudz ..++.++...++.-..
    Notoh .-..+-...+-.+.-.
    Kohik .-......+.-.+.-.
    Geham .....+++--.+-.--
    Asaro -....+++..+..---
    Uheto .....-+.++-..+--
    Seuve ....+..-...-+..-
    Nagad ++..-...-----..+
    Gama ++..--....----+.
"""


def highland() -> "nx.Graph":
    """Friends and foes among sixteen Gahuku-Gama tribes (Read 1954, Southwestern J. of Anthropology 10:1)."""
    rows = [line.split() for line in HIGHLAND.split("\n") if line]
    tribes = [name for name, _ in rows]
    cells = [[{"+": 1, "-": -1, ".": 0}[cell] for cell in row] for _, row in rows]
    pairs = list(itertools.combinations(range(len(tribes)), 2))
    assert all(cells[i][j] == cells[j][i] for i, j in pairs)
    return graph(*((tribes[i], tribes[j], cells[i][j]) for i, j in pairs if cells[i][j]))


def test_highland_tribes():
    """29 ties of each sign; L = 7, of 68 triads 59 balanced, three camps leave 2 ties: as published."""
    made = highland()
    assert sorted(sign for _, _, sign in made.edges(data="sign")) == [-1] * 29 + [1] * 29
    found = frustration(made)
    assert (found.index, found.exact, round(found.share, 7)) == (7, True, 0.7586207)
    counted = triads(made)
    assert counted.total == 68 and round(counted.balanced, 7) == 0.8676471
    three = camps(made, 3)
    assert three.errors == 2
    allied = {"Gavev", "Kotun", "Nagad", "Gama"}
    assert allied in [set(members) for members in three.members()]


def test_highland_tribes_centrality():
    """The PN index (Everett & Borgatti 2014) of six of them, as the R package signnet prints it."""
    known = {"Gavev": 0.753, "Masil": 1.224, "Ukudz": 1.141, "Ove": 1.042, "Seuve": 0.875, "Nagad": 0.715}
    found = pn_centrality(highland())
    assert {name: round(found[name], 3) for name in known} == known


def test_isolated_actors_and_self_loops():
    """An isolated actor changes nothing; a tie to oneself is dropped."""
    made = triangle(1, 1, -1)
    made.add_node("alone")
    made.add_edge("a", "a", sign=-1)
    assert frustration(made).index == 1 and frustration(made).edges == 3
    assert set(frustration(made).side) == {"a", "b", "c", "alone"}
    assert algebraic_conflict(made) == pytest.approx(algebraic_conflict(triangle(1, 1, -1)))
    assert "alone" not in str(report(made))


def test_the_empty_graph():
    """Nothing to measure is said, not divided by."""
    for made in (nx.Graph(), graph(isolated=("a", "b")), nx.MultiDiGraph()):
        result = report(made)
        assert (result.frustration.index, result.frustration.share) == (0, 1.0)
        assert result.test.balanced and result.triads.total == 0 and result.conflict == 0
        assert "nothing to measure" in str(result)
        json.dumps(result.to_dict())


def test_bounds_when_the_time_is_up():
    """A hard graph and no time: bounds that hold, and prose that says so."""
    draw = random.Random(1)
    made = graph(*((u, v, draw.choice([1, -1])) for u, v in itertools.combinations(range(16), 2)))
    least, _ = by_force(made)
    found = frustration(made, time_limit=0.0)
    assert found.lower <= least <= found.upper and found.status in ("bounds", "optimal")
    assert found.lower >= 20  # disjoint triangles alone give as much
    assert frustration(made).index == least
    rushed = report(made, time_limit=0.0, draws=0)
    if not rushed.frustration.exact:
        assert "time limit" in str(rushed) and rushed.to_dict()["frustration"]["index"] is None


def partitions(nodes: list[int], k: int):
    """All assignments of nodes to at most k camps."""
    return itertools.product(range(k), repeat=len(nodes))


def test_camps_equal_brute_force():
    """On 40 graphs up to 7 nodes, k = 2 and 3, three values of alpha: the least criterion of all."""
    ran = 0
    for seed in range(40):
        made = signed.core(random_graph(seed, 7))
        nodes = list(made.nodes)
        for k, alpha in ((2, 0.5), (3, 0.5), (3, 0.2)):
            costs = []
            for choice in partitions(nodes, k):
                camp = dict(zip(nodes, choice, strict=True))
                inside = sum(s < 0 and camp[u] == camp[v] for u, v, s in made.edges(data="sign"))
                across = sum(s > 0 and camp[u] != camp[v] for u, v, s in made.edges(data="sign"))
                costs.append(alpha * inside + (1 - alpha) * across)
            assert camps(made, k, alpha=alpha).criterion == pytest.approx(min(costs)), (seed, k, alpha)
            ran += 1
    assert ran == 120


def test_three_camps_explain_what_two_cannot():
    """Three cliques of mutual foes: two camps fail, three leave nothing; the seed decides nothing here."""
    members = [f"{camp}{i}" for camp in "abc" for i in range(3)]
    made = graph(*((u, v, 1 if u[0] == v[0] else -1) for u, v in itertools.combinations(members, 2)))
    assert frustration(made).index == 9
    three = camps(made, 3)
    assert three.errors == 0 and sorted(map(sorted, three.members())) == [
        members[:3],
        members[3:6],
        members[6:],
    ]
    assert three.camp == camps(made, 3, seed=7).camp
    assert "With 3 camps 0 ties stay unexplained" in str(report(made, draws=0))
    with pytest.raises(ValueError, match="k is at least 1"):
        camps(made, 0)


def test_camps_of_two_reach_the_index():
    """With alpha 1/2 the criterion of two camps is half the index, on 40 random graphs."""
    for seed in range(40):
        made = random_graph(seed, 12)
        assert 2 * camps(made, 2).criterion == pytest.approx(frustration(made).index), seed


def test_standings_of_a_broker():
    """Two cliques that one actor joins: it alone is on the friendly paths, and its friends are foes."""
    made = graph(
        ("a", "b", 1), ("x", "y", 1), ("m", "a", 1), ("m", "b", 1), ("m", "x", 1), ("m", "y", 1),
        ("a", "x", -1), isolated=("z",),
    )  # fmt: skip
    first, *others = standings(made)
    assert (first.node, first.friends, first.foes, first.torn, first.gaps) == ("m", 4, 0, 1, 3)
    # 4 pairs of others (a-x, a-y, b-x, b-y) of the 10 among the five that are not m
    assert first.between == pytest.approx(4 / 10)
    assert all(s.between == 0 for s in others)


def test_pn_centrality_by_hand():
    """Two friends: 1 / (1 − 1/2) = 2; two foes: 1 / (1 + 1) = 0.5; alone: 1."""
    assert pn_centrality(graph(("a", "b", 1))) == {"a": 2.0, "b": 2.0}
    assert pn_centrality(graph(("a", "b", -1))) == {"a": 0.5, "b": 0.5}
    assert pn_centrality(graph(isolated=("a",))) == {"a": 1.0}


def test_stability_of_firm_and_shaky_camps():
    """Camps that many sentences state hold in every draw; one sentence each for and against do not."""
    made = nx.MultiDiGraph()
    for u, v, key, sign, count in (
        ("a", "b", "for", 1, 9), ("b", "c", "against", -1, 9), ("a", "c", "against", -1, 9),
        ("c", "d", "for", 1, 2), ("b", "d", "for", 1, 1),
    ):  # fmt: skip
        spans = tuple(f"{u}{v}{key}{i}" for i in range(count))
        made.add_edge(u, v, key=key, sign=sign, claims=count, stance=True, sentences=spans)
    held = stability(made, draws=60)
    assert held.actor["a"] > 0.95 and held.actor["b"] > 0.95
    assert 0.1 < held.actor["d"] < 0.9
    assert held.together["a", "b"] > 0.95 > held.together["c", "d"]
    assert held == stability(made, draws=60)
    assert 0 <= held.low <= held.high <= 1


def test_prose_and_data_agree_and_lead_to_sentences():
    """The numbers of the prose stand in the data; each unexplained tie has its sentences."""
    made = nx.MultiDiGraph()
    for node, label in (("a", "Arl"), ("b", "Bor"), ("c", "Cum*")):
        made.add_node(node, label=label, place=False)
    for i, (u, v, sign) in enumerate((("a", "b", 1), ("b", "c", 1), ("a", "c", -1), ("c", "a", 1))):
        made.add_edge(u, v, key=f"r{i}", sign=sign, claims=2, stance=True, sentences=(f"s{i}", "t"))
    made.edges["c", "a", "r3"]["claims"] = 1
    result = report(made)
    data = json.loads(json.dumps(result.to_dict()))
    assert data["frustration"] == {
        "index": 1, "lower": 1, "upper": 1, "status": "optimal", "share": round(1 / 3, 6),
        "optimal_divisions": 3, "all_divisions_counted": True,
    }  # fmt: skip
    (pair,) = data["unexplained"]
    assert all(tie["sentences"] for tie in pair["ties"])
    text = str(result)
    assert "L = 1 of 3: two camps explain 67%" in text and "3 divisions" in text
    assert "Contested, with claims of both kinds: Arl and Cum* (1+ 2−)" in text
    assert "Cum\\*" in result._repr_markdown_()


def test_signs_of_other_peoples_graphs():
    """Signed weights, directed and multiple edges are read; a tie of both signs is contested."""
    made = nx.DiGraph()
    made.add_edge("a", "b", weight=2.5)
    made.add_edge("b", "a", weight=-1)
    made.add_edge("b", "c", weight=-3)
    made.add_edge("c", "a")
    found = signed.as_signed(made)
    assert found.edges["a", "b"]["contested"] and found.edges["a", "b"]["sign"] == 0
    assert found.edges["b", "c"]["sign"] == -1 and found.edges["a", "c"]["sign"] == 1
    assert frustration(made).edges == 2
