"""The line index of balance, exactly: the fewest ties that no division in two camps explains.

Harary (1959) calls it the line index of balance, Aref & Wilson (2018, 10.1093/comnet/cnx044) the
frustration index L: over all partitions in two camps, the least number of friendly ties between the
camps plus hostile ties within one. L is additive over the biconnected blocks of a graph. Of each block a
local search finds a division, :mod:`kg.cuts` proves that there is none better, or finds it.
"""

import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.cuts import Block, best_division, lower_bound
from kg.signed import as_signed, core, signs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TIME_LIMIT = 10.0  # seconds
POOR_FIT = 0.15  # share of ties left unexplained above which two camps are no good summary
STARTS = 24  # of the local search that gives upper bounds
Edge = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Frustration:
    """The index, or bounds of it when the time ran out, and the camps that reach ``upper``.

    ``side`` maps every actor to 1 or -1; of each connected part, 1 is the larger camp. ``breaking`` are
    the ties that these camps do not explain. ``edges`` counts the ties of sign 1 and -1.
    """

    lower: int
    upper: int
    edges: int
    side: Mapping[Any, int]
    breaking: tuple[Edge, ...]

    @property
    def exact(self) -> bool:
        """Whether the bounds meet, so that ``upper`` is the index."""
        return self.lower == self.upper

    @property
    def status(self) -> str:
        """``optimal``, or ``bounds`` when the time limit came first."""
        return "optimal" if self.exact else "bounds"

    @property
    def index(self) -> int:
        """L, the index; only an upper bound unless :attr:`exact`."""
        return self.upper

    @property
    def share(self) -> float:
        """F = 1 - 2 L / m (Aref & Wilson 2018), from 0 to 1; 1 when balanced or without ties."""
        return 1.0 - 2.0 * self.upper / self.edges if self.edges else 1.0

    @property
    def poor(self) -> bool:
        """Whether two camps leave so many ties unexplained (15 %) that they are no good summary."""
        return self.upper > POOR_FIT * self.edges


def frustration(graph: "nx.Graph[Any]", *, time_limit: float = TIME_LIMIT) -> Frustration:
    """The line index of balance of a signed graph (see :func:`kg.signed.as_signed`).

    Exact unless ``time_limit`` (seconds for all of it) comes first; then ``lower`` and ``upper`` bound it.
    """
    import scipy.optimize  # before the clock starts
    import scipy.sparse.csgraph  # noqa: F401

    ties = core(graph)
    deadline = time.monotonic() + time_limit
    lower = 0
    halves: list[tuple[list[Any], NDArray[np.int8]]] = []
    for block in _blocks(ties):
        found = _solve(block, deadline)
        lower += found.lower
        halves.append((found.nodes, found.x))
    side = _joined(ties, halves)
    breaking = tuple((u, v) for u, v, sign in signs(ties) if side[u] * side[v] != sign)
    return Frustration(lower, len(breaking), ties.number_of_edges(), side, breaking)


def count_optima(
    graph: "nx.Graph[Any]", *, limit: int = 8, time_limit: float = TIME_LIMIT
) -> tuple[int, bool]:
    """How many divisions in two camps reach the index, and whether all were counted.

    Connected parts are counted as joined: flipping a whole part makes no new division. Counting ends at
    ``limit``; the count is then a lower bound.
    """
    deadline = time.monotonic() + time_limit
    total, complete = 1, True
    for block in _blocks(core(graph)):
        found = _solve(block, deadline)
        if found.lower != found.upper:
            return total, False
        if found.upper == 0:
            continue
        seen = [found.x]
        while len(seen) < limit:
            other = best_division(block, deadline, found.upper, [], seen)
            if other.x is None:
                complete &= other.proven
                break
            seen.append(other.x)
        else:
            complete = False
        total *= len(seen)
        if total >= limit:
            return limit, False
    return total, complete


# ---------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True)
class _Solution:
    nodes: list[Any]
    lower: int
    upper: int
    x: "NDArray[np.int8]"  # 0 or 1 for each node


