"""Which name a noun beside it means: "the group, X", "spokesman X", "rivals such as X and Y"."""

from __future__ import annotations

from kg.entities import Name
from kg.mentions import Ref
from kg.offices import Offices
from kg.vocabulary import ACTOR, PLACE


class Beside(Offices):
    """Reads the nouns of one article that stand beside the names they mean."""

    def _named_beside(self, i: int) -> tuple[Ref, ...]:
        """ "the group, X"; "spokesman X": the noun means the name beside it."""
        tree = self.tree
        for c in tree.kids(i, "appos", "flat", "nmod:desc"):
            name = self.name_at(c)
            alone = self.reader.tells_no_list(i) and len(tree.conjuncts(c)) == 1
            if name and name.kind == "name" and not alone and self._fits_beside(i, name):
                return self._of_names(i, c, name)
        for k in tree.kids(i, "acl", "acl:relcl"):  # "a group known as X", "forces organised in X"
            if self.lexicon.has("naming", tree.lemma[k]):
                for c in tree.kids(k, "obl", "xcomp", "obj", "nmod"):
                    name = self.name_at(c)
                    if name and name.kind == "name" and self._is_so_named(i, k, c, name):
                        return self._of_name(name)
        if i + 1 < len(tree) and tree.name[i + 1] >= 0 and tree.name[i] < 0:  # "the rebel group X"
            name = self.name_at(i + 1)
            linked = name and tree.head[name.head] in (i, tree.head[i])
            if (
                name
                and linked
                and name.first == i + 1
                and name.kind == "name"
                and self._stands_before(i, name)
            ):
                return self._of_name(name)
        if tree.dep[i] in ("appos", "nmod:desc", "compound", "flat"):
            name = self.name_at(tree.head[i])
            alone = len(tree.conjuncts(tree.first_conjunct(tree.head[i]))) == 1
            if alone and tree.tag[i].endswith("S") and self._is_person_name(name):  # "X, officials"
                return ()
            if name and name.kind == "name" and self._fits_beside(i, name):
                return self._of_name(name)
        return ()

    def _is_so_named(self, i: int, k: int, c: int, name: Name) -> bool:
        """If participle ``k`` gives noun ``i`` the name at ``c``: "a group known as X", "a man named Y", "an
        offshoot of X called Y"."""
        tree = self.tree
        if self._class_of(i):
            return self._fits_beside(i, name)
        cls = self.clusters[name.actor].cls if name.actor >= 0 else ""
        if self.lexicon.has("namedPart", tree.lemma[i]):
            return cls not in ("", PLACE, self.vocabulary.person)
        passive = tree.tag[k] == "VBN" and (tree.dep[k] == "acl" or bool(tree.kids(k, "aux:pass")))
        human = tree.lemma[i] in self.vocabulary.human and tree.tag[i] == "NN"
        return passive and human and tree.case(c) in ("", "as") and self._is_person_name(name)

    def _is_person_name(self, name: Name | None) -> bool:
        return bool(name and name.actor >= 0 and self.clusters[name.actor].cls == self.vocabulary.person)

    def _of_names(self, i: int, c: int, name: Name) -> tuple[Ref, ...]:
        """The name at ``c`` beside noun ``i``, with its list: "the deputies, X and Y"."""
        if not self.tree.tag[i].endswith("S"):
            return self._of_name(name)
        others = (self.name_at(j) for j in self.tree.conjuncts(c))
        return tuple(
            ref for other in others if other and other.kind == "name" for ref in self._of_name(other)
        )

    def _stands_before(self, i: int, name: Name) -> bool:
        """Whether noun ``i`` right before a name describes it: "the rebel group X", "its partner X"."""
        if self._class_of(i):
            return self._fits_beside(i, name)
        cls = self.clusters[name.actor].cls if name.actor >= 0 else ""
        return cls not in ("", PLACE, self.vocabulary.person) and self.tree.pos[i] == "NOUN"

    def _fits_beside(self, i: int, name: Name) -> bool:
        number = name.actor if name.actor >= 0 else name.place
        if number < 0:
            return False
        cls, noun = self.clusters[number].cls, self._class_of(i)
        if not cls:
            return False
        if noun:
            return (
                self.ontology.is_a(cls, noun)
                or cls == ACTOR
                or (noun != PLACE and cls not in (PLACE, self.vocabulary.person))
            )
        apposed = self.tree.dep[name.head] == "appos" and self.tree.head[name.head] == i  # "his brother X"
        office = self.vocabulary.is_title(self.tree, i) or self.tree.lemma[i] in self.vocabulary.office
        return cls in (self.vocabulary.person, ACTOR) and (office or (apposed and cls != ACTOR))

    def _listed(self, i: int) -> tuple[Ref, ...]:
        """ "rivals such as X and Y", "groups, including X": the nouns stand for the names listed."""
        tree, found = self.tree, list[Ref]()
        lists = tree.kids(i, "nmod", "appos", "obl")
        if not lists and tree.head[i] >= 0 and tree.tag[i].endswith("S"):  # hung on the verb beside it
            lists = [c for c in tree.kids(tree.head[i], "obl") if i < c and self._right_after(i, c)]
        for c in lists:
            if self.lexicon.has("listing", tree.case(c)):
                for j in tree.conjuncts(c):
                    if (name := self.name_at(j)) and name.kind != "demonym":
                        found += self._of_name(name)
                    elif found and tree.tag[j] == "NNS" and self.lexicon.has("belonging", tree.lemma[j]):
                        found += [r for r in self.one(j, 1) if self._has_name(r)]  # "… and 500 X fighters"
        return tuple(found)

    def _has_name(self, ref: Ref) -> bool:
        cluster = self.clusters[ref.actor] if ref.actor >= 0 else None
        return cluster is not None and (cluster.known is not None or bool(cluster.votes))

    def _right_after(self, i: int, c: int) -> bool:
        """Whether no other noun or verb stands between ``i`` and what comes with ``c``."""
        first = min(self.tree.kids(c, "case"), default=c)
        return all(self.tree.pos[k] in ("PUNCT", "ADV") for k in range(i + 1, first))
