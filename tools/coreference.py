"""Whether pronouns and descriptions are understood, on texts in which people marked who is who.

    python tools/coreference.py FILE.conllu[.xz] … [--genre NAME …] [--list KIND] [--pipeline DIR]

The files are CoNLL-U with coreference in ``Entity=`` (GUM and its kin). The text of each document is read
by the pipeline, one sentence a paragraph, and the marked persons, organisations and places are compared
with what the resolver makes of them:

- asked: pronouns, and common nouns with "the", "this" or a possessor, whose entity was named or described
  before;
- answered: the resolver leads to an actor or place that has another mention;
- right: most other mentions of that actor or place, names before descriptions, are of the marked entity.

An answer counts as wrong where the mark says something else (an event, a thing), where nothing is marked
("it rains"), and where none of the other mentions is marked.
"""

# ruff: noqa: SIM905 - lists of words read better as one line
from __future__ import annotations

import argparse
import lzma
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg import pipeline
from kg.actors import Gathering
from kg.coreference import Resolver
from kg.entities import find_names
from kg.records import Article, Ontology, Span
from kg.syntax import Tree, split_prefixes
from kg.vocabulary import Vocabulary

CLASSES = ("person", "organization", "place")
KINDS = ("third person", "first person", "description")
_THIRD = frozenset(
    "he him his himself she her hers herself it its itself they them their theirs themselves".split()
)
_FIRST = frozenset("i me my mine myself we us our ours ourselves".split())
_DEFINITE = frozenset("the this that these those his her its their our my".split())
_MARK = re.compile(r"\(([^()]+)(\)?)|([^()]+)\)")


@dataclass(slots=True)
class Word:
    """A word with its place in the text; ``head`` numbers words of its document, -1 for a root."""

    form: str
    tag: str
    dep: str
    head: int
    start: int


@dataclass(slots=True)
class Mention:
    """A marked mention: words ``[first, last]`` and the word that heads them."""

    entity: str
    cls: str
    first: int
    last: int
    head: int = -1


@dataclass(slots=True)
class Document:
    """A text, its words and its marked mentions."""

    id: str
    text: str = ""
    words: list[Word] = field(default_factory=list)
    sentences: list[Span] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    @property
    def genre(self) -> str:
        """The second part of a GUM name: "news" of "GUM_news_nasa"."""
        return (self.id.split("_") + [""])[1]


@dataclass(slots=True)
class Tally:
    """Counts of one kind and class."""

    asked: int = 0
    answered: int = 0
    right: int = 0

    def __str__(self) -> str:
        return (
            f"{self.asked:6} {self.answered:9} {self.right:6}"
            f"  P {self.right / max(self.answered, 1):.3f}  R {self.right / max(self.asked, 1):.3f}"
        )


# ---------------------------------------------------------------- reading


def _text(file: Path) -> str:
    if file.suffix != ".xz":
        return file.read_text(encoding="utf8")
    with lzma.open(file, "rt", encoding="utf8") as opened:
        return opened.read()


def read(file: Path) -> Iterator[Document]:
    """The documents of a CoNLL-U file. Raises ``ValueError`` for a line that is none."""
    text = _text(file)
    document: Document | None = None
    for block in text.split("\n\n"):
        lines = block.splitlines()
        for line in lines:
            if line.startswith("# newdoc"):
                if document:
                    yield _headed(document)
                document = Document(line.partition("=")[2].strip())
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        if wrong := next((row for row in rows if len(row) != 10), None):
            raise ValueError(f"{file}: no CoNLL-U line: {' '.join(wrong)[:80]!r}")
        if rows:
            document = document or Document(file.stem)
            _add(document, rows)
    if document:
        yield _headed(document)


def _add(document: Document, rows: list[list[str]]) -> None:
    """Append one sentence to a document, on a line of its own."""
    base, start, inside = len(document.words), len(document.text), 0
    open_marks: list[Mention] = []
    for row in rows:
        if "." in row[0]:
            continue
        space = "" if "SpaceAfter=No" in row[9] else " "
        if "-" in row[0]:  # a contraction: its parts follow, inside it
            inside = int(row[0].split("-")[1])
            place = len(document.text)
            document.text += row[1] + space
            continue
        within = int(row[0]) <= inside
        at = place if within else len(document.text)
        place = at + len(row[1])
        if not within:
            document.text += row[1] + space
        head = base + int(row[6]) - 1 if row[6] != "0" else -1
        document.words.append(Word(row[1], row[4], row[7], head, at))
        _mark(document, open_marks, row[9])
    document.text = document.text.rstrip() + "\n"
    document.sentences.append(Span(start, len(document.text) - 1))


