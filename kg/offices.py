"""What an article is at home with, and which offices its persons hold."""

from __future__ import annotations

from kg.actors import Gathering
from kg.antecedents import Antecedents
from kg.datelines import MUTE
from kg.entities import Name
from kg.peoples import is_sure, written_in
from kg.syntax import SUBJECTS
from kg.titles import Titles
from kg.vocabulary import PLACE

Seat = tuple[str, str]  # an office and its field: ("minister", "foreign"), ("president", "")
_ARGUMENTS = (*SUBJECTS, "obj", "iobj", "obl", "obl:agent")
_APART = ("ccomp", "parataxis", "acl:relcl", "csubj", "root")
_LEAST = 3  # one part in so many of the mentions of the most mentioned must be left to be home
_CLEAR = 2  # times as many mentions make a clear lead
_SMALL, _STEM = 3, 6  # letters of words that say nothing; letters that "economic" shares with "economy"
_BEGINNING = 2  # number of the last sentence in which an article says who issues it
_WORDS = 5  # tokens of the longest office
_WRITTEN = 2  # mentions that a dateline outweighs
_ABROAD = 2  # mentions that one mention as the other side of an official outweighs


class Offices(Antecedents):
    """Knows, before any nominal is read, the home of the article and who carries which title."""

    def __init__(self, gathering: Gathering) -> None:
        super().__init__(gathering)
        self.titles: dict[str, list[int]] = {}  # office word → persons who carry it
        self.state_of: dict[int, int] = {}  # person → the actor that a title gave
        self.seats: dict[int, set[Seat]] = {}  # person → offices that a home may have
        self._issuer: int | None = None
        self._unnamed: list[int] = []  # such offices without a name beside them: "the minister"
        self.reader = Titles(
            self.tree, self.lexicon, self._is_person, self._is_title_at, self.vocabulary.head_class
        )
        self._collect_titles()
        self._collect_seats()
        self.home = self._find_home()

    def _is_person(self, i: int) -> bool:
        """Whether the name at token ``i`` is a person's."""
        name = self.name_at(i)
        return bool(name and name.actor >= 0 and self.clusters[name.actor].cls == self.vocabulary.person)

    def _is_title_at(self, i: int) -> bool:
        return self.vocabulary.is_title(self.tree, i)

    def state_for(self, person: int) -> int:
        """The actor that a person acts for: what the text says, else what the domain does; -1 for none."""
        known = self.ontology.actors.get(self.clusters[person].known or "")
        if person not in self.state_of and known and known.state:
            return self.gathering.known(known.state)
        return self.state_of.get(person, -1)

    def portfolio(self, i: int, persons: list[int]) -> int:
        """The named body that the office of ``persons`` ending at token ``i`` is over by its field: "Interior
        Minister X", "the Ministry of the Interior"; -1 for none or several, and for another land's."""
        first, office = self._home_office(i)
        fields = self._fields(first, i) if first >= 0 and " " not in office else set()
        found = [
            n
            for n, cluster in enumerate(self.clusters)
            if fields and cluster.label and fields <= self._portfolio_of(cluster.label)
        ]
        if len(found) != 1:
            return -1
        states = {self.home_of(p) for p in persons} - {-1}
        own = {seat for p in persons for seat in self.seats.get(p, ())}
        rival = any(own & seats for other, seats in self.seats.items() if other not in persons)
        if rival and self.home not in states and not self._lands_of(found[0]):
            return -1  # two foreign ministers and one ministry
        owners = self._lands_of(found[0]) or ({self.home} - {-1})
        return found[0] if not states or not owners or states & owners else -1

    def _lands_of(self, body: int) -> set[int]:
        """The actors of the home class that the text says a body is of: "the Velmian foreign ministry"."""
        tree, cluster = self.tree, self.clusters[body]
        listed = self.ontology.actors.get(cluster.known or "")
        found = {cluster.owner, self.gathering.known(listed.part_of) if listed and listed.part_of else -1}
        for _, _, entries in self.vocabulary.gazetteer.find(cluster.label.split()):
            found |= {self.gathering.known(e.actor) for e in entries if e.actor in self.ontology.actors}
        for t in cluster.tokens:
            around = [k for k in tree.kids(t, "nmod", "nmod:poss", "amod", "compound") if tree.name[k] >= 0]
            found |= {name.actor for k in around if (name := self.name_at(k))}
        return {n for n in found if n >= 0 and self.clusters[n].cls in self.vocabulary.home}

    def sole(self, kind: str, persons: list[int]) -> int:
        """The one named body of the article with a word of list ``kind`` in its name, which ``persons`` may
        be of; -1 for none or several, and for another land's."""
        found = [
            n
            for n, cluster in enumerate(self.clusters)
            if cluster.tokens and any(self.lexicon.has(kind, w) for w in _own_words(cluster.label))
        ]
        found = [n for n in found if self.clusters[n].label[:1].isupper()] or found
        if len(found) != 1:
            return -1
        lands, owners = {self.home, *map(self.home_of, persons)} - {-1}, self._lands_of(found[0])
        return found[0] if not owners or not lands or owners & lands else -1

    def _portfolio_of(self, label: str) -> set[str]:
        """The field words of a portfolio's body, empty for the name of anything else."""
        words = {w for w in label.lower().split() if len(w) > _SMALL}
        kinds = {w for w in words if self.lexicon.has("portfolio", w)}
        return {w[:_STEM] for w in words - kinds} if kinds else set()

    def _fields(self, first: int, last: int) -> set[str]:
        """The capitalised words that an office is for: "Trade and Sports Minister", "Minister of Health"."""
        tree, start = self.tree, self.tree.sentences[self.tree.sentence[first]][0]
        before, after = first - 1, last + 2
        while before >= start and (tree.text[before][:1].isupper() or tree.text[before] in ("and", "&", ",")):
            before -= 1
        words = tree.text[before + 1 : first]
        if last + 1 < len(tree) and tree.text[last + 1] in ("of", "for"):
            stop = tree.sentences[tree.sentence[first]][1]
            while after < stop and (tree.text[after][:1].isupper() or tree.text[after] in ("and", "the")):
                if tree.name[after] >= 0 and self._is_person(after):
                    break
                after += 1
            words = words + tree.text[last + 2 : after]
        return {w.lower()[:_STEM] for w in words if len(w) > _SMALL}

    # ------------------------------------------------------------ we

    def spoken_for(self, person: int) -> int:
        """The actor that a person means by "we": what the person acts for, else the home of an official."""
        own = self.state_for(person)
        return self.home_of(person) if own < 0 and self.seats.get(person) else own

    def issuer(self) -> int:
        """The actor that the article itself means by "we": the one of the home class that does something now,
        itself or through its officials ("Velmia condemns …"); -1 for none or several."""
        if self._issuer is None:
            found = {n for i in range(len(self.tree)) if (n := self._does_now(i)) >= 0}
            self._issuer = found.pop() if len(found) == 1 else -1
        return self._issuer

    def _does_now(self, i: int) -> int:
        """The actor of the home class behind the subject of a verb of saying or doing in the present."""
        tree = self.tree
        if tree.tag[i] != "VBZ" or tree.sentence[i] > _BEGINNING or self.quotations.at(i):
            return -1
        if tree.lemma[i] not in self.vocabulary.deeds:
            return -1
        for s in tree.kids(i, "nsubj"):
            name = self.name_at(s)
            number = name.actor if name else -1
            if number >= 0 and self.clusters[number].cls == self.vocabulary.person:
                return self.state_for(number)
            if number >= 0 and self.clusters[number].cls in self.vocabulary.home:
                return number
        return -1

    # ------------------------------------------------------------ home

    def home_of(self, person: int) -> int:
        """The actor that an office without a whole is an office of, for the person who bears it:
        what the person acts for, else the home of the article; -1 for none."""
        if (own := self.state_for(person)) >= 0:
            return own
        return -1 if self._is_taken(self.home, person) or self._is_contested(person) else self.home

    def _is_contested(self, person: int) -> bool:
        """Whether somebody else bears an office that a home has but once, and the text names neither's
        home: "President X met President Y"."""
        own = {seat for seat in self.seats.get(person, set()) if seat[0] in self.vocabulary.sole_office}
        mentions = len(self.clusters[person].tokens)
        return any(
            own & seats and len(self.clusters[other].tokens) * _CLEAR > mentions
            for other, seats in self.seats.items()
            if other != person and self.state_for(other) < 0
        )

    def _is_taken(self, home: int, person: int) -> bool:
        """Whether another person holds in ``home`` the very office that ``person`` bears."""
        own = self.seats.get(person, set())
        return any(
            own & seats
            for other, seats in self.seats.items()
            if other != person and self.state_of.get(other) == home
        )

    def _find_home(self) -> int:
        """The actor that the article is at home with: most mentioned of its class, by a clear lead.

        Being what its officials deal with ("the minister visited X", "condemns the attack in X")
        speaks against an actor, and so does another holder of an office that they bear.
        """
        counts = {
            number: len(cluster.tokens)
            for number, cluster in enumerate(self.clusters)
            if cluster.cls in self.vocabulary.home and cluster.tokens and is_sure(cluster)
        }
        self._count_places(counts)
        for number in [n for n in (self._written_in(), *self._posted_to()) if n >= 0]:
            counts[number] = counts.get(number, 0) + _WRITTEN
        most = max(counts.values(), default=0)
        officials = [p for p in self.seats if self.state_for(p) < 0]
        for number in self._dealt_with(officials):
            if number in counts:
                counts[number] -= _ABROAD
        for person in officials:
            for number in counts:
                if self._is_taken(number, person):
                    counts[number] = 0
        ranked = sorted((n for n in counts if counts[n] * _LEAST >= most), key=lambda n: (-counts[n], n))
        if not ranked or (len(ranked) > 1 and counts[ranked[0]] < counts[ranked[1]] * _CLEAR):
            return -1
        return ranked[0] if self._outdoes_places(ranked[0], counts[ranked[0]]) else -1

    def _written_in(self) -> int:
        """The actor of the home class that the place of the dateline is, or is in; -1 for none."""
        for entry in self.gathering.origin:
            known = self.ontology.actors[entry.actor]
            owner = entry.actor if known.cls in self.vocabulary.home else self._state_over(entry.actor)
            if owner:
                return self.gathering.known(owner)
        return written_in(self.gathering.town, self.clusters, self.vocabulary)

    def _posted_to(self) -> list[int]:
        """The actors of the home class that an envoy is sent to: "the ambassador of Norway to Velmia"."""
        tree, found = self.tree, list[int]()
        for name in self.gathering.names:
            before = name.first - 1 - (tree.text[name.first - 1].lower() == "the")
            if before < 1 or tree.text[before].lower() != "to" or name.actor < 0:
                continue
            sent = [k for k in range(max(before - 8, 0), before) if self.lexicon.has("posted", tree.lemma[k])]
            plain = sent and all(
                tree.name[k] >= 0 or tree.text[k].lower() in ("of", "the")
                for k in range(sent[-1] + 1, before)
            )
            if plain and self.clusters[name.actor].cls in self.vocabulary.home:
                found.append(name.actor)
        return list(dict.fromkeys(found))

    def _outdoes_places(self, home: int, count: int) -> bool:
        """Whether no unlisted place, which may be a home too, is mentioned far more than an unlisted home."""
        places = [len(c.tokens) for c in self.clusters if c.known is None and c.cls == PLACE]
        return self.clusters[home].known is not None or max(places, default=0) < count * _CLEAR

    def _count_places(self, counts: dict[int, int]) -> None:
        """Mentions of an actor's places speak for it, where the text names the actor or its land."""
        for cluster in list(self.clusters):
            if not cluster.known or not self.ontology.is_a(cluster.cls, PLACE):
                continue
            owner = self._state_over(cluster.known)
            if owner is None:
                continue
            number = self.gathering.known(owner)
            if number in counts or cluster.known in self.vocabulary.territories:
                counts[number] = counts.get(number, 0) + len(cluster.tokens)

    def _state_over(self, place: str) -> str | None:
        """The actor whose territory holds a listed place."""
        seen: set[str] = set()
        current: str | None = place
        territories = self.vocabulary.territories
        while current and current not in seen:
            seen.add(current)
            if current in territories:
                return territories[current]
            known = self.ontology.actors.get(current)
            current = known.part_of if known else None
        return None

    def _dealt_with(self, officials: list[int]) -> list[int]:
        """Actors of the home class in the clauses of officials, as another argument; once a mention."""
        bearers = [i for person in officials for i in self.clusters[person].tokens] + self._unnamed
        arguments = {self._argument(i) for i in bearers}
        clauses = {clause for clause, _ in arguments} - {-1}
        found = []
        for name in self.gathering.names:
            number = self._home_behind(name) if name.kind != MUTE else -1
            argument = self._argument(name.head)
            if number >= 0 and argument[0] in clauses and argument not in arguments:
                found.append(number)
        return found

    def _home_behind(self, name: Name) -> int:
        """The actor of the home class that a name means, or whose place it is; -1 for none."""
        if name.actor >= 0 and self.clusters[name.actor].cls in self.vocabulary.home:
            return name.actor
        known = self.clusters[name.place].known if name.place >= 0 else None
        owner = self._state_over(known) if known else None
        return self.gathering.known(owner) if owner else -1

    def _argument(self, i: int) -> tuple[int, int]:
        """The nearest predicate above token ``i`` and which argument of it the token is in; -1 for none."""
        tree = self.tree
        for a in [i, *tree.ancestors(i)]:
            if tree.dep[a] in _ARGUMENTS:
                return tree.head[a], a
            if tree.dep[a] in _APART:
                break
        return -1, -1

    # ------------------------------------------------------------ titles

    def _collect_titles(self) -> None:
        """Which persons carry which office word: "President X", "X, the president"."""
        tree = self.tree
        for name in self.gathering.names:
            if name.actor < 0 or self.clusters[name.actor].cls != self.vocabulary.person:
                continue
            near = tree.kids(name.head, "nmod:desc", "compound", "appos", "flat")
            near += [tree.head[name.head]] if tree.dep[name.head] in ("appos", "flat") else []
            if tree.dep[name.head] == "nsubj":  # "X is the president", not "was"
                near += [tree.head[k] for k in tree.kids(tree.head[name.head], "cop") if tree.tag[k] == "VBZ"]
            for i in near:
                if tree.name[i] != tree.name[name.head] and self.vocabulary.is_title(tree, i):
                    own = self._title(i)
                    sole = tree.lemma[i] in self.vocabulary.sole_office  # a vice president is no "president"
                    for title in {own} if sole else {tree.lemma[i], own}:
                        self.titles.setdefault(title, []).append(name.actor)
                    self._link_state(name.actor, i, name.head)

    def _link_state(self, person: int, title: int, head: int) -> None:
        for i in self.tree.kids(title) + self.tree.kids(head, "amod", "compound"):
            name = self.name_at(i)
            if name and name.actor >= 0 and self.clusters[name.actor].cls in self.vocabulary.home:
                self.state_of.setdefault(person, name.actor)

    def _collect_seats(self) -> None:
        """Which persons bear which offices that a home may have, and what the text says they are of."""
        tree = self.tree
        for i, lemma in enumerate(tree.lemma):
            first, office = self._home_office(i) if lemma in self.vocabulary.home_office_end else (-1, "")
            if first < 0 or self.reader.is_former(first):
                continue
            bearers = self.reader.bearers(i) or [self.reader.bearer(first, i)]
            persons = [n.actor for b in bearers if b >= 0 and (n := self.name_at(b)) and n.actor >= 0]
            owner = self._owner_of(first, i)
            if not persons and owner < 0:
                self._unnamed.append(i)
            for person in persons:
                self.seats.setdefault(person, set()).add((office, self._field(first, i)))
                if owner >= 0:
                    self.state_of.setdefault(person, owner)

    def _home_office(self, i: int) -> tuple[int, str]:
        """First token and lemma of the office of a home that ends at token ``i``; -1 for none."""
        tree, words = self.tree, list[str]()
        found = (-1, "")
        if tree.name[i] >= 0 or tree.lemma[i] not in self.vocabulary.home_office_end:
            return found
        for j in range(i, max(i - _WORDS, -1), -1):
            if tree.text[j] == "-":  # "vice-president"
                continue
            words.insert(0, tree.lemma[j])
            if " ".join(words) in self.vocabulary.home_office:
                found = j, " ".join(words)
        return found

    def _owner_of(self, first: int, last: int) -> int:
        """The home that stands beside the office: "the Velmian president", "the president of Velmia"."""
        tree = self.tree
        near = [self.reader.before_office(first)]
        near += [k for k in tree.kids(last, "nmod", "nmod:poss") if tree.case(k) in ("", "of")]
        governing = [i for i in near if i >= 0 and self._class_of(i) in self.vocabulary.home]
        near += [k for i in governing for k in tree.kids(i, "amod", "compound", "nmod:poss")]
        for i in near:
            name = self.name_at(i) if i >= 0 else None
            if name and name.actor >= 0 and self.clusters[name.actor].cls in self.vocabulary.home:
                return name.actor
        return -1

    def _field(self, first: int, last: int) -> str:
        """ "foreign" of "Foreign Minister" and "minister of foreign affairs", "" for none."""
        tree = self.tree
        if last + 2 < len(tree) and tree.text[last + 1] in ("of", "for"):
            after = last + 2 + (tree.text[last + 2].lower() == "the")
            if after < len(tree) and tree.name[after] < 0:
                return tree.text[after].lower()
        before = first - 1
        if before < 0 or tree.name[before] >= 0 or tree.pos[before] not in ("ADJ", "NOUN", "PROPN"):
            return ""
        same = tree.text[before][:1].isupper() == tree.text[first][:1].isupper()
        same = same or before == tree.sentences[tree.sentence[before]][0]
        return tree.text[before].lower() if same else ""


def _own_words(label: str) -> list[str]:
    """The words of a body's name without those of what it sits in: "the Harvest Caucus in Parliament"."""
    return label.lower().split(" in ")[0].split()
