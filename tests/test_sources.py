"""Reading text, HTML and JSON Lines; recognising what of a page is prose."""

import json
from datetime import date
from io import BytesIO

import pytest

from kg import prose, sources
from kg.errors import InputError

PARAGRAPH = (
    "The harbour master of Qart said on Monday that the two fleets had met at sea, and that neither of them"
    " was willing to leave the strait before the winter."
)
PAGE = f"""Skip to main content

Two Fleets Meet Off Qart

Two Fleets Meet Off Qart Promo Image

By Ann Writer and Bob Author

Published: Nov. 9, 2017

{PARAGRAPH}

Image placeholder title

- A second paragraph stands in a list.[1]

Advertisement

Read more: Ten harbours that you must see

We use cookies to make this site better for you.

Sources: The Qart Gazette, Harbour News / Featured image: Commons

Popular Video
"""


def body_of(text: str) -> list[str]:
    """The words of each span of the body."""
    return [text[s.start : s.end] for s in prose.body(text)]


def test_page_furniture_is_left_out_and_prose_is_kept():
    """Of a page with all kinds of furniture only headline and paragraphs remain."""
    assert body_of(PAGE) == [
        "Two Fleets Meet Off Qart",
        PARAGRAPH,
        "A second paragraph stands in a list.[1]",
    ]


FURNITURE = """
Skip to main content
Image placeholder title
Two Fleets Meet Promo Image
Popular Video
Advertisement
Read more
Read more: Ten harbours to see
Also read: Winter comes to the strait
Share this article
Sources: Harbour News via The Gazette, Tide
Featured image: Commons
Photo: A. Writer/Harbour News
We use cookies to improve your visit
This website uses cookies.
By Ann Writer
By ANN WRITER and Bob O'Author, Harbour Desk
Published: Nov. 9, 2017
Updated 3 hours ago
Friday, July 21, 2017
(2017-07-18)
9 November 2017 14:05 GMT
2017-11-09T14:05Z
https://harbour.example/news/1
[1] The Qart Gazette, page 3
^ The Qart Gazette, page 4
Home | News | Harbours | Weather
Follow us on all channels
Sign up for our newsletter
12 comments
© 2017 Harbour News. All rights reserved.
Tags: fleets, harbours
Coordinates: 35°01′57″N 43°38′47″E
(Reporting by Ann Writer; Editing by Bob Author)
Weather
""".strip().split("\n")

PROSE = """
The strait was closed.
By dawn, the fleet had left the harbour.
Two fleets meet off the coast of Qart
Share prices fell by a third.
"We will stay," the captain said:
Photographs of the harbour, taken on Friday, show three ships.
Sources close to the harbour master said the strait was closed.
Updated figures show that the fleet lost three ships in the storm.
More from the north came over the pass on Friday, and joined the two that were already there.
No.
The captain – who had joined in 1999 – stayed (as did 14 others).
Registered voters chose the harbour master by a margin of two to one.
""".strip().split("\n")


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture(line: str):
    """Each kind of line that pages put around articles is recognised."""
    assert prose.is_furniture(line)


@pytest.mark.parametrize("line", PROSE)
def test_prose(line: str):
    """Sentences and headlines that begin like furniture are not taken for it."""
    assert not prose.is_furniture(line)


def test_cases_counted():
    """The lists above are read whole."""
    assert (len(FURNITURE), len(PROSE)) == (34, 12)


def test_spans_index_the_kept_text():
    """Every span of the body, cut out of the text, begins and ends with visible characters."""
    article = sources.from_text(PAGE.replace("\n", "\r\n"), id="x")
    assert "\r" not in article.text
    for span in article.body:
        assert article[span] == article[span].strip() != ""


def test_hard_wrapped_lines_are_one_paragraph_and_single_lines_are_not():
    """A block wrapped at a fixed width is joined; a block of one paragraph a line is not."""
    wrapped = (
        "The harbour master said on Monday that the two fleets had met\n"
        "at sea, and that neither of them was willing to leave before\n"
        "the winter."
    )
    assert body_of(wrapped) == [wrapped]
    lines = "The first fleet left the harbour on Monday, he said.\nThe second followed on Tuesday, she said."
    assert body_of(lines) == lines.split("\n")


