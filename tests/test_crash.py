"""A build into a store, killed at any moment, loses no acknowledged article and keeps no half of one."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from builders import extraction, ontology

from kg import derived, graph, inference, names
from kg.records import Extraction
from kg.store import Store

ONTOLOGY = ontology()
RULES = inference.read_rules(names.data_path("ontology") / "conflict")
KILLS = 50

# Imports once, opens no store, and forks a worker for each folder that it is told.
NURSERY = """
import os, sys
sys.path.insert(0, "tests")
from test_crash import ONTOLOGY, RULES, articles
from kg.store import Store

work = articles()
for line in sys.stdin:
    if worker := os.fork():
        print("started", worker, flush=True)
        os.waitpid(worker, 0)
        print("ended", flush=True)
        continue
    with Store(line.strip(), ONTOLOGY) as store:
        store.use_rules(RULES)
        for item in work:
            store.add(item)
            os.write(1, (item.article.id + "\\n").encode())
    os._exit(0)
"""


def articles() -> list[Extraction]:
    """Fifteen articles over few actors: each changes counts of the others; every fifth comes twice."""
    pick = random.Random(5)
    labels = ["Norland", "Reds", "Blues", "Greens", "Odran", "Front"]
    made = []
    for number in range(15):
        rows = [
            (*pick.sample(labels, 2), pick.choice(["asserted", "asserted", "negated", "planned"]))
            for _ in range(pick.randint(1, 4))
        ]
        relations = ["backs", "fights", "member_of", "opposes"]
        claims = [(a, pick.choice(relations), b, status) for a, b, status in rows]
        name = number - 1 if number % 5 == 4 else number  # replaced while the build goes on
        made.append(extraction(f"article-{name:02}", claims, date=f"2020-01-{number % 28 + 1:02}"))
    return made


def complete(folder: Path) -> bytes:
    """Run the whole build, undisturbed, and give all bytes of the result."""
    with Store(folder, ONTOLOGY) as store:
        store.use_rules(RULES)
        for item in articles():
            store.add(item)
        return store.serialize("nq")


def killed(nursery: "subprocess.Popen[str]", folder: Path, delay: float) -> list[str]:
    """Start a build, kill it after ``delay`` seconds, and tell which articles it acknowledged."""
    assert nursery.stdin is not None and nursery.stdout is not None
    nursery.stdin.write(f"{folder}\n")
    nursery.stdin.flush()
    done = []
    word, worker = nursery.stdout.readline().split()
    assert word == "started"
    time.sleep(delay)
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(worker), signal.SIGKILL)
    while (line := nursery.stdout.readline().strip()) != "ended":
        done.append(line)
    return done


def test_fifty_kills(tmp_path: Path) -> None:
    """After each kill the store is whole, and running the build again gives the same bytes."""
    started = time.perf_counter()
    wanted = complete(tmp_path / "undisturbed")
    length = time.perf_counter() - started
    moments = random.Random(7)
    interrupted = 0
    root = Path(__file__).parents[1]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", NURSERY], cwd=root, text=True, **pipes) as nursery:
        for number in range(KILLS):
            folder = tmp_path / f"killed-{number}"
            done = killed(nursery, folder, moments.uniform(0, 1.2 * length))
            interrupted += 0 < len(done) < 15
            check(folder, done)
            assert complete(folder) == wanted
    assert interrupted >= 10  # the moments were spread over the work, not before or after it


def check(folder: Path, done: list[str]) -> None:
    """The store holds the state after the last acknowledged article, or after the one that followed."""
    versions = articles()
    with Store(folder, ONTOLOGY) as store:
        found = {quads[0].graph_name.value: set(quads) for quads in store.article_quads()}
        states = []
        for count in (len(done), len(done) + 1):
            last = {item.article.id: item for item in versions[:count]}
            states.append(
                {
                    graph.article_iri(item.article.id): graph.article_quads(item, ONTOLOGY)
                    for item in last.values()
                }
            )
        assert found in states
        kept = {q for q in store.quads() if q.graph_name.value in (graph.ENTITIES, graph.EDGES)}
        assert kept == set(derived.derive(found.values()))
