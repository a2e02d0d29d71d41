"""Files in S3 beyond what every store promises: checks, parts, and a server that is away."""

import io
from typing import Any

import pytest

from docusnap.domain.errors import Misconfigured, NotFound, StorageFailure
from docusnap.files.base import sha256_of
from docusnap.files.s3 import S3Files

PHOTO = b"a photo"
NAME = sha256_of(PHOTO)
LARGE = bytes(range(256)) * 100_000


@pytest.fixture
def files(s3_process: Any) -> S3Files:
    return S3Files(f"s3://{s3_process.bucket}/of/us", endpoint=s3_process.endpoint)


def test_an_object_is_named_by_its_sha256_and_has_its_media_type(files: S3Files, s3_process: Any) -> None:
    files.put(PHOTO, "image/png")

    found = s3_process.client().head_object(Bucket="papers", Key=f"of/us/{NAME[:2]}/{NAME}")
    assert (found["ContentType"], found["ContentLength"]) == ("image/png", len(PHOTO))


def test_what_is_there_already_is_not_sent_again(files: S3Files, s3_process: Any) -> None:
    files.put(PHOTO, "image/png")
    s3_process.asked.clear()

    files.put(PHOTO, "image/png")

    assert [asked.split()[0] for asked in s3_process.asked] == ["HEAD"]


def test_what_is_there_only_in_part_is_sent_again(files: S3Files, s3_process: Any) -> None:
    s3_process.client().put_object(Bucket="papers", Key=f"of/us/{NAME[:2]}/{NAME}", Body=b"a ph")

    files.put(PHOTO, "image/png")

    assert files.get(NAME) == PHOTO


def test_a_large_file_goes_up_in_parts(files: S3Files, s3_process: Any) -> None:
    files.put(LARGE, "application/pdf")

    assert len([asked for asked in s3_process.asked if asked.startswith("PUT")]) == 4
    assert files.get(sha256_of(LARGE)) == LARGE


def test_the_server_is_told_what_it_must_have_received(files: S3Files, s3_process: Any) -> None:
    """A body that does not have the SHA-256 of its name is refused by the server, not stored under it."""
    with pytest.raises(StorageFailure):
        files.put(b"another photo", "image/png", sha256=NAME)
    assert not files.holds(NAME)


def test_bytes_that_come_damaged_are_a_failure_to_try_again(files: S3Files, s3_process: Any) -> None:
    files.put(PHOTO, "image/png")
    s3_process.damage = True

    with pytest.raises(StorageFailure) as failed:
        files.get(NAME)

    assert failed.value.retryable
    s3_process.damage = False
    assert files.get(NAME) == PHOTO


def test_a_server_that_is_overloaded_for_a_moment_is_asked_again(files: S3Files, s3_process: Any) -> None:
    refused: list[str] = []

    def once(method: str, path: str) -> bool:
        refused.append(method)
        return len(refused) == 1

    s3_process.refuse = once

    assert files.put(PHOTO, "image/png").sha256 == NAME
    assert files.get(NAME) == PHOTO


def test_an_overloaded_server_is_a_failure_to_try_again_and_nothing_is_lost(files: S3Files, s3_process: Any) -> None:
    files.put(PHOTO, "image/png")
    s3_process.refuse = lambda method, path: True
    for work in (
        lambda: files.put(b"new", "image/png"),
        lambda: files.get(NAME),
        lambda: files.holds(NAME),
        lambda: files.delete(NAME),
        lambda: list(files.older_than(1e10)),
        lambda: files.clear_incoming(1e10),
    ):
        with pytest.raises(StorageFailure) as failed:
            work()
        assert (failed.value.code, failed.value.retryable, failed.value.retry_after) == ("storage_failure", True, 10.0)

    s3_process.refuse = lambda method, path: False
    assert files.get(NAME) == PHOTO
    assert not files.holds(sha256_of(b"new"))


def test_a_large_file_of_which_a_part_is_refused_is_not_there(files: S3Files, s3_process: Any) -> None:
    s3_process.refuse = lambda method, path: method == "PUT"

    with pytest.raises(StorageFailure):
        files.put(LARGE, "application/pdf")

    s3_process.refuse = lambda method, path: False
    assert not files.holds(sha256_of(LARGE))


def test_a_server_that_is_away_is_a_failure_and_works_when_it_is_back(files: S3Files, s3_process: Any) -> None:
    files.put(PHOTO, "image/png")
    s3_process.stop()
    with pytest.raises(StorageFailure):
        files.get(NAME)
    with pytest.raises(StorageFailure, match="nothing was accepted"):
        files.put(PHOTO, "image/png")

    s3_process.start()
    assert files.get(NAME) == PHOTO


def test_only_its_own_objects_are_named(files: S3Files, s3_process: Any) -> None:
    client = s3_process.client()
    for key in ("of/us/notes.txt", f"of/us/{NAME}", f"of/others/{NAME[:2]}/{NAME}", NAME):
        client.put_object(Bucket="papers", Key=key, Body=b"")
    stored = files.put(b"ours", "image/png").sha256

    assert [name for page in files.older_than(1e10) for name in page] == [stored]


def test_more_than_a_page_of_names_is_told(files: S3Files, s3_process: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docusnap.files.s3._PAGE", 10)
    client = s3_process.client()
    names = {sha256_of(b"%d" % n) for n in range(15)}
    for name in names:
        client.put_object(Bucket="papers", Key=f"of/us/{name[:2]}/{name}", Body=b"")

    pages = list(files.older_than(1e10))
    assert len(pages) == 2
    assert {name for page in pages for name in page} == names


def test_uploads_that_never_ended_are_cleared_away(files: S3Files, s3_process: Any) -> None:
    client = s3_process.client()
    key = f"of/us/{NAME[:2]}/{NAME}"
    begun = client.create_multipart_upload(Bucket="papers", Key=key)
    client.upload_part(Bucket="papers", Key=key, PartNumber=1, UploadId=begun["UploadId"], Body=io.BytesIO(b"x"))

    files.clear_incoming(before=0.0)
    assert client.list_multipart_uploads(Bucket="papers")["Uploads"]
    files.clear_incoming()
    assert "Uploads" not in client.list_multipart_uploads(Bucket="papers")


@pytest.mark.parametrize("url", ["papers", "http://papers/x", "s3://", "s3:///prefix"])
def test_what_is_no_place_is_refused_with_the_setting_to_correct(url: str) -> None:
    with pytest.raises(Misconfigured, match="DOCUSNAP_FILES"):
        S3Files(url)


def test_a_bucket_that_is_not_there_is_told_at_the_start(s3_process: Any) -> None:
    with pytest.raises(Misconfigured, match="nobodys"):
        S3Files("s3://nobodys/x", endpoint=s3_process.endpoint).check()


def test_without_credentials_it_does_not_start(s3_process: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")

    with pytest.raises(Misconfigured, match="credentials"):
        S3Files("s3://papers", endpoint=s3_process.endpoint).check()


def test_a_store_that_is_away_at_the_start_is_logged_and_waited_for(
    files: S3Files, s3_process: Any, caplog: pytest.LogCaptureFixture
) -> None:
    s3_process.stop()
    files.check()
    assert [record.__dict__["action"] for record in caplog.records] == ["files_away"]

    s3_process.start()
    with pytest.raises(NotFound):
        files.get(NAME)
