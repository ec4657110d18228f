"""Words between two actors that no frame covers: which are listed, how they are counted, and the command."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_cli import ask, assert_one_line_error, kg

from kg import ontology, sources
from kg.records import Ontology
from kg.uncovered import COLUMNS, Gap, run

if TYPE_CHECKING:
    from spacy.language import Language

TOY = Path(__file__).parent / "toy"
FIRST = (
    "Brell Capital competes with Okeby Capital. Norvale Group bought Tarn Foods in Halsund.\n\n"
    "Tarn Foods has often complained about Okeby Capital in the press. Lindmoor Breweries made an offer to"
    " Norvale Group.\n"
)
SECOND = (
    "Okeby Capital is distrusted by Lindmoor Breweries. Norvale Group moved its offices to Halsund.\n\n"
    "Lindmoor Breweries is hostile to Norvale Group, which it distrusts. The rivalry of Tarn Foods with"
    " Okeby Capital hurts both.\n"
)
EXPECTED = {
    ("compete", "verb", "agent/with"): 1,
    ("complain", "verb", "agent/about"): 1,
    ("distrust", "verb", "agent/patient"): 2,
    ("hostile", "adjective", "self/to"): 1,
    ("move", "verb", "agent/to:Place"): 1,
    ("offer", "noun", "agent/to"): 1,
    ("rivalry", "noun", "of/with"): 1,
}


@pytest.fixture(scope="module")
def toy() -> Ontology:
    """The domain of ``tests/toy``."""
    return ontology.load(TOY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles of companies."""
    (tmp_path / "first.txt").write_text(FIRST, encoding="utf-8")
    (tmp_path / "second.txt").write_text(SECOND, encoding="utf-8")
    return tmp_path


def gaps_of(folder: Path, domain: Ontology, nlp: Language) -> tuple[Gap, ...]:
    """The gaps of a folder's articles."""
    return run(list(sources.read(folder)), domain, nlp)


def test_each_word_without_a_frame_is_listed_in_the_roles_of_its_actors(folder, toy, nlp):
    """Verbs in either voice, nouns with and without a light verb, adjectives, moves to a place."""
    found = {(g.words, g.pos, g.roles): g.count for g in gaps_of(folder, toy, nlp)}
    assert {key: found.get(key) for key in EXPECTED} == EXPECTED


def test_what_a_frame_covers_is_not_listed(folder, toy, nlp):
    """Nor is the light verb, whose noun is listed, nor where something happened."""
    found = gaps_of(folder, toy, nlp)
    assert not {"buy", "make"} & {g.words for g in found}
    assert not [g for g in found if "/in" in g.roles]


def test_a_new_frame_takes_its_word_off_the_list(folder, toy, nlp, tmp_path_factory):
    """The list is what an ontology lacks, so it shrinks as that grows."""
    mine = tmp_path_factory.mktemp("mine")
    for file in TOY.glob("*.ttl"):
        (mine / file.name).write_bytes(file.read_bytes())
    frame = '\nframe:distrust a kg:Frame ; kg:verb "distrust" ; kg:states "agent sues patient" .\n'
    (mine / "frames.ttl").write_text((TOY / "frames.ttl").read_text() + frame)
    before, after = gaps_of(folder, toy, nlp), gaps_of(folder, ontology.load(mine), nlp)
    assert {g.words for g in before} - {g.words for g in after} == {"distrust"}


def test_the_most_frequent_come_first_with_their_first_sentence(folder, toy, nlp):
    """Counts over all articles; among equals the order is that of the words."""
    found = gaps_of(folder, toy, nlp)
    sentence = "Okeby Capital is distrusted by Lindmoor Breweries."
    assert found[0] == Gap("distrust", "verb", "agent/patient", 2, 1, "second", sentence)
    assert [(-g.count, g.words, g.pos, g.roles) for g in found] == sorted(
        (-g.count, g.words, g.pos, g.roles) for g in found
    )


def test_the_command_writes_the_same_on_two_processes(folder):
    """CSV, byte for byte."""
    more = [folder / f"copy-{n:02}.txt" for n in range(20)]
    for number, path in enumerate(more):  # more than one part of articles
        path.write_text(f"{SECOND}\nThis is copy {number}.\n", encoding="utf-8")
    one, two = (
        kg("uncovered", folder, "--ontology", TOY, "-f", "csv", "-q", "--processes", n) for n in (1, 2)
    )
    assert one.returncode == two.returncode == 0, one.stderr + two.stderr
    assert one.stdout == two.stdout and not one.stderr
    rows = list(csv.DictReader(io.StringIO(one.stdout)))
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["words"], rows[0]["count"], rows[0]["articles"]) == ("distrust", "42", "21")


def test_least_and_formats(folder):
    """``--least`` leaves out what is rarer; a table and JSON Lines hold the same."""
    done = ask("uncovered", folder, "--ontology", TOY, "--least", 2, "-f", "jsonl")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["words"], row["count"]) for row in rows] == [("distrust", 2)]
    assert done.stderr.startswith("1 of ")
    table = ask("uncovered", folder, "--ontology", TOY, "--least", 2, "-f", "table", "-q")
    assert table.stdout.splitlines()[0].split() == list(COLUMNS)
    assert len(table.stdout.splitlines()) == 3 and not table.stderr


def test_bad_input(folder, tmp_path):
    """One bad input does not stop the rest; nothing to read is an error."""
    (folder / "third.txt").write_bytes(b"%PDF-1.4 \xff\xfe")
    done = ask("uncovered", folder, "--ontology", TOY, "-f", "csv")
    assert done.returncode == 3 and "third.txt" in done.stderr and "distrust" in done.stdout
    missing = ask("uncovered", tmp_path / "nowhere")
    assert missing.returncode == 1
    assert_one_line_error(missing, "nowhere", "no such file")
