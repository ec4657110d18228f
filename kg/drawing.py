"""The alliance graph as a figure for a newspaper or a paper: SVG with editable text, or PNG at 300 dpi.

Blue solid lines with triangles are friendly, vermillion dashed ones with a bar hostile (Okabe & Ito's
colours: apart for colour-blind readers, and the dashes and heads for a copy in grey); grey dotted ones
carry claims of both kinds. Squares are places. The same network gives the same bytes.
"""

import io
import math
import textwrap
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg import scene as plan
from kg.errors import OutputError
from kg.graph import article_id
from kg.scene import Scene, Spot, Stroke

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kg.change import Spell

FORMATS = ("svg", "png")
DPI = 300
FONT, SMALL, TITLE = 9.0, 7.5, 13.0  # points
INK, PAPER, GREY = "#1a1a1a", "#ffffff", "#767676"
BLUE, VERMILLION = "#0072B2", "#D55E00"
# colour and dashes (in line widths) of each kind of line
STYLE: Mapping[str, tuple[str, Any]] = {
    plan.FRIEND: (BLUE, "solid"),
    plan.FOE: (VERMILLION, (0, (4.0, 2.2))),
    plan.CONTESTED: (GREY, (0, (1.0, 1.8))),
    plan.TALKS: (BLUE, "solid"),
    plan.HELD: (INK, "solid"),
    plan.UNHELD: (INK, (0, (8.0, 2.5, 1.5, 2.5))),
    plan.ON_PLACE: (INK, (0, (2.0, 3.5))),
    plan.OTHER: (GREY, "solid"),
}
LEGEND_LINE, LEGEND_WIDTH = 13.0, 30.0


def picture(network: "nx.MultiDiGraph[Any]", format: str = "svg", **options: Any) -> bytes:
    """The figure's bytes as ``svg`` or ``png``; ``options`` are those of :func:`figure`.

    Raises OutputError for another format.
    """
    _known(format)
    return _saved(figure(network, **options), format)


def _known(format: str) -> None:
    if format not in FORMATS:
        raise OutputError(f"format {format!r} is no picture; use one of {', '.join(FORMATS)}")


def _saved(drawn: "Figure", format: str) -> bytes:
    """The figure's bytes; the same figure, the same bytes."""
    import warnings

    import matplotlib

    _known(format)
    target = io.BytesIO()
    with matplotlib.rc_context(_settings()), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # drawn as a box in PNG; SVG keeps it
        metadata = {"Date": None} if format == "svg" else {"Software": None}
        drawn.savefig(target, format=format, dpi=72 if format == "svg" else DPI, metadata=metadata)
    return target.getvalue()


def _settings() -> Any:
    return {
        "svg.fonttype": "none",  # text stays text
        "svg.hashsalt": "kg",
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],
        "path.simplify": False,
    }


def figure(
    network: "nx.MultiDiGraph[Any]",
    *,
    title: str | None = None,
    top: int = plan.LABELLED,
    labels: Collection[Hashable] = (),
    positions: Mapping[Any, tuple[float, float]] | None = None,
    note: str = "",
) -> "Figure":
    """A matplotlib figure of a network's ``top`` strongest actors and places.

    ``labels`` names nodes that have a label even when more than 40 are drawn; ``positions`` (in any
    unit) replace the signed-stress layout; ``note`` is added to the caption.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_settings()):
        ruler = FigureCanvasAgg(Figure(dpi=72)).get_renderer()  # type: ignore[no-untyped-call]
        measure = _Measure(ruler)
        made = plan.scene(network, measure, top=top, extra_labels=labels, positions=positions)
        width = max(made.width, 360.0)
        foot = _foot(network, made, note, int(width / (SMALL * 0.53)))
        head = TITLE * 2.4 if title else 0.0
        legend = LEGEND_LINE * math.ceil(len(made.legend) / _columns(width)) + 8
        below = legend + len(foot) * SMALL * 1.35 + 14
        height = max(made.height, 40.0) + below + head
        drawn = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=PAPER)
        FigureCanvasAgg(drawn)
        axes = drawn.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(-below, height - below)
        _draw(axes, made, (width - made.width) / 2)
        _write_around(axes, made, foot, title, width, height - below)
    return drawn


class _Measure:
    """Widths of labels in points, in the figure's font."""

    def __init__(self, renderer: Any) -> None:
        from matplotlib.font_manager import FontProperties

        self.renderer = renderer
        self.font = FontProperties(family="sans-serif", size=FONT)

    def __call__(self, text: str) -> float:
        import warnings

        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing")
            width, _, _ = self.renderer.get_text_width_height_descent(text, self.font, ismath=False)
        return float(width)


