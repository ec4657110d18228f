"""Whose deed a noun names, where its phrase does not say: "the attack, for which X took responsibility"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.clauses import Clauses
from kg.coreference import Resolver
from kg.mentions import Ref

_CLIMB = 4  # nouns above a relative clause that its "which" may mean


class Deeds:
    """The doers of the deeds that nouns of one article name."""

    def __init__(self, resolver: Resolver, clauses: Clauses) -> None:
        self.resolver, self.clauses = resolver, clauses
        self.tree, self.lexicon = resolver.tree, resolver.lexicon
        self._for_which = [w for w, word in enumerate(self.tree.text) if word.lower() == "which"]

    def doers(self, i: int) -> tuple[Ref, ...]:
        """The actors behind the deed that token ``i`` names or, for "which", takes up; as possessors."""
        tree = self.tree
        if tree.pos[i] == "PRON" and self.lexicon.has("relative", tree.text[i].lower()):
            found = next((own for noun in self._taken_up(i) if (own := self._of(noun))), ())
        elif tree.pos[i] == "NOUN" and not self.resolver.refs.get(i):
            found = self._of(i)
        else:
            found = ()
        return tuple(
            replace(r, place=-1, oblique=True, confidence=r.confidence * 0.8) for r in found if r.actor >= 0
        )

    def authors(self, i: int) -> tuple[Ref, ...]:
        """Who speaks by the text that noun ``i`` names: "a report by X accuses Y", "X wrote a book critical
        of Y"."""
        tree = self.tree
        own = self.resolver.refs.get(i, ())
        if tree.pos[i] != "NOUN" or not self.lexicon.has("utterance", tree.lemma[i]):
            return ()
        if not all(r.oblique for r in own):
            return ()
        beside = tree.kids(i, "nmod:poss", "compound", "amod", "nmod:desc")
        by = [k for k in tree.kids(i, "nmod", "obl") if tree.case(k) in ("by", "from", "of")]
        filed = [k for v in tree.kids(i, "acl", "acl:relcl") for k in tree.kids(v, "obl:agent")]
        verb = tree.head[i]
        wrote = (
            tree.dep[i] in ("obj", "obl")
            and self.clauses.is_verbal(verb)
            and not self.clauses.is_passive(verb)
        )
        subjects = self.clauses.subjects(verb) if wrote else []
        for tokens in (by, filed, beside, subjects):
            if found := tuple(r for k in tokens for r in self.resolver.resolve(k) if r.actor >= 0):
                return tuple(replace(r, place=-1, confidence=r.confidence * 0.85) for r in found)
        return ()

    def _of(self, i: int) -> tuple[Ref, ...]:
        """The doers by the rest of the sentence."""
        for sought in (self._by_clause, self._by_part, self._by_claim, self._by_holder):
            if found := tuple(r for k in sought(i) for r in self.resolver.resolve(k) if not r.oblique):
                return found
        return self._by_state(i)

    def _by_state(self, i: int) -> tuple[Ref, ...]:
        """ "the crackdown in P", "human rights in P": of the state there, which alone does such things."""
        tree = self.tree
        words = [i, *tree.kids(i, "compound", "amod")]
        if not any(self.lexicon.has("stateDeed", tree.text[k].lower().removesuffix("s")) for k in words):
            return ()
        above = [tree.head[i]] if tree.dep[i] in ("obj", "obl", "nmod") else []
        above += [tree.head[k] for k in above if tree.dep[i] == "nmod"]
        places = [k for n in (i, *above) for k in tree.kids(n, "nmod", "obl")]
        inside = [k for k in places if k > i and tree.case(k) == "in"]
        around = [*(c for k in inside for c in tree.kids(k, "nmod:poss")), *inside]
        refs = [r for k in around for r in self.resolver.resolve(k) if r.actor >= 0 and not r.oblique]
        homes = [r for r in refs if self.resolver.ontology.classes[self.resolver.clusters[r.actor].cls].home]
        return tuple(homes[:1])

    def _taken_up(self, i: int) -> Iterator[int]:
        """The nouns that a relative pronoun may mean: what its clause hangs on, and what that is part of."""
        tree = self.tree
        above = [a for a in tree.ancestors(i) if tree.pos[a] == "NOUN" and a < i]
        yield from above[:_CLIMB]

    def _by_clause(self, i: int) -> list[int]:
        """ "actions, which are committed by X", "remarks that X made"."""
        tree, found = self.tree, list[int]()
        for k in tree.kids(i, "acl:relcl", "acl"):
            found += tree.kids(k, "obl:agent")
            receives = any(self.lexicon.has(w, tree.lemma[k]) for w in ("lightPassive", "report"))
            own = self.clauses.has_gap_object(k) and not receives
            manner = self.lexicon.has("manner", tree.lemma[i])  # "the way X handled it"
            if manner or own or self.clauses.lends_to_noun(k):
                found += tree.kids(k, "nsubj")
        return found

    def _by_part(self, i: int) -> list[int]:
        """ "attacks in P, including one claimed by X"."""
        tree = self.tree
        parts = [
            c
            for c in (*tree.kids(i, "nmod", "obl"), *tree.kids(tree.head[i], "obl"))
            if c > i and tree.case(c) == "including" and tree.tag[c] in ("CD", "DT", "NN", "JJ")
        ]
        return [d for c in parts for k in tree.kids(c, "acl") for d in tree.kids(k, "obl:agent")]

    def _by_claim(self, i: int) -> list[int]:
        """ "the attack, for which X claimed responsibility"."""
        tree = self.tree
        last = tree.sentences[tree.sentence[i]][1]
        for w in (w for w in self._for_which if i < w < last):
            if tree.case(w) == "for":
                v = tree.head[w]
                if any(self.lexicon.has("doing", tree.lemma[o]) for o in tree.kids(v, "obj")):
                    return self.clauses.subjects(v)
        return []

    def _by_holder(self, i: int) -> list[int]:
        """ "X maintains a policy", "X has taken a decision": the subject's."""
        tree, h = self.tree, self.tree.head[i]
        held = (
            tree.dep[i] == "obj" and self.clauses.is_verbal(h) and self.lexicon.has("conduct", tree.lemma[i])
        )
        return self.clauses.subjects(h) if held and self.lexicon.has("light", tree.lemma[h]) else []
