"""The score of statements against gold made here by hand and, where it is at hand, a larger set."""

import json
import os
import random
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kg import names
from kg.errors import InputError
from kg.evaluate import evaluate, read_articles, read_gold, time_test
from kg.records import ClassDef, KnownActor, Lexicon, Ontology, RelationDef
from kg.scoring import Counts, Names

SHARED = Path(os.environ.get("KG_SHARED", Path(__file__).resolve().parents[2] / "shared"))

# name, sign, symmetric, stance
RELATIONS = [
    ("backs", 1, False, True),
    ("allied_with", 1, True, True),
    ("opposes", -1, False, True),
    ("fights", -1, True, True),
    ("attacked", 0, False, True),
    ("captured", 0, False, True),
    ("controls", 0, False, True),
    ("lost", 0, False, True),
    ("leads", 1, False, True),
    ("member_of", 1, False, True),
    ("negotiates_with", 1, True, False),
]
TITLES = (
    "general gen lt lieutenant president minister secretary mr mrs ms dr sheikh king emir senator colonel "
    "col major captain ambassador spokesman spokeswoman"
)


@pytest.fixture
def ontology() -> Ontology:
    """The relations of the contract, two classes, one actor and a few titles."""
    relations = {
        name: RelationDef(names.NS + name, name, name, "", (), (), sign, symmetric, stance=stance)
        for name, sign, symmetric, stance in RELATIONS
    }
    classes = {
        "Person": ClassDef(names.NS + "Person", "Person", "person", ner=("PERSON",)),
        "ArmedGroup": ClassDef(names.NS + "ArmedGroup", "ArmedGroup", "armed group", ner=("ORG",)),
    }
    agency = KnownActor("tp", names.ENTITY + "tp", "ArmedGroup", "Tessaly Press", ("Tessaly Press", "TP"))
    lexicon = Lexicon({"title": frozenset([*TITLES.split(), "prime minister", "foreign minister"])})
    return Ontology("test", classes, relations, (), {"tp": agency}, lexicon)


