"""Structural balance of an alliance graph: do two camps explain who stands with whom?

A signed graph is balanced when no cycle has an odd number of hostile ties; then, and only then, it falls
into two camps with friends within and foes between (Harary 1953; Cartwright & Harary 1956,
10.1037/h0046049). Weak balance (Davis 1967) allows more than two camps. Every measure takes whatever
:func:`kg.signed.as_signed` takes; actors are the nodes of that graph.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import networkx as nx

from kg.frustration import TIME_LIMIT, frustration
from kg.signed import as_signed, core, pair, signs

# ---------------------------------------------------------------- the test


@dataclass(frozen=True, slots=True)
class Balance:
    """Whether a graph is balanced: its two camps (``side``: 1 or -1), or a cycle that shows it is not.

    ``witness`` lists the nodes of a cycle with an odd number of hostile ties; the last is joined to
    the first.
    """

    balanced: bool
    side: Mapping[Any, int]
    witness: tuple[Any, ...] = ()


def balance(graph: "nx.Graph[Any]") -> Balance:
    """Harary's test by breadth-first search, in time linear in actors and ties."""
    ties = core(graph)
    side: dict[Any, int] = {}
    parent: dict[Any, Any] = {}
    for root in ties.nodes:
        if root in side:
            continue
        side[root], parent[root] = 1, None
        queue = deque([root])
        while queue:
            u = queue.popleft()
            for v, data in ties.adj[u].items():
                wanted = side[u] * data["sign"]
                if v not in side:
                    side[v], parent[v] = wanted, u
                    queue.append(v)
                elif side[v] != wanted:
                    return Balance(False, {}, _cycle(parent, u, v))
    return Balance(True, side)


def _cycle(parent: Mapping[Any, Any], u: Any, v: Any) -> tuple[Any, ...]:
    """The cycle that the tie u-v closes in the tree of ``parent``."""
    up = [u]
    while parent[up[-1]] is not None:
        up.append(parent[up[-1]])
    down = [v]
    while down[-1] not in up:
        down.append(parent[down[-1]])
    return (*up[: up.index(down[-1])], *reversed(down))


# ---------------------------------------------------------------- triads


