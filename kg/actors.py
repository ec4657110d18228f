"""Gathers names into clusters, one a real-world actor or place, and votes on their classes."""

from __future__ import annotations

from collections.abc import Sequence

from kg import listed, peoples, persons
from kg.datelines import mute
from kg.entities import TITLED, Cluster, Name
from kg.extents import mended
from kg.fields import is_people, without_fields
from kg.gazetteer import Entry
from kg.holders import follows_office
from kg.letters import SMALL, content, initials, is_acronym_of
from kg.repairs import repair
from kg.syntax import Tree, compare_name, compare_words, join_names
from kg.vocabulary import ACTOR, PLACE, Vocabulary
from kg.votes import class_of, class_of_name, names_land, names_people


class Gathering:
    """The clusters of one article; names point into ``clusters``."""

    def __init__(
        self,
        tree: Tree,
        names: list[Name],
        vocabulary: Vocabulary,
        origin: Sequence[Entry] = (),
        town: str = "",
    ) -> None:
        names = without_fields(tree, mended(tree, names, vocabulary), vocabulary)
        self.tree, self.names, self.vocabulary = tree, names, vocabulary
        self.ontology = vocabulary.ontology
        self.origin = origin  # what the place of the dateline may stand for
        self.town = town  # the one word of the dateline
        self._body = vocabulary.ner_class.get("org", "")
        self.clusters: list[Cluster] = []
        self.by_key: dict[str, int] = {}
        supported = {e.actor for n in names for e in n.entries if e.kind != "ambiguous"}
        for name in names:
            self._untitle(name, supported)
        for name, head in zip(names, join_names(tree, [(n.first, n.last) for n in names]), strict=True):
            name.head = head
        repair(self.tree, vocabulary.ontology.lexicon)
        self._nest()
        persons.surname(tree, names, vocabulary)
        for name in names:
            self._assign(name, supported)
        mute(tree, names)
        self._vote_all()
        peoples.vote(self.tree, self.names, self.clusters, self.vocabulary)
        for people, place in peoples.demonyms(self.names, self.clusters, self.vocabulary):
            self.clusters[people].votes["norp"] = 0
            for name in (n for n in names if n.actor in (people, place)):
                if name.actor == people or name.text == self.clusters[place].label:
                    name.kind = "demonym" if name.actor == people else "name"
            self._merge(people, place)
            peoples.found(self.clusters[place], self.vocabulary)
        peoples.without_lands(self.names, self.clusters, town)
        persons.vote(self.tree, self.names, self.clusters, self.vocabulary)
        listed.vote(self.tree, self.names, self.clusters, self.vocabulary)
        persons.spread(self.tree, self.names, self.clusters, self.vocabulary)
        peoples.spread(self.tree, self.names, self.clusters, self.vocabulary)
        self._merge_acronyms()
        self._merge_aliases()
        self._merge_forms()
        self._merge_parts()
        self._settle()

    def _untitle(self, name: Name, supported: set[str]) -> None:
        """A listed name with a title that may be several persons': "King X" that nothing tells is "X"."""
        told = (e.kind != "ambiguous" or self._supported(name, e.actor, supported) for e in name.entries)
        if not name.entries or (any(told) and not persons.is_titled(self.tree, name, self.vocabulary)):
            return
        while name.last - name.first > 1 and self._is_title(name.first):
            name.first += 1
            name.text = name.text.partition(" ")[2]

    def _nest(self) -> None:
        """ "Syrian army spokesman": the name modifies "army", whatever the parser made of the three."""
        tree = self.tree
        for name in self.names:
            i, j = name.head, name.last
            if j >= len(tree) or tree.head[i] == j or tree.head[i] != tree.head[j] or tree.name[j] >= 0:
                continue
            if tree.dep[j] == "compound" and tree.lemma[j] in self.vocabulary.head_class:
                tree.head[i], tree.dep[i] = j, "compound"
        tree.link()

    # ------------------------------------------------------------ assignment

    def _assign(self, name: Name, supported: set[str]) -> None:
        entries = [
            e for e in name.entries if e.kind != "ambiguous" or self._supported(name, e.actor, supported)
        ]
        by_kind = {e.kind: e for e in reversed(entries)}
        if not by_kind:
            self._assign_unknown(name)
            return
        for kind in ("name", "ambiguous", "demonym", "metonym"):
            entry = by_kind.get(kind)
            if entry is None:
                continue
            actor = self.ontology.actors[entry.actor]
            number = self.known(entry.actor)
            if self.ontology.is_a(actor.cls, PLACE):
                name.place = number
                if kind == "demonym":  # the people of a place that no listed state governs
                    name.kind = kind
                if metonym := by_kind.get("metonym"):
                    name.actor, name.kind = self.known(metonym.actor), "metonym"
            else:
                name.actor = number
                name.kind = "name" if kind == "ambiguous" else kind
                name.place = self.known(actor.territory) if actor.territory and kind != "demonym" else -1
            break

    def _supported(self, name: Name, actor: str, supported: set[str]) -> bool:
        tree, i = self.tree, name.first
        if actor in supported:
            return True
        neighbours = [
            j for j in (i - 1, name.last) if 0 <= j < len(tree) and tree.sentence[j] == tree.sentence[i]
        ]
        if any(tree.pos[j] == "PROPN" and tree.text[j][:1].isupper() for j in neighbours):
            return False
        if name.label:
            return self.vocabulary.ner_class.get(name.label.lower()) == PLACE
        return i > 0 and self.ontology.lexicon.has("locative", tree.text[i - 1].lower())

    def known(self, actor: str) -> int:
        """The cluster of a listed actor, made when first asked for."""
        key = "@" + actor
        if key not in self.by_key:
            listed = self.ontology.actors[actor]
            self.by_key[key] = len(self.clusters)
            self.clusters.append(Cluster(listed.label, listed.cls, known=actor))
        return self.by_key[key]

    def described(self, key: str, label: str, cls: str, owner: int = -1) -> int:
        """The cluster of a description ("Syrian rebels"), made when first asked for."""
        if key not in self.by_key:
            self.by_key[key] = len(self.clusters)
            self.clusters.append(Cluster(label, cls, owner=owner))
        return self.by_key[key]

    def _assign_unknown(self, name: Name) -> None:
        key = compare_name(name.text).lower()
        if key not in self.by_key:
            self.by_key[key] = len(self.clusters)
            self.clusters.append(Cluster(name.text, ""))
        name.actor = name.place = self.by_key[key]
        if name.label.lower() == "norp":
            if " " in name.text and not is_people(name.text.removesuffix("s")):  # "M Tesk"
                name.label = ""
            else:
                name.kind = "demonym"

    # ------------------------------------------------------------ votes

    def _vote_all(self) -> None:
        for name in self.names:
            for number in {name.actor, name.place} - {-1}:
                cluster = self.clusters[number]
                cluster.names[name.text] += 1
                cluster.tokens.append(name.head)
            if name.actor >= 0 and self.clusters[name.actor].known is None:
                self._vote(name, self.clusters[name.actor])

    def _vote(self, name: Name, cluster: Cluster) -> None:
        tree, vocabulary, votes = self.tree, self.vocabulary, cluster.votes
        if name.kind == "demonym":
            votes["norp"] += 3
            return
        if tagged := vocabulary.ner_class.get(name.label.lower()):
            votes[tagged] += 2
        words = [tree.text[i].lower() for i in range(name.first, name.last)]
        while len(words) > 1 and (words[-1] == ")" or words[-1].isdecimal()):  # "Task Force 50", "JD (S)"
            words = words[: words.index("(")] if "(" in words[1:] else words[:-1]
        if len(words) > 1:
            person = name.label.lower() in vocabulary.person_labels and not tree.kids(name.head, "det")
            headed = "of" in words and vocabulary.name_word.get(words[-1]) in vocabulary.home
            for weight, word in ((3, words[0]),) if headed else ((4, words[-1]), (3, words[0])):
                told = vocabulary.name_word.get(word, "")
                if told and not (person and told == PLACE and len(words) < 5):  # "Nick Hill", "Park Ji-min"
                    body = votes[PLACE] < votes[self._body] and weight == 3 and told == PLACE
                    votes[told] += 1 if body else weight  # "City Council Watch", "Sea Patrol"
                    votes[peoples.BUILT] += told == PLACE
                    break
        if len(words) == 1 and tree.text[name.first].isupper() and len(words[0]) > 1:
            votes["acronym"] += 1
        self._vote_by_neighbours(name, votes)
        if len(words) > 1 and follows_office(tree, self._is_title, name.first, name.last):
            votes[vocabulary.person] += 3
        if len(words) == 1 and self._is_taken(name.head):
            votes[PLACE] += 3

    def _is_title(self, i: int) -> bool:
        return self.vocabulary.is_title(self.tree, i)

    def _is_taken(self, i: int) -> bool:
        """Whether the name headed by token ``i`` is taken: "retook X", "the capture of X"."""
        tree, h = self.tree, self.tree.head[i]
        role = tree.case(i) if tree.dep[i] == "nmod" else "patient"
        passive = tree.dep[i] == "nsubj:pass" or (tree.tag[h] == "VBN" and tree.dep[h] == "acl")
        if tree.dep[i] not in ("obj", "nmod", "nsubj:pass"):
            head = next((k for k in tree.kids(i, "acl") if tree.tag[k] == "VBN"), -1)
            return head >= 0 and (tree.lemma[head], "patient") in self.vocabulary.takers
        return (tree.lemma[h], role) in self.vocabulary.takers and (tree.dep[i] != "obj" or not passive)

    def _vote_by_neighbours(self, name: Name, votes: dict[str, int]) -> None:
        tree, vocabulary = self.tree, self.vocabulary
        before = name.first - 1
        if before >= 0 and tree.sentence[before] == tree.sentence[name.first]:
            if vocabulary.is_title(tree, before) and tree.text[before][:1].isupper():
                votes[vocabulary.person] += 3
                votes[TITLED] += 1
            elif tree.lemma[before] in vocabulary.head_class and tree.pos[before] in ("NOUN", "PROPN"):
                votes[vocabulary.head_class[tree.lemma[before]]] += 2
            if self.ontology.lexicon.has("locative", tree.text[before].lower()):
                votes[PLACE] += 1
            if (
                before
                and tree.text[before].lower() == "of"
                and tree.lemma[before - 1] in vocabulary.head_class
            ):
                votes[PLACE] += 3 * (vocabulary.head_class[tree.lemma[before - 1]] == PLACE)
        for apposed in tree.kids(name.head, "appos"):
            if tree.name[apposed] < 0:
                if tree.lemma[apposed] in vocabulary.office:
                    votes[vocabulary.person] += 2
                elif described := vocabulary.head_class.get(tree.lemma[apposed]):
                    votes[described] += 3

    # ------------------------------------------------------------ merging

    def _merge(self, loser: int, winner: int) -> None:
        if loser == winner:
            return
        lost, won = self.clusters[loser], self.clusters[winner]
        won.names += lost.names
        won.votes.update(lost.votes)
        won.tokens = sorted(won.tokens + lost.tokens)
        lost.tokens, lost.label = [], ""
        for name in self.names:
            if name.actor == loser:
                name.actor = winner
            if name.place == loser:
                name.place = winner if self.clusters[winner].known is None else -1
        self.by_key = {k: winner if v == loser else v for k, v in self.by_key.items()}

    def _merge_acronyms(self) -> None:
        """ "Karvan Liberation Front (KLF)", then "KLF"."""
        tree = self.tree
        for left, right in zip(self.names, self.names[1:], strict=False):
            between = tree.text[left.last : right.first]
            if between != ["("] or right.last >= len(tree) or tree.text[right.last] != ")":
                continue
            pair = (left, right) if len(left.text) > len(right.text) else (right, left)
            full, short = (n.actor if n.actor >= 0 else n.place for n in pair)
            if full < 0 or short < 0 or full == short:
                continue
            if self._is_foreign_acronym(*pair):
                self._merge(short, full)
                continue
            if self.clusters[short].known is None and is_acronym_of(pair[1].text, pair[0].text):
                self._merge(short, full)
            elif self.clusters[full].known is None and is_acronym_of(pair[1].text, pair[0].text):
                if self._shares_words(short, pair[0].text):
                    self._merge(full, short)
                else:
                    self._take(pair[1].text, short, full)
        self._merge_initials()

    def _is_foreign_acronym(self, full: Name, short: Name) -> bool:
        """ "Supreme People's Court (TSP)": the letters of a body's name in the language of its land."""
        clusters = [self.clusters[n.actor] if n.actor >= 0 else None for n in (full, short)]
        if None in clusters or any(c.known for c in clusters if c):
            return False
        bodily = any(w in self.vocabulary.name_word for w in compare_name(full.text).lower().split())
        letters = short.text.isalpha() and short.text.isupper() and 1 < len(short.text) < 8
        return bodily and letters and full.last - full.first > 1 and full.last < short.first

    def _merge_aliases(self) -> None:
        """ "Mira Kolen alias Deva", then "Deva"."""
        for loser, winner in persons.aliases(self.tree, self.names, self.vocabulary):
            if not self.clusters[loser].label or not self.clusters[winner].label:
                continue
            if self.clusters[loser].known is None:
                self._merge(loser, winner)
            elif self.clusters[winner].known is None:
                self._merge(winner, loser)

    def _merge_forms(self) -> None:
        """ "The Republic of Velmia", then "Velmia"."""
        words, person = self.vocabulary.name_word, self.vocabulary.person
        for number, cluster in enumerate(self.clusters):
            form, _, rest = cluster.label.partition(" of ")
            short = self.by_key.get(compare_name(rest.removeprefix("the ")).lower(), number)
            formal = cluster.known is None and words.get(form.lower()) in self.vocabulary.home
            if formal and short != number and class_of(self.clusters[short], self.vocabulary) != person:
                self._merge(number, short)

    def _shares_words(self, number: int, full: str) -> bool:
        """Whether a listed actor has a name with more than half of the words of ``full``."""
        words = content(full)
        names = self.ontology.actors[self.clusters[number].known or ""].names
        return any(len(words & content(name)) * 2 > len(words) for name in names)

    def _take(self, text: str, loser: int, winner: int) -> None:
        """The article itself spells ``text`` out: there it stands for ``winner``, whatever a list says."""
        lost, won = self.clusters[loser], self.clusters[winner]
        for name in self.names:
            if name.text == text and loser in (name.actor, name.place):
                name.actor = name.place = winner
                name.kind = "name"
                lost.tokens.remove(name.head)
                won.tokens.append(name.head)
        won.tokens.sort()
        won.names[text] += lost.names.pop(text, 0)

    def _merge_initials(self) -> None:
        """ "Zund States", then "Z.S." or "ZS"."""
        for number, cluster in enumerate(self.clusters):
            short = cluster.label.replace(".", "")
            if not cluster.label or cluster.known or not short.isupper() or not 2 <= len(short) <= 6:
                continue
            others = [n for n, other in enumerate(self.clusters) if other.label and n != number]
            full = [n for n in others if initials(self.clusters[n].label) == short]
            if len(full) == 1:
                self._merge(number, full[0])

    def _merge_parts(self) -> None:
        """A surname joins the full name, "Samsung" joins "Samsung Electronics"."""
        order = sorted(range(len(self.clusters)), key=lambda n: len(self.clusters[n].label.split()))
        for number in order:
            cluster = self.clusters[number]
            if cluster.known or not cluster.label or names_people(cluster, self.vocabulary):
                continue
            wholes = [n for n in order if n != number and self._is_part(cluster, self.clusters[n])]
            longest = {max(wholes, key=lambda n: (len(self.clusters[n].tokens), -n))} if wholes else set()
            person = class_of(cluster, self.vocabulary) == self.vocabulary.person
            if len(wholes) == 1 or (wholes and person):
                self._merge(number, longest.pop())

    def _is_part(self, part: Cluster, whole: Cluster) -> bool:
        person = self.vocabulary.person
        if whole.known and self._is_word_of(part, whole):
            return class_of(part, self.vocabulary) not in (person, PLACE, *self.vocabulary.home)
        short, long = compare_words(part.label), compare_words(whole.label)
        if len(short) >= len(long) or short[0] not in long or part.label in SMALL:
            return False
        part_cls, whole_cls = class_of(part, self.vocabulary), class_of(whole, self.vocabulary)
        if whole_cls == person:
            if names_land(part, self.vocabulary):
                return False
            if part_cls not in (person, ACTOR) and part.votes[part_cls] > 2 * part.votes[person] + 2:
                only_tagged = part.votes[part_cls] <= 2 * len(part.tokens) and long[-len(short) :] == short
                if not only_tagged or part.votes[peoples.RULED]:
                    return False
            return any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1)) and (
                long[-len(short) :] == short or part_cls == person
            )
        apart = (person, PLACE, *self.vocabulary.home)  # "Velmia" is not short for "Velmia News Agency"
        if part_cls in apart or whole_cls in apart:
            return False
        if len(short) == 1 and short[0] in self.vocabulary.name_word:  # "the Front" of the Karvan Front
            return short[0] in long
        return long[: len(short)] == short and len(short[0]) > 2 and whole.known is None

    def _is_word_of(self, part: Cluster, whole: Cluster) -> bool:
        """Whether a name is the last word of what the article calls a listed body: "the Front"."""
        word = compare_name(part.label).lower()
        if not whole.label or word not in self.vocabulary.name_word or whole.cls in self.vocabulary.home:
            return False
        return any(compare_name(n).lower().endswith(f" {word}") for n in whole.names)

    def _settle(self) -> None:
        """Fix each cluster's class and its best label."""
        people = {n.text for n in self.names if n.kind == "demonym"}
        for cluster in self.clusters:
            if not cluster.label or cluster.known:
                continue
            cluster.cls = class_of_name(cluster, self.vocabulary)
            own = [t for t in cluster.names if t not in people] or list(cluster.names)
            cluster.label = max(sorted(own), key=lambda t: (len(t.split()), len(t)))
        for name in self.names:
            cls = self.clusters[name.actor].cls if name.actor >= 0 else ""
            if cls and self.clusters[name.actor].known is None and name.actor == name.place:
                if cls in self.vocabulary.home and name.kind != "demonym":
                    label = self.clusters[name.actor].label
                    name.place = self.described(f"%{label.lower()}", f"{label} (territory)", PLACE)
                elif cls != PLACE and cls != ACTOR:
                    name.place = -1
                elif cls == PLACE:
                    name.actor = -1
