"""Unlisted countries: which places act as ones, and which words name their people.

A place that no list knows is taken for an actor of the home class (a state, in the default
domain) when the text gives it a government, an office, a people or deeds, or lists it with such
actors; a word for its people ("Velmian" beside "Velmia") is a name of it.
"""

from __future__ import annotations

from kg.entities import TITLED, Cluster, Name
from kg.syntax import SUBJECTS, Tree
from kg.vocabulary import PLACE, Vocabulary

EVIDENCE = "home"  # counted apart from the classes: it turns a place into a country, nothing else
NO_HOME = "no home"  # evidence against it
WHOSE = "whose"  # a government is called by a name, as those of persons are: "the Tarn administration"
BUILT = "built"  # the words of a name say that it is a place: "Velm Dam"
RULED = "certain"  # evidence that is more than deeds: a government, an office, a people, company
_STRONG, _DEED, _WEAK = 3, 3, 1
ENOUGH = 3  # votes that make a country of what is else a place
_RARE = 2  # mentions of a country that is known by its deeds alone
_ENDINGS = ("ian", "an", "n", "ish", "ese", "i", "ic", "ite", "er", "ians", "ans", "ns", "is", "ites", "ers")
_AGAINST = frozenset(("of", "on", "against"))
_TIES = frozenset(("with", "between", "against", "among"))


def vote(tree: Tree, names: list[Name], clusters: list[Cluster], vocabulary: Vocabulary) -> None:
    """Votes for the home class, and against it, by what stands beside each unlisted name."""
    for name in names:
        if name.actor < 0 or clusters[name.actor].known is not None:
            continue
        votes = clusters[name.actor].votes
        if name.label.lower().startswith("per"):
            votes[EVIDENCE] += _STRONG * _has_office(tree, name, vocabulary)
            votes[EVIDENCE] += _deed(tree, name, vocabulary) * (name.last - name.first == 1)
            continue
        if _is_ruled(tree, names, name, vocabulary):
            votes[EVIDENCE] += _STRONG
            k = name.last + (tree.text[name.last : name.last + 1] == ["'s"])
            votes[WHOSE] += name.kind == "name" and k < len(tree) and _governs(tree, k, vocabulary)
            votes[RULED] += name.kind == "name" or _rules_people(tree, name, vocabulary)
        elif _has_what_nations_have(tree, name, vocabulary) or _takes_land(tree, name, vocabulary):
            votes[EVIDENCE] += _STRONG
            votes[RULED] += 1
        elif name.kind == "name" and (name.last - name.first == 1 or _has_article(tree, name)):
            votes[EVIDENCE] += _deed(tree, name, vocabulary) + _has_article(tree, name)
        elif name.kind == "name" and vocabulary.ner_class.get(name.label.lower()) == PLACE:
            votes[vocabulary.person] += _deed(
                tree, name, vocabulary
            )  # few lands have two words, few persons one
        votes[NO_HOME] += _STRONG * _is_in_home(tree, name, vocabulary)


def acts(cluster: Cluster) -> bool:
    """Whether the text gives an unlisted place enough of what a country has."""
    if cluster.votes[BUILT] and not cluster.votes[RULED]:
        return False
    return cluster.votes[EVIDENCE] - cluster.votes[NO_HOME] >= ENOUGH


def is_sure(cluster: Cluster) -> bool:
    """Whether more than one deed says that an unlisted cluster is a country."""
    more_than_deed = cluster.votes[EVIDENCE] - cluster.votes[NO_HOME] > ENOUGH and len(cluster.tokens) > _RARE
    return bool(cluster.known or not cluster.votes or cluster.votes[RULED] or more_than_deed)


def _has_office(tree: Tree, name: Name, vocabulary: Vocabulary) -> bool:
    """Whether an office of a home comes right after the name and its bearer after that: "Velmia
    President X"."""
    k = name.last
    return (
        k + 1 < len(tree)
        and name.last - name.first == 1
        and tree.lemma[k] in vocabulary.home_office_last
        and tree.text[k][:1].isupper()
        and tree.name[k] < 0
        and tree.name[k + 1] >= 0
    )


