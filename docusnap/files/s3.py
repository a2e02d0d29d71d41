"""Files in an S3 bucket: objects named by their SHA-256, which the server checks as they come and we as they go."""

import base64
import logging
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from re import compile as pattern
from typing import Any, Final, NoReturn, TypeVar

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from s3transfer.exceptions import S3UploadFailedError

from docusnap.domain.errors import Misconfigured, NotFound, StorageFailure
from docusnap.domain.task import StoredFile
from docusnap.files.base import sha256_of

log = logging.getLogger(__name__)

T = TypeVar("T")

_SHA256 = pattern(r"[0-9a-f]{64}")
_PART_BYTES: Final = 8 * 1024 * 1024
"""Larger files go up in parts of this size, several at a time."""
_RETRY_SECONDS: Final = 10.0
"""After which a client is told to try again."""
_PAGE: Final = 1000
_NOT_STORED: Final = "could not be stored; nothing was accepted"
_NOT_THERE = frozenset({"404", "NoSuchKey", "NotFound"})
_WRONG = frozenset({"403", "404", "AccessDenied", "InvalidAccessKeyId", "NoSuchBucket", "SignatureDoesNotMatch"})
"""What no waiting mends."""
_FAILURES = (BotoCoreError, ClientError, S3UploadFailedError)


