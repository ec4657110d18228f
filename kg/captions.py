"""What a figure says beneath itself: what it shows, what it leaves out, and where it is from."""

from collections.abc import Iterable, Sequence
from typing import Any

import networkx as nx

from kg.graph import article_id
from kg.scene import Camps, Scene, clean
from kg.signed import name

FEW = 4  # sources and ties that a caption names
POOR = "That is a poor fit: do not read this as two camps."


def caption(network: "nx.MultiDiGraph[Any]", made: Scene) -> str:
    """What the picture shows and leaves out, from which articles, of which days."""
    if not made.spots:
        return " ".join(["No ties in this graph.", *_left_out(made.unnamed)])
    who = f"{made.shown} actors and places"
    if made.total > made.shown:
        who = f"The {made.shown} strongest of {made.total} actors and places"
    marks = " (squares are places)" if any(spot.place for spot in made.spots) else ""
    sentences = [f"{who}{marks}; wider lines have more claims.", *_left_out(made.unnamed)]
    if made.camps:
        sentences += _camps(network, made.camps)
    sources = [clean(article_id(source)) for source in network.graph.get("sources", ())]
    if sources:
        days = [day for day in (network.graph.get("first"), network.graph.get("last")) if day]
        when = f", {' to '.join(dict.fromkeys(days))}" if days else ""
        sentences.append(f"Sources: {_few(sources)}{when}.")
    return " ".join(sentences)


def _few(words: Sequence[str], between: str = ", ") -> str:
    more = f" and {len(words) - FEW} more" if len(words) > FEW else ""
    return between.join(words[:FEW]) + more


def _left_out(labels: Iterable[str]) -> list[str]:
    """Who is left out for want of a name."""
    found = [clean(label) for label in labels]
    kinds = list(dict.fromkeys(found))[:FEW]
    return [f"Left out: {len(found)} without a name ({', '.join(kinds)} and the like)."] if found else []


def _camps(network: "nx.MultiDiGraph[Any]", camps: Camps) -> list[str]:
    """How many ties two camps explain, and which they do not."""
    found = camps.frustration
    if not camps.parts:
        return ["Nobody here has a foe: there are no two camps."]

    def called(nodes: Iterable[Any]) -> list[str]:
        return [clean(name(network, node)) for node in nodes]

    share = f"{found.edges - found.upper} of {found.edges} ({1 - found.upper / found.edges:.0%})"
    least = "" if found.exact else f" (at best they would leave {found.lower} unexplained)"
    but = _few([" and ".join(called(tie)) for tie in found.breaking], "; ")
    sentences = [
        f"Two camps, left and right, explain {share} friendly and hostile ties{least}"
        + (f", but not: {but}." if but else ".")
    ]
    if camps.torn:
        sentences.append(f"Those in the middle fit in either camp: {_few(called(camps.torn))}.")
    if camps.parts > 1:
        sentences.append("What stands lower down has no such tie with what is above it.")
    return [*sentences, POOR] if found.poor else sentences
