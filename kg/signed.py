"""Signed graphs: one edge a pair of actors, friendly or hostile.

A signed graph here is a :class:`networkx.Graph` whose edges have ``sign`` 1, -1, or 0 (as much for as
against). :func:`collapse` makes one of the network's many ties; :func:`as_signed` of any networkx
graph. All measures take whatever :func:`as_signed` takes, drop self-loops, and look at edges of sign
1 and -1.
"""

from collections.abc import Callable, Hashable, Iterator
from typing import Any, Literal

import networkx as nx

Node = Hashable
Pair = tuple[Any, Any]
Weight = Literal["claims", "articles", "ties"]


def collapse(network: "nx.MultiDiGraph[Any]", *, weight: Weight = "claims") -> "nx.Graph[Any]":
    """One undirected edge for each pair of actors that a signed tie joins.

    ``network`` is a :func:`kg.network.network`; give its ``since`` and ``until`` there to have a time
    window here. Edges have

    - ``plus``, ``minus``: how many claims (or articles, or ties, by ``weight``) say friend, say foe;
    - ``sign``: of the majority, 0 when equal; ``contested``: both were said;
    - ``weight``: ``plus + minus``; ``first``, ``last``: ISO 8601 days, or ``None``;
    - ``ties``: the network's edges ``(source, target, key)`` behind it, sorted.

    Relations that take no side (talks) count only between actors whom no other tie joins. Places and
    self-loops are left out; actors without a tie stay, as isolated nodes.
    """
    graph: nx.Graph[Any] = nx.Graph()
    for node, data in network.nodes(data=True):
        if not data.get("place"):
            graph.add_node(node, **data)
    groups: dict[Pair, list[tuple[Any, Any, Any, dict[str, Any]]]] = {}
    for u, v, key, data in network.edges(keys=True, data=True):
        if u != v and data.get("sign") and u in graph and v in graph:
            groups.setdefault(pair(u, v), []).append((u, v, key, data))
    for (u, v), found in sorted(groups.items(), key=str):
        sided = [edge for edge in found if edge[3].get("stance", True)]
        graph.add_edge(u, v, **_merged(sided or found, weight))
    return graph


def pair(u: Any, v: Any) -> Pair:
    """The two ends in a fixed order."""
    return (u, v) if str(u) <= str(v) else (v, u)


def _merged(edges: list[tuple[Any, Any, Any, dict[str, Any]]], weight: Weight) -> dict[str, Any]:
    count: Callable[[dict[str, Any]], int] = {
        "claims": lambda data: int(data.get("claims", 1)),
        "articles": lambda data: int(data.get("articles", 1)),
        "ties": lambda data: 1,
    }[weight]
    plus = sum(count(data) for *_, data in edges if data["sign"] > 0)
    minus = sum(count(data) for *_, data in edges if data["sign"] < 0)
    firsts = [data["first"] for *_, data in edges if data.get("first")]
    lasts = [data["last"] for *_, data in edges if data.get("last")]
    return {
        "plus": plus,
        "minus": minus,
        "sign": (plus > minus) - (plus < minus),
        "contested": bool(plus and minus),
        "weight": plus + minus,
        "first": min(firsts, default=None),
        "last": max(lasts, default=None),
        "ties": tuple(sorted(((u, v, key) for u, v, key, _ in edges), key=str)),
    }


def as_signed(graph: "nx.Graph[Any]") -> "nx.Graph[Any]":
    """A signed graph of any networkx graph: itself, when it is one.

    The sign is that of the edge's ``sign``, or else of its ``weight``; an edge with neither is
    friendly. Several edges between two nodes, in whatever direction, are summed by sign.
    """
    if not graph.is_directed() and not graph.is_multigraph():
        loops = any(u == v for u, v in graph.edges)
        if not loops and all(data.get("sign") in (-1, 0, 1) for *_, data in graph.edges(data=True)):
            return graph
    if graph.is_multigraph() and graph.is_directed() and _from_store(graph):
        return collapse(graph)  # type: ignore[arg-type]
    result: nx.Graph[Any] = nx.Graph()
    result.add_nodes_from(graph.nodes(data=True))
    for u, v, data in graph.edges(data=True):
        if u != v:
            value = data["sign"] if data.get("sign") is not None else data.get("weight", 1)
            edge = result.edges[u, v] if result.has_edge(u, v) else {"plus": 0, "minus": 0}
            edge["plus"] += value > 0
            edge["minus"] += value < 0
            result.add_edge(u, v, **edge)
    for _, _, data in result.edges(data=True):
        plus, minus = data["plus"], data["minus"]
        data.update(sign=(plus > minus) - (plus < minus), contested=bool(plus and minus), weight=plus + minus)
    return result


def _from_store(graph: "nx.Graph[Any]") -> bool:
    return any("stance" in data for *_, data in graph.edges(data=True))


def signs(graph: "nx.Graph[Any]") -> Iterator[tuple[Any, Any, int]]:
    """The edges of sign 1 and -1, as ``(u, v, sign)``, in the order of the graph."""
    for u, v, data in graph.edges(data=True):
        if data["sign"]:
            yield u, v, data["sign"]


def core(graph: "nx.Graph[Any]") -> "nx.Graph[Any]":
    """The signed graph with nothing but its nodes and its edges of sign 1 and -1."""
    signed = as_signed(graph)
    result: nx.Graph[Any] = nx.Graph()
    result.add_nodes_from(signed.nodes)
    result.add_edges_from((u, v, {"sign": sign}) for u, v, sign in signs(signed))
    return result


def name(graph: "nx.Graph[Any]", node: Any) -> str:
    """What to call a node: its label, or else itself."""
    return str(graph.nodes[node].get("label") or node)
