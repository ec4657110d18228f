"""Who a word means: the actors behind names, descriptions and pronouns, in order of text."""

from __future__ import annotations

from dataclasses import replace

from kg.actors import Gathering
from kg.mentions import Ref
from kg.recalled import Recalled
from kg.salience import NO_ACTOR, NOBODY
from kg.syntax import compare_name
from kg.vocabulary import PLACE

_MODIFIERS = ("compound", "amod", "nmod:poss", "nmod:desc", "nmod:unmarked", "nmod:npmod", "nmod")
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "NUM", "X", "SYM", "DET"})


class Resolver(Recalled):
    """Resolves every nominal of one article, left to right."""

    def __init__(self, gathering: Gathering) -> None:
        super().__init__(gathering)
        for number, (first, last) in enumerate(self.tree.sentences):
            self._carry_speaker(number)
            for i in range(first, last):
                self._visit(i)

    def resolve(self, i: int) -> tuple[Ref, ...]:
        """All meanings of the nominal headed by token ``i``, coordination spread."""
        found: list[Ref] = []
        for j in self.tree.conjuncts(i):
            if j == i or not any(
                self.tree.text[k].lower() == "not" for k in self.tree.kids(j, "advmod", "cc")
            ):
                found += self.refs.get(j, ())
        return tuple(found)

    def _visit(self, i: int) -> None:
        tree = self.tree
        if tree.pos[i] not in _NOMINAL and tree.name[i] < 0:
            return
        if tree.name[i] >= 0 and self.gathering.names[tree.name[i]].head != i:
            return
        refs = self.one(i, 0)
        if refs:
            self.refs[i] = refs
        self._remember(i, refs)

    def _remember(self, i: int, refs: tuple[Ref, ...]) -> None:
        """Keep a nominal in mind for the pronouns to come."""
        tree, name = self.tree, self.name_at(i)
        if name and name.kind == "demonym" and tree.dep[i] in ("compound", "amod"):
            return
        if (
            name and name.actor >= 0 and self.clusters[name.actor].cls and self._are_people(name)
        ):  # "the regime" may take up their state
            self.remember(i, Ref(name.actor, -1, name.first, name.last - 1, title=True))
        strikes = bool(refs) and self.lexicon.has("strikeNoun", tree.lemma[i])
        found = [r for r in refs if not r.oblique and not strikes]
        for ref in found:
            self.remember(i, ref)
        if found or tree.dep[i] in ("compound", "amod", "flat"):
            return
        if tree.tag[i] in ("PRP", "PRP$"):
            if self.taken_up.get(i):
                self.remember(i, NO_ACTOR)
        elif tree.pos[i] in ("NOUN", "PROPN"):
            self.remember(i, NOBODY)

    def one(self, i: int, depth: int) -> tuple[Ref, ...]:
        """All meanings of the one nominal headed by token ``i``."""
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

    # ------------------------------------------------------------ nouns

    def _of_noun(self, i: int, depth: int) -> tuple[Ref, ...]:
        tree, lemma = self.tree, self.tree.lemma[i]
        if self.lexicon.has("nobody", lemma) or self._tells_kind(i):
            return ()
        if named := self._named_beside(i):
            if self.tree.kids(i, "nmod:poss"):
                self._learn(i, named, self._owners(i, depth))
            return named
        if recalled := self._recalled(i):
            return recalled
        if told := self._of_subject(i) or self._listed(i) or self._doers_of_deed(i, depth) or self._two(i):
            return told
        owners = self._owners(i, depth)
        if self.lexicon.has("individual", lemma):
            owners = tuple(r for r in owners if not self._is_body(r))
        cls = self._class_of(i)
        counts = tree.dep[i] != "nmod" and (tree.tag[i] == "CD" or lemma[:1].isdigit())  # "killed 2/3s of X"
        of = self._of_phrase(i, depth) if counts or self.lexicon.has("transparent", lemma) else ()
        if of and (cls in ("", PLACE) or not any(r.oblique for r in of)):
            return of
        if cls == PLACE:
            return self._place_noun(i, owners)
        if cls:
            return self._actor_noun(i, cls, owners)
        if self.vocabulary.is_title(tree, i) or lemma in self.vocabulary.office:
            return self._office_noun(i, owners) or self._together(i, owners)
        if several := self._together(i, owners):
            return several
        if self.lexicon.has("belonging", lemma) and owners:
            return tuple(
                replace(r, first=self._left(i), last=i, confidence=r.confidence * 0.9) for r in owners
            )
        possessors = [k for k in self.tree.kids(i, "nmod:poss") if self.refs.get(self.tree.unit(k))]
        if possessors:  # "Velmia's invasion of X" is Velmia's
            owners = tuple(r for k in possessors for r in self.refs[self.tree.unit(k)])
        elif any(self.tree.case(k) == "in" for k in self.tree.kids(i, "nmod")):
            owners = tuple(r for r in owners if not self._stands_in(i, r))
        owners = owners or self._doers_before(i)
        return tuple(
            replace(r, oblique=True, confidence=r.confidence * (0.95 if r.oblique else 0.7)) for r in owners
        )

    def _together(self, i: int, owners: tuple[Ref, ...]) -> tuple[Ref, ...]:
        """An actor that only the plural names: "prosecutors"."""
        tree, cls = self.tree, self.vocabulary.head_class.get(self.tree.text[i].lower(), "")
        if not cls or tree.tag[i] not in ("NNS", "NNPS"):
            return ()
        vague = any(self.lexicon.has("vague", tree.text[k].lower()) for k in tree.kids(i, "amod", "det"))
        return () if vague else self._actor_noun(i, cls, owners)

    def _two(self, i: int) -> tuple[Ref, ...]:
        """What "the two leaders", "both groups" takes up."""
        if cls := self._class_of(i):
            return self._pair(i, cls) if cls != PLACE else ()
        lemma = self.tree.lemma[i]
        office = lemma in self.vocabulary.office or self.vocabulary.is_title(self.tree, i)
        if office or self.lexicon.has("pairNoun", lemma):
            return self._pair(i, self.vocabulary.person if office else "")
        return ()

    def _tells_kind(self, i: int) -> bool:
        """Whether noun ``i`` before a deed says of what kind it is: "terrorist attacks"."""
        tree, lemma = self.tree, self.tree.lemma[i].lower()
        if tree.dep[i] not in ("compound", "amod"):
            return False
        field = self.lexicon.has("fieldOffice", tree.lemma[tree.head[i]].lower())  # "Union Home Minister"
        body = field and self._class_of(i) == self.vocabulary.ner_class.get("org")
        return body or self.lexicon.has("kindNoun", lemma)

    def _is_body(self, ref: Ref) -> bool:
        """Whether a reference is to an organisation, for which not every member acts."""
        body = self.vocabulary.ner_class.get("org")
        return ref.actor >= 0 and self.clusters[ref.actor].cls == body

    def _stands_in(self, i: int, ref: Ref) -> bool:
        """Whether an owner of noun ``i`` is only where it is: "attacks in X" are not X's."""
        inside = [k for k in self.tree.kids(i, "nmod") if self.tree.case(k) == "in"]
        return any(ref.first <= k <= ref.last for k in inside)

    def _owners(self, i: int, depth: int) -> tuple[Ref, ...]:
        """The actors that modify noun ``i``: "Syrian …", "Syria's …", "… of Syria", "ISIS …"."""
        tree, found = self.tree, list[Ref]()
        for c in tree.kids(i, *_MODIFIERS):
            if tree.dep[c] == "nmod" and tree.case(c) not in ("of", "from", "in", "by"):
                continue
            for j in tree.conjuncts(c):
                name = self.name_at(j)
                if name and name.head == j:
                    found += self._of_name(name)
                elif tree.dep[c] == "compound" and tree.lemma[j] in self.vocabulary.head_class:
                    found += self.one(j, depth + 1)
                elif tree.dep[c] in ("nmod:poss", "nmod") and tree.case(c) in ("", "of", "by"):
                    found += self.one(j, depth + 1) if j > i or tree.pos[j] != "PRON" else self._of_pronoun(j)
        return tuple(found) or self._shared(i, depth) or self._doers(i, depth)

    def _shared(self, i: int, depth: int) -> tuple[Ref, ...]:
        """Whose noun ``i`` is by a phrase after the last of several: "the army and people of X"."""
        tree = self.tree
        after = [c for c in tree.kids(i, "conj") if tree.tag[c].startswith("NN") and tree.name[c] < 0]
        before = tree.first_conjunct(i)
        shared = after[-1] if after else before
        if shared == i or tree.kids(i, "nmod", "nmod:poss") or tree.name[shared] >= 0:
            return ()
        late = [c for c in tree.kids(shared, "nmod") if c > i]
        return self._of_phrase(shared, depth) if late else ()

    def _doers_of_deed(self, i: int, depth: int) -> tuple[Ref, ...]:
        """Who strikes with what noun ``i`` names: "a Velmian airstrike killed Y", "rockets fired by X"."""
        tree, found = self.tree, list[Ref]()
        if not self.lexicon.has("strikeNoun", tree.lemma[i]):
            return ()
        for c in tree.kids(i, "nmod:poss", "compound", "amod", "nmod"):
            for j in tree.conjuncts(c) if tree.dep[c] != "nmod" or tree.case(c) == "by" else ():
                kind = tree.lemma[j] in self.vocabulary.head_class  # condemned "a terrorist attack": a kind
                if tree.name[j] >= 0 or self.lexicon.has("strikeNoun", tree.lemma[j]):  # "X drone strikes"
                    found += self.one(j, depth + 1)
                elif kind:
                    acts = tree.dep[i] in ("nsubj", "obl:agent")
                    found += [r for r in self.one(j, depth + 1) if acts or self._is_known(r.actor)]
        found += self._doers(i, depth)
        doers = [r for r in found if r.actor >= 0 and not r.metonym and not self._only_where(i, r)]
        first = self._left(i)
        return tuple(
            replace(r, place=-1, first=first, last=i, oblique=False, confidence=r.confidence * 0.9)
            for r in doers
        )

    def _is_known(self, number: int) -> bool:
        """Whether an actor has a name, not only words that describe it."""
        cluster = self.clusters[number] if number >= 0 else None
        return cluster is not None and (cluster.known is not None or bool(cluster.votes))

    def _only_where(self, i: int, ref: Ref) -> bool:
        """Whether a place's name right before deed ``i`` may be where it is done: "the Velmia strikes"."""
        name = self.name_at(ref.first)
        plain = name is not None and name.kind != "demonym" and ref.place >= 0
        return plain and any(ref.first <= c <= ref.last for c in self.tree.kids(i, "compound"))

    def _doers(self, i: int, depth: int) -> tuple[Ref, ...]:
        """Who did what noun ``i`` says: "an attack claimed by X", "complaints filed by X and Y"."""
        tree = self.tree
        doers = [c for k in tree.kids(i, "acl") for c in tree.kids(k, "obl:agent")]
        return tuple(
            replace(r, oblique=True) for c in doers for j in tree.conjuncts(c) for r in self.one(j, depth + 1)
        )

    def _of_phrase(self, i: int, depth: int) -> tuple[Ref, ...]:
        tree, found = self.tree, list[Ref]()
        for c in tree.kids(i, "nmod"):
            if tree.case(c) == "of":
                for j in tree.conjuncts(c):
                    found += self.one(j, depth + 1)
        return tuple(found)

    def _place_noun(self, i: int, owners: tuple[Ref, ...]) -> tuple[Ref, ...]:
        tree = self.tree
        places = [r for r in owners if (r.place >= 0 and r.actor < 0) or (r.metonym and r.place >= 0)]
        beside = [c for c in tree.kids(i, "compound", "nmod", "appos") if tree.name[c] >= 0]
        if places and any(p.first in range(*self._name_range(c)) for p in places for c in beside):
            inside_of = [c for c in beside if tree.dep[c] == "nmod" and tree.case(c) != "of"]
            if len(inside_of) < len(beside):
                return tuple(replace(p, actor=-1) for p in places[:1])
        if any(self.lexicon.has("rank", tree.lemma[k]) for k in tree.kids(i, "amod")):
            return ()  # "the last town": one that is named elsewhere
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
            return self._with_land(i, self._government(i, actors))
        if (body := self._body_of(i, cls, owners)) >= 0:
            return (Ref(body, -1, first, last, confidence=0.75),)
        bare = not actors and self._bare(i)
        again = bare or (not actors and self._bare_pair(i) and self._definite(i))
        if again and (found := self._antecedent(i, cls)):
            return found
        if not actors and self._of_any(i, cls):
            return self._antecedent(i, cls)
        vague = tree.tag[i] not in ("NNS", "NNPS") and not self._definite(i) and tree.dep[i] != "compound"
        if not actors and ((bare and vague) or self._is_unspecific(i) or self._is_abstract(i)):
            return ()
        if bare and (senders := self._senders(i)):
            return tuple(replace(r, first=first, last=last, confidence=r.confidence * 0.9) for r in senders)
        label = self._label(i)
        owner = actors[0].actor if actors else -1
        key = f"{owner}|{cls}|{lemma}" if owner >= 0 and self._plain(i) else f"~{label.lower()}|{owner}"
        if owner >= 0 and self._plain(i) and self.lexicon.has("collective", lemma):
            key = f"{owner}|{cls}"
        if listed := self.vocabulary.aliases.get(compare_name(label).lower()):
            return (Ref(self.gathering.known(listed), -1, first, last),)
        number = self.gathering.described(key, label, cls, owner)
        self._met(number, i, label)
        return (Ref(number, -1, first, last, confidence=0.85 if actors else 0.7),)

    def _government(self, i: int, actors: list[Ref]) -> tuple[Ref, ...]:
        """ "the Syrian government", "the Odran regime", "the government"."""
        first, last = self._left(i), i
        states = [r for r in actors if self.clusters[r.actor].cls in self.vocabulary.home]
        if len(states) > 1 and self.tree.tag[i].endswith("S"):  # "the governments of X and Y"
            return tuple(replace(r, place=-1, first=r.first, last=r.last) for r in states)
        for ref in actors:
            cluster = self.clusters[ref.actor]
            if cluster.cls in self.vocabulary.home:
                return (replace(ref, place=-1, first=first, last=last),)
            if (state := self.state_for(ref.actor)) >= 0:
                return (Ref(state, -1, first, last, confidence=0.9),)
            if self.home >= 0 and cluster.cls == self.vocabulary.person:
                return (Ref(self.home, -1, first, last, confidence=0.75),)
        if not actors and self._bare(i) and not self.tree.tag[i].endswith("S"):  # "the states" are not one
            if found := self._antecedent(i, self._class_of(i)):
                return found
            if self.home >= 0 and self._definite(i):
                return (Ref(self.home, -1, first, last, confidence=0.8),)
        if not actors and (self._is_kind(i) or self._is_unspecific(i) or self._is_abstract(i)):
            return ()
        label = self._label(i)
        number = self.gathering.described(f"~{label.lower()}", label, self._class_of(i))
        self._met(number, i, label)
        return (Ref(number, -1, first, last, confidence=0.6),)

    def _with_land(self, i: int, refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
        """ "the country": what it takes up, and the land of that."""
        if not self.lexicon.has("landNoun", self.tree.lemma[i]) or len(refs) != 1 or refs[0].place >= 0:
            return refs
        listed = self.ontology.actors.get(self.clusters[refs[0].actor].known or "")
        if listed and listed.territory:
            return (replace(refs[0], place=self.gathering.known(listed.territory)),)
        return refs

    def _senders(self, i: int) -> tuple[Ref, ...]:
        """Whose the force named by bare noun ``i`` is: "X sent troops to Y"."""
        tree, verb = self.tree, self.tree.head[i]
        if tree.dep[i] != "obj" or not self.lexicon.has("deploying", tree.lemma[verb]):
            return ()
        subjects = [s for s in tree.kids(verb, "nsubj") if s < i]
        found = [r for s in subjects for j in tree.conjuncts(s) for r in self.refs.get(j, ())]
        return tuple(r for r in found if r.actor >= 0 and not r.oblique)

    def _is_unspecific(self, i: int) -> bool:
        """Whether a noun may mean any of its kind ("other countries"), or is none here ("firm support")."""
        tree = self.tree
        if tree.pos[i] == "ADJ":
            return True
        opening = tree.sentences[tree.sentence[i]][0]
        proper = any(tree.text[k][:1].isupper() for k in tree.kids(i, "amod", "compound") if k != opening)
        every = any(tree.text[k].lower() == "all" for k in tree.kids(i, "det:predet", "det"))
        proper = proper or (every and bool(tree.kids(i, "amod")))  # "all the regional countries"
        return self.lexicon.has("unspecific", tree.lemma[i]) and not proper  # "Arctic nations" are some

    def _is_abstract(self, i: int) -> bool:
        """Whether a noun names no actor by what is beside it: "the administration of justice"."""
        tree = self.tree
        if tree.dep[i] == "compound":
            return self.lexicon.has("noneBefore", tree.lemma[i])
        owned = any(tree.case(k) == "of" for k in tree.kids(i, "nmod"))
        return owned and self.lexicon.has("noneOf", tree.lemma[i])

    def _of_any(self, i: int, cls: str) -> bool:
        """Whether a body tells but the kind of an office that somebody has: "a left-wing union leader"."""
        tree, h = self.tree, self.tree.head[i]
        if tree.dep[i] != "compound" or cls != self.vocabulary.ner_class.get("org") or self._is_large(i):
            return False
        office = self.vocabulary.is_title(tree, h) or tree.lemma[h] in self.vocabulary.office
        return office and any(tree.text[k].lower() in ("a", "an") for k in tree.kids(h, "det"))

    def _is_large(self, i: int) -> bool:
        """Whether a noun or a word before it is written large: "a Harvest Party lawmaker"."""
        return any(self.tree.text[k][:1].isupper() for k in (i, *self.tree.kids(i, "amod", "compound")))

    def _is_kind(self, i: int) -> bool:
        """Whether a bare noun only tells a kind: "a state-owned company", "minister of state"."""
        tree = self.tree
        if tree.tag[i] in ("NNS", "NNPS") or not self._bare(i) or tree.kids(i, "det"):
            return False
        hyphened = i + 1 < len(tree) and tree.text[i + 1] == "-" and tree.start[i + 1] == tree.end[i]
        return hyphened or (tree.dep[i] == "nmod" and tree.case(i) == "of")