GOLD = {
    "id": "marrow-ford",
    "title": "Marrow Ford falls",
    "date": "2021-05-14",
    "actors": {
        "Karvan Front": {"class": "ArmedGroup", "names": ["Karvan Front", "KF", "the rebels"]},
        "Tessaly": {"class": "State", "names": ["Tessaly", "Tessalian government"]},
        "Odran Velk": {"class": "Person", "names": ["Odran Velk", "President Odran Velk"]},
        "Marrow Ford": {"class": "Place", "names": ["Marrow Ford"]},
        "Ulmar": {"class": "State", "names": ["Ulmar", "Ulmari officials"]},
    },
    "statements": [
        {"subject": "Karvan Front", "relation": "captured", "object": "Marrow Ford", "status": "asserted",
         "evidence": "The Karvan Front took it.", "time": "Friday", "attributed_to": "Tessaly Press"},
        {"subject": "Tessaly", "relation": "lost", "object": "Marrow Ford", "status": "asserted",
         "optional": True},
        {"subject": "Karvan Front", "relation": "fights", "object": "Tessaly", "status": "asserted"},
        {"subject": "Odran Velk", "relation": "leads", "object": "Tessaly", "status": "asserted"},
        {"subject": "Ulmar", "relation": "backs", "object": "Karvan Front", "status": "asserted"},
        {"subject": "Ulmar", "relation": "negotiates_with", "object": "Tessaly", "status": "planned"},
    ],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gold folder of one article."""
    (tmp_path / "marrow-ford.json").write_text(json.dumps(GOLD), encoding="utf-8")
    text = "Marrow Ford falls\n\nThe Karvan Front took the town of Marrow Ford from the army of Tessaly."
    (tmp_path / "marrow-ford.txt").write_text(text, encoding="utf-8")
    return tmp_path


def row(subject: str, relation: str, obj: str, **more: object) -> dict[str, object]:
    """One statement about the gold article."""
    return {"article": "marrow-ford", "subject": subject, "relation": relation, "object": obj, **more}


def test_counts_right_wrong_and_missed(folder: Path, ontology: Ontology) -> None:
    """Optional statements may be found, need not be, and duplicates count once."""
    rows = [
        row("Karvan Front", "captured", "Marrow Ford"),
        row("KF", "captured", "Marrow Ford"),
        row("Tessaly", "lost", "Marrow Ford"),
        row("Tessaly", "fights", "the Karvan Front"),  # symmetric: either order
        row("Marrow Ford", "captured", "Karvan Front"),  # swapped: wrong
        row("Marrow Ford", "captured", "KF"),
    ]
    result = evaluate(folder, rows, ontology)
    assert result.strict == Counts(right=2, wrong=1, missed=2)
    assert (result.strict.precision, result.strict.recall) == pytest.approx((2 / 3, 1 / 2))
    assert result.strict.f1 == result.mean_f1 == pytest.approx(4 / 7)
    assert dict(result.by_relation)["captured"] == Counts(1, 1, 0)
    assert [(m.kind, m.relation) for m in result.mistakes] == [
        ("wrong", "captured"), ("missed", "leads"), ("missed", "backs"),
    ]  # fmt: skip


def test_direction_of_a_directed_relation_matters(folder: Path, ontology: Ontology) -> None:
    """Who leads whom is not symmetric, and the side score still sees the pair."""
    result = evaluate(folder, [row("Tessaly", "leads", "Odran Velk")], ontology)
    assert result.strict == Counts(0, 1, 4)
    assert result.sign == Counts(right=1, wrong=0, missed=2)


def test_sign_forgives_the_choice_of_relation(folder: Path, ontology: Ontology) -> None:
    """Allied or backing, the pair stands on one side; talks take no side."""
    rows = [
        row("Ulmar", "allied_with", "Karvan Front"),
        row("Ulmar", "opposes", "Tessaly"),
        row("Ulmar", "negotiates_with", "Tessaly"),
    ]
    result = evaluate(folder, rows, ontology)
    assert result.sign == Counts(right=1, wrong=1, missed=2)


def test_an_end_is_found_by_label_and_only_then_by_mention(folder: Path, ontology: Ontology) -> None:
    """A label that gold knows wins over the words in the text."""
    mentions = {"subject_mention": "Ulmari officials", "object_mention": "rebels"}
    rows = [row("the Ulmari", "backs", "armed group 7", **mentions)]
    assert evaluate(folder, rows, ontology).strict.right == 1
    rows = [row("Tessaly", "backs", "Karvan Front", subject_mention="Ulmari officials")]
    assert evaluate(folder, rows, ontology).strict.right == 0


def test_only_asserted_statements_are_scored(folder: Path, ontology: Ontology) -> None:
    """Planned and negated rows weigh nothing, but their status is checked."""
    rows = [
        row("Ulmar", "backs", "Karvan Front", status="negated"),
        row("Ulmar", "negotiates_with", "Tessaly", status="planned"),
    ]
    result = evaluate(folder, rows, ontology)
    assert result.strict == Counts(0, 0, 4)
    assert result.status == Counts(right=1, wrong=1)


def test_source_and_time_are_scored_where_gold_gives_them(folder: Path, ontology: Ontology) -> None:
    """A known name of the same source counts; the wrong Friday's week does not."""
    claim = ("Karvan Front", "captured", "Marrow Ford")
    right = row(*claim, attributed_to="TP", earliest="2021-05-14", latest="2021-05-14")
    result = evaluate(folder, [right], ontology)
    assert result.attributed_to == result.time == Counts(1, 0, 0)
    wrong = row(*claim, attributed_to="Ulmar", earliest="2021-05-12", latest="2021-05-12")
    result = evaluate(folder, [wrong], ontology)
    assert result.attributed_to == result.time == Counts(0, 1, 1)
    silent = evaluate(folder, [row(*claim)], ontology)
    assert silent.attributed_to == silent.time == Counts(0, 0, 1)


def test_a_time_without_a_year_is_compared_with_one_of_gold(tmp_path: Path, ontology: Ontology) -> None:
    """Where neither gives the year, month and day decide; a year that gold gives is not found by half."""
    for time, stated, expected in (
        ("--05-14", "XXXX-05-14", Counts(1, 0, 0)),
        ("--05", "XXXX-05", Counts(1, 0, 0)),
        ("--05-14", "XXXX-05-15", Counts(0, 1, 1)),
        ("2021-05-14", "XXXX-05-14", Counts(0, 0, 1)),
    ):
        gold = json.loads(json.dumps(GOLD))
        for statement in gold["statements"]:
            statement["time"] = time
        (tmp_path / "marrow-ford.txt").write_text("text", encoding="utf-8")
        (tmp_path / "marrow-ford.json").write_text(json.dumps(gold), encoding="utf-8")
        claim = row("Karvan Front", "captured", "Marrow Ford", time=stated)
        assert evaluate(tmp_path, [claim], ontology).time == expected, (time, stated)


def test_reliability_counts_rows_by_confidence(folder: Path, ontology: Ontology) -> None:
    """Rows fall into tenths of confidence, and the full one belongs to the last."""
    rows = [
        row("KF", "captured", "Marrow Ford", confidence=1.0),
        row("KF", "captured", "Marrow Ford", confidence=0.93),
        row("Marrow Ford", "captured", "KF", confidence=0.31),
        row("KF", "fights", "Tessaly", confidence=0.2, status="negated"),
    ]
    assert evaluate(folder, rows, ontology).reliability == ((0.3, Counts(0, 1)), (0.9, Counts(2, 0)))


TIMES = [  # gold's time, first and last day of a statement, whether they agree
    ("2021-05-14", "2021-05-14", "2021-05-14", True),
    ("2021-05-14", "2021-05-01", "2021-05-31", True),
    ("2021-05-14", "2021-01-01", "2021-12-31", False),
    ("2021-05-14", "2021-05-13", "2021-05-13", False),
    ("2021-05", "2021-05-02", "2021-05-02", True),
    ("2021", "2021-01-01", "2021-12-31", True),
    ("2021", "2020-12-31", "2020-12-31", False),
    ("2021-05-01/2021-05-03", "2021-05-03", "2021-05-04", True),
    ("/2007", "2006-03-01", "2006-03-01", True),
    ("/2007", "2008-03-01", "2008-03-01", False),
    ("--05-14", "2019-05-14", "2019-05-14", True),
    ("--05-14", "2019-05-15", "2019-05-15", False),
    ("--05", "2019-05-15", "2019-05-15", True),
    ("Monday", "2021-05-10", "2021-05-10", True),
    ("Monday", "2021-05-11", "2021-05-11", False),
    ("Monday", "2021-04-26", "2021-04-26", False),
    ("today", "2021-05-14", "2021-05-14", True),
    ("19 September", "2020-09-19", "2020-09-19", True),
    ("since April", "2021-04-01", "2021-04-30", True),
    ("since April", "2021-06-01", "2021-06-30", False),
]


def test_times(ontology: Ontology) -> None:
    """Exact, partial and relative times of gold agree with resolved dates; vague ones are not compared."""
    ran = 0
    for gold, first, last, agrees in TIMES:
        test = time_test(gold, date(2021, 5, 14))
        assert test is not None, gold
        assert test(date.fromisoformat(first), date.fromisoformat(last)) is agrees, (gold, first, last)
        ran += 1
    assert ran == 20
    assert time_test("mid-1880s", date(2021, 5, 14)) is None
    assert time_test("Monday", None) is None


def test_names_are_compared_without_dress() -> None:
    """Case, accents, articles, punctuation, possessives and leading titles do not matter."""
    compare = Names(["general", "minister", "foreign minister"])
    assert compare.plain("The al-Qa’im") == compare.plain("Al-Qa'im") == "al qa im"
    assert compare.plain("U.S.") == "us" and compare.plain("us") == ""
    assert compare.plain("Tessaly's army") == "tessaly army"
    assert compare.plain("Várhelyi") == "varhelyi"
    assert compare.untitled("Foreign Minister Ana Brell") == "ana brell"
    assert compare.untitled("General Ana Brell") == "ana brell"
    assert compare.untitled("General") == "general"


def test_text_lists_the_mistakes_with_their_sentences(folder: Path, ontology: Ontology) -> None:
    """With errors the report quotes gold's evidence; without, only figures."""
    result = evaluate(folder, [row("Ulmar", "fights", "Tessaly", sentence="Ulmar\nfought.")], ontology)
    text = result.text()
    assert "1 articles, 4 required statements" in text
    assert "WRONG  marrow-ford: Ulmar fights Tessaly  << Ulmar fought." in text
    assert "MISSED marrow-ford: Karvan Front captured Marrow Ford  << The Karvan Front took" in text
    assert "WRONG" not in result.text(errors=False)


def test_articles_take_golds_date(folder: Path, ontology: Ontology) -> None:
    """The texts are read under their gold ids, with gold's date when they have none."""
    (article,) = read_articles(folder, read_gold(folder, ontology))
    assert (article.id, article.date) == ("marrow-ford", date(2021, 5, 14))


def test_bad_gold_says_what_and_where(tmp_path: Path, folder: Path, ontology: Ontology) -> None:
    """No gold, broken JSON, missing keys and unknown relations are one line each."""
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match="no gold here"):
        evaluate(empty, [], ontology)
    broken = [
        ("{", "not a gold file"),
        ('{"id": "x"}', "actors"),
        (json.dumps({**GOLD, "statements": [row("a", "loves", "b")]}), "unknown relation 'loves'"),
    ]
    for text, message in broken:
        (empty / "x.json").write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=message) as caught:
            evaluate(empty, [], ontology)
        assert "\n" not in str(caught.value) and "x.json" in str(caught.value)
    with pytest.raises(InputError, match="statement 2: unknown relation"):
        evaluate(folder, [row("a", "backs", "b"), row("a", "loves", "b")], ontology)
    with pytest.raises(InputError, match="statement 1: no object"):
        evaluate(folder, [{"article": "x", "subject": "a", "relation": "backs"}], ontology)