class S3Files:
    """Implements `FileStore` in a bucket, which any number of machines may share.

    Each request is tried three times; then, and when the server refuses, `StorageFailure` is raised, which is worth
    trying again. Objects lie under the prefix as `ab/abcd…`, as in a folder.
    """

    def __init__(self, url: str, *, endpoint: str = "") -> None:
        """`url`: `s3://bucket/prefix`. `endpoint`: of a server that is not Amazon's. Connects when it is first used.

        Credentials and region are those of the usual AWS variables and files. Raises Misconfigured.
        """
        scheme, _, rest = url.partition("://")
        self._bucket, _, prefix = rest.partition("/")
        if scheme != "s3" or not self._bucket:
            raise Misconfigured(f"DOCUSNAP_FILES: `{url}` is no place for files; write `s3://bucket/prefix`.")
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        try:
            self._s3 = _client(endpoint)
        except (BotoCoreError, ValueError) as error:
            raise Misconfigured(f"The S3 client cannot be set up: {error}") from error
        self._parts = TransferConfig(multipart_threshold=_PART_BYTES, multipart_chunksize=_PART_BYTES)

    def check(self) -> None:
        """Logs a store that is away, and raises Misconfigured for one that no waiting mends."""
        try:
            self._s3.head_bucket(Bucket=self._bucket)
        except ClientError as error:
            if _code(error) in _WRONG:
                raise Misconfigured(f"The bucket {self._bucket} cannot be used: {error}") from error
            self._log_away(error)
        except BotoCoreError as error:
            if "credentials" in type(error).__name__.lower():
                raise Misconfigured(f"The bucket {self._bucket} cannot be used: {error}") from error
            self._log_away(error)

    def put(self, content: bytes, media_type: str, *, sha256: str | None = None) -> StoredFile:
        """See `FileStore`."""
        sha256 = sha256 or sha256_of(content)
        if self._size(sha256, _NOT_STORED) != len(content):
            self._tried(_NOT_STORED, lambda: self._send(sha256, content, media_type))
        return StoredFile(sha256, len(content), media_type)

    def get(self, sha256: str) -> bytes:
        """See `FileStore`. Raises StorageFailure, too, when what came is not what was stored."""
        where = self._where(sha256)

        def read() -> bytes:
            return bytes(self._s3.get_object(**where, ChecksumMode="ENABLED")["Body"].read())

        content = self._tried(f"{sha256} could not be read", read, sha256)
        if sha256_of(content) != sha256:
            raise StorageFailure(f"The file {sha256} came damaged from its store.", retry_after=_RETRY_SECONDS)
        return content

    @contextmanager
    def opened(self, sha256: str) -> Iterator[bytes]:
        """See `FileStore`; in memory, so that it comes to no disk."""
        yield self.get(sha256)

    def check_room(self, size: int) -> None:
        """See `FileStore`; a bucket has room."""

    def holds(self, sha256: str) -> bool:
        """See `FileStore`."""
        return self._size(sha256) is not None

    def delete(self, sha256: str) -> None:
        """See `FileStore`. Where the bucket keeps versions, its own rules end them."""
        where = self._where(sha256)
        self._tried(f"{sha256} could not be deleted", lambda: self._s3.delete_object(**where))

    def older_than(self, before: float) -> Iterator[Sequence[str]]:
        """See `FileStore`."""
        then = _moment(before)
        for page in self._pages("list_objects_v2"):
            names = [(one["Key"].rpartition("/")[2], one) for one in page.get("Contents", ())]
            yield [
                name
                for name, one in names
                if _SHA256.fullmatch(name) and one["Key"] == self._key(name) and one["LastModified"] < then
            ]

    def clear_incoming(self, before: float = math.inf) -> None:
        """See `FileStore`: uploads in parts that were begun before that time and never ended."""
        then = _moment(before)
        for page in self._pages("list_multipart_uploads"):
            for one in page.get("Uploads", ()):
                if one["Initiated"] < then:
                    self._tried("could not be cleared away", partial(self._abort, one["Key"], one["UploadId"]))

    def _abort(self, key: str, upload: str) -> None:
        self._s3.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload)

    def _send(self, sha256: str, content: bytes, media_type: str) -> None:
        where = self._where(sha256)
        if len(content) <= _PART_BYTES:
            checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
            self._s3.put_object(**where, Body=content, ContentType=media_type, ChecksumSHA256=checksum)
            return
        more = {"ContentType": media_type, "ChecksumAlgorithm": "SHA256"}
        self._s3.upload_fileobj(BytesIO(content), where["Bucket"], where["Key"], ExtraArgs=more, Config=self._parts)

    def _size(self, sha256: str, what: str = "cannot be looked for") -> int | None:
        """In bytes; None when it is not there. Raises StorageFailure, which says `what` failed."""
        if not _SHA256.fullmatch(sha256):
            return None
        where = self._where(sha256)
        try:
            found = self._tried(what, lambda: self._s3.head_object(**where), sha256)
        except NotFound:
            return None
        return int(found["ContentLength"])

    def _pages(self, operation: str) -> Iterator[Any]:
        where = {"Bucket": self._bucket, "Prefix": self._prefix, "PaginationConfig": {"PageSize": _PAGE}}
        pages = iter(self._s3.get_paginator(operation).paginate(**where))
        while (page := self._tried("cannot be listed", lambda: next(pages, None))) is not None:
            yield page

    def _tried(self, what: str, work: Callable[[], T], sha256: str = "") -> T:
        """What `work` returns. Raises NotFound, of the file of that name, or StorageFailure: `what` says it."""
        try:
            return work()
        except ClientError as error:
            if sha256 and _code(error) in _NOT_THERE:
                raise NotFound(f"There is no file {sha256}.") from error
            self._fail(what, error)
        except _FAILURES as error:
            self._fail(what, error)

    def _fail(self, what: str, error: Exception) -> NoReturn:
        reason = _code(error) if isinstance(error, ClientError) else type(error).__name__
        raise StorageFailure(f"Files in S3: the file {what} ({reason}).", retry_after=_RETRY_SECONDS) from error

    def _log_away(self, error: Exception) -> None:
        log.warning("the store of files is away: %s", error, extra={"action": "files_away"})

    def _where(self, sha256: str) -> dict[str, str]:
        if not _SHA256.fullmatch(sha256):
            raise NotFound("That is not the name of a file.")
        return {"Bucket": self._bucket, "Key": self._key(sha256)}

    def _key(self, sha256: str) -> str:
        return f"{self._prefix}{sha256[:2]}/{sha256}"


def _client(endpoint: str) -> Any:
    session = boto3.session.Session()
    config = Config(
        connect_timeout=3,
        read_timeout=15,
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=32,
        s3={"addressing_style": "path"} if endpoint else {},
    )
    region = session.region_name or "us-east-1"
    return session.client("s3", endpoint_url=endpoint or None, region_name=region, config=config)


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _moment(seconds: float) -> datetime:
    """Unix seconds as S3 tells them."""
    return datetime.max.replace(tzinfo=UTC) if math.isinf(seconds) else datetime.fromtimestamp(seconds, UTC)
