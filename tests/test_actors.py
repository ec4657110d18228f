"""The known actors, places and countries of the conflict domain."""

import importlib.util
import re
import shutil
import sys
import unicodedata
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pycountry
import pyoxigraph
import pytest

from kg import ontology, pipeline
from kg.names import ENTITY, NS, PREFIXES, data_path
from kg.records import Article, Span

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = data_path("ontology") / "conflict"
FILES = ("countries", "actors", "places")
SKOS = PREFIXES["skos"]

# Alpha-3 codes that ISO 3166-1 gives to dependent territories, which are places here, not states.
DEPENDENT = """
ABW AIA ALA ASM ATA ATF BES BLM BMU BVT CCK CUW CXR CYM FLK FRO GGY GIB GLP GRL GUF GUM HKG HMD IMN
IOT JEY MAC MAF MNP MSR MTQ MYT NCL NFK PCN PRI PYF REU SGS SHN SJM SPM SXM TCA TKL UMI VGB VIR WLF
"""

# Invented persons, and texts with who leads what by them.
PERSONS = """@prefix kg: <https://kg.example/ns#> . @prefix ent: <https://kg.example/entity/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix schema: <https://schema.org/> .
ent:tolan-verrick a kg:Person ; skos:prefLabel "Tolan Verrick"@en ; schema:nationality ent:norway .
ent:mira-kesten a kg:Person ; skos:prefLabel "Mira Kesten"@en ; schema:nationality ent:peru .
ent:odo-brannick a kg:Person ; skos:prefLabel "Odo Brannick"@en ."""
OFFICES = [
    ("Foreign Secretary Tolan Verrick condemned the attack in Iraq.", {"Tolan Verrick of Norway"}),
    ("Iraq was calm. The Tolan Verrick government condemned Iraq.", {"Tolan Verrick of Norway"}),
    ("The Iraqi president, Tolan Verrick, spoke. President Tolan Verrick left.", {"Tolan Verrick of Iraq"}),
    ("President Odo Brannick spoke in Iraq. Iraq was calm.", {"Odo Brannick of Iraq"}),
    ("Foreign Secretary Odo Brannick spoke in Iraq. Iraq was calm.", set()),
    (
        "Presidents Tolan Verrick and Mira Kesten met in Iraq.",
        {"Tolan Verrick of Norway", "Mira Kesten of Peru"},
    ),
]

# Spellings of the press, and the label that each must lead to.
SPELLINGS = [
    ("ISIL", "ISIS"),
    ("Islamic State", "ISIS"),
    ("Da'esh", "ISIS"),
    ("Jabhat al-Nusra", "al-Nusra Front"),
    ("Hizbollah", "Hezbollah"),
    ("Hizballah", "Hezbollah"),
    ("Huthi", "Houthis"),
    ("SDF", "Syrian Democratic Forces"),
    ("YPG", "People's Protection Units"),
    ("Tamil Tigers", "LTTE"),
    ("Sendero Luminoso", "Shining Path"),
    ("CJNG", "Jalisco New Generation Cartel"),
    ("Hashd al-Shaabi", "Popular Mobilization Forces"),
    ("IDF", "Israel Defense Forces"),
    ("Qods Force", "Quds Force"),
    ("Syrian Arab Army", "Syrian army"),
    ("CENTCOM", "U.S. Central Command"),
    ("CJTF-OIR", "U.S.-led coalition"),
    ("Ecowas", "ECOWAS"),
    ("State Department", "U.S. State Department"),
    ("Department of Defense", "Pentagon"),
    ("The Associated Press", "Associated Press"),
    ("Tories", "Conservative Party"),
    ("Bashar Assad", "Bashar al-Assad"),
    ("Erdoğan", "Recep Tayyip Erdogan"),
    ("Zelenskyy", "Volodymyr Zelensky"),
    ("Gadhafi", "Muammar Gaddafi"),
    ("Abu Kamal", "Albu Kamal"),
    ("Ar-Raqqah", "Raqqa"),
    ("Deir al-Zour", "Deir ez-Zor"),
    ("Dayr az-Zawr", "Deir ez-Zor"),
    ("Ayn al-Arab", "Kobani"),
    ("Falluja", "Fallujah"),
    ("El-Fasher", "El Fasher"),
    ("Artemivsk", "Bakhmut"),
    ("USA", "United States"),
    ("U.K.", "United Kingdom"),
    ("DPRK", "North Korea"),
    ("Côte d'Ivoire", "Ivory Coast"),
    ("Türkiye", "Turkey"),
    ("Burma", "Myanmar"),
    ("DR Congo", "Democratic Republic of the Congo"),
    ("Holy See", "Vatican"),
    ("Syrians", "Syria"),
    ("Frenchmen", "France"),
    ("Filipinos", "Philippines"),
]


