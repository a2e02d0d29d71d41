"""The model over HTTP: what is asked, what is made of the answers, and which error each failure becomes."""

import json
from traceback import format_exception

import pytest

from docusnap.domain.answer import Usage
from docusnap.domain.errors import LlmFailure, LlmUnavailable, Misconfigured
from docusnap.llm.client import Prompt
from docusnap.llm.openai import OpenAIModel
from docusnap.operations.document import DocumentShape
from docusnap.operations.form import FormShape
from docusnap.queue.failures import failure_of, report_of

ANSWER = {
    "title": "Book Shop Receipt",
    "tags": ["Receipt"],
    "description": "A receipt.",
    "kv": [{"key": "Total", "value": "9.00", "printed": "", "lines": ["p1.02"]}],
    "related": [],
}


PROMPT = Prompt("document", "Answer.", "[p1.01] BOOK SHOP\n[p1.02] TOTAL 9.00")


def reply_of(model):
    return model.ask(PROMPT, DocumentShape)


def test_every_object_of_the_schema_that_is_asked_for_is_closed_and_whole(server, model_of):
    server.says(json.dumps(ANSWER | {"blanks": []}))
    model_of().ask(PROMPT, FormShape)
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


def test_thinking_and_code_fences_are_stripped(server, model_of):
    server.says(f"<think>Is it {{a}} receipt?</think>\nHere it is:\n```json\n{json.dumps(ANSWER)}\n```\nDone.")
    assert reply_of(model_of()).answer.title == "Book Shop Receipt"
    assert len(server.requests) == 1


def test_a_faulty_answer_is_shown_its_error_once_and_the_tokens_of_both_rounds_count(server, model_of):
    server.says('{"title": "Receipt"}')
    server.says(json.dumps(ANSWER))
    reply = reply_of(model_of())
    assert reply.answer.kv[0].value == "9.00"
    assert reply.usage == Usage(20, 10, 2)
    first, second = (request["messages"] for request in server.requests)
    assert second[:2] == first
    assert second[2] == {"role": "assistant", "content": '{"title": "Receipt"}'}
    assert "tags: Field required" in second[3]["content"]


@pytest.mark.parametrize("nonsense", ["I like trains.", "", None, "{", "[1, 2]", "<think>{}", '{"title": 1}'])
def test_nonsense_for_ever_fails_after_exactly_two_calls(server, model_of, nonsense):
    server.says(nonsense)
    with pytest.raises(LlmFailure) as caught:
        reply_of(model_of())
    assert not caught.value.retryable
    assert len(server.requests) == 2


def test_an_answer_cut_off_at_the_limit_is_asked_for_again_shorter(server, model_of):
    server.says('{"title": "Rec', finish="length")
    server.says(json.dumps(ANSWER))
    assert reply_of(model_of(max_tokens=77)).answer.title == "Book Shop Receipt"
    assert "cut off at 77 tokens" in server.requests[1]["messages"][-1]["content"]


def test_an_answer_cut_off_twice_fails_and_says_so(server, model_of):
    server.says('{"title": "Rec', finish="length")
    with pytest.raises(LlmFailure, match="cut off"):
        reply_of(model_of())
    assert len(server.requests) == 2


def test_a_long_faulty_answer_is_shown_back_only_in_part(server, model_of):
    server.says("blah " * 100_000)
    with pytest.raises(LlmFailure):
        reply_of(model_of())
    assert len(server.requests[1]["messages"][2]["content"]) < 5_000


def test_a_huge_body_is_not_read_to_its_end(server, model_of):
    server.says("x" * 5_000_000)
    with pytest.raises(LlmFailure, match="larger than"):
        reply_of(model_of())
    assert len(server.requests) == 1