def _mark(document: Document, open_marks: list[Mention], misc: str) -> None:
    """Open and close mentions at the last word read."""
    number = len(document.words) - 1
    marks = next((m.removeprefix("Entity=") for m in misc.split("|") if m.startswith("Entity=")), "")
    for opening, closed, closing in _MARK.findall(marks):
        if opening:
            entity, cls = (opening.split("-") + [""])[:2]
            mention = Mention(entity, cls, number, number)
            document.mentions.append(mention)
            if not closed:
                open_marks.append(mention)
            continue
        same = [m for m in open_marks if m.entity == closing.split("[")[0]]
        if same:
            same[-1].last = number
            open_marks.remove(same[-1])


def _headed(document: Document) -> Document:
    """The document, each mention with the first of its words that hangs outside it."""
    for mention in document.mentions:
        inside = range(mention.first, mention.last + 1)
        mention.head = next((i for i in inside if document.words[i].head not in inside), mention.first)
    return document


# ---------------------------------------------------------------- comparing


class Comparison:
    """What the resolver made of one document, beside its marks."""

    def __init__(
        self, document: Document, tree: Tree, vocabulary: Vocabulary, resolver: type[Resolver] = Resolver
    ) -> None:
        self.document = document
        self.tree = split_prefixes(tree, vocabulary.prefixes)
        gathering = Gathering(self.tree, find_names(self.tree, vocabulary), vocabulary)
        self.resolver = resolver(gathering)
        at = {start: i for i, start in enumerate(self.tree.start)}
        self.token = {n: at[w.start] for n, w in enumerate(document.words) if w.start in at}
        self.marked: dict[int, Mention] = {}  # token → the longest mention that it heads, lists aside
        self.heads: dict[int, Mention] = {}  # word → the same
        self.members: dict[str, set[str]] = {}  # entity of a list ("X and Y") → entities of its parts
        for mention in sorted(document.mentions, key=lambda m: m.last - m.first):
            if parts := self._parts(mention):
                self.members.setdefault(mention.entity, parts)
                continue
            self.heads[mention.head] = mention
            if mention.head in self.token:
                self.marked[self.tree.unit(self.token[mention.head])] = mention

    def _parts(self, whole: Mention) -> set[str]:
        """The entities coordinated in a mention of a list, empty for any other mention."""
        words = self.document.words
        listed = {
            n
            for n in range(whole.first, whole.last + 1)
            if words[n].dep == "conj" and words[n].head == whole.head
        }
        parts = [m for m in self.document.mentions if m.head in listed | {whole.head} and m is not whole]
        inside = [
            m for m in parts if whole.first <= m.first and m.last <= whole.last and m.entity != whole.entity
        ]
        return {m.entity for m in inside} if listed and len({m.head for m in inside}) > 1 else set()

    def questions(self) -> Iterator[tuple[int, str, Mention | None, bool]]:
        """Token, kind and mark of every pronoun and description, and whether its entity was met before."""
        seen: set[str] = set()
        for n, word in enumerate(self.document.words):
            mention = self.heads.get(n)
            kind = self._kind(n, mention)
            if kind and n in self.token:
                met = mention is not None and mention.cls in CLASSES and mention.entity in seen
                yield self.token[n], kind, mention, met
            if mention and word.form.lower() not in _THIRD | _FIRST:
                seen.add(mention.entity)

    def _kind(self, n: int, mention: Mention | None) -> str:
        words = self.document.words
        form = words[n].form.lower()
        if form in _THIRD:
            return KINDS[0]
        if form in _FIRST and words[n].form != "US":
            return KINDS[1]
        common = mention is not None and words[n].tag in ("NN", "NNS")
        if common and words[mention.first].form.lower() in _DEFINITE and words[mention.first].head == n:  # type: ignore[union-attr]
            return KINDS[2]
        return ""

    def answers(self, token: int) -> list[str]:
        """For each meaning of a token that has another mention: the marked entity of most, or ""."""
        found = []
        for ref in self.resolver.refs.get(token, ()):
            if ref.oblique or ref.title:
                continue
            others = [t for n in {ref.actor, ref.place} - {-1} for t in self.mentions(n) if t != token]
            if others:
                found.append(self.entity_of(others))
        return found

    def entity_of(self, tokens: list[int]) -> str:
        """The marked entity of most of these mentions, "" where none is marked."""
        counts = Counter(self.marked[t].entity for t in tokens if t in self.marked)
        return max(counts, key=lambda e: counts[e]) if counts else ""

    def is_right(self, mention: Mention, answers: list[str]) -> bool:
        """Whether the answers are the marked entity, or all parts of the list that it is."""
        return mention.entity in answers or set(answers) == self.members.get(mention.entity)

    def mentions(self, number: int) -> list[int]:
        """Tokens of a cluster's names, else of its descriptions."""
        tokens = self.resolver.clusters[number].tokens
        return [t for t in tokens if self.tree.name[t] >= 0] or tokens


