"""The phone app's routes in the OpenAPI document."""

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
_LATER = {"Retry-After": "Seconds after which to try again."}
_REFUSED = {
    401: Answer("There is no such key.", PhoneError),
    403: Answer("The key may not do this.", PhoneError),
    429: Answer("Too many requests, or too many tasks that wait.", PhoneError, headers=_LATER),
    500: _FAILED,
    503: Answer("The server cannot take it now.", PhoneError, headers=_LATER),
}
"""What every door answers, as phones read it."""

PROCESS = Description(
    "Do a task on sealed content, or tell how it stands",
    answers={
        200: Answer("The task is completed.", Completed),
        202: Answer("The task is on disk and will be done.", Processing),
        400: Answer("The request is wrong.", PhoneError),
        **_REFUSED,
    },
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
    answers={200: Answer("They are gone.", Cleared), 400: Answer("The request is wrong.", ClearError), **_REFUSED},
    json_body=ClearRequest,
    tag=_TAG,
)