def noisy_rows(gold_folder: Path, seed: int) -> list[dict[str, str]]:
    """Predictions of every kind of rightness, made from gold with a seeded hand."""
    draw = random.Random(seed)
    rows = []
    for file in sorted(gold_folder.glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        spellings = {key: [key, *actor["names"]] for key, actor in sorted(gold["actors"].items())}
        for s in gold["statements"]:
            if draw.random() < 0.4:
                continue
            subject, obj = (draw.choice(spellings[s[end]]) for end in ("subject", "object"))
            relation = s["relation"] if draw.random() < 0.8 else draw.choice(RELATIONS)[0]
            if draw.random() < 0.15:
                subject, obj = obj, subject
            if draw.random() < 0.1:
                obj = draw.choice(["nobody at all", draw.choice(sorted(spellings))])
            title = draw.choice(["", "", "", "the ", "General ", "Foreign Minister "])
            status = draw.choice(["asserted"] * 8 + ["planned", "negated"])
            label = draw.choice([title + subject, "some unknown one"])
            rows.append({"article": gold["id"], "subject": label, "relation": relation, "object": obj,
                         "status": status, "subject_mention": subject, "object_mention": obj})  # fmt: skip
    return rows


@pytest.mark.skipif(not (SHARED / "score.py").exists(), reason="the larger gold sets are not here")
def test_agrees_with_the_reference_scorer(tmp_path: Path, ontology: Ontology) -> None:
    """On noisy predictions every printed figure is the same to the third decimal."""
    gold_folder = SHARED / "gold" / "dev"
    compared = 0
    for seed in (1, 2, 3):
        rows = noisy_rows(gold_folder, seed)
        predictions = tmp_path / "rows.jsonl"
        predictions.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
        command = [sys.executable, str(SHARED / "score.py"), str(gold_folder), str(predictions)]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        result = evaluate(gold_folder, rows, ontology)
        for name, counts in (("strict", result.strict), ("sign", result.sign)):
            figures = re.search(rf"^{name} +P (\S+) +R (\S+) +F1 (\S+)", printed, re.M)
            assert figures is not None
            mine = (counts.precision, counts.recall, counts.f1)
            assert tuple(map(float, figures.groups())) == pytest.approx(mine, abs=0.00051), name
            compared += 1
        mean = re.search(r"strict F1 +(\S+)$", printed, re.M)
        assert mean is not None and float(mean[1]) == pytest.approx(result.mean_f1, abs=0.00051)
        for relation, counts in result.by_relation:
            tally = re.search(rf"^ +{relation} .*right +(\d+) wrong +(\d+) missed +(\d+)", printed, re.M)
            assert tally is not None
            assert tuple(map(int, tally.groups())) == (counts.right, counts.wrong, counts.missed), relation
    assert compared == 6
