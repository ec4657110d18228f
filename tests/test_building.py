"""Inputs to articles, and what is said of each of them."""

import itertools
import json

from kg.building import Report, account, collect
from kg.records import Actor, Article, Claim, Extraction, Span

FIRST = "The harbour master of Qart said on Monday that the two fleets had met at sea, and that was that."
SECOND = "On Tuesday the smaller of the two fleets left the strait for the winter, and nobody followed it."


def write(folder, name: str, text: str):
    """A file in ``folder``, which is made when missing."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_articles_come_sorted_whatever_the_order_of_inputs(tmp_path):
    """All orders of the same inputs give the same articles."""
    third = FIRST.replace("Monday", "Friday")
    inputs = [
        write(tmp_path, f"{n}.txt", text) for n, text in zip("bca", (FIRST, SECOND, third), strict=True)
    ]
    orders = [collect(order)[0] for order in itertools.permutations(inputs)]
    assert [a.id for a in orders[0]] == ["a", "b", "c"]
    assert len(orders) == 6 and all(order == orders[0] for order in orders)


def test_the_same_text_twice_is_one_article(tmp_path):
    """A repeated text is kept under the id that sorts first, and reported."""
    inputs = [write(tmp_path, name, FIRST) for name in ("z.txt", "a.txt", "m/z.txt")]
    articles, report = collect(inputs)
    assert [a.id for a in articles] == ["a"]
    assert report.repeated == [("z", "a"), ("z", "a")]
    assert report.articles == 1


def test_different_texts_under_one_id_are_told_apart(tmp_path):
    """Two files of the same name in different folders both stay, with ids that do not depend on order."""
    inputs = [write(tmp_path, "x/news.txt", FIRST), write(tmp_path, "y/news.txt", SECOND)]
    ids = [a.id for a in collect(inputs)[0]]
    assert ids == [a.id for a in collect(reversed(inputs))[0]]
    assert len(set(ids)) == 2 and all(id.startswith("news-") for id in ids)


def test_one_bad_input_does_not_stop_the_rest(tmp_path):
    """Errors are collected, the other inputs are read."""
    good = write(tmp_path, "good.txt", FIRST)
    lines = write(tmp_path, "lines.jsonl", json.dumps({"text": SECOND}) + "\nnot json\n")
    articles, report = collect([tmp_path / "missing.txt", lines, good])
    assert [a.id for a in articles] == ["good", "lines-1"]
    assert len(report.errors) == 2


def claim(article: str, number: int, status: str = "asserted") -> Claim:
    """A claim of ``article`` about actors a and b."""
    span = Span(number, number + 1)
    return Claim(article, "a", "meets", "b", status, span, span, span, span, "meet")


def test_what_was_found_is_counted():
    """Claims are counted by status, a tie once however often it is stated; silent articles give a reason."""
    actors = tuple(Actor(id, id.upper(), "Person") for id in "ab")
    one, two, three = (Article(id, FIRST) for id in ("one", "two", "three"))
    extractions = [
        Extraction(one, actors, (claim("one", 1), claim("one", 2), claim("one", 3, "planned"))),
        Extraction(two, (), (), "no actors found"),
        Extraction(three, actors, (claim("three", 1),)),
    ]
    report = Report(articles=3)
    assert list(account(extractions, report)) == extractions
    assert report.silent == [("two", "no actors found")]
    line = "3 articles → 4 claims (3 asserted, 1 planned), 1 tie between 2 actors and places"
    assert report.summary() == line
    report.errors.append(None)
    assert report.summary() == line + "; 1 input failed"
    assert Report().summary() == "0 articles → 0 claims, 0 ties between 0 actors and places"
