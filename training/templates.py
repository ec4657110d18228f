"""Writes war trees and names that the treebanks lack: reduced relatives, headlines, groups, titles.

The same sentences teach the parser and the name tagger. Every method of ``Writer`` that is named
``s_…`` is a kind of sentence.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from training import lexicon as lex
from training.convert import save
from training.phrases import Node, Phrases, comma


class Writer(Phrases):
    """Draws sentences."""

    # clauses --------------------------------------------------------------------------------
    def verb(self, family: str, form: int) -> str:
        return self.pick(family.replace("\n", "").split("|")).split()[form]

    def when(self) -> list[Node]:
        """Nothing, or when, where and how."""
        found: list[Node] = []
        if self.chance(0.35):
            found.append(self.place("obl").left(Node(self.pick(["in", "near", "outside"]), "IN", "case")))
        if self.chance(0.15):
            words = self.pick(lex.MEANS).split()
            head = Node(words[-1], "NNS" if words[-1].endswith("s") else "NN", "obl")
            if words[0] == "after" and "of" in words:
                head = Node("weeks", "NNS", "obl").right(
                    Node("fighting", "NN", "nmod").left(Node("of", "IN", "case"))
                )
                words = ["after", "weeks"]
            tags = {
                "a": ("DT", "det"),
                "the": ("DT", "det"),
                "air": ("NN", "compound"),
                "dawn": ("NN", "compound"),
                "surprise": ("NN", "compound"),
                "heavy": ("JJ", "amod"),
                "recent": ("JJ", "amod"),
            }
            head.left(Node(words[0], "IN", "case"), *[Node(w, *tags[w]) for w in words[1:-1]])
            found.append(head)
        if self.chance(0.3):
            if self.chance(0.7):
                day = Node(self.pick(lex.WEEKDAYS), "NNP", "obl", name="DATE").left(Node("on", "IN", "case"))
            else:
                day = Node(self.pick(lex.MONTHS), "NNP", "obl", name="DATE").left(Node("in", "IN", "case"))
            found.append(day)
        elif self.chance(0.15):
            found.append(Node(self.pick(["yesterday", "today"]), "NN", "obl:unmarked"))
        return found

    def clause(self, dep: str = "ROOT", subject: Node | None = None, form: int = 1) -> Node:
        """Subject, verb, object, circumstances; ``form`` is the column of the verb lists."""
        family, make = self.rng.choice(
            [
                (lex.HIT, self.target),
                (lex.HIT, self.spot),
                (lex.TAKE, self.spot),
                (lex.TAKE, self.spot),
                (lex.FIGHT, self.actor),
                (lex.HELP, self.actor),
                (lex.SCOLD, self.actor),
            ]
        )
        tag = {0: "VB", 1: "VBD", 2: "VBN", 3: "VBP", 4: "VBG"}[form]
        node = Node(self.verb(family, form), tag, dep)
        node.right(make("obj"), *self.when())
        if self.chance(0.1) and form == 1:
            node.left(
                Node(
                    self.pick(["reportedly", "briefly", "repeatedly", "also", "again", "quickly"]),
                    "RB",
                    "advmod",
                )
            )
        if form in (1, 3):
            node.left(subject or self.actor("nsubj"))
        return node

    def end(self, node: Node) -> Node:
        return node if self.headline else node.right(Node(".", ".", "punct", glued=True))

    # sentences ------------------------------------------------------------------------------
    def s_plain(self) -> Node:
        return self.end(self.clause())

    def s_reduced(self) -> Node:
        return self.end(self.clause(subject=self.reduced("nsubj")))

    def s_passive(self) -> Node:
        family, make = self.rng.choice(
            [
                (lex.HIT, self.spot),
                (lex.TAKE, self.spot),
                (lex.FIGHT, self.actor),
                (lex.HELP, self.actor),
                (lex.HIT, self.target),
            ]
        )
        node = Node(self.verb(family, 2), "VBN")
        subject = make("nsubj:pass")
        plural = subject.tag == "NNS" or any(c.dep == "conj" for c in subject.after)
        aux = [
            Node("have" if plural else "has", "VBP" if plural else "VBZ", "aux"),
            Node("been", "VBN", "aux:pass"),
        ]
        if self.chance(0.7):
            aux = [Node("were" if plural else "was", "VBD", "aux:pass")]
        node.left(subject, *aux)
        return self.end(node.right(self.actor("obl:agent").left(Node("by", "IN", "case")), *self.when()))

    def s_coordinated(self) -> Node:
        """Rebels shelled A and captured B."""
        return self.end(self.clause().right(self.bare("conj").left(Node("and", "CC", "cc"))))

    def bare(self, dep: str) -> Node:
        """A past clause without a subject."""
        node = self.clause(dep, form=1, subject=Node("", "", "drop"))
        node.before = [n for n in node.before if n.dep != "drop"]
        return node

    def s_participle(self) -> Node:
        """…, killing 12 people."""
        node = self.clause()
        victims = Node(self.pick(["people", "civilians", "soldiers", "fighters"]), "NNS", "obj")
        victims.left(Node(self.pick(["12", "five", "dozens", "30"]).replace("dozens", "20"), "CD", "nummod"))
        tail = Node(self.pick(["killing", "wounding"]), "VBG", "advcl").left(comma()).right(victims)
        return self.end(node.right(tail))

    def s_purpose(self) -> Node:
        node = self.clause()
        return self.end(node.right(self.clause("advcl", form=0).left(Node("to", "TO", "mark"))))

    def speaker(self) -> Node:
        draw = self.rng.random()
        if draw < 0.35:
            person = self.person("nsubj")
            role = self.some(Node(self.pick(lex.SPOKES), "NN", "appos")).left(comma())
            role.right(self.plain("nmod").left(Node("for", "IN", "case")), comma())
            return person.right(role)
        if draw < 0.6:
            return self.titled("nsubj")
        if draw < 0.8:
            who = Node(self.pick(lex.SPOKES), "NN", "nsubj").left(self.demonym())
            return self.some(who)
        return self.plain("nsubj")

    def s_report(self) -> Node:
        said = Node(self.verb(lex.SAY, 1), "VBD").left(self.speaker())
        inner = self.clause("ccomp")
        if self.chance(0.6):
            inner.left(Node("that", "IN", "mark"))
        if self.chance(0.25):
            said.right(Node(self.pick(lex.WEEKDAYS), "NNP", "obl:unmarked", name="DATE"))
        return self.end(said.right(inner))

    def s_quote_after(self) -> Node:
        """Clause, X said."""
        inner = self.clause()
        said = Node("said", "VBD", "parataxis").left(comma(), self.speaker())
        return self.end(inner.right(said))

    def s_accused(self) -> Node:
        node = Node(self.pick(["accused", "suspected"]), "VBD").left(self.actor("nsubj"))
        return self.end(
            node.right(self.plain("obj"), self.clause("advcl", form=4).left(Node("of", "IN", "mark")))
        )

    def s_urged(self) -> Node:
        verb = self.pick(["urged", "ordered", "asked", "told", "allowed", "helped", "pressed", "called"])
        node = Node(verb, "VBD").left(self.actor("nsubj"))
        inner = self.clause("xcomp", form=0).left(Node("to", "TO", "mark"))
        if verb == "called":
            return self.end(node.right(self.plain("obl").left(Node("on", "IN", "case")), inner))
        return self.end(node.right(self.plain("obj"), inner))

    def s_relative(self) -> Node:
        subject = self.plain("nsubj")
        pronoun = self.pick(["which", "that", "who"])
        inner = self.clause("acl:relcl", subject=Node(pronoun, "WP" if pronoun == "who" else "WDT", "nsubj"))
        return self.end(self.clause(subject=subject.right(inner.left(comma()).right(comma()))))

    def s_appos(self) -> Node:
        node = self.clause(subject=self.person("nsubj"))
        role = Node(self.pick(["leader", "commander", "head", "founder", "chief"]), "NN", "appos")
        role.left(comma(), self.the()).right(self.plain("nmod").left(Node("of", "IN", "case")), comma())
        node.before[0].right(role)
        return self.end(node)

    def s_agreed(self) -> Node:
        node = Node(
            self.pick(["agreed", "vowed", "pledged", "refused", "failed", "threatened", "tried", "began"]),
            "VBD",
        )
        node.left(self.pair("nsubj") if self.chance(0.6) else self.actor("nsubj"))
        return self.end(node.right(self.clause("xcomp", form=0).left(Node("to", "TO", "mark"))))

    def s_against(self) -> Node:
        """X fought against Y; clashed with Y; declared war on Y; withdrew from P."""
        word, case = self.pick(
            [
                "fought against",
                "clashed with",
                "joined with",
                "advanced on",
                "withdrew from",
                "allied with",
                "retreated from",
                "marched into",
                "fired on",
                "battled with",
            ]
        ).split()
        make = self.spot if word in ("withdrew", "retreated", "marched", "advanced") else self.actor
        node = Node(word, "VBD").left(self.actor("nsubj"))
        return self.end(node.right(make("obl").left(Node(case, "IN", "case")), *self.when()))

    def s_attack(self) -> Node:
        """An attack by X on Y killed 12 people."""
        head = Node(self.pick(["attack", "raid", "strike", "assault", "offensive", "ambush"]), "NN", "nsubj")
        self.some(head)
        head.right(self.plain("nmod").left(Node("by", "IN", "case")))
        head.right(self.spot("nmod").left(Node("on", "IN", "case")))
        victims = Node(self.pick(["people", "civilians", "soldiers"]), "NNS", "obj").left(
            Node(self.pick(["12", "five", "nine", "30"]), "CD", "nummod")
        )
        return self.end(Node(self.pick(["killed", "wounded"]), "VBD").left(head).right(victims, *self.when()))

    def s_headline(self) -> Node:
        self.headline = True
        node = self.clause(form=3)
        self.headline = False
        one = node.before[0].tag in ("NN", "NNP") and not any(c.dep == "conj" for c in node.before[0].after)
        if one:
            node.tag = "VBZ"
        else:
            node.form = next(v.split()[0] for v in self.every() if v.split()[3] == node.form)
        return node

    def every(self) -> list[str]:
        return "|".join([lex.HIT, lex.TAKE, lex.FIGHT, lex.HELP, lex.SCOLD]).replace("\n", "").split("|")

    def sentence(self) -> Node:
        kinds = [getattr(self, name) for name in sorted(dir(self)) if name.startswith("s_")]
        made: Node = self.rng.choice(kinds)()
        return made


def flatten(root: Node) -> list[tuple[Node, Node]]:
    """Words in order, each with its head."""
    found: list[tuple[Node, Node]] = []

    def walk(node: Node, head: Node) -> None:
        for child in node.before:
            walk(child, node)
        found.append((node, head))
        for child in node.after:
            walk(child, node)

    walk(root, root)
    return found


def tidy(words: list[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
    """Without a comma before another comma or a full stop."""
    kept = []
    for i, (node, head) in enumerate(words):
        following = words[i + 1][0].form if i + 1 < len(words) else "."
        if not (node.form == "," and following in (",", ".")):
            kept.append((node, head))
    return kept


def name_tags(words: list[Node]) -> list[str]:
    """BIO tags; a name goes on while its words hang together under one label."""
    tags, last = [], ""
    for i, node in enumerate(words):
        inside = node.name and last == node.name and node.dep in ("flat", "punct")
        above = (
            node.name
            and last == node.name
            and words[i - 1].dep in ("amod", "compound", "punct")
            and (any(words[i - 1] is c for c in node.before))
        )
        chain = node.name and last == node.name and words[i - 1].dep in ("amod", "compound")
        tags.append("O" if not node.name else ("I-" if inside or above or chain else "B-") + node.name)
        last = node.name
    return tags


def to_doc(vocab: Vocab, roots: list[Node]) -> Doc:
    """Some sentences as one document, with tags, trees and names."""
    words, spaces, tags, deps, heads, starts, ents = [], [], [], [], [], [], []
    for root in roots:
        pairs = tidy(flatten(root))
        base = len(words)
        index = {id(node): base + i for i, (node, _) in enumerate(pairs)}
        ents += name_tags([node for node, _ in pairs])
        for i, (node, head) in enumerate(pairs):
            words.append(node.form[:1].upper() + node.form[1:] if i == 0 else node.form)
            spaces.append(not (i + 1 < len(pairs) and pairs[i + 1][0].glued) and node.form != "-")
            tags.append(node.tag)
            deps.append(node.dep)
            heads.append(index[id(head)])
            starts.append(i == 0)
    return Doc(
        vocab, words=words, spaces=spaces, tags=tags, deps=deps, heads=heads, sent_starts=starts, ents=ents
    )


def write(vocab: Vocab, sentences: int, seed: int) -> Iterator[Doc]:
    """Documents of one to three generated sentences; a headline stands alone."""
    writer = Writer(seed)
    roots: list[Node] = []
    for _ in range(sentences):
        root = writer.sentence()
        roots.append(root)
        headline = root.tag in ("VBP", "VBZ")
        if headline or len(roots) == 3 or writer.chance(0.4):
            yield to_doc(vocab, [root] if headline else roots)
            roots = []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--trees", type=int, default=2200)
    parser.add_argument("--names", type=int, default=2200)
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    vocab = spacy.blank("en").vocab
    if args.show:
        for doc in write(vocab, 60, 7):
            print(doc.text, [(e.text, e.label_) for e in doc.ents])
        return
    save(write(vocab, args.trees, 11), args.out / "trees" / "templates.spacy")
    save(names_only(vocab, args.names), args.out / "names" / "templates.spacy")


def names_only(vocab: Vocab, sentences: int) -> Iterator[Doc]:
    """Documents with names and no trees."""
    for doc in write(vocab, sentences, 12):
        ents = [f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in doc]
        yield Doc(
            vocab, words=[t.text for t in doc], ents=ents, sent_starts=[bool(t.is_sent_start) for t in doc]
        )


if __name__ == "__main__":
    main()
