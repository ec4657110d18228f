"""Where actors stand in a picture: friends near, foes far, or two camps face to face; no label over another.

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
    graph: "nx.Graph[Any]", side: Mapping[Any, int], torn: frozenset[Any] = frozenset()
) -> Positions:
    """Two camps face to face, those of ``side`` -1 to the left, those of 1 to the right.

    Who is in ``torn``, or has no tie of sign 1 or -1 in ``graph``, stands between. A part of the graph that
    no such tie joins to the rest stands below, in a place of its own, since its camps have nothing to do
    with the others'. Within a camp, and where there is but one, places are those of :func:`signed_stress`.
    Rounded to 1/1000.
    """
    result: Positions = {}
    floor = 0.0
    for part in _parts(graph):
        here = graph.subgraph(part)
        at = signed_stress(here)
        sided = {node: side.get(node, 0) for node in part if _signed(here, node)}
        if {1, -1} <= set(sided.values()):
            where = {node: 0 if node in torn else sided.get(node, 0) for node in part}
            at = _face_to_face(where, at)
        top, bottom = max(y for _, y in at.values()), min(y for _, y in at.values())
        result |= {node: (x, round(floor - top + y, 3)) for node, (x, y) in at.items()}
        floor += bottom - top - FRIEND
    return result


def _signed(graph: "nx.Graph[Any]", node: Any) -> bool:
    return any(graph.edges[node, other].get("sign") for other in graph[node])


def _parts(graph: "nx.Graph[Any]") -> list[list[Any]]:
    """What ties of sign 1 or -1 join, largest first; whoever has none goes with a neighbour."""
    ties = nx.Graph([(u, v) for u, v, data in graph.edges(data=True) if data.get("sign")])
    parts = [sorted(part, key=str) for part in nx.connected_components(ties)]
    parts.sort(key=lambda part: (-len(part), str(part[0])))
    number = {node: i for i, part in enumerate(parts) for node in part}
    waiting = sorted(set(graph) - set(number), key=str)
    while found := [node for node in waiting if any(other in number for other in graph[node])]:
        for node in found:
            number[node] = min(number[other] for other in graph[node] if other in number)
        waiting = [node for node in waiting if node not in number]
    rest = nx.connected_components(graph.subgraph(waiting))
    groups = [[node for node in number if number[node] == i] for i in range(len(parts))]
    return groups + sorted((sorted(part, key=str) for part in rest), key=lambda part: str(part[0]))


def _face_to_face(where: Mapping[Any, int], at: Positions) -> Positions:
    """Positions turned so that the camps lie side by side, then drawn apart.

    Within a camp everyone keeps the place that ``at`` gives; those of neither stand on the line between.
    """
    import numpy as np

    x = {node: np.array(position) for node, position in at.items()}
    camps = {way: [node for node in where if where[node] == way] for way in (-1, 0, 1)}
    if not camps[-1] or not camps[1]:  # all of one camp would fit in the other
        return at
    across = np.mean([x[node] for node in camps[1]], axis=0) - np.mean(
        [x[node] for node in camps[-1]], axis=0
    )
    along = across / np.linalg.norm(across) if np.linalg.norm(across) > 1e-6 else np.array([1.0, 0.0])
    turned = {node: (float(p @ along), float(p @ (-along[1], along[0]))) for node, p in x.items()}
    between = FOE / 2 if camps[0] else FRIEND
    edge = {
        -1: max(turned[node][0] for node in camps[-1]) + between,
        1: min(turned[node][0] for node in camps[1]) - between,
    }
    result: Positions = {}
    for way, nodes in camps.items():
        for number, node in enumerate(sorted(nodes, key=lambda n: (turned[n][1], str(n)))):
            px, py = turned[node]
            result[node] = (round(px - edge[way] if way else 0.12 * (-1) ** number, 3), round(py, 3))
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
