"""The alliance graph as a figure for a newspaper or a paper: SVG with editable text, or PNG at 300 dpi.

Blue solid lines with triangles are friendly, vermillion dashed ones with a bar hostile (Okabe & Ito's
colours: apart for colour-blind readers, and the dashes and heads for a copy in grey); grey dotted ones
carry claims of both kinds. Squares are places. The same network gives the same bytes.
"""

import io
import math
import textwrap
import warnings
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg import pairs
from kg import scene as plan
from kg.captions import POOR, caption
from kg.errors import OutputError, PoorFit
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
    pairs.FRIEND: (BLUE, "solid"),
    pairs.FOE: (VERMILLION, (0, (4.0, 2.2))),
    pairs.CONTESTED: (GREY, (0, (1.0, 1.8))),
    pairs.TALKS: (BLUE, "solid"),
    pairs.HELD: (INK, "solid"),
    pairs.UNHELD: (INK, (0, (8.0, 2.5, 1.5, 2.5))),
    pairs.ON_PLACE: (INK, (0, (2.0, 3.5))),
    pairs.OTHER: (GREY, "solid"),
}
LEGEND_LINE, LEGEND_WIDTH, LEGEND_COLUMN = 13.0, 30.0, 240.0


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
    import matplotlib

    _known(format)
    target = io.BytesIO()
    with matplotlib.rc_context(_settings()), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # drawn as a box in PNG; SVG keeps it
        how: dict[str, Any] = {"dpi": 72, "metadata": {"Date": None}}
        if format == "png":  # packed less tightly, a fifth more bytes in a third less time
            how = {"dpi": DPI, "metadata": {"Software": None}, "pil_kwargs": {"compress_level": 3}}
        drawn.savefig(target, format=format, **how)
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
    layout: str = plan.LAYOUTS[0],
    unnamed: bool = False,
    labels: Collection[Hashable] = (),
    positions: Mapping[Any, tuple[float, float]] | None = None,
    note: str = "",
) -> "Figure":
    """A matplotlib figure of a network's ``top`` strongest actors and places.

    ``layout`` is ``stress`` (friends near, foes far) or ``camps`` (two of them, face to face; the caption
    says how much they leave unexplained, and a :class:`kg.errors.PoorFit` warns when that is too much).
    ``unnamed`` draws descriptions without a name ("rebels") too. ``labels`` names nodes that have a label
    even when more than 40 are drawn; ``positions`` (in any unit) go before the layout; ``note`` is added to
    the caption. Raises OutputError for another layout.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_settings()):
        ruler = FigureCanvasAgg(Figure(dpi=72)).get_renderer()  # type: ignore[no-untyped-call]
        options: dict[str, Any] = {"layout": layout, "unnamed": unnamed, "positions": positions}
        made = plan.scene(network, _Measure(ruler, FONT), top=top, extra_labels=labels, **options)
        if made.camps and made.camps.frustration.poor:
            warnings.warn(POOR, PoorFit, stacklevel=2)
        width = max(made.width, 360.0)
        below = " ".join(filter(None, (caption(network, made), plan.clean(note))))
        around = _around(made, ruler, width, plan.clean(title or ""), below)
        height = max(made.height, 40.0) + around.below + around.above
        drawn = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=PAPER)
        FigureCanvasAgg(drawn)
        axes = drawn.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(-around.below, height - around.below)
        _draw(axes, made, (width - made.width) / 2)
        _write_around(axes, around, height - around.below)
    return drawn


class _Measure:
    """Widths of words in points, in the figure's font at one size."""

    def __init__(self, renderer: Any, size: float, weight: str = "normal") -> None:
        from matplotlib.font_manager import FontProperties

        self.renderer = renderer
        self.font = FontProperties(family="sans-serif", size=size, weight=weight)

    def __call__(self, text: str) -> float:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing")
            width, _, _ = self.renderer.get_text_width_height_descent(text, self.font, ismath=False)
        return float(width)


def _draw(axes: "Axes", made: Scene, shift: float) -> None:
    from matplotlib.transforms import Affine2D

    moved = Affine2D().translate(shift, 0) + axes.transData
    for stroke in sorted(made.strokes, key=lambda s: (s.kind in (pairs.FRIEND, pairs.FOE), s.width)):
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
    inset = size * (0.9 if stroke.kind == pairs.FRIEND else 1.5 if stroke.kind in _DIAMONDS else 0.0)
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


