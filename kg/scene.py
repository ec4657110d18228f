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

from kg.layout import Positions, signed_stress, spread
from kg.signed import collapse, name, pair

Measure = Callable[[str], float]  # width of a text in points

LABELLED = 40  # so many actors are drawn unless told otherwise, each with its label
LINE_CHARS, NAME_CHARS = 18, 40
LINE_HEIGHT, LABEL_GAP = 11.0, 2.0
MARGIN, UNIT, FILL = 18.0, 88.0, 0.17  # FILL: share of the picture that labels may cover

# kinds of lines; HELD, UNHELD and ON_PLACE end at a place
FRIEND, FOE, CONTESTED, TALKS = "plus", "minus", "both-signs", "no-side"
HELD, UNHELD, ON_PLACE, OTHER = "held", "unheld", "on-place", "other"


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
    legend: tuple[tuple[str, str], ...]  # kind and words
    shown: int  # actors and places
    total: int
    positions: Positions = field(default_factory=dict)


def strongest(network: "nx.MultiDiGraph[Any]", top: int) -> list[Any]:
    """The ``top`` nodes with the most claims, of those that have a tie; ties by label."""
    weight: dict[Any, int] = {}
    for u, v, data in network.edges(data=True):
        if u != v:
            for end in (u, v):
                weight[end] = weight.get(end, 0) + int(data.get("claims", 1))
    ranked = sorted(weight, key=lambda node: (-weight[node], name(network, node), str(node)))
    return ranked[:top]


def scene(
    network: "nx.MultiDiGraph[Any]",
    measure: Measure,
    *,
    top: int = LABELLED,
    extra_labels: Collection[Hashable] = (),
    positions: Mapping[Any, tuple[float, float]] | None = None,
) -> Scene:
    """Lay out the ``top`` strongest actors and places of a network.

    Up to 40 of them have a label; of more, the 40 strongest and those in ``extra_labels``.
    ``positions`` (in any unit) are kept but for what labels need not to overlap.
    """
    ranked = strongest(network, top)
    chosen: nx.MultiDiGraph[Any] = nx.MultiDiGraph(network.subgraph(ranked))
    pairs = _pairs(chosen)
    plain: nx.Graph[Any] = nx.Graph()
    plain.add_nodes_from(sorted(chosen.nodes, key=str))
    plain.add_edges_from((u, v, {"sign": _sign(kind)}) for (u, v), (kind, *_) in pairs.items())
    placed = dict(positions) if positions else signed_stress(plain)
    labelled = set(ranked[:LABELLED]) | set(extra_labels)
    weight = {node: sum(p[1] for ends, p in pairs.items() if node in ends) for node in plain}
    spots = [_spot(chosen, node, weight[node], measure, node in labelled) for node in plain]
    spots = _placed(spots, placed)
    width = max((spot.box()[2] for spot in spots), default=0) + MARGIN
    height = max((spot.box()[3] for spot in spots), default=0) + MARGIN
    strokes = _noted(_strokes(spots, pairs), spots, measure)
    total = sum(1 for node in network if network.degree(node))
    return Scene(width, height, tuple(spots), strokes, _legend(chosen, pairs), len(spots), total, placed)


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


# ---------------------------------------------------------------- pairs

# kind, claims, counts for and against, head at first end, head at second end, ties
Pair = tuple[str, int, str, bool, bool, tuple[tuple[Any, Any, Any], ...]]


def _pairs(network: "nx.MultiDiGraph[Any]") -> dict[tuple[Any, Any], Pair]:
    """What is drawn between any two: one kind each, with the directions that its ties have."""
    signed = collapse(network)
    groups: dict[tuple[Any, Any], list[tuple[Any, Any, Any, dict[str, Any]]]] = {}
    for edge in network.edges(keys=True, data=True):
        if edge[0] != edge[1]:
            groups.setdefault(pair(edge[0], edge[1]), []).append(edge)
    result: dict[tuple[Any, Any], Pair] = {}
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
        result[u, v] = (kind, claims, note, u in heads, v in heads, tuple(edge[:3] for edge in mine))
    return result