def _bears_office(tree: Tree, names: list[Name], i: int, vocabulary: Vocabulary) -> bool:
    """Whether token ``i`` is of a name with an office of a home before it: "President X Y of Velmia"."""
    before = names[tree.name[i]].first - 1 if tree.name[i] >= 0 else -1
    return (
        before >= 0 and tree.text[before][:1].isupper() and tree.lemma[before] in vocabulary.home_office_last
    )


def _is_in_home(tree: Tree, name: Name, vocabulary: Vocabulary) -> bool:
    """Whether a name is a part of a country by its words: "the town of X", "X province"."""
    after, before = name.last, name.first - 1
    nouns = vocabulary.head_class
    if after < len(tree) and tree.name[after] < 0 and nouns.get(tree.lemma[after]) == PLACE:
        return name.kind == "name"
    of = before > 0 and tree.text[before].lower() == "of"
    return of and tree.name[before - 1] < 0 and nouns.get(tree.lemma[before - 1]) == PLACE


def _is_ruled(tree: Tree, names: list[Name], name: Name, vocabulary: Vocabulary) -> bool:
    """Whether a word for a government or an office of one stands beside a name."""
    first, last = tree.sentences[tree.sentence[name.first]]
    j = name.last
    if j < last and tree.text[j] in ("'s", "’s", "'"):
        j += 1
    for k in range(j, min(j + 3, last)):
        if _is_home_word(tree, k, vocabulary):
            return True
        inside = tree.pos[k] in ("ADJ", "ADV", "NOUN", "PROPN") or tree.tag[k] == "VBN"
        if not inside or tree.name[k] >= 0:
            break
    before = name.first - 1
    before -= before >= first and tree.text[before].lower() == "the"
    ruled = before - 1 >= first and tree.text[before].lower() == "of"
    return ruled and (
        _is_home_word(tree, before - 1, vocabulary) or _bears_office(tree, names, before - 1, vocabulary)
    )


def _has_what_nations_have(tree: Tree, name: Name, vocabulary: Vocabulary) -> bool:
    """Whether what only a nation has stands beside a name: "the Velmian embassy", "Velmia's airspace"."""
    k, has = name.last, vocabulary.ontology.lexicon.has
    if k + 1 >= len(tree):
        return False
    owned = tree.text[k] in ("'s", "’s", "'")
    if owned or name.kind == "demonym":
        return tree.name[k + owned] < 0 and has("national", tree.lemma[k + owned])
    of = name.first > 1 and tree.text[name.first - 1] == "of"
    return of and has("national", tree.lemma[name.first - 2])


def _takes_land(tree: Tree, name: Name, vocabulary: Vocabulary) -> bool:
    """Whether a people attacks, takes or holds a named place: "the Velmian occupation of X"."""
    i, h = name.head, tree.head[name.head]
    beside = name.kind == "demonym" and tree.dep[i] in ("amod", "compound") and tree.name[h] < 0
    deed = tree.lemma[h] in vocabulary.deeds and tree.lemma[h] not in vocabulary.office
    if not (beside and deed) or tree.lemma[h] in vocabulary.head_class:
        return False
    named = (k for k in tree.kids(h, "nmod") if tree.name[k] >= 0 and tree.case(k) in _AGAINST)
    return any(vocabulary.ner_class.get(tree.entity[k].lower()) == PLACE for k in named)


def _rules_people(tree: Tree, name: Name, vocabulary: Vocabulary) -> bool:
    """Whether the office of a home follows the word for a people: "the Velmian president"."""
    words = [tree.lemma[k] for k in range(name.last, min(name.last + 3, len(tree))) if tree.tag[k] != "NNS"]
    offices = (" ".join(words[:n]) for n in range(1, len(words) + 1))
    return name.text.lower().endswith(_ENDINGS) and any(o in vocabulary.home_office for o in offices)


