"""What is refused because there is no room for it, before anything of it is stored."""

import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from docusnap.domain.errors import StorageFull, TooManyWaiting
from docusnap.files.local import LocalFiles

PICTURES = [b"\x89PNG\r\n\x1a\n" + bytes([n]) * 8 for n in range(4)]


def submit(house: Any, picture: bytes, client_id: str = "me") -> Any:
    return house.submit("document", [picture], {}, client_id=client_id)


def stored(house: Any) -> int:
    return sum(path.is_file() for path in (house.folder / "files").rglob("*"))


def test_a_client_whose_line_is_full_is_refused_and_others_are_not(house: Any) -> None:
    house.build(max_waiting=2)
    submit(house, PICTURES[0])
    submit(house, PICTURES[1])
    with pytest.raises(TooManyWaiting, match="2 of your tasks wait"):
        submit(house, PICTURES[2])
    assert stored(house) == 2
    submit(house, PICTURES[3], client_id="other")

    assert house.run_all() == ["completed"] * 3
    submit(house, PICTURES[2])


def test_working_on_a_document_again_is_refused_alike(house: Any) -> None:
    task = house.submit("document", [PICTURES[0]], {}, client_id="me", keep_document=True)
    house.build(max_waiting=1)
    with pytest.raises(TooManyWaiting):
        house.submit("document", [], client_id="me", document_id=task.document_id, fresh=True)


def test_any_number_may_wait_where_the_limit_is_none(house: Any) -> None:
    for picture in PICTURES:
        submit(house, picture)


class Usage(NamedTuple):
    free: int


def test_what_would_leave_too_little_space_is_refused(
    house: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(free=1000))
    size = len(PICTURES[0])
    house.files = LocalFiles(tmp_path / "files", keep_free=1000 - size)
    house.build()
    submit(house, PICTURES[0])
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(free=999))
    with pytest.raises(StorageFull):
        submit(house, PICTURES[1])
    assert stored(house) == 1
