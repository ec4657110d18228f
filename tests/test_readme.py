"""What README and the pages of docs/ say is run, or compared with what it speaks of."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from builders import extraction
from test_cli import ask

from kg import names
from kg.store import Store

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    """The fenced blocks of README in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)


COMMANDS = [
    line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ kg ")
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    """A folder with the examples in it and the graph that README builds first."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "examples", folder / "examples")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert ask("build", "examples", "-o", "news.trig").returncode == 0
    return folder


def test_commands_run(desk, monkeypatch):
    """Every command that README shows exits with 0, in the order of the page."""
    monkeypatch.chdir(desk)
    assert len(COMMANDS) >= 15
    for command in COMMANDS:
        words, _, target = command.partition(" > ")
        done = ask(*shlex.split(words)[1:])
        assert done.returncode == 0, f"{command}: {done.stderr}"
        assert done.stdout or "build" in words or "-o" in words or "retract" in words or "validate" in words
        if target:
            Path(target).write_text(done.stdout)


def test_shown_outputs_are_what_comes(desk, monkeypatch):
    """Lines that README shows under a command stand in what the command prints."""
    monkeypatch.chdir(desk)
    shown = 0
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            if output.strip():
                printed = ask(*shlex.split(command)[1:]).stdout.splitlines()
                for line in output.removesuffix("…\n").splitlines():
                    shown += 1
                    assert line in map(str.rstrip, printed), f"{command}: run `make docs`"
    assert shown >= 3


def test_sparql_gives_rows(desk):
    """Each SPARQL example answers with at least one row."""
    queries = blocks("sparql")
    assert len(queries) == 3
    for query in queries:
        done = ask("query", desk / "news.trig", query, "-f", "csv")
        assert done.returncode == 0 and len(done.stdout.splitlines()) > 1, query


PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "notebooks").glob("*.ipynb")),
]


def prose(page: Path) -> str:
    """A page as text; of a notebook all cells, whose code tests/test_notebooks.py runs as well."""
    text = page.read_text()
    if page.suffix == ".ipynb":
        return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return text


def test_every_query_of_every_page_runs(desk, monkeypatch):
    """Each block of SPARQL and each ``kg query`` of README, docs and notebooks is answered."""
    monkeypatch.chdir(desk)
    with Store.open("news.trig") as store:  # the help texts speak of a state that the examples do not know
        store.add(extraction("ruritania", [("Ruritania", "backs", "Utopia")]))
        store.dump("atlas.trig")
    asked = {"sparql": 0, "command": 0}
    for page in PAGES:
        text = prose(page)
        for query in re.findall(r"^```sparql\n(.*?)^```", text, re.M | re.S):
            done = ask("query", "atlas.trig", query)
            assert done.returncode == 0, f"{page.name}: {query}{done.stderr}"
            asked["sparql"] += 1
        for command in re.findall(r"^(?:\$ | +|<!-- )(kg query (?!\[).+?)(?: -->)?$", text, re.M):
            words = shlex.split(command.replace("news.trig", "atlas.trig"))
            done = ask(*words[1:])
            assert done.returncode == 0, f"{page.name}: {command}: {done.stderr}"
            asked["command"] += 1
    written = "".join(prose(page) for page in PAGES)
    assert asked["sparql"] == written.count("```sparql\n") >= 9
    assert asked["command"] == len(re.findall(r"kg query \S+\.(?:trig|db|nq|ttl)", written)) >= 6


def test_python_runs(desk, monkeypatch):
    """The Python example runs as it stands, and writes its files."""
    monkeypatch.chdir(desk)
    [code] = blocks("python")
    exec(compile(code, "README.md", "exec"), {})
    assert Path("alliances.svg").stat().st_size and Path("news.jsonld").stat().st_size


def test_three_lines_of_turtle_retarget(tmp_path):
    """With README's frame added, a sentence states what it did not state before."""
    domain = tmp_path / "conflict"
    shutil.copytree(names.data_path("ontology") / "conflict", domain)
    article = tmp_path / "a.txt"
    article.write_text("On Monday the Russian navy escorted the Syrian army to the port of Tartus.")
    [turtle] = blocks("turtle")

    def backed() -> set[str]:
        built = ask("build", article, "--ontology", domain, "-o", tmp_path / "a.nq", "-q")
        assert built.returncode == 0, built.stderr
        query = "SELECT ?b { ?a kg:backs/skos:prefLabel ?b }"
        return set(ask("query", tmp_path / "a.nq", query).stdout.split("\n")[1:-1])

    before = backed()
    (domain / "frames-more.ttl").write_text(turtle)
    assert "Syrian army" in backed() - before


def test_every_command_is_documented():
    """README's table and docs/commands.md name every command, and the page is what --help says."""
    import importlib.util

    from kg.cli import cli

    spec = importlib.util.spec_from_file_location("commands", ROOT / "tools" / "commands.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    page = (ROOT / "docs" / "commands.md").read_text()
    assert page == tool.reference(), "run `make docs`"
    assert len(cli.commands) >= 10
    for name in cli.commands:
        assert f"| `kg {name}` |" in README
        assert f"## kg {name}\n" in page


def test_links_lead_somewhere():
    """Every file that README and the pages of docs/ link to exists."""
    links = 0
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            links += 1
            assert (page.parent / target).exists(), f"{page.name}: {target}"
    assert links >= 5
