"""Operations on sealed input: opened in memory while the job runs, and the result sealed with the client's key."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from traceback import extract_tb
from typing import Any, Protocol

from docusnap.domain.errors import DocusnapError
from docusnap.files.base import FileStore
from docusnap.operations.base import Context, Input, Operation


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What was in an envelope: pictures, the operation's parameters, and how to seal what is answered."""

    pictures: Sequence[bytes]
    parameters: Mapping[str, Any]
    seal: Callable[[Mapping[str, Any]], str]


class Opener(Protocol):
    """Opens envelopes with the server's private key."""

    def __call__(self, content: bytes, encrypted_key: str) -> Unsealed:
        """What is in there. Raises KeyNotOpened, NotOpened, and what is wrong with the pictures."""
        ...


class SealedFailure(Exception):  # noqa: N818 - not of the domain: whatever went wrong, without its words
    """An operation on sealed input failed in a way that nobody foresaw."""

    def __init__(self, error: Exception) -> None:
        """Keeps the kind of error and where it was raised; its message may quote what was sealed."""
        where = " < ".join(f"{f.filename}:{f.lineno}" for f in reversed(extract_tb(error.__traceback__)))
        super().__init__(f"{type(error).__name__} at {where}")


class Sealable:
    """An operation that takes its input sealed, too."""

    def __init__(self, operation: Operation, files: FileStore, unseal: Opener) -> None:
        """`operation` takes bytes as files; `files` hold the envelopes' content."""
        self._operation = operation
        self._files = files
        self._unseal = unseal

    @property
    def recipe(self) -> str:
        """See `Operation`."""
        return self._operation.recipe

    def __call__(
        self,
        uri: str,
        context: Context,
        *,
        files: Sequence[Input],
        envelope: Mapping[str, Any] | None = None,
        **given: Any,
    ) -> Mapping[str, Any]:
        """See `Operation`. With an `envelope`, the one file is its content; the result is an envelope, too."""
        if envelope is None:
            return self._operation(uri, context, files=files, **given)
        with wordless():
            return self._sealed(uri, context, files, envelope)

    def _sealed(
        self, uri: str, context: Context, files: Sequence[Input], envelope: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        (content,) = files
        assert not isinstance(content, bytes)
        unsealed = self._unseal(self._files.get(content.sha256), envelope["encrypted_key"])
        result = self._operation(uri, context, files=unsealed.pictures, **unsealed.parameters)
        if envelope["bare"]:
            result = result.get("filled", result)
        return {"encrypted_key": envelope["encrypted_key"], "encrypted_data": unsealed.seal(result)}


@contextmanager
def wordless() -> Iterator[None]:
    """Errors are logged and kept, and their messages may quote what was sealed: only their kinds get out."""
    try:
        yield
    except DocusnapError as error:
        raise type(error)(retry_after=error.retry_after) from None
    except Exception as error:  # noqa: BLE001 - raised again, without its words
        raise SealedFailure(error) from None
