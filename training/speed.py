"""How fast a pipeline loads and reads, beside a blank tokenizer in the same run. Use one thread:

OPENBLAS_NUM_THREADS=1 python -m training.speed CORPORA
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import spacy

from kg import english
from training.convert import documents, read_conllu
from training.evaluate import raw_text


def rate(read: Callable[[], int], times: int = 3) -> float:
    """Best number of words a second of some rounds, by the processor's clock."""
    best = 0.0
    for _ in range(times):
        start = time.process_time()
        words = read()
        best = max(best, words / (time.process_time() - start))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--pipeline", default=None)
    args = parser.parse_args()
    start, clock = time.process_time(), time.perf_counter()
    nlp = english.load(args.pipeline)
    used, passed = time.process_time() - start, time.perf_counter() - clock
    print(f"load: {used:.2f} s of processor time, {passed:.2f} s by the clock")
    blank = spacy.blank("en")
    groups = documents(read_conllu(args.corpora / "ud-english-gum-dev.conllu.xz"))
    texts = [raw_text(group) for group in groups]
    tokens = rate(lambda: sum(len(d) for d in blank.pipe(texts)))
    words = rate(lambda: sum(len(d) for d in nlp.pipe(texts, batch_size=8)))
    print(f"{words:,.0f} words a second; blank tokenizer {tokens:,.0f}; ratio 1 : {tokens / words:.1f}")


if __name__ == "__main__":
    main()
