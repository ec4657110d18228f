"""The store against rdflib's memory store: loading, canned questions, replacing an article.

    python benchmarks/store.py [--quads 200000] [--sizes 10000,100000,1000000] [--skip-rdflib]

Prints seconds of CPU time, medians, and ratios, of one run; of a replaced article the CPU time of the thread
that replaces it, without the database's tidying up in the background, the time by the clock, and how much it
reads and writes. The graph is made up but shaped as `kg build` writes it.
"""

import argparse
import datetime as dt
import itertools
import multiprocessing
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from builders import extraction, ontology

from kg import formats, graph, inference, names, queries
from kg.records import Extraction, Span
from kg.store import Store

CONFLICT = names.data_path("ontology") / "conflict"
RELATIONS = [
    "backs", "fights", "opposes", "member_of", "captured", "leads", "controls", "lost", "allied_with",
]  # fmt: skip
WORDS = [f"word{n}" for n in range(3000)]  # of what articles say beside their claims
ONTOLOGY = ontology()
RULES = inference.read_rules(CONFLICT)
QUADS = 520  # of an article and what is derived from it


def articles(count: int, seed: int = 1) -> Iterator[Extraction]:
    """Articles with eight claims each, over actors that grow with the square root of their number.

    Every tenth claim is a quotation; every thirtieth article is an edited copy of the one before.
    """
    pick = random.Random(seed)
    actors = [f"Actor {n}" for n in range(20 + int(count**0.5) * 4)]
    places = [f"Place {n}" for n in range(20 + int(count**0.5))]
    kinds = dict.fromkeys(places, "Place")
    weights = [1 / (n + 1) for n in range(len(actors))]  # few actors are in most news
    rows, prose = [], ""
    for number in range(count):
        day = dt.date(2011, 1, 1) + dt.timedelta(days=pick.randrange(4000))
        if number % 30 != 29:
            rows = [_row(pick, actors, weights, places) for _ in range(8)]
            prose = " ".join(pick.choices(WORDS, k=150))
        item = extraction(f"article-{number:06}", rows, date=day.isoformat(), classes=kinds)
        text = f"{item.article.text}\n\nEdition {number}. {prose}"
        article = replace(item.article, text=text, body=(Span(0, len(text)),))
        claims = [
            replace(claim, attributed_to=pick.choice(item.claims).subject)
            if not pick.randrange(10)
            else claim
            for claim in item.claims
        ]
        yield replace(item, article=article, claims=tuple(claims))


def _row(pick: random.Random, actors: list[str], weights: list[float], places: list[str]) -> tuple[str, ...]:
    """A claim: who, relation, whom, status. Of two, the one less in the news leads, or is a member."""
    relation = pick.choice(RELATIONS)
    a = b = pick.choices(actors, weights)[0]
    while a == b:
        b = pick.choices(actors, weights)[0]
    if relation in ("captured", "controls", "lost"):
        b = pick.choice(places)
    elif relation in ("member_of", "leads"):
        b, a = sorted((a, b), key=actors.index)
    return a, relation, b, pick.choices(["asserted", "negated", "planned"], [8, 1, 1])[0]


