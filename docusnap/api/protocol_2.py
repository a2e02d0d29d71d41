"""`POST /sealed` and `GET /sealed/key`: requests sealed by protocol 2 (HPKE), beside the phone app's first protocol."""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any, Literal

from flask import Blueprint, Response, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from docusnap.delegation.intake import Intake
from docusnap.delegation.tasks import Tasks
from docusnap.domain import errors
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import BadRequest, Deleted, KeyNotOpened, NotFound, NotOpened, Replayed
from docusnap.domain.request import SealedUpload, TaskRequest, Upload
from docusnap.domain.task import Task
from docusnap.http.authentication import Access, charged_to, phone_client_of, requires, share_of
from docusnap.http.bodies import from_json, json_answer, json_object, validated
from docusnap.http.openapi import Answer, Description, described
from docusnap.http.problem import InvalidRequest, UnsupportedBody
from docusnap.sealing.cipher import encrypt
from docusnap.sealing.key_pair import KeyPair
from docusnap.sealing.protocol_2 import OpenedRequest
from docusnap.sealing.request import read_request

BELIEVED_SECONDS = 300.0
"""How far the time of a request may be from the server's."""

_AES_BYTES = 32


class SealedRequest2(BaseModel):
    """A request of protocol 2."""

    model_config = ConfigDict(extra="forbid")

    header: str = Field(min_length=1, max_length=4_000, description="Base64 of the header's JSON, sent open.")
    sealed: str = Field(min_length=1, description="Base64 of HPKE's encapsulated key and ciphertext.")


class Header(BaseModel):
    """What is sent open, and bound to what is sealed."""

    model_config = ConfigDict(extra="forbid")

    v: Literal[2]
    key_id: str
    client_id: str = Field(min_length=1, max_length=255)
    ask: str
    nonce: str = Field(pattern="^[0-9a-f]{32}$")
    time: int


class SealedAnswer2(BaseModel):
    """An answer of protocol 2."""

    sealed: str


class KeyAnswer(BaseModel):
    """The key that requests are sealed for: a point of P-256, uncompressed, in base64."""

    v: int = 2
    key_id: str
    key: str


SEALED = Description(
    "Work, or a task as it stands, asked and told sealed (protocol 2)",
    answers={
        200: Answer("The task has ended, or the sealed request was wrong: the sealed answer says so.", SealedAnswer2),
        202: Answer("The task will be done.", SealedAnswer2),
    },
    problems=(
        errors.BadRequest,
        InvalidRequest,
        errors.KeyNotOpened,
        errors.NotOpened,
        errors.Replayed,
        UnsupportedBody,
        errors.TooLarge,
        errors.QuotaExceeded,
        errors.TooManyWaiting,
        errors.StorageFull,
        errors.StorageFailure,
    ),
    json_body=SealedRequest2,
    tag="phone",
)
KEY = Description("The public key of protocol 2", answers={200: Answer("The key.", KeyAnswer)}, tag="phone")


def blueprint(
    intake: Intake,
    tasks: Tasks,
    keys: KeyPair,
    result: Callable[[Task], Mapping[str, Any]],
    *,
    clock: WallClock,
) -> Blueprint:
    """`result`: that of a task, opened."""
    routes = Blueprint("protocol_2", __name__)

    @routes.get("/sealed/key")
    @requires(Access.ANYONE)
    @described(KEY)
    def key() -> Response:
        return json_answer(KeyAnswer(key_id=keys.request_key.id, key=b64encode(keys.request_key.public).decode()))

    @routes.post("/sealed")
    @requires(Access.PHONE)
    @described(SEALED)
    def sealed() -> Response:
        given = validated(json_object(request), SealedRequest2)
        header, opened = _opened(given, keys)
        client_id = phone_client_of(request, header.client_id)
        now = clock()
        if abs(now - header.time) > BELIEVED_SECONDS:
            raise Replayed
        if not tasks.keep_nonce(f"{client_id} {header.nonce}", now=now, until=header.time + BELIEVED_SECONDS):
            raise Replayed
        try:
            task = _asked(header, opened, client_id)
        except (errors.QuotaExceeded, errors.TooManyWaiting):
            raise
        except (BadRequest, NotFound, Deleted) as error:  # told inside, as it depends on what was sealed
            told = {"status": "error", "error": {"code": error.code, "detail": str(error)}}
            return json_answer(SealedAnswer2(sealed=opened.seal(told)))
        body: dict[str, Any] = {"task_id": task.id, "status": task.status}
        if task.status.ended:
            body = {**result(task), **body}
        if task.failure:
            body["error"] = {"code": task.failure.code, "detail": task.failure.detail}
        return json_answer(SealedAnswer2(sealed=opened.seal(body)), 200 if task.status.ended else 202)

    def _asked(header: Header, opened: OpenedRequest, client_id: str) -> Task:
        if header.ask == "task":
            task_id = opened.value.get("task_id")
            if not isinstance(task_id, str):
                raise NotFound("There is no task with this id.")
            return tasks.task(task_id, client_id=client_id)
        declared = intake.operations.get(header.ask)
        if declared is None or not declared.sealable:
            raise NotOpened
        value = {name: part for name, part in opened.value.items() if name != "answer_key"}
        plain = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()
        asked = read_request(value, takes_form=declared.instead_of_images is not None, size=len(plain))
        key = os.urandom(_AES_BYTES)
        upload = Upload(encrypt(plain, key).encode())  # at rest as what protocol 1 brings
        return intake.submit(
            TaskRequest(
                header.ask,
                f"sealed:{keys.keyed_hash(plain)}",
                client_id=client_id,
                sealed=SealedUpload(upload, keys.wrap(key), asked.pictures),
                charged_to=charged_to(request),
                share=share_of(request),
            )
        )

    return routes


def _opened(given: SealedRequest2, keys: KeyPair) -> tuple[Header, OpenedRequest]:
    """Raises BadRequest, KeyNotOpened (sealed for another key) or NotOpened."""
    try:
        raw = b64decode(given.header, validate=True)
        header = Header.model_validate(from_json(raw, "The header"))
    except (ValueError, ValidationError) as error:
        fields = "v, key_id, client_id, ask, nonce and time"
        raise BadRequest(f"The header is not base64 of a JSON object with {fields}.") from error
    if header.key_id != keys.request_key.id:
        raise KeyNotOpened("This was sealed for another key; fetch the server's key again.")
    return header, keys.request_key.open(raw, given.sealed)
