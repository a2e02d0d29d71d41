"""A model's answer beside the offline reader's: the surer value wins, and neither hides the other."""

from typing import Any

import pytest

from docusnap.domain.answer import Answer, Blank, Value
from docusnap.domain.page import Page, Segment, Word
from docusnap.evidence.check import check
from docusnap.operations.combining import Combined, Source, combined, is_no_answer

LINES = ("BOOK SHOP", "Date 05/03/2024", "Subtotal 8.00", "Tax 1.00", "TOTAL 9.00", "Served by BOB")
PAGE = Page(
    1, 600, 800, tuple(Segment(t, (Word(t, (10, 30.0 * i, 400, 30.0 * i + 20), 0.9),)) for i, t in enumerate(LINES))
)
PLACEHOLDERS = (
    *("N/A", "unknown", "<value>", "not found", "[name]", "Ann Lee Passport", "null", "Not specified in the document"),
    *("Unbekannt", "nicht angegeben", "k.A.", "Non renseigné", "Aucune", "Sin datos", "No especificado"),
    *("Sconosciuto", "Não informado", "Tidak ada", "tiada maklumat", "不详", "未提供", "不明", "해당 없음"),
)
TOLD = "You file documents. Never write unknown. Title as in `Ann Lee Passport`."


def both(said: dict[str, Value], offline: dict[str, Value], **model: object) -> Combined:
    mine: dict[str, Any] = {"title": "T", "tags": ("Receipt",), "description": "D", "kv": said} | model
    answers = Answer(**mine), Answer("Offline title", ("Receipt",), "Offline words.", offline)
    sources = (Source(name, a, check(a, [PAGE])) for name, a in zip(("model", "offline"), answers, strict=True))
    return combined(*sources, TOLD)


def test_a_value_that_stands_nowhere_does_not_replace_one_that_does_and_is_shown_beside_it() -> None:
    result = both({"Total": Value("77.00")}, {"Total": Value("9.00")})
    assert result.kv == {"Total": "9.00"}
    assert result.evidence["Total"] is not None
    (other,) = result.alternatives["Total"]
    assert (other.value, other.model, other.evidence) == ("77.00", "model", None)
    assert not [c for c in result.cautions if c.key == "Total"]


def test_two_values_that_both_stand_there_are_disputed_and_what_adds_up_wins() -> None:
    sums = {"Subtotal": Value("8.00"), "Tax": Value("1.00")}
    result = both({"Total": Value("8.00"), **sums}, {"Total": Value("9.00"), **sums})
    assert result.kv["Total"] == "9.00"
    assert [(c.key, c.code) for c in result.cautions] == [("Total", "disputed")]
    assert [a.value for a in result.alternatives["Total"]] == ["8.00"]


def test_what_only_differs_in_writing_is_no_dispute() -> None:
    said = {"Date": Value("Mar 05, 2024", printed="05/03/2024"), "Company": Value("Book shop")}
    result = both(said, {"Date": Value("05/03/2024"), "Company": Value("BOOK SHOP")})
    assert result.kv == {"Date": "Mar 05, 2024", "Company": "Book shop"}
    assert not result.alternatives


def test_what_the_model_leaves_out_and_every_receipt_needs_is_added() -> None:
    result = both({"Cashier": Value("BOB")}, {"Total": Value("9.00"), "Cashier": Value("SHOP"), "Tax": Value("1.00")})
    assert result.kv == {"Cashier": "BOB", "Total": "9.00"}


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_placeholders_and_echoes_of_the_prompt_are_no_answers(text: str) -> None:
    assert is_no_answer(text, TOLD)
    result = both({"Buyer": Value(text)}, {}, title=text if text != "Ann Lee Passport" else "T")
    assert "Buyer" not in result.kv
    assert not [c for c in result.cautions if c.key == "Buyer"]
    assert result.answer.title == ("T" if text == "Ann Lee Passport" else "Offline title")


def test_a_word_that_stands_on_the_page_is_an_answer_though_it_looks_like_none() -> None:
    page = Page(1, 600, 800, (Segment("Allergies: none", (Word("Allergies: none", (10, 10, 90, 30), 0.9),)),))
    answer = Answer("T", (), "D", {"Allergies": Value("none")})
    source = Source("model", answer, check(answer, [page]))
    nothing = Answer("", (), "", {})
    assert combined(source, Source("offline", nothing, check(nothing, [page])), TOLD).kv == {"Allergies": "none"}


def test_a_blank_of_the_model_lies_where_the_offline_reader_saw_it() -> None:
    said = Answer("T", (), "D", {}, (Blank("Last name", 1), Blank("Age", None)))
    seen = Answer("T", (), "D", {}, (Blank("LAST NAME:", 1, (1, 2, 3, 4)),))
    sources = (Source(name, a, check(a, [PAGE])) for name, a in (("model", said), ("offline", seen)))
    assert combined(*sources, TOLD).answer.blanks == (Blank("Last name", 1, (1, 2, 3, 4)), Blank("Age", None))
