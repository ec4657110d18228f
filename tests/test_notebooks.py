"""The notebooks run from top to bottom, as scripts, and their own assertions hold."""

import importlib.util
import json
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


def test_stored_notebooks_are_those_of_the_scripts():
    """Cell by cell the same source, each with what it showed, none with an error."""
    spec = importlib.util.spec_from_file_location("notebooks_tool", ROOT / "tools" / "notebooks.py")
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    for file in NOTEBOOKS:
        stored = json.loads(file.with_suffix(".ipynb").read_text())
        made = [(cell["cell_type"], "".join(cell["source"])) for cell in stored["cells"]]
        assert made == tool.cells(file.read_text()), f"{file.name}: run make notebooks"
        outputs = [output for cell in stored["cells"] for output in cell.get("outputs", ())]
        assert outputs and all(output["output_type"] != "error" for output in outputs)
    stored = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert stored == {file.stem for file in NOTEBOOKS}
