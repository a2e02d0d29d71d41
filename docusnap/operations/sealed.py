"""Operations on sealed input: opened in memory while the job runs, and the result sealed with the client's key."""

from collections.abc import Mapping, Sequence
from typing import Any

from docusnap.files.base import FileStore
from docusnap.operations.asked_schema import plain_schema
from docusnap.operations.base import Context, Input, Operation
from docusnap.sealing.envelope import Envelope, Opener
from docusnap.sealing.redaction import redacting_errors


class Sealable:
    """An operation that takes its input sealed, too."""

    def __init__(self, operation: Operation, files: FileStore, opener: Opener, *, takes_form: bool = False) -> None:
        """`operation` takes bytes as files, and perhaps a form; `files` hold the envelopes' content."""
        self._takes_form = takes_form
        self._operation = operation
        self._files = files
        self._opener = opener

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
        with redacting_errors():
            return self._sealed(uri, context, files, envelope)

    def _sealed(
        self, uri: str, context: Context, files: Sequence[Input], envelope: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        (content,) = files
        assert not isinstance(content, bytes)
        opened = self._opener.open(Envelope(self._files.get(content.sha256), envelope["encrypted_key"]))
        request = opened.request(takes_form=self._takes_form)
        parameters = dict(request.parameters)
        if (schema := parameters.pop("schema", None)) is not None and not envelope["bare"]:
            parameters["schema"] = plain_schema(schema)
        result = self._operation(uri, context, files=request.pictures, **parameters)
        if envelope["bare"]:
            result = _as_phones_read_it(result["filled"]) if "filled" in result else result
        return {"encrypted_key": envelope["encrypted_key"], "encrypted_data": opened.seal(result).content}


def _as_phones_read_it(filled: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Of each field what the phone's protocol names; an app may fail over more."""
    return {
        field: {"value": told["value"], "source": {name: told["source"][name] for name in ("type", "resource_id")}}
        for field, told in filled.items()
    }
