"""What people set right is kept beside what was read, used from then on, printed to learn from, and deleted with it."""

import json

import pytest
from click.testing import CliRunner

from docusnap.cli import main
from tests.integration.api.conftest import FORM, PASSPORT, RECEIPT


@pytest.fixture
def printed(server_services, server_folder):
    def run():
        done = CliRunner().invoke(main, ["corrections", "--data-dir", str(server_folder)], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return [json.loads(line) for line in done.output.splitlines() if line.startswith("{")]

    return run


def test_a_correction_stands_beside_what_was_read_with_who_and_when(http, paper, finished):
    task = finished("/tasks", paper([*RECEIPT, "corrected"]))
    address = f"/task/{task['task_id']}"
    http.patch(f"{address}/result", json={"values": {"total": "9.40"}})
    answer = http.patch(f"{address}/result", json={"values": {"total": "9.50", "Cashier": "Lim"}})
    assert answer.status_code == 200
    told = {one["field"]: one for one in http.get(address).json()["corrections"]}
    assert (told["Total"]["original"], told["Total"]["value"], told["Total"]["made_by"]) == ("9.00", "9.50", "local")
    assert (told["Cashier"]["original"], told["Cashier"]["value"]) == (None, "Lim")
    assert http.get(address).json()["result"]["kv"]["Total"] == "9.00"


def test_forms_are_filled_with_what_is_right(http, paper, finished):
    passport = finished("/tasks", paper([*PASSPORT, "corrected"]))
    http.patch(f"/task/{passport['task_id']}/result", json={"values": {"Last name": "Tang"}})
    form = finished("/process_form", paper([*FORM, "corrected"]))
    filled = finished("/process_form_filling", form=form["task_id"], library=[passport["task_id"]])
    assert filled["result"]["filled"]["Last name"]["value"] == "Tang"


def test_they_are_printed_as_json_lines_and_go_with_the_task(http, paper, finished, printed):
    task = finished("/tasks", paper([*RECEIPT, "printed"]))
    http.patch(f"/task/{task['task_id']}/result", json={"values": {"Total": None}})
    (line,) = [one for one in printed() if one["task_id"] == task["task_id"]]
    assert (line["field"], line["original"], line["value"], line["kind"]) == ("Total", "9.00", None, "receipt")
    assert len(line["box"]) == 4
    http.delete(f"/task/{task['task_id']}")
    assert [one for one in printed() if one["task_id"] == task["task_id"]] == []


def test_what_cannot_be_corrected_is_told(http, paper, finished):
    task = finished("/tasks", paper(RECEIPT))
    assert http.patch("/task/none/result", json={"values": {"Total": "1"}}).status_code == 404
    refused = http.patch(f"/task/{task['task_id']}/result", json={"values": {}})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "values")
