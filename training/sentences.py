"""Kinds of sentence of war news. Every method of ``Sentences`` that is named ``s_…`` is one."""

from __future__ import annotations

from training import lexicon as lex
from training.phrases import Node, Phrases, comma


class Sentences(Phrases):
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
