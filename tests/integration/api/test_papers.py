"""A client's library over HTTP: found, compared, exported, deleted; only ever the client's own."""

import csv
import io
import uuid

import openpyxl
import pytest

LINES = ["GREEN LEAF BOOKS SDN BHD", "12 Jalan Mawar, 81100 Johor Bahru"]


@pytest.fixture
def receipt(finished, paper):
    """A finished task of a receipt with this total and a word of its own; its tag is the word."""

    def made(word: str, total: str = "9.00", date: str = "03/04/2024"):
        sums = [f"Pen {total}", f"Total: {total}", f"Cash: {total}", "Change: 0.00"]
        pages = paper([*LINES, f"Date: {date}", *sums, f"Note {word}"])
        return finished("/tasks", pages, operation="document", tag=word)["task_id"]

    return made


@pytest.fixture
def word():
    return f"w{uuid.uuid4().hex[:10]}"


def found(http, **query):
    answer = http.get("/library/papers", params=query)
    assert answer.status_code == 200, answer.text
    return [paper["task_id"] for paper in answer.json()["papers"]]


def test_a_finished_paper_is_found_by_its_words_tag_and_value_and_tells_what_it_is(http, receipt, word):
    task = receipt(word, "123.45")
    assert found(http, text=word) == found(http, tag=word) == found(http, text=f"leaf 123.45 {word[:6]}") == [task]
    assert found(http, text=f"{word} nowhere") == found(http, tag=word, kind="letter") == []
    assert found(http, tag=word, since="2020-01-01") == [task]
    assert found(http, tag=word, until="2020-01-01") == []
    told = http.get(f"/library/papers/{task}").json()
    assert (told["kind"], told["date"], told["total"], told["tags"][-1]) == ("receipt", "2024-04-03", "123.45", word)


def test_the_list_goes_on_at_its_cursor(http, receipt, word):
    tasks = [receipt(word, f"{n}.00") for n in (1, 2, 3)]
    first = http.get("/library/papers", params={"tag": word, "limit": 2}).json()
    assert [paper["task_id"] for paper in first["papers"]] == tasks[:0:-1]
    assert found(http, tag=word, limit=2, cursor=first["next"]) == tasks[:1]


def test_the_same_receipt_photographed_twice_is_pointed_out(http, receipt, word):
    total = f"{uuid.uuid4().int % 9000 + 1000}.50"
    first, again = receipt(word, total), receipt(f"{word}b", total)
    told = http.get(f"/library/papers/{first}").json()
    assert ([one["task_id"] for one in told["same"]], told["copies"]) == ([again], 1)


def test_papers_are_exported_as_tables_in_which_no_cell_is_a_formula(http, finished, paper, word):
    page = paper(["LIBRARY CARD", "Last name: =HYPERLINK(1)", f"First name: {word}", "Telephone: +60 12-345 6789"])
    task = finished("/tasks", page, operation="document", tag=f"={word}")["task_id"]
    answer = http.get("/library/export", params={"text": word})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="papers.csv"'
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row["task_id"] == task
    assert [cell for cell in row.values() if cell[:1] in set("=+-@")] == []
    assert word in row.values()
    book = openpyxl.load_workbook(io.BytesIO(http.get(f"/library/export?format=xlsx&text={word}").content))
    cells = [cell for line in book["Papers"].iter_rows() for cell in line]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert any(cell.value == word for cell in cells)


def test_deleted_papers_are_gone_from_the_library(http, receipt, word):
    kept, gone = receipt(word, "1.00"), receipt(word, "2.00")
    answer = http.post("/library/delete", json={"task_ids": [gone, "none", gone]})
    assert (answer.status_code, answer.json()) == (200, {"deleted": 1})
    assert found(http, tag=word) == [kept]
    assert http.get(f"/library/papers/{gone}").status_code == 404
    assert http.get(f"/task/{gone}").status_code == 410


@pytest.mark.parametrize(
    ("query", "field"),
    [({"kind": "fish"}, "kind"), ({"since": "soon"}, "since"), ({"cursor": "x"}, "cursor"), ({"txt": "a"}, "txt")],
)
def test_a_filter_that_is_wrong_is_named(http, query, field):
    answer = http.get("/library/papers", params=query)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


def test_what_the_library_holds_is_counted_by_kind_and_tag(http, receipt, word):
    receipt(word)
    told = http.get("/library/contents").json()
    assert told["kinds"]["receipt"] >= 1
    assert told["tags"].get("Receipt", 0) >= 1


def test_a_paper_is_found_by_what_a_person_set_right_and_no_more_by_what_was_misread(http, receipt, word):
    task, right = receipt(word), f"z{uuid.uuid4().hex[:10]}"
    answer = http.patch(f"/task/{task}/result", json={"values": {"company": f"{right} Stores", "total": "77.10"}})
    assert answer.status_code == 200, answer.text
    (paper,) = http.get("/library/papers", params={"text": f"{right} 77.10"}).json()["papers"]
    assert (paper["task_id"], paper["seller"], paper["total"]) == (task, f"{right} Stores", "77.10")
