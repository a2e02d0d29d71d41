"""The phone app's routes in the OpenAPI document."""

from docusnap.domain import errors
from docusnap.http.openapi import Answer, Description
from docusnap.phone.answers import (
    Cleared,
    ClearError,
    ClearRequest,
    Completed,
    PhoneError,
    Processing,
    ProcessRequest,
    ServerStatus,
)

_TAG = "phone"
_FAILED = Answer("The task, or the server, failed.", PhoneError)

PROCESS = Description(
    "Do a task on sealed content, or tell how it stands",
    answers={
        200: Answer("The task is completed.", Completed),
        202: Answer("The task is on disk and will be done.", Processing),
        400: Answer("The request is wrong.", PhoneError),
        500: _FAILED,
    },
    problems=(errors.TooManyWaiting,),
    json_body=ProcessRequest,
    tag=_TAG,
)

CHECK_STATUS = Description("Is the server there?", {200: Answer("It is.", ServerStatus), 500: _FAILED}, tag=_TAG)

PUBLIC_KEY = Description(
    "The public key for which clients seal",
    {200: Answer("PEM, SubjectPublicKeyInfo.", media_type="text/plain"), 500: _FAILED},
    tag=_TAG,
)

CLEAR = Description(
    "Forget the tasks of a phone, files and results included",
    answers={200: Answer("They are gone.", Cleared), 400: Answer("The request is wrong.", ClearError), 500: _FAILED},
    json_body=ClearRequest,
    tag=_TAG,
)
