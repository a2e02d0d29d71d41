"""No cell of a table is taken for a formula, whatever a program takes for the end of a cell."""

import csv
import re
from io import StringIO

import pytest

from docusnap.delegation.spreadsheets import sheet

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "＝1+1", '=HYPERLINK("http://evil.example")', " =1+1", '"=1+1']


@pytest.mark.parametrize("before", ["", "x;", "x\t", "x\n", "x\r\n", "a, b; "])
@pytest.mark.parametrize("formula", FORMULAS)
def test_a_program_that_separates_by_whatever_it_likes_finds_no_formula(before: str, formula: str) -> None:
    told = sheet([["task", before + formula, "9.00"]], "csv").decode("utf-8-sig")
    for cells in (
        re.split(r"[,;\t\r\n]", told),
        *csv.reader(StringIO(told)),
        *csv.reader(StringIO(told), delimiter=";"),
    ):
        for cell in cells:
            assert not re.match(r'[\s"]*[=+\-@＝]', cell)


@pytest.mark.parametrize("text", ["-5.00", "+3", "5 - 3 = 2", "Total; 9.00", "a\n-9.00", "2025-03-14", "x|y"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    (cells,) = csv.reader(StringIO(sheet([[text]], "csv").decode("utf-8-sig")))
    assert cells == [text]
