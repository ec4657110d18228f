"""The frames of the conflict domain: they parse, cover every relation, and no word contradicts itself."""

import re
from collections import Counter, defaultdict

import pytest

from kg.records import Frame, Ontology

KINDS = ("verbs", "nouns", "adjectives", "prefixes")
ROLES = {
    "agent",
    "patient",
    "self",
    "whole",
    "parts",
    "stem",
    "each-other",
    "home",
    "nationality",
    "portfolio",
    "chamber",
    "bench",
    "outer",
    "above",
    "owner",
    "body",
    "source",
    "below",
    "aim",
    "bound",
}
PREPOSITIONS = set(
    """about against alongside around at behind between for from in into near of on out outside over round to
    toward towards under upon with""".split()  # noqa: SIM905 - a list of words reads best as words
)
ALL = {"allied_with", "attacked", "backs", "captured", "controls", "fights", "leads", "lost", "member_of"}
ALL |= {"negotiates_with", "opposes"}
# English has no adjective for who attacked, captured or fights whom.
COVERED = {
    "verbs": ALL,
    "nouns": ALL,
    "adjectives": ALL - {"attacked", "captured", "fights"},
    "prefixes": {"backs", "fights", "opposes"},
}
TITLES = {
    "leads": {
        *(
            "president",
            "minister",
            "king",
            "premier",
            "governor",
            "chief",
            "commander",
            "chairman",
            "chairwoman",
        ),
        *("director", "head", "leader", "speaker", "warlord", "secretary-general", "editor", "ceo"),
    },
    "member_of": {
        *(
            "spokesman",
            "spokeswoman",
            "spokesperson",
            "envoy",
            "ambassador",
            "official",
            "officer",
            "lawmaker",
        ),
        *("senator", "fighter", "soldier", "correspondent", "adviser", "member", "activist"),
    },
}


@pytest.fixture(scope="module")
def frames(conflict: Ontology) -> tuple[Frame, ...]:
    """All frames of the domain that kg ships."""
    return conflict.frames


def words(frames: tuple[Frame, ...]) -> list[tuple[str, str, Frame]]:
    """Every pair of a word and a frame, with the word's part of speech."""
    return [(kind, word, f) for f in frames for kind in KINDS for word in getattr(f, kind)]


def relations(frame: Frame) -> set[str]:
    """The relations that a frame states."""
    return {s.relation for s in frame.states}


def test_there_are_enough_words(frames: tuple[Frame, ...]) -> None:
    """At least 150 frames and 1,500 pairs of word and frame, verbs and nouns making up most of them."""
    counts = Counter(kind for kind, _, _ in words(frames))
    assert len(frames) >= 150
    assert counts.total() >= 1500
    assert counts["verbs"] >= 900 and counts["nouns"] >= 700
    assert counts["adjectives"] >= 80 and counts["prefixes"] == 3


def test_every_relation_has_many_words(frames: tuple[Frame, ...], conflict: Ontology) -> None:
    """Each of the eleven relations is said by at least 20 words."""
    said = defaultdict(set)
    for kind, word, frame in words(frames):
        for relation in relations(frame):
            said[relation].add((kind, word))
    assert set(said) == set(conflict.relations)
    assert len(said) == 11
    assert {r: len(w) for r, w in said.items() if len(w) < 20} == {}


@pytest.mark.parametrize(("kind", "expected"), COVERED.items())
def test_parts_of_speech_cover_the_relations(
    frames: tuple[Frame, ...], kind: str, expected: set[str]
) -> None:
    """Verbs and nouns state all relations, adjectives and prefixes those that English has words for."""
    assert expected <= {r for f in frames if getattr(f, kind) for r in relations(f)}


