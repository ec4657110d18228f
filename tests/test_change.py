"""Change over time, on graphs made by hand."""

import datetime as dt
import itertools

import networkx as nx
import pytest
from builders import extraction, ontology

import kg
from kg.change import COLUMNS, Spell, changes, rows, spans, spells
from kg.drawing import held_picture
from kg.errors import OutputError
from kg.network import Holding, network
from kg.store import Store


def signed(*ties: tuple[str, str, int]) -> nx.Graph:
    """A signed graph of ties ``(u, v, sign)``."""
    graph = nx.Graph()
    graph.add_edges_from((u, v, {"sign": sign}) for u, v, sign in ties)
    return graph


def told(found) -> list[tuple]:
    """What the changes say, without days and edges."""
    return [(c.window, c.change, c.actor, c.other, c.was, c.now) for c in found]


def test_ties_that_appear_end_and_flip():
    """One of each between two windows; an unchanged tie is no change."""
    old = signed(("a", "b", 1), ("b", "c", -1), ("c", "d", 1))
    new = signed(("a", "b", 1), ("b", "c", 1), ("a", "d", -1))
    assert told(changes({"one": old, "two": new}))[:3] == [
        ("two", "appeared", "a", "d", None, -1),
        ("two", "ended", "c", "d", 1, None),
        ("two", "flipped", "b", "c", -1, 1),
    ]


def test_a_tie_that_becomes_contested_is_a_flip():
    """From friendly to as many claims for as against."""
    (found,) = changes([("one", signed(("a", "b", 1))), ("two", signed(("a", "b", 0)))])
    assert (found.change, found.was, found.now, found.before) == ("flipped", 1, 0, "one")


def test_one_who_changes_camp():
    """Of two triangles at war one actor goes over: it alone changed camp, surely."""
    ones, others = ("a", "b", "c"), ("d", "e", "f")

    def war(left, right):
        within = [(u, v, 1) for camp in (left, right) for u, v in itertools.combinations(camp, 2)]
        return signed(*within, *((u, v, -1) for u in left for v in right))

    found = changes({"one": war(ones, others), "two": war(("a", "b"), ("c", *others))})
    moved = [c for c in found if c.change == "changed camp"]
    assert [(c.actor, c.was, c.now, c.sure) for c in moved] == [("c", moved[0].was, -moved[0].was, True)]
    assert sum(c.change == "flipped" for c in found) == 5
    back = changes({"two": war(("a", "b"), ("c", *others)), "three": war(("a", "b", "c"), others)})
    assert [c.actor for c in back if c.change == "changed camp"] == ["c"]


def test_camps_have_no_names():
    """All ties alike in both windows, or all actors turned round together: nobody changed camp."""
    pairs = (("a", "b", 1), ("c", "d", 1))
    joined = changes({"apart": signed(*pairs), "at war": signed(*pairs, ("a", "c", -1))})
    assert told(joined) == [("at war", "appeared", "a", "c", None, -1)]
    parted = changes({"at war": signed(*pairs, ("a", "c", -1)), "apart": signed(*pairs)})
    assert [c.change for c in parted] == ["ended"]


def test_when_two_friends_fall_out_nobody_knows_who_turned():
    """Both are listed, neither is sure."""
    found = changes({"one": signed(("a", "b", 1)), "two": signed(("a", "b", -1))})
    assert [(c.change, c.actor, c.sure) for c in found] == [
        ("flipped", "a", True), ("changed camp", "a", False), ("changed camp", "b", False),
    ]  # fmt: skip


def test_a_camp_that_is_as_good_either_way_is_not_sure():
    """An actor with one friend on each side of a war may stand on either."""
    war = [("a", "b", 1), ("c", "d", 1), ("a", "c", -1), ("b", "d", -1), ("a", "d", -1), ("b", "c", -1)]
    loyal = signed(*war, ("x", "a", 1), ("x", "b", 1))
    torn = signed(*war, ("x", "a", 1), ("x", "c", 1))
    over = signed(*war, ("x", "c", 1), ("x", "d", 1))
    moved = [c for c in changes({"1": loyal, "2": torn, "3": over}) if c.change == "changed camp"]
    assert [(c.actor, c.sure) for c in moved] == [("x", False)]
    assert [(c.actor, c.sure) for c in changes({"1": loyal, "3": over}) if c.change == "changed camp"] == [
        ("x", True)
    ]


