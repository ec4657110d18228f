"""The alliance graph as one HTML file that works offline: picture, evidence, search, filters, table.

It loads nothing and sends nothing: the Content-Security-Policy allows only the page's own script and
style, by their hashes. Texts from the news stand in it as JSON and reach the page only as text.
"""

import base64
import datetime as dt
import hashlib
import html
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from kg import names, pairs
from kg import scene as plan
from kg.captions import caption
from kg.drawing import picture
from kg.network import network as read_network
from kg.records import Ontology
from kg.scene import Scene, clean
from kg.signed import name
from kg.statements import statements
from kg.store import Store

SHOWN = 40  # actors when the page opens
MOST = 1000  # actors and places in one page
SENTENCE_CHARS = 1200

_ALIASES = "SELECT ?node ?name { ?node skos:altLabel ?name }"
_ARTICLES = """
SELECT ?id ?title ?publisher ?url {
  ?article a kg:Article ; dct:identifier ?id . OPTIONAL { ?article dct:title ?title }
  OPTIONAL { ?article dct:publisher ?publisher } OPTIONAL { ?article schema:url ?url } }"""


def page(
    store: Store,
    ontology: Ontology,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    **options: Any,
) -> bytes:
    """The page as UTF-8 HTML, of what held, or was reported, from ``since`` to ``until``.

    ``options``: ``title``, ``top``, ``layout`` and ``unnamed``, as of :func:`render`. The same graph gives
    the same bytes. Where kg was built without npm, the page has a still picture instead of a moving one.
    """
    network = read_network(store, ontology, since=since, until=until)
    rows = statements(store, since=since, until=until)
    return render(network, rows, aliases=_aliases(store), articles=_articles(store), **options)


def render(
    network: "nx.MultiDiGraph[Any]",
    rows: Iterable[Mapping[str, Any]] = (),
    *,
    aliases: Mapping[str, Iterable[str]] | None = None,
    articles: Mapping[str, Mapping[str, str]] | None = None,
    title: str | None = None,
    top: int = SHOWN,
    layout: str = plan.LAYOUTS[0],
    unnamed: bool = False,
) -> bytes:
    """The page of a network and of the rows of :func:`kg.statements.statements` behind its ties.

    ``aliases`` maps nodes to their other names, ``articles`` the ids of articles to ``title``,
    ``publisher`` and ``url``. The ``top`` strongest are shown at first, the rest can be added in the page;
    descriptions without a name come last unless ``unnamed``.
    """
    heading = clean(title or "") or "Who stands with whom, and who against whom"
    first = plan.scene(network, _width, top=top, layout=layout, unnamed=unnamed)
    every = plan.scene(network, _width, top=MOST, layout=layout, unnamed=True)
    ranked = dict.fromkeys(plan.strongest(network, MOST, unnamed=unnamed))
    ranked |= dict.fromkeys(plan.strongest(network, MOST, unnamed=True))
    data = _data(network, first, every, list(ranked), aliases or {}) | _evidence(
        network, every, rows, articles or {}
    )
    library = _file("vendor/cytoscape.min.js")
    still = picture(network, "svg", top=top, layout=layout, unnamed=unnamed)
    return _document(heading, data, still, library, _file("page.js"), _file("page.css")).encode()


def _file(name: str) -> str:
    """A file of the page's sources; empty when the package was built without it."""
    path: Path = names.data_path("web") / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _aliases(store: Store) -> dict[str, list[str]]:
    from kg.graph import value

    found: dict[str, list[str]] = {}
    for node, label in sorted((value(row[0]), value(row[1])) for row in store.query(_ALIASES)):  # type: ignore[union-attr]
        found.setdefault(node, []).append(label)
    return found


def _articles(store: Store) -> dict[str, dict[str, str]]:
    from kg.graph import value

    found = {}
    for row in store.query(_ARTICLES):  # type: ignore[union-attr]
        about = zip(("title", "publisher", "url"), list(row)[1:], strict=True)
        found[value(row[0])] = {key: value(term) for key, term in about if term is not None}
    return dict(sorted(found.items()))


# ---------------------------------------------------------------- data


# What each kind of line is called beside its relations.
KINDS: Mapping[str, str] = {
    pairs.FRIEND: "friendly", pairs.FOE: "hostile", pairs.CONTESTED: "friendly and hostile",
    pairs.TALKS: "no side taken", pairs.HELD: "holds a place", pairs.UNHELD: "no longer holds it",
    pairs.ON_PLACE: "at a place", pairs.OTHER: "neither friendly nor hostile",
}  # fmt: skip


def _width(text: str) -> float:
    """Of a text in the browser's font, near enough."""
    return 5.6 * len(text)


def _data(
    network: "nx.MultiDiGraph[Any]",
    first: Scene,
    every: Scene,
    ranked: list[Any],
    aliases: Mapping[str, Iterable[str]],
) -> dict[str, Any]:
    """Nodes and kinds, for ``web/page.js``; ``at`` is where a node stands in the first picture."""
    rank = {node: i for i, node in enumerate(ranked)}
    at = {spot.node: [round(spot.x, 1), round(first.height - spot.y, 1)] for spot in first.spots}
    nodes = [
        {
            "id": str(spot.node), "label": clean(name(network, spot.node)), "place": spot.place,
            "lines": plan.wrapped(name(network, spot.node)), "rank": rank[spot.node],
            "names": [clean(other) for other in aliases.get(str(spot.node), ())], "at": at.get(spot.node),
            "x": round(spot.x, 1), "y": round(every.height - spot.y, 1), "size": round(2 * spot.radius, 1),
        }
        for spot in sorted(every.spots, key=lambda spot: rank[spot.node])
    ]  # fmt: skip
    counts = Counter(stroke.kind for stroke in every.strokes)
    kinds = [
        {"kind": kind, "name": KINDS[kind], "count": counts[kind],
         "relations": [{"label": clean(label), "count": count} for label, count in words]}
        for kind, words in every.legend
    ]  # fmt: skip
    return {"nodes": nodes, "kinds": kinds, "top": len(first.spots), "caption": caption(network, every)}


