"""Figures: geometry, not pixels; the same bytes; text that stays text; hostile names."""

import itertools
import random
import re
import struct
import xml.etree.ElementTree as ET

import networkx as nx
import pytest

from kg import captions, drawing, layout, pairs, scene
from kg.errors import OutputError, PoorFit

SVG = "{http://www.w3.org/2000/svg}"


def network(actors: int, ties: int, seed: int = 0) -> "nx.MultiDiGraph[str]":
    """A network of long and short names, of every kind of tie, some of it to places."""
    draw = random.Random(seed)
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        sources=("https://kg.example/article/first-news",), first="2020-01-01", last="2021-02-03"
    )
    for i in range(actors):
        label = (
            draw.choice(["Aru", "Republic of Bor", "People's Front for the Liberation of Cumbria"]) + f" {i}"
        )
        made.add_node(f"n{i:03}", label=label, place=i % 8 == 7)
    kinds = {"helps": (1, True), "harms": (-1, True), "meets": (1, False)}
    for _ in range(ties):
        u, v = draw.sample(sorted(made.nodes), 2)
        u, v = (v, u) if made.nodes[u]["place"] else (u, v)
        if made.nodes[v]["place"]:
            key, sign, stance, hold = *draw.choice([("took", 0), ("left", 0)]), True, draw.choice([1, -1, 0])
        else:
            key = draw.choice(sorted(kinds))
            (sign, stance), hold = kinds[key], 0
        made.add_edge(u, v, key, label=key, sign=sign, stance=stance, hold=hold, symmetric=key == "harms",
                      claims=draw.randint(1, 9), last="2020-01-01")  # fmt: skip
    return made


def length(text: str) -> float:
    """A crude measure of text, in points."""
    return 5.5 * len(text)


@pytest.mark.parametrize(("actors", "ties"), [(2, 1), (8, 14), (20, 50), (40, 110), (40, 400)])
def test_no_label_overlaps_another(actors: int, ties: int):
    """Up to 40 actors, sparse and dense: marker and label of each stand free, in the picture."""
    made = scene.scene(network(actors, ties), length)
    boxes = [spot.box() for spot in made.spots]
    assert len(boxes) == min(actors, 40) or actors == 40
    for a, b in itertools.combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for left, below, right, above in boxes:
        assert 0 <= left < right <= made.width and 0 <= below < above <= made.height
    curves = [stroke.at(t / 20) for stroke in made.strokes for t in range(21)]
    assert curves
    assert all(0 < x < made.width and 0 < y < made.height for x, y in curves)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("ties", "how"), [(45, "stress"), (120, "stress"), (500, "stress"), (90, "camps")])
@pytest.mark.filterwarnings("ignore::kg.errors.PoorFit")
def test_no_words_cover_others_in_a_figure_of_forty(seed: int, ties: int, how: str):
    """As drawn, with its own font: labels, legend, title and caption, of sparse and dense graphs."""
    drawn = drawing.figure(network(44, ties, seed), layout=how, title="Forty of them, " * 40)
    texts = [text for text in drawn.axes[0].texts if text.get_color() != drawing.GREY]  # counts on lines
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    assert sum(text.get_size() == drawing.FONT for text in texts) >= 40
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        apart = a.x1 <= b.x0 + 0.1 or b.x1 <= a.x0 + 0.1 or a.y1 <= b.y0 + 0.1 or b.y1 <= a.y0 + 0.1
        assert apart, (one, other)
    right, above = drawn.get_size_inches() * 72
    assert all(box.x0 >= 0 and box.x1 <= right and box.y0 >= 0 and box.y1 <= above for _, box in boxes)


def test_everyone_drawn_has_a_tie_with_another():
    """Whose neighbours are all too weak waits; no marker stands alone, whatever the number asked for."""
    graph = network(60, 70)
    assert len(scene.strongest(graph, 60)) > 40
    for top in range(2, 40):
        drawn = graph.subgraph(scene.strongest(graph, top))
        assert top - 1 <= len(drawn) <= top
        assert all(set(nx.all_neighbors(drawn, node)) - {node} for node in drawn)


def test_who_has_no_name_is_left_out_and_counted():
    """Descriptions are drawn only when asked for; the caption says how many there are, and of which kind."""
    graph = network(6, 12)
    graph.add_node("x", label="rebels", place=False, named=False)
    graph.add_edge("x", "n001", "helps", label="helps", sign=1, stance=True, claims=99, symmetric=False)
    without, whole = scene.scene(graph, length), scene.scene(graph, length, unnamed=True)
    assert "x" not in {spot.node for spot in without.spots} and "x" in {spot.node for spot in whole.spots}
    assert "Left out: 1 without a name (rebels and the like)." in captions.caption(graph, without)
    assert "Left out" not in captions.caption(graph, whole)
    alone = scene.scene(graph.subgraph(["x", "n001"]), length)
    assert captions.caption(graph, alone).startswith("No ties in this graph. Left out: 1 without a name")