_DIAMONDS = (pairs.HELD, pairs.UNHELD)


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
        pairs.FRIEND: (((0, 0), (1.1, 0.5), (1.1, -0.5)), colour, True),
        pairs.FOE: (((0, 0.72), (0, -0.72)), "none", False),
        pairs.HELD: (diamond, PAPER, True),
        pairs.UNHELD: (diamond, PAPER, True),
    }
    corners, fill, closed = shapes.get(kind, (((0.9, 0.4), (0, 0), (0.9, -0.4)), "none", False))
    line = max(width, 1.0) if kind in shapes else width
    axes.add_artist(
        Polygon(
            [point(*corner) for corner in corners], closed=closed, fill=fill != "none",
            facecolor=fill, edgecolor=colour, linewidth=line + (0.8 if kind == pairs.FOE else 0),
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


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands above and below a picture, in lines that are no wider than it."""

    title: list[str]
    legend: list[tuple[str, list[str]]]  # kind, and lines of words
    columns: int
    each: float  # width of a column
    foot: list[str]

    def rows(self) -> list[list[tuple[str, list[str]]]]:
        """The legend, row by row."""
        return [self.legend[i : i + self.columns] for i in range(0, len(self.legend), self.columns)]

    @property
    def above(self) -> float:
        return TITLE * (1.3 * len(self.title) + 1.1) if self.title else 0.0

    @property
    def below(self) -> float:
        lines = sum(max(len(words) for _, words in row) for row in self.rows())
        return LEGEND_LINE * lines + 8 + len(self.foot) * SMALL * 1.35 + 14


def _around(made: Scene, ruler: Any, width: float, title: str, below: str) -> _Around:
    """As many columns of the legend as its longest entry leaves room for."""
    small, large = _Measure(ruler, SMALL), _Measure(ruler, TITLE, "bold")
    room = width - 2 * plan.MARGIN
    entries = [
        (kind, ", ".join(f"{plan.clean(label)} ({count})" for label, count in relations))
        for kind, relations in made.legend
    ]
    both = "both signs, with counts"
    entries = [(kind, both if kind == pairs.CONTESTED else words) for kind, words in entries]
    mark = LEGEND_WIDTH + 18
    longest = max((small(words) for _, words in entries), default=0.0)
    columns = max(1, int(room // max(LEGEND_COLUMN, mark + longest)))
    legend = [(kind, _lines(words, room / columns - mark, small)) for kind, words in entries]
    return _Around(_lines(title, room, large), legend, columns, room / columns, _lines(below, room, small))


def _lines(text: str, room: float, measure: plan.Measure) -> list[str]:
    """Text in lines of at most ``room``; a word that is wider is cut."""
    lines: list[str] = []
    for word in text.split():
        if lines and measure(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
            continue
        while measure(word) > room and len(word) > 1:
            fits = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or measure(word[:n]) <= room)
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return lines


def _write_around(axes: "Axes", around: _Around, top: float) -> None:
    at = axes.transData

    def write(x: float, y: float, words: str, size: float, **how: Any) -> None:
        axes.text(x, y, words, size=size, parse_math=False, **{"va": "center", "color": INK, **how})

    for number, words in enumerate(around.title):
        y = top - TITLE * (0.9 + 1.3 * number)
        write(plan.MARGIN, y, words, TITLE, weight="bold", va="top")
    y = -2.0
    for row in around.rows():
        for column, (kind, lines) in enumerate(row):
            x = plan.MARGIN + column * around.each
            line = ((x, y), (x + LEGEND_WIDTH / 2, y), (x + LEGEND_WIDTH, y))
            headed = kind not in (pairs.CONTESTED, pairs.TALKS)
            _line(axes, Stroke("", "", kind, *line, False, headed, _legend_width(kind)), at)
            for number, words in enumerate(lines):
                write(x + LEGEND_WIDTH + 6, y - number * LEGEND_LINE, words, SMALL)
        y -= LEGEND_LINE * max(len(lines) for _, lines in row)
    for number, words in enumerate(around.foot):
        write(plan.MARGIN, y - 2 - number * SMALL * 1.35, words, SMALL, color="#444444")


def _legend_width(kind: str) -> float:
    return 1.4 if kind in (pairs.FRIEND, pairs.FOE, pairs.CONTESTED) else 0.8
