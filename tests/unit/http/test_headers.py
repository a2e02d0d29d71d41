"""What every answer carries, whose pages may read it, and what is believed of a proxy."""

import io
import json
import logging

import pytest
from flask import Flask, request

from docusnap.domain.errors import Misconfigured
from docusnap.http import headers, problem
from docusnap.http.problem import Forbidden
from docusnap.logs import JsonLines, keep_record
from docusnap.settings import load_settings
from docusnap.settings.groups import DoorSettings

APP = "https://app.example.com"


@pytest.fixture
def opened():
    """A client of an app with one guarded page, behind doors as they are set."""

    def refuse():
        raise Forbidden

    def make(**doors):
        app = Flask("doors")
        headers.install(app, DoorSettings(**doors))
        problem.install(app)
        app.add_url_rule("/page", "page", lambda: "<p>hello</p>")
        app.add_url_rule("/data", "data", lambda: {"from": request.remote_addr, "secure": request.is_secure})
        app.add_url_rule("/kept", "kept", lambda: ("", {"Cache-Control": "private, no-cache"}))
        app.add_url_rule("/guarded", "guarded", refuse, methods=["POST"])
        return app.test_client()

    return make


@pytest.mark.parametrize("path", ["/page", "/data", "/guarded", "/nothing"])
def test_every_answer_is_kept_out_of_frames_caches_and_other_sites(opened, path):
    answer = opened().get(path)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert ("script-src 'self'" in policy) == (path == "/page")
    assert "unsafe" not in policy


def test_an_answer_may_say_itself_how_it_is_cached(opened):
    assert opened().get("/kept").headers["Cache-Control"] == "private, no-cache"


def test_a_sane_request_id_is_kept(opened):
    answer = opened().get("/nothing", headers={"X-Request-ID": "order-7.A_b"})
    assert answer.headers["X-Request-ID"] == answer.json["request_id"] == "order-7.A_b"


@pytest.mark.parametrize("given", ["", "a b", "<script>", "a" * 129, "é"])
def test_any_other_request_id_is_replaced_by_a_new_one(opened, given):
    client = opened()
    first, second = (client.get("/data", headers={"X-Request-ID": given}).headers["X-Request-ID"] for _ in range(2))
    assert given not in (first, second)
    assert len({first, second, ""}) == 3


def test_log_lines_name_the_request_and_lines_after_it_do_not(opened):
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    handler.addFilter(keep_record)
    client = opened()
    log = logging.getLogger("docusnap.view")
    client.application.add_url_rule("/logs", "logs", lambda: (log.warning("within"), "")[1])
    log.addHandler(handler)
    try:
        client.get("/logs", headers={"X-Request-ID": "abc"})
        log.warning("after")
    finally:
        log.removeHandler(handler)
    within, after = map(json.loads, out.getvalue().splitlines())
    assert (within["message"], within["request_id"]) == ("within", "abc")
    assert "request_id" not in after


def test_without_the_setting_no_other_origin_may_read_anything(opened):
    answer = opened().get("/data", headers={"Origin": APP})
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_pages_of_an_origin_in_the_list_may_read_answers_and_what_they_must_know(opened):
    client = opened(cors_origins=f"{APP}, http://localhost:3000")
    for path in ("/data", "/nothing"):
        answer = client.get(path, headers={"Origin": APP})
        assert answer.headers["Access-Control-Allow-Origin"] == APP
        assert "Origin" in answer.headers["Vary"]
        exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
        assert set(exposed) == {"ETag", "Location", "Retry-After", "X-Request-ID"}


@pytest.mark.parametrize("origin", ["https://evil.example", f"{APP}.evil.example", "https://appxexample.com", "null"])
def test_pages_of_other_origins_may_not(opened, origin):
    answer = opened(cors_origins=APP).get("/data", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_preflight_is_answered_before_any_guard(opened):
    asked = {
        "Origin": APP,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, idempotency-key",
    }
    answer = opened(cors_origins=APP).options("/guarded", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"] == "authorization, idempotency-key"
    assert answer.headers["Access-Control-Max-Age"] == "600"


@pytest.mark.parametrize("origins", ["*", APP])
def test_credentials_are_never_allowed(opened, origins):
    answer = opened(cors_origins=origins).get("/data", headers={"Origin": APP})
    assert answer.headers["Access-Control-Allow-Origin"] == origins
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin", ["app.example.com", "https://app.example.com/", "https://*.example.com", "https://a|.*"]
)
def test_what_is_no_origin_is_refused_at_the_start(origin):
    with pytest.raises(Misconfigured, match="DOCUSNAP_CORS_ORIGINS"):
        load_settings({"DOCUSNAP_CORS_ORIGINS": origin})


FORWARDED = {"X-Forwarded-For": "6.6.6.6, 203.0.113.7", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("proxies", "address", "secure"), [(0, "127.0.0.1", False), (1, "203.0.113.7", True), (2, "6.6.6.6", True)]
)
def test_only_as_many_proxies_are_believed_as_are_set(opened, proxies, address, secure):
    told = opened(proxies=proxies).get("/data", headers=FORWARDED).json
    assert told == {"from": address, "secure": secure}


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("203.0.113.7:4711", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("unknown", "0.0.0.0"),
        ("127.0.0.1, <script>", "0.0.0.0"),
    ],
)
def test_what_a_proxy_says_is_an_address_or_nobody_is_meant(opened, told, address):
    assert opened(proxies=1).get("/data", headers={"X-Forwarded-For": told}).json["from"] == address


def test_https_is_made_to_stay_where_it_is_set_and_only_over_https(opened):
    client = opened(proxies=1, hsts_seconds=3600)
    assert client.get("/data", headers=FORWARDED).headers["Strict-Transport-Security"] == "max-age=3600"
    assert "Strict-Transport-Security" not in client.get("/data").headers
    assert "Strict-Transport-Security" not in opened(proxies=1).get("/data", headers=FORWARDED).headers