DATELINES = {
    "QART (Harbour News) - The fleets met.": ("The fleets met.", "Harbour News"),
    "QART, Nov. 9 (Harbour News) -- The fleets met.": ("The fleets met.", "Harbour News"),
    "QART, Lowland — The fleets met.": ("The fleets met.", None),
    "harbour News, 24 March - The fleets met.": ("The fleets met.", None),
    "QART: The fleets met.": ("The fleets met.", None),
    "QART--The fleets met.": ("The fleets met.", None),
    "QART-26 July 2022: The fleets met.": ("The fleets met.", None),
    "Qart, Lowland – The fleets met.": ("The fleets met.", None),
    "Old Qart-The fleets met.": ("The fleets met.", None),
    "Qart- Harbour police met the fleets.": ("Harbour police met the fleets.", None),
    "QARTON-Harbour police met the fleets.": ("Harbour police met the fleets.", None),
    "Qart: Harbour police met the fleets.": ("Harbour police met the fleets.", None),
    "COVID-19 spread in Qart.": ("COVID-19 spread in Qart.", None),
    "NATO-Lowland talks began.": ("NATO-Lowland talks began.", None),
    "Anne-Marie Tolan met the fleets.": ("Anne-Marie Tolan met the fleets.", None),
    "Tolan – President of Qart – met the fleets.": ("Tolan – President of Qart – met the fleets.", None),
    "Old Qart - a town on the strait - was quiet.": ("Old Qart - a town on the strait - was quiet.", None),
}


@pytest.mark.parametrize("line", DATELINES)
def test_dateline(line: str):
    """A dateline is cut from its paragraph and may name the agency; an inserted clause is no dateline."""
    assert (body_of(line)[0], prose.publisher(line)) == DATELINES[line]


DATES = {
    "Published: Nov. 9, 2017": date(2017, 11, 9),
    "Friday, July 21, 2017": date(2017, 7, 21),
    "Posted on 3 September 2014 at 10:00": date(2014, 9, 3),
    "(2015-08-21)": date(2015, 8, 21),
    "QART, Nov. 9, 2017 (Harbour News) - The fleets met.": date(2017, 11, 9),
    "The fleets met on Nov. 9, 2017, off the coast of the old town.": None,
    "Published: Nov. 31, 2017": None,
}


@pytest.mark.parametrize("line", DATES)
def test_date_of_an_article(line: str):
    """A date line or dateline dates the article; a date inside a sentence does not."""
    assert prose.published(f"Two Fleets Meet\n\n{line}\n\n{PARAGRAPH}") == DATES[line]


NAMES = {
    "2017-11-09-qart": date(2017, 11, 9),
    "qart_20171109": date(2017, 11, 9),
    "a-20030914114200-E": date(2003, 9, 14),
    "qart-2017": None,
    "report-20171399": None,
    "120171109": None,
}


@pytest.mark.parametrize("name", NAMES)
def test_date_in_a_file_name(name: str):
    """A file's name dates its article when nothing in the text does."""
    assert prose.published(PARAGRAPH, name) == NAMES[name]


def test_title_is_a_first_line_without_full_stop():
    """The first line that is no furniture is the title, unless it is a sentence."""
    assert prose.title(PAGE) == "Two Fleets Meet Off Qart"
    assert prose.title(PARAGRAPH + "\n\n" + PARAGRAPH) is None
    assert prose.title("Only a headline") is None


def test_end_matter_is_cut():
    """What follows a heading such as References in the latter part of a text is left out."""
    last = "The Gazette wrote about the fleets in 1999."
    text = f"{PARAGRAPH}\n\n{PARAGRAPH[:-1]} or later.\n\nReferences\n\n{last}"
    assert len(body_of(text)) == 2


# ---------------------------------------------------------------- files


