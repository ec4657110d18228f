"""Change over time: what a sequence of windows shows of who stands with whom, and who changed camp.

Each window is compared with the one before it. Camps are those of the frustration index of each window
(:mod:`kg.frustration`). They have no names, so whether somebody changed camp is asked only within a group
that hangs together by ties in both windows: most of it stayed, the rest turned.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import networkx as nx

from kg.frustration import TIME_LIMIT, frustration
from kg.signed import as_signed, core, name, pair, signs

if TYPE_CHECKING:
    from kg.network import Holding

Kind = Literal["appeared", "ended", "flipped", "changed camp"]
COLUMNS = ("window", "before", "change", "actor", "other", "was", "now", "sure", "first", "last")
WORDS = {1: "friendly", -1: "hostile", 0: "contested", None: None}


@dataclass(frozen=True, slots=True)
class Change:
    """One change from the window ``before`` to the window ``window``.

    ``appeared``, ``ended`` and ``flipped`` are about the tie of ``actor`` and ``other``; ``was`` and
    ``now`` are its signs (1, -1, 0 for as many claims for as against), ``None`` where there is no tie.
    ``changed camp`` is about ``actor``, ``other`` is ``None``; ``was`` and ``now`` are the two sides (1, -1)
    of the window before. ``sure`` is about camps: see :func:`changes`.
    ``first`` and ``last``: ISO 8601 days of the tie in the window where it stands, or ``None``.
    ``ties``: edges ``(source, target, key)`` of that window's network, which name their sentences.
    """

    window: str
    before: str
    change: Kind
    actor: Any
    other: Any
    was: int | None
    now: int | None
    sure: bool = True
    first: str | None = None
    last: str | None = None
    ties: tuple[tuple[Any, Any, Any], ...] = ()


def changes(
    windows: Mapping[str, "nx.Graph[Any]"] | Iterable[tuple[str, "nx.Graph[Any]"]],
    *,
    time_limit: float = TIME_LIMIT,
) -> list[Change]:
    """All changes from each window to the next, in the order of the windows, then by kind and actors.

    ``windows`` gives each window's name and graph, in order: networks of
    :func:`kg.network.network` with ``since`` and ``until``, or whatever
    :func:`kg.signed.as_signed` takes. A tie ends when no claim within the later window states it, which
    is less than to say that it was given up.

    Who has no tie in one of two windows, or shares no part of the graph with the same others in both, has
    no camp to change. Where as many turned as stayed, nobody can tell who did: all are listed and none is
    ``sure``. Else a change is ``sure`` when both indices are exact and moving that actor alone would leave
    more ties unexplained, in both windows. ``time_limit`` (seconds) bounds each index.
    """
    named = list(windows.items() if isinstance(windows, Mapping) else windows)
    signed = [(str(label), as_signed(graph)) for label, graph in named]
    found: list[Change] = []
    camps = [_camps(graph, time_limit) for _, graph in signed]
    for (before, old), (label, new), was, now in zip(signed, signed[1:], camps, camps[1:], strict=False):
        found += _ties(label, before, old, new)
        turned = sorted(_turned(was, now).items(), key=lambda item: (name(new, item[0]), str(item[0])))
        for node, sure in turned:
            side = was.side[node]
            found.append(Change(label, before, "changed camp", node, None, side, -side, sure))
    return found


def _ties(window: str, before: str, old: "nx.Graph[Any]", new: "nx.Graph[Any]") -> list[Change]:
    """The ties that appeared, ended or have another sign."""
    was = {pair(u, v): data for u, v, data in old.edges(data=True)}
    now = {pair(u, v): data for u, v, data in new.edges(data=True)}
    found: list[Change] = []
    for ends in sorted(was.keys() | now.keys(), key=str):
        first, second = was.get(ends), now.get(ends)
        if first and second and first["sign"] == second["sign"]:
            continue
        kind: Kind = "appeared" if first is None else "ended" if second is None else "flipped"
        data = second or first or {}
        old_sign, new_sign = (tie["sign"] if tie else None for tie in (first, second))
        found.append(
            Change(
                window, before, kind, *ends, old_sign, new_sign,
                first=data.get("first"), last=data.get("last"), ties=tuple(data.get("ties", ())),
            )
        )  # fmt: skip
    order = ("appeared", "ended", "flipped")
    return sorted(found, key=lambda change: order.index(change.change))


@dataclass(frozen=True, slots=True)
class _Camps:
    """Of each actor with a signed tie: its side and its connected part; those who must stand there."""

    side: Mapping[Any, int]
    part: Mapping[Any, int]
    firm: frozenset[Any]


def _camps(graph: "nx.Graph[Any]", time_limit: float) -> _Camps:
    ties = core(graph)
    ties.remove_nodes_from(list(nx.isolates(ties)))
    found = frustration(ties, time_limit=time_limit)
    parts = enumerate(nx.connected_components(ties))
    pull = dict.fromkeys(ties.nodes, 0)  # ties explained less ties not: moving the actor turns it round
    for u, v, sign in signs(ties):
        fits = sign * found.side[u] * found.side[v]
        pull[u] += fits
        pull[v] += fits
    firm = frozenset(node for node in ties.nodes if found.exact and pull[node] > 0)
    return _Camps(found.side, {node: number for number, part in parts for node in part}, firm)


def _turned(was: _Camps, now: _Camps) -> dict[Any, bool]:
    """Who changed camp, and whether that is sure."""
    groups: dict[tuple[int, int], list[Any]] = {}
    for node in was.side:
        if node in now.side:
            groups.setdefault((was.part[node], now.part[node]), []).append(node)
    found: dict[Any, bool] = {}
    for group in groups.values():
        kept = sum(was.side[node] * now.side[node] for node in group)
        if len(group) < 2:
            continue
        for node in group:
            if was.side[node] * now.side[node] * kept <= 0:
                found[node] = kept != 0 and node in was.firm and node in now.firm
    return found


def rows(found: Iterable[Change], graphs: Iterable["nx.Graph[Any]"] = ()) -> list[dict[str, Any]]:
    """The changes as dicts of ``COLUMNS``; signs in words, actors by their labels in ``graphs``.

    Sides stay 1 and -1: camps have no names.
    """
    labels: dict[Any, str] = {}
    for graph in graphs:
        labels |= {node: name(graph, node) for node in graph.nodes}
    made = []
    for change in found:
        row = {column: getattr(change, column) for column in COLUMNS}
        row["actor"] = labels.get(change.actor, str(change.actor))
        row["other"] = None if change.other is None else labels.get(change.other, str(change.other))
        if change.change != "changed camp":
            row["was"], row["now"] = WORDS[change.was], WORDS[change.now]
        made.append(row)
    return made


def spans(days: Sequence[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """Windows ``(since, until)`` between dates in order: from each day up to the day before the next.

    Raises ValueError for days that are not in order.
    """
    if any(first >= second for first, second in pairwise(days)):
        raise ValueError("the days of the windows must be in order, each later than the one before it")
    return [(first, second - dt.timedelta(days=1)) for first, second in pairwise(days)]


# ---------------------------------------------------------------- who held what, from when until when


@dataclass(frozen=True, slots=True, order=True)
class Spell:
    """That somebody held a place, from ``first`` to ``last``: ISO 8601 days, ``None`` where none was told.

    Without ``last`` no end was told; without ``first`` only that it ended.
    """

    place: str
    holder: str
    first: str | None
    last: str | None
    sentences: tuple[str, ...] = ()


def spells(found: "Iterable[Holding]") -> list[Spell]:
    """The spells that the days of :func:`kg.network.holdings` make, by place, then by day.

    A spell ends when its holder is said to have lost the place, or when another comes to hold it; a day
    within a spell confirms it.
    """
    made: list[Spell] = []
    running: dict[tuple[str, str], Spell] = {}  # by place and holder
    for item in sorted(found, key=lambda item: (item.place, item.day, item.held, item.holder)):
        ended = [at for at in running if at[0] == item.place and (at[1] == item.holder) != item.held]
        for at in ended:
            spell = running.pop(at)
            made.append(Spell(*at, spell.first, item.day, _joined(spell.sentences, item.sentences)))
        at = (item.place, item.holder)
        if not item.held and at not in ended:
            made.append(Spell(*at, None, item.day, item.sentences))
        if item.held:
            before = running.get(at, Spell(*at, item.day, None))
            running[at] = Spell(*at, before.first, None, _joined(before.sentences, item.sentences))
    made += running.values()
    return sorted(made, key=lambda spell: (spell.place, spell.first or spell.last or "", spell.holder))


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*first, *second}))
