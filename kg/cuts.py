"""Bounds and proofs for the line index of balance of one block.

The unexplained ties of a division meet every cycle in a number of the parity that the cycle's signs
give. For a cycle C and a part F of it with the wrong parity, sum over F of (1 - f) plus sum over C \\ F of
f is at least 1: the odd-cycle inequalities of the cut polytope (Barahona & Mahjoub 1986). Violated ones
are shortest paths in a doubled graph. They bound L from below by linear programs; what is left open is an
integer program (Aref, Mason & Wilson 2020, 10.1002/net.21907) strengthened by them.
"""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ROUNDS = 60  # of cutting
SLACK = 1e-4  # a cut must be violated by more
Cut = tuple[tuple[int, int], ...]  # (tie, 1 when in F) of a cycle, sorted


@dataclass(frozen=True, slots=True)
class Block:
    """A biconnected block as arrays: ``head`` and ``tail`` index ``nodes``; ``sign`` is 1 or -1."""

    nodes: list[Any]
    head: "NDArray[np.intp]"
    tail: "NDArray[np.intp]"
    sign: "NDArray[np.int8]"

    def ties(self) -> Iterator[tuple[int, int, int]]:
        """``(u, v, sign)`` of each tie, as plain integers."""
        return zip(self.head.tolist(), self.tail.tolist(), self.sign.tolist(), strict=True)


# ---------------------------------------------------------------- linear programs


def lower_bound(block: Block, upper: int, deadline: float) -> tuple[int, list[Cut]]:
    """The best lower bound of L that odd cycles give by ``deadline`` (monotonic seconds), and the cuts
    that hold it up. Stops as soon as the bound is ``upper``."""
    import numpy as np
    from scipy.optimize import linprog

    kept: list[Cut] = sorted(_unbalanced_triangles(block))
    seen, best, m = set(kept), max(1, _packed(kept)), len(block.head)
    f = np.zeros(m)
    for _ in range(ROUNDS):
        if kept:
            matrix, least = _rows(kept, m)
            limit = {"time_limit": max(deadline - time.monotonic(), 0.01)}
            answer = linprog(
                np.ones(m), A_ub=-matrix, b_ub=-least, bounds=(0, 1), method="highs", options=limit
            )
            if answer.x is None or answer.status != 0:
                break
            best = max(best, math.ceil(answer.fun - 1e-6))
            f = np.clip(answer.x, 0.0, 1.0)
            tight = matrix @ answer.x - least < 1e-6
            kept = [cut for cut, holds in zip(kept, tight.tolist(), strict=True) if holds]
        if best >= upper or time.monotonic() > deadline:
            break
        new = [cut for cut in _violated(block, f) if cut not in seen]
        if not new:
            break
        seen.update(new)
        kept += new
    return min(best, upper), kept


def _packed(triangles: Sequence[Cut]) -> int:
    """How many triangles without a common tie a greedy choice finds: each leaves a tie unexplained."""
    taken: set[int] = set()
    count = 0
    for triangle in triangles:
        ties = {tie for tie, _ in triangle}
        if not ties & taken:
            taken |= ties
            count += 1
    return count


def _rows(cuts: Sequence[Cut], m: int) -> "tuple[Any, Floats]":
    """Cuts as rows ``A f >= b``."""
    import numpy as np
    from scipy.sparse import csr_array

    i = np.repeat(np.arange(len(cuts)), [len(cut) for cut in cuts])
    j = np.array([tie for cut in cuts for tie, _ in cut])
    values = np.array([-1.0 if odd else 1.0 for cut in cuts for _, odd in cut])
    least = np.array([1.0 - sum(odd for _, odd in cut) for cut in cuts])
    return csr_array((values, (i, j)), shape=(len(cuts), m)), least


