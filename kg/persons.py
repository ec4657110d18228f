"""Persons whom the tagger took for something else: what only a text on persons says beside a name."""

from __future__ import annotations

from itertools import pairwise

from kg import peoples
from kg.entities import Cluster, Name
from kg.fields import is_people
from kg.syntax import SUBJECTS, Tree
from kg.vocabulary import PLACE, Vocabulary

_TOLD, _HINTED, _TAGGED = 4, 1, 2
_AGES = range(10, 110)
_CLOSED = frozenset((",", ")"))
_APART = 8  # tokens between two names of one actor
_MARKS = frozenset((",", "(", '"', "'", "the"))
_INITIALS = 2  # letters before a surname
_LONGEST = 5  # words of a person's name


def vote(tree: Tree, names: list[Name], clusters: list[Cluster], vocabulary: Vocabulary) -> None:
    """Votes for persons by an age, a "who", and by the surname that a full name leaves behind."""
    unlisted = [n for n in names if n.actor >= 0 and clusters[n.actor].known is None and n.kind == "name"]
    for name in unlisted:
        told = _has_age(tree, name) or _has_who(tree, name) or _has_title(tree, name, vocabulary)
        if told or _follows_word(tree, name, vocabulary) or _has_initial(tree, name, vocabulary):
            clusters[name.actor].votes[vocabulary.person] += _TOLD
    for name in unlisted:
        if _is_of_land(tree, name, names, clusters, vocabulary):
            clusters[name.actor].votes[peoples.NO_HOME] += _TOLD
            verb = tree.head[name.head]
            faced = tree.dep[name.head] == "obj" and (tree.lemma[verb], "patient") in vocabulary.facing
            acts = faced or (tree.dep[name.head] in SUBJECTS and tree.pos[verb] == "VERB")
            clusters[name.actor].votes[vocabulary.person] += _TOLD * acts
    full = dict.fromkeys(n.actor for n in unlisted if _is_full(tree, n, vocabulary))
    for cluster in (clusters[number] for number in full):
        surname = cluster.label.split()[-1:]
        short = next((c for c in clusters if c.label.split() == surname and c.known is None), None)
        if short and not short.votes[peoples.RULED]:
            _join(cluster, short, vocabulary)


def surname(tree: Tree, names: list[Name], vocabulary: Vocabulary) -> None:
    """Label "Tesk" of "the Tesk regime" a person's where the text has a Mila Tesk, not a people's."""
    person = next(iter(sorted(vocabulary.person_labels)), "")
    tagged = [n.text for n in names if n.label.lower() in vocabulary.person_labels]
    surnames = {text.split()[-1] for text in tagged if " " in text}
    for name in names:
        noun = tree.lemma[name.last] if name.last < len(tree) else ""
        governs = vocabulary.head_class.get(noun) in vocabulary.home and tree.tag[name.last] == "NN"
        people = name.label.lower() == "norp" and not name.entries and not is_people(name.text)
        if people and governs and name.text in surnames:
            name.label = person


def is_titled(tree: Tree, name: Name, vocabulary: Vocabulary) -> bool:
    """Whether a listed name is a title and a listed name of the same person: "King | Odran IV"."""
    words = tree.text[name.first + 1 : name.last]
    runs_on = name.last < len(tree) and tree.text[name.last][:1].isupper()  # "the King Odran IV Hospital"
    if not words or runs_on or not vocabulary.is_title(tree, name.first):
        return False
    actors = {e.actor for e in name.entries}
    found = (
        e.actor
        for first, last, own in vocabulary.gazetteer.find(words)
        if last - first == len(words)
        for e in own
    )
    return any(actor in actors for actor in found)


