"""What a picture draws between any two actors: one line, whatever the number of their ties."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.signed import collapse, pair

# kinds of lines; HELD, UNHELD and ON_PLACE end at a place
FRIEND, FOE, CONTESTED, TALKS = "plus", "minus", "both-signs", "no-side"
HELD, UNHELD, ON_PLACE, OTHER = "held", "unheld", "on-place", "other"
KINDS = (FRIEND, FOE, CONTESTED, TALKS, HELD, UNHELD, ON_PLACE, OTHER)  # in the order of a legend

Edge = tuple[Any, Any, Any, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Pair:
    """What is drawn between two: its kind, and at which of the two ends its ties point."""

    kind: str
    claims: int
    note: str  # claims for and against of a contested pair
    at_first: bool
    at_second: bool
    ties: tuple[tuple[Any, Any, Any], ...]


def pairs(network: "nx.MultiDiGraph[Any]") -> dict[tuple[Any, Any], Pair]:
    """The pair of any two that a tie joins, by its ends in a fixed order."""
    signed = collapse(network)
    groups: dict[tuple[Any, Any], list[Edge]] = {}
    for edge in network.edges(keys=True, data=True):
        if edge[0] != edge[1]:
            groups.setdefault(pair(edge[0], edge[1]), []).append(edge)
    result = {}
    for (u, v), edges in sorted(groups.items(), key=lambda item: str(item[0])):
        note = ""
        if signed.has_edge(u, v):
            data = signed.edges[u, v]
            mine = [edge for edge in edges if edge[:3] in set(data["ties"])]
            kind = _signed_kind(data, mine)
            note = f"{data['plus']}+ {data['minus']}−" if data["contested"] else ""
        else:
            kind, mine = _unsigned_kind(network, edges)
        heads = {
            end for edge in mine for end in ((edge[0], edge[1]) if edge[3].get("symmetric") else (edge[1],))
        }
        claims = sum(int(edge[3].get("claims", 1)) for edge in mine)
        result[u, v] = Pair(kind, claims, note, u in heads, v in heads, tuple(edge[:3] for edge in mine))
    return result


def _signed_kind(data: Mapping[str, Any], edges: list[Edge]) -> str:
    if data["contested"]:
        return CONTESTED
    if not any(edge[3].get("stance", True) for edge in edges):
        return TALKS
    return FRIEND if data["sign"] > 0 else FOE


def _unsigned_kind(network: "nx.MultiDiGraph[Any]", edges: list[Edge]) -> tuple[str, list[Edge]]:
    """Kind of a pair without sign: what was said last of holding a place, else anything on it."""
    holds = [edge for edge in edges if edge[3].get("hold")]
    if holds:
        latest = max(holds, key=lambda edge: (edge[3].get("last") or "", edge[3]["hold"]))
        kind = HELD if latest[3]["hold"] > 0 else UNHELD
        return kind, [edge for edge in holds if edge[3]["hold"] == latest[3]["hold"]]
    at_place = any(network.nodes[edge[1]].get("place") for edge in edges)
    return (ON_PLACE if at_place else OTHER), edges


Words = tuple[tuple[str, int], ...]


def relations(network: "nx.MultiDiGraph[Any]", found: Mapping[Any, Pair]) -> tuple[tuple[str, Words], ...]:
    """For each kind in a picture, the labels of its relations and how many ties each has, most first."""
    words: dict[str, Counter[str]] = {}
    for each in found.values():
        labels = (str(network.edges[tie].get("label", tie[2])) for tie in each.ties)
        words.setdefault(each.kind, Counter()).update(labels)
    return tuple(
        (kind, tuple(sorted(words[kind].items(), key=lambda item: (-item[1], item[0]))))
        for kind in KINDS
        if kind in words
    )