def _violated(block: Block, f: "Floats") -> list[Cut]:
    """For each node, the cycle through it whose inequality ``f`` violates most."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    n = len(block.nodes)
    minus = (block.sign < 0).astype(int)
    u, v = block.head, block.tail
    parts = []
    for odd in (0, 1):  # whether the tie is in F; parity changes with that and with a hostile sign
        length = np.clip(1.0 - f if odd else f, 0.0, 1.0) + 1e-9
        for level in (0, 1):
            other = (level + minus + odd) % 2
            parts += [(u + level * n, v + other * n, length), (v + other * n, u + level * n, length)]
    rows, columns, lengths = (np.concatenate(part) for part in zip(*parts, strict=True))
    doubled = csr_array((lengths, (rows, columns)), shape=(2 * n, 2 * n))
    far, back = dijkstra(doubled, indices=np.arange(n), return_predecessors=True, limit=1.0)
    ties = {frozenset((a, b)): e for e, (a, b, _) in enumerate(block.ties())}
    found: dict[Cut, None] = {}
    for root in np.flatnonzero(far[np.arange(n), np.arange(n) + n] < 1.0 - SLACK).tolist():
        cut: list[tuple[int, int]] = []
        here = root + n
        while here != root:
            before = int(back[root, here])
            tie = ties[frozenset((before % n, here % n))]
            cut.append((tie, (before // n + here // n + int(minus[tie])) % 2))
            here = before
        if len({tie for tie, _ in cut}) == len(cut):
            found[tuple(sorted(cut))] = None
    return list(found)


def _unbalanced_triangles(block: Block) -> Iterator[Cut]:
    """Triangles whose signs multiply to -1, as cuts with an empty F."""
    near: list[dict[int, int]] = [{} for _ in block.nodes]
    for e, (u, v, _) in enumerate(block.ties()):
        near[u][v] = near[v][u] = e
    for e, (u, v, sign) in enumerate(block.ties()):
        for w in sorted(near[u].keys() & near[v].keys()):
            a, b = near[u][w], near[v][w]
            if w > max(u, v) and sign * block.sign[a] * block.sign[b] < 0:
                yield tuple(sorted(((e, 0), (a, 0), (b, 0))))


# ---------------------------------------------------------------- the integer program


@dataclass(frozen=True, slots=True)
class Found:
    """The best division ``x`` (0 or 1 a node), or ``None``; ``proven``: it is optimal, or there is none."""

    x: "NDArray[np.int8] | None"
    bound: int
    proven: bool


def best_division(
    block: Block,
    deadline: float,
    upper: int,
    cuts: Sequence[Cut],
    excluded: "Sequence[NDArray[np.int8]]" = (),
) -> Found:
    """The division with the fewest unexplained ties, among those with at most ``upper``.

    Divisions in ``excluded`` are left out. The first node's camp is fixed, since camps have no names.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    left = deadline - time.monotonic()
    if left <= 0.02:
        return Found(None, 1, False)
    n, m = len(block.nodes), len(block.head)
    matrix, least = _program(block, upper, cuts, excluded)
    highest = np.ones(n + m)
    highest[0] = 0.0
    answer = milp(
        np.concatenate([np.zeros(n), np.ones(m)]),
        integrality=np.concatenate([np.ones(n), np.zeros(m)]),
        bounds=Bounds(np.zeros(n + m), highest),
        constraints=LinearConstraint(matrix, least, np.inf),
        options={"time_limit": left, "mip_rel_gap": 0.0},
    )
    if answer.status == 2:  # infeasible: every other division leaves more
        return Found(None, upper + 1, True)
    x = None if answer.x is None else np.round(answer.x[:n]).astype(np.int8)
    dual = answer.mip_dual_bound
    bound = math.ceil(dual - 1e-6) if dual is not None and math.isfinite(dual) else 1
    return Found(x, bound, answer.status == 0)


def _program(
    block: Block, upper: int, cuts: Sequence[Cut], excluded: "Sequence[NDArray[np.int8]]"
) -> "tuple[Any, Floats]":
    """Rows ``A z >= b`` over z = (x, f): x says the camp, f which ties are unexplained."""
    import numpy as np
    from scipy.sparse import csr_array

    n, m = len(block.nodes), len(block.head)
    rows: list[list[tuple[int, float]]] = []
    least: list[float] = []
    for e, (u, v, sign) in enumerate(block.ties()):
        f = (n + e, 1.0)
        if sign > 0:  # f >= |x_u - x_v|
            rows += [[f, (u, -1.0), (v, 1.0)], [f, (u, 1.0), (v, -1.0)]]
            least += [0.0, 0.0]
        else:  # f >= |x_u + x_v - 1|
            rows += [[f, (u, -1.0), (v, -1.0)], [f, (u, 1.0), (v, 1.0)]]
            least += [-1.0, 1.0]
    for cut in cuts or tuple(_unbalanced_triangles(block)):
        rows.append([(n + tie, -1.0 if odd else 1.0) for tie, odd in cut])
        least.append(1.0 - sum(odd for _, odd in cut))
    rows.append([(n + e, -1.0) for e in range(m)])
    least.append(-float(upper))
    for x in excluded:
        rows.append([(i, -1.0 if x[i] else 1.0) for i in range(1, n)])
        least.append(1.0 - float(x[1:].sum()))
    i = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    j = np.array([column for row in rows for column, _ in row])
    values = np.array([value for row in rows for _, value in row])
    return csr_array((values, (i, j)), shape=(len(rows), n + m)), np.array(least)
