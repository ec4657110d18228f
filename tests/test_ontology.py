"""The reader of domains and its check: records from Turtle, and mistakes with file, line and cure."""

# ruff: noqa: E501 - the tables of mistakes have one a line

import dataclasses
import importlib.util
import re
import shutil
from pathlib import Path

import pytest

from kg import graph, names, ontology, ontology_check, turtle
from kg.errors import OntologyError
from kg.records import Actor, Article, Claim, Extraction, Ontology, Problem, Span, State, TimeExpr

TOY = Path(__file__).parent / "toy"
ROOT = TOY.parent.parent
CONTRACT = {  # relation: sign, symmetric, a class of its object
    "backs": (1, False, "Actor"),
    "allied_with": (1, True, "Actor"),
    "opposes": (-1, False, "Actor"),
    "fights": (-1, True, "Actor"),
    "attacked": (0, False, "Place"),
    "captured": (0, False, "Place"),
    "controls": (0, False, "Place"),
    "lost": (0, False, "Place"),
    "leads": (1, False, "Actor"),
    "member_of": (1, False, "Actor"),
    "negotiates_with": (1, True, "Actor"),
}


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A copy of the toy domain, to be spoilt."""
    return Path(shutil.copytree(TOY, tmp_path / "toy"))


def spoil(folder: Path, file: str, old: str, new: str) -> int:
    """Replace ``old`` once in a file of the domain; the line on which the new text starts."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


# ---------------------------------------------------------------- the default domain


def test_relations_are_those_of_the_contract(conflict: Ontology):
    """The eleven relations have the contract's sign, direction and ends, and words for people."""
    assert list(conflict.relations) == sorted(CONTRACT)
    for name, (sign, symmetric, end) in CONTRACT.items():
        relation = conflict.relations[name]
        assert (relation.sign, relation.symmetric) == (sign, symmetric), name
        assert end in relation.range and "Actor" in relation.domain, name
        assert relation.label and relation.definition and relation.inverse_label, name
        assert relation.iri == names.NS + name


def test_relations_carry_event_codes(conflict: Ontology):
    """Relations that event data knows have PLOVER and CAMEO notations."""
    coded = [r.name for r in conflict.relations.values() if r.codes]
    assert len(coded) >= 8
    assert {"ASSAULT", "CAMEO 19"} <= set(conflict.relations["fights"].codes)


def test_classes_know_their_ancestors(conflict: Ontology):
    """Every class of the contract is there, below actor or place, and only places do not act."""
    assert set(conflict.classes) >= {
        *("Actor", "State", "ArmedGroup", "Military", "Coalition", "Organisation", "Person", "Place")
    }
    for cls in conflict.classes.values():
        assert conflict.is_a(cls.name, "Actor") != conflict.is_a(cls.name, "Place"), cls.name
        assert cls.agent == conflict.is_a(cls.name, "Actor")
    assert [c.name for c in conflict.classes.values() if c.home] == ["State"]
    nouns = [noun for cls in conflict.classes.values() for noun in cls.head_nouns]
    assert len(nouns) > 200 and len(set(nouns)) == len(nouns)


def test_negotiation_has_a_sign_and_takes_no_side(conflict: Ontology):
    """Only talks leave open on which side their ends stand."""
    assert [r.name for r in conflict.relations.values() if not r.stance] == ["negotiates_with"]


def test_every_frame_leads_somewhere(conflict: Ontology):
    """Each frame has words and states relations of the domain; each relation has frames."""
    assert len(conflict.frames) >= 150
    stated = set()
    for frame in conflict.frames:
        assert frame.verbs or frame.nouns or frame.adjectives or frame.prefixes, frame.name
        assert frame.states, frame.name
        stated |= {state.relation for state in frame.states}
    assert stated == set(CONTRACT)


def test_grammar_has_its_lists(conflict: Ontology):
    """The words of English grammar are read by the names of their lists."""
    assert len(conflict.lexicon.lists) >= 20
    assert conflict.lexicon.has("preposition", "against")
    assert not conflict.lexicon.has("preposition", "agent")
    assert not conflict.lexicon.has("no such list", "against")