@pytest.mark.parametrize("windows", [{}, {"one": nx.Graph()}, {"one": nx.Graph(), "two": nx.MultiDiGraph()}])
def test_nothing_changes_in_empty_windows(windows):
    """No windows, one, or two empty ones."""
    assert changes(windows) == []


def test_days_out_of_order():
    """Refused, since a window would be empty."""
    with pytest.raises(ValueError, match="in order"):
        spans([dt.date(2021, 1, 1), dt.date(2020, 1, 1)])


def test_from_the_store_with_sentences():
    """Windows of a store: each change leads to its edges, and these to sentences; rows have labels."""
    store = Store(ontology=ontology())
    store.add(
        extraction("one", [("Norland", "backs", "Reds"), ("Reds", "fights", "Blues")], date="2020-01-05")
    )
    store.add(extraction("two", [("Norland", "opposes", "Reds")], date="2021-03-05"))
    days = [dt.date(2020, 1, 1), dt.date(2021, 1, 1), dt.date(2022, 1, 1)]
    assert spans(days) == [(days[0], dt.date(2020, 12, 31)), (days[1], dt.date(2021, 12, 31))]
    graphs = {str(a.year): network(store, ontology(), since=a, until=b) for a, b in spans(days)}
    found = changes(graphs)
    flipped = next(c for c in found if c.change == "flipped")
    assert (flipped.first, flipped.was, flipped.now) == ("2021-03-05", 1, -1)
    (edge,) = flipped.ties
    assert graphs["2021"].edges[edge]["sentences"]
    table = rows(found, graphs.values())
    assert all(tuple(row) == COLUMNS for row in table)
    by_kind = {row["change"]: row for row in table}
    assert {by_kind["flipped"]["actor"], by_kind["flipped"]["other"]} == {"Norland", "Reds"}
    assert (by_kind["flipped"]["was"], by_kind["flipped"]["now"]) == ("friendly", "hostile")
    frame = kg.Graph(store).changes(days)
    assert list(frame.columns) == list(COLUMNS) and frame["change"].tolist() == [c.change for c in found]
    assert (by_kind["ended"]["was"], by_kind["ended"]["now"]) == ("hostile", None)


def held(*rows: tuple[str, str, bool]) -> list[Holding]:
    """Days of one town: ``(day, holder, held)``, each told by a sentence of its own."""
    return [Holding("town", day, holder, now, "r", (f"s{i}",)) for i, (day, holder, now) in enumerate(rows)]


def test_spells_of_holding():
    """Taken, confirmed, taken by another, lost, taken again; and a loss of which no beginning was told."""
    told = held(
        ("2020-03-01", "reds", False), ("2020-01-01", "reds", True), ("2020-01-05", "reds", True),
        ("2020-02-01", "blues", True), ("2020-04-01", "blues", False), ("2020-05-01", "reds", True),
    )  # fmt: skip
    assert spells(told) == [
        Spell("town", "reds", "2020-01-01", "2020-02-01", ("s1", "s2", "s3")),
        Spell("town", "blues", "2020-02-01", "2020-04-01", ("s3", "s4")),
        Spell("town", "reds", None, "2020-03-01", ("s0",)),
        Spell("town", "reds", "2020-05-01", None, ("s5",)),
    ]
    assert spells([]) == []


def test_the_figure_of_holdings():
    """Names and days stand in it as text, markup escaped; twice the same bytes; other formats are refused."""
    found = spells(held(("2020-01-01", "a", True), ("2020-02-01", "b", True)))
    labels = {"town": "Old <b>Town</b>", "a": "Reds $x$", "b": "Blues"}
    svg = held_picture(found, labels).decode()
    assert svg == held_picture(found, labels).decode()
    for words in ("Old &lt;b&gt;Town&lt;/b&gt;: Reds $x$", "2020-01-01", "2020-02-01"):
        assert words in svg
    assert held_picture(found, labels, "png")[:4] == b"\x89PNG"
    assert b"<svg" in held_picture([], {})
    with pytest.raises(OutputError, match="svg, png"):
        held_picture(found, labels, "bmp")
