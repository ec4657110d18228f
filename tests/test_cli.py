"""The command line as a user meets it: real processes, real files, exit codes, one-line errors."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
ARTICLE = (
    "Utopia backs Ruritania, the government of Ruritania said on Monday. The army of Utopia captured the town of"
    " Strelsau from the rebels, who had held it since the spring, and the president of Utopia met the king."
)


def kg(
    *arguments: object, stdin: str | bytes = "", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, away from any terminal."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)],
        input=data,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="session")
def news(tmp_path_factory) -> Path:
    """The graph of the examples."""
    path = tmp_path_factory.mktemp("news") / "news.trig"
    done = kg("build", EXAMPLES, "-o", path)
    assert done.returncode == 0, done.stderr
    return path


def assert_one_line_error(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Standard error says one thing in one line, with ``words``, and nothing stands on standard output."""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("kg: ") and "Traceback" not in done.stderr
    assert done.stdout == ""
    for word in words:
        assert word in lines[0]


# ---------------------------------------------------------------- bad input

GERMAN = "Der Hafenmeister sagte am Montag, dass die beiden Flotten sich auf See begegnet seien und dass keine von ihnen bereit sei."
BAD_FILES = {
    "missing": ("missing.txt", None, "no such file"),
    "empty": ("empty.txt", b"", "empty"),
    "binary": ("binary.txt", bytes(range(256)) * 10, "binary"),
    "picture named text": ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
    "wrongly encoded": ("latin.txt", "The town of Strelsau in Ruritänien.".encode("latin-1"), "--encoding"),
    "50 MB in one line": ("large.txt", b"word " * 10_000_000, "larger than"),
    "not English": ("german.txt", GERMAN.encode(), "English"),
    "broken JSON": ("lines.jsonl", b'{"text": ', "not JSON"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_input_alone(tmp_path, case: str):
    """It is named in a one-line error with its cure; exit 1; no file is left behind."""
    name, data, words = BAD_FILES[case]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    done = kg("build", name, "-o", "out.trig", cwd=tmp_path)
    assert done.returncode == 1
    assert_one_line_error(done, name, words, ";")
    assert [p.name for p in tmp_path.iterdir()] == [name] * (data is not None)


def test_bad_inputs_beside_a_good_one(tmp_path):
    """Each bad input has its line, the good one is still processed, and the exit code is 3."""
    for name, data, _ in BAD_FILES.values():
        if data is not None and len(data) < 1_000_000:
            (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(ARTICLE)
    names = [name for name, data, _ in BAD_FILES.values() if not data or len(data) < 1_000_000]
    done = kg("build", *names, "good.txt", "-o", "out.trig", cwd=tmp_path)
    assert done.returncode == 3
    errors = [line for line in done.stderr.splitlines() if line.startswith("kg: ")]
    assert len(names) == 7 and len(errors) == 7
    assert done.stderr.splitlines()[-1].startswith("1 article → ") and "7 inputs failed" in done.stderr
    assert "kg:Claim" in (tmp_path / "out.trig").read_text()


def test_cases_counted():
    """The table of bad inputs is read whole."""
    assert len(BAD_FILES) == 8


def test_a_folder_without_articles(tmp_path):
    """It is an error that says what a folder should hold."""
    (tmp_path / "readme.md").write_text("Nothing.")
    done = kg("build", tmp_path, "-o", tmp_path / "out.trig")
    assert done.returncode == 1
    assert_one_line_error(done, str(tmp_path), ".jsonl")


TARGETS = {
    "a folder that does not exist": ("nowhere/out.trig", "does not exist"),
    "a folder": ("folder", "is a folder"),
    "an unknown ending": ("out.docx", ".trig"),
    "no ending": ("out", "unknown format"),
}


@pytest.mark.parametrize("case", TARGETS)
def test_an_unwritable_target(tmp_path, case: str):
    """It is refused before any work is done."""
    target, words = TARGETS[case]
    (tmp_path / "folder").mkdir()
    (tmp_path / "good.txt").write_text(ARTICLE)
    done = kg("build", "good.txt", "-o", target, cwd=tmp_path)
    assert done.returncode == 1
    assert_one_line_error(done, target, words)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_target_without_permission(tmp_path):
    """A folder that may not be written is named."""
    (tmp_path / "good.txt").write_text(ARTICLE)
    (tmp_path / "locked").mkdir(mode=0o555)
    done = kg("build", "good.txt", "-o", "locked/out.trig", cwd=tmp_path)
    assert done.returncode == 1
    assert_one_line_error(done, "locked/out.trig", "permissions")


def test_broken_turtle_in_the_ontology(tmp_path):
    """The error names file and line, and nothing is written."""
    (tmp_path / "good.txt").write_text(ARTICLE)
    (tmp_path / "domain").mkdir()
    (tmp_path / "domain" / "frames.ttl").write_text(
        "@prefix kg: <https://kg.example/ns#> .\n\nkg:x a kg:Frame ,, .\n"
    )
    done = kg("build", "good.txt", "--ontology", "domain", "-o", "out.trig", cwd=tmp_path)
    assert done.returncode == 1
    assert_one_line_error(done, "frames.ttl", "3")
    assert not (tmp_path / "out.trig").exists()


def test_a_missing_ontology_and_pipeline(tmp_path):
    """Both are named."""
    (tmp_path / "good.txt").write_text(ARTICLE)
    done = kg("build", "good.txt", "--ontology", "nowhere", cwd=tmp_path)
    assert done.returncode == 1
    assert_one_line_error(done, "nowhere")
    done = kg("build", "good.txt", "--pipeline", "no_such_pipeline", cwd=tmp_path)
    assert done.returncode == 1
    assert_one_line_error(done, "no_such_pipeline")


def test_an_old_target_survives_a_failed_run(tmp_path):
    """What stood in the output file before stays there."""
    (tmp_path / "out.trig").write_text("# old\n")
    done = kg("build", "missing.txt", "-o", "out.trig", cwd=tmp_path)
    assert done.returncode == 1
    assert (tmp_path / "out.trig").read_text() == "# old\n"


def test_an_article_without_claims_says_why(tmp_path):
    """It is no failure; the reason stands on standard error, and the graph holds the article."""
    (tmp_path / "weather.txt").write_text(
        "It rained all day, and in the evening it was cold. Then the sun came out again."
    )
    done = kg("build", "weather.txt", "-o", "out.trig", cwd=tmp_path)
    assert done.returncode == 0
    assert re.search(r"^kg: weather: no claims \(.+\)$", done.stderr, re.M)
    assert "0 claims" in done.stderr.splitlines()[-1]
    assert "kg:Article" in (tmp_path / "out.trig").read_text()
