"""The tools that measure: invented names stay consistent, marks of coded sentences become spans."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kg.records import ClassDef, KnownActor, Lexicon, Ontology, Span

TOOLS = Path(__file__).parents[1] / "tools"


def tool(name: str) -> ModuleType:
    """A script of ``tools/`` as a module."""
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


GOLD = {
    "id": "grenna",
    "title": "Norwegian troops leave Grenna",
    "date": "2021-05-14",
    "actors": {
        "Norway": {"class": "State", "names": ["Norway", "Norwegian troops", "Oslo"]},
        "VLA": {"class": "ArmedGroup", "names": ["VLA", "Veldan Liberation Army", "the group"]},
        "Sena Okhar": {"class": "Person", "names": ["Sena Okhar", "Okhar", "Chief Commander"]},
        "Grenna": {"class": "Place", "names": ["Grenna"]},
    },
    "statements": [
        {"subject": "Sena Okhar", "relation": "leads", "object": "VLA", "status": "asserted",
         "evidence": "Okhar leads the VLA."},
    ],
}  # fmt: skip
TEXT = (
    "Norwegian troops leave Grenna\n\nSena Okhar's Veldan Liberation Army (VLA) fought Norway. "
    "Okhar leads the VLA. Its Chief Commander is the chief and commander of all."
)


@pytest.fixture
def domain() -> Ontology:
    """One state and the words that names of armed groups have in common."""
    norway = KnownActor("no", "e:no", "State", "Norway", ("Norway",), ("Norwegian", "Norwegians"), ("Oslo",))
    group = ClassDef("c:g", "ArmedGroup", "armed group", name_words=("Liberation", "Army"))
    return Ontology("test", {"ArmedGroup": group}, {}, (), {"no": norway}, Lexicon())


@pytest.mark.parametrize("seed", [1, 2])
def test_invented_names_are_consistent(tmp_path: Path, domain: Ontology, seed: int) -> None:
    """Old names are gone, new ones are the same in text and gold, and a seed gives the same again."""
    (tmp_path / "grenna.json").write_text(json.dumps(GOLD), encoding="utf-8")
    (tmp_path / "grenna.txt").write_text(TEXT, encoding="utf-8")
    invent = tool("invent_names")
    ((name, text, gold),) = invent.renamed(tmp_path, seed, domain)
    assert name == gold["id"] == "grenna"
    for old in ("Norw", "Veldan", "VLA", "Sena", "Okhar", "Grenna"):
        assert old not in text + json.dumps(gold), old
    statement = gold["statements"][0]
    assert statement["subject"] in gold["actors"] and statement["object"] in gold["actors"]
    assert statement["evidence"] in text
    assert "Its Chief Commander is" in text  # a title is no name
    for actor in gold["actors"].values():
        assert any(n in text for n in actor["names"])
    full, acronym = next(a["names"][1::-1] for a in gold["actors"].values() if "the group" in a["names"])
    assert full.endswith(" Liberation Army") and f"{full} ({acronym})" in text
    assert acronym == full[0] + "LA"
    assert [text.count(c) for c in ".'()"] == [TEXT.count(c) for c in ".'()"]
    assert list(invent.renamed(tmp_path, seed, domain)) == [(name, text, gold)]


def test_marks_become_spans(tmp_path: Path) -> None:
    """Marks are looked up in the text; brackets inside a mark belong to it, marks inside do not."""
    plover = tool("plover")
    text = "The Karvan Front (KF) sent men to Grenna to fight Norway."
    markup = "The (SRC: Karvan Front (KF)) sent men (LOC:to (TAR: Grenna)) to (EVT: fight) (TAR: Norway)."
    record = {
        "id": "x",
        "event": "ASSAULT",
        "date": "2000-01-01",
        "text": text,
        "textInfo": {"markup": markup},
    }
    both = "(SRC/TAR: Norway) and (SRC/TAR: Peru) (EVT: met)."
    other = {"id": "y", "event": "CONSULT", "text": "Norway and Peru met.", "textInfo": {"markup": both}}
    file = tmp_path / "events.json"
    file.write_text(json.dumps([{"id": "z", "event": "DOCUMENT"}, record, other]), encoding="utf-8")
    first, second = plover.read(file)
    assert [text[s.start : s.end] for s in first.sources] == ["Karvan Front (KF)"]
    assert [text[s.start : s.end] for s in first.targets] == ["Grenna", "Norway"]
    assert (first.sign, second.sign) == (-1, 1)
    assert second.sources == second.targets == (Span(0, 6), Span(11, 15))
