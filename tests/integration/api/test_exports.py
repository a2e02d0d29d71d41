"""Results as files: opened again by the libraries that people's programs stand on."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pypdfium2
import pytest
from PIL import Image, ImageChops

from tests.integration.api.conftest import FORM, PASSPORT, RECEIPT


@pytest.fixture(scope="module")
def receipt_lines():
    return [*RECEIPT[:-1], "Change: 1.00", "Cashier: =1+cmd"]


@pytest.fixture
def exported(http, paper, finished, receipt_lines):
    task = finished("/tasks", paper(receipt_lines))

    def export(form):
        answer = http.get(f"/task/{task['task_id']}/export", params={"format": form})
        assert answer.status_code == 200, answer.text
        assert f'filename="{task["task_id"]}.{form}"' in answer.headers["Content-Disposition"]
        return answer.content

    export.task = task
    return export


def text_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_tables_hold_a_row_for_each_value_and_no_formula(exported):
    rows = list(csv.DictReader(StringIO(exported("csv").decode("utf-8-sig"))))
    total = next(row for row in rows if row["field"] == "Total")
    assert (total["value"], total["type"], total["normalized"], total["page"]) == ("9.00", "money", "9.00", "1")
    assert all(not cell.startswith("=") for row in rows for cell in row.values())
    sheet = openpyxl.load_workbook(BytesIO(exported("xlsx"))).active
    assert [cell.value for cell in sheet[1]][:2] == ["field", "value"]
    assert all(cell.data_type != "f" for row in sheet.rows for cell in row)


def test_text_markdown_and_json_are_those_of_the_result(exported):
    result = exported.task["result"]
    assert (exported("txt").decode(), exported("md").decode()) == (result["text"], result["markdown"])
    assert "GREEN LEAF BOOKS" in result["text"]
    assert b'"Total": "9.00"' in exported("json")


def test_the_pdf_can_be_searched_and_looks_like_the_page(http, exported):
    pdf = exported("pdf")
    assert "GREEN LEAF BOOKS SDN BHD" in text_of(pdf)[0]
    with pypdfium2.PdfDocument(pdf) as document:
        shown = document[0].render(scale=2).to_pil().convert("L")
    picture = Image.open(BytesIO(http.get(f"/task/{exported.task['task_id']}/pages/1").content)).convert("L")
    difference = ImageChops.difference(shown, picture.resize(shown.size))
    assert (
        sum(n for shade, n in enumerate(difference.histogram()) if shade > 120) < 0.001 * shown.size[0] * shown.size[1]
    )


def test_an_unknown_format_and_an_unfinished_task_are_told(http, exported):
    address = f"/task/{exported.task['task_id']}"
    assert http.get(f"{address}/export", params={"format": "doc"}).json()["errors"][0]["field"] == "format"
    assert http.get(f"{address}/filled.pdf").json()["code"] == "bad_request"
    assert http.get("/task/none/export").status_code == 404


def test_a_filled_form_shows_its_values_in_the_blanks(http, paper, finished):
    passport, form = finished("/tasks", paper(PASSPORT)), finished("/process_form", paper([*FORM, "filled"]))
    filled = finished("/process_form_filling", form=form["task_id"], library=[passport["task_id"]])
    address = f"/task/{filled['task_id']}"
    text = text_of(http.get(f"{address}/filled.pdf").content)[0]
    assert {"Tan", "Woon Yann"} <= set(text.splitlines())
    empty = Image.open(BytesIO(http.get(f"{address}/pages/1").content)).convert("L")
    written = Image.open(BytesIO(http.get(f"{address}/filled.png").content)).convert("L")
    field = next(f for f in filled["result"]["fields"] if f["label"] == "Last name")
    assert (field["source"]["resource_id"], field["source"]["keys"]) == (passport["task_id"], ["Last name"])
    assert field["source"]["evidence"]["box"]
    assert len(field["box"]) == 4
    changed = ImageChops.difference(empty, written).crop(tuple(field["box"])).getextrema()[1]
    assert changed > 100
