"""Stores of earlier versions: refused with the command that migrates them, and right after it."""

import json
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from builders import extraction, ontology
from test_cli import ask

from kg import folder, inference, migration, prose
from kg.errors import StoreError
from kg.records import Extraction
from kg.store import Store

ONTOLOGY = ontology()
# What version 1 wrote of the articles below: no signatures, and copies counted as reports of their own.
VERSION_1 = Path(__file__).parent / "store-version-1.nq"
RULE = inference.Rule(
    "foes",
    "who fights is hostile",
    False,
    "SELECT ?s ?p ?o ?a ?q ?b { VALUES ?q { kg:fights } ?a ?q ?b"
    " BIND(kg:hostile_to AS ?p) BIND(?a AS ?s) BIND(?b AS ?o) }",
)
REPORT = """
The valley of the three rivers woke to the noise of engines on Tuesday, when trucks with supplies crossed
the old stone bridge and turned north along the orchard road. Farmers who had waited for weeks watched them
pass from the edge of their fields, and a teacher counted forty of them before the dust hid the rest. By noon
the market had opened again, although the baker said that flour would last for no more than nine days.
"""


def told() -> list[Extraction]:
    """A report, an edited copy of it that a day later says the same, and another article."""
    made = []
    for name, day, text in (
        ("a-report", "2020-05-01", REPORT),
        ("b-copy", "2020-05-02", REPORT.replace("forty of them", "fifty of the lorries")),
        ("c-other", "2021-01-01", "\nNothing else was heard from the valley that week.\n"),
    ):
        rows = [("Norland", "backs", "Reds"), ("Reds", "fights", "Blues")]
        kinds = {"Blues": "State" if day < "2021" else "ArmedGroup"}
        item = extraction(name, rows, date=day, classes=kinds, known=["Norland"])
        words = f"{item.article.text}\n{text}"
        made.append(replace(item, article=replace(item.article, text=words, body=prose.body(words))))
    return made


def fresh() -> Store:
    """The graph of the articles as this version makes it."""
    store = Store(ontology=ONTOLOGY)
    store.use_rules([RULE])
    for item in told():
        store.add(item)
    return store


def old_store(where: Path) -> Path:
    """A store as version 1 left it."""
    where.mkdir()
    database = ox.Store(str(where / "quads"))
    database.bulk_load(path=str(VERSION_1))
    database.flush()
    (where / "kg-store.json").write_text('{"version": 1}\n')
    return where


def test_the_old_form_is_another_one() -> None:
    """The old store lacks what this version reads, and counts a copy as a report."""
    old = Store()
    old.load(VERSION_1)
    assert not list(old.query("SELECT * { ?a kg:signature|kg:band|kg:copyOf|kg:appearanceCount ?b }"))
    count = "SELECT ?n { ?t rdf:predicate kg:backs ; kg:articleCount ?n }"
    assert [[row[0].value for row in store.query(count)] for store in (old, fresh())] == [["3"], ["2"]]


def test_an_old_store_is_refused_and_migrated(tmp_path: Path) -> None:
    """The error names a command; after it the store is what this version would have built, byte for byte."""
    where = old_store(tmp_path / "news.db")
    refused = ask("statements", where)
    assert refused.returncode == 1
    command = f"kg migrate {where}"
    assert f"a store of version 1, this kg reads version 2; run `{command}`" in refused.stderr
    done = ask(*command.split()[1:])
    assert done.returncode == 0 and done.stderr == f"{where}: version 1 → 2\n"
    with Store.open(where, ONTOLOGY) as store:
        assert store.serialize("nq") == fresh().serialize("nq")
        before = set(store.quads())
        store.add(told()[1])
        assert set(store.quads()) == before
        store.retract("c-other")
    again = ask("migrate", where)
    assert again.returncode == 0 and "is of version 2 already" in again.stderr


def test_a_migration_that_was_cut_off_can_be_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it had done, the folder is of the old version until all is done."""
    where = old_store(tmp_path / "news.db")
    with monkeypatch.context() as patch:
        patch.setattr(folder, "write_mark", lambda where: (_ for _ in ()).throw(OSError("power cut")))
        with pytest.raises(OSError, match="power cut"):
            migration.migrate(where)
    with pytest.raises(StoreError, match="kg migrate"):
        Store.open(where)
    assert migration.migrate(where) == 1
    with Store.open(where) as store:
        assert store.serialize("nq") == fresh().serialize("nq")


def test_a_store_in_use_or_of_an_unknown_version_is_left_alone(tmp_path: Path) -> None:
    """Another writer, a later version, an impossible one, no store: each is an error."""
    with Store(tmp_path / "busy", ONTOLOGY):
        (tmp_path / "busy" / "kg-store.json").write_text('{"version": 1}\n')
        with pytest.raises(StoreError, match="another process writes"):
            migration.migrate(tmp_path / "busy")
    for version, message in ((3, "a later kg"), (0, "build it again")):
        where = tmp_path / f"version-{version}"
        Store(where).close()
        (where / "kg-store.json").write_text(json.dumps({"version": version}))
        with pytest.raises(StoreError, match=message):
            migration.migrate(where)
    with pytest.raises(StoreError, match="not a store"):
        migration.migrate(tmp_path)