@pytest.mark.parametrize(("finish", "refusal"), [("stop", "I cannot help with that."), ("content_filter", None)])
def test_a_refusal_fails_at_once(server, model_of, finish, refusal):
    server.says(None, finish=finish, refusal=refusal)
    with pytest.raises(LlmFailure, match="refused") as caught:
        reply_of(model_of())
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
def test_a_limit_on_our_rate_is_to_be_tried_again_when_the_server_says(server, model_of, header, seconds):
    server.fails(429, "slow down", {"Retry-After": header})
    with pytest.raises(LlmUnavailable, match="answered 429") as caught:
        reply_of(model_of(now=lambda: 10.0))
    assert caught.value.retry_after == seconds
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 529])
def test_a_failing_server_is_to_be_tried_again_later_but_not_by_us(server, model_of, status):
    server.fails(status)
    with pytest.raises(LlmUnavailable):
        reply_of(model_of())
    assert len(server.requests) == 1


def test_a_server_that_does_not_answer_in_time_is_to_be_tried_again_later(server, model_of):
    server.hangs()
    with pytest.raises(LlmUnavailable):
        reply_of(model_of(timeout=0.2))


def test_an_answer_that_dribbles_past_the_time_limit_is_given_up(server, model_of):
    server.says(json.dumps(ANSWER))
    ticks = iter([0.0, 21.0])
    with pytest.raises(LlmUnavailable, match="within 20 s"):
        reply_of(model_of(clock=lambda: next(ticks)))


def test_a_server_that_is_not_there_is_to_be_tried_again_later(model_of):
    with pytest.raises(LlmUnavailable, match=r"at 127\.0\.0\.1:\d+ cannot be reached: Connection refused$"):
        reply_of(model_of(base_url="http://127.0.0.1:9/v1"))


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_told_without_the_key(server, model_of, status):
    server.fails(status, "Incorrect API key provided: sk-secret")
    with pytest.raises(LlmFailure, match="refused our key") as caught:
        reply_of(model_of())
    assert not caught.value.retryable
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__
    assert server.requests[0]["authorization"] == "Bearer sk-secret"


def test_a_server_that_quotes_the_key_does_not_make_us_repeat_it(server, model_of):
    server.fails(400, "Header Authorization: Bearer sk-secret is odd")
    with pytest.raises(LlmFailure, match="refused the request") as caught:
        reply_of(model_of())
    assert "secret" not in str(caught.value)
    assert caught.value.said == "Header Authorization: Bearer *** is odd"


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_server_that_quotes_the_page_does_not_make_us_repeat_it(server, model_of, status):
    server.fails(status, "flagged near S8912345D")
    with pytest.raises(LlmFailure, match=str(400 if status == 200 else status)) as caught:
        reply_of(model_of())
    assert "S8912345D" not in "".join(format_exception(caught.value))
    assert caught.value.said == "flagged near S8912345D"
    told, shown = failure_of(caught.value), report_of(caught.value, sealed=False)
    assert "S8912345D" not in told.detail
    assert "S8912345D" in shown.message, "for who runs the server"
    assert "S8912345D" not in str(report_of(caught.value, sealed=True))


def test_an_unknown_model_is_named(server, model_of):
    server.fails(404, "The model does not exist", code="model_not_found")
    with pytest.raises(LlmFailure, match="no model 'm'"):
        reply_of(model_of())


@pytest.mark.parametrize("body", [b"<html>hello</html>", b"{}", b'{"choices": [{}]}', b"\xff\xfe"])
def test_a_page_that_is_no_completion_points_to_the_address(server, model_of, body):
    server.replies.append((200, {}, body))
    with pytest.raises(LlmFailure, match="base URL"):
        reply_of(model_of())


def test_an_error_told_with_status_200_counts_as_that_error(server, model_of):
    server.replies.append((200, {}, b'{"error": {"code": 502, "message": "upstream is down"}}'))
    with pytest.raises(LlmUnavailable, match="answered 50"):
        reply_of(model_of())


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."),
        (400, "This model does not support response format `json_schema`."),
        (404, "response_format is not available"),
        (422, "Extra inputs are not permitted: response_format"),
    ],
)
def test_a_server_without_schemas_is_asked_for_json_and_that_is_remembered(server, model_of, status, message):
    server.fails(status, message)
    server.says(json.dumps(ANSWER))
    model = model_of()
    reply_of(model)
    reply_of(model)
    asked = [request.get("response_format", {}).get("type") for request in server.requests]
    assert asked == ["json_schema", "json_object", "json_object"]


