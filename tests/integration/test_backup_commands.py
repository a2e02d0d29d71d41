"""`docusnap backup` beside a house that works, and `docusnap restore` of it."""

import json
from io import BytesIO
from pathlib import Path

from click.testing import CliRunner, Result
from PIL import Image

from docusnap.cli import main
from docusnap.domain.request import TaskRequest
from docusnap.wiring import Services


def photo(shade: int) -> bytes:
    out = BytesIO()
    Image.new("L", (64, 64), shade).save(out, "PNG")
    return out.getvalue()


def run(*command: str | Path, folder: Path) -> Result:
    return CliRunner().invoke(main, [*map(str, command), "--data-dir", str(folder)])


def test_what_waits_in_a_backup_is_worked_on_where_it_is_restored(
    house: Services, folder: Path, tmp_path: Path
) -> None:
    file, new = tmp_path / "docusnap.tar", tmp_path / "new"
    for shade in range(3):
        submit(house, shade)
    house.drain.process_document_queue(limit=1)
    made = run("backup", file, folder=folder)
    assert (made.exit_code, made.stderr) == (0, "")
    house.drain.process_document_queue()
    restored = run("restore", file, "--json", folder=new)
    assert (restored.exit_code, json.loads(restored.stdout)["files"]) == (0, 3)
    assert "private_key.pem" in restored.stderr
    stats = json.loads(run("queue", "stats", "--json", folder=new).stdout)["counts"]
    assert (stats["completed"], stats["pending"]) == ({"document": 1}, {"document": 2})


def submit(house: Services, shade: int) -> None:
    house.intake.submit(TaskRequest("document", uploads=(photo(shade),), client_id="ann"))


def test_a_folder_that_a_house_uses_is_not_restored_to(house: Services, folder: Path, tmp_path: Path) -> None:
    submit(house, 1)
    file = tmp_path / "docusnap.tar"
    assert run("backup", file, folder=folder).exit_code == 0
    refused = run("restore", file, "--replace", folder=folder)
    assert (refused.exit_code, "in use" in refused.stderr) == (1, True)
    again = run("backup", file, folder=folder)
    assert (again.exit_code, "exists already" in again.stderr) == (1, True)


def test_a_folder_where_nothing_is_kept_cannot_be_backed_up(tmp_path: Path) -> None:
    assert "Nothing is kept" in run("backup", tmp_path / "x.tar", folder=tmp_path / "none").stderr