def test_default_domain_is_right():
    """The check finds nothing in the domain that kg ships."""
    assert [str(problem) for problem in ontology.check()] == []


def test_two_readings_are_equal(conflict: Ontology):
    """Reading again gives the same records in the same order."""
    again = ontology.load()
    assert again == conflict
    for mapping in ("classes", "relations", "actors"):
        keys = list(getattr(again, mapping))
        assert keys == list(getattr(conflict, mapping)) == sorted(keys), mapping
    assert [f.name for f in again.frames] == sorted(f.name for f in again.frames)
    assert re.fullmatch(r"[0-9a-f]{64}", again.sha256)


def test_hash_changes_with_any_file(toy: Path):
    """A change of one word changes the hash of the domain, moving the folder does not."""
    first = ontology.load(toy).sha256
    assert ontology.load(TOY).sha256 == first
    spoil(toy, "frames.ttl", '"offload"', '"unload"')
    assert ontology.load(toy).sha256 != first


def test_every_term_of_the_data_is_declared():
    """Whatever the graph of an article may hold, its kg: terms have a type, a label and a comment."""
    quads = graph.article_quads(full_extraction())
    facts, problems = turtle.read(ontology.files_of(None))
    assert not problems
    used = {term.value for q in quads for term in (q.predicate, q.object) if term.value.startswith(names.NS)}
    relations = {names.NS + name for name in CONTRACT}
    assert len(used) > 25
    rdfs = names.PREFIXES["rdfs"]
    for iri in sorted(used - relations - {names.NS + "State"}):
        assert facts.texts(iri, names.PREFIXES["rdf"] + "type"), iri
        assert facts.text(iri, rdfs + "label") and facts.text(iri, rdfs + "comment"), iri


def full_extraction() -> Extraction:
    """An article with a claim that has every qualifier."""
    text = "Arda backs Belm, Cora said."
    span = Span(0, 4)
    claim = Claim(
        *(
            "a",
            "arda",
            "backs",
            "belm",
            "planned",
            Span(0, len(text)),
            Span(5, 10),
            span,
            Span(11, 15),
            "back",
        ),
        attributed_to="cora",
        time=TimeExpr("2020", span=span),
        place="belm",
        status_trigger=span,
    )
    actors = tuple(Actor(i, i.title(), "State", (i.title(),)) for i in ("arda", "belm", "cora"))
    return Extraction(Article("a", text, "Title"), actors, (claim,), "a note")


def test_own_terms_are_labelled():
    """Every term that kg.ttl declares has a label and a comment of its own."""
    facts, _ = turtle.read(ontology.files_of(None)[:1])
    rdfs = names.PREFIXES["rdfs"]
    declared = [iri for iri in facts.nodes if iri.startswith(names.NS)]
    comments = [facts.text(iri, rdfs + "comment") for iri in declared]
    assert len(declared) > 70
    assert all(comments) and len(set(comments)) == len(comments)
    assert all(facts.text(iri, rdfs + "label") for iri in declared)


def test_every_class_and_property_is_declared():
    """As OWL 2 DL wants it, all that stands as a property or a class has a type; the languages' own terms aside."""
    facts, _ = turtle.read(ontology.files_of(None))
    kind, rdfs, owl = (names.PREFIXES[p] for p in ("rdf", "rdfs", "owl"))
    above = {rdfs + t for t in ("subClassOf", "subPropertyOf", "domain", "range")} | {owl + "disjointWith"}
    used = {p for node in facts.nodes.values() for p in node}
    for node in facts.nodes.values():
        used |= {v.text for p in above | {kind + "type"} for v in node.get(p, ()) if v.kind == "iri"}
    own = tuple(names.PREFIXES[p] for p in ("rdf", "rdfs", "owl", "xsd"))
    others = sorted(iri for iri in used if not iri.startswith(own))
    assert len(others) > 70
    assert [iri for iri in others if not facts.raw(iri, kind + "type")] == []


def test_page_of_terms_is_current():
    """docs/terms.md is what make docs would write now."""
    path = ROOT / "tools" / "terms.py"
    spec = importlib.util.spec_from_file_location("terms", path)
    assert spec and spec.loader
    terms = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(terms)
    assert (ROOT / "docs" / "terms.md").read_text(encoding="utf-8") == terms.reference(), "run make docs"


