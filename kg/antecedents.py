"""What pronouns and "the group" take up, and who speaks.

Pronouns of the third person are weighed in :mod:`kg.salience`; a word that no candidate fits well stays
without one: precision first.
"""

from __future__ import annotations

from dataclasses import replace

from kg.actors import Gathering
from kg.mentions import Ref
from kg.salience import Salience
from kg.syntax import SUBJECTS

_SAID = ("ccomp", "parataxis", "obj", "dep", "xcomp", "advcl")  # how what is said hangs on its verb
LEAST = {"personal": 0.3, "singular": 0.4, "plural": 0.5}  # less likely antecedents are none


class Antecedents(Salience):
    """Looks back over the meanings found so far in one article."""

    def __init__(self, gathering: Gathering) -> None:
        super().__init__(gathering)
        self.state_of: dict[int, int] = {}  # person → the actor that a title gave
        self.taken_up: dict[int, Ref | None] = {}  # pronoun → what it takes up, where that is clear
        self.quoted: dict[int, Ref] = {}  # sentence → who speaks it, by a sentence before or after

    def _antecedent(self, i: int, cls: str) -> tuple[Ref, ...]:
        """What "the group", "the rebels" takes up: the same noun, then the nearest of its class."""
        tree, lemma = self.tree, self.tree.lemma[i]
        if not self._definite(i) and tree.tag[i] not in ("NNS", "NNPS") and tree.dep[i] != "compound":
            return ()
        best: Ref | None = None
        other: Ref | None = None
        for minded in reversed(self.history):
            position, ref = minded.position, minded.ref
            if tree.sentence[i] - tree.sentence[position] > 8:
                break
            if ref.actor < 0:
                continue
            beside = self._clause(position) == self._clause(i) and tree.dep[i] != "compound"
            if beside and tree.dep[position] in SUBJECTS:
                continue  # "the Front drove the rebels out": not one another
            cluster = self.clusters[ref.actor]
            words = " ".join(cluster.names).lower().split()
            if lemma in words or tree.text[i].lower() in words:
                best = ref
                break
            near = tree.sentence[i] - tree.sentence[position] <= 3 and not self._is_other_kind(lemma, words)
            if best is None and near and cluster.cls == cls and self._definite(i) and not ref.pronoun:
                best = ref
            if other is None and near and tree.name[position] >= 0 and self._is_any_body(i, cluster.cls):
                other = ref
        best = best or other
        if best is None:
            return ()
        return (Ref(best.actor, -1, self._left(i), i, confidence=min(best.confidence, 0.8)),)

    def _is_any_body(self, i: int, cls: str) -> bool:
        """Whether "the group", "the bloc" may mean a body of any class: "Rights Watch … the group"."""
        generic = self.lexicon.has("generic", self.tree.lemma[i]) and self.tree.tag[i] in ("NN", "NNP")
        return generic and self._definite(i) and cls == self.vocabulary.ner_class.get("org")

    def _is_other_kind(self, noun: str, words: list[str]) -> bool:
        """Whether a name's words say that it is not what a noun says: "the party" is no commission."""
        kinds = self.vocabulary.name_word
        if noun not in words and len(words) == 1 and words[0] in kinds and noun in kinds:
            return True  # "the ministry" is no agency
        forms = (form for w in words for form in (w, w.removesuffix("s")))
        one = self.lexicon.has("collective", noun) and any(self.lexicon.has("collective", f) for f in forms)
        known = noun in kinds and not self.lexicon.has("generic", noun)
        return known and not one and any(w in kinds for w in words)  # "the army" may be "the military"

    def _of_pronoun(self, i: int) -> tuple[Ref, ...]:
        word = self.tree.text[i].lower()
        if word == "what" and (named := self._called(i)):
            return named
        if self.lexicon.has("relative", word) and self.tree.dep[i] != "det":
            return self._of_relative(i)
        if self.lexicon.has("first", word):
            return self._of_speaker(i) if self.tree.text[i] != "US" else ()
        for kind in ("personal", "singular", "plural"):
            if self.lexicon.has(kind, word):
                return self._of_third(i, kind)
        return ()

    def _called(self, i: int) -> tuple[Ref, ...]:
        """ "what it calls X", "what he described as X": X."""
        tree = self.tree
        for k in tree.kids(i, "acl:relcl", "acl"):
            if self.lexicon.has("naming", tree.lemma[k]) or self.lexicon.has("regarding", tree.lemma[k]):
                for c in tree.kids(k, "xcomp", "obj", "obl"):
                    if c > k and (found := self.one(c, 1)):
                        return found
        return ()

    def _of_relative(self, i: int) -> tuple[Ref, ...]:
        """A relative pronoun means the noun its clause describes."""
        tree = self.tree
        found: tuple[Ref, ...] = ()
        for a in tree.ancestors(i):
            if tree.dep[a] in ("acl:relcl", "acl"):
                found = self.refs.get(tree.head[a], ())
                break
        if not found or all(r.oblique for r in found):  # hung too high: the noun right before it
            before = i - 2 if i > 1 and tree.text[i - 1] == "," else i - 1
            found = self.refs.get(tree.unit(before), found) if before >= 0 else found
        return found

    def _of_speaker(self, i: int) -> tuple[Ref, ...]:
        """ "I": who says the sentence; "we": the body that speaks, that the speaker acts for or that issues
        the article."""
        plural = self.lexicon.has("firstPlural", self.tree.text[i].lower())
        speakers = self.speaker(i)
        for ref in speakers:
            actor = ref.actor
            if plural and self.clusters[actor].cls == self.vocabulary.person:
                actor = self.spoken_for(actor)
            if actor >= 0:
                return (Ref(actor, -1, i, i, confidence=0.75, pronoun=True),)
        if plural and not speakers and not self.quotations.at(i) and (issuer := self.issuer()) >= 0:
            return (Ref(issuer, -1, i, i, confidence=0.75, pronoun=True),)
        return ()

    def spoken_for(self, person: int) -> int:
        """The actor that a person means by "we"; -1 for none."""
        raise NotImplementedError

    def issuer(self) -> int:
        """The actor that the article itself means by "we"; -1 for none."""
        raise NotImplementedError

    def one(self, i: int, depth: int) -> tuple[Ref, ...]:
        """All meanings of the one nominal headed by token ``i``."""
        raise NotImplementedError

    def speaker(self, i: int) -> tuple[Ref, ...]:
        """The actors who say token ``i``: of the quotation that it is in, else those that a verb of saying
        above it has for its subject."""
        tree, below = self.tree, i
        if refs := self._meant_by(self.quotations.speaker(i)):
            return refs
        for a in tree.ancestors(i):
            if self.lexicon.has("report", tree.lemma[a]) and tree.dep[below] in _SAID:
                for s in tree.kids(a, *SUBJECTS):
                    if refs := self._meant_by(s):
                        return refs
            below = a
        carried = self.quoted.get(tree.sentence[i])
        return (carried,) if carried else ()

    def _meant_by(self, s: int) -> tuple[Ref, ...]:
        """The actors that token ``s`` means, which may stand further on in the text; none for -1."""
        if s < 0:
            return ()
        found = self.refs.get(self.tree.unit(s)) or self.one(self.tree.unit(s), 0)
        return tuple(r for r in found if r.actor >= 0 and not r.oblique)

    def _of_group(self, i: int) -> tuple[Ref, ...]:
        """Several actors together that "they" takes up: the subject above it or of the sentence before."""
        tree, found = self.tree, tuple[Ref, ...]()
        for a in tree.ancestors(i):
            for s in tree.kids(a, *SUBJECTS):
                if s < i and not found and tree.head[i] != a:
                    found = self._group(s)
        if not found and tree.dep[i] in SUBJECTS and tree.sentence[i]:
            first, last = tree.sentences[tree.sentence[i] - 1]
            opening = range(tree.sentences[tree.sentence[i]][0], i)
            root = next((k for k in range(first, last) if tree.head[k] == k), -1)
            before = tree.kids(root, *SUBJECTS) if root >= 0 else []
            if before and not any(tree.tag[k].endswith("S") and tree.tag[k][:2] == "NN" for k in opening):
                found = self._group(before[0])
        return tuple(replace(r, place=-1, first=i, last=i, confidence=0.75, pronoun=True) for r in found)

    def _group(self, s: int) -> tuple[Ref, ...]:
        """The actors that a coordination (or a pronoun for one) means, if all of it are some."""
        members = [self.refs.get(self.tree.unit(j), ()) for j in self.tree.conjuncts(s)]
        found = [r for refs in members for r in refs if r.actor >= 0 and not r.oblique and not r.title]
        return tuple(found) if all(members) and len({r.actor for r in found}) > 1 else ()

    def _carry_speaker(self, number: int) -> None:
        """A sentence that begins inside a quotation is its speaker's; so are those after "X said:" that
        stand in no marks."""
        tree = self.tree
        start = tree.sentences[number][0]
        quotation = self.quotations.at(start) or self.quotations.at(start + 1)
        if quotation:
            if said := self._meant_by(quotation.speaker):
                self.quoted[number] = said[0]
            return
        first, last = tree.sentences[number - 1] if number else (start, start)
        if '"' in tree.text[first : tree.sentences[number][1]] or self.quotations.at(first):
            return
        said_before = self._speaker_in(first, last) if tree.text[last - 1] == ":" else None
        if said_before:
            self.quoted[number] = said_before
        elif number - 1 in self.quoted:
            self.quoted[number] = self.quoted[number - 1]

    def _speaker_in(self, first: int, last: int) -> Ref | None:
        """The person who is said to speak in a sentence of tokens ``first`` to ``last``."""
        tree = self.tree
        for i in range(first, last):
            if self.lexicon.has("report", tree.lemma[i]) and tree.pos[i] == "VERB":
                for s in tree.kids(i, "nsubj"):
                    for ref in self.refs.get(s, ()):
                        if ref.actor >= 0 and not ref.oblique:
                            return ref
        return None

    def _of_third(self, i: int, kind: str) -> tuple[Ref, ...]:
        """What "he", "it", "they" takes up; asked once a pronoun."""
        if kind == "plural" and (several := self._of_group(i)):
            self.taken_up[i] = several[0]
            return several
        if i not in self.taken_up:
            ref, sure = self.meant(i, kind)
            taken = replace(ref, first=i, last=i, confidence=min(ref.confidence, 0.75), pronoun=True)
            self.taken_up[i] = replace(taken, metonym=False) if sure >= LEAST[kind] else None
        found = self.taken_up[i]
        return (found,) if found and max(found.actor, found.place) >= 0 else ()
