"""Runs each script of notebooks/ cell by cell and writes it with what it shows as .ipynb: ``make notebooks``.

The scripts are the source: they are what tests run and what is edited. Needs IPython, no Jupyter.
"""

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HEAD = re.compile(r"^# %%( \[markdown\])?\n", re.MULTILINE)


def cells(text: str) -> list[tuple[str, str]]:
    """The cells of a script, ``("markdown" | "code", source)``; markdown without its comment signs."""
    parts = HEAD.split(text)[1:]
    found = []
    for mark, source in zip(parts[::2], parts[1::2], strict=True):
        source = source.strip("\n")
        if mark:
            source = re.sub(r"^# ?", "", source, flags=re.MULTILINE)
        found.append(("markdown" if mark else "code", source))
    return found


def lines(text: str) -> list[str]:
    """The lines of a text, as nbformat stores it."""
    return text.splitlines(keepends=True)


def bundle(data: dict[str, Any]) -> dict[str, Any]:
    """What is shown, in all its forms; text as lines."""
    return {form: lines(value) if isinstance(value, str) else value for form, value in data.items()}


def run(shell: Any, source: str, number: int) -> list[dict[str, Any]]:
    """What a cell shows. Raises whatever the cell raises."""
    from IPython.utils.capture import capture_output

    with capture_output() as caught:
        done = shell.run_cell(source)
    done.raise_error()
    shown = []
    printed = caught.stdout
    for output in caught.outputs:
        shown.append({"output_type": "display_data", "data": bundle(output.data), "metadata": {}})
    result = []
    if done.result is not None:
        data, _ = shell.display_formatter.format(done.result)
        result = [
            {"output_type": "execute_result", "data": bundle(data), "metadata": {}, "execution_count": number}
        ]
    stream = [{"output_type": "stream", "name": "stdout", "text": lines(printed)}] if printed.strip() else []
    return stream + shown + result


def notebook(path: Path) -> dict[str, Any]:
    """The notebook of a script, executed in a shell of its own, in nbformat 4.5."""
    from IPython.core.interactiveshell import InteractiveShell

    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    for part in ("write_output_prompt", "write_format_data", "finish_displayhook"):  # run() formats results
        setattr(shell.displayhook, part, lambda *ignored: None)
    os.chdir(path.parent)
    made, number = [], 0
    for index, (kind, source) in enumerate(cells(path.read_text())):
        cell: dict[str, Any] = {
            "cell_type": kind,
            "id": f"cell-{index}",
            "metadata": {},
            "source": lines(source),
        }
        if kind == "code":
            number += 1
            cell |= {"execution_count": number, "outputs": run(shell, source, number)}
        made.append(cell)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": made,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def main() -> None:
    """Write the notebooks named, or all."""
    chosen = [Path(name).resolve() for name in sys.argv[1:]] or sorted((ROOT / "notebooks").glob("*.py"))
    for path in chosen:
        text = json.dumps(notebook(path), ensure_ascii=False, indent=1) + "\n"
        path.with_suffix(".ipynb").write_text(text)
        print(f"{path.stem}: {len(text):,} characters", file=sys.stderr)


if __name__ == "__main__":
    main()
