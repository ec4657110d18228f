"""Who matters in a signed graph: friends and foes counted, brokers between camps, and those torn."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import networkx as nx

from kg.signed import core, signs


@dataclass(frozen=True, slots=True)
class Standing:
    """How one actor stands.

    - ``friends``, ``foes``: how many;
    - ``pn``: PN centrality (Everett & Borgatti 2014, Social Networks 38:111-120): high with many friends
      who have friends; ties of foes take from it. 1 for an actor without ties;
    - ``between``: share of shortest friendly paths between others that go through it (Freeman 1977), 0 to 1;
    - ``torn``: pairs of its friends that are foes of each other;
    - ``gaps``: pairs of its friends that no other friendly tie or common friend joins: what it brokers.
    """

    node: Any
    friends: int
    foes: int
    pn: float
    between: float
    torn: int
    gaps: int


def standings(graph: "nx.Graph[Any]") -> list[Standing]:
    """All actors, brokers first: by ``between``, then friends and foes, then name.

    ``graph`` is anything that :func:`kg.signed.as_signed` takes.
    """
    ties = core(graph)
    friendly: nx.Graph[Any] = nx.Graph()
    friendly.add_nodes_from(ties.nodes)
    friendly.add_edges_from((u, v) for u, v, sign in signs(ties) if sign > 0)
    between = nx.betweenness_centrality(friendly)
    index = pn_centrality(ties)
    rows = []
    for node in ties.nodes:
        friends = sorted(friendly[node], key=str)
        pairs = list(combinations(friends, 2))
        torn = sum(ties.has_edge(a, b) and ties.edges[a, b]["sign"] < 0 for a, b in pairs)
        gaps = sum(
            not ties.has_edge(a, b) and len(set(friendly[a]) & set(friendly[b])) == 1 for a, b in pairs
        )
        foes = ties.degree(node) - len(friends)
        rows.append(Standing(node, len(friends), foes, index[node], round(between[node], 6), torn, gaps))
    return sorted(rows, key=lambda s: (-s.between, -s.friends - s.foes, str(s.node)))


def pn_centrality(graph: "nx.Graph[Any]") -> dict[Any, float]:
    """PN centrality of every actor: (I - A / (2 (n - 1)))⁻¹ 1, with A = P - 2 N (Everett & Borgatti 2014)."""
    import numpy as np

    ties = core(graph)
    nodes = list(ties.nodes)
    if len(nodes) < 2:
        return dict.fromkeys(nodes, 1.0)
    matrix = nx.to_numpy_array(ties, nodelist=nodes, weight="sign")
    a = np.maximum(matrix, 0) - 2 * np.maximum(-matrix, 0)
    system = np.eye(len(nodes)) - a / (2 * (len(nodes) - 1))
    values, *_ = np.linalg.lstsq(system, np.ones(len(nodes)))  # two foes alone make it singular
    return {node: round(float(value), 6) for node, value in zip(nodes, values, strict=True)}
