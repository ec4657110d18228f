"""The package as a whole: what an import costs, that the domain stays out of the code, that docs are true."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

import kg
from kg import names

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"spacy", "rdflib", "pyoxigraph", "matplotlib", "networkx", "numpy", "pandas", "trafilatura"}


def modules_after(code: str) -> set[str]:
    """Top-level modules loaded by a fresh interpreter that has run ``code``."""
    code += "\nimport sys, json; print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_import_is_light():
    """``import kg`` loads none of the heavy libraries."""
    assert not modules_after("import kg") & HEAVY


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["--version"]])
def test_help_is_light(arguments: list[str]):
    """Help texts come without loading any heavy library."""
    assert not modules_after(f"from kg.cli import run\nrun({arguments!r})") & HEAVY


def test_public_names_are_what_all_says():
    """``kg.__all__`` is the public list, every name of it exists, and no other name is invented."""
    assert set(kg.__all__) == {"Graph", "KgError", "__version__", "build", "open"}
    for name in kg.__all__:
        assert getattr(kg, name) is not None
    with pytest.raises(AttributeError, match="nonsense"):
        kg.nonsense  # noqa: B018


def test_no_room_hides_a_public_name():
    """A module of the same name would take a function's place once it is imported."""
    assert not {file.stem for file in rooms()} & set(kg.__all__)


def test_version_is_said_once():
    """The package's version is the one in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert kg.__version__ == project["version"]


def test_every_import_is_a_declared_dependency():
    """Third-party modules that kg imports stand in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {re.match(r"[\w-]+", d)[0].replace("-", "_").lower() for d in project["dependencies"]}
    imported = set()
    for file in rooms():
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.partition(".")[0])
    third_party = {name.lower() for name in imported} - set(sys.stdlib_module_names) - {"kg"}
    assert len(third_party) >= 5
    assert third_party <= declared


# ---------------------------------------------------------------- the house


def rooms() -> list[Path]:
    """All modules of the package."""
    return sorted((ROOT / "kg").rglob("*.py"))


def test_rooms_and_functions_stay_small():
    """No room has more than 400 lines, no function more than 40."""
    large = [f"{f.name}: {n} lines" for f in rooms() if (n := len(f.read_text().splitlines())) > 400]
    for file in rooms():
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef):
                # What a function is called with and says of itself is not its length.
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
                # Nor is a page of text that it fills in.
                texts = (n for n in ast.walk(node) if isinstance(n, ast.JoinedStr) and n not in node.body)
                lines -= sum(n.end_lineno - n.lineno for n in texts)
                if lines > 40:
                    large.append(f"{file.name}: {node.name}: {lines} lines")
    assert not large


def test_the_library_never_prints():
    """Only the command line rooms write to the standard streams."""
    talkers = [
        f"{file.name}:{node.lineno}"
        for file in rooms()
        if not file.name.startswith("cli")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not talkers


# ---------------------------------------------------------------- no domain word in the code

# Words that the domain uses too, but that mean no domain thing in the code.
OWN_WORDS = {
    *("claim", "relation", "sentence", "sign", "tie", "territory", "publisher", "report", "count", "dispute"),
    *("agency", "unit"),  # groups of a regular expression
    "country",  # a prefix of IRIs
    *("be", "under"),  # function words that say something only beside a name
    *("agent", "object", "body", "chamber", "bench", "above", "outer"),  # roles and parts of a statement
    *("case", "compound", "cop", "root", "money"),  # of Universal Dependencies and of name tags
    *("conflict", "ignore"),  # a folder's name, a setting of spaCy
    *("hold", "held", "rule", "hostile", "friendly", "target"),  # of kg's terms and reports
    *("collective", "strikeNoun", "kindNoun", "medium", "stateDeed", "partyWord"),  # lists of words
    *("noneOf", "noneBefore", "wingMark", "thingName"),
    "false",  # of XSD
    *("owner", "part", "body", "person", "home", "name", "subject", "speaker"),  # of cues of salience
    *("stance", "stress", "frustration", "query", "wrong"),  # of signed networks, layouts, SPARQL and scores
    *("run", "serve", "request", "close", "*"),  # of Python, HTTP and messages
    "U.S.",  # an abbreviation whose full stop ends no sentence
    "Quad",  # of RDF
}


@cache
def domain_words() -> tuple[frozenset[str], frozenset[str]]:
    """Names of actors, and words that frames and relations of the default domain go by."""
    import rdflib

    graph = rdflib.Graph()
    for file in sorted((names.data_path("ontology") / "conflict").rglob("*.ttl")):
        graph.parse(file)

    def values(*predicates: str) -> set[str]:
        return {str(o) for p in predicates for o in graph.objects(None, rdflib.URIRef(p))}

    ns, skos = names.NS, names.PREFIXES["skos"]
    actors = values(
        ns + "demonym", ns + "metonym", ns + "ambiguousName", skos + "prefLabel", skos + "altLabel"
    )
    triggers = values(ns + "verb", ns + "noun", ns + "adjective", ns + "headNoun", skos + "notation")
    named = frozenset(a for a in actors if len(a) > 3 and a != a.lower())
    return named, frozenset(t for t in triggers if not t.isdigit())


def literals(file: Path) -> list[tuple[int, str]]:
    """String constants of a module with their lines, docstrings left out."""
    tree = ast.parse(file.read_text())
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    nodes = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docs)
    return [(n.lineno, n.value) for n in nodes if isinstance(n.value, str)]


def test_no_domain_word_in_the_code():
    """No string of the code holds an actor's name, or is a trigger word or a relation's name."""
    actors, triggers = domain_words()
    assert len(actors) > 400 and len(triggers) > 300
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(actors))) + r")\b")
    found, seen = [], 0
    for file in rooms():
        for line, words in literals(file):
            seen += 1
            hits = {words} & triggers | set(pattern.findall(words))
            found += [f"{file.name}:{line}: {hit}" for hit in sorted(hits - OWN_WORDS)]
    assert seen > 500
    assert not found
