"""More than two camps: the k-camp blockmodel of a signed graph (Doreian & Mrvar 1996, 2009).

Weak balance (Davis 1967) lets hostile actors stand in any number of camps: "the enemy of my enemy" need
not be a friend. The criterion of a partition is alpha * N + (1 - alpha) * P with N hostile ties within
camps and P friendly ties between camps (Doreian & Mrvar, Social Networks 31 (2009) 1-11); a seeded
relocation search looks for its least value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.signed import core, signs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STARTS = 40


@dataclass(frozen=True, slots=True)
class Camps:
    """A partition in at most ``k`` camps, largest first, and the ties that it does not explain.

    ``errors`` counts those ties; ``criterion`` weighs them by alpha. The search is a heuristic:
    ``criterion`` is an upper bound of the least value.
    """

    k: int
    camp: Mapping[Any, int]  # node -> 0, 1, …
    criterion: float
    breaking: tuple[tuple[Any, Any], ...]

    @property
    def errors(self) -> int:
        """How many ties the camps leave unexplained."""
        return len(self.breaking)

    def members(self) -> list[list[Any]]:
        """The camps as lists of nodes, largest first."""
        groups: dict[int, list[Any]] = {}
        for node, number in self.camp.items():
            groups.setdefault(number, []).append(node)
        return [groups[number] for number in sorted(groups)]


def camps(
    graph: "nx.Graph[Any]", k: int, *, alpha: float = 0.5, seed: int = 0, starts: int = STARTS
) -> Camps:
    """The best partition found in at most ``k`` camps; the same ``seed`` finds the same.

    ``alpha`` (0 to 1) is the weight of hostile ties within a camp against friendly ones between camps.
    Raises ValueError for ``k`` below 1 or ``alpha`` outside its range.
    """
    import numpy as np

    if k < 1 or not 0 <= alpha <= 1:
        raise ValueError(f"k is {k}, alpha {alpha}: k is at least 1 and alpha between 0 and 1")
    ties = core(graph)
    nodes = sorted(ties.nodes, key=str)
    matrix = nx.to_numpy_array(ties, nodelist=nodes, weight="sign") if nodes else np.zeros((0, 0))
    rng = np.random.default_rng(seed)
    best, least = np.zeros(len(nodes), dtype=int), np.inf
    for number in range(starts):
        start = np.zeros(len(nodes), dtype=int) if number == 0 else rng.integers(0, k, len(nodes))
        found, value = _relocate(start, matrix, k, alpha)
        if value < least - 1e-9:
            best, least = found, value
    order = _by_size(best)
    camp = {node: order[int(number)] for node, number in zip(nodes, best, strict=True)}
    breaking = tuple((u, v) for u, v, sign in signs(ties) if (camp[u] == camp[v]) != (sign > 0))
    return Camps(k, camp, float(least) if nodes else 0.0, breaking)


def _by_size(camp: "NDArray[np.int_]") -> dict[int, int]:
    """New numbers of the camps: the largest is 0; of equal ones, that of the first node."""
    numbers = [int(number) for number in camp]
    ranked = sorted(set(numbers), key=lambda number: (-numbers.count(number), numbers.index(number)))
    return {number: rank for rank, number in enumerate(ranked)}


def _relocate(
    camp: "NDArray[np.int_]", matrix: "Floats", k: int, alpha: float
) -> "tuple[NDArray[np.int_], float]":
    """Move one actor, or exchange two of different camps, as long as that lowers the criterion."""
    import numpy as np

    plus, minus = np.maximum(matrix, 0.0), np.maximum(-matrix, 0.0)
    n, camp = len(camp), camp.copy()
    for _ in range(20 * n + 1):
        member = np.eye(k)[camp]
        price = alpha * (minus @ member) - (1 - alpha) * (plus @ member)  # of being in each camp
        gain = price[np.arange(n), camp][:, None] - price if n else price
        if n and gain.max() > 1e-9:
            node, to = np.unravel_index(int(np.argmax(gain)), gain.shape)
            camp[node] = to
        elif not _exchange(camp, gain, matrix, alpha):
            break
    same = camp[:, None] == camp[None, :]
    value = (alpha * (minus * same).sum() + (1 - alpha) * (plus * ~same).sum()) / 2
    return camp, float(value)


def _exchange(camp: "NDArray[np.int_]", gain: "Floats", matrix: "Floats", alpha: float) -> bool:
    """Exchange the two actors of different camps that lowers the criterion most; whether any does."""
    import numpy as np

    if len(camp) < 2:
        return False
    to = gain[:, camp]  # what each gains by going to the other's camp
    tie = np.where(matrix > 0, 2 * (1 - alpha), np.where(matrix < 0, -2 * alpha, 0.0))
    both = np.where(camp[:, None] != camp[None, :], to + to.T - tie, 0.0)
    i, j = np.unravel_index(int(np.argmax(both)), both.shape)
    if both[i, j] <= 1e-9:
        return False
    camp[i], camp[j] = camp[j], camp[i]
    return True
