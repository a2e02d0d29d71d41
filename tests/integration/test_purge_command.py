"""`docusnap purge` on a data folder, alone and beside a house that runs."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from docusnap.cli import main
from docusnap.domain.errors import Deleted
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import Status
from docusnap.wiring import Services


def photo(shade: int) -> bytes:
    out = BytesIO()
    Image.new("L", (64, 64), shade).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def purge(folder: Path) -> Callable[..., Result]:
    return lambda *given: CliRunner().invoke(main, ["purge", "--data-dir", str(folder), *given])


def test_all_of_one_client_goes_while_the_house_runs(
    house: Services, purge: Callable[..., Result], folder: Path
) -> None:
    def submit(client: str, shade: int, *, kept: bool = False) -> str:
        return house.intake.submit(
            TaskRequest("document", uploads=(photo(shade),), client_id=client, keep_document=kept)
        ).id

    done, kept, theirs = submit("ann", 1), submit("ann", 2, kept=True), submit("bob", 2)
    house.drain.process_document_queue(limit=1)
    result = purge("--client", "ann", "--json")
    assert result.exit_code == 0
    assert "INFO docusnap.queue.erasure [-]: deleted 2 tasks and 1 documents of ann\n" in result.stderr
    assert json.loads(result.stdout) == {"tasks": 2, "documents": 1, "files": 1}
    assert len(list((folder / "files").glob("*/*"))) == 1
    with pytest.raises(Deleted):
        house.tasks.task(done, client_id="ann")
    assert house.tasks.task(kept, client_id="ann").status is Status.CANCELLED
    house.drain.process_document_queue()
    assert house.tasks.task(theirs, client_id="bob").status is Status.COMPLETED


def test_a_client_of_whom_nothing_is_kept_is_no_error(house: Services, purge: Callable[..., Result]) -> None:
    result = purge("--client", "nobody")
    assert (result.exit_code, result.stdout) == (0, "deleted 0 tasks, 0 documents, 0 files of nobody\n")


def test_a_folder_with_nothing_in_it_is_refused_and_not_made(purge: Callable[..., Result], folder: Path) -> None:
    result = purge("--client", "ann")
    assert result.exit_code == 1
    assert "Nothing is kept in" in result.stderr
    assert not folder.exists()


def test_a_client_that_there_is_not_is_told_with_those_that_there_are(
    house: Services, purge: Callable[..., Result]
) -> None:
    assert "Nothing of anne was found. No client has sent anything yet." in purge("--client", "anne").stderr
    house.intake.submit(TaskRequest("document", uploads=(photo(1),), client_id="ann"))
    assert "Nothing of anne was found. Clients here: ann." in purge("--client", "anne").stderr


def test_whose_it_is_must_be_said(purge: Callable[..., Result]) -> None:
    assert purge().exit_code == 2
