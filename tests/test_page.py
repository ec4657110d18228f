"""The page: what its bytes hold, and what a browser makes of it when there is one."""

import functools
import itertools
import json
import os
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from builders import extraction, ontology

from kg import names
from kg.page import page, render
from kg.store import Store

EVIL = '</script><script>document.title="Owned"</script><img src=x onerror=alert(1)>'


def store() -> Store:
    """Two articles, one of them with hostile names and a hostile title."""
    made = Store(ontology=ontology())
    made.add(
        extraction(
            "one",
            [("Norland", "backs", "Reds"), ("Reds", "fights", "Blues"), ("Reds", "captured", "Old Town"),
             (EVIL, "fights", "Blues")],
            classes={"Old Town": "Place"}, title=EVIL,
        )
    )  # fmt: skip
    made.add(
        extraction("two", [("Norland", "backs", "Reds"), ("Norland", "opposes", "Reds")], date="2021-01-01")
    )
    return made


def data_of(html: str) -> dict[str, Any]:
    """The JSON that a page's script reads."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_page_holds_every_tie_with_its_sentences():
    """Pairs, their kinds, their ties and the sentences behind these; the same bytes twice."""
    html = page(store(), ontology(), title="A <b>war</b>").decode()
    assert html == page(store(), ontology(), title="A <b>war</b>").decode()
    assert "<title>A &lt;b&gt;war&lt;/b&gt;</title>" in html
    data = data_of(html)
    label = {node["id"]: node["label"] for node in data["nodes"]}
    kinds = {frozenset((label[p["source"]], label[p["target"]])): p for p in data["pairs"]}
    assert kinds[frozenset({"Norland", "Reds"})]["kind"] == "both-signs"
    assert kinds[frozenset({"Reds", "Blues"})]["kind"] == "minus"
    assert len(data["pairs"]) == 4
    for pair in data["pairs"]:
        for tie in pair["ties"]:
            texts = [data["sentences"][i]["text"] for i in tie["sentences"]]
            assert texts and all(tie["subject"] in text and tie["object"] in text for text in texts)


def test_hostile_texts_stay_text():
    """A name and a title full of markup end no element and open none; nothing is loaded from outside."""
    html = page(store(), ontology(), title=EVIL).decode()
    without_data = re.sub(r'id="data">.*?</script>', "", html, flags=re.DOTALL)
    assert EVIL not in html and "<img src=x" not in html
    assert html.count("</script>") == len(re.findall(r"<script[ >]", without_data))
    assert "default-src &#x27;none&#x27;" in html and "unsafe" not in html.partition("</head>")[0]
    assert not re.search(r'(src|href)="https?:', without_data)


def test_the_page_of_an_empty_graph():
    """No ties: a page that says so."""
    html = page(Store(ontology=ontology()), ontology()).decode()
    assert data_of(html)["pairs"] == [] and "No ties in this graph" in html


@pytest.mark.filterwarnings("ignore::kg.errors.PoorFit")
def test_the_page_of_two_camps_and_of_the_unnamed():
    """The camps of the figure stand in the page as well; who has no name comes last, unless asked for."""
    network, rows = crowd(30, 60)
    for node in ("n0", "n1"):
        network.nodes[node].update(label="rebels", named=False)
    html = render(network, rows, top=10, layout="camps").decode()
    nodes = data_of(html)["nodes"]
    assert [node["label"] for node in nodes[-2:]] == ["rebels", "rebels"] and "Two camps" in html
    assert [node["at"] is not None for node in nodes] == [True] * 10 + [False] * (len(nodes) - 10)
    whole = data_of(render(network, rows, top=10, unnamed=True).decode())["nodes"]
    assert min(node["rank"] for node in whole if node["label"] == "rebels") < len(whole) - 2


def test_a_page_without_the_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Built without npm: the still picture, the table and the evidence are there all the same."""
    for name in ("page.js", "page.css"):
        shutil.copy(names.data_path("web") / name, tmp_path / name)
    monkeypatch.setattr(names, "data_path", lambda name: tmp_path)
    html = page(store(), ontology()).decode()
    assert "data:image/svg+xml;base64," in html and len(data_of(html)["pairs"]) == 4
    assert html.count("<script>") == 1 and "Cytoscape Consortium" not in html


