"""The store: one atomic change an article, derived graphs always those of a rebuild."""

import datetime as dt
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from builders import extraction, ontology
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import derived, formats, graph, names
from kg.errors import GraphError, StoreError
from kg.folder import VERSION
from kg.records import Extraction, Span
from kg.statements import statements
from kg.store import Store

ONTOLOGY = ontology()
LABELS = ["Norland", "Reds", "Blues", "Old Town", "Odran"]


def rows() -> st.SearchStrategy[list[tuple[str, ...]]]:
    """Claims of an article: few actors, so that articles agree, disagree and overlap."""
    row = st.tuples(
        st.sampled_from(LABELS),
        st.sampled_from(["backs", "fights", "captured"]),
        st.sampled_from(LABELS),
        st.sampled_from(["asserted", "asserted", "negated", "planned"]),
    )
    day = st.sampled_from(["2019-01-01", "2020-05-01", "2021-12-31"])
    dated = st.tuples(row, day, day).map(lambda item: (*item[0], min(item[1:]), max(item[1:])))
    return st.lists(st.one_of(row, dated), max_size=5)


WORDS = [f"w{n * n % 997}" for n in range(150)]
TAILS = [  # of an article: none; four of which each is a copy of the one before, the first not of the last
    "",
    " ".join(WORDS),
    " ".join(["edited", *WORDS[12:]]),
    " ".join([*WORDS[12:], *(f"x{n}" for n in range(20))]),
    " ".join([*WORDS[50:], *(f"x{n}" for n in range(20))]),
]


def longer(item: Extraction, tail: str) -> Extraction:
    """The article with ``tail`` as its last paragraph."""
    text = f"{item.article.text}\n\n{tail}"
    return replace(item, article=replace(item.article, text=text, body=(Span(0, len(text)),)))


def articles() -> st.SearchStrategy[Extraction]:
    """An article, with classes and listing that differ between articles, and perhaps a copy of another."""
    return st.builds(longer, _articles(), st.sampled_from(TAILS))


def _articles() -> st.SearchStrategy[Extraction]:
    return st.builds(
        extraction,
        st.sampled_from(["a", "b", "c", "d"]),
        rows(),
        date=st.sampled_from([None, "2020-05-01", "2018-02-03", "2022-01-01"]),
        classes=st.fixed_dictionaries(
            {"Odran": st.sampled_from(["Person", "State"]), "Old Town": st.just("Place")}
        ),
        known=st.sampled_from([["Norland"], ["Norland", "Odran"], []]),
    )


def from_scratch(store: Store) -> set[ox.Quad]:
    """What the derived graphs must be, computed from the article graphs alone."""
    by_article: dict[str, list[ox.Quad]] = {}
    for quad in store.quads():
        if quad.graph_name.value.startswith(names.ARTICLE):
            by_article.setdefault(quad.graph_name.value, []).append(quad)
    return set(derived.derive(by_article.values()))


def kept(store: Store) -> set[ox.Quad]:
    """What the derived graphs are."""
    return {q for q in store.quads() if q.graph_name.value in (graph.ENTITIES, graph.EDGES)}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(articles(), st.sampled_from(["a", "b", "c", "d"])), min_size=1, max_size=12))
def test_incremental_equals_rebuild(steps: list[Extraction | str]) -> None:
    """After every step of 200 random sequences of add, replace, retract: the same as a rebuild."""
    store = Store(ontology=ONTOLOGY)
    for step in steps:
        if isinstance(step, Extraction):
            store.add(step)
        elif graph.article_iri(step) in store.articles():
            store.retract(step)
        assert kept(store) == from_scratch(store)
        triples = {(quad.subject, quad.predicate, quad.object) for quad in store.quads()}
        assert len(triples) == len(store)


def two() -> list[Extraction]:
    """Two articles that share a tie."""
    return [
        extraction("one", [("Norland", "backs", "Reds"), ("Reds", "fights", "Blues")]),
        extraction("two", [("Norland", "backs", "Reds")], date="2021-01-01"),
    ]


def test_retract_removes_what_the_article_alone_supported() -> None:
    """A tie of two articles loses one count; a tie of the retracted one is gone, and so are its actors."""
    store = Store(ontology=ONTOLOGY)
    first, second = two()
    store.add(second)
    before = set(store.quads())
    store.add(first)
    assert len(store) > len(before)
    store.retract("one")
    assert set(store.quads()) == before
    assert store.articles() == [graph.article_iri("two")]


def test_adding_the_same_article_again_changes_nothing() -> None:
    """Replace with the same: the same quads."""
    store = Store(ontology=ONTOLOGY)
    for _ in range(2):
        for item in two():
            store.add(item)
        if _ == 0:
            before = set(store.quads())
    assert set(store.quads()) == before