def test_page_on_domains_names_every_role_and_mark():
    """docs/ontology.md shows each role that the check knows and each term of the notation."""
    page = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    assert len(ontology_check.ROLES) == 20
    assert [role for role in ontology_check.ROLES if f"`{role}`" not in page] == []
    facts, _ = turtle.read(ontology.files_of(None)[:1])
    text = facts.files[0].text
    notation = text[
        text.index("= the notation of domains") : text.index("= the graph: articles")
    ].splitlines()
    terms = [line.split()[0] for line in notation if line.startswith("kg:") and " a owl:" in line]
    assert len(terms) > 20
    missing = [t for t in terms if t not in page]
    assert missing == ["kg:lemma"]  # nobody writes it: a super-property


# ---------------------------------------------------------------- the toy domain


def test_toy_domain_is_small_and_right():
    """A second domain fits in a hundred lines and passes the check."""
    lines = sum(len(f.read_text(encoding="utf-8").splitlines()) for f in TOY.glob("*.ttl"))
    assert lines < 100
    assert ontology.check(TOY) == ()


def test_toy_domain_shares_nothing_with_the_default(conflict: Ontology):
    """Only kg's own two classes and the words of grammar are common to both domains."""
    toy = ontology.load(TOY)
    assert toy.name == "toy"
    assert set(toy.classes) & set(conflict.classes) == {"Actor", "Place", "Person"}
    assert not set(toy.relations) & set(conflict.relations)
    assert not set(toy.actors) & set(conflict.actors)
    for name, words in toy.lexicon.lists.items():
        assert words <= conflict.lexicon.lists[name], name  # the default domain may add words of its own
    assert toy.relations["owns"].iri == "https://kg.example/toy#owns"


def test_toy_records_say_what_the_turtle_says():
    """Classes, relations, frames and actors come out field by field."""
    toy = ontology.load(TOY)
    assert toy.classes["Fund"].parents == ("Company", "Actor")
    assert toy.classes["Fund"].head_nouns == ("fund", "investor")
    assert toy.classes["Place"].ner == ("LOC",)
    assert toy.relations["merged_with"].symmetric
    assert toy.relations["sues"].sign == -1
    frames = {frame.name: frame for frame in toy.frames}
    assert frames["buy"].states == (
        State(("agent",), "owns", ("patient", "of")),
        State(("from",), "sold", ("patient", "of")),
    )
    assert frames["buy"].verbs == ("buy", "acquire", "take over")
    assert frames["bid"].status == "planned"
    tarn = toy.actors["tarn-foods"]
    assert (tarn.label, tarn.cls, tarn.names, tarn.ambiguous) == (
        "Tarn Foods",
        "Company",
        ("Tarn Foods",),
        ("Tarn",),
    )


def test_ambiguous_names_are_not_sure_ones(toy: Path):
    """A name that is called ambiguous is no longer among the sure ones, be it the label."""
    spoil(toy, "actors.ttl", 'kg:ambiguousName "Tarn"', 'kg:ambiguousName "Tarn", "Tarn Foods"')
    tarn = ontology.load(toy).actors["tarn-foods"]
    assert (tarn.label, tarn.names, tarn.ambiguous) == ("Tarn Foods", (), ("Tarn", "Tarn Foods"))


def test_an_actor_gets_the_most_special_of_its_classes(toy: Path):
    """Two classes for one actor: the one further down counts."""
    spoil(toy, "actors.ttl", "ent:okeby a biz:Fund", "ent:okeby a biz:Company , biz:Fund , kg:Actor")
    assert ontology.load(toy).actors["okeby"].cls == "Fund"


def test_nationality_is_read(toy: Path):
    """The state that a person acts for is an id, none where the domain says nothing."""
    spoil(toy, "actors.ttl", 'kg:ambiguousName "Tarn"', "<https://schema.org/nationality> ent:okeby")
    actors = ontology.load(toy).actors
    assert (actors["tarn-foods"].state, actors["okeby"].state) == ("okeby", None)