def test_beyond_forty_only_the_strongest_are_labelled():
    """Of 90 actors drawn, 40 have a label and so has the one asked for."""
    graph = network(120, 400)
    weakest = scene.strongest(graph, 90)[-1]
    made = scene.scene(graph, length, top=90, extra_labels=[weakest])
    assert len(made.spots) == 90 and made.total > 90
    assert sum(bool(spot.lines) for spot in made.spots) == 41
    assert next(spot for spot in made.spots if spot.node == weakest).lines


def test_friends_stand_nearer_than_foes():
    """Two camps of four: every hostile tie is longer than every friendly one."""
    camp = {f"{side}{i}": side for side in "ab" for i in range(4)}
    graph = nx.Graph()
    for u, v in itertools.combinations(camp, 2):
        graph.add_edge(u, v, sign=1 if camp[u] == camp[v] else -1)
    at = layout.signed_stress(graph)
    far: dict[int, list[float]] = {1: [], -1: []}
    for u, v, sign in graph.edges(data="sign"):
        far[sign].append(sum((a - b) ** 2 for a, b in zip(at[u], at[v], strict=True)))
    assert max(far[1]) < min(far[-1])
    assert at == layout.signed_stress(graph)


def test_layouts_of_small_and_parted_graphs():
    """No node, one, two, and actors that nothing joins: finite positions, none on another."""
    for nodes in (0, 1, 2, 5):
        graph = nx.empty_graph(nodes)
        at = layout.signed_stress(graph)
        assert len(set(at.values())) == nodes


def signed_network(*ties: str) -> "nx.MultiDiGraph[str]":
    """``"A+B"`` is a friend, ``"A-B"`` a foe, ``"A=P"`` a tie with the place P."""
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for tie in ties:
        u, kind, v = tie
        for node in (u, v):
            made.add_node(node, label=node, place=node == "P")
        made.add_edge(u, v, "r", label="r", sign={"+": 1, "-": -1, "=": 0}[kind], stance=True, claims=1)
    return made


def test_two_camps_stand_face_to_face():
    """All of one camp left of all of the other; who fits in either, and a place, between them."""
    two = signed_network("A+B", "B+C", "D+E", "A-D", "B-E", "C-D", "A=P", "D=P", "T+B", "T+E")
    made = scene.scene(two, length, layout="camps")
    x = {spot.node: spot.x for spot in made.spots}
    left, right = sorted(("ABC", "DE"), key=lambda camp: x[camp[0]])
    assert max(x[node] for node in left) < min(x[node] for node in right)
    assert made.camps.torn == ("T",) and made.camps.parts == 1
    for middle in "TP":
        assert max(x[node] for node in left) < x[middle] < min(x[node] for node in right)
    said = captions.caption(two, made)
    assert "Two camps, left and right, explain 7 of 8 (88%) friendly and hostile ties, but not: " in said
    assert "Those in the middle fit in either camp: T." in said and captions.POOR not in said


def test_parts_that_share_no_tie_stand_apart():
    """A second war stands below the first; its camps are nobody's friends there."""
    two = signed_network("A-B", "A-C", "B+C", "D-E", "F+G", "G+H", "H+F")
    made = scene.scene(two, length, layout="camps")
    y = {spot.node: spot.y for spot in made.spots}
    spans = sorted((min(y[n] for n in part), max(y[n] for n in part)) for part in ("ABC", "DE", "FGH"))
    assert all(below[1] < above[0] for below, above in itertools.pairwise(spans))
    assert made.camps.parts == 2 and "no such tie with what is above it" in captions.caption(two, made)
    peace = signed_network("A+B", "B+C")
    assert "Nobody here has a foe" in captions.caption(peace, scene.scene(peace, length, layout="camps"))
    assert drawing.picture(nx.MultiDiGraph(), layout="camps")


def test_a_poor_fit_is_told():
    """Three foes of each other make no two camps: the caption says so, and a warning does."""
    war = signed_network("A-B", "B-C", "C-A")
    with pytest.warns(PoorFit, match="do not read this as two camps"):
        svg = drawing.picture(war, layout="camps").decode()
    assert "explain 2 of 3 (67%)" in " ".join(re.findall(r">([^<]+)</text>", svg))
    with pytest.raises(OutputError, match="use one of stress, camps"):
        drawing.picture(war, layout="ring")


