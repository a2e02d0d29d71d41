"""Keys with real servers: who is let in, and what other processes change beside them."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests


@pytest.fixture
def http() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session


@pytest.fixture
def keys(record: Any) -> Callable[..., str]:
    """`docusnap keys …` in a process of its own; what it prints."""

    def command(*arguments: str) -> str:
        folder: Path = record.data
        program = [sys.executable, "-m", "docusnap", "keys", *arguments, "--data-dir", str(folder)]
        own = {k: v for k, v in os.environ.items() if not k.startswith(("DOCUSNAP_", "OPENAI_"))}
        return subprocess.run(program, env=own, capture_output=True, text=True, check=True).stdout.strip()

    return command


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_where_others_can_reach_it_a_server_without_keys_does_not_start(start: Callable[..., Any]) -> None:
    server = start(DOCUSNAP_HOST="0.0.0.0")
    assert server.wait() == 1
    said = "\n".join(server.said)
    assert "docusnap keys create" in said
    assert "DOCUSNAP_OPEN" in said
    assert "listening" not in said


def test_told_so_it_starts_without_keys_and_says_that_it_is_open(start: Callable[..., Any]) -> None:
    server = start(DOCUSNAP_HOST="0.0.0.0", DOCUSNAP_OPEN="yes")
    server.says("listening on http://0.0.0.0:")
    server.says("open to whoever reaches this server")


def test_with_a_key_it_starts_and_lets_in_who_has_it(
    start: Callable[..., Any], keys: Callable[..., str], http: requests.Session
) -> None:
    key = keys("create", "first")
    server = start(DOCUSNAP_HOST="0.0.0.0")
    address = server.address.replace("0.0.0.0", "127.0.0.1")
    server.says("every request needs a key")
    assert http.get(f"{address}/task/x").status_code == 401
    assert http.get(f"{address}/task/x", headers=bearer(key)).status_code == 404


def test_a_key_made_and_revoked_beside_running_servers_counts_at_once_in_each(
    start: Callable[..., Any], keys: Callable[..., str], http: requests.Session, picture: Callable[[], bytes]
) -> None:
    servers = [start(), start()]
    servers[0].says("open to this machine itself")

    def statuses(**headers: str) -> set[int]:
        return {http.get(f"{server.address}/task/x", headers=headers).status_code for server in servers}

    assert statuses() == {404}
    key = keys("create", "first")
    assert statuses() == {401}
    assert statuses(**bearer(key)) == statuses(**{"X-API-Key": key}) == {404}
    url = f"{servers[0].address}/process_document"
    task = http.post(url, files={"images": ("p", picture())}, headers=bearer(key)).json()["task_id"]
    assert http.get(f"{servers[1].address}/task/{task}", headers=bearer(key)).status_code == 200
    keys("revoke", key.rpartition("_")[0])
    assert statuses(**bearer(key)) == {401}
    assert statuses() == {401}
    for server in servers:
        server.stop()
        assert key.rpartition("_")[2] not in "\n".join(server.said)


def test_two_servers_together_accept_no_more_than_the_quota(
    start: Callable[..., Any], keys: Callable[..., str], http: requests.Session, picture: Callable[[], bytes]
) -> None:
    key = keys("create", "counted", "--quota", "20")
    addresses = [start().address, start().address]

    def post(number: int) -> int:
        with requests.Session() as alone:
            alone.trust_env = False
            url = f"{addresses[number % 2]}/process_document"
            return alone.post(url, files={"images": ("p", picture())}, headers=bearer(key)).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(post, range(40)))
    assert sorted(answers) == [202] * 20 + [429] * 20