def test_marks_of_a_relation_are_read(toy: Path):
    """kg:stance, kg:possessive and SKOS links to codes reach the record."""
    more = "kg:stance false ; kg:possessive true ; skos:closeMatch biz:code ; kg:sign -1 ."
    spoil(toy, "classes.ttl", "kg:range kg:Actor ; kg:sign -1 .", f"kg:range kg:Actor ; {more}")
    with (toy / "codes.ttl").open("w", encoding="utf-8") as file:
        file.write(
            "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
            '<https://kg.example/toy#code> a skos:Concept ; skos:notation "C7" .\n'
        )
    sues = ontology.load(toy).relations["sues"]
    assert (sues.stance, sues.possessive, sues.codes) == (False, True, ("C7",))


# ---------------------------------------------------------------- states

STATES = [
    ("agent owns patient", State(("agent",), "owns", ("patient",))),
    ("agent owns patient|of", State(("agent",), "owns", ("patient", "of"))),
    ("self|agent owns whole|home", State(("self", "agent"), "owns", ("whole", "home"))),
    ("agent  merged_with\teach-other", State(("agent",), "merged_with", ("each-other",))),
    ("self owns whole:Company|home", State(("self",), "owns", ("whole:Company", "home"))),
    ("agent owns", None),
    ("agent owns patient of", None),
    ("agent owns patient|", None),
    ("|agent owns patient", None),
    ("Agent owns patient", None),
    ("agent owns patient:company", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "state"), STATES)
def test_states_are_parsed(text: str, state: State | None):
    """A state has two ends with roles and a relation between, or it is refused."""
    assert ontology.parse_state(text) == state


# ---------------------------------------------------------------- mistakes that stop a reading

REFUSED = [  # file, what stands there, what is put instead, parts of the message
    ("frames.ttl", 'kg:verb "sue"', 'kg:vreb "sue"', ("unknown term kg:vreb", "did you mean kg:verb?")),
    ("frames.ttl", "frame:sue a kg:Frame", "frame:sue a kg:Frmae", ("unknown term kg:Frmae", "kg:Frame?")),
    ("classes.ttl", "kg:sign -1 .", "kg:sing -1 .", ("unknown term kg:sing", "did you mean kg:sign?")),
    (
        "classes.ttl",
        "biz:Fund a owl:Class",
        "biz:Fund kg:xqzy 1 ; a owl:Class",
        ("unknown term kg:xqzy", "kg.ttl"),
    ),
    (
        "frames.ttl",
        '"agent sues patient"',
        '"agent seus patient"',
        ("frame:sue", "relation seus", "mean sues?"),
    ),
    ("frames.ttl", '"agent sues against"', '"agent qqqqq against"', ("unknown relation qqqqq", "based_in")),
    (
        "frames.ttl",
        '"agent sues patient"',
        '"agent sues"',
        ("frame:sue", 'kg:states "agent sues"', "SUBJECT"),
    ),
    (
        "frames.ttl",
        'kg:status "planned"',
        'kg:status "perhaps"',
        ("frame:bid", '"perhaps"', "asserted, planned"),
    ),
    (
        "frames.ttl",
        'kg:status "planned"',
        'kg:requires "Company"',
        ("frame:bid", "kg:requires", "ROLE Class"),
    ),
    ("frames.ttl", 'kg:status "planned"', 'kg:requires "for Compny"', ("Compny", "did you mean Company?")),
    ("frames.ttl", '"self owns whole"', '"self owns whole:Compny"', ("frame:owner", "Compny", "Company?")),
    (
        "classes.ttl",
        "kg:domain biz:Person",
        "kg:domain biz:Persona",
        ("runs", "kg:domain names Persona", "Person"),
    ),
    ("actors.ttl", "ent:halsund a", "biz:halsund a", ("toy#halsund", "outside ent:", "prefix ent:")),
    (
        "actors.ttl",
        "ent:halsund a kg:Place ;",
        "ent:halsund a kg:Place",
        ("is not valid Turtle", "mend the line"),
    ),
    ("actors.ttl", "ent:okeby a", "entt:okeby a", ("is not valid Turtle", "prefix", "mend the line")),
]