def _deed(tree: Tree, name: Name, vocabulary: Vocabulary) -> int:
    """How much a name does, or has to do with others."""
    top = tree.first_conjunct(name.head)
    h, dep, case = tree.head[top], tree.dep[top], tree.case(top)
    if top != name.head and tree.entity[top].lower().startswith("per"):  # one of a list of persons
        return 0
    deed = tree.lemma[h] in vocabulary.deeds
    if (own := _own_clause(tree, name)) >= 0 and tree.lemma[own] in vocabulary.deeds:
        return _DEED
    if dep in SUBJECTS[:1] and tree.pos[h] == "VERB":
        return _DEED if deed else _WEAK
    if _is_faced(tree, name, top, vocabulary):
        return _DEED * (name.last - name.first < 3)
    if (
        deed
        and dep == "nmod:poss"
        and any(tree.case(k) in _AGAINST for k in tree.kids(h, "nmod") if tree.name[k] >= 0)
    ):
        return _DEED
    return _WEAK if deed and (dep == "nmod:poss" or (dep in ("nmod", "obl") and case in _TIES)) else 0


def _has_article(tree: Tree, name: Name) -> bool:
    """ "the Velms": as few towns have it."""
    k = name.last
    closed = k >= len(tree) or (tree.name[k] < 0 and tree.pos[k] not in ("NOUN", "PROPN", "ADJ"))
    return closed and name.first > 0 and tree.text[name.first - 1].lower() == "the"


def _own_clause(tree: Tree, name: Name) -> int:
    """The verb whose subject is the "which" right after a name, -1 for none: "X, which backs Y"."""
    k = name.last + (name.last < len(tree) and tree.text[name.last] == ",")
    if k >= len(tree) or tree.text[k].lower() != "which" or tree.dep[k] not in SUBJECTS[:1]:
        return -1
    return tree.head[k]


def _is_faced(tree: Tree, name: Name, top: int, vocabulary: Vocabulary) -> bool:
    """Whether a name stands where only an actor can: "condemned X", "support for X"; no "warned X MP Y"."""
    dep, case, k = tree.dep[top], tree.case(top), name.last
    if k < len(tree) and (tree.name[k] >= 0 or tree.pos[k] == "PROPN"):
        return False
    if dep in ("nmod", "obl"):
        role = "" if vocabulary.ontology.lexicon.has("locative", case) else case
    else:
        role = "patient" if dep in ("obj", "nsubj:pass") else ""
    return bool(role) and (tree.lemma[tree.head[top]], role) in vocabulary.facing


def spread(tree: Tree, names: list[Name], clusters: list[Cluster], vocabulary: Vocabulary) -> None:
    """Votes for the home class by company: what is listed with such actors, no town, is one of them."""
    for name in names:
        i = name.head
        company = tree.conjuncts(i)
        if len(company) < 2 or tree.dep[i] == "conj":
            continue
        members = [names[tree.name[j]].actor for j in company if tree.name[j] >= 0]
        listed = [n for n in dict.fromkeys(members) if n >= 0 and clusters[n].label]
        homes = [n for n in listed if _is_home(clusters[n], vocabulary)]
        for n in listed:
            votes = clusters[n].votes
            if n in homes or clusters[n].known or votes[NO_HOME] or votes[TITLED] or " " in clusters[n].label:
                continue
            if votes[PLACE] and len(homes) * 2 >= len(listed):
                votes[EVIDENCE] += _STRONG
                votes[RULED] += 1
            elif len(homes) > 2 and len(homes) * 3 >= len(listed) * 2:  # whatever the tagger says
                votes[PLACE] += sum(votes.values())
                votes[EVIDENCE] += _STRONG
                votes[RULED] += 1


def _is_home(cluster: Cluster, vocabulary: Vocabulary) -> bool:
    if cluster.known:
        return cluster.cls in vocabulary.home
    return acts(cluster) and cluster.votes[PLACE] >= cluster.votes[vocabulary.person]


def _governs(tree: Tree, i: int, vocabulary: Vocabulary) -> bool:
    return tree.name[i] < 0 and vocabulary.head_class.get(tree.lemma[i]) in vocabulary.home


