"""Meanings of nominals, and what every step of coreference asks of one article."""

from __future__ import annotations

from dataclasses import dataclass

from kg.actors import Gathering
from kg.entities import Name
from kg.syntax import SUBJECTS, Tree

_HYPHENS = ("-", "–", "‑")


@dataclass(frozen=True, slots=True)
class Ref:
    """One meaning of a nominal: cluster numbers for its actor and its place (-1 for none)."""

    actor: int
    place: int
    first: int  # tokens of the mention, both included
    last: int
    confidence: float = 1.0
    oblique: bool = False  # reached through a possessor: "Russia" for "Russia's decision"
    metonym: bool = False
    pronoun: bool = False
    title: bool = False  # an office holder without a name: its whole stands for it


class Mentions:
    """One article's tree, clusters and words, with small questions about its nominals."""

    def __init__(self, gathering: Gathering) -> None:
        self.gathering = gathering
        self.tree: Tree = gathering.tree
        self.vocabulary = gathering.vocabulary
        self.ontology = gathering.ontology
        self.clusters = gathering.clusters
        self.lexicon = self.ontology.lexicon
        self.refs: dict[int, tuple[Ref, ...]] = {}  # head token of a nominal → its meanings
        self._clauses: dict[int, int] = {}

    def name_at(self, i: int) -> Name | None:
        """The name that token ``i`` is in."""
        number = self.tree.name[i]
        return self.gathering.names[number] if number >= 0 else None

    def _class_of(self, i: int) -> str:
        """The class that a noun reveals; compounds such as "security forces" by their head."""
        vocabulary, lemma = self.vocabulary, self.tree.lemma[i]
        pair = self._class_of_pair(i) if lemma in vocabulary.pair_ends else ""
        return pair or vocabulary.head_class.get(lemma, "")

    def _class_of_pair(self, i: int) -> str:
        """The class that a noun and the word before it reveal: "rights group", "security force"."""
        tree, known = self.tree, self.vocabulary.head_class
        if tree.lemma[i] not in self.vocabulary.pair_ends or not i or tree.name[i - 1] >= 0:
            return ""
        words = (tree.lemma[i - 1], tree.text[i - 1].lower())
        return next((cls for w in words if (cls := known.get(f"{w} {tree.lemma[i]}"))), "")

    def _of_name(self, name: Name) -> tuple[Ref, ...]:
        actor, place = name.actor, name.place
        if actor >= 0 and (not self.clusters[actor].cls or self._are_people(name)):
            return ()
        if place >= 0 and self._says_where(name):
            actor = -1
        if actor < 0 and place < 0:
            return ()
        return (Ref(actor, place, name.first, name.last - 1, metonym=name.kind == "metonym"),)

    def _are_people(self, name: Name) -> bool:
        """Whether a people's name means some of it, for which nobody acts: "eleven Velmians"."""
        tree, i = self.tree, name.head
        if name.kind != "demonym" or tree.dep[i] in ("amod", "compound"):
            return False
        marks = [tree.text[k].lower() for k in tree.kids(i, "det", "nummod", "amod")]
        if not tree.tag[i].endswith("S"):  # "an American"
            return name.last - name.first == 1 and any(self.lexicon.has("oneOf", word) for word in marks)
        return "the" not in marks or len(marks) > 1

    def _says_where(self, name: Name) -> bool:
        """Whether a land only tells where the place right before it is: "the attack on Belisk, Peru"."""
        tree, k = self.tree, name.first - 2
        before = self.name_at(k) if k >= 0 and tree.text[k + 1] == "," else None
        if not before or before.place < 0 or before.actor >= 0 or name.kind == "demonym":
            return False
        following = tree.text[name.last] if name.last < len(tree) else ""
        return tree.dep[name.head] not in SUBJECTS and following not in ("and", "or", "'s", "’s")

    def _met(self, number: int, i: int, label: str) -> None:
        cluster = self.clusters[number]
        cluster.names[label] += 1
        cluster.tokens.append(i)
        cluster.plural = cluster.plural or self.tree.tag[i] in ("NNS", "NNPS")

    def _left(self, i: int) -> int:
        """First token of the mention headed by ``i``: its modifiers before it, determiners left out."""
        tree, left = self.tree, i
        stop = tree.sentences[tree.sentence[i]][0]
        while left > stop:
            j = left - 1
            part = tree.head[j] == i or tree.name[j] >= 0 or any(a == i for a in tree.ancestors(j))
            inner = part and left < i and tree.text[j] in ("-", "'s", "’s", "'", "’")
            outer = tree.dep[j] in ("det", "case", "nummod", "cc", "punct", "advmod", "mark")
            outer = outer or tree.pos[j] == "PRON"  # "its army" is labelled "army"
            if not inner and (outer or not part):
                break
            if tree.dep[j] in ("acl", "acl:relcl", "nsubj", "conj", "appos"):
                break
            left = j
        if left < i and tree.text[left] in _HYPHENS:  # "three|-member tribunal"
            left = min(left + 2, i)
        name = self.name_at(left)
        return name.first if name else left

    def _label(self, i: int) -> str:
        tree, left = self.tree, self._left(i)
        while left > 1 and "-" in (tree.text[left], tree.text[left - 1]):  # "a three-member panel"
            left -= 1
        if tree.text[left].lower() == "so" and left + 3 <= i and tree.text[left + 1] == "-":
            left += 3  # "the so-called council"
        while left < i and not tree.text[left][:1].isalnum():
            left += 1
        text = ""
        for j in range(left, i + 1):
            if j > left and tree.start[j] > tree.end[j - 1]:
                text += " "
            text += tree.text[j]
        return text

    def _plain(self, i: int) -> bool:
        """No modifier but names: "Syrian troops", not "elite Syrian troops"."""
        return all(self.tree.name[c] >= 0 for c in self.tree.kids(i, "amod", "compound"))

    def _bare(self, i: int) -> bool:
        return not self._modified(i) and not self.tree.kids(i, "amod", "compound")

    def _modified(self, i: int) -> bool:
        """Whether a phrase, a clause or an owner tells more of a noun."""
        return bool(self.tree.kids(i, "nmod:poss", "nmod", "acl:relcl", "acl"))

    def _bare_pair(self, i: int) -> bool:
        """Whether all that stands with a noun is the word that makes a class with it: "the rebel group"."""
        before = self.tree.kids(i, "amod", "compound")
        return before == [i - 1] and not self._modified(i) and bool(self._class_of_pair(i))

    def _definite(self, i: int) -> bool:
        """With "the" or the like, or a bare singular subject: "government sent police"."""
        tree = self.tree
        marks = tree.kids(i, "det", "nmod:poss")
        if not marks and tree.tag[i] in ("NN", "NNP") and tree.dep[i] in SUBJECTS:
            return True
        return any(self.lexicon.has("definite", tree.text[c].lower()) for c in marks)

    def _clause(self, i: int) -> int:
        """The predicate whose argument token ``i`` is, possessors and modifiers climbed."""
        tree, above = self.tree, self._clauses.get(i)
        if above is None:
            over = ("root", "ccomp", "advcl", "acl:relcl")
            verbs = (a for a in tree.ancestors(i) if tree.pos[a] in ("VERB", "AUX") or tree.dep[a] in over)
            self._clauses[i] = above = next(verbs, i)
        return above

    def _title(self, i: int) -> str:
        """An office word with the word before it, where the two are one office."""
        pair = f"{self.tree.lemma[i - 1]} {self.tree.lemma[i]}" if i else ""
        return pair if pair in self.vocabulary.office else self.tree.lemma[i]