def measure(
    documents: list[Document], trees: Iterator[Tree], ontology: Ontology
) -> tuple[dict[tuple[str, str], Tally], list[str]]:
    """Tallies by kind and class ("other" for no actor), and a line for each question not answered right."""
    vocabulary = Vocabulary(ontology)
    tallies = {(kind, cls): Tally() for kind in KINDS for cls in (*CLASSES, "other")}
    misses = []
    for document, tree in zip(documents, trees, strict=True):
        compared = Comparison(document, tree, vocabulary)
        for token, kind, mention, met in compared.questions():
            cls = mention.cls if mention and mention.cls in CLASSES else "other"
            answers = compared.answers(token)
            right = mention is not None and compared.is_right(mention, answers)
            if not (met or answers):
                continue
            tally = tallies[kind, cls]
            tally.asked += met or right
            tally.answered += bool(answers)
            tally.right += right
            if not right:
                misses.append(_line(compared, token, kind, cls, bool(answers)))
    return tallies, misses


def _line(compared: Comparison, token: int, kind: str, cls: str, answered: bool) -> str:
    """A question not answered right: kind, class, what was answered, the sentence."""
    tree, resolver = compared.tree, compared.resolver
    refs = resolver.refs.get(token, ())
    got = ", ".join(resolver.clusters[max(r.actor, r.place)].label for r in refs) if answered else "-"
    first, last = tree.sentences[tree.sentence[token]]
    words = [f"[{tree.text[i]}]" if i == token else tree.text[i] for i in range(first, last)]
    return (
        f"{'wrong' if answered else 'silent'} {kind} {cls} {compared.document.id}: {got} << {' '.join(words)}"
    )


def report(tallies: dict[tuple[str, str], Tally]) -> str:
    """One line a kind and class, one a kind for all classes and for what is no actor."""
    lines = ["                              asked  answered  right"]
    for kind in KINDS:
        rows = [tallies[kind, cls] for cls in (*CLASSES, "other")]
        for cls, tally in zip((*CLASSES, "other"), rows, strict=True):
            lines.append(f"{kind:14} {cls:13} {tally}")
        total = Tally(*(sum(getattr(row, key) for row in rows) for key in ("asked", "answered", "right")))
        lines.append(f"{kind:14} {'all':13} {total}")
    return "\n".join(lines)


def main() -> None:
    """Read, parse, compare, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--genre", nargs="+", default=[], help="only documents of these genres")
    parser.add_argument(
        "--list", metavar="WORDS", help="print the misses whose line has these words, or 'all'"
    )
    parser.add_argument("--pipeline", help="a spaCy pipeline; the shipped one by default")
    args = parser.parse_args()
    from kg import english, ontology

    documents = [d for f in args.files for d in read(f) if not args.genre or d.genre in args.genre]
    articles = [Article(d.id, d.text, body=tuple(d.sentences)) for d in documents]
    trees = (tree for _, tree in pipeline.parse(articles, english.load(args.pipeline)))
    tallies, misses = measure(documents, trees, ontology.load())
    print(f"{len(documents)} documents, {sum(len(d.words) for d in documents)} words")
    print(report(tallies))
    for line in misses:
        if args.list and (args.list == "all" or args.list in line):
            print(line)


if __name__ == "__main__":
    main()
