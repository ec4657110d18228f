"""Writes what README shows of kg's output, and its picture, anew: ``make docs``.

A block is written anew when a comment stands before it that holds the command, as in ``<!-- kg info -->``.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES = 14  # of an output at most; what was left out is marked by an ellipsis
BLOCK = re.compile(r"(<!-- (kg .*?) -->\n```\w+\n(?:\$ [^\n]*\n)?)(.*?)(^```$)", re.M | re.S)


def run(command: str, folder: str) -> str:
    """What a command prints, standard error (where the summary stands) first."""
    words = shlex.split(command)[1:]
    done = subprocess.run([sys.executable, "-m", "kg", *words], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command}: {done.stderr}")
    return done.stderr + done.stdout


def shown(output: str) -> str:
    """The first lines of an output."""
    lines = [line.rstrip() for line in output.splitlines()]
    return "\n".join(lines if len(lines) <= LINES else [*lines[:LINES], "…"]) + "\n"


def main() -> None:
    """Build the examples, ask what README asks, and put the answers into its blocks."""
    readme = ROOT / "README.md"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "examples").symlink_to(ROOT / "examples")
        run("kg build examples -o news.trig", folder)
        run(f"kg draw news.trig -o {ROOT / 'docs' / 'alliances.svg'} --top 30", folder)
        text = BLOCK.sub(lambda m: m[1] + shown(run(m[2], folder)) + m[4], readme.read_text())
    readme.write_text(text)


if __name__ == "__main__":
    main()
