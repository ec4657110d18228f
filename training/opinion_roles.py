"""What frames evoke near two actors, and how far each is from the roles that a frame asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.clauses import Predicate
from kg.frames import Index
from kg.records import Frame, State
from kg.relations import Relations
from kg.syntax import Tree

CARRIED = -1  # the token of a speaker whom a sentence before names
_SHORT = {"nsubj:outer": "nsubj", "obl:agent": "by", "acl:relcl": "relcl"}
_HOSTILE, _FRIENDLY = frozenset(("opposes", "fights")), frozenset(("backs", "allied_with"))
_EACH_OTHER, _SOURCE = "each-other", "source"
_DEEPEST = 6  # steps below a role's filler that still count

Words = dict[str, set[tuple[str, str]]]  # lemma → (relation, "verb" | "noun" | "adjective" | "prefix")


def relation_words(index: Index) -> Words:
    """Which relations the first word of a verb, the last of a noun may evoke."""
    found: Words = defaultdict(set)
    for (kind, key), entries in index.by_word.items():
        for _, frame in entries:
            found[key].update((state.relation, kind) for state in frame.states)
    return dict(found)


def slot(tree: Tree, i: int) -> str:
    """The relation that token ``i`` has to its head, with its preposition."""
    dep, case = tree.dep[i], tree.case(i)
    return f"{dep[:4]}:{case}" if case and dep.startswith(("nmod", "obl")) else _SHORT.get(dep, dep)


class Roles:
    """The frames of one article, asked for how two of its tokens stand to them."""

    def __init__(self, relations: Relations, words: Words) -> None:
        self.relations, self.words = relations, words
        self.tree, self.clauses = relations.tree, relations.clauses
        self.lexicon = relations.ontology.lexicon
        self.stating: dict[int, list[tuple[Predicate, Frame, State]]] = defaultdict(list)  # by sentence
        for predicate, frames in relations.predicates():
            sentence = self.tree.sentence[predicate.token]
            self.stating[sentence] += [(predicate, f, state) for f in frames for state in f.states]

    # ------------------------------------------------------------ paths and words

    def path(self, a: int, b: int) -> tuple[list[int], list[int]] | None:
        """Tokens from ``a`` up to what joins the two, and from ``b`` up to below it."""
        up = [a, *self.tree.ancestors(a)]
        down = [b, *self.tree.ancestors(b)]
        top = next((i for i in down if i in up), -1)
        return None if top < 0 else (up[: up.index(top) + 1], down[: down.index(top)])

    def evoked_by(self, i: int) -> set[str]:
        """Relations that token ``i`` may speak of, by its word class."""
        tree = self.tree
        verbal = tree.pos[i] in ("VERB", "AUX")
        return {
            relation
            for relation, kind in self.words.get(tree.lemma[i], ())
            if tree.name[i] < 0 and ((kind == "verb") == verbal or (kind == "adjective" and verbal))
        }

    def evoked(self, tokens: Iterable[int], where: str) -> Iterator[str]:
        """Relations that words evoke at a place, and how many of the words are hostile or friendly."""
        sets = [self.evoked_by(i) for i in tokens]
        yield from (f"{where}:{relation}" for relation in set().union(*sets))
        for name, side in (("hostile", _HOSTILE), ("friendly", _FRIENDLY)):
            yield f"{where}:{name}={min(sum(bool(s & side) for s in sets), 3)}"

    # ------------------------------------------------------------ roles

    def features(self, a: int, b: int, sentence: int) -> Iterator[str]:
        """For each state of a frame: how the two tokens fill, nearly fill or miss its ends."""
        for predicate, frame, state in self.stating.get(sentence, ()):
            subject = self._as_subject(predicate, state, a)
            object_ = self._as_object(predicate, state, b) if subject else ""
            if not object_:
                continue
            status = self.relations.qualifiers.status(predicate.token, predicate.governor)[0]
            relation = state.relation + ("" if status == frame.status == "asserted" else "?")
            yield f"roles={relation}|{subject}|{object_}"
            yield f"roles.near={relation}|{predicate.kind}|{subject[:5]}|{object_[:5]}"
            yield from (f"role.a={relation}|{subject}", f"role.b={relation}|{object_}", f"stated={relation}")
            yield f"frame={frame.name}"
            if subject.startswith("fill") and object_.startswith("fill"):
                yield f"filled={relation}"

    def _as_subject(self, predicate: Predicate, state: State, a: int) -> str:
        i = predicate.token
        if a == CARRIED:
            return "carried"
        if found := self._fills(predicate, state.subject, a):
            return found
        if a in self._governing(i):
            return "governs"
        if a in self._speaking(i):
            return "says"
        return "beside" if self.tree.head[i] == a or self.tree.head[a] == i else ""

    def _as_object(self, predicate: Predicate, state: State, b: int) -> str:
        i = predicate.token
        if b == CARRIED:
            return "carried"
        if state.object == (_EACH_OTHER,):
            return self._fills(predicate, state.subject, b) and "mutual"
        if found := self._fills(predicate, state.object, b):
            return found
        if (steps := self._below(i, b)) is not None:
            return f"below {steps}"
        return "governs" if b in self._governing(i) else "beside" if self.tree.head[i] == b else ""

    def _fills(self, predicate: Predicate, roles: tuple[str, ...], m: int) -> str:
        """How token ``m`` stands at or below the nearest filler of one of ``roles``, "" for not at all."""
        names = [role.partition(":")[0] for role in roles]
        if _SOURCE in names and m in self._speaking(predicate.token):
            return "source"
        found = [self._below(k, m) for name in names for k in predicate.roles.get(name, ())]
        return min((f"fills {steps}" for steps in found if steps is not None), key=len, default="")

    def _below(self, top: int, i: int) -> str | None:
        """The steps from ``top`` down to ``i`` in a word; None when it is not below."""
        steps: list[str] = []
        while i != top:
            if self.tree.head[i] == i or len(steps) == _DEEPEST:
                return None
            steps.append(slot(self.tree, i))
            i = self.tree.head[i]
        if len(steps) < 2:
            return "".join(steps)
        clausal = any(s.startswith(("relcl", "acl", "advcl", "ccomp")) for s in steps)
        return f"{'clause' if clausal else 'phrase'} {min(len(steps), 3)}"

    def _governing(self, i: int) -> list[int]:
        """The subjects of the nearest verb above token ``i`` that has some."""
        verbs = (a for a in self.tree.ancestors(i) if self.clauses.is_verbal(a))
        return next((s for s in map(self.clauses.subjects, verbs) if s), [])

    def _speaking(self, i: int) -> list[int]:
        """The subjects of verbs of saying above token ``i``."""
        said = [a for a in self.tree.ancestors(i) if self.lexicon.has("report", self.tree.lemma[a])]
        return [s for a in said for s in self.clauses.subjects(a)]
