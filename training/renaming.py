"""Names replaced by invented ones, so that the grammar and the sentence name a thing, not the memory.

The names are made letter by letter as those of the corpus are (a Markov chain of the third order), for each
label apart: an invented people still ends like one. Words that the corpus also writes small ("Front",
"Ministry", "North") stay, since they say what the bearer is.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable

ORDER, END = 3, "\n"
SHORTEST, LONGEST, TRIES = 3, 13, 20
SEEN_SMALL = 2  # times a word is written small before it counts as one that speaks
Named = list[tuple[str, str]]  # words with the label of their name, "" outside


class Renamer:
    """Invents names after the model of those it has read."""

    def __init__(self, documents: Iterable[Named]):
        self.chains: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        small: Counter[str] = Counter()
        names: Counter[tuple[str, str]] = Counter()
        for document in documents:
            small.update(word for word, label in document if not label and word.islower())
            names.update(pair for pair in document if pair[1])
        self.small = frozenset(word for word, count in small.items() if count >= SEEN_SMALL)
        for word, label in sorted(names):
            if self.replaceable(word):
                self._read(word.lower(), label)

    def replaceable(self, word: str) -> bool:
        """Whether a word of a name says nothing but the name."""
        return word.isalpha() and word[0].isupper() and len(word) > 2 and word.lower() not in self.small

    def _read(self, word: str, label: str) -> None:
        text = " " * ORDER + word + END
        for i in range(ORDER, len(text)):
            self.chains[label][text[i - ORDER : i]].append(text[i])

    def invent(self, label: str, rng: random.Random) -> str:
        """A new small-lettered name of the kind ``label``."""
        made = ""
        for _ in range(TRIES):
            made = " " * ORDER
            while not made.endswith(END) and len(made) < LONGEST + ORDER:
                made += rng.choice(self.chains[label][made[-ORDER:]])
            made = made.strip()
            if len(made) >= SHORTEST:
                break
        return made

    def rename(self, document: Named, rng: random.Random) -> list[str]:
        """The words of a document with its names replaced, the same name by the same invention."""
        given: dict[str, str] = {}
        found = []
        for word, label in document:
            if not label or not self.replaceable(word) or not self.chains[label]:
                found.append(word)
                continue
            if word.isupper():
                made = given.setdefault(word, "".join(rng.choice(word.upper()) for _ in word))
            else:
                made = given.setdefault(word, self.invent(label, rng).capitalize())
            found.append(made)
        return found
