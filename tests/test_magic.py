"""The cell magic, in a real IPython shell."""

from collections.abc import Iterator
from typing import Any

import pytest
from builders import extraction, ontology

import kg
from kg.display import Table
from kg.errors import QueryError
from kg.store import Store

BACKS = "SELECT ?a ?b { ?a kg:backs ?b } ORDER BY ?a"


@pytest.fixture
def shell() -> Iterator[Any]:
    """A fresh shell with the extension loaded and a graph in it."""
    interactive = pytest.importorskip("IPython.core.interactiveshell", reason="IPython is not installed")
    made = interactive.InteractiveShell()
    store = Store(ontology=ontology())
    store.add(
        extraction(
            "one", [("Norland", "backs", "Reds"), ("Reds", "backs", "Greens"), ("Reds", "fights", "Blues")]
        )
    )
    made.user_ns["graph"] = made.user_ns["other"] = kg.Graph(store)
    made.run_line_magic("load_ext", "kg")
    yield made
    made.history_manager.end_session()


def test_a_cell_is_answered(shell: Any):
    """The last value of the cell is the table; the variable is found by name, or called graph."""
    for line in ("", "other"):
        done = shell.run_cell(f"%%sparql {line}\n{BACKS}")
        assert done.success and isinstance(done.result, Table)
        assert [row[1].rpartition(":")[2] for row in done.result] == ["reds", "greens"]
        assert "<table>" in shell.display_formatter.format(done.result)[0]["text/html"]


def test_the_answer_is_kept(shell: Any):
    """In a variable that the next cell uses."""
    assert shell.run_cell(f"%%sparql --into found\n{BACKS}").success
    assert shell.run_cell("len(found.to_pandas())").result == 2


def test_variables_are_bound(shell: Any):
    """By the name of an actor, not by pasting text."""
    done = shell.run_cell(f"%%sparql -p a=Norland\n{BACKS}")
    assert done.success and len(done.result) == 1
    quoted = shell.run_cell(f"%%sparql -p 'a=Norland }} #'\n{BACKS}")
    assert isinstance(quoted.error_in_exec, QueryError)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (f"%%sparql nothing\n{BACKS}", "there is graph, other"),
        (f"%%sparql graph --into 2x\n{BACKS}", "no name of a variable"),
        (f"%%sparql graph --sideways\n{BACKS}", "--sideways"),
        (f"%%sparql graph -p a\n{BACKS}", "has no value"),
        (f"%%sparql 'graph\n{BACKS}", "quotation"),
        ("%%sparql\nSELECT nonsense", ""),
    ],
)
def test_what_cannot_be_answered(shell: Any, cell: str, words: str):
    """One line that says what to write instead."""
    done = shell.run_cell(cell)
    assert isinstance(done.error_in_exec, QueryError) and words in str(done.error_in_exec)


def test_loading_twice_and_the_import_stays_light(shell: Any):
    """Reloading is harmless."""
    shell.run_line_magic("reload_ext", "kg")
    assert shell.run_cell(f"%%sparql\n{BACKS}").success
