"""Kinds of sentence with a clause inside or beside a clause: participles between commas, before the subject,
inverted conditions, places between a passive verb and its agent."""

from __future__ import annotations

from training import lexicon as lex
from training.phrases import Node, comma
from training.sentences import Sentences


class Clauses(Sentences):
    """Draws sentences of two clauses."""

    def by(self, node: Node) -> Node:
        """The phrase as agent of a passive."""
        return node.at("obl:agent").left(Node("by", "IN", "case"))

    def set_off(self, node: Node, family: str) -> Node:
        """The phrase with ", (long) backed by X," after it."""
        part = Node(self.verb(family, 2), "VBN", "acl")
        if self.chance(0.4):
            part.left(
                Node(self.pick(["long", "once", "recently", "now", "still", "reportedly"]), "RB", "advmod")
            )
        part.left(comma()).right(self.by(self.plain("obl:agent")), comma())
        return node.right(part)

    def s_between(self) -> Node:
        """X, long backed by Y, shelled Z."""
        subject = self.rng.choice([self.plain, self.person, self.titled])("nsubj")
        return self.end(self.clause(subject=self.set_off(subject, lex.HELP)))

    def s_moved(self) -> Node:
        """X, armed by Y, marched into Z."""
        word, case = self.pick(lex.MOVES).split()
        subject = self.rng.choice([self.plain, self.plain, self.person])("nsubj")
        subject = self.set_off(subject, lex.HELP) if self.chance(0.6) else subject
        node = Node(word, "VBD").left(subject)
        return self.end(node.right(self.spot("obl").left(Node(case, "IN", "case")), *self.when()))

    def s_taken(self) -> Node:
        """P, held by X, was shelled by Y."""
        subject = self.set_off(self.place("nsubj:pass"), lex.TAKE)
        node = Node(self.verb(lex.HIT, 2), "VBN").left(subject, Node("was", "VBD", "aux:pass"))
        return self.end(node.right(self.by(self.actor("obl:agent")), *self.when()))

    def s_opening(self) -> Node:
        """Fearing X, Y attacked Z."""
        inner = Node(self.pick(lex.OPENING), "VBG", "advcl")
        inner.right(self.rng.choice([self.plain, self.target, self.spot])("obj"), comma())
        return self.end(self.clause().left(inner))

    def s_closing(self) -> Node:
        """X beat Y, taking Z."""
        tail = self.clause("advcl", form=4).left(comma())
        return self.end(self.clause().right(tail))

    def s_doing(self) -> Node:
        """X besieging P rejected the plan of Y."""
        inner = Node(self.verb(self.pick([lex.HIT, lex.TAKE]), 4), "VBG", "acl").right(self.spot("obj"))
        subject = self.rng.choice([self.plain, self.common, self.person])("nsubj").right(inner)
        return self.end(self.clause(subject=subject))

    def s_had(self) -> Node:
        """Had X not attacked Y, Z would have taken P."""
        inner = Node(self.verb(lex.HIT, 2), "VBN", "advcl").right(self.spot("obj"), comma())
        inner.left(Node("had", "VBD", "aux"), self.plain("nsubj"))
        if self.chance(0.7):
            inner.left().before.append(Node("not", "RB", "advmod"))
        node = Node(self.verb(lex.TAKE, 2), "VBN").right(self.spot("obj"))
        node.left(inner, self.plain("nsubj"), Node("would", "MD", "aux"), Node("have", "VB", "aux"))
        return self.end(node)

    def s_pushed(self) -> Node:
        """X had been pushed out of P by Y."""
        node = Node(self.pick(["pushed", "chased", "expelled", "ousted", "forced", "flushed"]), "VBN")
        subject = self.plain("nsubj:pass")
        aux = [Node("were" if subject.tag.endswith("S") else "was", "VBD", "aux:pass")]
        if self.chance(0.5):
            aux = [Node("had", "VBD", "aux"), Node("been", "VBN", "aux:pass")]
        node.left(subject, *aux)
        node.right(self.spot("obl").left(Node("from", "IN", "case")), self.by(self.actor("obl:agent")))
        return self.end(node.right(*self.when()))

    def s_while(self) -> Node:
        """X shelled Y while Z captured P."""
        mark = Node(self.pick(["while", "after", "because", "before", "as", "when"]), "IN", "mark")
        inner = self.clause("advcl").left(mark)
        if self.chance(0.5):
            return self.end(self.clause().left(inner.right(comma())))
        return self.end(self.clause().right(inner))

    def s_under_which(self) -> Node:
        """X backed a deal under which Y would attack Z."""
        noun = Node(self.pick(["deal", "pact", "scheme", "accord", "proposal"]), "NN", "obj")
        inner = self.clause("acl:relcl", form=0)
        inner.left(
            Node("which", "WDT", "obl").left(Node(self.pick(["under", "by"]), "IN", "case")),
            self.plain("nsubj"),
            Node(self.pick(["would", "could", "will"]), "MD", "aux"),
        )
        verb = self.pick(["rejected", "backed", "signed", "brokered", "drafted"])
        return self.end(Node(verb, "VBD").left(self.plain("nsubj")).right(self.some(noun).right(inner)))

    def s_neither(self) -> Node:
        """Neither X nor Y controls Z."""
        second = self.plain("conj").left(Node("nor", "CC", "cc"))
        subject = self.plain("nsubj").left(Node("neither", "CC", "cc:preconj")).right(second)
        return self.end(self.clause(subject=subject))

    def s_paid(self) -> Node:
        """X paid Y to attack Z."""
        node = Node(self.pick(["paid", "hired", "sent", "recruited", "trained", "used"]), "VBD")
        inner = self.clause("xcomp", form=0).left(Node("to", "TO", "mark"))
        return self.end(node.left(self.plain("nsubj")).right(self.plain("obj"), inner))

    def s_freed(self) -> Node:
        """X released fighters seized by Y."""
        held = Node(self.pick(["seized", "detained", "jailed", "captured", "arrested"]), "VBN", "acl")
        other = self.rng.choice([self.common, self.common, self.person])("obj")
        node = Node(self.pick(["released", "ransomed", "exchanged", "rescued"]), "VBD").left(
            self.plain("nsubj")
        )
        return self.end(node.right(other.right(held.right(self.by(self.plain("obl:agent"))))))
