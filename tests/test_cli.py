"""The command line as a user meets it: real processes, real files, exit codes, one-line errors."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from builders import extraction, ontology

from kg import graph as graphs
from kg import names
from kg.cli import cli
from kg.store import Store

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
ARTICLE = (
    "Russia has backed Syria for many years. On Monday the army of Utopia captured the town of Strelsau"
    " from the rebels, who had held it since the spring; its president met the king of Ruritania."
)


Done = subprocess.CompletedProcess[str]


def kg(*arguments: object, stdin: str | bytes = "", cwd: Path | None = None) -> Done:
    """Run the command in a process of its own, away from any terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
    )
    return Done(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def ask(*arguments: object, stdin: str = "") -> Done:
    """Run the same command in this process, which is quicker; only the streams are replaced."""
    from kg.cli import run

    streams = [io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")]
    streams += [io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2)]
    with mock.patch.multiple(sys, **dict(zip(("stdin", "stdout", "stderr"), streams, strict=True))):
        code = run(list(map(str, arguments)))
        out, err = (stream.buffer.getvalue().decode() for stream in streams[1:])
    return Done(arguments, code, out, err)


@pytest.fixture(scope="session")
def news(tmp_path_factory) -> Path:
    """The graph of the examples."""
    path = tmp_path_factory.mktemp("news") / "news.trig"
    done = kg("build", EXAMPLES, "-o", path)
    assert done.returncode == 0, done.stderr
    return path


def assert_one_line_error(done: Done, *words: str) -> None:
    """Standard error says one thing in one line, with ``words``, and nothing stands on standard output."""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("kg: ") and "Traceback" not in done.stderr
    assert done.stdout == ""
    for word in words:
        assert word in lines[0]


# ---------------------------------------------------------------- bad input

GERMAN = (
    "Der Hafenmeister sagte am Montag, dass die beiden Flotten sich auf See begegnet seien"
    " und dass keine von ihnen bereit sei, die Meerenge zu verlassen."
)
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


# ---------------------------------------------------------------- build


def test_two_runs_give_the_same_bytes(tmp_path, news):
    """Over shuffled inputs and any number of processes."""
    files = sorted(EXAMPLES.glob("*.txt"), reverse=True)
    assert len(files) >= 4
    again = tmp_path / "again.trig"
    done = kg("build", *files[1:], files[0], files[1], "--processes", 2, "-o", again)
    assert done.returncode == 0, done.stderr
    assert again.read_bytes() == news.read_bytes()
    assert f"{files[1].stem}: same text as {files[1].stem}" in done.stderr


def test_an_edited_copy_is_told(tmp_path):
    """A copy of an article that the store has from an earlier build is named; its ties count once."""
    store = tmp_path / "store"
    more = " Traders closed their shops, and families who had fled last year waited near the river for news."
    for name, text in (("a", ARTICLE + more), ("b", f"STRELSAU (Agency) - {ARTICLE + more}")):
        file = tmp_path / f"{name}.txt"
        file.write_text(f"Title: Town falls\nDate: 2020-05-0{1 + (name == 'b')}\n\n{text}\n")
        done = ask("build", file, "--store", store)
        assert done.returncode == 0, done.stderr
    assert "kg: b: edited copy of a, counted as the same report\n" in done.stderr
    rows = ask("query", store, "SELECT ?n ?c { ?t kg:articleCount ?n ; kg:claimCount ?c }").stdout.split()
    assert "1,2" in rows and {row.partition(",")[0] for row in rows[1:]} == {"1"}


def test_the_summary_is_the_last_line(news):
    """Standard error ends with one line of counts, which agrees with the statements."""
    done = ask("build", EXAMPLES, "-f", "nq")
    match = re.search(r"^(\d+) articles → (\d+) claims \((\d+) asserted", done.stderr.splitlines()[-1])
    rows = [json.loads(line) for line in ask("statements", news, "-f", "jsonl").stdout.splitlines()]
    asserted = [row for row in rows if row["status"] == "asserted"]
    assert [int(n) for n in match.groups()] == [len(list(EXAMPLES.glob("*.txt"))), len(rows), len(asserted)]
    assert done.stdout.count("\n") > 1000 and "\x1b" not in done.stdout + done.stderr


def test_standard_input_and_output():
    """``kg build -`` reads an article and writes TriG; ``kg statements -`` reads that again."""
    built = ask("build", "-", "--date", "2023-05-01", "-q", stdin=ARTICLE)
    assert (built.returncode, built.stderr) == (0, "")
    rows = ask("statements", "-", "--input-format", "trig", "-f", "jsonl", stdin=built.stdout)
    found = [json.loads(line) for line in rows.stdout.splitlines()]
    assert ("Russia", "backs", "Syria") in {(r["subject"], r["relation"], r["object"]) for r in found}
    assert {r["article"] for r in found} == {"stdin"}
    assert '"2023-05-01"' in built.stdout
    assert_one_line_error(ask("statements", "-", stdin=built.stdout), "--input-format")


def test_a_store_grows_article_by_article_and_shrinks_again(tmp_path, news):
    """What one run gives, several runs into a store give too; retracting gives what was before."""
    first, *rest = sorted(EXAMPLES.glob("*.txt"))
    store = tmp_path / "store"
    assert ask("build", first, "--store", store).returncode == 0
    before = ask("export", store, "-o", "-", "-f", "trig").stdout
    assert ask("build", *rest, "--store", store).returncode == 0
    assert ask("export", store, "-o", "-", "-f", "trig").stdout == news.read_text()
    for file in rest:
        assert ask("retract", store, file.stem, "-q").returncode == 0
    assert ask("export", store, "-o", "-", "-f", "trig").stdout == before
    assert_one_line_error(ask("retract", store, "no-such-article"), "no-such-article")
    assert_one_line_error(ask("retract", tmp_path / "nowhere", "x"), "nowhere")


# ---------------------------------------------------------------- asking


def test_statements_point_into_the_article(news):
    """Every row's sentence stands at its offsets in the article's file, and holds both mentions' words."""
    rows = [json.loads(line) for line in ask("statements", news, "-f", "jsonl").stdout.splitlines()]
    texts = {file.stem: file.read_text() for file in EXAMPLES.glob("*.txt")}
    assert len(rows) > 50
    for row in rows:
        text = texts[row["article"]]
        assert text[row["start"] : row["end"]] == row["sentence"]
        assert row["subject_mention"] in text and row["object_mention"] in text


def test_formats_of_statements(tmp_path, news):
    """The option decides, then the output's ending; away from a terminal the default is CSV."""
    header = ask("statements", news).stdout.splitlines()[0]
    assert header.startswith("article,subject,relation,object,status")
    for ending, start in {
        "jsonl": '{"article": ',
        "json": "[",
        "tsv": "article\tsubject",
        "md": "| article",
    }.items():
        path = tmp_path / f"rows.{ending}"
        assert ask("statements", news, "-o", path).returncode == 0
        assert path.read_text().startswith(start)
    assert ask("statements", news, "-f", "table").stdout.splitlines()[1].startswith("-----")
    assert_one_line_error(ask("statements", news, "-o", tmp_path / "rows.docx"), "rows.docx", ".csv")


def test_time_windows(news):
    """``--since`` and ``--until`` keep what held, or was reported, in that range."""
    rows = ask("statements", news, "--since", "2023-01-01", "-f", "jsonl").stdout.splitlines()
    articles = {json.loads(row)["article"] for row in rows}
    assert articles and all("2023" in article for article in articles)


def test_limits_of_time_and_articles_for_every_question(tmp_path):
    """Queries, rows, sentences, chains and camps see only the ties that held then and that enough report."""
    lines = [
        {"id": "one", "date": "2015-01-01", "text": "Russia backs Syria. Iran backs Iraq."},
        {"id": "two", "date": "2016-01-01", "text": "Moscow said on Tuesday that Russia backs Syria."},
        {
            "id": "six",
            "date": "2020-01-01",
            "text": "Venezuela has backed Cuba for many years. It rained all day on Monday in the town.",
        },
    ]
    graph = tmp_path / "graph.trig"
    done = ask("build", "-", "-o", graph, stdin="".join(json.dumps(line) + "\n" for line in lines))
    assert done.returncode == 0, done.stderr
    ties = "SELECT ?a ?b { ?a kg:backs ?b } ORDER BY ?a"
    pairs = {
        (): ["ent:iran,ent:iraq", "ent:russia,ent:syria", "ent:venezuela,ent:cuba"],
        ("--since", "2016-01-01"): ["ent:russia,ent:syria", "ent:venezuela,ent:cuba"],
        ("--until", "2015-12-31"): ["ent:iran,ent:iraq", "ent:russia,ent:syria"],
        ("--min-articles", "2"): ["ent:russia,ent:syria"],
        ("--min-articles", "2", "--since", "2016-01-01"): [],
    }
    for limits, wanted in pairs.items():
        assert ask("query", graph, ties, *limits).stdout.splitlines()[1:] == wanted
        rows = ask("statements", graph, *limits, "-f", "jsonl").stdout.splitlines()
        assert {json.loads(row)["subject"] for row in rows} == {
            pair[4:].split(",")[0].title() for pair in wanted
        }
        for a, b, pair in (("Iran", "Iraq", 0), ("Russia", "Syria", 1)):
            found = 0 if pairs[()][pair] in wanted else 1
            assert ask("explain", graph, a, b, *limits).returncode == found
            assert ask("paths", graph, a, b, *limits).returncode == found
        assert ("Iran" in ask("balance", graph, *limits, "--json").stdout) == (pairs[()][0] in wanted)
        drawn = ask("draw", graph, *limits, "-f", "svg", "-o", "-").stdout
        exported = ask("export", graph, *limits, "-f", "nq", "-o", "-").stdout
        for shown, pair in (("Iran", 0), ("Venezuela", 2)):
            assert (f">{shown}<" in drawn) == (pairs[()][pair] in wanted)
            ends = [f"<{names.ENTITY}{end[4:]}>" for end in pairs[()][pair].split(",")]
            edge = f"{ends[0]} <{names.NS}backs> {ends[1]} <{graphs.EDGES}>"
            assert (edge in exported) == (pairs[()][pair] in wanted)
    counted = ask("query", graph, "--question", "most-reported", "--min-articles", 2, "-f", "jsonl")
    assert [json.loads(row)["articles"] for row in counted.stdout.splitlines()] == [2]


def test_every_command_that_reads_a_graph_takes_limits():
    """Each command with a GRAPH has ``--since``, ``--until`` and ``--min-articles``."""
    reading = {
        name: {option for parameter in command.params for option in parameter.opts}
        for name, command in cli.commands.items()
        if any(parameter.name == "graph" for parameter in command.params)
    }
    assert len(reading) >= 9
    for name, options in reading.items():
        assert {"--since", "--until", "--min-articles"} <= options, name


def test_validate_within_limits(news, tmp_path):
    """A claim outside the limits is not complained of; what belongs to no claim is, whenever."""
    spoilt = tmp_path / "spoilt.nq"
    text = ask("export", news, "-f", "nq", "-o", "-").stdout
    claim = re.search(rf"<({names.ARTICLE}[^>]*2023[^>]*#claim-1)> <{names.NS}status> \"(\w+)\"", text)
    text = text.replace(claim[0], claim[0].replace(claim[2], "perhaps"))
    spoilt.write_text(text)
    assert ask("validate", spoilt).returncode == 1
    assert ask("validate", spoilt, "--until", "2022-12-31").returncode == 0
    edge = next(
        line for line in text.splitlines() if f"> <{names.NS}backs> <" in line and graphs.EDGES in line
    )
    spoilt.write_text(text.replace(edge + "\n", ""))
    done = ask("validate", spoilt, "--until", "2022-12-31")
    assert done.returncode == 1 and "it is missing" in done.stdout and "perhaps" not in done.stdout


def test_query_forms(news, tmp_path):
    """SELECT gives rows, ASK true or false, CONSTRUCT Turtle; a query may come from a file or stdin."""
    select = "SELECT ?n { ?a a kg:Article ; dct:identifier ?n } ORDER BY ?n"
    names = ask("query", news, select).stdout.splitlines()
    assert names == ["n", *sorted(file.stem for file in EXAMPLES.glob("*.txt"))]
    assert ask("query", news, "ASK { ?a a kg:Article }").stdout == "true\n"
    assert (
        "dct:identifier"
        in ask("query", news, "CONSTRUCT { ?a dct:identifier ?n } WHERE { ?a dct:identifier ?n }").stdout
    )
    (tmp_path / "q.rq").write_text(select)
    assert ask("query", news, "-q", tmp_path / "q.rq").stdout.splitlines() == names
    assert ask("query", news, "-q", "-", stdin=select).stdout.splitlines() == names
    assert ask("query", news, select, "-f", "json").stdout.startswith("[")


def test_bad_queries(news, tmp_path):
    """Each is one line that says where; a wrong use of the command exits with 2."""
    done = ask("query", news, "SELECT ?a { ?a nonsense:b ?c }")
    assert done.returncode == 1
    assert_one_line_error(done, "nonsense:")
    assert_one_line_error(ask("query", news, "SELECT {"), "line 1")
    assert_one_line_error(ask("query", news, "-q", tmp_path / "missing.rq"), "missing.rq")
    assert_one_line_error(ask("query", news, "--question", "no-such"), "no-such")
    assert ask("query", news).returncode == 2
    assert ask("query", news, "--question", "x", "ASK {}").returncode == 2


def test_parameters_are_bound_and_never_pasted(news):
    """A value that looks like SPARQL stays a value."""
    hostile = '" } INSERT DATA { <x:a> <x:b> <x:c> } #'
    query = "SELECT ?a ?b { ?a skos:prefLabel ?b }"
    done = ask("query", news, query, "-p", "b", f'"{hostile}"')
    assert (done.returncode, done.stdout.splitlines()) == (0, ["a,b"])
    assert_one_line_error(ask("query", news, query, "-p", "a", hostile), "no actor")
    assert_one_line_error(ask("query", news, query, "-p", "nothing", "Syria"), "?nothing")


def test_every_canned_question_answers(news):
    """The list names them, and each runs."""
    listed = ask("query", news, "--list").stdout
    questions = re.findall(r"^([\w-]+): ", listed, re.M)
    assert len(questions) >= 6
    for name in questions:
        done = ask("query", news, "--question", name)
        assert done.returncode == 0 and done.stdout, done.stderr


def test_explain_and_paths(news):
    """Sentences behind a tie, and chains; unknown names get a suggestion."""
    done = ask("explain", news, "Hezbollah")
    assert done.returncode == 0 and "“" in done.stdout and "characters" in done.stdout
    paths = ask("paths", news, "Rwanda", "Uganda")
    assert paths.returncode == 0 and "Common friends" in paths.stdout and "“" in paths.stdout
    assert json.loads(ask("paths", news, "Rwanda", "Uganda", "--json").stdout)["a"] == "Rwanda"
    assert_one_line_error(ask("explain", news, "Hezbolah"), "Hezbollah")
    assert_one_line_error(ask("paths", news, "Iran", "Atlantis"), "Atlantis")


# ---------------------------------------------------------------- handing on


def test_export_and_back(tmp_path, news):
    """Formats with named graphs give the same graph again, byte for byte; Turtle finds its graphs again."""
    for ending in ("nq", "jsonld", "ttl", "trig"):
        there, back = tmp_path / f"x.{ending}", tmp_path / f"back-{ending}.trig"
        assert ask("export", news, "-o", there).returncode == 0
        assert ask("export", there, "-o", back).returncode == 0
        assert back.read_bytes() == news.read_bytes()


def test_export_for_other_tools(tmp_path, news):
    """networkx reads GraphML and GEXF again with all ties; CSV has a row for each claim, lists one a tie."""
    import networkx

    others = ("cyjs", "json", "nodes.csv", "edges.csv")

    paths = {ending: tmp_path / f"x.{ending}" for ending in ("graphml", "gexf", "csv", *others)}
    for path in paths.values():
        assert ask("export", news, "-o", path).returncode == 0
    ties = ask("query", news, "SELECT (COUNT(*) AS ?n) { ?t a kg:Relation }").stdout.split()[1]
    for ending, read in {"graphml": networkx.read_graphml, "gexf": networkx.read_gexf}.items():
        assert read(paths[ending]).number_of_edges() == int(ties)
    assert "lastmodified" not in paths["gexf"].read_text()
    assert paths["csv"].read_text() == ask("statements", news, "-f", "csv").stdout
    assert paths["edges.csv"].read_text().startswith("source,target,type")
    assert paths["edges.csv"].read_text().count("\n") == int(ties) + 1
    assert len(json.loads(paths["cyjs"].read_text())["elements"]["edges"]) == int(ties)
    assert len(json.loads(paths["json"].read_text())["edges"]) == int(ties)


def test_draw(tmp_path, news):
    """SVG has its labels as text, PNG is a picture, another ending is refused."""
    svg, png = tmp_path / "x.svg", tmp_path / "x.png"
    assert ask("draw", news, "-o", svg, "--title", "Ten <articles>").returncode == 0
    assert "Russia" in svg.read_text() and "Ten &lt;articles&gt;" in svg.read_text()
    assert ask("draw", news, "-o", png, "--top", 10).returncode == 0
    assert png.read_bytes().startswith(b"\x89PNG")
    assert_one_line_error(ask("draw", news, "-o", tmp_path / "x.bmp"), "x.bmp", ".svg")


def test_draw_two_camps(tmp_path):
    """The caption says how much the camps explain; where that is little, standard error says so too."""
    store, svg = Store(ontology=ontology()), tmp_path / "camps.svg"
    rows = [("Reds", "fights", "Blues"), ("Blues", "fights", "rebels")]
    store.add(extraction("war", rows))
    store.dump(tmp_path / "two.trig")
    store.add(extraction("war", [*rows, ("Blues", "fights", "Greens"), ("Greens", "fights", "Reds")]))
    store.dump(tmp_path / "three.trig")
    for name, explained, poor in (("two", "1 of 1", False), ("three", "2 of 3", True)):
        done = ask("draw", tmp_path / f"{name}.trig", "-o", svg, "--layout", "camps")
        assert done.returncode == 0
        words = " ".join(re.findall(r">([^<]+)</text>", svg.read_text()))
        assert f"explain {explained}" in words and "Left out: 1 without a name (rebels" in words
        assert ("do not read this as two camps" in done.stderr) == poor == ("poor fit" in words)
    assert ask("draw", tmp_path / "two.trig", "-o", svg, "--unnamed").returncode == 0
    assert "without a name" not in svg.read_text() and ">rebels<" in svg.read_text()


def test_validate(tmp_path, news):
    """The examples' graph and the default domain are valid; broken ones are told with their cure."""
    done = ask("validate", news)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout
    done = ask("validate", "--ontology", ROOT / "ontology" / "conflict")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout
    broken = tmp_path / "broken.trig"
    broken.write_text(re.sub(r'kg:status "asserted"', 'kg:status "certain"', news.read_text(), count=1))
    done = ask("validate", broken)
    assert done.returncode == 1 and "status" in done.stdout
    assert ask("validate").returncode == 2


def test_info():
    """Versions, pipeline and ontology, as lines and as JSON."""
    facts = json.loads(ask("info", "--json").stdout)
    assert {"kg", "python", "packages", "pipeline", "pipeline_path", "ontology"} <= set(facts)
    assert facts["ontology"]["frames"] >= 150
    assert ask("info").stdout.startswith(f"kg: {facts['kg']}\n")


# ---------------------------------------------------------------- graphs that cannot be read

BAD_GRAPHS = {
    "missing": ("missing.trig", None, "cannot be read"),
    "broken": ("broken.ttl", b"@prefix kg: <https://kg.example/ns#> .\nkg:a kg:b .\n", "line 2"),
    "unknown ending": ("graph.xyz", b"", ".trig"),
    "a folder that is no store": ("folder", None, "not a store"),
}


@pytest.mark.parametrize("case", BAD_GRAPHS)
def test_a_bad_graph(tmp_path, case: str):
    """It is named in one line, for whatever command."""
    name, data, words = BAD_GRAPHS[case]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder").mkdir(exist_ok=True)
    for command in (["statements", name], ["draw", name, "-o", "x.svg"]):
        done = kg(*command, cwd=tmp_path)
        assert done.returncode == 1
        assert_one_line_error(done, name, words)


# ---------------------------------------------------------------- manners


def test_usage_errors_exit_with_2():
    """An unknown command or option, and a missing argument."""
    for arguments in (["nonsense"], ["build"], ["build", "x", "--nonsense"], ["draw", "x"]):
        done = ask(*arguments)
        assert done.returncode == 2 and done.stderr.startswith("kg: "), arguments


def test_every_command_shows_two_examples():
    """Each help text ends with at least two lines that begin with the command."""
    from kg.cli import cli

    assert len(cli.commands) >= 10
    for name in cli.commands:
        text = ask(name, "--help").stdout.rpartition("Examples:")[2]
        assert len(re.findall(rf"^ .*kg {name}\b", text, re.M)) >= 2, name


def test_a_closed_pipe_is_quiet(news):
    """A reader that stops early, such as head, causes no complaint."""
    command = f"{sys.executable} -m kg export {news} -o - -f nq | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stderr == "" and done.stdout.count("\n") == 1


def test_an_unexpected_error_is_one_line(monkeypatch, capsys):
    """A mistake of kg itself ends with a line that asks for a report, not with a traceback."""
    from kg import api, cli

    monkeypatch.setattr(api, "info", lambda *_: 1 / 0)
    assert cli.run(["info"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("kg: unexpected ") and error.count("\n") == 1