def write(folder, name: str, data: str | bytes):
    """A file in ``folder``, which is made when missing."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_a_text_file(tmp_path):
    """The id is the file's name without its ending; title and date come from the text."""
    [article] = sources.read(write(tmp_path, "qart.txt", PAGE))
    assert (article.id, article.title) == ("qart", "Two Fleets Meet Off Qart")
    assert article.date == date(2017, 11, 9)
    assert article.text == PAGE


def test_a_folder_is_read_in_order_and_only_for_articles(tmp_path):
    """Folders are searched recursively and sorted; other files and hidden ones are passed over."""
    for name in ("b.txt", "a/z.txt", "a/notes.md", "a.json", ".hidden.txt", "c.HTM"):
        page = f"<html><body><article><p>{PARAGRAPH}</p></article></body></html>"
        write(tmp_path, name, page if "HTM" in name else PARAGRAPH)
    assert [a.id for a in sources.read(tmp_path)] == ["z", "b", "c"]


def test_a_given_date_serves_articles_without_one(tmp_path):
    """``day`` does not override a date found in the text."""
    dated = write(tmp_path, "dated.txt", PAGE)
    bare = write(tmp_path, "bare.txt", PARAGRAPH)
    day = date(2001, 1, 1)
    assert [next(sources.read(p, day=day)).date for p in (dated, bare)] == [date(2017, 11, 9), day]


def test_standard_input():
    """``-`` reads text, HTML or JSON Lines from standard input, told apart by how they begin."""
    assert next(sources.read("-", stdin=BytesIO(PARAGRAPH.encode()))).id == "stdin"
    line = json.dumps({"id": "q1", "text": PARAGRAPH, "date": "2017-11-09", "source": "Gazette"})
    [article] = sources.read("-", stdin=BytesIO(line.encode()))
    assert (article.id, article.date, article.publisher) == ("q1", date(2017, 11, 9), "Gazette")


def test_html_keeps_the_article_and_its_metadata(tmp_path):
    """Navigation and scripts go; title, date and outlet are taken from the page's head."""
    page = f"""<!doctype html><html lang="en"><head><title>Two fleets meet - Gazette</title>
    <meta property="og:title" content="Two fleets meet"><meta property="og:site_name" content="The Gazette">
    <meta property="article:published_time" content="2017-11-09T10:00:00Z"></head><body>
    <nav><a href="/">Home</a> <a href="/news">News</a></nav><script>var harbour = 1 < 2;</script>
    <article><h1>Two fleets meet</h1><p>{PARAGRAPH}</p>
    <p>{PARAGRAPH.replace("Monday", "Friday")}</p></article>
    <footer>Privacy policy</footer></body></html>"""
    [article] = sources.read(write(tmp_path, "page.html", page))
    assert (article.id, article.title, article.date) == ("page", "Two fleets meet", date(2017, 11, 9))
    assert article.publisher == "The Gazette"
    assert [article[s] for s in article.body] == [
        "Two fleets meet", PARAGRAPH, PARAGRAPH.replace("Monday", "Friday")]  # fmt: skip


def test_encodings(tmp_path):
    """A byte order mark, a charset in HTML and a named encoding are all heeded."""
    words = PARAGRAPH.replace("Qart", "Qärt")
    page = f'<html><head><meta charset="iso-8859-1"></head><body><p>{words}</p></body></html>'
    files = {
        "bom.txt": words.encode("utf-8-sig"),
        "wide.txt": words.encode("utf-16"),
        "meta.html": page.encode("latin-1"),
    }
    for name, data in files.items():
        [article] = sources.read(write(tmp_path, name, data))
        assert article.text.strip() == words
    [article] = sources.read(write(tmp_path, "old.txt", words.encode("cp1252")), encoding="cp1252")
    assert article.text == words


def test_control_characters_become_spaces_and_offsets_stay():
    """A text of n characters stays n characters long, whatever stands in it."""
    text = PARAGRAPH.replace("two", "t\x00\x1b")
    assert sources.from_text(text, id="x").text == PARAGRAPH.replace("two", "t  ")