def test_the_lock_file_pins_the_library():
    """One package, by version and hash; what is bundled carries its licence."""
    lock = json.loads((names.data_path("web") / "package-lock.json").read_text())
    locked = {name: entry for name, entry in lock["packages"].items() if name}
    assert list(locked) == ["node_modules/cytoscape"]
    assert locked["node_modules/cytoscape"]["integrity"].startswith("sha512-")
    vendor = names.data_path("web") / "vendor"
    if not vendor.exists():
        pytest.skip("built without npm")
    assert "Permission is hereby granted" in (vendor / "cytoscape.min.js").read_text()[:1500]
    assert (vendor / "cytoscape.LICENSE").exists()


# ---------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium, or a skip that says what is missing."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = os.environ.get("KG_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not path:
        pytest.skip("no Chromium on this machine; name one with KG_CHROMIUM")
    if not (names.data_path("web") / "vendor" / "cytoscape.min.js").exists():
        pytest.skip("built without npm")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens a page from a file and, in the end, finds that it asked for nothing and complained of nothing."""
    requests: list[str] = []
    complaints: list[str] = []
    contexts = []

    def go(html: bytes, width: int = 1280, height: int = 800) -> Any:
        file = tmp_path / "page.html"
        file.write_bytes(html)
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        tab = context.new_page()
        tab.on("request", lambda request: requests.append(request.url))
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto(file.as_uri())
        tab.wait_for_selector("body[data-ready]", timeout=60_000)
        return tab

    yield go
    for context in contexts:
        context.close()
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert complaints == []


def crowd(actors: int = 240, ties: int = 700) -> tuple["nx.MultiDiGraph[str]", list[dict[str, Any]]]:
    """A network of many actors and the rows behind its ties, made by a fixed rule."""
    made = nx.MultiDiGraph(sources=(), first=None, last=None)
    for i in range(actors):
        made.add_node(f"n{i}", label=f"Actor {i}", place=i % 12 == 11, cls="")
    rows: list[dict[str, Any]] = []
    draw = random.Random(0)
    while len(rows) < ties:
        u, v = draw.sample(range(actors), 2)
        sign, label = draw.choice(((1, "helps"), (-1, "hurts")))
        if made.has_edge(f"n{u}", f"n{v}"):
            continue
        said = f"It is said that Actor {u} {label} Actor {v}, number {len(rows)}."
        about = {"tie": f"t{len(rows)}", "sentence": said, "article": "a", "status": "asserted"}
        mentions = {"subject_mention": f"Actor {u}", "object_mention": f"Actor {v}", "attributed_to": None}
        times = {"earliest": None, "latest": None, "reported": "2020-01-01", "start": 0, "end": len(said)}
        flags = {"symmetric": False, "stance": True, "hold": 0, "claims": 1, "articles": 1}
        days = {"first": "2020-01-01", "last": "2020-01-01"}
        names_ = {"key": label, "label": label, "tie": about["tie"]}
        made.add_edge(f"n{u}", f"n{v}", sign=sign, **names_, **flags, **days)
        rows.append({**about, **mentions, **times})
    return made, rows


@functools.cache
def crowd_page() -> tuple[list[dict[str, Any]], bytes]:
    """The rows of the crowd and its page."""
    network, rows = crowd()
    return rows, render(network, rows)


def test_a_tap_on_a_tie_shows_its_sentence(visit: Any):
    """240 actors, 700 ties: each of 20 ties tapped shows exactly its sentences."""
    rows, html = crowd_page()
    tab = visit(html)
    assert tab.evaluate("cy.edges().length") > 600
    checked = 0
    for pair in tab.evaluate("JSON.parse(document.getElementById('data').textContent).pairs")[::35]:
        # The braces matter: emit returns the library's own objects, which the driver would copy, for minutes.
        tab.evaluate("id => { cy.getElementById(id).emit('tap'); }", pair["id"])
        shown = tab.locator("#evidence blockquote p").all_inner_texts()
        assert sorted(shown) == sorted(rows[i]["sentence"] for tie in pair["ties"] for i in tie["sentences"])
        checked += 1
    assert checked >= 18


LABELS = """() => cy.nodes().filter(n => n.visible() && n.style("label")).map(n => {
  const box = n.renderedBoundingBox({ includeNodes: false, includeEdges: false, includeOverlays: false });
  return [n.id(), box.x1, box.y1, box.x2, box.y2]; })"""


def shown_labels(tab: Any) -> set[str]:
    """The nodes whose label is shown; no two of these cover each other, as the library itself has them."""
    tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    boxes = tab.evaluate(LABELS)
    edge = 3.5  # of the halo around the letters, and of the box around the halo
    for (one, *a), (other, *b) in itertools.combinations(boxes, 2):
        across, up = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        assert across <= 2 * edge or up <= 2 * edge, (one, other, across, up)
    return {box[0] for box in boxes}


@pytest.mark.parametrize(("width", "height", "least"), [(1280, 800, 30), (390, 844, 15)])
def test_labels_cover_no_others(visit: Any, width: int, height: int, least: int):
    """At first, with everyone, near by, and with one chosen, who is named whatever else there is."""
    network, rows = crowd(110, 200)
    tied = sum(1 for node in network if network.degree(node))
    tab = visit(render(network, rows), width, height)
    first = shown_labels(tab)
    assert least <= len(first) <= 40
    for _ in range(3):
        tab.evaluate("document.getElementById('more').click()")
    everyone = shown_labels(tab)
    assert tab.evaluate("cy.nodes().filter(n => n.visible()).length") == tied > 100
    tab.evaluate("cy.zoom({ level: cy.zoom() * 4, renderedPosition: { x: 200, y: 200 } })")
    assert len(shown_labels(tab)) > 1.5 * len(everyone)
    unnamed = next(f"n{i}" for i in range(110) if f"n{i}" not in everyone and f"n{i}" in network)
    tab.evaluate("id => { cy.getElementById(id).emit('tap'); }", unnamed)
    assert unnamed in shown_labels(tab)


def test_no_two_filters_read_alike(visit: Any):
    """Lines of different kinds have different names, though of the same relations; each has its sample."""
    tab = visit(crowd_page()[1])
    words = tab.locator("#kinds label").all_inner_texts()
    assert len(words) == 5 == len({text.rpartition("(")[0] for text in words})
    assert tab.locator("#kinds .line").count() == 5
    tab.click("#by-relation summary")
    pairs = len(tab.query_selector_all("#rows tr"))
    tab.locator("#relations label", has_text="helps").locator("input").uncheck()
    left = tab.locator("#rows tr td:nth-child(3)").all_inner_texts()
    assert 0 < len(left) < pairs and set(left) == {"hurts"} and "without=helps" in tab.url
    assert "− hostile: hurts (" in " ".join(words)


def test_search_filters_and_table(visit: Any):
    """Finding, hiding a kind, a span of days: the table shows what the picture does."""
    tab = visit(page(store(), ontology()))
    tab.fill("#search", "nor")
    tab.press("#search", "Enter")
    assert tab.inner_text("#evidence h2") == "Norland"
    assert len(tab.query_selector_all("#rows tr")) == 4
    tab.uncheck("input[name='minus']")
    assert len(tab.query_selector_all("#rows tr")) == 2
    assert tab.evaluate("cy.edges(':visible').length") == 2
    tab.fill("#from", "2020-12-01")
    tab.dispatch_event("#from", "change")
    assert len(tab.query_selector_all("#rows tr")) == 1
    assert "off=minus" in tab.url and "from=2020-12-01" in tab.url
    tab.click("#rows button")
    assert tab.locator("#evidence blockquote").count() == 2
    tab.fill("#search", "nobody")
    tab.press("#search", "Enter")
    assert "Nobody called" in tab.inner_text("#found")


def test_hostile_texts_in_a_browser(visit: Any):
    """The hostile name is shown as it is written; its script does not run."""
    tab = visit(page(store(), ontology(), title="safe"))
    tab.fill("#search", EVIL)
    tab.press("#search", "Enter")
    assert tab.inner_text("#evidence h2") == EVIL
    assert tab.title() == "safe"
    assert tab.locator("img[src='x']").count() == 0


def test_controls_have_names_and_a_keyboard_reaches_them(visit: Any):
    """Every control has a name; tabbing reaches all parts; nothing overflows a phone."""
    tab = visit(page(store(), ontology()), 390, 844)
    nameless = tab.evaluate(
        "[...document.querySelectorAll('input, button, a, img')]"
        ".filter(e => !(e.labels && e.labels.length) && !e.textContent.trim()"
        " && !e.getAttribute('aria-label') && !e.alt).map(e => e.outerHTML)"
    )
    assert nameless == []
    assert not tab.is_visible("#kinds")  # folded on a phone
    tab.focus("#filters summary")
    tab.keyboard.press("Enter")
    assert tab.is_visible("#kinds")
    tab.focus("#search")
    reached = {"search"}
    for _ in range(40):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("(document.activeElement.closest('[id]') || document.body).id"))
    assert {"search", "from", "kinds", "heads", "rows", "evidence"} <= reached
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
