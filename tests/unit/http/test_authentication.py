"""Who may use which route, in an app with one route of each kind."""

import logging

import pytest
from flask import Flask, request

from docusnap.access.rates import Rates
from docusnap.domain.access import Scope
from docusnap.http import problem
from docusnap.http.authentication import (
    FAILURES_A_MINUTE,
    Access,
    Authenticator,
    charged_to,
    check_declared,
    client_of,
    overtakes,
    phone_client_of,
    requires,
    share_of,
)
from docusnap.http.session import COOKIE, CSRF_HEADER, SESSION_SECONDS, Sessions
from docusnap.settings.groups import AccessSettings

BOTH = (Scope.SUBMIT, Scope.READ)


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sessions(clock):
    return Sessions(lambda: "a secret", clock)


@pytest.fixture
def build(keys, clock, sessions):
    """Builds that app; its routes tell who the caller is."""

    def built(origins=(), **settings):
        app = Flask("doors", static_folder=None)
        problem.install(app)
        Authenticator(keys, Rates(clock), AccessSettings(**settings), sessions, origins).install(app)

        def who(client_id=None):
            client = client_of(request) if client_id is None else phone_client_of(request, client_id)
            return {
                "client": client,
                "charged_to": charged_to(request),
                "share": share_of(request),
                "overtakes": overtakes(request),
            }

        def route(path, access, *methods, view=who):
            @requires(access)
            def declared(**given):
                return view(**given)

            app.add_url_rule(path, path, declared, methods=methods)

        route("/look", Access.READ, "GET")
        route("/ask", Access.SUBMIT, "POST", "DELETE")
        route("/queue", Access.ADMIN, "GET", "POST")
        route("/phone/<client_id>", Access.PHONE, "POST")
        route("/home", Access.ANY_KEY, "GET")
        route("/healthz", Access.ANYONE, "GET", view=dict)
        return app.test_client()

    return built


FROM_AFAR = {"environ_base": {"REMOTE_ADDR": "192.0.2.1"}, "headers": {"Host": "docs.example"}}


def bearer(text):
    return {"Authorization": f"Bearer {text}"}


def test_without_keys_this_machine_comes_in_as_one_client(build):
    doors = build()
    assert doors.get("/look").json["client"] == doors.post("/ask").json["client"] == "local"
    assert doors.get("/queue").status_code == 200


@pytest.mark.parametrize("path", ["/look", "/queue"])
def test_without_keys_nobody_else_comes_in_and_is_told_why(build, path):
    answer = build().get(path, **FROM_AFAR)
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
    assert "keys create" in answer.json["detail"]


EVIL, FRIEND = "https://evil.example", "https://app.example"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:3000"},
        {"Origin": EVIL},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"X-Forwarded-For": "127.0.0.1"},
    ],
)
def test_a_page_of_another_site_does_not_come_in_by_a_browser_here(build, headers):
    doors = build(origins=[FRIEND])
    assert {doors.post(path, headers=headers).status_code for path in ("/ask", "/queue", "/phone/p")} == {403}


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": EVIL}, {"Origin": "null"}])
def test_a_page_of_another_site_does_not_come_in_where_nobody_needs_a_key_either(build, headers):
    doors = build(origins=[FRIEND], open=True)
    answer = doors.post("/ask", headers=headers, data={"form": "post"})
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
    assert "DOCUSNAP_CORS_ORIGINS" in answer.json["detail"]
    assert build(phone="open").post("/phone/p", headers=headers).status_code == 403
    assert doors.post("/ask", headers={"Origin": FRIEND, "Sec-Fetch-Site": "cross-site"}).status_code == 200
    assert doors.post("/ask", **FROM_AFAR).status_code == 200


@pytest.mark.parametrize(
    "name",
    ["Via", "Forwarded", "CF-Connecting-IP", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "x-original-url"],
)
def test_any_sign_of_a_proxy_ends_what_this_machine_may_do_without_a_key(build, name):
    assert build().post("/ask", headers={name: "1.1 proxy"}).status_code == 403


def test_a_page_of_this_server_comes_in(build):
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert build().post("/ask", headers=headers).status_code == 200


@pytest.mark.parametrize("origins", [[FRIEND], ["*"]])
def test_a_page_of_a_site_that_may_call_comes_in_but_not_to_the_queue(build, origins):
    doors, headers = build(origins=origins), {"Origin": FRIEND, "Sec-Fetch-Site": "cross-site"}
    assert doors.post("/ask", headers=headers).status_code == 200
    assert doors.post("/queue", headers=headers).status_code == 403


def test_as_soon_as_there_is_a_key_this_machine_needs_it_too(build, keys):
    doors = build()
    assert doors.get("/look").status_code == 200
    key, text = keys.create("first", BOTH)
    refused = doors.get("/look")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert doors.get("/look", headers=bearer(text)).json["client"] == key.client_id
    keys.revoke(key.id)
    assert doors.get("/look", headers=bearer(text)).status_code == 401
    assert doors.get("/look").status_code == 401


