"""Where actors stand in a picture: friends near, foes far, and no label over another.

Signed stress: the layout that best keeps wanted distances (Kamada & Kawai 1989, minimised by SMACOF,
de Leeuw 1977), with a friend wanted near, a foe far, and others by the number of ties between them.
It starts from the signed spectral layout (Kunegis et al., SDM 2010), which has no random number in it.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FRIEND, FOE, UNSIGNED, FAR = 1.0, 2.6, 1.5, 1.8  # wanted distances; FAR is the least of non-neighbours
APART = 3.5  # the most that any two actors want
Positions = dict[Any, tuple[float, float]]


def signed_stress(graph: "nx.Graph[Any]", *, rounds: int = 400) -> Positions:
    """Positions of all nodes, for an undirected graph whose edges may have ``sign`` 1, -1 or 0.

    A unit is the distance between friends. The same graph gives the same positions, rounded to
    1/1000; wide rather than high.
    """
    import numpy as np

    nodes = sorted(graph.nodes, key=str)
    if len(nodes) < 2:
        return dict.fromkeys(nodes, (0.0, 0.0))
    wanted = _wanted(graph, nodes)
    best, least = None, np.inf
    for start in _starts(graph, nodes):
        found, stress = _smacof(start, wanted, rounds)
        if stress < least - 1e-6:
            best, least = found, stress
    assert best is not None
    placed = _wide(best)
    return {
        node: (round(float(x), 3), round(float(y), 3)) for node, (x, y) in zip(nodes, placed, strict=True)
    }


def _wanted(graph: "nx.Graph[Any]", nodes: Sequence[Any]) -> "Array":
    """The matrix of wanted distances."""
    import numpy as np
    from scipy.sparse.csgraph import shortest_path

    index = {node: i for i, node in enumerate(nodes)}
    near = nx.to_scipy_sparse_array(graph, nodelist=nodes, weight=None)
    hops = shortest_path(near, unweighted=True, directed=False)
    wanted: Array = np.clip(np.where(np.isfinite(hops), hops, APART), FAR, APART)
    for u, v, data in graph.edges(data=True):
        sign = data.get("sign", 0)
        length = FRIEND if sign > 0 else FOE if sign < 0 else UNSIGNED
        wanted[index[u], index[v]] = wanted[index[v], index[u]] = length
    np.fill_diagonal(wanted, 0.0)
    return wanted


def _starts(graph: "nx.Graph[Any]", nodes: Sequence[Any]) -> "list[Array]":
    """The signed spectral layout, a circle, and, for small graphs, some fixed scatters."""
    import numpy as np

    n = len(nodes)
    angle = 2.399963 * np.arange(n)  # golden angle: no two actors start at one point
    radius = np.sqrt((np.arange(n) + 0.5) / n)
    disc: Array = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    spectral = signed_spectral(graph, nodes) + 0.05 * disc
    scatters = [np.random.default_rng(seed).normal(size=(n, 2)) for seed in range(3)] if n <= 60 else []
    return [spectral, 2.0 * disc, *scatters]


def signed_spectral(graph: "nx.Graph[Any]", nodes: Sequence[Any]) -> "Array":
    """Eigenvectors of the two smallest eigenvalues of the signed Laplacian, as n × 2 positions.

    A foe pulls to the opposite point (Kunegis et al. 2010). The sign of a vector is fixed by its
    largest entry.
    """
    import numpy as np

    matrix = nx.to_numpy_array(graph, nodelist=list(nodes), weight="sign")
    laplacian = np.diag(np.abs(matrix).sum(axis=1)) - matrix
    _, vectors = np.linalg.eigh(laplacian)
    chosen = vectors[:, :2]
    largest = np.argmax(np.abs(chosen).round(6), axis=0)
    chosen = chosen * np.sign(chosen[largest, np.arange(chosen.shape[1])])
    return np.asarray(chosen * np.sqrt(len(nodes)), dtype=float)


def _smacof(start: "Array", wanted: "Array", rounds: int) -> "tuple[Array, float]":
    """Majorised stress with weights 1/d²: the layout and its stress."""
    import numpy as np

    n = len(wanted)
    weight = np.divide(1.0, wanted**2, out=np.zeros_like(wanted), where=wanted > 0)
    v = -weight
    np.fill_diagonal(v, weight.sum(axis=1))
    inverse = np.linalg.inv(v + 1.0 / n) - 1.0 / n
    target = weight * wanted
    x, last = start, np.inf
    for _ in range(rounds):
        square = (x**2).sum(axis=1)
        distance = np.sqrt(np.maximum(square[:, None] + square[None, :] - 2 * (x @ x.T), 0.0))
        stress = float((weight * (distance - wanted) ** 2).sum() / 2)
        if last - stress < 1e-6 * max(stress, 1e-9):
            break
        last = stress
        b = -np.divide(target, distance, out=np.zeros_like(distance), where=distance > 1e-9)
        np.fill_diagonal(b, 0.0)
        np.fill_diagonal(b, -b.sum(axis=1))
        x = inverse @ (b @ x)
    return x, last


def _wide(x: "Array") -> "Array":
    """Centred, and turned so that the longest extent lies across; no mirror image is left to chance."""
    import numpy as np

    x = x - x.mean(axis=0)
    _, _, axes = np.linalg.svd(x, full_matrices=False)
    if axes.shape[0] < 2:
        return x
    turned: Array = x @ axes.T
    for axis in (0, 1):
        if turned[np.argmax(np.abs(turned[:, axis]).round(6)), axis] < 0:
            turned[:, axis] *= -1
    return turned


def camps_apart(
    positions: Positions, side: Mapping[Any, int], torn: frozenset[Any] = frozenset()
) -> Positions:
    """Two camps left (-1) and right (1), everyone at the height that the other layout gave.

    Those in ``torn``, and those whose side is 0 or unknown, stand in the middle.
    """
    if not positions:
        return {}
    reach = max(1.0, max(abs(x) for x, _ in positions.values()))
    result = {}
    for node, (x, y) in positions.items():
        where = 0 if node in torn else side.get(node, 0)
        depth = 0.35 * abs(x) / reach
        result[node] = (round(where * (1.1 + depth) * reach + (0 if where else 0.2 * x), 3), y)
    return result


def spread(
    positions: Mapping[Any, tuple[float, float]],
    boxes: Mapping[Any, tuple[float, float, float, float]],
    gap: float = 4.0,
) -> Positions:
    """Positions moved as little as needed for boxes not to overlap.

    A box is ``(left, below, right, above)`` of its node's position, all as positive extents, in the
    units of the positions; ``gap`` is what stays free between two.
    """
    import numpy as np

    nodes = sorted(positions, key=str)
    x = np.array([positions[node] for node in nodes], dtype=float).reshape(-1, 2)
    size = np.array([boxes[node] for node in nodes], dtype=float).reshape(-1, 4)
    half = np.column_stack([(size[:, 0] + size[:, 2]) / 2, (size[:, 1] + size[:, 3]) / 2]) + gap / 2
    middle = np.column_stack([(size[:, 2] - size[:, 0]) / 2, (size[:, 3] - size[:, 1]) / 2])
    for step in range(3000):
        if not _push(x, middle, half):
            break
        if step % 20 == 19:
            x *= 1.03
    return {node: (float(px), float(py)) for node, (px, py) in zip(nodes, x, strict=True)}


def _push(x: "Array", middle: "Array", half: "Array") -> bool:
    """Push overlapping boxes apart along the shorter way; whether there were any."""
    import numpy as np

    centre = x + middle
    gap = centre[:, None, :] - centre[None, :, :]
    over = half[:, None, :] + half[None, :, :] - np.abs(gap)
    i, j = np.nonzero(np.triu((over > 1e-6).all(axis=2), 1))
    if not len(i):
        return False
    axis = (over[i, j, 1] <= over[i, j, 0]).astype(int)
    way = np.where(gap[i, j, axis] > 0, 1.0, -1.0)
    move = way * (over[i, j, axis] / 2 + 1e-3)
    crowd = np.maximum(np.bincount(np.concatenate([i, j]), minlength=len(x)), 1) ** 0.5
    np.add.at(x, (i, axis), move / crowd[i])
    np.add.at(x, (j, axis), -move / crowd[j])
    return True
