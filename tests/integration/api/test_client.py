"""The Python client, its async twin and the commands, on a real server."""

import asyncio
import json

import pytest
from click.testing import CliRunner

from docusnap.cli import main
from docusnap.cli.folder import HotFolder
from docusnap.client import AsyncClient, Client
from tests.integration.api.conftest import FORM, PASSPORT, RECEIPT


@pytest.fixture
def docusnap(server_url):
    with Client(server_url) as client:
        yield client


@pytest.fixture
def files(tmp_path, paper):
    for name, lines in (("receipt.pdf", RECEIPT), ("passport.pdf", PASSPORT), ("form.pdf", FORM)):
        (tmp_path / name).write_bytes(paper(lines))
    return tmp_path


@pytest.fixture
def run(server_url):
    def command(*arguments):
        return CliRunner().invoke(main, [*map(str, arguments), "--url", server_url], catch_exceptions=False)

    return command


def test_a_paper_goes_in_and_typed_values_with_their_places_come_out(docusnap, files):
    stages = []
    task = docusnap.process([files / "receipt.pdf"], tag="client", watch=lambda task: stages.append(task.status))
    total = task.value("total")
    assert (task.status, total.value, total.normalized["amount"], total.place.page) == ("completed", "9.00", "9.00", 1)
    assert stages[-1] == "completed"
    assert docusnap.tasks(tag="client")[0]["task_id"] == task.id
    assert docusnap.correct(task.id, {"Total": "9.50"}).raw["corrections"][0]["value"] == "9.50"
    docusnap.delete(task.id)
    assert docusnap.tasks(tag="client") == []


def test_the_async_twin_does_many_at_once(server_url, files):
    async def both():
        async with AsyncClient(server_url) as client:
            names = ("receipt.pdf", "passport.pdf")
            return await asyncio.gather(*(client.process([files / name]) for name in names))

    receipt, passport = asyncio.run(both())
    assert (receipt.kv["Total"], passport.kv["Last name"]) == ("9.00", "Tan")


def test_submit_prints_a_line_for_each_paper_and_get_fetches_it_as_a_file(run, files):
    sent = run("submit", files / "receipt.pdf", files / "passport.pdf")
    receipt, passport = (json.loads(line) for line in sent.output.splitlines() if line.startswith("{"))
    assert (sent.exit_code, receipt["result"]["kv"]["Total"], passport["status"]) == (0, "9.00", "completed")
    assert run("get", receipt["task_id"], "--format", "pdf", "-o", files / "out.pdf").exit_code == 0
    assert (files / "out.pdf").read_bytes().startswith(b"%PDF")


def test_a_value_is_set_right_and_a_paper_read_as_another_kind(run, files):
    task_id = json.loads(run("submit", files / "receipt.pdf").stdout)["task_id"]
    corrected = json.loads(run("correct", task_id, "total=9.50", "Cash=").stdout)
    assert corrected["task_id"] == task_id
    right = json.loads(run("get", task_id).stdout)
    assert (right["kv"]["Total"], right["kv"].get("Cash")) == ("9.50", None)
    again = json.loads(run("reprocess", task_id, "--as", "form").stdout)
    assert (again["status"], "fields" in again["result"], again["task_id"] != task_id) == ("completed", True, True)
    assert "not of the form" in run("correct", task_id, "total").output


def test_fill_writes_the_form_and_says_what_stays_empty(run, files):
    out = files / "filled.pdf"
    filled = run("fill", files / "form.pdf", "--from", files / "passport.pdf", "-o", out)
    assert (filled.exit_code, out.read_bytes()[:4]) == (0, b"%PDF")
    assert "Shoe size" in filled.output


def test_a_hot_folder_takes_no_file_that_is_still_written(docusnap, files):
    now = [0.0]
    folder = files / "hot"
    folder.mkdir()
    hot = HotFolder(folder, docusnap, settle=3, clock=lambda: now[0])
    whole = (files / "receipt.pdf").read_bytes()
    (folder / "scan.pdf").write_bytes(whole[:100])
    (folder / ".hidden.pdf").write_bytes(whole)
    for grown in (150, 400):
        assert list(hot.ready()) == []
        now[0] += 10
        (folder / "scan.pdf").write_bytes(whole[:grown])
    (folder / "scan.pdf").write_bytes(whole)
    assert list(hot.ready()) == []
    now[0] += 4
    (ready,) = hot.ready()
    assert hot.take(ready).status == "completed"
    told = json.loads((folder / "done" / "scan.pdf.json").read_text())
    assert told["result"]["kv"]["Total"] == "9.00"
    assert not ready.exists()
    assert (folder / "done" / "scan.pdf").read_bytes() == whole


def test_a_file_that_is_refused_is_put_aside_with_the_reason(docusnap, files):
    folder = files / "hot"
    folder.mkdir()
    (folder / "note.pdf").write_bytes(b"just some words")
    hot = HotFolder(folder, docusnap, settle=0, clock=lambda: 0.0)
    list(hot.ready())
    (ready,) = hot.ready()
    assert hot.take(ready) is None
    assert json.loads((folder / "failed" / "note.pdf.json").read_text())["error"]["code"] == "unsupported_file"
