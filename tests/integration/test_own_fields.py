"""The caller's own fields through every way in: a form, a JSON body, the command line, a program."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from docusnap.app import create_app
from docusnap.cli import main
from docusnap.domain.errors import InvalidSchema
from docusnap.domain.request import LOCAL, TaskRequest
from docusnap.settings import load_settings
from docusnap.wiring import Services, build

RECEIPT = Path(__file__).parents[2] / "samples" / "receipt.jpg"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "shop": {"type": "string"},
        "paid_on": {"type": "string", "format": "date", "description": "Date of purchase"},
        "grandTotal": {"type": ["number", "null"], "minimum": 0.5},
        "passport_number": {"type": "string"},
    },
}
ANSWERS = {"shop": "HARBOUR LANE BOOKS LTD", "paid_on": "2025-03-14", "grandTotal": 36.67, "passport_number": None}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    made = build(load_settings({"DOCUSNAP_DATA_DIR": tmp_path_factory.mktemp("own")}))
    made.start()
    yield made
    made.stop(0)


@pytest.fixture(scope="module")
def client(services: Services) -> FlaskClient:
    return create_app(load_settings(), services).test_client()


def posted(client: FlaskClient, schema: str) -> Any:
    with RECEIPT.open("rb") as picture:
        return client.post("/process_document?wait=30", data={"images": (picture, "a.jpg"), "schema": schema})


def test_a_form_sends_the_schema_as_json_and_gets_answers_with_their_places(client: FlaskClient) -> None:
    result = posted(client, json.dumps(SCHEMA)).get_json()["result"]
    assert result["answers"] == ANSWERS
    details = result["answer_details"]
    assert (details["/grandTotal"]["page"], details["/grandTotal"]["text"]) == (1, "36.67")
    assert len(details["/shop"]["polygon"]) == 4
    assert details["/passport_number"]["reason"] == "not_on_page"


def test_a_json_body_holds_the_schema_itself_and_another_schema_is_other_work(client: FlaskClient) -> None:
    images = [base64.b64encode(RECEIPT.read_bytes()).decode()]
    other = {"type": "object", "properties": {"currency": {"enum": ["EUR", "USD"]}}}
    again, changed = (
        client.post("/process_document?wait=30", json={"images": images, "schema": schema}).get_json()
        for schema in (SCHEMA, other)
    )
    assert (again["result"]["answers"], changed["result"]["answers"]) == (ANSWERS, {"currency": "EUR"})
    assert not changed["cached"]


@pytest.mark.parametrize(
    ("schema", "field"),
    [
        ('{"type": "object", "properties": {"a": {"type": "string", "pattern": "x"}}}', "schema/properties/a/pattern"),
        ('{"type": "object"', "schema"),
        ("nonsense", "schema"),
        ("[]", "schema"),
        ('{"type": "object", "properties": {}}', "schema/properties"),
    ],
)
def test_a_schema_that_cannot_be_served_is_refused_at_once_with_its_place(
    client: FlaskClient, schema: str, field: str
) -> None:
    answer = posted(client, schema)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "invalid_schema")
    assert answer.get_json()["errors"][0]["field"] == field


def test_the_openapi_document_shows_the_schema_and_the_answers(client: FlaskClient) -> None:
    document = client.get("/openapi.json").get_json()
    schemas = document["components"]["schemas"]
    kinds = schemas["SubmitDocumentRequest"]["properties"]["schema"]["anyOf"]
    assert [kind["type"] for kind in kinds] == ["object", "null"]
    assert {"answers", "answer_details"} <= schemas["DocumentBody"]["properties"].keys()
    form = document["paths"]["/process_form"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["properties"]["schema"]["contentMediaType"] == "application/json"
    assert "`invalid_schema`" in document["paths"]["/process_form"]["post"]["responses"]["400"]["description"]


def test_a_program_is_answered_the_same_and_refused_before_anything_is_accepted(services: Services) -> None:
    uploads = (RECEIPT.read_bytes(),)
    task = services.intake.submit(TaskRequest("document", uploads=uploads, parameters={"schema": SCHEMA}))
    ended = services.tasks.wait(task.id, 30, client_id=LOCAL)
    assert ended.result is not None
    assert ended.result["answers"] == ANSWERS
    with pytest.raises(InvalidSchema):
        services.intake.submit(TaskRequest("document", uploads=uploads, parameters={"schema": {"type": "array"}}))


def test_the_command_line_takes_a_file_and_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(SCHEMA))
    told = CliRunner().invoke(main, ["process", "--json", "--schema", str(path), str(RECEIPT)])
    assert json.loads(told.stdout.splitlines()[-1])["result"]["answers"] == ANSWERS
    path.write_text('{"type": "object", "properties": {"a": {"$ref": "#/b"}}}')
    refused = CliRunner().invoke(main, ["process", "--schema", str(path), str(RECEIPT)])
    assert refused.exit_code == 2
    assert "schema/properties/a/$ref" in " ".join(refused.output.split())
    filling = CliRunner().invoke(main, ["process", "--as", "form_filling", "--schema", str(path), str(RECEIPT)])
    assert filling.exit_code == 2