def _evidence(
    network: "nx.MultiDiGraph[Any]",
    every: Scene,
    rows: Iterable[Mapping[str, Any]],
    articles: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """Pairs, the sentences behind them, and the articles that these are from."""
    claims: list[dict[str, Any]] = []
    by_tie: dict[str, list[int]] = {}
    for row in rows:
        by_tie.setdefault(row["tie"], []).append(len(claims))
        claims.append(_claim(row))
    used = {claim["article"] for claim in claims}
    return {
        "pairs": [_pair(network, stroke, number, by_tie) for number, stroke in enumerate(every.strokes)],
        "sentences": claims,
        "articles": {id_: dict(about) for id_, about in articles.items() if id_ in used},
    }


def _claim(row: Mapping[str, Any]) -> dict[str, Any]:
    text = " ".join(str(row["sentence"]).split())
    keys = ("article", "status", "earliest", "latest", "reported", "start", "end")
    mentions = {key: " ".join(str(row[key] or "").split()) for key in ("subject_mention", "object_mention")}
    return {
        "text": text[:SENTENCE_CHARS] + ("…" if len(text) > SENTENCE_CHARS else ""),
        "by": row["attributed_to"], **mentions, **{key: row[key] for key in keys},
    }  # fmt: skip


def _pair(
    network: "nx.MultiDiGraph[Any]", stroke: plan.Stroke, number: int, by_tie: Mapping[str, list[int]]
) -> dict[str, Any]:
    ties = []
    for tie in stroke.ties:
        data = network.edges[tie]
        ties.append(
            {
                "subject": clean(name(network, tie[0])), "object": clean(name(network, tie[1])),
                "label": clean(str(data.get("label", tie[2]))), "sign": data.get("sign", 0),
                "sentences": by_tie.get(data.get("tie", ""), []),
            }
        )  # fmt: skip
    every = [network.edges[tie] for tie in stroke.ties]
    return {
        "id": f"pair-{number}", "source": str(stroke.source), "target": str(stroke.target),
        "kind": stroke.kind, "width": stroke.width, "at_start": stroke.head_at_start,
        "at_end": stroke.head_at_end, "claims": sum(int(data.get("claims", 1)) for data in every),
        "first": min((data["first"] for data in every if data.get("first")), default=None),
        "last": max((data["last"] for data in every if data.get("last")), default=None), "ties": ties,
    }  # fmt: skip


# ---------------------------------------------------------------- HTML


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def _document(heading: str, data: dict[str, Any], still: bytes, library: str, script: str, style: str) -> str:
    # Cytoscape.js would write this style element itself, which the policy forbids.
    own_style = ".__________cytoscape_container { position: relative; }"
    scripts = [text for text in (library, script) if text]
    policy = "; ".join(
        (
            "default-src 'none'", "script-src " + " ".join(map(_hash, scripts)),
            f"style-src {_hash(style)} {_hash(own_style)}", "img-src data:", "base-uri 'none'",
            "form-action 'none'",
        )
    )  # fmt: skip
    image = base64.b64encode(still).decode()
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char, code in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        written = written.replace(char, code)
    title, described = html.escape(heading), html.escape(data["caption"])
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{html.escape(policy, quote=True)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
<style id="__________cytoscape_stylesheet">{own_style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<div class="tools" role="search">
<label>Find <input id="search" type="search" list="names" autocomplete="off"></label>
<datalist id="names"></datalist>
<label>From <input id="from" type="date"></label><label>to <input id="to" type="date"></label>
<button id="more" type="button">Show 25 more actors</button>
<button id="all" type="button">Whole picture</button>
<span id="found" role="status"></span>
</div>
<details id="filters" open><summary>Lines, and which to show</summary>
<fieldset class="kinds" id="kinds"><legend class="unseen">Show lines</legend></fieldset></details>
<details id="by-relation"><summary>Relations to show</summary>
<fieldset class="kinds" id="relations"><legend class="unseen">Show relations</legend></fieldset></details>
</header>
<main>
<div id="picture"><img id="still" alt="{described}" src="data:image/svg+xml;base64,{image}">
<div id="cy"></div></div>
<section id="twin" aria-label="The same ties as a table" tabindex="0">
<p id="count" class="soft" role="status"></p>
<table><thead><tr id="heads"></tr></thead><tbody id="rows"></tbody></table>
</section>
</main>
<aside id="evidence" aria-label="Evidence" aria-live="polite" tabindex="0"></aside>
<script type="application/json" id="data">{written}</script>
{_inline(library)}
{_inline(script)}
</body>
</html>
"""


def _inline(script: str) -> str:
    """A script element, or nothing. Our own files only; none of them may end the element early."""
    return f"<script>{script}</script>" if script and "</script" not in script else ""
