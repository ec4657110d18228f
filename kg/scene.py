"""A picture of the alliance graph as plain geometry: what stands where, before anything is drawn.

Lengths are points (1/72 inch), y goes up. One line joins two actors, whatever the number of their ties.
Sign is told three times: by colour, by dashes and by the shape of the head.
"""

import math
import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import networkx as nx

from kg.errors import OutputError
from kg.frustration import Frustration, frustration
from kg.layout import Positions, camps_apart, signed_stress, spread
from kg.pairs import (
    CONTESTED,
    FOE,
    FRIEND,
    HELD,
    ON_PLACE,
    OTHER,
    TALKS,
    UNHELD,
    Pair,
    Words,
    pairs,
    relations,
)
from kg.signed import collapse, name

Measure = Callable[[str], float]  # width of a text in points

LAYOUTS = ("stress", "camps")
LABELLED = 40  # so many actors are drawn unless told otherwise, each with its label
LINE_CHARS, NAME_CHARS = 18, 40
LINE_HEIGHT, LABEL_GAP = 11.0, 2.0
MARGIN, UNIT, FILL = 18.0, 88.0, 0.17  # FILL: share of the picture that labels may cover


@dataclass(frozen=True, slots=True)
class Spot:
    """An actor or place: centre and half width of its marker, and the lines of its label beneath."""

    node: Any
    x: float
    y: float
    radius: float
    place: bool
    lines: tuple[str, ...]
    width: float  # of the label

    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of marker and label together."""
        half = max(self.radius, self.width / 2)
        below = self.radius + (LABEL_GAP + LINE_HEIGHT * len(self.lines) if self.lines else 0)
        return self.x - half, self.y - below, self.x + half, self.y + self.radius


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line between two spots: a quadratic curve ``start``, ``bend``, ``end``, and where it has heads."""

    source: Any
    target: Any
    kind: str
    start: tuple[float, float]
    bend: tuple[float, float]
    end: tuple[float, float]
    head_at_start: bool
    head_at_end: bool
    width: float
    note: str = ""  # counts of a contested pair
    note_at: tuple[float, float] = (0.0, 0.0)
    ties: tuple[tuple[Any, Any, Any], ...] = ()

    def at(self, t: float) -> tuple[float, float]:
        """The point of the curve at ``t`` (0 to 1)."""
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        return (
            a * self.start[0] + b * self.bend[0] + c * self.end[0],
            a * self.start[1] + b * self.bend[1] + c * self.end[1],
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """All spots and strokes, the size of the picture, and what its legend and caption say."""

    width: float
    height: float
    spots: tuple[Spot, ...]
    strokes: tuple[Stroke, ...]
    legend: tuple[tuple[str, Words], ...]  # kind, and its relations with how many ties they have
    shown: int  # actors and places
    total: int  # of them in the network, with a tie
    unnamed: tuple[str, ...] = ()  # labels of those left out for want of a name, sorted
    positions: Positions = field(default_factory=dict)
    camps: "Camps | None" = None


@dataclass(frozen=True, slots=True)
class Camps:
    """The two camps of a picture: the line index among those drawn, and who would fit in either."""

    frustration: Frustration
    torn: tuple[Any, ...]
    parts: int  # that have two camps and no tie to one another


def strongest(network: "nx.MultiDiGraph[Any]", top: int, *, unnamed: bool = False) -> list[Any]:
    """The ``top`` nodes with the most claims, each with a tie to another of them; ties by label.

    Who has none waits until a neighbour comes. Descriptions without a name count only if ``unnamed``.
    """
    weight: dict[Any, int] = {}
    for u, v, data in network.edges(data=True):
        if u != v and (unnamed or (_named(network, u) and _named(network, v))):
            for end in (u, v):
                weight[end] = weight.get(end, 0) + int(data.get("claims", 1))
    ranked = sorted(weight, key=lambda node: (-weight[node], name(network, node), str(node)))
    rank = {node: i for i, node in enumerate(ranked)}
    chosen: dict[Any, None] = {}
    waiting: set[Any] = set()
    for node in ranked:
        near = set(nx.all_neighbors(network, node))
        met = sorted(near & waiting, key=rank.__getitem__)
        if met or near & chosen.keys():
            chosen |= dict.fromkeys((node, *met))
            waiting -= set(met)
        else:
            waiting.add(node)
    cut = list(chosen)[:top]
    if cut and not set(nx.all_neighbors(network, cut[-1])) & set(cut[:-1]):
        cut.pop()
    return cut


def _named(network: "nx.MultiDiGraph[Any]", node: Any) -> bool:
    return bool(network.nodes[node].get("named", True))


def scene(
    network: "nx.MultiDiGraph[Any]",
    measure: Measure,
    *,
    top: int = LABELLED,
    layout: str = LAYOUTS[0],
    unnamed: bool = False,
    extra_labels: Collection[Hashable] = (),
    positions: Mapping[Any, tuple[float, float]] | None = None,
) -> Scene:
    """Lay out the ``top`` strongest actors and places of a network.

    Up to 40 of them have a label; of more, the 40 strongest and those in ``extra_labels``. ``layout``
    is ``stress`` or ``camps``; ``positions`` (in any unit) go before it, and are kept but for what labels
    need not to overlap. Descriptions without a name are drawn only if ``unnamed``. Raises OutputError for
    another layout.
    """
    if layout not in LAYOUTS:
        raise OutputError(f"layout {layout!r} is unknown; use one of {', '.join(LAYOUTS)}")
    everyone = strongest(network, len(network), unnamed=True)
    ranked = strongest(network, top, unnamed=unnamed)
    chosen: nx.MultiDiGraph[Any] = nx.MultiDiGraph(network.subgraph(ranked))
    drawn = pairs(chosen)
    plain: nx.Graph[Any] = nx.Graph()
    plain.add_nodes_from(sorted(chosen.nodes, key=str))
    signs = {FRIEND: 1, FOE: -1}
    plain.add_edges_from((u, v, {"sign": signs.get(each.kind, 0)}) for (u, v), each in drawn.items())
    placed, camps = dict(positions or {}), None
    if not placed:
        placed, camps = _in_camps(chosen, plain) if layout == "camps" else (signed_stress(plain), None)
    labelled = set(ranked[:LABELLED]) | set(extra_labels)
    weight = {node: sum(each.claims for ends, each in drawn.items() if node in ends) for node in plain}
    spots = [_spot(chosen, node, weight[node], measure, node in labelled) for node in plain]
    spots = _placed(spots, placed)
    nameless = [name(network, node) for node in everyone if not (unnamed or _named(network, node))]
    return Scene(
        width=max((spot.box()[2] for spot in spots), default=0) + MARGIN,
        height=max((spot.box()[3] for spot in spots), default=0) + MARGIN,
        spots=tuple(spots), strokes=_noted(_strokes(spots, drawn), spots, measure),
        legend=relations(chosen, drawn), shown=len(spots), total=len(everyone),
        unnamed=tuple(sorted(nameless)), positions=placed, camps=camps,
    )  # fmt: skip


def _in_camps(network: "nx.MultiDiGraph[Any]", plain: "nx.Graph[Any]") -> tuple[Positions, Camps]:
    """Positions of two camps, as the line index of balance has them among those drawn."""
    signed = collapse(network)
    graph = plain.copy()
    for u, v, data in signed.edges(data=True):
        graph.edges[u, v]["sign"] = data["sign"]
    found = frustration(signed)
    wrong = nx.Graph(found.breaking)
    degree = {node: sum(1 for other in signed[node] if signed.edges[node, other]["sign"]) for node in signed}
    torn = tuple(node for node in wrong if 2 * wrong.degree(node) == degree[node])
    ties = nx.Graph([(u, v) for u, v, data in signed.edges(data=True) if data["sign"]])
    parts = [part for part in nx.connected_components(ties) if len({found.side[node] for node in part}) > 1]
    return camps_apart(graph, found.side, frozenset(torn)), Camps(found, torn, len(parts))


# ---------------------------------------------------------------- spots


def _spot(network: "nx.MultiDiGraph[Any]", node: Any, weight: int, measure: Measure, labelled: bool) -> Spot:
    lines = wrapped(name(network, node)) if labelled else ()
    radius = 4.0 + 2.0 * math.log2(1 + weight) / 2
    width = max((measure(line) for line in lines), default=0.0) * 1.06
    return Spot(node, 0.0, 0.0, min(radius, 12.0), bool(network.nodes[node].get("place")), lines, width)


def clean(text: str) -> str:
    """Text without control characters, which XML cannot hold, and on one line."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", " ", text).split())


def wrapped(label: str) -> tuple[str, ...]:
    """A label in one or two lines of about 18 characters, cut at 40; control characters are dropped."""
    text = clean(label)
    if len(text) > NAME_CHARS:
        text = text[: NAME_CHARS - 1].rstrip() + "…"
    if len(text) <= LINE_CHARS:
        return (text,)
    breaks = [i for i, char in enumerate(text) if char in " -"]
    if not breaks:
        return (text,)
    at = min(breaks, key=lambda i: abs(i - len(text) / 2)) + 1
    return text[:at].rstrip(), text[at:].lstrip()


def _placed(spots: list[Spot], positions: Mapping[Any, tuple[float, float]]) -> list[Spot]:
    """Spots at their positions, scaled to give labels room, pushed apart, from (MARGIN, MARGIN) up."""
    if not spots:
        return []
    area = sum((b[2] - b[0] + 8) * (b[3] - b[1] + 8) for b in (spot.box() for spot in spots))
    xs, ys = zip(*(positions[spot.node] for spot in spots), strict=True)
    across, up = max(xs) - min(xs), max(ys) - min(ys)
    scale = max(UNIT, math.sqrt(area / FILL / max(across * up, 1e-9)) if len(spots) > 4 else 0.0)
    scale = min(scale, 6000.0 / max(across, up, 1e-9))
    boxes = {spot.node: tuple(abs(edge) for edge in spot.box()) for spot in spots}
    start = {spot.node: (positions[spot.node][0] * scale, positions[spot.node][1] * scale) for spot in spots}
    moved = spread(start, boxes, gap=8.0)  # type: ignore[arg-type]
    left = min(moved[spot.node][0] + spot.box()[0] for spot in spots) - MARGIN
    below = min(moved[spot.node][1] + spot.box()[1] for spot in spots) - MARGIN
    return [
        Spot(
            spot.node, round(moved[spot.node][0] - left, 2), round(moved[spot.node][1] - below, 2),
            spot.radius, spot.place, spot.lines, spot.width,
        )
        for spot in spots
    ]  # fmt: skip


# ---------------------------------------------------------------- strokes


def _strokes(spots: list[Spot], drawn: Mapping[tuple[Any, Any], Pair]) -> tuple[Stroke, ...]:
    import numpy as np

    at = {spot.node: spot for spot in spots}
    boxes = np.array([spot.box() for spot in spots]).reshape(-1, 4)
    index = {spot.node: i for i, spot in enumerate(spots)}
    result = []
    for (u, v), each in drawn.items():
        bend = _clear_bend(at[u], at[v], np.delete(boxes, [index[u], index[v]], axis=0))
        start, end = _rim(at[u], bend, each.at_first), _rim(at[v], bend, each.at_second)
        width = min(0.9 + 0.45 * math.log2(max(each.claims, 1)), 3.5)
        width = 0.8 if each.kind in (HELD, UNHELD, ON_PLACE, OTHER, TALKS) else width
        headed = each.kind not in (CONTESTED, TALKS)
        heads = each.at_first and headed, each.at_second and headed
        result.append(
            Stroke(u, v, each.kind, start, bend, end, *heads, round(width, 2), each.note, ties=each.ties)
        )
    return tuple(result)


def _noted(strokes: Iterable[Stroke], spots: list[Spot], measure: Measure) -> tuple[Stroke, ...]:
    """Strokes with their notes where these cover no label and no other note, if there is such a place."""
    taken = [spot.box() for spot in spots]
    result = []
    for stroke in strokes:
        if stroke.note:
            half = measure(stroke.note) / 2 + 1
            tries = [stroke.at(t) for t in (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8)]
            boxes = [(x - half, y - 5.0, x + half, y + 5.0) for x, y in tries]
            hits = [sum(_overlap(box, other) for other in taken) for box in boxes]
            best = hits.index(min(hits))
            taken.append(boxes[best])
            stroke = replace(stroke, note_at=(round(tries[best][0], 2), round(tries[best][1], 2)))
        result.append(stroke)
    return tuple(result)


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _clear_bend(a: Spot, b: Spot, boxes: Any) -> tuple[float, float]:
    """The control point of the curve, within the picture, that crosses the fewest boxes of others."""
    import numpy as np

    dx, dy = b.x - a.x, b.y - a.y
    t = np.linspace(0.06, 0.94, 24)[:, None]
    best, fewest = (a.x + dx / 2, a.y + dy / 2), math.inf
    everything = np.vstack([boxes, a.box(), b.box()])
    low, high = everything[:, :2].min(axis=0) - MARGIN / 2, everything[:, 2:].max(axis=0) + MARGIN / 2
    for bow in (0.0, 0.12, -0.12, 0.24, -0.24, 0.38, -0.38, 0.52, -0.52):
        bend = (round(a.x + dx / 2 - dy * bow, 2), round(a.y + dy / 2 + dx * bow, 2))
        curve = (1 - t) ** 2 * (a.x, a.y) + 2 * t * (1 - t) * np.array(bend) + t**2 * (b.x, b.y)
        inside = (
            (curve[:, None, 0] > boxes[None, :, 0] - 2) & (curve[:, None, 0] < boxes[None, :, 2] + 2)
            & (curve[:, None, 1] > boxes[None, :, 1] - 2) & (curve[:, None, 1] < boxes[None, :, 3] + 2)
        )  # fmt: skip
        outside = bool(((curve < low) | (curve > high)).any())
        crossed = float(inside.any(axis=0).sum()) + abs(bow) + (math.inf if outside else 0.0)
        if crossed < fewest:
            best, fewest = bend, crossed
    return best


def _rim(spot: Spot, towards: tuple[float, float], head: bool) -> tuple[float, float]:
    """Where a line leaves a spot: its marker, and its label when it goes down through that.

    A little air is left, more where a head stands.
    """
    dx, dy = towards[0] - spot.x, towards[1] - spot.y
    length = math.hypot(dx, dy) or 1.0
    dx, dy = dx / length, dy / length
    away = spot.radius * (1.2 if spot.place else 1.0)
    left, below, right, _ = spot.box()
    top = spot.y - spot.radius - LABEL_GAP
    if spot.lines and dy < 0 and left < spot.x + dx / -dy * (spot.y - top) < right:
        side = (right - spot.x) / dx if dx > 0 else (left - spot.x) / dx if dx < 0 else math.inf
        away = min(side, (below - spot.y) / dy)
    away = min(away + (3.0 if head else 1.5), 0.9 * length)
    return round(spot.x + dx * away, 2), round(spot.y + dy * away, 2)