def one(kind: dict[str, object], *more: dict[str, object]) -> scene.Stroke:
    """The line that ties between one actor and another, or a place, make."""
    graph = nx.MultiDiGraph()
    graph.add_node("a", label="A", place=False)
    graph.add_node("b", label="B", place=kind.get("place", False))
    for number, data in enumerate((kind, *more)):
        ends = ("b", "a") if data.get("back") else ("a", "b")
        graph.add_edge(*ends, f"r{number}", **{"claims": 1, "sign": 0, "stance": True, "hold": 0, **data})
    (stroke,) = scene.scene(graph, length).strokes
    return stroke


def test_each_kind_of_tie_has_its_line():
    """Sign, place and time decide the kind; direction decides the heads; both signs give both counts."""
    friend = one({"sign": 1})
    assert (friend.kind, friend.head_at_start, friend.head_at_end) == (pairs.FRIEND, False, True)
    assert one({"sign": -1}).kind == pairs.FOE
    war = one({"sign": -1, "symmetric": True})
    assert war.head_at_start and war.head_at_end
    mutual = one({"sign": 1}, {"sign": 1, "back": True})
    assert mutual.head_at_start and mutual.head_at_end
    both = one({"sign": 1, "claims": 3}, {"sign": -1, "claims": 2})
    assert (both.kind, both.note) == (pairs.CONTESTED, "3+ 2−")
    assert one({"sign": 1, "stance": False}).kind == pairs.TALKS
    took, left = {"place": True, "hold": 1, "last": "2020-01-01"}, {"hold": -1, "last": "2020-02-01"}
    assert one(took).kind == pairs.HELD and one(took, left).kind == pairs.UNHELD
    assert one(took, {**left, "last": "2019-01-01"}).kind == pairs.HELD
    assert one({"place": True}).kind == pairs.ON_PLACE and one({}).kind == pairs.OTHER
    assert one({"sign": 1, "claims": 9}).width > friend.width


def test_kinds_are_told_apart_without_colour():
    """Of the signed kinds, no two share dashes and head, so that a grey copy can be read."""
    looks = [str(drawing.STYLE[kind][1]) for kind in (pairs.FRIEND, pairs.FOE, pairs.CONTESTED)]
    assert len(set(looks)) == 3
    assert len({str(style) for style in drawing.STYLE.values()}) >= 6


def test_svg_is_the_same_twice_and_its_text_is_text():
    """Two runs, one file; every label stands in it as text, title and caption too."""
    graph = network(12, 24)
    first = drawing.picture(graph, "svg", title="News & <rumours>")
    assert first == drawing.picture(graph, "svg", title="News & <rumours>")
    root = ET.fromstring(first)
    texts = " ".join("".join(node.itertext()) for node in root.iter(SVG + "text"))
    for spot in scene.scene(graph, length).spots:
        assert all(line in texts for line in spot.lines)
    assert "News & <rumours>" in texts and "first-news" in texts and "2020-01-01 to 2021-02-03" in texts
    assert "dc:date" not in first.decode()


def test_png_is_of_300_dots_an_inch():
    """Width in pixels over width in points is 300/72; the resolution is written in the file."""
    graph = network(6, 8)
    width_points = float(re.search(rb'width="([\d.]+)pt"', drawing.picture(graph, "svg"))[1])
    png = drawing.picture(graph, "png")
    (pixels,) = struct.unpack(">I", png[16:20])
    assert pixels == pytest.approx(width_points * 300 / 72, abs=2)
    assert png.index(b"pHYs") > 0 and png == drawing.picture(graph, "png")


def test_hostile_and_strange_names():
    """Markup, formulas, control characters and other scripts: valid XML, shown as written."""
    graph = nx.MultiDiGraph()
    labels = ["<script>x</script>", "$\\frac{1}{0}$ $", "bell\x07 null\x00", "جبهة", "🙂 x", "", "a" * 300]
    for number, label in enumerate(labels):
        graph.add_node(str(number), label=label, place=False)
        graph.add_edge(
            str(number), "0" if number else "1", "r", label="$r$ & <r>", sign=1, claims=1, stance=True
        )
    svg = drawing.picture(graph, "svg", title="$t_1$ <t>")
    texts = ["".join(node.itertext()) for node in ET.fromstring(svg).iter(SVG + "text")]
    assert "<script>x</script>" in texts and "$t_1$ <t>" in texts and "جبهة" in texts
    assert "bell null" in texts and max(map(len, texts)) < 300
    assert drawing.picture(graph, "png")


def test_nothing_to_draw_and_unknown_formats():
    """A graph without ties is a picture that says so; an unknown format is an error with the known ones."""
    empty = drawing.picture(nx.MultiDiGraph(), "svg")
    assert b"No ties in this graph" in empty
    with pytest.raises(OutputError, match="use one of svg, png"):
        drawing.picture(nx.MultiDiGraph(), "bmp")
