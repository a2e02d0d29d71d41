"""`docusnap process`: what it writes where, and how it ends."""

import base64
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from docusnap.cli import main

RECEIPT = Path(__file__).parents[2] / "samples" / "receipt.jpg"
NOBODY_LISTENS = "http://127.0.0.1:9/v1"


@pytest.fixture
def run() -> Callable[..., Result]:
    return lambda *given: CliRunner().invoke(main, ["process", "--ocr-engine", "null", *map(str, given)])


def photo(path: Path, shade: int = 200) -> Path:
    path.parent.mkdir(exist_ok=True)
    Image.new("L", (64, 64), shade).save(path)
    return path


def kind(path: Path) -> str | None:
    with Image.open(path) as picture:
        return picture.format


def test_each_of_several_files_has_a_picture_of_its_own(run: Callable[..., Result], tmp_path: Path) -> None:
    files = [photo(tmp_path / "a.png", 1), photo(tmp_path / "b.png", 2)]
    assert run(*files, "--picture", tmp_path / "boxes.png").exit_code == 0
    assert {p.name for p in tmp_path.glob("boxes*")} == {"boxes-a.png", "boxes-b.png"}


def test_pictures_of_files_with_the_same_name_are_numbered(run: Callable[..., Result], tmp_path: Path) -> None:
    files = [photo(tmp_path / folder / "scan.png", shade) for folder, shade in (("x", 1), ("y", 2))]
    assert run(*files, "--picture", tmp_path / "boxes.png").exit_code == 0
    assert {p.name for p in tmp_path.glob("boxes*")} == {"boxes-1-scan.png", "boxes-2-scan.png"}


@pytest.mark.parametrize(("ending", "expected"), [("png", "PNG"), ("JPG", "JPEG"), ("webp", "WEBP")])
def test_a_picture_is_what_its_ending_says(
    run: Callable[..., Result], tmp_path: Path, ending: str, expected: str
) -> None:
    picture = tmp_path / f"boxes.{ending}"
    assert run(photo(tmp_path / "a.png"), "--picture", picture).exit_code == 0
    assert kind(picture) == expected


def test_tables_are_shown_and_told(
    run: Callable[..., Result], text_pdf: Callable[[Sequence[str]], str], tmp_path: Path
) -> None:
    path = tmp_path / "stock.pdf"
    path.write_bytes(base64.b64decode(text_pdf(["Article|Stock|Price", "Pen|12|3.00", "Ink|4|9.50", "Sum||12.50"])))
    shown = run(path)
    assert "Table 1, page 1" in shown.stdout
    assert "Price (sum)" in shown.stdout
    for operation in ("document", "form"):
        (table,) = json.loads(run(path, "--json", "--as", operation).stdout)["result"]["tables"]
        assert [column["name"] for column in table["columns"]] == ["Article", "Stock", "Price"]
        assert [[cell["text"] for cell in row] for row in table["rows"]] == [
            ["Pen", "12", "3.00"],
            ["Ink", "4", "9.50"],
            ["Sum", "", "12.50"],
        ]
        assert all(cell["box"] for cell in table["rows"][0])


def test_what_is_wrong_with_a_picture_is_said_in_words(run: Callable[..., Result], tmp_path: Path) -> None:
    assert "Page 1: The picture is too dark." in run(photo(tmp_path / "a.png", 10)).stdout


@pytest.mark.parametrize("picture", ["missing/boxes.png", "boxes.pdf", "boxes"])
def test_a_picture_that_cannot_be_written_is_refused_before_the_work(
    run: Callable[..., Result], tmp_path: Path, picture: str
) -> None:
    result = run(photo(tmp_path / "a.png"), "--picture", tmp_path / picture)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--picture" in result.stderr


def test_a_file_that_is_not_taken_is_named_and_the_others_are_read(run: Callable[..., Result], tmp_path: Path) -> None:
    bad = tmp_path / "README.md"
    bad.write_text("# no picture")
    result = run(bad, photo(tmp_path / "a.png"), "--json")
    assert result.exit_code == 1
    refused, read = map(json.loads, result.stdout.splitlines())
    assert refused["files"] == [str(bad)]
    assert refused["error"]["code"] == "unsupported_file"
    assert read["result"] is not None
    assert str(bad) in run(bad).stderr


def test_an_outage_is_told_at_once() -> None:
    options = ["--llm-base-url", NOBODY_LISTENS, "--max-page-pixels", "100000000", "--json"]
    result = CliRunner().invoke(main, ["process", str(RECEIPT), *options])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["code"] == "LLM_UNAVAILABLE"


def test_only_settings_with_an_effect_are_offered(run: Callable[..., Result]) -> None:
    offered = run("--help").stdout
    assert "--ocr-engine" in offered
    assert "--port" not in offered
    assert "--outage-days" not in offered


def test_the_commands_are_told_in_whole_sentences() -> None:
    _, _, commands = CliRunner().invoke(main, ["--help"], terminal_width=80).stdout.partition("Commands:")
    assert "process" in commands
    assert "..." not in commands


def test_an_address_that_is_none_is_told_with_its_setting(tmp_path: Path) -> None:
    options = ["--host", "999.1.1.1", "--data-dir", str(tmp_path), "--ocr-engine", "null"]
    result = CliRunner().invoke(main, ["serve", *options])
    assert result.exit_code == 1
    assert "DOCUSNAP_HOST" in result.stderr