def _signed_kind(data: Mapping[str, Any], edges: list[tuple[Any, Any, Any, dict[str, Any]]]) -> str:
    if data["contested"]:
        return CONTESTED
    if not any(edge[3].get("stance", True) for edge in edges):
        return TALKS
    return FRIEND if data["sign"] > 0 else FOE


def _unsigned_kind(
    network: "nx.MultiDiGraph[Any]", edges: list[tuple[Any, Any, Any, dict[str, Any]]]
) -> tuple[str, list[tuple[Any, Any, Any, dict[str, Any]]]]:
    """Kind of a pair without sign: what was said last of holding a place, else anything on it."""
    holds = [edge for edge in edges if edge[3].get("hold")]
    if holds:
        latest = max(holds, key=lambda edge: (edge[3].get("last") or "", edge[3]["hold"]))
        kind = HELD if latest[3]["hold"] > 0 else UNHELD
        return kind, [edge for edge in holds if edge[3]["hold"] == latest[3]["hold"]]
    at_place = any(network.nodes[edge[1]].get("place") for edge in edges)
    return (ON_PLACE if at_place else OTHER), edges


def _sign(kind: str) -> int:
    return {FRIEND: 1, FOE: -1}.get(kind, 0)


# ---------------------------------------------------------------- strokes


def _strokes(spots: list[Spot], pairs: Mapping[tuple[Any, Any], Pair]) -> tuple[Stroke, ...]:
    import numpy as np

    at = {spot.node: spot for spot in spots}
    boxes = np.array([spot.box() for spot in spots]).reshape(-1, 4)
    index = {spot.node: i for i, spot in enumerate(spots)}
    result = []
    for (u, v), (kind, claims, note, at_start, at_end, ties) in pairs.items():
        bend = _clear_bend(at[u], at[v], np.delete(boxes, [index[u], index[v]], axis=0))
        start, end = _rim(at[u], bend, at_start), _rim(at[v], bend, at_end)
        width = min(0.9 + 0.45 * math.log2(max(claims, 1)), 3.5)
        width = 0.8 if kind in (HELD, UNHELD, ON_PLACE, OTHER, TALKS) else width
        heads = at_start and kind not in (CONTESTED, TALKS), at_end and kind not in (CONTESTED, TALKS)
        result.append(Stroke(u, v, kind, start, bend, end, *heads, round(width, 2), note, ties=ties))
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
    """The control point of the curve between two spots that crosses the fewest boxes of others."""
    import numpy as np

    dx, dy = b.x - a.x, b.y - a.y
    t = np.linspace(0.06, 0.94, 24)[:, None]
    best, fewest = (a.x + dx / 2, a.y + dy / 2), math.inf
    for bow in (0.0, 0.12, -0.12, 0.24, -0.24):
        bend = (round(a.x + dx / 2 - dy * bow, 2), round(a.y + dy / 2 + dx * bow, 2))
        curve = (1 - t) ** 2 * (a.x, a.y) + 2 * t * (1 - t) * np.array(bend) + t**2 * (b.x, b.y)
        inside = (
            (curve[:, None, 0] > boxes[None, :, 0] - 2) & (curve[:, None, 0] < boxes[None, :, 2] + 2)
            & (curve[:, None, 1] > boxes[None, :, 1] - 2) & (curve[:, None, 1] < boxes[None, :, 3] + 2)
        )  # fmt: skip
        crossed = float(inside.any(axis=0).sum()) + abs(bow)
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


def _legend(
    network: "nx.MultiDiGraph[Any]", pairs: Mapping[tuple[Any, Any], Pair]
) -> tuple[tuple[str, str], ...]:
    """For each kind in the picture, the labels of its relations."""
    words: dict[str, set[str]] = {}
    for kind, *_, ties in pairs.values():
        words.setdefault(kind, set()).update(str(network.edges[tie].get("label", tie[2])) for tie in ties)
    order = (FRIEND, FOE, CONTESTED, TALKS, HELD, UNHELD, ON_PLACE, OTHER)
    rows = [(kind, ", ".join(sorted(words[kind]))) for kind in order if kind in words]
    return tuple((kind, "both, with counts" if kind == CONTESTED else text) for kind, text in rows)
