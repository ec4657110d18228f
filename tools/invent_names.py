"""Gold articles with every actor and place renamed, to see what a score owes to known names.

    python tools/invent_names.py GOLD_DIR OUT_DIR [--seed 1]

Writes each article and its gold to OUT_DIR with invented names of the same kind: persons get names of
persons, states a name and a demonym, acronyms the initials of the new name. The same name becomes the
same invention in all articles. Words that also occur in lower case ("Front", "Army", "North") and titles
stay, so what a name says of its bearer stays; of names made of such words alone only those are changed that
the domain lists. Then ``kg evaluate OUT_DIR`` scores again.
"""

from __future__ import annotations

import argparse
import calendar
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kg import ontology
from kg.records import KnownActor, Ontology

WORD = re.compile(r"[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*")
ACRONYM = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,6}|(?<![\w.])[A-Z]{2,6}(?![\w])")
ROMAN = re.compile(r"[IVX]{1,4}")
ONSETS = [
    "b",
    "br",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "z",
]
NUCLEI = ["a", "e", "i", "o", "u", "a", "e", "o"]
CODAS = ["", "", "l", "n", "r", "s", "m", "k", "nd", "rt"]
# What says in common words what its bearer does; it means the same wherever the article plays.
DESCRIBED = frozenset(
    ("ministry", "department", "directorate", "office", "government", "parliament", "secretariat")
)
PERSON, PLACE, STATE, OTHER = "person", "place", "state", "other"
ENDINGS = {
    PERSON: ["", "ov", "i", "an", "ez"],
    PLACE: ["a", "ford", "ur", "ana", "burg"],
    OTHER: ["", "an", "ar"],
}


class Inventor:
    """Invents names, each only once, from a seeded generator."""

    def __init__(self, seed: int, common: Iterable[str]):
        self.draw = random.Random(seed)
        self.used = set(common)

    def word(self, kind: str) -> str:
        """A new capitalised word that looks like the name of a ``kind``."""
        while True:
            syllables = [self._syllable() for _ in range(self.draw.choice([1, 2, 2]))]
            made = "".join(syllables) + (self.draw.choice(ENDINGS[kind]) if kind in ENDINGS else "")
            if 4 <= len(made) <= 11 and made not in self.used:
                self.used.add(made)
                return made.capitalize()

    def _syllable(self) -> str:
        return self.draw.choice(ONSETS) + self.draw.choice(NUCLEI) + self.draw.choice(CODAS)

    def letters(self, count: int) -> str:
        """A new acronym of ``count`` letters."""
        while True:
            made = "".join(self.draw.choice("BDFGHKLMNPRSTVZ") for _ in range(count))
            if made.lower() not in self.used:
                self.used.add(made.lower())
                return made


