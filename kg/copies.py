"""Which articles are lightly edited copies of one another: one report under several names.

Texts are compared by their runs of three words (shingles). MinHash signatures estimate the share of runs
that two texts have in common (Broder 1997, "On the resemblance and containment of documents"); bands of
a signature find the candidates without a look at every article.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datasketch import MinHash

RUN = 3  # words
LEAST = 40  # different runs; a shorter text says too little to be told from another by its words
ALIKE = 0.7  # of all runs; a twentieth of the words may change, or a third of the text be added
VALUES = 128  # of a signature; the estimate is then off by 0.04 (one standard deviation)
BAND = 4  # values; with 16 bands a copy at the threshold is missed once in 80 times
BANDS = 16
_DIGITS = 8  # of a value in hexadecimal


@dataclass(frozen=True, slots=True)
class Print:
    """What is kept of one article: its day (ISO 8601, or empty) and the signature of its text."""

    day: str
    signature: str


def signature(text: str) -> str:
    """The MinHash signature of ``text`` in hexadecimal digits; empty when it is too short to tell.

    The same words give the same signature, whatever the case, the white space and the punctuation.
    """
    words = re.findall(r"\w+", text.casefold())
    runs = {" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}
    if len(runs) < LEAST:
        return ""
    sketch = _blank().copy()
    sketch.update_batch([run.encode() for run in sorted(runs)])
    return "".join(f"{int(value):0{_DIGITS}x}" for value in sketch.hashvalues)


@cache
def _blank() -> "MinHash":
    from datasketch import MinHash

    return MinHash(num_perm=VALUES, seed=1)


def bands(signed: str) -> list[str]:
    """The keys of which two signatures share at least one when their texts may be copies."""
    size = BAND * _DIGITS
    return [f"{n:x}-{signed[n * size : (n + 1) * size]}" for n in range(BANDS)] if signed else []


def alike(a: str, b: str) -> bool:
    """Whether two signatures agree in at least :data:`ALIKE` of their values."""
    pairs = zip(_values(a), _values(b), strict=True)
    return sum(x == y for x, y in pairs) >= ALIKE * VALUES


def _values(signed: str) -> list[str]:
    return [signed[i : i + _DIGITS] for i in range(0, len(signed), _DIGITS)]


def originals(prints: Mapping[str, Print]) -> dict[str, str]:
    """Article to the first of its kind, for every article that has copies or is one.

    Copies of copies are of one kind. The first is the one of the earliest day, then by name; the order of
    ``prints`` does not matter.
    """
    leader = {article: article for article in prints}

    def find(article: str) -> str:
        while leader[article] != article:
            leader[article] = article = leader[leader[article]]
        return article

    for a, b in _candidates(prints):
        first, second = find(a), find(b)
        if first != second and alike(prints[a].signature, prints[b].signature):
            leader[second] = first
    kinds: dict[str, list[str]] = {}
    for article in prints:
        kinds.setdefault(find(article), []).append(article)
    result: dict[str, str] = {}
    for members in kinds.values():
        if len(members) > 1:
            first = min(members, key=lambda article: (prints[article].day or "9", article))
            result |= dict.fromkeys(members, first)
    return result


def _candidates(prints: Mapping[str, Print]) -> Iterator[tuple[str, str]]:
    buckets: dict[str, list[str]] = {}
    for article, known in prints.items():
        for band in bands(known.signature):
            buckets.setdefault(band, []).append(article)
    for bucket in buckets.values():
        yield from combinations(bucket, 2)
