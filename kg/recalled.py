"""Nouns that take up what the text has told before: "the latter", "the suspect", "the attack"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.actors import Gathering
from kg.mentions import Ref
from kg.posts import Posts
from kg.syntax import SUBJECTS
from kg.vocabulary import PLACE

_FAR = 3  # sentences back that "the attack" reaches


class Recalled(Posts):
    """Knows whom a text has told to be what a noun names."""

    def __init__(self, gathering: Gathering) -> None:
        super().__init__(gathering)
        self.identified = self._identify()
        self.described = self._describe()

    def _recalled(self, i: int) -> tuple[Ref, ...]:
        """What noun ``i`` takes up, told elsewhere in the text; nothing for a noun that tells it itself."""
        return self._lately(i) or self._of_identified(i) or self._of_described(i) or self._aged(i)

    def _lately(self, i: int) -> tuple[Ref, ...]:
        """ "The latter", "the former": the last of the actors named before, or the one before that."""
        tree = self.tree
        if tree.lemma[i] not in self.vocabulary.ordering:
            return ()
        back = (
            1 if self.lexicon.has("latter", tree.lemma[i]) else 2 * self.lexicon.has("earlier", tree.lemma[i])
        )
        if not back or tree.dep[i] in ("amod", "compound") or not self._definite(i):
            return ()
        found: dict[int, Ref] = {}
        for minded in reversed(self.history):
            if tree.sentence[i] - tree.sentence[minded.position] > 1 or len(found) == 2:
                break
            if minded.ref.actor >= 0 and tree.name[minded.position] >= 0:
                found.setdefault(minded.ref.actor, minded.ref)
        refs = list(found.values())[back - 1 : back]
        return tuple(Ref(r.actor, -1, self._left(i), i, confidence=0.75, pronoun=True) for r in refs)

    def _of_subject(self, i: int) -> tuple[Ref, ...]:
        """Who is told to be what noun ``i`` names: "X was the party that sued Y"."""
        tree, cls = self.tree, self._class_of(i)
        if not cls or cls == PLACE or not tree.kids(i, "cop") or tree.tag[i].endswith("S"):
            return ()
        subjects = [s for s in tree.kids(i, "nsubj") if s < i and len(tree.conjuncts(s)) == 1]
        denied = any(self.lexicon.has("not", tree.text[k].lower()) for k in tree.kids(i, "advmod", "det"))
        if denied or not any(tree.dep[k].startswith("acl") for k in tree.kids(i)):
            return ()
        found = [
            r for s in subjects for r in self.refs.get(tree.unit(s), ()) if r.actor >= 0 and not r.oblique
        ]
        fits = (r for r in found if not r.title and self.ontology.is_a(self.clusters[r.actor].cls, cls))
        return tuple(replace(r, place=-1, pronoun=True) for r in fits)

    def _aged(self, i: int) -> tuple[Ref, ...]:
        """ "The 45-year-old": the person of that age, else the last one named before."""
        tree, first = self.tree, i - 4
        if (
            first < 0
            or not tree.text[first].isdecimal()
            or tree.text[i - 1] != "-"
            or tree.text[i - 3] != "-"
        ):
            return ()
        if tree.dep[i] in ("amod", "compound") or not self._definite(i):
            return ()
        last = [m.ref.actor for m in self.history if m.ref.actor >= 0 and self._is_one(m.ref)]
        ages = {
            n.actor for n in self.gathering.names if self._age(n.last) == tree.text[first] and n.first < i
        }
        known = [n for n in last if n in ages] or last
        return (Ref(known[-1], -1, first, i, confidence=0.75, pronoun=True),) if known else ()

    def _age(self, k: int) -> str:
        """The number between commas at token ``k``: "X, 45, …"."""
        text = self.tree.text
        told = k + 2 < len(text) and text[k] in (",", "(") and text[k + 2] in (",", ")")
        return text[k + 1] if told else ""

    def _identify(self) -> dict[str, int]:
        """Nouns of whom the text tells, once, who they are: "the suspect was identified as X"."""
        tree, found = self.tree, dict[str, set[int]]()
        for name in self.gathering.names:
            i = name.head
            if tree.case(i) != "as" or not self._is_person(i):
                continue
            verb = tree.head[i]
            if tree.dep[i] not in ("obl", "xcomp", "advcl", "nmod"):
                continue
            if tree.pos[verb] == "NOUN" and self.lexicon.has("identifying", tree.lemma[tree.head[verb]]):
                verb = tree.head[verb]  # "named the gunman as X"
            for noun in self._told_by(verb):
                found.setdefault(tree.lemma[noun], set()).add(name.actor)
        several = {tree.lemma[i] for i in range(len(tree)) if tree.tag[i] == "NNS" and tree.lemma[i] in found}
        return {noun: min(who) for noun, who in found.items() if len(who) == 1 and noun not in several}

    def _told_by(self, verb: int) -> Iterator[int]:
        """Nouns for one human being that undergo a verb."""
        tree = self.tree
        if not self.lexicon.has("identifying", tree.lemma[verb]):
            return
        nouns = [tree.head[verb]] if tree.dep[verb] in ("acl", "acl:relcl") else []
        nouns += tree.kids(verb, *SUBJECTS, "obj", "xcomp")
        for i in nouns:
            human = tree.lemma[i] in self.vocabulary.human or self._class_of(i) not in ("", PLACE)
            if human and tree.name[i] < 0 and tree.tag[i] in ("NN", "JJ"):
                yield i

    def _of_identified(self, i: int) -> tuple[Ref, ...]:
        """ "A suspect", "the militant", before or after the text tells who that is."""
        tree, person = self.tree, self.identified.get(self.tree.lemma[i], -1)
        if person < 0 or tree.tag[i] not in ("NN", "JJ") or tree.dep[i] in ("compound", "amod", "flat"):
            return ()
        if tree.kids(i, "nmod:poss", "nummod") or not tree.kids(i, "det"):
            return ()
        if any(self.lexicon.has("another", tree.text[k].lower()) for k in tree.kids(i, "amod", "det")):
            return ()
        return (Ref(person, -1, self._left(i), i, confidence=0.75),)

    def _describe(self) -> dict[str, int]:
        """Nouns that stand beside the name of one person only: "businessman X", "X, a businessman"."""
        tree, found = self.tree, dict[str, set[int]]()
        for name in self.gathering.names:
            if not self._is_person(name.head):
                continue
            nouns = tree.kids(name.head, "appos", "nmod:desc", "compound")
            nouns += [tree.head[name.head]] if tree.dep[name.head] == "appos" else []
            for k in nouns:
                plain = tree.name[k] < 0 and tree.tag[k] == "NN" and not tree.kids(k, "nmod:poss")
                if plain and tree.lemma[k] in self.vocabulary.human and not self._heads(tree.lemma[k]):
                    found.setdefault(tree.lemma[k], set()).add(name.actor)
        return {noun: min(who) for noun, who in found.items() if len(who) == 1}

    def _heads(self, noun: str) -> bool:
        """Whether a noun is an office that many bodies have, told apart by what they are of."""
        heads = noun in self.vocabulary.home_office or noun in self.vocabulary.sole_office
        return heads or self.lexicon.has("anyOffice", noun)

    def _of_described(self, i: int) -> tuple[Ref, ...]:
        """ "The businessman", after the text has told who is one."""
        tree, person = self.tree, self.described.get(self.tree.lemma[i], -1)
        if person < 0 or tree.tag[i] != "NN" or not self._bare(i) or not tree.kids(i, "det"):
            return ()
        if tree.dep[i] in ("compound", "amod", "flat", "appos", "nmod:desc") or tree.kids(i, "cop"):
            return ()
        met = any(minded.ref.actor == person for minded in self.history)
        return (Ref(person, -1, self._left(i), i, confidence=0.75),) if met and self._definite(i) else ()

    def _doers_before(self, i: int) -> tuple[Ref, ...]:
        """Who did what bare noun ``i`` takes up: "X attacked Y … condemned the attack"."""
        tree, lemma = self.tree, self.tree.lemma[i]
        if lemma not in self.vocabulary.deeds or not self._bare(i) or not self._definite(i):
            return ()
        if not any(self.lexicon.has("definite", tree.text[k].lower()) for k in tree.kids(i, "det")):
            return ()
        start = tree.sentences[max(0, tree.sentence[i] - _FAR)][0]
        for k in range(i - 1, start - 1, -1):
            if tree.lemma[k] != lemma or tree.name[k] >= 0:
                continue
            if tree.pos[k] == "NOUN":
                found = self.refs.get(k, ())
            else:
                deps = ("obl:agent",) if tree.kids(k, "nsubj:pass") else ("nsubj",)
                found = tuple(r for s in tree.kids(k, *deps) for r in self.resolve(s))
            if found:
                return tuple(
                    replace(r, place=-1, confidence=r.confidence * 0.9) for r in found if r.actor >= 0
                )
        return ()

    def resolve(self, i: int) -> tuple[Ref, ...]:
        """All meanings of the nominal headed by token ``i``, coordination spread."""
        raise NotImplementedError