class Renamer:
    """Maps names to inventions, the same everywhere, and applies them to texts and gold."""

    def __init__(self, inventor: Inventor, common: set[str], domain: Ontology):
        self.inventor = inventor
        self.common = common
        self.kinds = _kinds(domain)
        self.listed = {n.lower() for a in domain.actors.values() for n in (*a.names, *a.ambiguous)}
        inventor.used |= self.kinds | self.listed
        self.phrases: dict[str, str] = {}  # whole names: states, names made of common words, acronyms
        self.words: dict[str, str] = {}
        self._states(domain)

    def _states(self, domain: Ontology) -> None:
        """Whole-name inventions for all known actors that have a demonym."""
        for actor in sorted(domain.actors.values(), key=lambda a: a.id):
            if actor.demonyms:
                self._state(actor)

    def _state(self, actor: KnownActor) -> None:
        """One stem for a state's name and its people; an acronym fits the long name that it is short for."""
        stem = self.inventor.word(STATE).rstrip("aeiou")
        names = [n for n in actor.names + actor.ambiguous if not ACRONYM.fullmatch(n)]
        short = {n.replace(".", "") for n in actor.names + actor.ambiguous if ACRONYM.fullmatch(n)}
        for name in names:
            self._phrase(name, self._long(name) if _initials(name) in short else stem + "ia")
        for name in actor.names + actor.ambiguous:
            if ACRONYM.fullmatch(name):
                self._phrase(name, self._short(name, names))
        for name in actor.demonyms:
            self._phrase(name, stem + ("ians" if name.endswith("s") and len(name) > 4 else "ian"))
        capital = self.inventor.word(PLACE)
        for name in actor.metonyms:
            self._phrase(name, capital)

    def _phrase(self, name: str, invention: str) -> None:
        """Rename a whole name, also where it is written in capitals."""
        self.phrases.setdefault(name, invention)
        if " " not in name and len(name) > 3 and not ACRONYM.fullmatch(name):
            self.phrases.setdefault(name.upper(), invention.upper())

    def _long(self, name: str) -> str:
        """ "United States" with its first word invented, and other words that are none of a language's."""
        words = [
            self.phrases.get(w) or (w if w.lower() in self.common else self.inventor.word(OTHER))
            for w in name.split()[1:]
        ]
        return " ".join([self.inventor.word(OTHER), *words])

    def _short(self, acronym: str, names: list[str]) -> str:
        """The initials of the new name where the acronym has those of the old one."""
        plain = acronym.replace(".", "")
        full = next((self.phrases[n] for n in names if _initials(n) == plain), "")
        letters = _initials(full)
        if not letters or letters.lower() in self.listed:
            letters = self.inventor.letters(len(plain))
        return ".".join(letters) + "." if "." in acronym else letters

    def learn(self, gold: dict[str, Any]) -> None:
        """Invent what the names of one gold file need."""
        for key, actor in sorted(gold["actors"].items()):
            cls = actor["class"].lower()
            kind = {"person": PERSON, "place": PLACE, "state": PLACE}.get(cls, OTHER)
            names = sorted({key.split(" (")[0], *actor["names"]}, key=lambda n: (-len(n), n))
            for name in names:
                self._learn_name(name, kind)
            for name in names:
                for acronym in ACRONYM.findall(name):
                    self._learn_acronym(acronym, names)

    def _learn_name(self, name: str, kind: str) -> None:
        if name in self.phrases or ACRONYM.fullmatch(name):
            return
        rest = self._replace_phrases(name, "")
        words = [w for w in WORD.findall(rest) if w[:1].isupper() and len(w) > 1 and not ACRONYM.fullmatch(w)]
        proper = [w for w in words if w.lower() not in self.common]
        for word in proper:
            self._invent(word, kind)
        if kind == PERSON or DESCRIBED & {w.lower() for w in WORD.findall(name)}:
            return  # "Prime Minister", "Ministry of Trade": titles and descriptions are no names
        # "United Nations": all its words are common ones, so the whole name is invented.
        bare = name.removeprefix("The ").removeprefix("the ")
        capital = [w for w in WORD.findall(bare) if w[:1].isupper()]
        several = len(capital) > 1 and bare.startswith(capital[0]) and not ACRONYM.search(name)
        if (
            not proper
            and rest == name
            and several
            and bare.lower() in self.listed
            and bare not in self.phrases
        ):
            first = next((w for w in capital if w.lower() not in self.kinds), capital[0])
            self.phrases[bare] = bare.replace(first, self.inventor.word(kind), 1)

    def _invent(self, word: str, kind: str) -> str:
        base = word.capitalize() if word.isupper() and len(word) > 3 else word
        if base not in self.words:
            self.words[base] = self.inventor.word(kind)
        return self.words[base]

    def _learn_acronym(self, acronym: str, names: list[str]) -> None:
        if acronym in self.phrases:
            return
        plain = acronym.replace(".", "")
        if plain.lower() in self.kinds or ROMAN.fullmatch(plain):
            return
        written = plain.capitalize()  # a name in capitals: "CAIRO"
        if len(plain) > 3 and (known := self.phrases.get(written) or self.words.get(written)):
            self.phrases[acronym] = known.upper()
            return
        made = self.inventor.letters(len(plain))
        for name in names:
            if _initials(name) == plain:
                made = _initials(self.apply(name))
                break
        if made.lower() in self.listed:
            made = self.inventor.letters(len(plain))
        self.phrases[acronym] = ".".join(made) + "." if "." in acronym else made

    def _replace_phrases(self, text: str, by: str | None = None) -> str:
        """``text`` with known phrases replaced, longest first."""
        if not self.phrases:
            return text
        return self._pattern().sub(lambda m: self.phrases[m[0]] if by is None else by, text)

    def _pattern(self) -> re.Pattern[str]:
        if getattr(self, "_known", None) != len(self.phrases):
            longest = sorted(self.phrases, key=lambda n: (-len(n), n))
            self._compiled = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)")
            self._known = len(self.phrases)
        return self._compiled

    def apply(self, text: str) -> str:
        """``text`` with all names replaced; the case of headlines in capitals is kept."""
        parts: list[str] = []
        place = 0
        for match in self._pattern().finditer(text):
            parts += [self._words(text[place : match.start()]), self.phrases[match[0]]]
            place = match.end()
        return "".join([*parts, self._words(text[place:])])

    def _words(self, text: str) -> str:
        def new(match: re.Match[str]) -> str:
            word = match[0]
            if word in self.words:
                return self.words[word]
            if word.isupper() and len(word) > 3 and word.capitalize() in self.words:
                return self.words[word.capitalize()].upper()
            return word

        return WORD.sub(new, text)

    def gold(self, value: Any) -> Any:
        """A gold record with all its texts renamed; ids, dates, classes and relations stay."""
        if isinstance(value, dict):
            fixed = ("id", "date", "class", "relation", "status", "time", "source", "url")
            return {self.apply(k): v if k in fixed else self.gold(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self.gold(v) for v in value]
        return self.apply(value) if isinstance(value, str) else value


def _kinds(domain: Ontology) -> set[str]:
    """Words that say what a name's bearer is: of classes, of offices, titles and styles."""
    words = [w for c in domain.classes.values() for w in (*c.head_nouns, *c.name_words)]
    words += [noun for frame in domain.frames for noun in frame.nouns]
    words += [
        w for listed in ("title", "honorific", "style", "rank") for w in domain.lexicon.lists.get(listed, ())
    ]
    return {part.lower() for w in words for part in w.split()}


def _initials(name: str) -> str:
    return "".join(w[0] for w in re.split(r"[\s-]+", name) if w[:1].isupper())


def common_words(texts: Iterable[str], domain: Ontology) -> set[str]:
    """Words that are not names: they also occur in lower case, or the domain or the grammar uses them."""
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        for word in WORD.findall(text):
            (lower if word.islower() else capital)[word.lower()] += 1
    # A name that someone typed in lower case once is still a name.
    words = {w for w, count in lower.items() if count * 20 >= capital[w]}
    for cls in domain.classes.values():
        words.update(part.lower() for w in (*cls.head_nouns, *cls.name_words) for part in w.split())
    for frame in domain.frames:
        words.update(part for w in (*frame.nouns, *frame.verbs, *frame.adjectives) for part in w.split())
    for listed in domain.lexicon.lists.values():
        words.update(part for w in listed for part in w.split())
    words.update(name.lower() for name in (*calendar.day_name, *calendar.month_name) if name)
    return words | {plural for w in words for plural in _plurals(w)}


def _plurals(word: str) -> tuple[str, ...]:
    return (word + "s", word[:-1] + "ies") if word.endswith("y") else (word + "s",)


def renamed(folder: Path, seed: int, domain: Ontology) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(id, text, gold) of each article of a gold folder under invented names."""
    files = sorted(folder.glob("*.json"))
    golds = [json.loads(f.read_text(encoding="utf-8")) for f in files]
    texts = [f.with_suffix(".txt").read_text(encoding="utf-8") for f in files]
    common = common_words(texts, domain)
    renamer = Renamer(Inventor(seed, common), common, domain)
    for gold in golds:
        renamer.learn(gold)
    for gold, text in zip(golds, texts, strict=True):
        yield gold["id"], renamer.apply(text), renamer.gold(gold)


def main() -> None:
    """Read, rename, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, text, gold in renamed(args.gold, args.seed, ontology.load()):
        (args.out / f"{name}.txt").write_text(text, encoding="utf-8")
        record = json.dumps(gold, ensure_ascii=False, indent=1)
        (args.out / f"{name}.json").write_text(record, encoding="utf-8")
        count += 1
    print(f"{count} articles under invented names in {args.out}")


if __name__ == "__main__":
    main()