def test_a_server_without_json_mode_is_asked_for_plain_text_and_that_is_remembered(server, model_of):
    server.fails(400, "unknown field", param="response_format")
    server.fails(400, "'response_format.type' must be 'json_schema' or 'text'")
    server.says(json.dumps(ANSWER))
    model = model_of()
    assert reply_of(model).usage == Usage(10, 5, 1)
    reply_of(model)
    asked = [request.get("response_format", {}).get("type") for request in server.requests]
    assert asked == ["json_schema", "json_object", None, None]


def test_a_server_that_refuses_whatever_is_left_out_fails_after_three_calls(server, model_of):
    server.fails(400, "response_format!")
    with pytest.raises(LlmFailure, match="refused the request"):
        reply_of(model_of())
    assert len(server.requests) == 3


def test_options_that_newer_models_renamed_or_dropped_are_adapted(server, model_of):
    server.fails(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
    server.fails(400, "Unsupported value: 'temperature' does not support 0 with this model.")
    server.says(json.dumps(ANSWER))
    reply_of(model_of(max_tokens=99))
    asked = server.requests[-1]
    assert asked["max_completion_tokens"] == 99
    assert "max_tokens" not in asked
    assert "temperature" not in asked
    assert asked["response_format"]["type"] == "json_schema"


def test_the_recipe_changes_with_all_that_shapes_an_answer_and_with_nothing_else(model_of):
    recipe = model_of().recipe
    assert model_of(api_key="other", timeout=3.0).recipe == recipe
    others = [
        model_of(max_tokens=9).recipe,
        OpenAIModel("other").recipe,
    ]
    assert len({recipe, *others}) == 3


@pytest.mark.parametrize("options", [{"base_url": "localhost:8080"}, {"base_url": "ftp://x"}, {"api_key": "clé"}])
def test_an_address_or_key_that_cannot_work_is_refused_at_the_start(options):
    with pytest.raises(Misconfigured):
        OpenAIModel("m", **options)


def test_a_local_server_needs_no_key(server, model_of):
    server.says(json.dumps(ANSWER))
    assert reply_of(model_of(api_key=None)).answer.title


def test_a_server_that_answers_is_up_though_it_lists_no_models(server, model_of):
    server.replies.append((200, {}, b'{"object": "list", "data": []}'))
    server.fails(404)
    for _ in range(2):
        model_of().check()
    assert [asked["path"] for asked in server.requests] == ["/v1/models"] * 2


@pytest.mark.parametrize(("status", "error"), [(503, LlmUnavailable), (429, LlmUnavailable), (401, LlmFailure)])
def test_a_server_that_refuses_to_answer_or_takes_no_such_key_is_told_without_the_key(server, model_of, status, error):
    server.fails(status, "no such key: sk-secret")
    with pytest.raises(error) as told:
        model_of().check()
    assert "sk-secret" not in str(told.value)


def test_a_server_that_is_not_there_is_told_by_its_address_and_in_words(model_of):
    with pytest.raises(LlmUnavailable) as told:
        model_of(base_url="http://user:word@127.0.0.1:9/v1").check()
    assert str(told.value) == "The language model's server at 127.0.0.1:9 cannot be reached: Connection refused"


def test_a_server_that_never_answers_is_told_in_words(server, model_of, monkeypatch):
    monkeypatch.setattr("docusnap.llm.openai._CHECK_SECONDS", 0.2)
    server.hangs()
    with pytest.raises(LlmUnavailable, match=r"at 127\.0\.0\.1:\d+ did not answer in time\.$"):
        model_of().check()
