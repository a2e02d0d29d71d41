import logging

import pytest

from docusnap.domain import errors
from docusnap.domain.errors import BadRequest, DocusnapError, Misconfigured, NotFound, NotReady, Stopping
from docusnap.http.problem import status_of

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DocusnapError)]


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_is_the_clients_exactly_when_the_client_can_change_it(kind):
    assert (status_of(kind) < 500) == issubclass(kind, (BadRequest, NotFound, NotReady))


@pytest.mark.parametrize("kind", [k for k in KINDS if k.retryable])
def test_errors_that_pass_are_told_as_such(kind):
    assert status_of(kind) == 503


def test_a_problem_has_what_rfc_9457_asks_for(client):
    answer = client.get("/nothing/here")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    problem = answer.json
    assert problem.pop("request_id") == answer.headers["X-Request-ID"]
    assert problem == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at this address.",
        "code": "not_found",
    }


def test_a_wrong_method_is_told_which_ones_there_are(client):
    answer = client.get("/process_document")
    assert (answer.status_code, answer.json["code"]) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]


def test_an_unknown_exception_is_logged_whole_and_told_briefly(client, delegator, caplog):
    delegator.refuse_with = ZeroDivisionError("secret of the house")
    answer = client.get("/task/any")
    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    record = caplog.records[-1]
    assert record.levelno == logging.ERROR
    assert record.exc_info[1] is delegator.refuse_with
    assert record.action == "request_failed"


def test_what_the_server_is_set_up_wrong_with_is_not_told(client, delegator, caplog):
    delegator.refuse_with = Misconfigured("DOCUSNAP_LLM_API_KEY is not the key of the house")
    answer = client.get("/task/any")
    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    assert "key of the house" not in answer.text
    assert caplog.records[-1].exc_info[1] is delegator.refuse_with


def test_when_to_try_again_is_what_the_error_says(client, delegator):
    delegator.refuse_with = Stopping(retry_after=12.3)
    assert client.get("/task/any").headers["Retry-After"] == "13"


def test_people_are_sent_to_the_docs_by_a_path_that_holds_behind_a_proxy(client):
    answer = client.get("/docs")
    assert (answer.status_code, answer.headers["Location"]) == (302, "docs/")
