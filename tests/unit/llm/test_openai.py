"""The model over HTTP: what is asked, what is made of the answers, and which error each failure becomes."""

import json

import pytest

from docusnap.domain.answer import LibraryEntry, Usage, Value
from docusnap.domain.errors import LlmFailure, LlmUnavailable, Misconfigured, PromptFailed
from docusnap.llm.openai import OpenAIModel

ANSWER = {
    "title": "Book Shop Receipt",
    "tags": ["Receipt"],
    "description": "A receipt.",
    "kv": [{"key": "Total", "value": "9.00", "printed": "", "lines": ["p1.02"]}],
    "related": [],
}


@pytest.fixture
def receipt(page_of):
    return [page_of("BOOK SHOP", "TOTAL 9.00")]


def test_an_answer_becomes_values_that_cite_their_lines(server, model_of, receipt):
    server.says(json.dumps(ANSWER))
    answer = model_of().document(receipt, [])
    assert answer.title == "Book Shop Receipt"
    assert answer.tags == ("Receipt",)
    assert answer.kv == {"Total": Value("9.00", ("p1.02",))}
    assert answer.usage == Usage(10, 5, 1)


def test_what_cannot_be_put_into_a_prompt_is_not_blamed_on_the_model(server, model_of):
    for ask in (model_of().document, model_of().form):
        with pytest.raises(PromptFailed):
            ask([None], [])
    with pytest.raises(PromptFailed):
        model_of().fill(["Name"], [None], {})
    assert not server.requests


def test_the_instructions_go_first_and_the_page_with_its_line_ids_last(server, model_of, receipt):
    server.says(json.dumps(ANSWER))
    model_of().document(receipt, [])
    system, user = server.requests[0]["messages"]
    assert system["role"] == "system"
    assert "BOOK SHOP" not in system["content"]
    assert "[p1.01] BOOK SHOP\n[p1.02] TOTAL 9.00" in user["content"]


def test_every_object_of_the_schema_that_is_asked_for_is_closed_and_whole(server, model_of, receipt):
    server.says(json.dumps(ANSWER | {"blanks": []}))
    model_of().form(receipt, [])
    asked = server.requests[0]["response_format"]
    assert asked["type"] == "json_schema"
    assert asked["json_schema"]["strict"] is True

    def objects(part):
        if isinstance(part, dict):
            assert "default" not in part
            yield from [part] if part.get("type") == "object" else []
            for inner in part.values():
                yield from objects(inner)

    found = list(objects(asked["json_schema"]["schema"]))
    assert len(found) == 3
    for one in found:
        assert one["additionalProperties"] is False
        assert one["required"] == list(one["properties"])


def test_thinking_and_code_fences_are_stripped(server, model_of, receipt):
    server.says(f"<think>Is it {{a}} receipt?</think>\nHere it is:\n```json\n{json.dumps(ANSWER)}\n```\nDone.")
    assert model_of().document(receipt, []).title == "Book Shop Receipt"
    assert len(server.requests) == 1


def test_a_faulty_answer_is_shown_its_error_once_and_the_tokens_of_both_rounds_count(server, model_of, receipt):
    server.says('{"title": "Receipt"}')
    server.says(json.dumps(ANSWER))
    answer = model_of().document(receipt, [])
    assert answer.kv["Total"].text == "9.00"
    assert answer.usage == Usage(20, 10, 2)
    first, second = (request["messages"] for request in server.requests)
    assert second[:2] == first
    assert second[2] == {"role": "assistant", "content": '{"title": "Receipt"}'}
    assert "tags: Field required" in second[3]["content"]


@pytest.mark.parametrize("nonsense", ["I like trains.", "", None, "{", "[1, 2]", "<think>{}", '{"title": 1}'])
def test_nonsense_for_ever_fails_after_exactly_two_calls(server, model_of, receipt, nonsense):
    server.says(nonsense)
    with pytest.raises(LlmFailure) as caught:
        model_of().document(receipt, [])
    assert not caught.value.retryable
    assert len(server.requests) == 2


def test_an_answer_cut_off_at_the_limit_is_asked_for_again_shorter(server, model_of, receipt):
    server.says('{"title": "Rec', finish="length")
    server.says(json.dumps(ANSWER))
    assert model_of(max_tokens=77).document(receipt, []).title == "Book Shop Receipt"
    assert "cut off at 77 tokens" in server.requests[1]["messages"][-1]["content"]


def test_an_answer_cut_off_twice_fails_and_says_so(server, model_of, receipt):
    server.says('{"title": "Rec', finish="length")
    with pytest.raises(LlmFailure, match="cut off"):
        model_of().document(receipt, [])
    assert len(server.requests) == 2


def test_a_long_faulty_answer_is_shown_back_only_in_part(server, model_of, receipt):
    server.says("blah " * 100_000)
    with pytest.raises(LlmFailure):
        model_of().document(receipt, [])
    assert len(server.requests[1]["messages"][2]["content"]) < 5_000