def _blocks(ties: "nx.Graph[Any]") -> Iterator[Block]:
    """The blocks of two or more ties: those of one tie frustrate nothing."""
    import numpy as np

    for edges in nx.biconnected_component_edges(ties):
        rows = sorted(edges, key=str)
        nodes = sorted({node for edge in rows for node in edge}, key=str)
        at = {node: i for i, node in enumerate(nodes)}
        yield Block(
            nodes,
            np.array([at[u] for u, _ in rows]),
            np.array([at[v] for _, v in rows]),
            np.array([ties.edges[edge]["sign"] for edge in rows], dtype=np.int8),
        )


def _joined(ties: "nx.Graph[Any]", halves: list[tuple[list[Any], "NDArray[np.int8]"]]) -> dict[Any, int]:
    """One side for each node from those of the blocks, which share one node where they meet."""
    meet: nx.Graph[Any] = nx.Graph()
    meet.add_nodes_from(ties.nodes)
    for nodes, x in halves:
        first, one = nodes[0], x[0]
        meet.add_edges_from(
            (first, node, {"same": int(at) == int(one)}) for node, at in zip(nodes[1:], x[1:], strict=True)
        )
    side: dict[Any, int] = {}
    for part in nx.connected_components(meet):
        root = min(part, key=str)
        here = {root: 1}
        for u, v in nx.bfs_edges(meet, root):
            here[v] = here[u] if meet.edges[u, v]["same"] else -here[u]
        weight = sum(here.values()) or here[root]
        side.update({node: at if weight > 0 else -at for node, at in here.items()})
    return {node: side[node] for node in ties.nodes}


# ---------------------------------------------------------------- one block


def _solve(block: Block, deadline: float) -> _Solution:
    """The index of a block: a good division, a bound that often meets it, and else a search between."""
    x, upper = _search(block)
    if upper == 0:
        return _Solution(block.nodes, 0, 0, x)
    lower, cuts = lower_bound(block, upper, time.monotonic() + 0.5 * (deadline - time.monotonic()))
    if lower < upper:
        found = best_division(block, deadline, upper - 1, cuts)
        if found.x is not None:
            x, upper = found.x, _cost(block, found.x)
        lower = upper if found.proven else min(max(found.bound, lower), upper)
    return _Solution(block.nodes, lower, upper, x)


def _cost(block: Block, x: "NDArray[np.int8]") -> int:
    """How many ties of the block the division ``x`` leaves unexplained."""
    return int((((x[block.head] == x[block.tail]) * 2 - 1) != block.sign).sum())


def _search(block: Block) -> "tuple[NDArray[np.int8], int]":
    """A good division by flipping one actor at a time, from a spanning tree and from seeded starts."""
    import numpy as np

    n = len(block.nodes)
    matrix = np.zeros((n, n))
    matrix[block.head, block.tail] = matrix[block.tail, block.head] = block.sign
    rng = np.random.default_rng(0)
    starts = [_tree_sides(block), *rng.choice([-1.0, 1.0], size=(STARTS, n))]
    best, least = np.zeros(n, dtype=np.int8), math.inf
    for s in starts:
        while True:
            gain = -s * (matrix @ s)  # twice this fewer unexplained ties, summed over both ends
            worst = int(np.argmax(gain))
            if gain[worst] <= 0:
                break
            s[worst] *= -1
        x = (s * s[0] < 0).astype(np.int8)
        cost = _cost(block, x)
        if cost < least:
            best, least = x, cost
        if least == 0:
            break
    return best, int(least)


def _tree_sides(block: Block) -> "NDArray[np.float64]":
    """Sides along a spanning tree: with no unexplained tie, if the block is balanced."""
    import numpy as np

    tree: nx.Graph[int] = nx.Graph()
    for u, v, sign in zip(block.head.tolist(), block.tail.tolist(), block.sign.tolist(), strict=True):
        tree.add_edge(u, v, sign=sign)
    sides = np.ones(len(block.nodes))
    for u, v in nx.bfs_edges(tree, 0):
        sides[v] = sides[u] * tree.edges[u, v]["sign"]
    return sides


def unexplained(graph: "nx.Graph[Any]", side: Mapping[Any, int]) -> list[Edge]:
    """The ties that a given division in two camps (1 and -1) does not explain."""
    return [(u, v) for u, v, sign in signs(as_signed(graph)) if side[u] * side[v] != sign]
