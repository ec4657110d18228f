"""Noun phrases of war news, drawn at random: names, actors, targets. A phrase is a tree of nodes."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from training import lexicon as lex


@dataclass(slots=True)
class Node:
    """One word, what hangs on it before and after, and the name label of its own words."""

    form: str
    tag: str
    dep: str = "ROOT"
    before: list[Node] = field(default_factory=list)
    after: list[Node] = field(default_factory=list)
    name: str = ""
    glued: bool = False  # no space before

    def at(self, dep: str) -> Node:
        """The same phrase in another role."""
        self.dep = dep
        return self

    def left(self, *nodes: Node) -> Node:
        """The phrase with more words before its head, outermost last."""
        self.before = [*nodes, *self.before]
        return self

    def right(self, *nodes: Node) -> Node:
        """The phrase with more words after its head."""
        self.after.extend(nodes)
        return self


def comma() -> Node:
    return Node(",", ",", "punct", glued=True)


def split(text: str) -> list[str]:
    """Words of an entry of a word list: ``supply_line`` is two."""
    return text.split("_")


class Phrases:
    """Draws names and noun phrases."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.headline = False

    def pick(self, values: list[str]) -> str:
        return self.rng.choice(values)

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    # names ----------------------------------------------------------------------------------
    def coined(self, parts: int = 2) -> str:
        return ("".join(self.pick(lex.SYLLABLES) for _ in range(parts)) + self.pick(lex.ENDS)).capitalize()

    def place(self, dep: str) -> Node:
        word = (
            self.coined()
            if self.chance(0.4)
            else self.pick(lex.PLACES if self.chance(0.7) else lex.COUNTRIES)
        )
        return self.proper(word.replace("-", "_-_").split("_"), "LOC").at(dep)

    def proper(self, words: list[str], name: str) -> Node:
        """A name whose later words are flat; hyphens hang on the word after them."""
        head = Node(words[0], "NNP", name=name)
        hyphen: Node | None = None
        for i, word in enumerate(words[1:], 1):
            glued = words[i - 1] == "-" or word in ("-", "'s")
            if word == "-":
                hyphen = Node("-", "HYPH", "punct", name=name, glued=True)
                continue
            node = Node(word, "NNP", "flat", name=name, glued=glued)
            if hyphen:
                node.left(hyphen)
                hyphen = None
            head.right(node)
        return head

    def person(self, dep: str) -> Node:
        first = self.coined(1) if self.chance(0.2) else self.pick(lex.FIRST)
        draw = self.rng.random()
        if draw < 0.25:
            words = [*first.replace("-", "_-_").split("_"), "al", "-", self.pick(lex.AL)]
        elif draw < 0.8:
            words = [
                *first.replace("-", "_-_").split("_"),
                self.coined() if self.chance(0.3) else self.pick(lex.LAST),
            ]
        else:
            words = [self.pick(lex.LAST)]
        return self.proper(words, "PERSON").at(dep)

    def acronym(self) -> str:
        if self.chance(0.7):
            return self.pick(lex.ACRONYMS)
        return "".join(self.pick(list("ABCDFGHJKLMNPRSTUV")) for _ in range(self.rng.choice((3, 3, 4))))

    def group(self, dep: str) -> Node:
        """An organisation: an acronym, or a longer name with its last capital word as head."""
        if self.chance(0.5):
            node = Node(self.acronym(), "NNP", dep, name="ORG")
            return node.left(self.the()) if self.chance(0.6) else node
        words = split(self.pick(lex.GROUPS))
        if (
            "-" in words
            or "'s" in words
            or words[-1].islower()
            or words[0] in ("Boko", "Al", "Abu", "Ansar", "Jemaah")
        ):
            return (
                self.proper(words, "ORG").at(dep)
                if "of" not in words and "'s" not in words
                else self.acro(dep)
            )
        if "of" in words or "and" in words:
            return self.acro(dep)
        node = Node(words[-1], "NNPS" if words[-1].endswith("s") else "NNP", dep, name="ORG")
        node.left(
            *[
                Node(
                    w,
                    "NNP",
                    "amod" if w.endswith(("an", "ic", "ern", "ed", "al")) else "compound",
                    name="ORG",
                )
                for w in words[:-1]
            ]
        )
        if len(words) > 1 and not self.headline:
            node.left(self.the())
        return node

    def acro(self, dep: str) -> Node:
        return Node(self.acronym(), "NNP", dep, name="ORG").left(self.the())

    def demonym(self, dep: str = "amod") -> Node:
        return Node(self.pick(lex.DEMONYMS), "JJ", dep, name="NORP")

    def the(self) -> Node:
        return Node("the", "DT", "det")

    def some(self, node: Node) -> Node:
        """The phrase with "a" or "an"."""
        first = node.before[0].form if node.before else node.form
        return node.left(Node("an" if first[0].lower() in "aeiou" else "a", "DT", "det"))

    # noun phrases ---------------------------------------------------------------------------
    def common(self, dep: str) -> Node:
        """Fighters, government forces, Syrian warplanes, hundreds of rebels."""
        words = split(self.pick(lex.ACTORS).split(" ")[1])
        node = Node(words[-1], "NNS", dep).left(*[Node(w, "NN", "compound") for w in words[:-1]])
        draw = self.rng.random()
        if draw < 0.2:
            node.left(self.demonym())
        elif draw < 0.3:
            node.left(
                Node(
                    self.pick(["government", "opposition", "coalition", "army", "enemy", "militia"]),
                    "NN",
                    "compound",
                )
            )
        elif draw < 0.42:
            node.left(Node(self.acronym(), "NNP", "compound", name="ORG"))
        elif draw < 0.5:
            node.left(
                Node(self.pick(["armed", "masked", "foreign", "local", "Islamist", "rival"]), "JJ", "amod")
            )
        elif draw < 0.58:
            node.left(Node(self.pick(["two", "five", "12", "40"]), "CD", "nummod"))
        elif draw < 0.68:
            node = self.backed(node)
        return node if self.headline or self.chance(0.6) else node.left(self.the())

    def backed(self, node: Node) -> Node:
        """U.S.-backed fighters."""
        verb = self.pick(
            ["backed", "led", "supported", "trained", "funded", "allied", "aligned", "controlled"]
        )
        if self.chance(0.4):
            by = Node(self.pick(["U.S.", "US", "UN", "NATO", "EU"]), "NNP", "compound", name="LOC")
            by.name = "LOC" if by.form in ("U.S.", "US") else "ORG"
        elif self.chance(0.5):
            by = Node(
                self.pick(["Saudi", "Iranian", "Turkish", "Russian", "Kurdish", "American", "Houthi"]),
                "JJ",
                "compound",
                name="NORP",
            )
        else:
            by = self.place("compound")
            by.after = []
        part = Node(verb, "VBN", "amod", glued=True).left(by, Node("-", "HYPH", "punct", glued=True))
        return node.left(part)

    def collective(self, dep: str) -> Node:
        """The Syrian army, the U.S.-led coalition, Turkey's air force."""
        words = split(self.pick(lex.COLLECTIVES))
        node = Node(words[-1], "NN", dep).left(*[Node(w, "NN", "compound") for w in words[:-1]])
        draw = self.rng.random()
        if draw < 0.5:
            node.left(self.demonym())
        elif draw < 0.7:
            node = self.backed(node)
        elif draw < 0.85:
            owner = self.place("nmod:poss").right(Node("'s", "POS", "case", glued=True))
            return node.left(owner)
        return node if self.headline else node.left(self.the())

    def actor(self, dep: str) -> Node:
        makers: list[Callable[[str], Node]] = [
            self.common,
            self.common,
            self.collective,
            self.group,
            self.group,
            self.country,
            self.titled,
            self.pair,
            self.reduced,
        ]
        return self.rng.choice(makers)(dep)

    def plain(self, dep: str) -> Node:
        """An actor without clauses of its own."""
        return self.rng.choice([self.common, self.collective, self.group, self.group, self.country])(dep)

    def country(self, dep: str) -> Node:
        return Node(self.pick(lex.COUNTRIES), "NNP", dep, name="LOC")

    def titled(self, dep: str) -> Node:
        """Iraqi Prime Minister Haider al-Abadi."""
        words = split(self.pick(lex.TITLES))
        if "of" in words:
            words = ["Foreign", "Minister"]
        title = Node(words[-1], "NNP", "nmod:desc")
        title.left(*[Node(w, "NNP", "amod" if w == "Foreign" else "compound") for w in words[:-1]])
        if self.chance(0.5):
            title.left(self.demonym())
        return self.person(dep).left(title)

    def pair(self, dep: str) -> Node:
        """A and B; A, B and C."""
        first, last = self.plain(dep), self.plain("conj")
        if self.chance(0.4):
            first.right(self.plain("conj").left(comma()))
            if self.chance(0.4):
                last.left(comma())
        return first.right(last.left(Node("and", "CC", "cc")))

    def reduced(self, dep: str) -> Node:
        """Rebels backed by Turkey; forces loyal to Haftar; a militia led by Omar Bello."""
        node = self.rng.choice([self.common, self.collective])(dep)
        if self.chance(0.3):
            other = self.rng.choice([self.person, self.group, self.country, self.titled])("obl")
            return node.right(
                Node(self.pick(["loyal", "allied", "opposed", "close"]), "JJ", "amod").right(
                    other.left(Node("to", "IN", "case"))
                )
            )
        part = self.pick(lex.HELP.replace("\n", "").split("|")).split()[2]
        by = self.rng.choice([self.group, self.country, self.person, self.titled, self.collective])(
            "obl:agent"
        )
        return node.right(Node(part, "VBN", "acl").right(by.left(Node("by", "IN", "case"))))

    def target(self, dep: str) -> Node:
        """Positions of the group near a place."""
        words = split(self.pick(lex.THINGS).split(" ")[self.rng.choice((0, 1, 1))])
        plural = words[-1].endswith("s")
        node = Node(words[-1], "NNS" if plural else "NN", dep).left(
            *[Node(w, "NN", "compound") for w in words[:-1]]
        )
        draw = self.rng.random()
        if draw < 0.3:
            node.left(Node(self.acronym(), "NNP", "compound", name="ORG"))
        elif draw < 0.45:
            node.left(self.demonym())
        elif draw < 0.7:
            node.right(self.rng.choice([self.group, self.common])("nmod").left(Node("of", "IN", "case")))
        elif draw < 0.9:
            node.left(
                Node(self.pick(["rebel", "enemy", "insurgent", "army", "government"]), "NN", "compound")
            )
        if not plural:
            node.left(Node("a", "DT", "det") if self.chance(0.5) else self.the())
        if self.chance(0.3):
            node.right(self.place("nmod").left(Node(self.pick(["near", "in", "outside"]), "IN", "case")))
        return node

    def spot(self, dep: str) -> Node:
        """A place, the town of a place, a place's airport."""
        draw = self.rng.random()
        if draw < 0.65:
            return self.place(dep)
        if draw < 0.85:
            node = Node(self.pick(lex.PLACE_NOUNS), "NN", dep).left(self.the())
            if self.chance(0.4):
                node.before.append(
                    Node(self.pick(["strategic", "northern", "eastern", "border", "key"]), "JJ", "amod")
                )
            return node.right(self.place("nmod").left(Node("of", "IN", "case")))
        return Node(self.pick(["airport", "province", "city", "countryside"]), "NN", dep).left(
            self.place("compound")
        )
