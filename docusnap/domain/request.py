"""What a client asks for: one plain request for the result of an operation, whichever door it came through."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from docusnap.domain.callback import EVENTS
from docusnap.domain.task import SealedName, StoredFile

LOCAL = "local"
"""The client of work that comes from this process itself."""


@dataclass(frozen=True)
class Upload:
    """Bytes that a client sent; hashed when their name is first needed, and once only."""

    content: bytes = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        """The name under which they are stored: SHA-256 in lower-case hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a message is sent when the task ends, and for which of `EVENTS`."""

    url: str
    events: Sequence[str] = EVENTS


@dataclass(frozen=True, slots=True)
class SealedUpload:
    """Sealed content as it came, with its wrapped key.

    `pictures` are what is in it: checked, never stored. `name`: a phone's own name for the task; sending the same name
    again leads to the same task.
    """

    upload: Upload
    encrypted_key: str = field(repr=False)
    pictures: tuple[bytes, ...] = field(repr=False)
    name: SealedName | None = None

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What the operation is given beside the content. A phone, which names its task, gets a bare result."""
        return {"envelope": {"encrypted_key": self.encrypted_key, "bare": self.name is not None}}


@dataclass(frozen=True, slots=True)
class TaskRequest:
    """One client's request for the result of an operation on a URI, or on the files from which the URI is made.

    `uri`: what the operation is applied to; empty: named by the content of the files, the parameters and the recipe.
    `uploads`: bytes, or web addresses of images, in page order; they become `files` when they are stored.
    `sealed`: stands in place of uploads and parameters. `named`: the parameters as they were sent, tasks by their ids,
    which tell whether another request is the same; None: `parameters` do.
    `document_id`: the kept document to work on; its files are the input. `keep_document`: keep the files as a document.
    `fresh`: do the work even if its result is known. `callback_args` (JSON): given back to the operation's callback.
    `idempotency_key`: the same key and request again lead to the same task. `charged_to`: the API key whose daily quota
    counts the task. `share`: whose fair share of the work it takes (a key's, an address's), the client's own where it
    is empty. Of the client's own work a higher `priority` is done earlier; if it `overtakes`, also of others'.
    `traceparent`: the trace that its work is a part of.
    """

    operation: str
    uri: str = ""
    files: tuple[StoredFile, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    client_id: str = LOCAL
    tag: str | None = None
    priority: int = 0
    uploads: tuple[bytes | str, ...] = field(default=(), repr=False)
    sealed: SealedUpload | None = None
    named: Mapping[str, Any] | None = None
    document_id: str | None = None
    keep_document: bool = False
    fresh: bool = False
    callback_args: Sequence[Any] = ()
    webhook: Webhook | None = None
    idempotency_key: str | None = None
    charged_to: str | None = None
    traceparent: str = ""
    share: str = ""
    overtakes: bool = False

    @property
    def payer(self) -> str:
        """Whose share it takes."""
        return self.share or self.client_id