def aliases(tree: Tree, names: list[Name], vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Pairs of clusters that the text says are one: "X alias Y", "X, better known as Y"."""
    pairs = []
    for left, right in pairwise(names):
        if right.first - left.last > _APART or right.first == left.last:
            continue
        words = [tree.text[k].lower() for k in range(left.last, right.first) if tree.text[k] not in _MARKS]
        clusters = [n.actor if n.actor >= 0 else n.place for n in (left, right)]
        told = vocabulary.ontology.lexicon.has("alias", " ".join(words))
        told = told and not _names_part(tree, left)
        if told and min(clusters) >= 0 and clusters[0] != clusters[1]:
            pairs.append((clusters[1], clusters[0]))
    return pairs


def _names_part(tree: Tree, name: Name) -> bool:
    """Whether what follows names but a part of whose name this is: "a faction of X | known as Y"."""
    k, whole = name.last, tree.head[name.head]
    return tree.dep[k] == "acl" and tree.head[k] == whole != name.head and tree.case(name.head) == "of"


def _join(full: Cluster, short: Cluster, vocabulary: Vocabulary) -> None:
    """Votes of a full name and of its last word for each other: bodies are short by their first words."""
    person = vocabulary.person
    full.votes[person] += _HINTED * (short.votes[person] > 0)
    others = [n for cls, n in full.votes.items() if cls in vocabulary.ontology.classes and cls != person]
    if full.votes[person] > max(others, default=0) and short.votes[PLACE] <= _TAGGED * len(short.tokens):
        short.votes[person] += short.votes[PLACE] + _HINTED


def _has_age(tree: Tree, name: Name) -> bool:
    """ "X, 45, …"."""
    k = name.last
    if k + 2 >= len(tree) or tree.text[k] not in (",", "(") or tree.text[k + 2] not in _CLOSED:
        return False
    return tree.text[k + 1].isdecimal() and int(tree.text[k + 1]) in _AGES


def _has_who(tree: Tree, name: Name) -> bool:
    """ "X, who …"."""
    k = name.last + (name.last < len(tree) and tree.text[name.last] == ",")
    return k < len(tree) and tree.text[k].lower() in ("who", "whom") and tree.tag[k] == "WP"


def _has_title(tree: Tree, name: Name, vocabulary: Vocabulary) -> bool:
    """ "X, a veteran union leader, …"."""
    after = [k for k in tree.kids(name.head, "appos") if k >= name.last]
    if name.last >= len(tree) or tree.text[name.last] != "," or len(after) != 1:
        return False
    noun = after[0]
    if tree.lemma[noun] == "one":  # "X, one of the lawmakers, …"
        of = (k for k in tree.kids(noun, "nmod") if tree.case(k) == "of" and tree.tag[k] == "NNS")
        noun = next(of, noun)
    single = tree.tag[noun] == "NN" or noun != after[0]
    return single and vocabulary.ontology.lexicon.has("title", tree.lemma[noun])


def _is_of_land(
    tree: Tree, name: Name, names: list[Name], clusters: list[Cluster], vocabulary: Vocabulary
) -> bool:
    """ "Norway's Tesk", of one word: a person or a town, no land."""
    owners = [names[tree.name[k]].actor for k in tree.kids(name.head, "nmod:poss") if tree.name[k] >= 0]
    single = name.last - name.first == 1 and not tree.text[name.first].isupper()
    return single and any(n >= 0 and clusters[n].cls in vocabulary.home for n in owners)


def _follows_word(tree: Tree, name: Name, vocabulary: Vocabulary) -> bool:
    """ "her brother X Y", "party leader X Y"."""
    k = name.first - 1
    if k < 0 or tree.name[k] >= 0 or not tree.text[k].islower() or not _is_full(tree, name, vocabulary):
        return False
    kin = tree.tag[k] == "NN" and tree.lemma[k] in vocabulary.gender
    return kin or (tree.tag[k] in ("NN", "NNS") and vocabulary.is_title(tree, k))


def _has_initial(tree: Tree, name: Name, vocabulary: Vocabulary) -> bool:
    """ "K Tesk", "J. Tesk"."""
    words = [w.rstrip(".") for w in tree.text[name.first : name.last]]
    if len(words) < 2 or not words[0].isupper() or not words[0].isalpha():
        return False
    letters = 1 if name.label else _INITIALS
    surname = words[-1][:1].isupper() and words[-1][1:].islower() and len(words[-1]) > 2
    bodily = any(w.lower() in vocabulary.name_word for w in words)
    return len(words[0]) <= letters and surname and not bodily


def spread(tree: Tree, names: list[Name], clusters: list[Cluster], vocabulary: Vocabulary) -> None:
    """Votes by company: who is listed with persons and has a name as theirs is one."""
    person = vocabulary.person
    for name in names:
        company = tree.conjuncts(name.head)
        if len(company) < 2 or tree.dep[name.head] == "conj":
            continue
        members = [names[tree.name[j]] for j in company if tree.name[j] >= 0]
        members = [n for n in members if n.actor >= 0 and clusters[n.actor].known is None]
        others = [n for n in members if not _is_person(clusters[n.actor], vocabulary)]
        if not others or len(others) * 2 > len(company) or len(members) < len(company):
            continue
        for other in others:
            votes = clusters[other.actor].votes
            if _is_full(tree, other, vocabulary) and not votes[peoples.RULED]:
                votes[person] += sum(n for cls, n in votes.items() if cls in vocabulary.ontology.classes) + 1


def _is_person(cluster: Cluster, vocabulary: Vocabulary) -> bool:
    votes = {cls: n for cls, n in cluster.votes.items() if cls in vocabulary.ontology.classes}
    return votes.get(vocabulary.person, 0) > max(
        (n for c, n in votes.items() if c != vocabulary.person), default=0
    )


def _is_full(tree: Tree, name: Name, vocabulary: Vocabulary) -> bool:
    """Whether a name may be a first name and a surname by its words."""
    words = tree.text[name.first : name.last]
    bodily = any(w.lower() in vocabulary.name_word or (w.isupper() and len(w) > 2) for w in words)
    return 2 <= len(words) <= _LONGEST and not bodily and tree.text[name.first - 1].lower() != "the"
