"""Hundreds of files made to hang, crash, bloat or mislead their reader, while honest work goes on."""

import os
from pathlib import Path

import pytest
from hostile import attack, shared_files, show
from material import DATA, hostile_files, running_server

FOLDER = Path(os.environ.get("TEST_DATA") or DATA) / "hostile"
FEW_SECONDS = "4"


def test_every_hostile_file_is_answered_by_the_book_while_honest_pictures_are_read(tmp_path: Path) -> None:
    files = list(hostile_files())
    if FOLDER.is_dir():
        files += shared_files(FOLDER)
    settings = {"DOCUSNAP_OCR_ENGINE": "null", "DOCUSNAP_DECODE_SECONDS": FEW_SECONDS}
    with running_server(tmp_path / "server.log", settings) as server:
        outcome = attack(server, files)
    show(outcome)

    assert outcome.faults == []
    assert len(outcome.hostile) == len(files) >= 200, "each has its answer"
    assert len(outcome.honest) > 20, "the server had time for others"
    log = (tmp_path / "server.log").read_text(encoding="utf-8", errors="surrogateescape")
    assert [file.sent_as for file in files if len(file.sent_as.strip()) > 3 and file.sent_as in log] == []


def test_the_files_of_the_shared_folder_are_among_them() -> None:
    if not FOLDER.is_dir():
        pytest.skip("no folder of hostile files (TEST_DATA): only generated ones are tried")
    assert len(list(shared_files(FOLDER))) == 16


def test_the_same_files_are_made_again() -> None:
    first, second = ({file.name: file for file in hostile_files()} for _ in range(2))
    assert first == second
    assert len({file.data for file in first.values()}) == len(first), "no two are the same"
