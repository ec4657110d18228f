"""What ``kg balance`` says: all measures of a signed graph together, in prose and as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx

from kg.camps import Camps, camps
from kg.centrality import Standing, standings
from kg.frustration import TIME_LIMIT, Frustration, count_optima, frustration
from kg.measures import Balance, Stability, Triads, algebraic_conflict, balance, stability, triads
from kg.signed import as_signed, name, signs

FEW = 12  # actors and ties that prose names before it counts the rest
DRAWS = 100  # of the bootstrap
KINDS = (2, 3, 4, 5)  # numbers of camps that are tried


@dataclass(frozen=True, slots=True)
class Report:
    """All measures of one graph; ``str()`` is prose, :meth:`to_dict` the numbers with their ties.

    ``ties`` maps a pair of actors, in the order of ``signed``, to the edges of the network behind it.
    """

    signed: "nx.Graph[Any]"
    frustration: Frustration
    test: Balance
    triads: Triads
    conflict: float
    more_camps: tuple[Camps, ...]
    standings: tuple[Standing, ...]
    stability: Stability | None
    optima: tuple[int, bool]
    network: "nx.MultiDiGraph[Any] | None" = None

    # ------------------------------------------------------------ camps

    def camps(self) -> list[tuple[list[Any], list[Any]]]:
        """The two camps of each connected part with a tie, largest part and larger camp first."""
        ties = nx.Graph([(u, v) for u, v, _ in signs(self.signed)])
        parts = [sorted(part, key=self._order) for part in nx.connected_components(ties)]
        side = self.frustration.side
        split = [([n for n in part if side[n] > 0], [n for n in part if side[n] < 0]) for part in parts]
        return sorted(split, key=lambda camps: (-len(camps[0]) - len(camps[1]), self._order(camps[0][0])))

    def contested(self) -> list[tuple[Any, Any]]:
        """Pairs with claims of both signs, those with as many of each included."""
        return [(u, v) for u, v, data in self.signed.edges(data=True) if data.get("contested")]

    def _order(self, node: Any) -> tuple[str, str]:
        return name(self.signed, node), str(node)

    def _named(self, nodes: Iterable[Any], few: int = FEW) -> str:
        words = [name(self.signed, node) for node in nodes]
        if len(words) > few + 1:
            words = [*words[:few], f"{len(words) - few} more"]
        return (
            words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else "none"
        )

    def _tie(self, u: Any, v: Any) -> str:
        sign = self.signed.edges[u, v]["sign"]
        mark = {1: "+", -1: "−", 0: "±"}[sign]
        return f"{name(self.signed, u)} {mark} {name(self.signed, v)}"

    # ------------------------------------------------------------ prose

    def __str__(self) -> str:
        if not self.frustration.edges:
            return "No friendly or hostile ties between actors: there is nothing to measure.\n"
        lines = [*self._first(), "", *self._camps(), "", *self._triads(), *self._rest()]
        return "\n".join(lines) + "\n"

    def _first(self) -> list[str]:
        f = self.frustration
        plus = sum(sign > 0 for _, _, sign in signs(self.signed))
        actors = sum(1 for node in self.signed if self.signed.degree(node))
        kinds = f"{plus} friendly, {f.edges - plus} hostile"
        lines = [f"{_count(actors, 'actor')}, {_count(f.edges, 'tie')}: {kinds}."]
        if self.test.balanced:
            return [*lines, "The graph is balanced (L = 0): two camps explain every tie."]
        index = f"L = {f.upper}"
        if not f.exact:
            index = f"L is between {f.lower} and {f.upper} (the time limit came first)"
        explained = f"{1 - f.upper / f.edges:.0%} of the ties (F = 1 − 2L/m = {f.share:.3f})"
        lines.append(f"{index} of {f.edges}: two camps explain {explained}.")
        if f.poor:
            lines.append("That is a poor fit: do not speak of two camps without saying so.")
        ring = [*self.test.witness, self.test.witness[0]]
        steps = [self._tie(u, v).removeprefix(name(self.signed, u)) for u, v in pairwise(ring)]
        cycle = name(self.signed, ring[0]) + "".join(steps)
        return [*lines, f"Not balanced, since this cycle has an odd number of hostile ties: {cycle}."]

    def _camps(self) -> list[str]:
        lines = []
        for first, second in self.camps():
            against = f" against {self._named(second)}" if second else ""
            lines.append(f"Camps: {self._named(first)}{against}.")
        f = self.frustration
        if f.breaking:
            shown = "; ".join(self._tie(u, v) for u, v in f.breaking[:FEW])
            more = f"; and {len(f.breaking) - FEW} more" if len(f.breaking) > FEW else ""
            lines.append(f"The {_count(len(f.breaking), 'tie')} that they do not explain: {shown}{more}.")
        if self.contested():
            shown = "; ".join(self._pair_counts(u, v) for u, v in self.contested()[:FEW])
            lines.append(f"Contested, with claims of both kinds: {shown}.")
        count, complete = self.optima
        if f.breaking and f.exact and count > 1:
            least = "" if complete else "at least "
            lines.append(
                f"The camps are not the only ones: {least}{count} divisions leave as few ties unexplained."
            )
        return lines + self._stability()

    def _pair_counts(self, u: Any, v: Any) -> str:
        data = self.signed.edges[u, v]
        return f"{name(self.signed, u)} and {name(self.signed, v)} ({data['plus']}+ {data['minus']}−)"

    def _stability(self) -> list[str]:
        if self.stability is None:
            return []
        shaky = sorted(
            (n for n, share in self.stability.actor.items() if share < 0.9 and self.signed.degree(n)),
            key=lambda n: (self.stability.actor[n] if self.stability else 0, self._order(n)),
        )
        low, high = self.stability.low, self.stability.high
        drawn = f"Drawing the sentences again {self.stability.draws} times (fewer ties each)"
        base = f"{drawn}, L lies from {low} to {high}"
        if not shaky:
            return [f"{base}, and everyone keeps to a camp in at least 90 % of the draws."]
        named = ", ".join(f"{name(self.signed, n)} ({self.stability.actor[n]:.0%})" for n in shaky[:FEW])
        return [f"{base}; least sure of their camp: {named}."]

    def _triads(self) -> list[str]:
        t = self.triads
        if not t.total:
            return ["There are no closed triads."]
        kinds = ", ".join(f"{count} {kind.replace('-', '−')}" for kind, count in t.counts.items())
        return [
            f"Of {_count(t.total, 'closed triad')} ({kinds}), {t.balanced:.0%} are balanced, "
            f"{t.weakly_balanced:.0%} weakly balanced."
        ]

    def _rest(self) -> list[str]:
        lines = [f"Algebraic conflict (least eigenvalue of the signed Laplacian): {self.conflict:.4f}."]
        better = [c for c in self.more_camps if c.errors < self.frustration.upper]
        if better:
            best = min(better, key=lambda c: (c.errors, c.k))
            groups = " | ".join(self._named(group) for group in best.members() if self._tied(group))
            lines.append(f"With {best.k} camps {_count(best.errors, 'tie')} stay unexplained: {groups}.")
        brokers = [s for s in self.standings if s.between > 0][:3]
        if brokers:
            lines.append("Brokers, on most friendly paths: " + self._named(s.node for s in brokers) + ".")
        torn = sorted((s for s in self.standings if s.torn), key=lambda s: (-s.torn, self._order(s.node)))[:3]
        if torn:
            lines.append("Torn between friends who are foes: " + self._named(s.node for s in torn) + ".")
        return lines

    def _tied(self, group: Iterable[Any]) -> bool:
        return any(self.signed.degree(node) for node in group)

    def _repr_markdown_(self) -> str:
        return "\n\n".join(_escaped(line) for line in str(self).splitlines() if line)

    # ------------------------------------------------------------ data

    def to_dict(self) -> dict[str, Any]:
        """Plain data; every pair comes with its network edges and the IRIs of their sentences."""
        f, t = self.frustration, self.triads
        return {
            "actors": self.signed.number_of_nodes(),
            "ties": f.edges,
            "friendly": sum(sign > 0 for _, _, sign in signs(self.signed)),
            "hostile": sum(sign < 0 for _, _, sign in signs(self.signed)),
            "balanced": self.test.balanced,
            "witness_cycle": [self._label(node) for node in self.test.witness],
            "frustration": {
                "index": f.upper if f.exact else None, "lower": f.lower, "upper": f.upper, "status": f.status,
                "share": round(f.share, 6), "optimal_divisions": self.optima[0],
                "all_divisions_counted": self.optima[1],
            },
            "camps": [[[self._label(n) for n in camp] for camp in part] for part in self.camps()],
            "unexplained": [self._pair(u, v) for u, v in f.breaking],
            "contested": [self._pair(u, v) for u, v in self.contested()],
            "triads": {
                **t.counts, "balanced": t.balanced, "weakly_balanced": t.weakly_balanced,
                "unbalanced": [[self._label(n) for n in triad] for triad in t.ppm],
            },
            "algebraic_conflict": self.conflict,
            "k_camps": [
                {"k": c.k, "errors": c.errors, "criterion": c.criterion,
                 "camps": [[self._label(n) for n in group] for group in c.members() if self._tied(group)]}
                for c in self.more_camps
            ],
            "standings": [
                {"actor": self._label(s.node), "friends": s.friends, "foes": s.foes, "pn": s.pn,
                 "between": s.between, "torn": s.torn, "gaps": s.gaps}
                for s in self.standings
            ],
            "stability": None if self.stability is None else {
                "draws": self.stability.draws, "low": self.stability.low, "high": self.stability.high,
                "actors": [{"actor": self._label(n), "share": x} for n, x in self.stability.actor.items()],
            },
        }  # fmt: skip

    def _label(self, node: Any) -> dict[str, str]:
        return {"id": str(node), "label": name(self.signed, node)}

    def _pair(self, u: Any, v: Any) -> dict[str, Any]:
        data = self.signed.edges[u, v]
        edges: Mapping[Any, Any] = self.network.edges if self.network is not None else {}
        return {
            "a": self._label(u), "b": self._label(v), "sign": data["sign"],
            "plus": data.get("plus"), "minus": data.get("minus"),
            "ties": [
                {"subject": str(tie[0]), "relation": str(tie[2]), "object": str(tie[1]),
                 "sentences": list(edges[tie].get("sentences", ())) if self.network is not None else []}
                for tie in data.get("ties", ())
            ],
        }  # fmt: skip


def report(
    graph: "nx.Graph[Any]", *, time_limit: float = TIME_LIMIT, draws: int = DRAWS, seed: int = 0
) -> Report:
    """Measure a network, or any graph that :func:`kg.signed.as_signed` takes.

    ``time_limit`` bounds the search for the index, in seconds; ``draws`` is the number of bootstrap
    samples, 0 for none; ``seed`` makes samples and the search for more than two camps repeatable.
    """
    signed = as_signed(graph)
    found = frustration(signed, time_limit=time_limit)
    return Report(
        signed,
        found,
        balance(signed),
        triads(signed),
        algebraic_conflict(signed),
        tuple(camps(signed, k, seed=seed) for k in KINDS if k <= signed.number_of_nodes()),
        tuple(standings(signed)),
        stability(graph, draws=draws, seed=seed, time_limit=1.0) if draws and found.edges else None,
        count_optima(signed, time_limit=time_limit) if found.exact else (1, False),
        graph if isinstance(graph, nx.MultiDiGraph) else None,
    )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join("\\" + char if char in r"\`*_{}[]<>()#+-!|" else char for char in text)
