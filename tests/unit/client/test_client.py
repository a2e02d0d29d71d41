"""The client sends again what may be sent again, once in effect, and says plainly what the server refused."""

import httpx2
import pytest

from docusnap.client import Client, Refused, Unreachable

TASK = {"task_id": "1", "operation": "auto", "status": "completed", "result": {"kv": {"Total": "9.00"}}}
PROBLEM = {"code": "too_large", "detail": "The file is larger than this server takes."}


class Server:
    """Answers as the test says, and remembers what it was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []
        self.slept = []

    def __call__(self, request):
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, told, *headers = answer
        return httpx2.Response(status, json=told, headers=dict(headers))

    def client(self):
        return Client("http://server", "key", transport=httpx2.MockTransport(self), sleep=self.slept.append)


def test_a_submission_that_is_sent_again_carries_the_same_idempotency_key():
    server = Server(httpx2.ConnectError("away"), (503, {}), (202, {"task_id": "1", "status": "pending"}))
    with server.client() as client:
        assert client.process([b"picture"], wait=False).id == "1"
    keys = {request.headers["Idempotency-Key"] for request in server.asked}
    assert (len(server.asked), len(keys), len(server.slept)) == (3, 1, 2)
    assert server.asked[0].headers["Authorization"] == "Bearer key"


def test_it_waits_as_long_as_the_server_asks():
    server = Server((429, PROBLEM, ("Retry-After", "7")), (200, TASK))
    with server.client() as client:
        assert client.task("1").kv == {"Total": "9.00"}
    assert server.slept == [7]


def test_a_refusal_is_not_repeated_and_tells_code_and_sentence():
    server = Server((413, PROBLEM))
    with server.client() as client, pytest.raises(Refused, match="larger than this server") as refused:
        client.process([b"picture"])
    assert (refused.value.status, refused.value.code, len(server.asked)) == (413, "too_large", 1)


def test_a_server_that_stays_away_is_told_apart():
    server = Server(httpx2.ConnectError("away"))
    with server.client() as client, pytest.raises(Unreachable):
        client.task("1")
    assert len(server.asked) > 3
