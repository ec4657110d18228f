"""Who a word means: the actors behind names, descriptions and pronouns, in order of text.

Candidates are scored by class, salience and distance (after Lappin & Leass 1994), and a word
that no candidate fits well stays without one: precision first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.actors import Gathering
from kg.entities import ACTOR, PLACE, Name
from kg.syntax import SUBJECTS, Tree, compare_name

_MODIFIERS = ("compound", "amod", "nmod:poss", "nmod:desc", "nmod:unmarked", "nmod:npmod", "nmod")
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "NUM", "X", "SYM", "DET"})


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


class Resolver:
    """Resolves every nominal of one article, left to right."""

    def __init__(self, gathering: Gathering) -> None:
        self.gathering = gathering
        self.tree: Tree = gathering.tree
        self.vocabulary = gathering.vocabulary
        self.ontology = gathering.ontology
        self.clusters = gathering.clusters
        self.lexicon = self.ontology.lexicon
        self.refs: dict[int, tuple[Ref, ...]] = {}
        self.history: list[tuple[int, Ref]] = []
        self.titles: dict[str, list[int]] = {}
        self.state_of: dict[int, int] = {}  # person → the actor that a title gave
        self.home = self._find_home()
        self._collect_titles()
        self.quoted: dict[int, Ref] = {}  # sentence → who speaks it, by a sentence before
        for number, (first, last) in enumerate(self.tree.sentences):
            self._carry_speaker(number)
            for i in range(first, last):
                self._visit(i)

    # ------------------------------------------------------------ asking

    def resolve(self, i: int) -> tuple[Ref, ...]:
        """All meanings of the nominal headed by token ``i``, coordination spread."""
        found: list[Ref] = []
        for j in self.tree.conjuncts(i):
            found += self.refs.get(j, ())
        return tuple(found)

    def name_at(self, i: int) -> Name | None:
        number = self.tree.name[i]
        return self.gathering.names[number] if number >= 0 else None

    # ------------------------------------------------------------ first passes

    def _find_home(self) -> int:
        """The actor that the article is at home with: most mentioned of its class, by a clear lead."""
        counts: dict[int, int] = {}
        for number, cluster in enumerate(list(self.clusters)):
            if cluster.cls in self.vocabulary.home:
                counts[number] = counts.get(number, 0) + len(cluster.tokens)
        for cluster in list(self.clusters):
            if cluster.known and self.vocabulary.is_class(cluster.cls, PLACE):
                owner = self._state_over(cluster.known)
                if owner is not None:
                    number = self.gathering.known(owner)
                    counts[number] = counts.get(number, 0) + len(cluster.tokens)
        ranked = sorted(counts, key=lambda n: (-counts[n], n))
        if not ranked or (len(ranked) > 1 and counts[ranked[0]] < counts[ranked[1]] * 2):
            return -1
        return ranked[0]

    def _state_over(self, place: str) -> str | None:
        """The actor whose territory holds a listed place."""
        seen: set[str] = set()
        current: str | None = place
        territories = self._territories()
        while current and current not in seen:
            seen.add(current)
            if current in territories:
                return territories[current]
            known = self.ontology.actors.get(current)
            current = known.part_of if known else None
        return None

    def _territories(self) -> dict[str, str]:
        vocabulary = self.vocabulary
        if not hasattr(vocabulary, "territories"):
            vocabulary.territories = {a.territory: a.id for a in self.ontology.actors.values() if a.territory}
        return vocabulary.territories

    def _collect_titles(self) -> None:
        """Which persons carry which office word: "President X", "X, the president"."""
        tree = self.tree
        for name in self.gathering.names:
            if name.actor < 0 or self.clusters[name.actor].cls != self.vocabulary.person:
                continue
            near = tree.kids(name.head, "nmod:desc", "compound", "appos", "flat")
            near += [tree.head[name.head]] if tree.dep[name.head] in ("appos", "flat") else []
            for i in near:
                if tree.name[i] != tree.name[name.head] and self.vocabulary.is_title(tree, i):
                    for title in {tree.lemma[i], self._title(i)}:
                        self.titles.setdefault(title, []).append(name.actor)
                    self._link_state(name.actor, i, name.head)

    def _link_state(self, person: int, title: int, head: int) -> None:
        for i in self.tree.kids(title) + self.tree.kids(head, "amod", "compound"):
            name = self.name_at(i)
            if name and name.actor >= 0 and self.clusters[name.actor].cls in self.vocabulary.home:
                self.state_of.setdefault(person, name.actor)

    # ------------------------------------------------------------ one nominal

    def _visit(self, i: int) -> None:
        tree = self.tree
        if tree.pos[i] not in _NOMINAL and tree.name[i] < 0:
            return
        if tree.name[i] >= 0 and self.gathering.names[tree.name[i]].head != i:
            return
        refs = self._one(i, 0)
        if refs:
            self.refs[i] = refs
            for ref in refs:
                name = self.name_at(i)
                if not ref.oblique and not (name and name.kind == "demonym" and tree.dep[i] in ("compound", "amod")):
                    self.history.append((i, ref))

    def _one(self, i: int, depth: int) -> tuple[Ref, ...]:
        if depth > 4:
            return ()
        tree = self.tree
        if name := self.name_at(i):
            return self._of_name(name)
        if tree.pos[i] in ("PRON", "DET"):
            return self._of_pronoun(i)
        if tree.pos[i] in ("NOUN", "PROPN", "NUM", "ADJ", "X", "SYM"):
            return self._of_noun(i, depth)
        return ()

    def _of_name(self, name: Name) -> tuple[Ref, ...]:
        actor, place = name.actor, name.place
        if actor >= 0 and not self.clusters[actor].cls:
            return ()
        if actor < 0 and place < 0:
            return ()
        return (Ref(actor, place, name.first, name.last - 1, metonym=name.kind == "metonym"),)

    def _of_noun(self, i: int, depth: int) -> tuple[Ref, ...]:
        tree, lemma = self.tree, self.tree.lemma[i]
        if named := self._named_beside(i):
            return named
        if listed := self._listed(i):
            return listed
        owners = self._owners(i, depth)
        cls = self._class_of(i)
        if self.lexicon.has("transparent", lemma) and (of := self._of_phrase(i, depth)):
            if cls in ("", PLACE) or not any(r.oblique for r in of):
                return of
        if cls == PLACE:
            return self._place_noun(i, owners)
        if cls:
            return self._actor_noun(i, cls, owners)
        if self.vocabulary.is_title(tree, i) or lemma in self.vocabulary.office:
            return self._office_noun(i, owners)
        if self.lexicon.has("belonging", lemma) and owners:
            return tuple(replace(r, first=self._left(i), last=i, confidence=r.confidence * 0.9) for r in owners)
        return tuple(replace(r, oblique=True, confidence=r.confidence * 0.7) for r in owners)

    def _class_of(self, i: int) -> str:
        """The class that a noun reveals; compounds such as "security forces" by their head."""
        tree, known = self.tree, self.vocabulary.head_class
        if i and (cls := known.get(f"{tree.lemma[i - 1]} {tree.lemma[i]}")) and tree.name[i - 1] < 0:
            return cls
        return known.get(tree.lemma[i], "")

    def _named_beside(self, i: int) -> tuple[Ref, ...]:
        """"the group, X"; "spokesman X": the noun means the name beside it."""
        tree = self.tree
        for c in tree.kids(i, "appos", "flat", "nmod:desc"):
            name = self.name_at(c)
            if name and name.kind == "name" and self._fits_beside(i, name):
                return self._of_name(name)
        if i + 1 < len(tree) and tree.name[i + 1] >= 0 and tree.name[i] < 0:  # "the rebel group X"
            name = self.name_at(i + 1)
            if name and name.first == i + 1 and name.kind == "name" and tree.head[name.head] in (i, tree.head[i]):
                if self._class_of(i) and self._fits_beside(i, name):
                    return self._of_name(name)
        if tree.dep[i] in ("appos", "nmod:desc", "compound", "flat"):
            name = self.name_at(tree.head[i])
            if name and name.kind == "name" and self._fits_beside(i, name):
                return self._of_name(name)
        return ()

    def _listed(self, i: int) -> tuple[Ref, ...]:
        """ "rivals such as X and Y", "groups, including X": the nouns stand for the names listed."""
        tree, found = self.tree, []
        for c in tree.kids(i, "nmod", "appos", "obl"):
            if self.lexicon.has("listing", tree.case(c)):
                for j in tree.conjuncts(c):
                    if (name := self.name_at(j)) and name.kind != "demonym":
                        found += self._of_name(name)
        return tuple(found)

    def _fits_beside(self, i: int, name: Name) -> bool:
        number = name.actor if name.actor >= 0 else name.place
        if number < 0:
            return False
        cls, noun = self.clusters[number].cls, self._class_of(i)
        if noun:
            return self.vocabulary.is_class(cls, noun) or cls == ACTOR or (noun != PLACE and cls not in (PLACE, self.vocabulary.person))
        apposed = self.tree.dep[name.head] == "appos" and self.tree.head[name.head] == i  # "his brother X"
        office = self.vocabulary.is_title(self.tree, i) or self.tree.lemma[i] in self.vocabulary.office
        return cls in (self.vocabulary.person, ACTOR) and (office or (apposed and cls != ACTOR))

    def _owners(self, i: int, depth: int) -> tuple[Ref, ...]:
        """The actors that modify noun ``i``: "Syrian …", "Syria's …", "… of Syria", "ISIS …"."""
        tree, found = self.tree, []
        for c in tree.kids(i, *_MODIFIERS):
            if tree.dep[c] == "nmod" and tree.case(c) not in ("of", "from", "in", "by"):
                continue
            for j in tree.conjuncts(c):
                name = self.name_at(j)
                if name and name.head == j:
                    found += self._of_name(name)
                elif tree.dep[c] == "compound" and tree.lemma[j] in self.vocabulary.head_class:
                    found += self._one(j, depth + 1)
                elif tree.dep[c] in ("nmod:poss", "nmod") and tree.case(c) in ("", "of"):
                    found += self._one(j, depth + 1) if j > i or tree.pos[j] != "PRON" else self._of_pronoun(j)
        return tuple(found)

    def _of_phrase(self, i: int, depth: int) -> tuple[Ref, ...]:
        tree, found = self.tree, []
        for c in tree.kids(i, "nmod"):
            if tree.case(c) == "of":
                for j in tree.conjuncts(c):
                    found += self._one(j, depth + 1)
        return tuple(found)

    # ------------------------------------------------------------ descriptions

    def _place_noun(self, i: int, owners: tuple[Ref, ...]) -> tuple[Ref, ...]:
        tree = self.tree
        places = [r for r in owners if r.place >= 0 and r.actor < 0 or (r.metonym and r.place >= 0)]
        beside = [c for c in tree.kids(i, "compound", "nmod", "appos") if tree.name[c] >= 0]
        if places and any(p.first in range(*self._name_range(c)) for p in places for c in beside):
            inside_of = [c for c in beside if tree.dep[c] == "nmod" and tree.case(c) != "of"]
            if len(inside_of) < len(beside):
                return tuple(replace(p, actor=-1) for p in places[:1])
        label = self._label(i)
        key = f"~{label.lower()}"
        number = self.gathering.described(key, label, PLACE)
        self._met(number, i, label)
        return (Ref(-1, number, self._left(i), i, confidence=0.6),)

    def _name_range(self, i: int) -> tuple[int, int]:
        name = self.gathering.names[self.tree.name[i]]
        return name.first, name.last

    def _actor_noun(self, i: int, cls: str, owners: tuple[Ref, ...]) -> tuple[Ref, ...]:
        tree, lemma, home = self.tree, self.tree.lemma[i], self.vocabulary.home
        actors = [r for r in owners if r.actor >= 0 and not r.oblique]
        first, last = self._left(i), i
        own = [r for r in actors if self.clusters[r.actor].cls not in (*home, self.vocabulary.person)]
        if own and self.lexicon.has("belonging", lemma):
            return tuple(replace(r, first=first, last=last) for r in own[:2])
        if cls in home:
            return self._government(i, actors)
        bare = not actors and self._bare(i)
        if bare and (found := self._antecedent(i, cls)):
            return found
        if not actors and bare and tree.tag[i] not in ("NNS", "NNPS") and not self._definite(i):
            return ()
        label = self._label(i)
        owner = actors[0].actor if actors else -1
        key = f"{owner}|{cls}|{lemma}" if owner >= 0 and self._plain(i) else f"~{label.lower()}|{owner}"
        if owner >= 0 and self._plain(i) and lemma in ("force", "troop", "soldier", "army", "military", "unit"):
            key = f"{owner}|{cls}"
        if listed := self.vocabulary.aliases.get(compare_name(label).lower()):
            return (Ref(self.gathering.known(listed), -1, first, last),)
        number = self.gathering.described(key, label, cls, owner)
        self._met(number, i, label)
        return (Ref(number, -1, first, last, confidence=0.85 if actors else 0.7),)

    def _government(self, i: int, actors: list[Ref]) -> tuple[Ref, ...]:
        """"the Syrian government", "the Odran regime", "the government"."""
        first, last = self._left(i), i
        for ref in actors:
            cluster = self.clusters[ref.actor]
            if cluster.cls in self.vocabulary.home:
                return (replace(ref, place=-1, first=first, last=last),)
            if ref.actor in self.state_of:
                return (Ref(self.state_of[ref.actor], -1, first, last, confidence=0.9),)
        if not actors and self._bare(i):
            if found := self._antecedent(i, self._class_of(i)):
                return found
            if self.home >= 0 and self._definite(i):
                return (Ref(self.home, -1, first, last, confidence=0.8),)
        label = self._label(i)
        number = self.gathering.described(f"~{label.lower()}", label, self._class_of(i))
        self._met(number, i, label)
        return (Ref(number, -1, first, last, confidence=0.6),)

    def _office_noun(self, i: int, owners: tuple[Ref, ...]) -> tuple[Ref, ...]:
        """An office without a name: who carries the title, else what the office belongs to."""
        holders = set(self.titles.get(self._title(i)) or self.titles.get(self.tree.lemma[i], ()))
        actors = [r for r in owners if r.actor >= 0 and not r.oblique and not r.metonym]
        plural = self.tree.tag[i] in ("NNS", "NNPS")
        mention = {"first": self._left(i), "last": i}
        if not actors and not plural and self._definite(i):
            if len(holders) == 1:
                return (Ref(holders.pop(), -1, self._left(i), i, confidence=0.8),)
            if not holders and self.home >= 0 and self._title(i) in self.vocabulary.home_office:
                return (Ref(self.home, -1, self._left(i), i, confidence=0.6, title=True),)
        return tuple(replace(r, place=-1, confidence=0.8, title=True, **mention) for r in actors)

    def _title(self, i: int) -> str:
        """An office word with the word before it, where the two are one office."""
        pair = f"{self.tree.lemma[i - 1]} {self.tree.lemma[i]}" if i else ""
        return pair if pair in self.vocabulary.office else self.tree.lemma[i]

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
            if not part or tree.dep[j] in ("det", "case", "nummod", "cc", "punct", "advmod", "mark"):
                if not (part and tree.text[j] in ("-", "'s", "’s", "'", "’") and left < i):
                    break
            if tree.dep[j] in ("acl", "acl:relcl", "nsubj", "conj", "appos"):
                break
            left = j
        return left

    def _label(self, i: int) -> str:
        tree, left = self.tree, self._left(i)
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
        return not self.tree.kids(i, "amod", "compound", "nmod:poss", "nmod", "acl:relcl", "acl")

    def _definite(self, i: int) -> bool:
        return any(self.lexicon.has("definite", self.tree.text[c].lower()) for c in self.tree.kids(i, "det", "nmod:poss"))

    # ------------------------------------------------------------ antecedents

    def _antecedent(self, i: int, cls: str) -> tuple[Ref, ...]:
        """What "the group", "the rebels" takes up: the same noun, then the nearest of its class."""
        tree, lemma = self.tree, self.tree.lemma[i]
        if not self._definite(i) and tree.tag[i] not in ("NNS", "NNPS") and tree.dep[i] != "compound":
            return ()
        best: Ref | None = None
        for position, ref in reversed(self.history):
            if ref.actor < 0 or tree.sentence[i] - tree.sentence[position] > 8:
                continue
            cluster = self.clusters[ref.actor]
            words = " ".join(cluster.names).lower().split()
            if lemma in words or tree.text[i].lower() in words:
                best = ref
                break
            near = tree.sentence[i] - tree.sentence[position] <= 3
            if best is None and near and cluster.cls == cls and self._definite(i) and not ref.pronoun:
                best = ref
        if best is None:
            return ()
        return (Ref(best.actor, -1, self._left(i), i, confidence=min(best.confidence, 0.8)),)

    def _of_pronoun(self, i: int) -> tuple[Ref, ...]:
        word = self.tree.text[i].lower()
        if self.lexicon.has("relative", word) and self.tree.dep[i] != "det":
            return self._of_relative(i)
        if self.lexicon.has("first", word):
            return self._of_speaker(i) if self.tree.text[i] != "US" else ()
        for kind in ("personal", "singular", "plural"):
            if self.lexicon.has(kind, word):
                return self._of_third(i, kind)
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
        """"I", "we": who says the sentence."""
        for ref in self.speaker(i):
            return (Ref(ref.actor, -1, i, i, confidence=0.75, pronoun=True),)
        return ()

    def speaker(self, i: int) -> tuple[Ref, ...]:
        """The actors that a verb of saying above token ``i`` has for its subject."""
        tree, below = self.tree, i
        for a in tree.ancestors(i):
            if self.lexicon.has("report", tree.lemma[a]) and tree.dep[below] in ("ccomp", "parataxis", "obj", "dep", "xcomp", "advcl"):
                for s in tree.kids(a, *SUBJECTS):
                    refs = self.refs.get(s) or (self._one(s, 0) if s > i else ())
                    refs = tuple(r for r in refs if r.actor >= 0 and not r.oblique)
                    if refs:
                        return refs
            below = a
        carried = self.quoted.get(tree.sentence[i])
        return (carried,) if carried else ()

    def _carry_speaker(self, number: int) -> None:
        """A quotation goes on: after "X said:", and in sentences that open with a quotation mark
        or continue one, the speaker stays."""
        tree = self.tree
        if number == 0:
            return
        first, last = tree.sentences[number - 1]
        opens = tree.text[tree.sentences[number][0]] == '"'
        said = self._speaker_in(first, last)
        if said and (opens or tree.text[last - 1] == ":"):
            self.quoted[number] = said
        elif (number - 1 in self.quoted) and (opens or tree.text[last - 1] != '"'):
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
        tree = self.tree
        best, best_score = None, 0.0
        here = tree.sentence[i]
        clause = self._clause(i)
        for position, ref in reversed(self.history):
            distance = here - tree.sentence[position]
            if distance > 2:
                break
            if ref.actor < 0 or not self._agrees(ref, position, kind):
                continue
            if self._clause(position) == clause and tree.dep[i] in ("obj", "obl", "iobj", "nsubj"):
                continue
            score = self._salience(i, position, ref) - distance
            if score > best_score:
                best, best_score = ref, score
        if best is None or best_score < 1.2:
            return ()
        return (Ref(best.actor, -1, i, i, confidence=min(best.confidence, 0.75), pronoun=True),)

    def _salience(self, i: int, position: int, ref: Ref) -> float:
        """How near to mind a candidate is; roles like to stay the same (Kameyama 1986)."""
        tree = self.tree
        subject = tree.dep[position] in SUBJECTS
        score = 3.0 + (0.3 if ref.pronoun else 0.0)
        if tree.dep[i] in SUBJECTS:
            score += 1.5 * subject - 0.01 * (i - position)
        elif tree.dep[i] == "nmod:poss":
            score += 0.8 * subject - 0.05 * (i - position)
        else:
            score += -0.5 * subject - 0.05 * (i - position)
        if tree.dep[position] in ("compound", "amod", "nmod:desc"):
            score -= 1.0
        return score

    def _agrees(self, ref: Ref, position: int, kind: str) -> bool:
        cluster = self.clusters[ref.actor]
        is_person = cluster.cls == self.vocabulary.person
        if kind == "personal":
            return is_person
        if is_person:
            return False
        if kind == "singular":
            return not cluster.plural
        return cluster.plural or cluster.cls not in self.vocabulary.home or self.tree.tag[position] in ("NNS", "NNPS")

    def _clause(self, i: int) -> int:
        """The predicate whose argument token ``i`` is, possessors and modifiers climbed."""
        tree = self.tree
        for a in tree.ancestors(i):
            if tree.pos[a] in ("VERB", "AUX") or tree.dep[a] in ("root", "ccomp", "advcl", "acl:relcl"):
                return a
        return i