def _draw(axes: "Axes", made: Scene, shift: float) -> None:
    from matplotlib.transforms import Affine2D

    moved = Affine2D().translate(shift, 0) + axes.transData
    for stroke in sorted(made.strokes, key=lambda s: (s.kind in (plan.FRIEND, plan.FOE), s.width)):
        _line(axes, stroke, moved)
    for spot in made.spots:
        _marker(axes, spot, moved)
    for stroke in made.strokes:
        if stroke.note:
            _text(axes, *stroke.note_at, stroke.note, SMALL, moved, color=GREY, va="center")
    for spot in made.spots:
        for number, words in enumerate(spot.lines):
            y = spot.y - spot.radius - plan.LABEL_GAP - number * plan.LINE_HEIGHT
            _text(axes, spot.x, y, words, FONT, moved, va="top")


def _text(axes: "Axes", x: float, y: float, words: str, size: float, transform: Any, **how: Any) -> None:
    """Words as they are (no formulas), on a veil of paper so that lines may pass beneath."""
    options: dict[str, Any] = {"color": INK, "ha": "center", **how}
    veil = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.78, "pad": 0.6}
    axes.text(x, y, words, size=size, transform=transform, parse_math=False, zorder=4, bbox=veil, **options)


def _marker(axes: "Axes", spot: Spot, transform: Any) -> None:
    from matplotlib.patches import Circle, Rectangle

    r = spot.radius
    look: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.9, "transform": transform, "zorder": 3}
    if spot.place:
        side = r * 1.7
        corner = (spot.x - side / 2, spot.y - side / 2)
        axes.add_artist(Rectangle(corner, side, side, facecolor=PAPER, **look))
    else:
        axes.add_artist(Circle((spot.x, spot.y), r, facecolor="#d9d9d9", **look))


