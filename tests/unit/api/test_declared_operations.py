"""What an operation declares of itself is all that the doors need to know of it."""

import pytest
from pydantic import Field

from docusnap.operations.declaration import Declaration
from docusnap.operations.parameters import FormOrTask, Parameters


class SummaryParameters(Parameters):
    """How long a summary may be."""

    words: int = Field(100, ge=10, description="Most words.")
    form: FormOrTask | None = None


SUMMARISE = Declaration("summarise", SummaryParameters, instead_of_images="form", sealable=True, stages=("reading",))


@pytest.fixture
def delegator(delegator):
    delegator.operations["summarise"] = SUMMARISE
    return delegator


def test_its_route_takes_its_parameters_as_json_and_as_a_form(client, delegator):
    sent = {"images": ["aGk="], "words": 20}
    assert client.post("/process_summarise", json=sent).status_code == 202
    parts = {"form": '{"fields": ["Name"]}', "words": "20"}
    accepted = client.post("/process_summarise", data=parts, content_type="multipart/form-data")
    assert accepted.status_code == 202
    (_, uploads, parameters, _), (_, none, filled, _) = delegator.submitted
    assert (uploads, parameters) == ((b"hi",), {"library": [], "words": 20})
    assert (none, filled["words"], filled["form"]["fields"]) == ((), 20, ["Name"])


def test_what_it_does_not_take_is_refused_with_the_field(client):
    refused = client.post("/process_summarise", json={"images": ["aGk="], "words": 5}).json
    assert [problem["field"] for problem in refused["errors"]] == ["words"]
    assert "(or a `form`)" in client.post("/process_summarise", json={}).json["detail"]
    refused = client.post("/process_document", json={"images": ["aGk="], "words": 20}).json
    assert [problem["field"] for problem in refused["errors"]] == ["words"]


def test_the_openapi_document_shows_them(client):
    document = client.get("/openapi.json").json
    route = document["paths"]["/process_summarise"]["post"]
    assert "reading" in route["summary"]
    open_body, sealed_body = route["requestBody"]["content"]["application/json"]["schema"]["anyOf"]
    assert sealed_body["$ref"].endswith("/SealedRequest")
    body = document["components"]["schemas"][open_body["$ref"].rpartition("/")[2]]
    assert {"images", "library", "tag", "words", "form"} <= body["properties"].keys()
    assert body["properties"]["words"]["description"] == "Most words."
