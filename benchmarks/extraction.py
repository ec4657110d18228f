"""What kg's own steps cost beside the bare pipeline, by the processor's clock, in one run.

    OMP_NUM_THREADS=1 python benchmarks/extraction.py FOLDER [--times 3]

FOLDER holds articles as ``kg build`` takes them. Our steps are all from the parsed text to the claims.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator
from typing import Any

from kg import english, ontology, pipeline
from kg.building import collect

BOUND = 0.4  # of the pipeline's own time


class Timed:
    """A pipeline that knows how many seconds it has worked."""

    def __init__(self, nlp: Any) -> None:
        self.nlp, self.seconds, self.words = nlp, 0.0, 0

    def pipe(self, texts: Iterable[str], **options: Any) -> Iterator[Any]:
        docs = self.nlp.pipe(texts, **options)
        while True:
            start = time.process_time()
            doc = next(docs, None)
            self.seconds += time.process_time() - start
            if doc is None:
                return
            self.words += len(doc)
            yield doc


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--times", type=int, default=3, help="rounds; the one of least time counts")
    parser.add_argument("--pipeline", help="a spaCy pipeline; the shipped one by default")
    args = parser.parse_args()
    articles, report = collect([args.folder])
    if not articles:
        raise SystemExit(str(report.errors[0]))
    domain, nlp = ontology.load(), english.load(args.pipeline)
    rounds = []
    for _ in range(args.times):
        timed = Timed(nlp)
        start = time.process_time()
        claims = sum(len(e.claims) for e in pipeline.extract(articles, domain, timed))  # type: ignore[arg-type]
        whole = time.process_time() - start
        rounds.append((whole, timed.seconds, timed.words, claims))
    whole, bare, words, claims = min(rounds)
    ratio = (whole - bare) / bare
    print(f"{len(articles)} articles, {words:,} words, {claims} claims, {words / whole:,.0f} words a second")
    print(f"pipeline {bare:.2f} s, our steps {whole - bare:.2f} s: {ratio:.0%} of it (at most {BOUND:.0%})")


if __name__ == "__main__":
    main()
