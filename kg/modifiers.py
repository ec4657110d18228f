"""Words that modify: "X-backed", "pro-X", "X and Y jointly …", and what they describe."""

from __future__ import annotations

from kg.clauses import Clauses, Roles
from kg.syntax import Tree


class Modifiers:
    """Arguments of hyphened words and of words beside a side, in one tree."""

    def __init__(self, tree: Tree, clauses: Clauses) -> None:
        self.tree, self.clauses = tree, clauses

    def _beside_roles(self, i: int) -> Roles:
        """Roles of a word that says who acts with whom: "X and Y jointly …", "X, along with Y, …"."""
        tree, k = self.tree, self.tree.head[i]
        with_ = i + 1 < len(tree) and tree.text[i + 1].lower() == "with"
        if tree.dep[i] == "case":
            mate, k = k, tree.head[k]
        else:
            mate = tree.head[i + 1] if with_ and tree.dep[i + 1] == "case" else -1
            k = tree.head[mate] if k == mate >= 0 else k
        if self.clauses.is_verbal(k):
            selves = self.clauses.subjects(k) if not self.clauses.is_passive(k) else tree.kids(k, "obl:agent")
        else:
            selves = [k] if tree.dep[i] == "case" else tree.kids(k, "nsubj")
        roles = {"self": [s for s in selves if s != mate]}
        if mate >= 0:
            roles["with" if with_ else tree.text[i].lower()] = [mate]
        return roles

    def stem_before(self, i: int) -> int:
        """The unit before the hyphen of "X-backed", -1 for none."""
        tree = self.tree
        if i < 2 or tree.text[i - 1] not in ("-", "–", "‑") or tree.end[i - 1] != tree.start[i]:
            return -1
        j = i - 2
        return tree.unit(j) if tree.name[j] >= 0 else j

    def stem_after(self, i: int) -> int:
        """The unit after the hyphen of "pro-X", -1 for none."""
        tree = self.tree
        if i + 2 >= len(tree) or tree.text[i + 1] not in ("-", "–", "‑") or tree.start[i + 1] != tree.end[i]:
            return -1
        j = i + 2
        return tree.unit(j) if tree.name[j] >= 0 else j

    def described_by(self, i: int) -> int:
        """The noun that hyphened word ``i`` describes: the last of the nominal run after it."""
        tree = self.tree
        end, best, j = tree.sentences[tree.sentence[i]][1], -1, i + 1
        while j < end:
            if tree.name[j] >= 0:
                if best >= 0 and tree.name[j] != tree.name[best] and tree.name[best] >= 0:
                    break
                best = tree.unit(j)
            elif tree.pos[j] in ("NOUN", "PROPN"):
                best = j
            elif best >= 0 or not (
                tree.pos[j] in ("ADJ", "NUM")
                or tree.tag[j] in ("VBN", "VBG")
                or tree.text[j] in ("-", "and", ",")
            ):
                break
            j += 1
        return best
