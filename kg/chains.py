"""How two actors hang together: chains of ties, common friends and enemies, who would be drawn in."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any

import networkx as nx

from kg.signed import as_signed, collapse, name


@dataclass(frozen=True, slots=True)
class Link:
    """A tie as it is said: ``subject label object``, how often, when, and where."""

    subject: str
    label: str
    object: str
    sign: int
    claims: int
    first: str | None
    last: str | None
    sentences: tuple[str, ...]  # IRIs of spans
    edge: tuple[Any, Any, Any] = ("", "", "")  # source, target, key in the network

    def __str__(self) -> str:
        days = " to ".join(dict.fromkeys(day for day in (self.first, self.last) if day))
        times = f"{self.claims} claim{'s' if self.claims != 1 else ''}"
        return f"{self.subject} {self.label} {self.object} ({', '.join(filter(None, (times, days)))})"


@dataclass(frozen=True, slots=True)
class Paths:
    """What joins ``a`` and ``b``. ``str()`` is for people; ``to_dict()`` for programs.

    ``chains`` are lists of steps, each with the links between two neighbours, shortest chain first;
    ``friends`` and ``enemies`` are common to both, ``divided`` stand with one and against the other.
    ``texts`` may hold one sentence for each IRI, to be printed under its link.
    """

    a: str
    b: str
    chains: tuple[tuple[tuple[Link, ...], ...], ...]
    stops: tuple[tuple[str, ...], ...]  # labels along each chain
    friends: tuple[str, ...]
    enemies: tuple[str, ...]
    divided: tuple[str, ...]
    more: bool = False  # there are more chains than these
    texts: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.chains)

    def links(self) -> list[Link]:
        """All links of all chains, each once."""
        return list(dict.fromkeys(link for chain in self.chains for step in chain for link in step))

    def to_dict(self) -> dict[str, Any]:
        """Plain data: names, counts, days, IRIs of sentences."""
        return {
            "a": self.a,
            "b": self.b,
            "chains": [
                {"stops": list(stops), "steps": [[_plain(link) for link in step] for step in chain]}
                for stops, chain in zip(self.stops, self.chains, strict=True)
            ],
            "common_friends": list(self.friends),
            "common_enemies": list(self.enemies),
            "divided": list(self.divided),
            "more": self.more,
        }

    def __str__(self) -> str:
        lines: list[str] = []
        if not self.chains:
            lines.append(f"No chain of ties joins {self.a} and {self.b}.")
        told: set[Link] = set()
        for stops, chain in zip(self.stops, self.chains, strict=True):
            lines.append(" – ".join(stops))
            for link in (link for step in chain for link in step):
                lines.append(f"  {link}")
                if link not in told:
                    lines += _evidence(link, self.texts)
                told.add(link)
            lines.append("")
        if self.more:
            lines += ["… and more chains; ask for shorter ones to see the strongest", ""]
        for title, who in (("friends", self.friends), ("enemies", self.enemies)):
            lines.append(f"Common {title}: {', '.join(who) or 'none'}")
        if self.divided:
            lines.append(f"With one and against the other: {', '.join(self.divided)}")
        return "\n".join(lines) + "\n"


def _plain(link: Link) -> dict[str, Any]:
    return {
        "subject": link.subject, "label": link.label, "object": link.object, "sign": link.sign,
        "relation": link.edge[2], "claims": link.claims, "first": link.first, "last": link.last,
        "sentences": list(link.sentences),
    }  # fmt: skip


def _evidence(link: Link, texts: Mapping[str, Any]) -> list[str]:
    """The first sentence of a link and where it stands."""
    for iri in link.sentences:
        found = texts.get(iri)
        if found is not None:
            return [
                f"    “{found.text}”",
                f"    {found.article}, characters {found.start}–{found.end}",
            ]
    return []


def links_between(network: "nx.MultiDiGraph[Any]", u: Hashable, v: Hashable) -> tuple[Link, ...]:
    """All ties between two nodes, in either direction, strongest first."""
    found = [
        Link(
            name(network, source), data.get("label", key), name(network, target), data.get("sign", 0),
            data.get("claims", 1), data.get("first"), data.get("last"), data.get("sentences", ()),
            (source, target, key),
        )
        for source, target in ((u, v), (v, u)) if network.has_edge(source, target)
        for key, data in network[source][target].items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda link: (-link.claims, link.label, link.subject)))


def paths(
    network: "nx.MultiDiGraph[Any]", a: Hashable, b: Hashable, *, max_length: int = 3, limit: int = 20
) -> Paths:
    """The chains of at most ``max_length`` ties between nodes ``a`` and ``b``, at most ``limit`` of them.

    Ties count in both directions and with any sign. Raises :class:`networkx.NodeNotFound` when one of
    them is not in the network.
    """
    simple = _simple(network)
    for node in (a, b):
        if node not in simple:
            raise nx.NodeNotFound(f"{node} has no tie in the network")
    found: list[list[Any]] = []
    more = False
    if a != b and nx.has_path(simple, a, b):
        for way in islice(nx.shortest_simple_paths(simple, a, b), limit + 1):
            if len(way) - 1 > max_length:
                break
            more = len(found) == limit
            found += [] if more else [way]
    friends, enemies, divided = (
        tuple(name(network, node) for node in group) for group in _shared(collapse(network), a, b)
    )
    return Paths(
        name(network, a),
        name(network, b),
        tuple(tuple(links_between(network, u, v) for u, v in pairwise(way)) for way in found),
        tuple(tuple(name(network, node) for node in way) for way in found),
        friends,
        enemies,
        divided,
        more,
    )


def _simple(network: "nx.MultiDiGraph[Any]") -> "nx.Graph[Any]":
    """Undirected, one edge a pair, in sorted order: so that chains come in the same order each time."""
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(sorted(network.nodes, key=str))
    graph.add_edges_from(sorted(((u, v) for u, v in network.edges() if u != v), key=str))
    return graph


def _shared(signed: "nx.Graph[Any]", a: Any, b: Any) -> tuple[list[Any], list[Any], list[Any]]:
    """Common friends, common enemies, and who stands with one and against the other."""
    friends: list[Any] = []
    enemies: list[Any] = []
    divided: list[Any] = []
    if a in signed and b in signed:
        for node in sorted(set(signed[a]) & set(signed[b]), key=lambda n: (name(signed, n), str(n))):
            to_a, to_b = signed[a][node]["sign"], signed[b][node]["sign"]
            if to_a and to_b:
                (divided if to_a != to_b else friends if to_a > 0 else enemies).append(node)
    return friends, enemies, divided


def common(network: "nx.MultiDiGraph[Any]", a: Hashable, b: Hashable, sign: int) -> list[Any]:
    """Nodes that stand with both (``sign`` 1) or against both (-1), by label."""
    friends, enemies, _ = _shared(as_signed(network), a, b)
    return friends if sign > 0 else enemies


# ---------------------------------------------------------------- support


def supporters(network: "nx.MultiDiGraph[Any]", node: Hashable, *, max_steps: int = 3) -> dict[Any, int]:
    """Who stands behind ``node``, and how many friendly ties away (1 to ``max_steps``).

    A friendly tie is followed from its subject to its object; one without direction, both ways.
    """
    behind: nx.DiGraph[Any] = nx.DiGraph()
    behind.add_nodes_from(network.nodes)
    for u, v, data in network.edges(data=True):
        if data.get("sign", 0) > 0 and data.get("stance", True):
            behind.add_edge(v, u)
            if data.get("symmetric"):
                behind.add_edge(u, v)
    lengths = nx.single_source_shortest_path_length(behind, node, cutoff=max_steps)
    found = {other: steps for other, steps in lengths.items() if steps}
    return dict(sorted(found.items(), key=lambda item: (item[1], name(network, item[0]), str(item[0]))))


@dataclass(frozen=True, slots=True)
class DrawnIn:
    """Who would be drawn in if two fought: behind one, behind the other, and behind both."""

    with_a: dict[Any, int]
    with_b: dict[Any, int]
    torn: dict[Any, tuple[int, int]]


def drawn_in(network: "nx.MultiDiGraph[Any]", a: Hashable, b: Hashable, *, max_steps: int = 2) -> DrawnIn:
    """Who stands behind ``a`` or ``b`` within ``max_steps`` friendly ties; see :func:`supporters`.

    Nodes are mapped to their distance; who stands behind both is torn, whichever is nearer.
    """
    of_a = supporters(network, a, max_steps=max_steps)
    of_b = supporters(network, b, max_steps=max_steps)
    of_a.pop(b, None)
    of_b.pop(a, None)
    return DrawnIn(
        {node: steps for node, steps in of_a.items() if node not in of_b},
        {node: steps for node, steps in of_b.items() if node not in of_a},
        {node: (steps, of_b[node]) for node, steps in of_a.items() if node in of_b},
    )


def labels(network: "nx.MultiDiGraph[Any]", nodes: Iterable[Any]) -> list[str]:
    """What nodes are called, in their order."""
    return [name(network, node) for node in nodes]
