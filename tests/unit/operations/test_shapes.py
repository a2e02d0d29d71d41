"""A model's text becomes a checked answer or one kind of error, whatever the text is."""

import json
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docusnap.domain.key_values import KeyValueLimit
from docusnap.domain.page import Page, Segment, Word
from docusnap.llm.shapes import MAX_PAIRS, flattened
from docusnap.llm.structured import AnswerError, parsed, schema
from docusnap.operations.document import DocumentShape, document_answer
from docusnap.operations.form import FormShape, form_answer
from docusnap.operations.form_filling import FillingShape

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=30,
)
TREES = st.dictionaries(
    st.sampled_from("abc"),
    st.recursive(
        st.none() | st.integers() | st.sampled_from(["x", "y"]),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=4),
        max_leaves=20,
    ),
)
KEYS = ["title", "tags", "description", "kv", "related", "blanks", "filled", "key", "value", "lines"]


def page_of(*texts: str) -> Page:
    boxes = [(10.0, 30.0 * i, 400.0, 30.0 * i + 20) for i in range(len(texts))]
    return Page(1, 600, 800, tuple(Segment(t, (Word(t, box, 0.9),)) for t, box in zip(texts, boxes, strict=True)))


def answer_with(kv: object) -> str:
    return json.dumps({"title": "T", "tags": [], "description": "D", "kv": kv, "related": []})


def kv_of(kv: object, *pages) -> dict[str, str]:
    answer = document_answer(parsed(answer_with(kv), DocumentShape), pages, {})
    return {key: value.text for key, value in answer.kv.items()}


def leaves(value: object) -> int:
    match value:
        case dict():
            return sum(leaves(part) for part in value.values())
        case list():
            return sum(leaves(part) for part in value)
        case _:
            return value is not None


def test_nested_values_are_joined_with_dots_and_lists_numbered_from_one():
    nested = {"Seller": {"Name": "Ann", "Phones": ["1", None, "3"]}, "Paid": True, "Note": None, "Empty": []}
    pairs = {"Seller.Name": "Ann", "Seller.Phones.1": "1", "Seller.Phones.3": "3", "Paid": "true"}
    assert dict(flattened(nested, KeyValueLimit(0))) == pairs


@given(TREES)
def test_flattening_keeps_every_value_but_null_once_under_a_key_of_its_own(tree):
    found = list(flattened(tree, KeyValueLimit(0)))
    assert len(found) == len({key for key, _ in found}) == leaves(tree)


@given(st.dictionaries(st.text("ab", min_size=1), st.text("xyz", min_size=1)))
def test_a_flat_map_stays_as_it_is(flat):
    assert dict(flattened(flat, KeyValueLimit(0))) == flat


@given(st.text())
def test_any_text_is_an_answer_or_an_answer_error(text):
    for shape in (DocumentShape, FormShape, FillingShape):
        for tried in (text, "{" + text, f'{{"title": "{text}"}}', f"<think>{text}</think>{{}}"):
            with suppress(AnswerError):
                assert isinstance(parsed(tried, shape), shape)


@given(st.dictionaries(st.sampled_from(KEYS), JSON | st.dictionaries(st.sampled_from(KEYS), JSON)))
def test_any_json_is_an_answer_that_can_be_stored_or_an_answer_error(said):
    for shape in (DocumentShape, FormShape, FillingShape):
        try:
            answer = parsed(json.dumps({"title": "", "tags": [], "description": "", "kv": []} | said), shape)
        except AnswerError:
            continue
        stored = answer.model_dump_json()
        assert "\\u0000" not in stored
        if isinstance(answer, DocumentShape):
            kv = document_answer(answer, [], {}).kv
            assert all(key and value.text for key, value in kv.items())


@pytest.mark.parametrize(
    "text",
    ['{"a":' * 100_000, "[" * 100_000, "{" * 100_000, '{"title": ' + "1" * 6_000, "}{", "\ufeff{", "<think>" * 1_000],
)
def test_monstrous_texts_are_answer_errors(text):
    with pytest.raises(AnswerError):
        parsed(text, DocumentShape)


@pytest.mark.parametrize(
    "kv",
    [
        {"k" * 250_000: [1] * 125_000},
        {"k" * 400: {str(n): "" for n in range(50_000)}},
        {"k" * 400: ["v" * 3] * 80_000},
        {"k" * 250: {"l" * 240: ["v"] * 120_000}},
        [{}] * 120_000,
        [{"key": "a" * 400, "value": ["b"] * 1_900}] * 50,
        [[]] * 120_000,
    ],
)
def test_no_answer_costs_more_than_twenty_times_its_bytes(kv):
    text = answer_with(kv)
    with suppress(AnswerError):
        parsed(answer_with({"a": "b"}), DocumentShape)  # what is made once is not counted
    tracemalloc.start()
    try:
        with suppress(AnswerError):
            parsed(text, DocumentShape)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20 * len(text)


def test_values_nested_deeper_than_any_real_answer_are_an_answer_error():
    with pytest.raises(AnswerError, match="too deeply"):
        parsed(answer_with(json.loads('{"a":' * 40 + "1" + "}" * 40)), DocumentShape)