def test_a_huge_body_is_not_read_to_its_end(server, model_of, receipt):
    server.says("x" * 5_000_000)
    with pytest.raises(LlmFailure, match="larger than"):
        model_of().document(receipt, [])
    assert len(server.requests) == 1


@pytest.mark.parametrize(("finish", "refusal"), [("stop", "I cannot help with that."), ("content_filter", None)])
def test_a_refusal_fails_at_once(server, model_of, receipt, finish, refusal):
    server.says(None, finish=finish, refusal=refusal)
    with pytest.raises(LlmFailure, match="refused") as caught:
        model_of().document(receipt, [])
    assert "help" not in str(caught.value), "what it says may quote the page"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("1.5", 1.5),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 90.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("-3", 0.0),
    ],
)
def test_a_limit_on_our_rate_is_to_be_tried_again_when_the_server_says(server, model_of, receipt, header, seconds):
    server.fails(429, "slow down", {"Retry-After": header})
    with pytest.raises(LlmUnavailable, match="slow down") as caught:
        model_of(now=lambda: 10.0).document(receipt, [])
    assert caught.value.retry_after == seconds
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 529])
def test_a_failing_server_is_to_be_tried_again_later_but_not_by_us(server, model_of, receipt, status):
    server.fails(status)
    with pytest.raises(LlmUnavailable):
        model_of().document(receipt, [])
    assert len(server.requests) == 1


def test_a_server_that_does_not_answer_in_time_is_to_be_tried_again_later(server, model_of, receipt):
    server.hangs()
    with pytest.raises(LlmUnavailable):
        model_of(timeout=0.2).document(receipt, [])


def test_an_answer_that_dribbles_past_the_time_limit_is_given_up(server, model_of, receipt):
    server.says(json.dumps(ANSWER))
    ticks = iter([0.0, 21.0])
    with pytest.raises(LlmUnavailable, match="within 20 s"):
        model_of(clock=lambda: next(ticks)).document(receipt, [])


def test_a_server_that_is_not_there_is_to_be_tried_again_later(receipt, model_of):
    with pytest.raises(LlmUnavailable, match="cannot be reached"):
        model_of(base_url="http://127.0.0.1:9/v1").document(receipt, [])


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_told_without_the_key(server, model_of, receipt, status):
    server.fails(status, "Incorrect API key provided: sk-secret")
    with pytest.raises(LlmFailure, match="refused our key") as caught:
        model_of().document(receipt, [])
    assert not caught.value.retryable
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__
    assert server.requests[0]["authorization"] == "Bearer sk-secret"


def test_a_server_that_quotes_the_key_does_not_make_us_repeat_it(server, model_of, receipt):
    server.fails(400, "Header Authorization: Bearer sk-secret is odd")
    with pytest.raises(LlmFailure, match="is odd") as caught:
        model_of().document(receipt, [])
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_server_that_quotes_the_page_does_not_make_us_repeat_it(server, model_of, receipt, status):
    server.fails(status, "your text [p1.01] BOOK SHOP is bad")
    with pytest.raises(LlmFailure) as caught:
        model_of().document(receipt, [])
    assert "SHOP" not in str(caught.value)
    assert "quote the page" in str(caught.value)


def test_an_unknown_model_is_named(server, model_of, receipt):
    server.fails(404, "The model does not exist", code="model_not_found")
    with pytest.raises(LlmFailure, match="no model 'm'"):
        model_of().document(receipt, [])


@pytest.mark.parametrize("body", [b"<html>hello</html>", b"{}", b'{"choices": [{}]}', b"\xff\xfe"])
def test_a_page_that_is_no_completion_points_to_the_address(server, model_of, receipt, body):
    server.replies.append((200, {}, body))
    with pytest.raises(LlmFailure, match="base URL"):
        model_of().document(receipt, [])


def test_an_error_told_with_status_200_counts_as_that_error(server, model_of, receipt):
    server.replies.append((200, {}, b'{"error": {"code": 502, "message": "upstream is down"}}'))
    with pytest.raises(LlmUnavailable, match="upstream is down"):
        model_of().document(receipt, [])


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."),
        (400, "This model does not support response format `json_schema`."),
        (404, "response_format is not available"),
        (422, "Extra inputs are not permitted: response_format"),
    ],
)
def test_a_server_without_schemas_is_asked_for_json_and_that_is_remembered(server, model_of, receipt, status, message):
    server.fails(status, message)
    server.says(json.dumps(ANSWER))
    model = model_of()
    model.document(receipt, [])
    model.document(receipt, [])
    asked = [request.get("response_format", {}).get("type") for request in server.requests]
    assert asked == ["json_schema", "json_object", "json_object"]