@pytest.mark.parametrize(("file", "old", "new", "parts"), REFUSED)
def test_reading_refuses_with_file_line_and_cure(
    toy: Path, file: str, old: str, new: str, parts: tuple[str, ...]
):
    """The error is one line that names the file, the line and the cure; the check lists it too."""
    line = spoil(toy, file, old, new)
    with pytest.raises(OntologyError) as caught:
        ontology.load(toy)
    message = str(caught.value)
    assert "\n" not in message
    for part in parts:
        assert part in message
    place = re.match(r"(.*):(\d+): ", message)
    assert place and place[1] == str(toy / file)
    assert abs(int(place[2]) - line) <= 1  # a state may be on the line after its frame's name
    first = message.partition(" (and ")[0]
    assert first in [str(problem) for problem in ontology.check(toy)]


def test_refusals_are_many():
    """The table of refusals has not shrunk."""
    assert len(REFUSED) == 15 and len(STATES) == 12


def test_several_mistakes_are_counted(toy: Path):
    """The error tells the first mistake and how many more the check would list."""
    spoil(toy, "frames.ttl", '"agent sues patient"', '"agent seus patient"')
    spoil(toy, "frames.ttl", '"agent runs patient"', '"agent rusn patient"')
    with pytest.raises(OntologyError, match=r"rusn.*and 1 more: kg validate --ontology"):
        ontology.load(toy)


def test_missing_and_empty_folders(tmp_path: Path):
    """A folder that is missing, empty or a file is refused by name, by reader and check alike."""
    empty, file = tmp_path / "empty", tmp_path / "file"
    empty.mkdir()
    file.touch()
    cases = [(tmp_path / "nowhere", "no such folder"), (empty, "holds no *.ttl"), (file, "is a file")]
    for path, reason in cases:
        for use in (ontology.load, ontology.check):
            with pytest.raises(OntologyError) as caught:
                use(path)
            assert str(path) in str(caught.value) and reason in str(caught.value)


def test_bytes_that_are_not_text(toy: Path):
    """A file in another encoding is named with its line."""
    (toy / "more.ttl").write_bytes("# one\n# Ärger\n".encode("latin-1"))
    with pytest.raises(OntologyError, match=r"more\.ttl:2: is not UTF-8; save the file as UTF-8"):
        ontology.load(toy)


def test_a_broken_file_is_the_only_problem(toy: Path):
    """After a syntax error the check does not list what only follows from the missing rest."""
    spoil(toy, "classes.ttl", "biz:Fund a owl:Class ;", "biz:Fund a owl:Class")
    (problem,) = ontology.check(toy)
    assert problem.where.startswith(str(toy / "classes.ttl") + ":")


# ---------------------------------------------------------------- mistakes that only the check finds