def _line(axes: "Axes", stroke: Stroke, transform: Any) -> None:
    """The curve, and its heads."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    colour, dashes = STYLE[stroke.kind]
    size = 4.5 + stroke.width
    start, end = stroke.start, stroke.end
    inset = size * (0.9 if stroke.kind == plan.FRIEND else 1.5 if stroke.kind in _DIAMONDS else 0.0)
    if stroke.head_at_start:
        start = _towards(start, stroke.bend, inset)
    if stroke.head_at_end:
        end = _towards(end, stroke.bend, inset)
    curve = Path([start, stroke.bend, end], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    axes.add_artist(
        PathPatch(
            curve, fill=False, edgecolor=colour, linewidth=stroke.width, linestyle=dashes,
            capstyle="butt", transform=transform, zorder=1,
        )
    )  # fmt: skip
    for here, wanted in ((stroke.start, stroke.head_at_start), (stroke.end, stroke.head_at_end)):
        if wanted:
            _head(axes, stroke.kind, here, stroke.bend, size, stroke.width, transform)


_DIAMONDS = (plan.HELD, plan.UNHELD)


def _towards(a: tuple[float, float], b: tuple[float, float], far: float) -> tuple[float, float]:
    length = math.hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    return a[0] + (b[0] - a[0]) / length * far, a[1] + (b[1] - a[1]) / length * far


def _head(
    axes: "Axes", kind: str, tip: tuple[float, float], back: tuple[float, float],
    size: float, width: float, transform: Any,
) -> None:  # fmt: skip
    """A filled triangle, a bar, or an open diamond, triangle or arrow, with its tip at ``tip``."""
    from matplotlib.patches import Polygon

    colour = STYLE[kind][0]
    dx, dy = _towards((0.0, 0.0), (back[0] - tip[0], back[1] - tip[1]), 1.0)

    def point(along: float, aside: float) -> tuple[float, float]:
        return tip[0] + dx * along * size - dy * aside * size, tip[1] + dy * along * size + dx * aside * size

    diamond = ((0, 0), (0.75, 0.45), (1.5, 0), (0.75, -0.45))
    shapes: dict[str, tuple[tuple[tuple[float, float], ...], str, bool]] = {
        plan.FRIEND: (((0, 0), (1.1, 0.5), (1.1, -0.5)), colour, True),
        plan.FOE: (((0, 0.72), (0, -0.72)), "none", False),
        plan.HELD: (diamond, PAPER, True),
        plan.UNHELD: (diamond, PAPER, True),
    }
    corners, fill, closed = shapes.get(kind, (((0.9, 0.4), (0, 0), (0.9, -0.4)), "none", False))
    line = max(width, 1.0) if kind in shapes else width
    axes.add_artist(
        Polygon(
            [point(*corner) for corner in corners], closed=closed, fill=fill != "none",
            facecolor=fill, edgecolor=colour, linewidth=line + (0.8 if kind == plan.FOE else 0),
            joinstyle="miter", transform=transform, zorder=2,
        )
    )  # fmt: skip


# ---------------------------------------------------------------- who held what when


def held_picture(spells: "Sequence[Spell]", labels: Mapping[str, str], format: str = "svg") -> bytes:
    """Who held which place when, a line a spell, as ``svg`` or ``png``; of :func:`kg.change.spells`.

    A bar runs from the day on which the place was taken to that on which it was lost; an arrow says that no
    end was told, a bare stroke that only the end was. Raises OutputError for another format.
    """
    import datetime as dt

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    days = sorted({day for spell in spells for day in (spell.first, spell.last) if day})
    end = dt.date.fromisoformat(days[-1]).toordinal() if days else 1
    start = dt.date.fromisoformat(days[0]).toordinal() if days else 0
    margin = max(1.0, (end - start) * 0.04)
    drawn = Figure(figsize=(7.2, 0.7 + 0.24 * max(len(spells), 1)), dpi=72, facecolor=PAPER)
    FigureCanvasAgg(drawn)
    axes = drawn.add_axes((0.4, 0.36 / drawn.get_figheight(), 0.57, 1 - 0.5 / drawn.get_figheight()))
    for number, spell in enumerate(spells):
        first, last = (
            dt.date.fromisoformat(day).toordinal() if day else None for day in (spell.first, spell.last)
        )
        if first is not None:
            axes.plot([first, end + margin if last is None else last], [number] * 2, color=INK, linewidth=4,
                      solid_capstyle="butt")  # fmt: skip
        shape, at = (">", end + margin) if last is None else ("|", float(last))
        axes.plot([at], [number], shape, color=INK, markersize=9)
    words = [plan.clean(f"{labels.get(s.place, s.place)}: {labels.get(s.holder, s.holder)}") for s in spells]
    axes.set_yticks(range(len(spells)), [textwrap.shorten(line, 40, placeholder=" …") for line in words])
    ticks = sorted({start, (start + end) // 2, end}) if days else []
    axes.set_xticks(ticks, [dt.date.fromordinal(tick).isoformat() for tick in ticks])
    axes.tick_params(labelsize=SMALL, length=2)
    for label in (*axes.get_yticklabels(), *axes.get_xticklabels()):
        label.set_parse_math(False)
    axes.set_xlim(start - margin, end + 2 * margin)
    axes.set_ylim(max(len(spells), 1) - 0.4, -0.6)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return _saved(drawn, format)


# ---------------------------------------------------------------- title, legend, caption


def _columns(width: float) -> int:
    return max(1, int(width // 260))


def _write_around(
    axes: "Axes", made: Scene, foot: list[str], title: str | None, width: float, top: float
) -> None:
    at = axes.transData
    if title:
        words = plan.clean(title)
        axes.text(plan.MARGIN, top - TITLE * 0.9, words, size=TITLE, weight="bold", va="top", color=INK,
                  parse_math=False)  # fmt: skip
    columns = _columns(width)
    each = (width - 2 * plan.MARGIN) / columns
    y = -2.0
    for number, (kind, words) in enumerate(made.legend):
        x = plan.MARGIN + (number % columns) * each
        y = -2.0 - LEGEND_LINE * (number // columns)
        line = ((x, y), (x + LEGEND_WIDTH / 2, y), (x + LEGEND_WIDTH, y))
        headed = kind not in (plan.CONTESTED, plan.TALKS)
        _line(axes, Stroke("", "", kind, *line, False, headed, _legend_width(kind)), at)
        room = int((each - LEGEND_WIDTH - 10) / (SMALL * 0.53))
        words = textwrap.shorten(words, max(room, 12), placeholder=" …")
        axes.text(x + LEGEND_WIDTH + 6, y, words, size=SMALL, va="center", color=INK, parse_math=False)
    y -= LEGEND_LINE + 2
    for number, line_ in enumerate(foot):
        axes.text(plan.MARGIN, y - number * SMALL * 1.35, line_, size=SMALL, va="center", color="#444444",
                  parse_math=False)  # fmt: skip


def _legend_width(kind: str) -> float:
    return 1.4 if kind in (plan.FRIEND, plan.FOE, plan.CONTESTED) else 0.8


def _foot(network: "nx.MultiDiGraph[Any]", made: Scene, note: str, room: int) -> list[str]:
    """The caption: what is shown, from which articles, of which days."""
    return textwrap.wrap(" ".join(filter(None, (caption(network, made), plan.clean(note)))), max(room, 30))


def caption(network: "nx.MultiDiGraph[Any]", made: Scene) -> str:
    """What the picture shows, from which articles, of which days."""
    if not made.spots:
        return "No ties in this graph."
    who = f"{made.shown} actors and places"
    if made.total > made.shown:
        who = f"The {made.shown} strongest of {made.total} actors and places"
    places = sum(spot.place for spot in made.spots)
    marks = " (squares are places)" if places else ""
    sources = [plan.clean(article_id(source)) for source in network.graph.get("sources", ())]
    named = ", ".join(sources[:4]) + (f" and {len(sources) - 4} more" if len(sources) > 4 else "")
    days = [day for day in (network.graph.get("first"), network.graph.get("last")) if day]
    when = f", {' to '.join(dict.fromkeys(days))}" if days else ""
    origin = f" Sources: {named}{when}." if sources else ""
    return f"{who}{marks}; wider lines have more claims.{origin}"