def test_a_key_comes_in_either_header(build, keys):
    key, text = keys.create("first", BOTH)
    doors = build()
    for headers in (bearer(text), {"X-API-Key": text}, {"X-API-Key": text, **bearer("a proxy's own")}):
        assert doors.get("/look", headers=headers).json["client"] == key.client_id


def test_a_proxys_basic_authentication_is_no_key(build):
    assert build().get("/look", headers={"Authorization": "Basic YTpi"}).status_code == 200


def test_a_key_that_opens_nothing_is_refused_where_none_is_needed(build):
    assert build(open=True).get("/look", headers=bearer("dsk_1_2")).status_code == 401


@pytest.mark.parametrize(
    ("scope", "opened"),
    [
        (Scope.READ, {("GET", "/look"), ("HEAD", "/look")}),
        (Scope.SUBMIT, {("POST", "/ask"), ("DELETE", "/ask"), ("POST", "/phone/p")}),
        (Scope.ADMIN, {("GET", "/queue"), ("POST", "/queue")}),
    ],
)
def test_each_scope_opens_its_doors_and_no_others(build, keys, scope, opened):
    _, text = keys.create("one", [scope])
    doors = build()
    every = {
        *(("GET", "/look"), ("HEAD", "/look"), ("POST", "/ask"), ("DELETE", "/ask")),
        *(("POST", "/phone/p"), ("GET", "/queue"), ("POST", "/queue")),
    }
    status = {(m, p): doors.open(p, method=m, headers=bearer(text)).status_code for m, p in every}
    assert {door for door, code in status.items() if code == 200} == opened
    assert {code for door, code in status.items() if door not in opened} == {403}


def test_the_open_doors_ask_for_nothing(build, keys):
    keys.create("first", BOTH)
    doors = build()
    assert doors.get("/healthz", **FROM_AFAR).status_code == 200
    assert doors.get("/nothing/here", **FROM_AFAR).status_code == 404
    assert doors.options("/look", **FROM_AFAR).status_code == 200


def test_a_route_without_a_declaration_stops_the_start_and_answers_nobody(build):
    doors = build(open=True)
    check_declared(doors.application)
    doors.application.add_url_rule("/forgotten", "forgotten", lambda: {})
    with pytest.raises(LookupError, match="/forgotten"):
        check_declared(doors.application)
    assert doors.get("/forgotten").status_code == 500


def test_told_so_everybody_comes_in_but_to_the_queue(build, keys):
    doors = build(open=True)
    assert doors.get("/look", **FROM_AFAR).json["client"] == "local"
    assert doors.get("/queue").status_code == doors.get("/queue", **FROM_AFAR).status_code == 401
    key, text = keys.create("first", BOTH)
    assert doors.get("/look", **FROM_AFAR).json["client"] == "local"
    assert doors.get("/look", headers=bearer(text)).json["client"] == key.client_id
    assert doors.get("/queue").status_code == 401


def test_told_so_phones_come_in_without_a_key_and_nobody_else(build, keys):
    keys.create("first", BOTH)
    assert build().post("/phone/p").status_code == 401
    doors = build(phone="open")
    assert doors.post("/phone/p", **FROM_AFAR).status_code == 200
    assert doors.post("/ask", **FROM_AFAR).status_code == 401


def test_a_phone_is_no_other_client_whatever_it_says_it_is(build, keys):
    key, text = keys.create("shop", BOTH, client_id="shop")
    doors = build(phone="open")

    def client(client_id, **headers):
        return doors.post(f"/phone/{client_id}", headers=headers).json["client"]

    met = [client("shop"), client("local"), client("x"), client("x", **bearer(text)), "shop", "local", key.id]
    assert len(set(met)) == len(met)
    assert client("x") == client("x")