def _is_home_word(tree: Tree, i: int, vocabulary: Vocabulary) -> bool:
    """Whether token ``i`` is a word for a government or for an office of one."""
    if tree.name[i] >= 0:
        return False
    lemma = tree.lemma[i]
    return vocabulary.head_class.get(lemma) in vocabulary.home or lemma in vocabulary.home_office_last


def demonyms(names: list[Name], clusters: list[Cluster], vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Pairs (people, place) of unlisted clusters where one names the people of the other."""
    unlisted = [n for n, c in enumerate(clusters) if c.known is None and c.label]
    lands = {clusters[n].label.lower() for n in unlisted if _is_placed(clusters[n], vocabulary)}
    people = [n for n in unlisted if _is_people(clusters[n], lands)]
    places = [n for n in unlisted if n not in people and _may_have_people(clusters[n], vocabulary)]
    pairs = []
    for p in people:
        owners = [n for n in places if _is_demonym(clusters[p].label.lower(), clusters[n].label.lower())]
        if owners:
            pairs.append((p, max(owners, key=lambda n: (len(clusters[n].tokens), -n))))
    return pairs


def without_lands(names: list[Name], clusters: list[Cluster], town: str) -> None:
    """Votes for peoples whose land is in no name of its own, but in the dateline or a body's name."""
    alone = [c for c in clusters if c.known is None and c.votes["norp"] and " " not in c.label]
    if not alone:
        return
    words = [n.text.partition(" ")[0] for n in names if " " in n.text and not n.entries]
    words += [town]
    for cluster in alone:
        people = cluster.label.lower()
        lands = (w for w in words if w.lower() != people and _is_demonym(people, w.lower()))
        if land := next(lands, ""):
            cluster.names[land] += 1
            cluster.votes[EVIDENCE] += _STRONG
            cluster.votes[RULED] += 1


def written_in(town: str, clusters: list[Cluster], vocabulary: Vocabulary) -> int:
    """The unlisted country that the dateline names; -1 for none."""
    homes = (n for n, c in enumerate(clusters) if town and not c.known and c.cls in vocabulary.home)
    return next((n for n in homes if town in clusters[n].names or town.upper() in clusters[n].names), -1)


def _is_people(cluster: Cluster, lands: set[str]) -> bool:
    """Whether a word is for a people, by its tag or because it is a land's with "n": Velmia → Velmians."""
    if " " in cluster.label:
        return False
    stem = cluster.label.lower().removesuffix("s").removesuffix("n")
    of_land = stem.endswith("ia") and stem in lands and stem != cluster.label.lower()
    norp = cluster.votes["norp"]
    land = cluster.votes[PLACE] > norp and not cluster.label.lower().endswith(_ENDINGS)
    return (norp > 0 and not land) or of_land


def _is_placed(cluster: Cluster, vocabulary: Vocabulary) -> bool:
    return cluster.votes[PLACE] > cluster.votes[vocabulary.person]


def _may_have_people(cluster: Cluster, vocabulary: Vocabulary) -> bool:
    """Whether a name may be a country's: no title stands before it, whatever the tagger says."""
    votes = cluster.votes
    titled = votes[TITLED] or len(cluster.label.split()) > 1
    return not titled or votes[PLACE] + votes[EVIDENCE] >= votes[vocabulary.person]


def found(cluster: Cluster, vocabulary: Vocabulary) -> None:
    """Votes for a cluster whose people the text names: a place, and one that acts."""
    votes = cluster.votes
    votes[PLACE] += 1 + sum(n for cls, n in votes.items() if cls in vocabulary.ontology.classes)
    votes[EVIDENCE] += _STRONG
    votes[RULED] += 1


def _is_demonym(people: str, place: str) -> bool:
    """Whether ``people`` is ``place`` with an ending of peoples: velmia → velmian, karv → karvish."""
    for ending in _ENDINGS:
        if not people.endswith(ending):
            continue
        stem = people[: -len(ending)]
        if len(stem) >= 4 and place.startswith(stem) and len(place) - len(stem) <= 3:
            return True
    return False