def test_any_text_survives_a_replacement() -> None:
    """Quotes, newlines, control characters and emoji of a new version stand in the store as they were."""
    store = Store(ontology=ONTOLOGY)
    text = "\"'\\ \n\r\t\x00\x0b\x7f\u2028 } DROP ALL {{ <a> \U0001f600 é ?x $y @en ^^ \\u0041"
    for version in ("", text):
        item = extraction("one", [("Norland", "backs", "Reds")], title=f"T{version}")
        store.add(replace(item, article=replace(item.article, text=item.article.text + version)))
    found = [
        (row[0].value, row[1].value) for row in store.query("SELECT ?t ?x { ?a dct:title ?t ; kg:text ?x }")
    ]
    assert found == [(f"T{text}", "Norland backs Reds (asserted)." + text)]


def test_the_same_text_under_another_name_is_known() -> None:
    """A store tells which article has the same text; an article is not its own twin."""
    store = Store(ontology=ONTOLOGY)
    first = two()[0]
    store.add(first)
    assert store.twin(first.article) is None
    assert store.twin(replace(first.article, id="copy")) == "one"
    assert store.twin(replace(first.article, id="copy", text="Other words.")) is None


def counts(store: Store) -> tuple[int, int]:
    """Claims and articles that support the only tie of the store."""
    (row,) = store.query("SELECT ?c ?a { ?t kg:claimCount ?c ; kg:articleCount ?a }")
    return int(row[0].value), int(row[1].value)


def test_an_edited_copy_is_the_same_report() -> None:
    """Whichever comes first, the later copy is linked to the earlier article and its tie counts once."""
    rows = [("Norland", "backs", "Reds")]
    first = longer(extraction("z", rows, date="2020-05-01"), TAILS[1])
    copy = longer(extraction("copy", rows, date="2020-05-02"), TAILS[2])
    other = longer(extraction("other", rows), " ".join(reversed(WORDS)))
    for order in ([first, copy, other], [other, copy, first]):
        store = Store(ontology=ONTOLOGY)
        for item in order:
            store.add(item)
        assert store.copies() == {"copy": "z"}
        assert counts(store) == (3, 2)
        assert [row["articles"] for row in statements(store)] == [2, 2, 2]
        assert not list(store.within(min_articles=3).query("SELECT * { ?t a kg:Relation }"))
        assert counts(store.within(min_articles=2)) == (3, 2)
        again = Store(ontology=ONTOLOGY)
        again._db.extend(formats.parse(store.serialize("nt"), "nt"))
        assert set(again.quads()) == set(store.quads())
        store.retract("z")
        assert store.copies() == {}
        assert counts(store) == (2, 2)


def votes(store: Store, entity: str) -> tuple[str, int, int]:
    """What the graph says an entity is, how many say something of it, and how many of them something else."""
    (row,) = store.query(
        f"SELECT ?c ?n ?d {{ ent:{entity} a ?c ; kg:appearanceCount ?n"
        f" OPTIONAL {{ ent:{entity} kg:dissentCount ?d }} }}"
    )
    dissent = int(row[2].value) if row[2] else 0
    return row[0].value.removeprefix(names.NS), int(row[1].value), dissent


def test_copies_vote_once_on_what_an_entity_is() -> None:
    """Three papers with one agency's report do not outvote two reports of their own, whatever the order."""
    rows = [("Odran", "leads", "Reds")]
    items = [
        longer(extraction(f"copy-{n}", rows, date=f"2020-05-0{n}", classes={"Odran": "State"}), TAILS[1])
        for n in (1, 2, 3)
    ]
    own = [
        longer(extraction(name, rows, date=None, classes={"Odran": "Person"}), f"{name} {tail}")
        for name, tail in (("x", " ".join(reversed(WORDS))), ("y", ""))
    ]
    for order in (items + own, own + items, [items[0], own[0], items[2], own[1], items[1]]):
        store = Store(ontology=ONTOLOGY)
        for item in order:
            store.add(item)
        assert votes(store, "odran") == ("Person", 3, 1)
        assert votes(store, "reds") == ("ArmedGroup", 3, 0)
        store.retract("copy-1")
        assert votes(store, "odran") == ("Person", 3, 1)
        store.retract("x")
        assert votes(store, "odran") == ("Person", 2, 1)  # a draw goes by the alphabet
        store.add(replace(items[1], article=replace(items[1].article, text="No copy any more.")))
        assert votes(store, "odran") == ("State", 3, 1)