def test_frames_say_something(frames: tuple[Frame, ...]) -> None:
    """A frame has a word and a state, and a name in small letters."""
    assert [f.name for f in frames if not any(getattr(f, k) for k in KINDS)] == []
    assert [f.name for f in frames if not f.states] == []
    assert [f.name for f in frames if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", f.name)] == []


def test_words_are_lemmas_in_lower_case(frames: tuple[Frame, ...]) -> None:
    """Words are small letters, hyphens, apostrophes and single spaces, last the sign of a currency; verbs
    do not carry an auxiliary, but "be" alone may have a name in its phrase."""
    lemma = re.compile(r"[^\W\d_]+(?:[-' ’][^\W\d_]+)*(?: (?:us)?[$€£])?")
    odd = [w for _, w, _ in words(frames) if not lemma.fullmatch(w) or w != w.lower()]
    assert odd == ["*"]  # any noun that a person bears
    verbs = [(w, f.name) for kind, w, f in words(frames) if kind == "verbs"]
    assert [v for v in verbs if v[0].split()[0] in ("be", "will", "would") and v[0] != "be"] == []


def test_roles_are_known(frames: tuple[Frame, ...]) -> None:
    """States use the roles of docs/ontology.md and common prepositions, ``by`` never: that is the agent."""
    used = {r.split(":")[0] for f in frames for s in f.states for r in (*s.subject, *s.object)}
    used |= {role for f in frames for role, _ in f.requires}
    assert used <= ROLES | PREPOSITIONS


def test_roles_fit_the_part_of_speech(frames: tuple[Frame, ...]) -> None:
    """Only nouns have a whole and a home, only adjectives and prefixes a stem, verbs never a self."""
    for frame in frames:
        used = {r.split(":")[0] for s in frame.states for r in (*s.subject, *s.object)}
        if not frame.nouns:
            assert not used & {"whole", "home", "nationality"}, frame.name
        if not frame.adjectives and not frame.prefixes:
            assert "stem" not in used, frame.name
        if frame.verbs:
            assert "self" not in used and "whole" not in used, frame.name


def test_no_word_is_friend_and_foe_at_once(frames: tuple[Frame, ...], conflict: Ontology) -> None:
    """A word that states a friendly and a hostile relation has different roles or classes for them."""
    signs: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], set[int]] = defaultdict(set)
    for kind, word, frame in words(frames):
        if frame.requires or frame.status != "asserted":
            continue
        for state in frame.states:
            sign = conflict.relations[state.relation].sign
            for role in state.object:
                if sign:
                    signs[kind, word, state.subject, (role,)].add(sign)
    assert [key for key, found in signs.items() if len(found) > 1] == []


def test_capture_from_says_three_things(frames: tuple[Frame, ...]) -> None:
    """To take a place from someone is a capture, a loss and a fight, for every word of taking."""
    taking = [f for f in frames if any("from" in s.subject and s.relation == "lost" for s in f.states)]
    assert len(taking) >= 3
    for frame in taking:
        assert relations(frame) == {"captured", "lost", "fights"}, frame.name


def test_offices_of_state_fall_back_on_home(frames: tuple[Frame, ...]) -> None:
    """President, king and minister lead the home country when none is named; chairmen do not.

    Those who deal with other countries lead only the one that they are known to act for.
    """
    at_home = {noun for f in frames for s in f.states if "home" in s.object for noun in f.nouns}
    known = {noun for f in frames for s in f.states if "nationality" in s.object for noun in f.nouns}
    assert {"president", "prime minister", "king", "minister"} <= at_home
    assert {"foreign secretary", "secretary of state"} <= known and not at_home & known
    assert not at_home & {"chairman", "leader", "director", "spokesman", "head"}


def test_titles_are_read_as_settled(frames: tuple[Frame, ...]) -> None:
    """Heads lead; spokesmen, envoys, officials and lawmakers are members."""
    said: dict[str, set[str]] = defaultdict(set)
    for noun, frame in ((n, f) for f in frames for n in f.nouns):
        said[noun] |= {s.relation for s in frame.states if s.subject[-1].split(":")[0] == "self"}
    assert {noun: said[noun] for r, nouns in TITLES.items() for noun in nouns if r not in said[noun]} == {}
    assert sum(map(len, TITLES.values())) == 32


def test_no_body_begins_with_a_title(frames: tuple[Frame, ...]) -> None:
    """Nouns that also begin names of bodies ("Workers Party") do not count as titles before a name."""
    titles = {n.split()[-1] for f in frames if any(s.subject == ("self",) for s in f.states) for n in f.nouns}
    assert "spokesman" in titles
    assert not titles & {"reporter", "worker", "doctor", "teacher", "department", "division", "war", "peace"}
