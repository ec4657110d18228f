"""The store against rdflib's memory store: loading, canned questions, replacing an article.

    python benchmarks/store.py [--quads 200000] [--sizes 10000,100000,1000000] [--skip-rdflib]

Prints seconds of CPU time, and ratios, of one run; of a replaced article those of the thread that replaces
it, without the database's tidying up in the background, and by the clock. The graph is made up but shaped as
`kg build` writes it.
"""

import argparse
import datetime as dt
import functools
import multiprocessing
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from builders import extraction, ontology

from kg import derived, formats, graph, names, queries
from kg.records import Extraction
from kg.store import Store

CONFLICT = names.data_path("ontology") / "conflict"
RELATIONS = [
    "backs",
    "fights",
    "opposes",
    "member_of",
    "captured",
    "leads",
    "controls",
    "lost",
    "allied_with",
]
ONTOLOGY = ontology()
QUADS = 410  # of an article and what is derived from it


def articles(count: int, seed: int = 1) -> Iterator[Extraction]:
    """Articles with eight claims each, over actors that grow with the square root of their number."""
    pick = random.Random(seed)
    actors = [f"Actor {n}" for n in range(20 + int(count**0.5) * 4)]
    places = [f"Place {n}" for n in range(20 + int(count**0.5))]
    weights = [1 / (n + 1) for n in range(len(actors))]  # few actors are in most news
    for number in range(count):
        day = dt.date(2011, 1, 1) + dt.timedelta(days=pick.randrange(4000))
        rows: list[tuple[str, ...]] = []
        while len(rows) < 8:
            relation = pick.choice(RELATIONS)
            a = pick.choices(actors, weights)[0]
            is_place = relation in ("captured", "controls", "lost")
            b = pick.choice(places) if is_place else pick.choices(actors, weights)[0]
            if a != b:
                rows.append((a, relation, b, pick.choices(["asserted", "negated", "planned"], [8, 1, 1])[0]))
        yield extraction(
            f"article-{number:06}", rows, date=day.isoformat(), classes=dict.fromkeys(places, "Place")
        )


def made(quads: int, folder: Path) -> Path:
    """An N-Quads file of at least so many quads."""
    groups, count = [], 0
    for item in articles(quads // QUADS):
        groups.append(graph.article_quads(item, ONTOLOGY))
        count += len(groups[-1])
    everything = [quad for group in groups for quad in group] + derived.derive(groups)
    path = folder / f"graph-{quads}.nq"
    path.write_bytes(formats.serialize(everything, "nq"))
    print(f"{len(everything):,} quads, {len(groups):,} articles, {path.stat().st_size / 1e6:.0f} MB")
    return path


def timed(work: Callable[[], object], times: int = 1) -> float:
    """Median seconds of ``work``."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def limited(work: Callable[[], object], seconds: float) -> float | None:
    """Seconds of ``work`` in a process of its own, or nothing when it is not done in time."""
    context = multiprocessing.get_context("fork")
    answer, told = context.Pipe(duplex=False)
    process = context.Process(target=lambda: told.send(timed(work)))
    process.start()
    taken = answer.recv() if answer.poll(seconds) else None
    process.kill()
    process.join()
    return taken


def against_rdflib(path: Path, limit: float) -> None:
    import rdflib

    data = path.read_bytes()
    store = Store()
    ours = timed(lambda: store.bulk_load(path))
    dataset = rdflib.Dataset(default_union=True)
    theirs = timed(lambda: dataset.parse(data=data, format="nquads"))
    print(f"load: {ours:.2f} s, rdflib {theirs:.2f} s, {theirs / ours:.1f} times faster", flush=True)
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in names.PREFIXES.items())
    for name, question in queries.questions(CONFLICT).items():
        if (mine := limited(functools.partial(queries.run, store, question.text), limit)) is None:
            print(f"{name:18} not done in {limit} s", flush=True)
            continue
        rows = len(queries.run(store, question.text).rows)
        other = limited(
            functools.partial(lambda text: list(dataset.query(text)), prefixes + question.text), limit
        )
        ratio = f"{other / mine:9.1f}" if other else f"> {limit / mine:7.1f}"
        print(f"{name:18} {rows:8,} rows {mine * 1000:9.1f} ms, rdflib {ratio} times as long", flush=True)


def replacing(sizes: list[int], folder: Path) -> None:
    for size in sizes:
        path = made(size, folder)
        with Store(folder / f"store-{size}", ONTOLOGY) as store:
            loading = timed(functools.partial(store.bulk_load, path))
            count = min(size // QUADS, 60)
            versions = [item for seed in range(2, 2 + -(-60 // count)) for item in articles(count, seed)]
            taken, passed = [], []
            for item in versions[:60]:
                clock, own = time.perf_counter(), time.thread_time()
                store.add(item)
                taken.append(time.thread_time() - own)
                passed.append(time.perf_counter() - clock)
            taken.sort()
            print(
                f"{len(store):,} quads on disk: bulk load {loading:.1f} s; replace one article: "
                f"median {statistics.median(taken) * 1000:.1f} ms, "
                f"9 of 10 within {taken[int(len(taken) * 0.9)] * 1000:.1f} ms, "
                f"by the clock median {statistics.median(passed) * 1000:.1f} ms",
                flush=True,
            )
        path.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quads", type=int, default=200_000)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--skip-rdflib", action="store_true")
    parser.add_argument("--limit", type=float, default=30, help="seconds that a question gets")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if not args.skip_rdflib:
            against_rdflib(made(args.quads, Path(folder)), args.limit)
        replacing([int(size) for size in args.sizes.split(",") if size], Path(folder))


if __name__ == "__main__":
    main()
