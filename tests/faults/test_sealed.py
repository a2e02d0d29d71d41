"""Sealed work survives what other work survives, and a stolen disk shows nothing of it."""

import base64
import json
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

WORD = "Zyzzyva"
LINES = ["PASSPORT", f"Last name: {WORD}", "First name: Woon Yann", "Place of birth: Johor"]


class Phone:
    """Posts sealed pages to servers that are killed meanwhile."""

    def __init__(self, client: Any, inside: Any) -> None:
        self.client = client
        self.body: dict[str, Any] = client.request("a phone", "doc", inside)

    def post(self, server: Any) -> int:
        return requests.post(f"{server.address}/process", json=self.body, timeout=60).status_code

    def result(self, server: Any) -> Any:
        poll = {key: self.body[key] for key in ("client_id", "type", "SHA256")} | {"has_content": False}
        while (answer := requests.post(f"{server.address}/api/process", json=poll, timeout=60)).status_code == 202:
            pass
        assert answer.status_code == 200, answer.text
        return self.client.opened(answer.json()["result"])


class Burglar:
    """Looks for words, as they are and as a PDF in base64 holds them, wherever the server may have written."""

    def __init__(self, folders: Sequence[Path], pages: Sequence[str]) -> None:
        self._folders = folders
        self._traces = [WORD.encode(), WORD.lower().encode(), json.dumps("Woon Yann").encode()]
        self._traces += [page[at : at + 40].encode() for page in pages for at in (200, 400)]
        self._traces += [base64.b64decode(page)[60:120] for page in pages]

    def finds(self, said: Sequence[str]) -> list[str]:
        files = [path for folder in self._folders for path in folder.rglob("*") if path.is_file()]
        assert any(path.name == "docusnap.db" for path in files)
        seen = [(str(path), path.read_bytes()) for path in files] + [("log", "\n".join(said).encode())]
        return [place for place, content in seen if any(trace in content for trace in self._traces)]


@pytest.fixture
def blank() -> str:
    out = BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def test_sealed_work_survives_a_kill_and_leaves_no_word_on_the_disk(
    start: Any, record: Any, tmp_path: Path, sealing_client: Any, text_pdf: Callable[..., str], blank: str
) -> None:
    aside, page = tmp_path / "aside", text_pdf(LINES)
    aside.mkdir()
    burglar = Burglar([record.data, aside], [page])
    settings = {"TMPDIR": str(aside), "DOCUSNAP_LOG_FORMAT": "json"}

    doomed = start({"reading": "blocks"}, **settings)
    client = sealing_client(requests.get(f"{doomed.address}/public_key", timeout=60).content)
    phone = Phone(client, {"to_process": [page, blank], "file_lib": {"docs": [{"id": "d", "title": WORD}]}})
    assert phone.post(doomed) == 202
    doomed.says("^reading$")
    assert burglar.finds(doomed.said) == []
    doomed.kill()
    assert burglar.finds(doomed.said) == []

    server = start({}, **settings)
    assert phone.result(server)["kv"]["Surname"] == WORD
    assert phone.post(server) == 200
    assert burglar.finds(server.said) == []
    assert server.stop() == 0
    assert burglar.finds(server.said) == []
    assert record.ask("SELECT COUNT(*) FROM readings") == [(0,)]
    assert record.ask("SELECT COUNT(*) FROM jobs") == [(1,)]
    record.check()


def test_open_work_leaves_words_so_the_burglar_can_find(start: Any, record: Any, text_pdf: Callable[..., str]) -> None:
    page = text_pdf(LINES)
    server = start({})
    task = requests.post(f"{server.address}/process_document", json={"images": [page]}, timeout=60).json()["task_id"]
    assert server.ended(task)["status"] == "completed"
    assert len(Burglar([record.data], [page]).finds(server.said)) >= 2
    server.stop()


def test_a_key_is_the_same_after_a_restart(start: Any, record: Any) -> None:
    first = start()
    key = requests.get(f"{first.address}/public_key", timeout=60).content
    first.kill()
    assert requests.get(f"{start().address}/public_key", timeout=60).content == key
    assert (record.data / "private_key.pem").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("moment", ["within", "after"])
def test_a_crash_while_a_sealed_task_is_accepted_loses_nothing_accepted(
    moment: str, start: Any, record: Any, sealing_client: Any, text_pdf: Callable[..., str]
) -> None:
    doomed = start({"crash": ["keep_sealed_task", moment], "at_once": True})
    phone = Phone(
        sealing_client(requests.get(f"{doomed.address}/public_key", timeout=60).content),
        {"to_process": [text_pdf(LINES)]},
    )
    with pytest.raises(requests.ConnectionError):
        phone.post(doomed)
    doomed.wait()
    record.check()
    server = start({})
    assert phone.post(server) in (200, 202)
    assert phone.result(server)["kv"]["Surname"] == WORD
    assert record.ask("SELECT COUNT(*) FROM jobs") == [(1,)]
    server.stop()