def made(quads: int, folder: Path) -> Path:
    """An N-Quads file of about so many quads, as `kg build` writes it: with rules and what follows."""
    store = Store(None, ONTOLOGY)
    for item in articles(quads // QUADS):
        store.load_bytes(formats.serialize(graph.article_quads(item, ONTOLOGY), "nq"), "nq")
    store.rebuild()
    store.use_rules(RULES)
    path = folder / f"graph-{quads}.nq"
    start = time.process_time()
    print(
        f"{len(store):,} quads, {len(store.articles()):,} articles", end=", "
    )  # len() has what follows computed
    print(f"what follows in {time.process_time() - start:.1f} s", flush=True)
    path.write_bytes(store.serialize("nq"))
    return path


def timed(work: Callable[[], int], times: int = 1) -> tuple[float, int]:
    """Median seconds of CPU of ``work``, and what it gave."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        rows = work()
        taken.append(time.process_time() - start)
    return statistics.median(taken), rows


def limited(work: Callable[[], int], seconds: float) -> tuple[float, int] | None:
    """What :func:`timed` says of three runs in a process of its own; nothing when one takes too long."""
    context = multiprocessing.get_context("fork")
    answer, told = context.Pipe(duplex=False)
    process = context.Process(target=lambda: told.send(timed(work, 3)))
    process.start()
    found = answer.recv() if answer.poll(3 * seconds) else None
    process.kill()
    process.join()
    return found


def against_rdflib(path: Path, limit: float) -> None:
    import rdflib

    data = path.read_bytes()
    store = Store()
    ours, _ = timed(lambda: store.bulk_load(path) or 0)
    dataset = rdflib.Dataset(default_union=True)
    theirs, _ = timed(lambda: bool(dataset.parse(data=data, format="nquads")))
    print(f"load: {ours:.2f} s, rdflib {theirs:.2f} s, {theirs / ours:.1f} times as long", flush=True)
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in names.PREFIXES.items())
    for name, question in queries.questions(CONFLICT).items():
        text = question.text
        mine = limited(lambda text=text: len(queries.run(store, text).rows), limit)
        other = limited(lambda text=text: len(list(dataset.query(prefixes + text))), limit)
        if mine is None:
            print(f"{name:18} not done in {limit} s", flush=True)
            continue
        seconds, rows = mine
        ratio = f"{other[0] / seconds:7.1f}" if other else f"> {limit / seconds:5.1f}"
        same = "" if not other or other[1] == rows else f", but {other[1]:,} rows"
        print(
            f"{name:18} {rows:6,} rows {seconds * 1000:7.1f} ms, rdflib {ratio} times as long{same}",
            flush=True,
        )


class Counting(Store):
    """A store that counts what a change asks and writes, which does not depend on the machine."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, ONTOLOGY)
        self.asked = self.read = self.written = 0

    def counting(self) -> None:
        """Count from now on; it takes time of its own."""
        self._db = _Watched(self, self._db)  # type: ignore[assignment]

    def _write(self, gone: set[Any], come: set[Any], drop: str = "") -> None:
        self.written += len(gone) + len(come)
        super()._write(gone, come, drop)


class _Watched:
    """The database of a counting store."""

    def __init__(self, store: Counting, database: Any) -> None:
        self._store, self._database = store, database

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    def __contains__(self, quad: object) -> bool:
        return quad in self._database

    def quads_for_pattern(self, *pattern: Any) -> Iterator[Any]:
        self._store.asked += 1
        for quad in self._database.quads_for_pattern(*pattern):
            self._store.read += 1
            yield quad


def versions(count: int, size: int, seed: int) -> list[Extraction]:
    """New versions of ``count`` articles of a store with ``size`` of them, spread over it."""
    step = max(size // count, 1)
    rounds = (articles(size, seed + number) for number in range(-(-count * step // size)))
    return [item for number, item in enumerate(itertools.chain(*rounds)) if number % step == 0][:count]


def replacing(sizes: list[int], folder: Path) -> None:
    for size in sizes:
        path = made(size, folder)
        with Counting(folder / f"store-{size}") as store:
            loading, _ = timed(lambda store=store, path=path: store.bulk_load(path) or 0)
            quads, taken, passed = len(store), [], []
            for item in versions(100, size // QUADS, 2):
                clock, own = time.perf_counter(), time.thread_time()
                store.add(item)
                taken.append(time.thread_time() - own)
                passed.append(time.perf_counter() - clock)
            store.written = 0
            store.counting()
            for item in versions(100, size // QUADS, 1000):
                store.add(item)
            print(f"{quads:,} quads on disk: bulk load {loading:.1f} s; replace one article:")
            for what, seconds in (("CPU of its thread", taken), ("by the clock", passed)):
                shown = [sorted(seconds)[int(len(seconds) * share)] * 1000 for share in (0.5, 0.9, 0.99)]
                print(
                    "  {}: median {:.1f} ms, 9 of 10 within {:.1f} ms, 99 of 100 {:.1f} ms".format(
                        what, *shown
                    )
                )
            each = [number / 100 for number in (store.asked, store.read, store.written)]
            print("  {:.0f} lookups, {:.0f} quads read, {:.0f} quads written".format(*each), flush=True)
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