def fold(name: str) -> str:
    """What of a name counts when it is matched: no diacritics, dots, apostrophes, hyphens or article."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"\s+", " ", re.sub(r"[.'’]", "", plain).replace("-", " ")).removeprefix("the ").strip()


@cache
def quads() -> tuple[tuple[str, str, str], ...]:
    """All triples of the three files, ends and predicates as strings."""
    return tuple(
        (q.subject.value, q.predicate.value, q.object.value)
        for name in FILES
        for q in pyoxigraph.parse(path=str(DOMAIN / f"{name}.ttl"))
    )


def values(predicate: str) -> list[tuple[str, str]]:
    """Subject and object of every triple with a predicate."""
    return [(s, o) for s, p, o in quads() if p == predicate]


@cache
def claimed() -> dict[str, set[str]]:
    """Folded names and demonyms → the actors that claim them without doubt."""
    doubtful = {(s, fold(o)) for s, o in values(NS + "ambiguousName")}
    found = defaultdict(set)
    for predicate in (SKOS + "prefLabel", SKOS + "altLabel", NS + "demonym"):
        for subject, name in values(predicate):
            if (subject, fold(name)) not in doubtful:
                found[fold(name)].add(subject)
    return found


def generator() -> ModuleType:
    """The script that writes the countries, as a module."""
    spec = importlib.util.spec_from_file_location("make_countries", ROOT / "tools" / "make_countries.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_lists_are_long_enough() -> None:
    """Every class has at least the number of actors that the domain promises."""
    counts = Counter(o.removeprefix(NS) for _, o in values(PREFIXES["rdf"] + "type"))
    floors = {
        "State": 199,
        "ArmedGroup": 250,
        "Military": 200,
        "Coalition": 40,
        "Organisation": 900,
        "Person": 1000,
        "Place": 1200,
    }
    assert not {cls: counts[cls] for cls, floor in floors.items() if counts[cls] < floor}


def test_each_node_stands_once_with_one_class_and_one_label() -> None:
    """No node is described in two places."""
    subjects = {s for s, _, _ in quads()}
    assert all(s.startswith(ENTITY) for s in subjects)
    for predicate in (PREFIXES["rdf"] + "type", SKOS + "prefLabel"):
        counts = Counter(s for s, _ in values(predicate))
        assert set(counts) == subjects
        assert not [s for s, n in counts.items() if n > 1]


def test_iso_codes_are_complete_and_unique() -> None:
    """Every country of ISO 3166-1 that is no dependent territory is a state with both its codes."""
    expected = {c.alpha_3: c.alpha_2 for c in pycountry.countries if c.alpha_3 not in DEPENDENT.split()}
    alpha2, alpha3 = (dict(values(NS + f"isoAlpha{n}")) for n in (2, 3))
    assert len(expected) == 199
    assert alpha2.keys() == alpha3.keys()
    assert sorted((alpha3[s], alpha2[s]) for s in alpha3) == sorted(expected.items())


def test_eu_iris_are_well_formed_and_agree_with_iso() -> None:
    """The EU authority's IRI of a country ends in its alpha-3 code, but for Kosovo."""
    alpha3 = dict(values(NS + "isoAlpha3"))
    matches = values(SKOS + "exactMatch")
    assert len(matches) == 200
    for state, match in matches:
        assert re.fullmatch(re.escape(PREFIXES["country"]) + r"[0-9A-Z]{3}", match)
        assert match.removeprefix(PREFIXES["country"]) == alpha3.get(state, "1A0")


def test_each_state_governs_one_territory_of_its_own() -> None:
    """A state and its territory are two nodes, one to one, and the territory has no further name."""
    states = [s for s, o in values(PREFIXES["rdf"] + "type") if o == NS + "State"]
    territories = dict(values(NS + "territory"))
    assert sorted(territories) == sorted(states)
    assert len(set(territories.values())) == len(states)
    places = {s for s, o in values(PREFIXES["rdf"] + "type") if o == NS + "Place"}
    assert set(territories.values()) <= places
    assert not {s for s, _ in values(SKOS + "altLabel")} & set(territories.values())


def test_no_sure_name_is_claimed_by_two_actors() -> None:
    """A name that two actors share is marked as ambiguous for at least all but one of them."""
    names = claimed()
    assert len(names) > 10_000
    assert not {name: actors for name, actors in names.items() if len(actors) > 1}


