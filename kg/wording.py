"""The further words of a verb in one tree: particles, nouns and prepositions that a frame asks for."""

from __future__ import annotations

from kg.clauses import Clauses
from kg.records import Lexicon
from kg.syntax import Tree


class Wording:
    """Finds the words of frames below the verbs of one tree."""

    def __init__(self, tree: Tree, clauses: Clauses, lexicon: Lexicon) -> None:
        self.tree, self.clauses, self.lexicon = tree, clauses, lexicon

    def object_of(self, i: int, preposition: str) -> int:
        """The object of a preposition that belongs to verb ``i``: "stand by X", "go after X"; -1 for none."""
        tree, j = self.tree, i + 1
        if (
            j >= len(tree)
            or tree.text[j].lower() != preposition
            or tree.dep[j] != "case"
            or tree.kids(i, "obj")
        ):
            return -1
        k = tree.head[j]
        belongs = tree.head[k] == i and tree.case(k) == preposition and tree.entity[k] not in ("DATE", "TIME")
        return k if belongs and not self.clauses.is_passive(i) else -1

    def words_below(self, i: int) -> set[str]:
        """All that :meth:`match` may find of a verb's further words: a quick look before the close one."""
        tree = self.tree
        found = {tree.text[i + 1].lower()} if i + 1 < len(tree) else set[str]()
        for k in tree.children[i]:
            found.update((tree.lemma[k], tree.text[k].lower(), tree.case(k).split(" ")[0]))
        for k in self._beyond(i):
            found.update((tree.lemma[k], tree.text[k].lower()))
        return found

    def match(self, i: int, words: list[str]) -> tuple[bool, int, list[int]]:
        """Whether verb ``i`` has the further ``words`` below it: (fits, last token, nouns used up)."""
        tree, used, last = self.tree, list[int](), i
        if len(words) == 1 and self.object_of(i, words[0]) >= 0:
            return True, i + 1, []
        for n, word in enumerate(words):
            following = words[n + 1] if n + 1 < len(words) else ""
            kids = [k for k in tree.children[i] if tree.name[k] < 0]
            found = next((k for k in kids if self._is_word(k, word, following)), -1)
            if found < 0:
                found = next(
                    (k for k in self._beyond(i) if word in (tree.lemma[k], tree.text[k].lower())), -1
                )
                used += [found] if found >= 0 else []
            if found < 0:
                return False, i, []
            if self._is_noun_word(found, word) and not self._is_particle(found, word):
                used.append(found)
            last = max(last, found)
        return True, last, used

    def _beyond(self, i: int) -> list[int]:
        """Nouns for what verb ``i`` does to its object: "sent tons of aid", "provided maps and weapons"."""
        tree, found = self.tree, list[int]()
        for k in tree.kids(i, "obj", "nsubj:pass"):
            for j in tree.conjuncts(k):
                stands = any(self.lexicon.has(one, tree.lemma[j]) for one in ("quantity", "transparent"))
                counts = stands or tree.entity[j] == "MONEY" or tree.tag[j] == "CD"
                found += [j] if j != k else []
                found += [a for a in tree.kids(j, "amod") if a > j]  # "left three soldiers dead"
                found += [
                    n for n in tree.kids(j, "nmod") if counts and tree.case(n) in ("of", "in", "worth of")
                ]
        return [k for k in found if tree.name[k] < 0]

    def _is_word(self, k: int, word: str, following: str) -> bool:
        """Whether token ``k`` is a further ``word`` of a verb, or the noun after that preposition."""
        tree = self.tree
        if self._is_particle(k, word) or self._is_noun_word(k, word):
            return True
        after = following in (tree.lemma[k], tree.text[k].lower())
        return bool(following) and tree.dep[k] == "obl" and tree.case(k).split(" ")[0] == word and after

    def _is_particle(self, k: int, word: str) -> bool:
        particle = self.tree.dep[k] in ("compound:prt", "advmod", "case", "mark", "xcomp")
        return particle and self.tree.text[k].lower() == word

    def _is_noun_word(self, k: int, word: str) -> bool:
        dated = self.tree.entity[k] in ("DATE", "TIME")  # "held since March" is no march
        dep, head = self.tree.dep[k], self.tree.head[k]
        undergoes = dep == "nsubj" and not self.tree.kids(head, "obj", "ccomp", "xcomp")  # "relations soured"
        aim = dep == "advcl" and any(
            self.tree.tag[m] == "TO" for m in self.tree.kids(k, "mark")
        )  # "to end it"
        same = self.tree.text[k].lower() == self.tree.lemma[k]
        bare = dep == "ccomp" and (self.tree.tag[k] in ("VB", "VBP") or (self.tree.tag[k] == "VBD" and same))
        asked = bare and not self.tree.kids(head, "obj", "iobj")  # "asked that X resign"
        noun = undergoes or aim or asked or dep in ("obj", "obl", "nsubj:pass", "xcomp", "nmod")
        return noun and not dated and word in (self.tree.lemma[k], self.tree.text[k].lower())