def test_names_from_outside_are_one_clean_line():
    """Control characters, newlines and broken characters in an id or a title do not get further."""
    line = json.dumps({"id": "a\ud800\nb", "title": "Two\u0000 fleets\n meet", "text": PARAGRAPH})
    [article] = sources.read("-", stdin=BytesIO(line.encode()))
    assert (article.id, article.title) == ("a? b", "Two fleets meet")


GERMAN = (
    "Der Hafenmeister sagte am Montag, dass die beiden Flotten sich auf See begegnet seien und dass keine"
    " von ihnen bereit sei, die Meerenge vor dem Winter zu verlassen."
)
BAD: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.txt", b"", "empty"),
    "blank": ("a.txt", b" \n\t\n", "empty"),
    "only a byte order mark": ("a.txt", b"\xef\xbb\xbf", "empty"),
    "binary": ("a.txt", b"abc\x00\x01\x02", "binary"),
    "pdf": ("a.txt", b"%PDF-1.7 ...", "a PDF"),
    "picture": ("a.html", b"\x89PNG\r\n\x1a\n", "a picture"),
    "wrongly encoded": ("a.txt", "Der Hafen von Kärnten".encode("latin-1"), "--encoding"),
    "too large": ("a.txt", b"x" * (sources.MAX_BYTES + 1), "larger than"),
    "too long": ("a.txt", b"the fleet " * (sources.MAX_CHARS // 10 + 1), "characters"),
    "not English": ("a.txt", GERMAN.encode(), "does not look English"),
    "no article in the page": ("a.html", b"<html><body></body></html>", "no article found"),
    "unknown charset": ("a.html", b"<html><meta charset=klingon><p>text", "unknown encoding"),
    "not JSON": ("a.jsonl", b"{not json}", "not JSON"),
    "JSON without text": ("a.jsonl", b'{"id": "1"}', "no text"),
    "JSON list": ("a.jsonl", b"[1]", "no text"),
    "JSON nested to death": ("a.jsonl", b"[" * 200_000, "not JSON"),
    "JSON with a bad date": ("a.jsonl", b'{"text": "x", "date": "soon"}', "date"),
    "half a surrogate": ("a.jsonl", b'{"text": "a \\ud800 b"}', "surrogate"),
    "a JSON line too long": ("a.jsonl", b'{"text": "' + b"x" * sources.MAX_BYTES + b'"}', "more than"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input(tmp_path, case: str):
    """Each bad input is an InputError of one line that names the file and the cure."""
    name, data, words = BAD[case]
    path = write(tmp_path, name, data)
    with pytest.raises(InputError) as caught:
        list(sources.read(path))
    message = str(caught.value)
    assert words in message and str(path) in message and "\n" not in message and ";" in message


def test_bad_cases_counted():
    """The table above is read whole."""
    assert len(BAD) == 19


def test_missing_file_and_folder_without_articles(tmp_path):
    """Both are InputErrors that name the path."""
    for path in (tmp_path / "nowhere.txt", tmp_path):
        with pytest.raises(InputError, match=str(path)):
            list(sources.read(path))


def test_one_bad_line_or_file_does_not_stop_the_rest(tmp_path):
    """With ``on_error`` the good articles of a folder and of a JSON Lines file all come."""
    good = json.dumps({"text": PARAGRAPH})
    write(tmp_path, "a.jsonl", f"{good}\nnot json\n\n{good}\n")
    write(tmp_path, "b.txt", b"\x00\x01")
    write(tmp_path, "c.txt", PARAGRAPH)
    errors: list[InputError] = []
    assert [a.id for a in sources.read(tmp_path, on_error=errors.append)] == ["a-1", "a-4", "c"]
    assert [str(e).rpartition("/")[2].split(": ")[0] for e in errors] == ["a.jsonl:2", "b.txt"]


PIECES = [" ", "A", "'", "/", "By A", ".'", "@a.", "Image: ", "-", "\n", "x\n", "()", "A, "]


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_repetition_ends(piece: str):
    """A text of one piece repeated 50,000 times is read without runaway backtracking."""
    text = piece * 50_000
    assert all(0 <= s.start < s.end <= len(text) for s in prose.body(text))
    prose.title(text), prose.published(text, text[:5000]), prose.publisher(text)