@dataclass(frozen=True, slots=True)
class Triads:
    """Closed triads by their signs, each as its three actors.

    ``+++`` and ``+--`` are balanced; ``++-`` (two foes with a common friend) is not; ``---`` is balanced
    only in the weak sense of Davis (1967, Human Relations 20:181-187).
    """

    ppp: tuple[tuple[Any, Any, Any], ...]
    ppm: tuple[tuple[Any, Any, Any], ...]
    pmm: tuple[tuple[Any, Any, Any], ...]
    mmm: tuple[tuple[Any, Any, Any], ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        return {"+++": len(self.ppp), "++-": len(self.ppm), "+--": len(self.pmm), "---": len(self.mmm)}

    @property
    def total(self) -> int:
        """How many closed triads there are."""
        return sum(self.counts.values())

    @property
    def balanced(self) -> float | None:
        """T, the share that is balanced (Cartwright & Harary 1956); ``None`` without triads."""
        return (len(self.ppp) + len(self.pmm)) / self.total if self.total else None

    @property
    def weakly_balanced(self) -> float | None:
        """The share that is weakly balanced (Davis 1967); ``None`` without triads."""
        return (self.total - len(self.ppm)) / self.total if self.total else None


def triads(graph: "nx.Graph[Any]") -> Triads:
    """All closed triads of a signed graph, in the order of its nodes."""
    ties = core(graph)
    rank = {node: i for i, node in enumerate(ties.nodes)}
    found: dict[int, list[tuple[Any, Any, Any]]] = {0: [], 1: [], 2: [], 3: []}
    for u, v, sign in signs(ties):
        first, second = sorted((u, v), key=rank.__getitem__)
        for w in sorted(set(ties[u]) & set(ties[v]), key=rank.__getitem__):
            if rank[w] > rank[second]:
                hostile = sum(s < 0 for s in (sign, ties.edges[u, w]["sign"], ties.edges[v, w]["sign"]))
                found[hostile].append((first, second, w))
    return Triads(*(tuple(sorted(found[n], key=lambda t: [rank[x] for x in t])) for n in range(4)))


def algebraic_conflict(graph: "nx.Graph[Any]") -> float:
    """The smallest eigenvalue of the signed Laplacian D - A, with D the number of ties (Kunegis et al.,
    SDM 2010): 0 when balanced, larger the more conflict within. Of actors that have ties; the least of
    the connected parts. 0.0 for a graph without ties.
    """
    import numpy as np

    ties = core(graph)
    least = []
    for part in nx.connected_components(ties):
        if len(part) > 1:
            nodes = [node for node in ties.nodes if node in part]
            matrix = nx.to_numpy_array(ties, nodelist=nodes, weight="sign")
            values = np.linalg.eigvalsh(np.diag(np.abs(matrix).sum(axis=1)) - matrix)
            least.append(float(values[0]))
    return round(max(min(least), 0.0), 9) + 0.0 if least else 0.0


# ---------------------------------------------------------------- stability


@dataclass(frozen=True, slots=True)
class Stability:
    """How the camps hold when sentences are drawn again, with replacement, as many as there are.

    ``actor`` is how often each actor stood in its camp; ``together`` how often two stood in one camp, for
    pairs ``(u, v)`` in the order of the graph; both shares of the draws. ``low`` and ``high`` hold the
    middle 90 % of the index.
    """

    draws: int
    actor: Mapping[Any, float]
    together: Mapping[tuple[Any, Any], float]
    low: int
    high: int


def stability(
    graph: "nx.Graph[Any]", *, draws: int = 100, seed: int = 0, time_limit: float = TIME_LIMIT
) -> Stability:
    """Bootstrap (Efron 1979) over the sentences of a network, or over ties that name none.

    A sentence brings along all the ties that it states. ``time_limit`` (seconds) bounds each draw's index.
    """
    import numpy as np

    votes = _votes(graph)
    nodes = list(core(graph).nodes)
    reference = frustration(graph, time_limit=time_limit).side
    was = np.array([reference[node] for node in nodes])
    rng = np.random.default_rng(seed)
    kept, together = np.zeros(len(nodes)), np.zeros((len(nodes), len(nodes)))
    indices = []
    for _ in range(draws):
        drawn = rng.integers(0, len(votes), len(votes)).tolist() if votes else []
        ties = _of_votes(nodes, [votes[i] for i in drawn])
        found = frustration(ties, time_limit=time_limit)
        s = np.array([found.side[node] for node in nodes])
        for part in nx.connected_components(ties):  # camps have no names: take those that fit best
            at = [i for i, node in enumerate(nodes) if node in part]
            s[at] *= 1 if (s[at] * was[at]).sum() >= 0 else -1
        kept += s == was
        together += s[:, None] == s[None, :]
        indices.append(found.index)
    actor = {node: float(x) for node, x in zip(nodes, kept / max(draws, 1), strict=True)}
    pairs = {
        (nodes[i], nodes[j]): float(together[i, j] / max(draws, 1))
        for i, j in combinations(range(len(nodes)), 2)
    }
    low, high = (int(np.percentile(indices, q)) for q in (5, 95)) if indices else (0, 0)
    return Stability(draws, actor, pairs, low, high)


Vote = list[tuple[Any, Any, int]]


def _votes(graph: "nx.Graph[Any]") -> list[Vote]:
    """For each sentence, the signed ties that it states; ties that took no part in the camps are left out."""
    signed = as_signed(graph)
    if not (graph.is_multigraph() and graph.is_directed()) or signed is graph:
        return [[edge] for edge in signs(signed)]
    by_sentence: dict[str, Vote] = {}
    for _, _, data in signed.edges(data=True):
        for edge in data.get("ties", ()):
            tie = graph.edges[edge]
            for sentence in tie.get("sentences") or (str(edge),):
                by_sentence.setdefault(sentence, []).append((edge[0], edge[1], tie["sign"]))
    return [by_sentence[sentence] for sentence in sorted(by_sentence)]


def _of_votes(nodes: list[Any], votes: list[Vote]) -> "nx.Graph[Any]":
    sums: dict[tuple[Any, Any], int] = {}
    for u, v, sign in (edge for vote in votes for edge in vote):
        sums[pair(u, v)] = sums.get(pair(u, v), 0) + sign
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((u, v, {"sign": (total > 0) - (total < 0)}) for (u, v), total in sums.items())
    return graph