FOUND = [  # file, what stands there, what is put instead, parts of what the check says
    (
        "classes.ttl",
        "kg:domain kg:Actor ; kg:range kg:Actor ; kg:sign -1 .",
        "kg:domain kg:Actor ; kg:range kg:Actor .",
        ("toy#sues", "without a sign", "kg:sign 1 (friendly)"),
    ),
    (
        "classes.ttl",
        "kg:range kg:Actor ; kg:sign -1 .",
        "kg:range kg:Actor ; kg:sign 5 .",
        ("toy#sues", "5", "1, -1 or 0"),
    ),
    ("classes.ttl", "kg:domain biz:Person ; ", "", ("toy#runs", "without a domain", "add kg:domain")),
    (
        "classes.ttl",
        "kg:domain biz:Person ; kg:range biz:Company",
        "kg:domain biz:Person",
        ("toy#runs", "without a range"),
    ),
    ("classes.ttl", ' ; rdfs:label "sues"@en', "", ("toy#sues", "without a label", "rdfs:label")),
    ("classes.ttl", 'skos:notation "sues"', 'skos:notation "Sues It"', ("name of a relation", "Sues It")),
    (
        "classes.ttl",
        "biz:sues a kg:RelationType , owl:ObjectProperty",
        "biz:sues a kg:RelationType",
        ("no property",),
    ),
    ("classes.ttl", 'rdfs:label "fund"@en ;', "", ("toy#Fund", "without a label")),
    (
        "classes.ttl",
        "biz:Fund a owl:Class ; rdfs:subClassOf biz:Company ;",
        "biz:Fund a owl:Class ;",
        ("toy#Fund", "neither kg:Actor nor kg:Place", "rdfs:subClassOf"),
    ),
    (
        "classes.ttl",
        'kg:headNoun "fund", "investor"',
        'kg:headNoun "fund", "firm"',
        ('head noun "firm"', "one class"),
    ),
    (
        "classes.ttl",
        'kg:headNoun "fund", "investor"',
        'kg:headNoun "Fund", "investor"',
        ("head noun", "Fund", "lower case"),
    ),
    ("classes.ttl", 'kg:nerLabel "PERSON"', 'kg:nerLabel "ORG"', ('tagger\'s label "ORG"', "one class")),
    (
        "classes.ttl",
        "kg:domain biz:Company ; kg:range biz:Company",
        "kg:domain biz:Fund ; kg:range biz:Company",
        ("toy#merged_with", "symmetric", "make them equal"),
    ),
    (
        "classes.ttl",
        'skos:notation "sues"',
        'skos:notation "runs"',
        ('have one name, "runs"', "own skos:notation"),
    ),
    (
        "frames.ttl",
        'kg:verb "own", "control"',
        'kg:verb "own", "control", "own"',
        ("frame:own", '"own" stands twice'),
    ),
    (
        "frames.ttl",
        'kg:verb "own", "control"',
        'kg:verb "Own"',
        ("frame:own", "no lemma in lower case", '"Own"'),
    ),
    ("frames.ttl", 'kg:verb "own", "control" ; ', "", ("frame:own", "without words", "add kg:verb")),
    ("frames.ttl", ' ; kg:states "agent sues against"', "", ("frame:lawsuit", "states nothing", "kg:states")),
    (
        "frames.ttl",
        '"agent sues against"',
        '"agnet sues against"',
        ("unknown role agnet", "did you mean agent?"),
    ),
    ("frames.ttl", '"agent sues against"', '"agent sues by"', ("unknown role by", "is the agent")),
    ("frames.ttl", '"self owns whole"', '"home owns whole"', ("frame:owner", "home is a role of objects")),
    (
        "frames.ttl",
        '"self owns whole"',
        '"nationality owns whole"',
        ("frame:owner", "nationality is a role of objects"),
    ),
    (
        "frames.ttl",
        "merged_with each-other",
        "merged_with with|each-other",
        ("frame:merge", "each-other stands alone"),
    ),
    (
        "frames.ttl",
        "frame:run a kg:Frame ;",
        "frame:run",
        ("frame:run", "something that is none", 'a kg:Frame"'),
    ),
    (
        "actors.ttl",
        'skos:prefLabel "Halsund"@en',
        'skos:altLabel "Halsund"@en',
        ("ent:halsund", "without a label"),
    ),
    (
        "actors.ttl",
        'skos:altLabel "Okeby"@en',
        'skos:altLabel "Norvale"@en',
        ('"Norvale" names', "kg:ambiguousName"),
    ),
    (
        "actors.ttl",
        'skos:altLabel "Okeby"@en',
        'skos:altLabel " Okeby"@en',
        ("stray spaces", "single spaces"),
    ),
    (
        "actors.ttl",
        'skos:altLabel "Okeby"@en',
        'skos:prefLabel "Okeby"@en',
        ("ent:okeby", "two skos:prefLabel"),
    ),
    (
        "actors.ttl",
        'skos:altLabel "Okeby"@en',
        'skos:altlabel "Okeby"@en',
        ("skos:altlabel", "mean skos:altLabel?"),
    ),
    ("actors.ttl", 'kg:ambiguousName "Tarn"', "kg:partOf ent:norvle", ("ent:norvle", "mean ent:norvale?")),
    ("actors.ttl", 'kg:ambiguousName "Tarn"', "kg:partOf ent:tarn-foods", ("in a circle", "drop one link")),
    (
        "actors.ttl",
        'kg:ambiguousName "Tarn"',
        "<https://schema.org/nationality> ent:norvle",
        ("ent:norvle", "mean ent:norvale?"),
    ),
    (
        "actors.ttl",
        'kg:ambiguousName "Tarn"',
        "<https://schema.org/nationality> ent:halsund",
        ("nationality that is no state", "ent:…"),
    ),
    (
        "actors.ttl",
        'kg:ambiguousName "Tarn"',
        "<https://schema.org/nationality> ent:okeby , ent:norvale",
        ("two nationalities",),
    ),
    (
        "actors.ttl",
        'kg:ambiguousName "Tarn"',
        "<https://schema.org/nationalty> ent:okeby",
        ("schema:nationalty", "mean schema:nationality?"),
    ),
    (
        "actors.ttl",
        'kg:ambiguousName "Tarn"',
        "kg:territory ent:okeby",
        ("ent:tarn-foods", "kg:territory that is no place"),
    ),
    (
        "actors.ttl",
        'kg:ambiguousName "Tarn"',
        'kg:isoAlpha2 "TRN"',
        ("kg:isoAlpha2 that is no code", "two capital"),
    ),
    (
        "actors.ttl",
        "ent:okeby a biz:Fund",
        "ent:okeby a biz:Person , biz:Fund",
        ("ent:okeby is Person and Fund", "keep one"),
    ),
    (
        "actors.ttl",
        "ent:halsund a kg:Place ;",
        "ent:halsund a kg:Place , biz:Fund ;",
        ("ent:halsund is Place and Fund",),
    ),
    (
        "classes.ttl",
        "biz:Fund a owl:Class ; rdfs:subClassOf biz:Company",
        "biz:Fund a owl:Class ; rdfs:subClassOf biz:Company , kg:Place",
        ("toy#Fund", "under kg:Actor and kg:Place", "keep one"),
    ),
    (
        "actors.ttl",
        "ent:halsund a kg:Place ;",
        "ent:halsund",
        ("ent:halsund", "no class", "kg:Actor or kg:Place"),
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "parts"), FOUND)
def test_check_finds_with_file_line_and_cure(
    toy: Path, file: str, old: str, new: str, parts: tuple[str, ...]
):
    """One problem says it all: the node or word, what is wrong, the cure; its line is where it was made."""
    line = spoil(toy, file, old, new)
    problems = ontology.check(toy)
    hits = [p for p in problems if all(part in str(p) for part in parts)]
    assert hits, [str(p) for p in problems]
    assert all(isinstance(p, Problem) and p.what and p.cure and "\n" not in str(p) for p in problems)
    path, _, number = hits[0].where.rpartition(":")
    assert path == str(toy / file)
    assert -3 <= int(number) - line <= 1, hits[0].where  # a node's first line may stand above


