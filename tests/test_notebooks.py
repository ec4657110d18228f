"""The notebooks run from top to bottom, as scripts, and their own assertions hold."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))


def test_there_are_five_stories():
    """Each opens with a title and ends with assertions."""
    assert len(NOTEBOOKS) >= 5
    for file in NOTEBOOKS:
        text = file.read_text()
        assert text.startswith("# %% [markdown]\n# # ")
        assert "assert " in text.rpartition("# %%")[2], file.name


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_notebook(file: Path):
    """Every cell runs, in order, in a fresh process, from the folder of notebooks."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, str(file)], cwd=file.parent, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