def test_a_key_that_asks_too_often_is_told_when_to_come_again(build, keys, clock):
    _, text = keys.create("busy", BOTH, rate=3)
    _, other = keys.create("calm", BOTH, rate=3)
    doors = build()
    codes = [doors.get("/look", headers=bearer(text)).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    answer = doors.get("/look", headers=bearer(text))
    assert (answer.json["code"], answer.headers["Retry-After"]) == ("rate_limited", "20")
    assert doors.get("/look", headers=bearer(other)).status_code == 200
    clock.now += 20
    assert doors.get("/look", headers=bearer(text)).status_code == 200


def test_who_guesses_is_told_to_wait_and_who_has_a_key_is_not(build, keys):
    _, text = keys.create("first", BOTH)
    doors = build()
    codes = [doors.get("/look", headers=bearer(f"dsk_{n}_0")).status_code for n in range(FAILURES_A_MINUTE + 2)]
    assert codes == [401] * FAILURES_A_MINUTE + [429, 429]
    assert doors.get("/look", headers=bearer(text)).status_code == 200
    elsewhere = {"environ_base": {"REMOTE_ADDR": "192.0.2.9"}}
    assert doors.get("/look", **elsewhere).status_code == 401


def test_one_line_of_ipv6_is_one_guesser(build, keys):
    keys.create("first", BOTH)
    doors = build()

    def status(address):
        return doors.get("/look", environ_base={"REMOTE_ADDR": address}).status_code

    assert {status(f"2001:db8::{n:x}") for n in range(FAILURES_A_MINUTE)} == {401}
    assert status("2001:db8::ffff") == 429
    assert status("2001:db8:0:1::1") == 401


def test_who_needs_no_key_may_not_ask_without_end_but_this_machine_may(build):
    doors = build(open=True, anonymous_rate=2)
    assert [doors.get("/look", **FROM_AFAR).status_code for _ in range(3)] == [200, 200, 429]
    assert [doors.get("/look").status_code for _ in range(3)] == [200, 200, 200]
    unlimited = build(open=True, anonymous_rate=0)
    assert {unlimited.get("/look", **FROM_AFAR).status_code for _ in range(30)} == {200}


def test_only_a_key_with_a_quota_is_charged(build, keys):
    key, counted = keys.create("counted", BOTH, quota=5)
    _, free = keys.create("free", BOTH)
    doors = build(open=True)
    assert doors.post("/ask", headers=bearer(counted)).json["charged_to"] == key.id
    assert doors.post("/ask", headers=bearer(free)).json["charged_to"] is None
    assert doors.post("/ask").json["charged_to"] is None


def test_a_key_is_in_no_log_line_and_no_answer(build, keys, caplog):
    key, text = keys.create("first", [Scope.READ])
    wrong = f"{key.id}_{'ab' * 32}"
    keys.create("second", BOTH)
    doors = build()
    with caplog.at_level(logging.DEBUG):
        told = [doors.post("/ask", headers=headers).text for headers in (bearer(text), bearer(wrong), {})]
    assert "refused" in caplog.text
    for secret in (text.rpartition("_")[2], "ab" * 32):
        assert secret not in caplog.text + "".join(told)


def test_any_key_opens_the_pages_that_need_one(build, keys):
    _, text = keys.create("queue", [Scope.ADMIN])
    doors = build()
    assert doors.get("/home", headers=bearer(text)).status_code == 200
    assert doors.get("/home").status_code == 401


def test_a_session_reads_with_its_cookie_alone_and_changes_with_its_token(build, keys, sessions):
    key, text = keys.create("first", BOTH)
    doors = build()
    cookie = sessions.seal(text)
    doors.set_cookie(COOKIE, cookie)
    assert doors.get("/look").json["client"] == key.client_id
    other = sessions.csrf_token(sessions.seal(keys.create("other", BOTH)[1]))
    for token in ("", "guess", "\xfc", other):
        assert doors.post("/ask", headers={CSRF_HEADER: token}).status_code == 403
    assert doors.post("/ask", headers={CSRF_HEADER: sessions.csrf_token(cookie)}).json["client"] == key.client_id


def test_a_session_has_the_scopes_of_its_key_and_ends_with_it(build, keys, sessions):
    key, text = keys.create("first", [Scope.READ])
    doors = build()
    doors.set_cookie(COOKIE, sessions.seal(text))
    assert (doors.get("/look").status_code, doors.get("/queue").status_code) == (200, 403)
    keys.revoke(key.id)
    assert doors.get("/look").status_code == 401


def test_a_session_ends_by_itself_and_cannot_be_made_up(build, keys, sessions, clock):
    _, text = keys.create("first", BOTH)
    doors = build()
    cookie = sessions.seal(text)
    assert text not in cookie
    for changed in (cookie[:-1], cookie[::-1], text, "\xfc", Sessions(lambda: "another", clock).seal(text)):
        doors.set_cookie(COOKIE, changed)
        assert doors.get("/look").status_code == 401
    doors.set_cookie(COOKIE, cookie)
    clock.now += SESSION_SECONDS
    assert doors.get("/look").status_code == 200
    clock.now += 1
    assert doors.get("/look").status_code == 401


def test_a_key_in_a_header_counts_before_the_session(build, keys, sessions):
    _, first = keys.create("first", BOTH)
    second, shown = keys.create("second", BOTH)
    doors = build()
    doors.set_cookie(COOKIE, sessions.seal(first))
    assert doors.post("/ask", headers=bearer(shown)).json["client"] == second.client_id


def test_without_authentication_nobody_is_known():
    app = Flask("no authentication")
    app.add_url_rule("/look", "tasks.look", lambda: client_of(request))
    app.testing = True
    with pytest.raises(AttributeError):
        app.test_client().get("/look")


def test_a_share_is_of_a_key_or_an_address_whoever_the_client_and_only_a_scope_lets_it_overtake(build, keys):
    key, text = keys.create("one", BOTH, client_id="shop")
    other, urgent = keys.create("two", (*BOTH, Scope.OVERTAKE), client_id="shop")
    doors = build(open=True, phone="open")
    told = [doors.post(f"/phone/{phone}", headers=bearer(text)).json for phone in "ab"]
    assert [(one["share"], one["overtakes"]) for one in told] == [(key.id, False)] * 2
    assert doors.post("/ask", headers=bearer(urgent)).json["overtakes"]
    assert doors.post("/ask", headers=bearer(urgent)).json["share"] == other.id != key.id
    strangers = {doors.post(f"/phone/{phone}", **FROM_AFAR).json["share"] for phone in "abc"}
    assert strangers == {"address:192.0.2.1"}