def test_copies_of_copies_are_one_report() -> None:
    """A chain of copies is one kind; without the middle one its ends are two reports."""
    rows = [("Norland", "backs", "Reds")]
    store = Store(ontology=ONTOLOGY)
    for number, tail in enumerate(TAILS[1:]):
        store.add(longer(extraction(f"a{number}", rows, date=f"2020-05-0{number + 1}"), tail))
    assert store.copies() == {"a1": "a0", "a2": "a0", "a3": "a0"}
    assert counts(store) == (4, 1)
    store.retract("a1")
    store.retract("a2")
    assert store.copies() == {}
    assert counts(store) == (2, 2)


def test_short_texts_are_no_copies() -> None:
    """Few words do not tell one report from another."""
    store = Store(ontology=ONTOLOGY)
    for name in ("one", "two"):
        store.add(extraction(name, [("Norland", "backs", "Reds")]))
    assert store.copies() == {}
    assert counts(store) == (2, 2)


def test_retract_of_an_unknown_article_says_so() -> None:
    """An article that is not there is an error, not silence."""
    with pytest.raises(GraphError, match="nowhere: no such article"):
        Store().retract("nowhere")


def test_a_folder_keeps_the_graph(tmp_path: Path) -> None:
    """What one run added the next one finds; the folder carries a version mark."""
    folder = tmp_path / "graph.kg"
    with Store(folder, ONTOLOGY) as store:
        for item in two():
            store.add(item)
        wanted = set(store.quads())
    with Store.open(folder) as again:
        assert set(again.quads()) == wanted
    assert json.loads((folder / "kg-store.json").read_text()) == {"version": VERSION}


def test_a_second_writer_gets_a_clear_error(tmp_path: Path) -> None:
    """Another process that opens the same folder is told why it cannot."""
    folder = tmp_path / "graph.kg"
    code = "import sys; from kg.store import Store; Store(sys.argv[1])"
    with Store(folder):
        done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True)
        assert done.returncode == 1
        assert "another process writes to this store" in done.stderr
        with pytest.raises(StoreError, match="another process writes"):
            Store(folder)
    assert subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True).returncode == 0


def test_strange_folders_are_refused(tmp_path: Path) -> None:
    """A folder with other files, a store of another version and a damaged mark each say what to do."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").write_text("x")
    with pytest.raises(StoreError, match="no store of kg"):
        Store(tmp_path / "other")
    with pytest.raises(StoreError, match="not a store"):
        Store.open(tmp_path / "other")
    for name, mark, message in (("old", '{"version": 0}', "migrate"), ("bad", "{", "damaged")):
        folder = tmp_path / name
        Store(folder).close()
        (folder / "kg-store.json").write_text(mark)
        with pytest.raises(StoreError, match=message):
            Store(folder)


def test_a_snapshot_stands_still_beside_a_writer(tmp_path: Path) -> None:
    """A reader's snapshot opens while the writer goes on, and does not change."""
    first, second = two()
    with Store(tmp_path / "live", ONTOLOGY) as store:
        store.add(first)
        store.snapshot(tmp_path / "snap")
        store.add(second)
        with Store.open(tmp_path / "snap") as reader:
            assert reader.articles() == [graph.article_iri("one")]
        assert len(store.articles()) == 2
        with pytest.raises(StoreError, match="already"):
            store.snapshot(tmp_path / "snap")


@pytest.mark.parametrize(
    ("limits", "ties"),
    [
        ({}, {"backs", "fights"}),
        ({"min_articles": 2}, {"backs"}),
        ({"min_articles": 3}, set()),
        ({"since": dt.date(2020, 12, 1)}, {"backs"}),
        ({"until": dt.date(2020, 12, 1)}, {"backs", "fights"}),
        ({"until": dt.date(2020, 4, 30)}, set()),
        ({"since": dt.date(2020, 12, 1), "min_articles": 2}, set()),
    ],
)
def test_a_part_of_the_graph_by_time_and_articles(limits: dict[str, Any], ties: set[str]) -> None:
    """Claims outside are gone with all that came from them; counts and days are those of the rest."""
    store = Store(ontology=ONTOLOGY)
    for item in two():
        store.add(item)
    part = store.within(**limits)
    found = {
        row[0].value.removeprefix(names.NS)
        for row in part.query("SELECT ?p { ?t a kg:Relation ; rdf:predicate ?p }")
    }
    assert found == ties
    assert kept(part) == from_scratch(part)
    assert len(store.articles()) == len(part.articles()) == 2
    if not limits:
        assert set(part.quads()) == set(store.quads())


def test_rdflib_sees_the_same_store() -> None:
    """The rdflib view is over the open store, not a copy."""
    store = Store(ontology=ONTOLOGY)
    view = store.rdflib()
    assert len(view) == 0
    store.add(two()[0])
    assert len(view) == len(store) > 0
    found = view.query("SELECT ?b { ?a <https://kg.example/ns#backs> ?b }")
    assert [str(row[0]) for row in found] == [names.ENTITY + "reds"]
