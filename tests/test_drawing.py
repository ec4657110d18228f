"""Figures: geometry, not pixels; the same bytes; text that stays text; hostile names."""

import itertools
import random
import re
import struct
import xml.etree.ElementTree as ET

import networkx as nx
import pytest

from kg import drawing, layout, scene
from kg.errors import OutputError

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
    split = layout.camps_apart({"a": (0.1, 1.0), "b": (0.2, 2.0), "c": (3.0, 0.0)}, {"a": -1, "b": 1})
    assert split["a"][0] < split["c"][0] < split["b"][0] and split["b"][1] == 2.0


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
    assert (friend.kind, friend.head_at_start, friend.head_at_end) == (scene.FRIEND, False, True)
    assert one({"sign": -1}).kind == scene.FOE
    war = one({"sign": -1, "symmetric": True})
    assert war.head_at_start and war.head_at_end
    mutual = one({"sign": 1}, {"sign": 1, "back": True})
    assert mutual.head_at_start and mutual.head_at_end
    both = one({"sign": 1, "claims": 3}, {"sign": -1, "claims": 2})
    assert (both.kind, both.note) == (scene.CONTESTED, "3+ 2−")
    assert one({"sign": 1, "stance": False}).kind == scene.TALKS
    took, left = {"place": True, "hold": 1, "last": "2020-01-01"}, {"hold": -1, "last": "2020-02-01"}
    assert one(took).kind == scene.HELD and one(took, left).kind == scene.UNHELD
    assert one(took, {**left, "last": "2019-01-01"}).kind == scene.HELD
    assert one({"place": True}).kind == scene.ON_PLACE and one({}).kind == scene.OTHER
    assert one({"sign": 1, "claims": 9}).width > friend.width


def test_kinds_are_told_apart_without_colour():
    """Of the signed kinds, no two share dashes and head, so that a grey copy can be read."""
    looks = [str(drawing.STYLE[kind][1]) for kind in (scene.FRIEND, scene.FOE, scene.CONTESTED)]
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