def test_a_server_without_json_mode_is_asked_for_plain_text_and_that_is_remembered(server, model_of, receipt):
    server.fails(400, "unknown field", param="response_format")
    server.fails(400, "'response_format.type' must be 'json_schema' or 'text'")
    server.says(json.dumps(ANSWER))
    model = model_of()
    assert model.document(receipt, []).usage == Usage(10, 5, 1)
    model.document(receipt, [])
    asked = [request.get("response_format", {}).get("type") for request in server.requests]
    assert asked == ["json_schema", "json_object", None, None]


def test_a_server_that_refuses_whatever_is_left_out_fails_after_three_calls(server, model_of, receipt):
    server.fails(400, "response_format!")
    with pytest.raises(LlmFailure, match="refused the request"):
        model_of().document(receipt, [])
    assert len(server.requests) == 3


def test_options_that_newer_models_renamed_or_dropped_are_adapted(server, model_of, receipt):
    server.fails(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
    server.fails(400, "Unsupported value: 'temperature' does not support 0 with this model.")
    server.says(json.dumps(ANSWER))
    model_of(max_tokens=99).document(receipt, [])
    asked = server.requests[-1]
    assert asked["max_completion_tokens"] == 99
    assert "max_tokens" not in asked
    assert "temperature" not in asked
    assert asked["response_format"]["type"] == "json_schema"


def test_blanks_know_their_page(server, model_of, page_of):
    blanks = [{"label": "Last name", "lines": ["p2.01"]}, {"label": "Date", "lines": ["p9.01"]}, "Sex"]
    server.says(json.dumps(ANSWER | {"blanks": blanks}))
    answer = model_of().form([page_of("FORM"), page_of("Last name", "Date", number=2)], [])
    assert [(b.label, b.page) for b in answer.blanks] == [("Last name", 2), ("Date", None), ("Sex", None)]


def test_only_entries_that_exist_are_related_and_at_most_five(server, model_of, receipt):
    library = [LibraryEntry("doc", f"doc-{n}", title=f"Title {n}") for n in range(1, 9)]
    server.says(json.dumps(ANSWER | {"related": ["L3", "L99", "L3", "L1", "L2", "L4", "L5", "L6"]}))
    answer = model_of().document(receipt, library)
    assert answer.related == ("doc-3", "doc-1", "doc-2", "doc-4", "doc-5")
    assert '"id": "L8", "type": "doc", "title": "Title 8"' in server.requests[0]["messages"][1]["content"]


def test_fields_are_filled_only_from_entries_that_exist(server, model_of):
    library = [LibraryEntry("doc", "passport", kv={"Full name": "Ann Lee"})]
    filled = [
        {"field": "full  name", "value": "Ann Lee", "source": "L1"},
        {"field": "City", "value": "Dublin", "source": "L7"},
        {"field": "Sex", "value": "", "source": "L1"},
        {"field": "Shoe size", "value": "38", "source": "L1"},
    ]
    server.says(json.dumps({"filled": filled}))
    answer = model_of().fill(["City", "Full name", "Sex"], library, {})
    assert {name: (f.value, f.source.id) for name, f in answer.filled.items()} == {"Full name": ("Ann Lee", "passport")}
    assert answer.missing == ("City", "Sex")
    assert answer.usage == Usage(10, 5, 1)


def test_nobody_is_asked_to_fill_from_an_empty_library(server, model_of):
    answer = model_of().fill(["City"], [], {})
    assert answer.missing == ("City",)
    assert server.requests == []


def test_pages_too_long_for_the_model_are_cut_and_counted(server, model_of, page_of):
    server.says(json.dumps(ANSWER))
    answer = model_of(max_prompt_chars=1_000).document([page_of(*["word " * 10] * 100)], [])
    assert 0 < answer.lines_left_out < 100
    assert f"({answer.lines_left_out} more lines are left out" in server.requests[0]["messages"][1]["content"]


def test_the_recipe_changes_with_all_that_shapes_an_answer_and_with_nothing_else(model_of):
    recipe = model_of().recipe
    assert model_of(api_key="other", timeout=3.0).recipe == recipe
    others = [
        model_of(max_tokens=9).recipe,
        model_of(day_first=False).recipe,
        model_of(max_prompt_chars=9).recipe,
        OpenAIModel("other").recipe,
    ]
    assert len({recipe, *others}) == 5


@pytest.mark.parametrize("options", [{"base_url": "localhost:8080"}, {"base_url": "ftp://x"}, {"api_key": "clé"}])
def test_an_address_or_key_that_cannot_work_is_refused_at_the_start(options):
    with pytest.raises(Misconfigured):
        OpenAIModel("m", **options)


def test_a_local_server_needs_no_key(server, model_of, receipt):
    server.says(json.dumps(ANSWER))
    assert model_of(api_key=None).document(receipt, []).title
