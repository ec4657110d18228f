"""Which person an office without a name means, and which body "X's party" is: by posts that texts tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.actors import Gathering
from kg.beside import Beside
from kg.mentions import Ref
from kg.vocabulary import PLACE

_NEAR = 1  # sentences back that "the two sides" reaches
_WORDS = 5  # tokens of the longest office
_FAR = 8  # sentences back that "the minister" reaches, where several bear the title


@dataclass(frozen=True, slots=True)
class Post:
    """An office that the text gives a person: its word, its field and the actor that it is of."""

    person: int
    word: str
    field: str
    whole: int  # -1 where the text does not say


class Posts(Beside):
    """Knows who bears which office of which body."""

    def __init__(self, gathering: Gathering) -> None:
        super().__init__(gathering)
        self.named = {name.actor for name in self.gathering.names}
        self.once: dict[str, set[int]] = {}  # office word → who bore it before
        self.posts = list(dict.fromkeys(self._collect_posts()))
        self.kin: dict[str, frozenset[str]] = {}  # office word → words that state the same relation

    def _collect_posts(self) -> Iterable[Post]:
        tree = self.tree
        for i in range(len(tree)):
            if tree.name[i] >= 0 or tree.lemma[i] not in self.vocabulary.office_last:
                continue
            first, word = self._office_at(i)
            if not word:
                continue
            former = self.reader.is_former(first)
            bearers = self.reader.bearers(i) or [self.reader.bearer(first, i)]
            for b in bearers:
                name = self.name_at(b) if b >= 0 else None
                if name and name.actor >= 0 and self._is_person(b):
                    if former:
                        self.once.setdefault(word, set()).add(name.actor)
                        continue
                    wholes = self._wholes(first, i) or [-1]
                    yield from (Post(name.actor, word, self._field(first, i), whole) for whole in wholes)

    def _office_at(self, i: int) -> tuple[int, str]:
        """First token and lemmas of the longest office that ends at token ``i``."""
        tree, words, found = self.tree, list[str](), (i, "")
        for j in range(i, max(i - _WORDS, -1), -1):
            if tree.text[j] == "-":  # "vice-president"
                continue
            words.insert(0, tree.lemma[j].lower())
            if " ".join(words) in self.vocabulary.office:
                found = j, " ".join(words)
        return found

    def _wholes(self, first: int, last: int) -> list[int]:
        """The actors named as what an office is of: "the Harvest Party leader", "the leader of X"."""
        tree = self.tree
        near = [self.reader.before_office(first)]
        if first > 1 and tree.text[first - 1] == ")":  # "the Teachers' Union (TU) president"
            near = [first - 2]
        near += [k for k in tree.kids(last, "nmod", "nmod:poss") if tree.case(k) in ("", "of")]
        names = [self.name_at(i) for i in near if i >= 0]
        found = (n.actor for n in names if n and n.actor >= 0 and self.clusters[n.actor].cls)
        return [n for n in dict.fromkeys(found) if self.clusters[n].cls != self.vocabulary.person]

    def _like(self, word: str) -> frozenset[str]:
        """Offices that state the same relation as ``word`` does: whoever heads a body is its leader."""
        if word not in self.kin:
            frames = [f for f in self.ontology.frames if word in f.nouns]
            stated = {s.relation for f in frames for s in f.states}
            like = (f for f in self.ontology.frames if any(s.relation in stated for s in f.states))
            self.kin[word] = frozenset(noun for f in like for noun in f.nouns) & self.vocabulary.office
        return self.kin[word]

    def _same_office(self, post: Post, word: str, field: str, whole: str) -> bool:
        """Whether an office may be called ``word`` when it is named again, of an actor of class ``whole``."""
        if self.lexicon.has("anyOffice", word) and not field and whole:
            return post.word in (
                self.vocabulary.sole_office if whole in self.vocabulary.home else self._like(word)
            )
        lists = ("sameOffice", "sameSeat")
        both = any(self.lexicon.has(n, post.word) and self.lexicon.has(n, word) for n in lists)
        sole = self.vocabulary.sole_office  # a vice president is no "president"
        ends = post.word.endswith(f" {word}") and post.word not in sole and word not in sole
        return (post.word == word or both or ends) and (not field or post.field == field)

    def _holder(self, i: int, wholes: set[int]) -> int:
        """The person who bears the office at token ``i``, of ``wholes`` where they are said; -1 for none.
        Of several whom the text leaves open, the last one met."""
        first, word = self._office_at(i)
        if self.reader.is_former(first):
            return self._former_holder(i, word)
        definite = self._definite(i) or self.tree.kids(i, "nmod:poss")  # "the union's president" is one
        if not word or not definite:
            return -1
        field = self._field(first, i)
        whole = next((self.clusters[n].cls for n in sorted(wholes)), "")
        found = {
            post.person
            for post in self.posts
            if self._same_office(post, word, field, whole) and self._of_whole(post, wholes)
        }
        if len(found) < 2 or wholes:
            return found.pop() if len(found) == 1 else -1
        for minded in reversed(self.history):
            if self.tree.sentence[i] - self.tree.sentence[minded.position] > _FAR:
                break
            if minded.ref.actor in found:
                return minded.ref.actor
        return -1

    def _former_holder(self, i: int, word: str) -> int:
        """The one person whom the text gives a former office, for "the former president"; -1 for none."""
        found = self.once.get(word, set())
        said = any(self.lexicon.has("definite", self.tree.text[k].lower()) for k in self.tree.kids(i, "det"))
        return min(found) if said and len(found) == 1 else -1

    def spoken_for(self, person: int) -> int:
        """The actor that a person means by "we": what the person acts for, else the one body of an office."""
        own = super().spoken_for(person)
        wholes = {post.whole for post in self.posts if post.person == person and post.whole >= 0}
        return wholes.pop() if own < 0 and len(wholes) == 1 else own

    def _of_whole(self, post: Post, wholes: set[int]) -> bool:
        if not wholes or post.whole in wholes:
            return True
        return (
            post.whole < 0
            and post.word in self.vocabulary.home_office
            and self.home_of(post.person) in wholes
        )

    def _body_of(self, i: int, cls: str, owners: tuple[Ref, ...]) -> int:
        """The body that noun ``i`` means by its person: "X's party", "his movement"; -1 for none, several."""
        persons = {r.actor for r in owners if self._is_one(r)}
        if self.tree.tag[i].endswith("S") or not persons or not self.tree.kids(i, "nmod:poss"):
            return -1
        found = {
            post.whole
            for post in self.posts
            if post.person in persons
            and post.whole >= 0
            and self._is_such(post.whole, cls, self.tree.lemma[i])
        }
        return found.pop() if len(found) == 1 else -1

    def _pair(self, i: int, cls: str) -> tuple[Ref, ...]:
        """ "the two leaders", "both groups", "both sides": the two such of the sentence before."""
        tree = self.tree
        counts = [tree.text[k].lower() for k in tree.kids(i, "nummod", "det", "det:predet", "cc:preconj")]
        if not tree.tag[i].endswith("S") or not any(self.lexicon.has("pair", w) for w in counts):
            return ()
        if any(tree.name[k] >= 0 for k in tree.kids(i, "compound", "nmod", "nmod:poss", "amod")):
            return ()
        found: dict[int, Ref] = {}
        sentence = -1
        for minded in reversed(self.history):
            at = tree.sentence[minded.position]
            if tree.sentence[i] - at > _NEAR or (at != sentence and len(found) > 1):
                break
            if not self._is_such_a(minded.ref, cls):
                continue
            if at == tree.sentence[i] and self._clause(minded.position) == self._clause(i):
                continue
            found, sentence = (found if at == sentence else {}), at
            found.setdefault(minded.ref.actor, minded.ref)
        if len(found) != 2:
            return ()
        first = self._left(i)
        return tuple(Ref(n, -1, first, i, confidence=0.75, pronoun=True) for n in sorted(found))

    def _is_such_a(self, ref: Ref, cls: str) -> bool:
        """Whether a mention is of an actor of class ``cls``; of any but a place where there is none."""
        if ref.actor < 0 or ref.oblique:
            return False
        own = self.clusters[ref.actor].cls
        return own not in ("", PLACE) and (not cls or self.ontology.is_a(own, cls))

    def _learn(self, i: int, bearers: tuple[Ref, ...], owners: tuple[Ref, ...]) -> None:
        """Keep a post of a body that only its description tells: "its leader X"."""
        first, word = self._office_at(i)
        if not word or self.reader.is_former(first):
            return
        wholes = [r.actor for r in owners if r.actor in self.named and not r.oblique and not self._is_one(r)]
        posts = (Post(r.actor, word, self._field(first, i), n) for r in bearers for n in wholes)
        self.posts = list(dict.fromkeys([*self.posts, *posts]))

    def _is_one(self, ref: Ref) -> bool:
        return ref.actor >= 0 and self.clusters[ref.actor].cls == self.vocabulary.person

    def _is_such(self, number: int, cls: str, noun: str) -> bool:
        """Whether an actor may be called by a noun of class ``cls``."""
        cluster = self.clusters[number]
        words = " ".join(cluster.names).lower().split()
        other = noun not in words and self._is_other_kind(noun, words)
        return self.ontology.is_a(cluster.cls, cls) and not other

    def _office_noun(self, i: int, owners: tuple[Ref, ...]) -> tuple[Ref, ...]:
        """An office: who bears it here, else who carries the title, else what the office belongs to."""
        bearers = self.reader.bearers(i) or [b for b in (self.reader.bearer(i, i),) if b >= 0]
        named = [self.name_at(b) for b in bearers]
        if found := tuple(ref for name in named if name for ref in self._of_name(name)):
            self._learn(i, found, owners)
            return found
        wholes = {r.actor for r in owners if not r.oblique and r.actor in self.named}
        if not self.tree.tag[i].endswith("S") and (holder := self._holder(i, wholes)) >= 0:
            return (Ref(holder, -1, self._left(i), i, confidence=0.8),)
        holders = set(self.titles.get(self._title(i)) or self.titles.get(self.tree.lemma[i], []))
        actors = [r for r in owners if r.actor >= 0 and not r.oblique and not r.metonym]
        plural = self.tree.tag[i] in ("NNS", "NNPS")
        left = self._left(i)
        if not actors and not plural and self._definite(i):
            if len(holders) == 1:
                return (Ref(holders.pop(), -1, self._left(i), i, confidence=0.8),)
            former = self.reader.is_former(self._office_at(i)[0])
            if (
                not holders
                and not former
                and self.home >= 0
                and self._title(i) in self.vocabulary.home_office
            ):
                return (Ref(self.home, -1, self._left(i), i, confidence=0.6, title=True),)
        return tuple(replace(r, place=-1, confidence=0.8, title=True, first=left, last=i) for r in actors)