def test_findings_are_many():
    """The table of findings has not shrunk."""
    assert len(FOUND) == 41


def test_check_reads_rules_and_questions(toy: Path):
    """A misspelt term in a query of the domain is found with its line, comments aside."""
    (toy / "questions").mkdir()
    query = "# kg:Anything\nSELECT ?c {\n  ?c a kg:Clam ; rdf:subject ?s }\n"
    (toy / "questions" / "who.rq").write_text(query, encoding="utf-8")
    (problem,) = ontology.check(toy)
    assert str(problem) == f"{toy}/questions/who.rq:3: unknown term kg:Clam; did you mean kg:Claim?"


def test_problems_come_in_order_of_file_and_line(toy: Path):
    """Several problems are sorted by file, then by line as a number."""
    spoil(toy, "frames.ttl", '"agent sues against"', '"agnet sues against"')
    spoil(toy, "frames.ttl", 'kg:verb "own", "control" ; ', "")
    spoil(toy, "actors.ttl", 'skos:altLabel "Okeby"@en', 'skos:altLabel "Norvale"@en')
    places = [p.where.rpartition(":") for p in ontology.check(toy)]
    order = [(path, int(line)) for path, _, line in places]
    assert len(order) == 3 and order == sorted(order)


def test_records_are_frozen():
    """What a domain gives cannot be changed by who uses it."""
    toy = ontology.load(TOY)
    with pytest.raises(dataclasses.FrozenInstanceError):
        toy.relations["owns"].sign = -1  # type: ignore[misc]