def test_more_values_than_any_real_answer_has_are_an_answer_error():
    with pytest.raises(AnswerError, match="more than"):
        parsed(answer_with({str(n): "x" for n in range(MAX_PAIRS + 1)}), DocumentShape)


def test_a_value_longer_than_any_real_one_is_an_answer_error():
    with pytest.raises(AnswerError, match="longer than"):
        parsed(answer_with({"a": "x" * 20_000}), DocumentShape)


@pytest.mark.parametrize(
    "kv",
    [
        [{"key": "Total", "value": "9.00", "printed": "", "lines": ["p1.01"]}, {"key": "Tax", "value": "1"}],
        [{"Total": "9.00"}, {"Tax": "1"}],
        {"Total": "9.00", "Tax": "1"},
        {"Total": {"value": "9.00", "lines": ["p1.01"]}, "Tax": "1"},
    ],
)
def test_lists_and_maps_of_values_mean_the_same(kv):
    assert kv_of(kv) == {"Total": "9.00", "Tax": "1"}


def test_numbers_stay_as_they_are_written():
    assert kv_of([{"key": "Total", "value": 9.5}]) == {"Total": "9.5"}
    text = answer_with("X").replace('"X"', '{"Total": 9.00, "Number": 12345678901234567890}')
    said = parsed(text, DocumentShape)
    assert [(pair.key, pair.value) for pair in said.kv] == [("Total", "9.00"), ("Number", "12345678901234567890")]


def test_values_that_are_null_or_empty_are_left_out():
    assert kv_of([{"key": "A", "value": None}, {"key": "B", "value": " "}, {"key": "", "value": "x"}]) == {}


def test_a_key_that_comes_twice_is_numbered_unless_it_says_the_same():
    phones = [{"key": "Phone", "value": number} for number in ("1", "2", "1", "3")]
    assert kv_of(phones) == {"Phone": "1", "Phone.2": "2", "Phone.3": "3"}


def test_blanks_of_one_label_are_told_apart() -> None:
    said = {"title": "T", "tags": [], "description": "D", "kv": [], "related": []}
    text = json.dumps(said | {"blanks": [{"label": label, "lines": []} for label in ("Date", "Name", "Date")]})
    answer = form_answer(parsed(text, FormShape), (), {})
    assert [blank.label for blank in answer.blanks] == ["Date", "Name", "Date (2)"]


def test_characters_that_cannot_be_stored_are_replaced():
    text = r'{"title": "a\ud800b\u0000c", "tags": [], "description": "", "kv": {}}'
    title = parsed(text, DocumentShape).title
    assert title == "a?b c"


def test_characters_that_nobody_sees_are_left_out():
    text = json.dumps(
        {"title": "\u202e00.9\u202c \u2066x\u200b\U000e0041\U000e0042", "tags": [], "description": "", "kv": {}}
    )
    assert parsed(text, DocumentShape).title == "00.9 x"


def test_more_blanks_than_any_real_form_has_are_an_answer_error():
    said = {"title": "", "tags": [], "description": "", "kv": {}, "blanks": ["Name"] * 2001}
    with pytest.raises(AnswerError, match="blanks"):
        parsed(json.dumps(said), FormShape)


@pytest.mark.parametrize("ids", [["p1.02", "p1.03"], "p1.02, p1.03", ["[p1.02]", "p1.3"], ["p1.02-p1.03", "p7.01"]])
def test_cited_lines_are_found_however_they_are_written_and_invented_ones_dropped(ids):
    said = parsed(answer_with([{"key": "Total", "value": "9.00", "lines": ids}]), DocumentShape)
    answer = document_answer(said, [page_of("a", "b", "c")], {})
    assert answer.kv["Total"].lines == ("p1.02", "p1.03")


def test_a_value_whose_lines_are_all_invented_stays_without_lines():
    said = parsed(answer_with([{"key": "Total", "value": "9.00", "lines": ["p1.99"]}]), DocumentShape)
    answer = document_answer(said, [page_of("a")], {})
    assert (answer.kv["Total"].text, answer.kv["Total"].lines) == ("9.00", ())


def test_the_printed_text_is_kept_where_it_differs():
    kv = [
        {"key": "Date", "value": "Mar 05, 2024", "printed": "05/03/24"},
        {"key": "Total", "value": "9", "printed": "9"},
    ]
    answer = document_answer(parsed(answer_with(kv), DocumentShape), [], {})
    assert (answer.kv["Date"].printed, answer.kv["Total"].printed) == ("05/03/24", "")


def test_fillings_are_taken_as_a_map_too():
    said = parsed('{"filled": {"City": {"value": "Dublin", "source": "L1"}, "Age": 3}}', FillingShape)
    assert [(f.field, f.value, f.source) for f in said.filled] == [("City", "Dublin", "L1"), ("Age", "3", "")]


def test_an_answer_that_keeps_to_the_schema_is_taken():
    asked = schema(FormShape)
    by_type = {"string": "x", "array": []}
    said = {name: by_type[part["type"]] for name, part in asked["properties"].items()}
    assert parsed(json.dumps(said), FormShape).title == "x"
