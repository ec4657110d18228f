"""The part of a graph that a stretch of time or a number of articles vouches for."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg import copies, names
from kg.graph import RDF_TYPE, STATUS_PROPERTY, value

if TYPE_CHECKING:
    from pyoxigraph import Quad

_ISSUED = names.PREFIXES["dct"] + "issued"
_ABOUT = {names.NS + name for name in STATUS_PROPERTY.values()}


def within(
    articles: "Iterable[list[Quad]]",
    since: dt.date | None = None,
    until: dt.date | None = None,
    min_articles: int = 1,
) -> "list[list[Quad]]":
    """The quads of each article without the claims that fall outside.

    A claim stays when the time at which it held, else that of its report, meets ``since`` to ``until``
    (both included), and when at least ``min_articles`` articles, copies counted once, assert its tie
    within that time.
    Actors stay, with or without claims.
    """
    groups = [(list(quads), _claims(quads)) for quads in articles]
    held = [
        (quads, {c: node for c, node in claims.items() if _meets(node, since, until)})
        for quads, claims in groups
    ]
    originals = copies.originals({str(n): _print(quads) for n, (quads, _) in enumerate(held)})
    tellers: dict[str, set[str]] = defaultdict(set)
    for number, (_, claims) in enumerate(held):
        for node in claims.values():
            if _asserts(node):
                tellers[_tie(node)].add(originals.get(str(number), str(number)))
    result = []
    for (quads, kept), (_, claims) in zip(held, groups, strict=True):
        stay = {
            claim
            for claim, node in kept.items()
            if min_articles <= 1 or len(tellers[_tie(node)]) >= min_articles
        }
        gone = claims.keys() - stay
        result.append([quad for quad in quads if value(quad.subject) not in gone])
    return result


def _claims(quads: "list[Quad]") -> dict[str, dict[str, str]]:
    """Claims of one article by IRI: their properties, and the day of the report."""
    nodes: dict[str, dict[str, str]] = {}
    for quad in quads:
        nodes.setdefault(value(quad.subject), {})[quad.predicate.value] = value(quad.object)
    issued = next((node[_ISSUED] for node in nodes.values() if _ISSUED in node), "")
    claims = {iri: node for iri, node in nodes.items() if node.get(RDF_TYPE) == names.NS + "Claim"}
    return {iri: {_ISSUED: issued, **node} for iri, node in claims.items()}


def _print(quads: "list[Quad]") -> copies.Print:
    signed = (value(quad.object) for quad in quads if quad.predicate.value == names.NS + "signature")
    return copies.Print("", next(signed, ""))


def _meets(node: dict[str, str], since: dt.date | None, until: dt.date | None) -> bool:
    first = node.get(names.NS + "earliest") or node[_ISSUED]
    last = node.get(names.NS + "latest") or node[_ISSUED] or first
    if since and (not last or last < since.isoformat()):
        return False
    return not (until and (not first or first > until.isoformat()))


def _tie(node: dict[str, str]) -> str:
    return next(node[name] for name in _ABOUT if name in node)


def _asserts(node: dict[str, str]) -> bool:
    return names.NS + STATUS_PROPERTY["asserted"] in node