def test_names_carry_no_stray_marks() -> None:
    """No name is empty, padded, quoted, or left with a mark of the table."""
    checked = 0
    for predicate in (
        SKOS + "prefLabel",
        SKOS + "altLabel",
        NS + "demonym",
        NS + "metonym",
        NS + "ambiguousName",
    ):
        for subject, name in values(predicate):
            checked += 1
            assert re.fullmatch(r"[^\s~!|;\"][^~!|;\"]*[^\s~!|;\"]", name), (subject, name)
            assert len(name) < 90
    assert checked > 10_000


def test_part_of_points_at_listed_nodes_without_circles() -> None:
    """What an actor or place belongs to is itself listed, and following it ends."""
    parents = dict(values(NS + "partOf"))
    assert len(parents) == len(values(NS + "partOf")) > 1000
    listed = {s for s, _ in values(SKOS + "prefLabel")}
    assert set(parents.values()) <= listed
    for start in parents:
        seen, node = {start}, parents[start]
        while node in parents:
            assert node not in seen
            seen.add(node)
            node = parents[node]


def test_nationalities_are_of_states() -> None:
    """Most persons act for one state; those of armed groups without one, and of bodies, for none."""
    listed = ontology.load().actors
    states = {a.id: a.state for a in listed.values() if a.cls == "Person"}
    assert {listed[s].cls for s in states.values() if s} == {"State"}
    assert all(a.state is None for a in listed.values() if a.cls != "Person")
    assert sum(1 for s in states.values() if s) > len(states) * 0.8
    assert states["philip-hammond"] == "united-kingdom"
    assert states["antonio-guterres"] is None


def test_an_office_is_of_the_state_that_its_bearer_acts_for(tmp_path: Path, nlp: "Language") -> None:
    """What the domain says of a person goes before the home of the article, and behind what the text says."""
    for file in DOMAIN.glob("*.ttl"):
        shutil.copy(file, tmp_path)
    (tmp_path / "persons.ttl").write_text(PERSONS, encoding="utf-8")
    domain = ontology.load(tmp_path)
    articles = [Article(f"s{n}", text, body=(Span(0, len(text)),)) for n, (text, _) in enumerate(OFFICES)]
    for (text, wanted), found in zip(OFFICES, pipeline.extract(articles, domain, nlp), strict=True):
        label = {a.id: a.label for a in found.actors}
        leads = {f"{label[c.subject]} of {label[c.object]}" for c in found.claims if c.relation == "leads"}
        assert leads == wanted, text


# What an article makes of a name that no list has: a country by its people, deeds or company, else a town.
UNLISTED = {
    "Velmia closed its border. Velmian troops arrived on Monday.": "State",
    "Talks went on in Velmia. Velmia condemned the raid on Tuesday. Velmia backed the rebels.": "State",
    "Russia, Velmia and Iran signed a treaty in Geneva.": "State",
    "Fighters entered the town of Velmia. Residents of the town of Velmia fled.": "Place",
    "Officials came to Velmia province. Rebels hold the town of Velmia.": "Place",
}


@pytest.mark.parametrize(("text", "cls"), UNLISTED.items())
def test_a_country_that_no_list_has_is_told_by_the_article(text: str, cls: str, nlp: "Language") -> None:
    """Its people, its deeds, its company; a town stays a place."""
    article = Article("s", text, body=(Span(0, len(text)),))
    (found,) = pipeline.extract([article], ontology.load(), nlp)
    assert {a.cls for a in found.actors if a.label == "Velmia"} == {cls}


@pytest.mark.parametrize(("spelling", "label"), SPELLINGS)
def test_a_spelling_leads_to_its_actor(spelling: str, label: str) -> None:
    """The press's spellings of a name lead to one node with the usual label."""
    labels = dict(values(SKOS + "prefLabel"))
    assert [labels[s] for s in claimed()[fold(spelling)]] == [label]


def test_names_of_common_words_need_support() -> None:
    """Names that are also persons, other places or words are marked as ambiguous."""
    doubtful = {name for _, name in values(NS + "ambiguousName")}
    assert doubtful >= {
        "Jordan",
        "Georgia",
        "Chad",
        "Victoria",
        "Georgetown",
        "San Jose",
        "RSF",
        "IS",
        "Congress",
    }


def test_the_generator_reproduces_the_countries_byte_for_byte() -> None:
    """The file of countries is what the script writes today."""
    assert generator().turtle().encode() == (DOMAIN / "countries.ttl").read_bytes()


def test_the_generator_refuses_a_code_that_is_none() -> None:
    """A mistyped code in the table stops the script with a line that names the cure."""
    with pytest.raises(SystemExit, match="XXQ is no ISO 3166-1 alpha-3 code; use - for"):
        generator().library_names("XXQ")
