"""The whole house behind its door: real queue, threads, decoding and offline reader; pages bring their own text."""

import base64
from io import BytesIO

import jsonschema
import pytest
from openapi_spec_validator import validate
from PIL import Image

from docusnap.app import create_app
from docusnap.settings import load_settings
from docusnap.wiring import build

RECEIPT = [
    "GREEN LEAF BOOKS SDN BHD",
    "12 Jalan Mawar, 81100 Johor Bahru",
    "Date: 03/04/2024",
    "Pen 4.00",
    "Ink 5.00",
    "Total: 9.00",
    "Cash: 10.00",
    "Change: 1.00",
]
PASSPORT = ["PASSPORT", "Last name: Tan", "First name: Woon Yann", "Date of birth: 05/06/1980"]
FORM = ["LIBRARY CARD APPLICATION", "Last name: ____________", "First name: ____________", "Shoe size: ____________"]


def pdf(lines):
    """One page with a text layer, each line large enough to be read."""
    text = " ".join(f"({line}) Tj 0 -40 Td" for line in lines)
    content = f"BT /F 18 Tf 60 740 Td {text} ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    settings = load_settings({"DOCUSNAP_DATA_DIR": tmp_path_factory.mktemp("data"), "DOCUSNAP_OCR_ENGINE": "null"})
    services = build(settings)
    services.start()
    yield create_app(settings, services).test_client()
    services.stop(5)


@pytest.fixture(scope="module")
def document(client):
    """The OpenAPI document of the server."""
    return client.get("/openapi.json").json


@pytest.fixture
def conforms(document):
    """Holds a JSON value to a schema of the OpenAPI document."""

    def check(value, schema):
        jsonschema.validate(value, {"$ref": f"#/components/schemas/{schema}", "components": document["components"]})

    return check


@pytest.fixture
def done(client):
    """Posts, waits for the end of the task, and gives it."""

    def run(operation, **body):
        accepted = client.post(f"/process_{operation}", **body)
        assert accepted.status_code == 202, accepted.text
        task = client.get(accepted.headers["Location"], query_string={"wait": 30}).json
        assert task["finished_at"], task
        return task

    return run


def uploads(*files, **fields):
    return {"data": {"images": [(BytesIO(f), "page") for f in files], **fields}, "content_type": "multipart/form-data"}


def test_a_document_goes_in_and_checked_data_comes_out(done, conforms):
    task = done("document", **uploads(pdf(RECEIPT), tag="books"))
    assert (task["status"], task["error"], task["tag"]) == ("completed", None, "books")
    conforms(task, "TaskBody")
    conforms(task["result"], "DocumentBody")
    assert task["result"]["kv"]["Total"] == "9.00"
    assert task["result"]["evidence"]["Total"]["page"] == 1
    total = next(v for v in task["result"]["values"] if v["key"] == "total")
    assert (total["label"], total["type"], total["normalized"]["amount"]) == ("Total", "money", "9.00")
    assert {k: total[k] for k in task["result"]["evidence"]["Total"]} == task["result"]["evidence"]["Total"]


def test_results_that_older_versions_made_are_still_answers(done, conforms):
    result = done("document", **uploads(pdf(RECEIPT)))["result"]
    older = {key: held for key, held in result.items() if key != "values"}
    older["evidence"] = {key: {k: v for k, v in e.items() if k != "polygon"} for key, e in result["evidence"].items()}
    conforms(older, "DocumentBody")


def test_the_page_shows_the_evidence(client, done, conforms):
    task = done("document", **uploads(pdf(RECEIPT)))
    page = client.get(f"/task/{task['task_id']}/pages/1/words").json
    conforms(page, "PageBody")
    picture = Image.open(BytesIO(client.get(f"/task/{task['task_id']}/pages/1").data))
    assert (picture.format, picture.size) == ("JPEG", (page["width"], page["height"]))
    box = task["result"]["evidence"]["Total"]["box"]
    assert [w["text"] for w in page["words"] if w["box"] == box] == ["9.00"]
    assert client.get(f"/task/{task['task_id']}/pages/2").status_code == 404


def test_pages_of_several_files_are_counted_through(client, done):
    task = done("document", **uploads(pdf(RECEIPT), pdf(PASSPORT)))
    second = client.get(f"/task/{task['task_id']}/pages/2/words").json
    assert second["lines"][0] == {"id": "p2.01", "text": "PASSPORT"}


def test_a_form_is_filled_from_finished_tasks(done, conforms):
    passport = done("document", **uploads(pdf(PASSPORT)))
    form = done("form", json={"images": [base64.b64encode(pdf(FORM)).decode()]})
    conforms(form["result"], "DocumentBody")
    assert "Last name" in form["result"]["fields"]
    filled = done("form_filling", json={"form": form["task_id"], "library": [passport["task_id"]]})
    conforms(filled["result"], "FillingBody")
    name = filled["result"]["filled"]["Last name"]
    assert (name["value"], name["source"]["type"], name["source"]["resource_id"]) == ("Tan", "doc", passport["task_id"])
    assert "Shoe size" in filled["result"]["missing"]


def test_a_form_is_filled_from_its_picture(done):
    library = {"docs": [{"id": "7", "kv": {"Last name": "Tan"}}]}
    body = {"images": [base64.b64encode(pdf(FORM)).decode()], "library": library}
    assert done("form_filling", json=body)["result"]["filled"]["Last name"]["value"] == "Tan"


def test_a_file_that_is_no_picture_is_refused_with_its_number(client):
    answer = client.post("/process_document", **uploads(pdf(RECEIPT), b"just some words"))
    assert (answer.status_code, answer.json["code"]) == (400, "unsupported_file")
    assert "2" in answer.json["detail"]


def test_a_damaged_file_ends_in_a_clean_error_and_the_next_task_is_fine(done):
    whole = BytesIO()
    Image.effect_noise((600, 600), 90).save(whole, "PNG")
    broken = done("document", **uploads(whole.getvalue()[:60]))
    assert (broken["status"], broken["error"]["code"]) == ("error", "unreadable_file")
    assert "Traceback" not in broken["error"]["detail"]
    assert done("document", **uploads(pdf(RECEIPT)))["status"] == "completed"


def test_of_a_file_with_a_damaged_page_the_others_are_read_and_it_is_named(client, done):
    broken = pdf(RECEIPT).replace(b"/Kids[3 0 R]/Count 1", b"/Kids[3 0 R 9 0 R]/Count 2")
    task = done("document", **uploads(broken))
    assert task["result"]["kv"]["Total"] == "9.00"
    assert {"key": "page 2", "code": "damaged_page"} in task["result"]["warnings"]
    assert client.get(f"/task/{task['task_id']}/pages/2").mimetype == "image/jpeg"
    assert client.get(f"/task/{task['task_id']}/pages/2/words").json["words"] == []
    form = pdf(FORM).replace(b"/Kids[3 0 R]/Count 1", b"/Kids[3 0 R 9 0 R]/Count 2")
    filled = done("form_filling", **uploads(form, library='{"docs": [{"id": "7", "kv": {"Last name": "Tan"}}]}'))
    assert {"key": "page 2", "code": "damaged_page"} in filled["result"]["warnings"]


def test_the_openapi_document_of_the_whole_app_is_valid(document):
    validate(document)
    assert {"/process_document", "/process_form", "/process_form_filling", "/task/{task_id}", "/healthz"} <= set(
        document["paths"]
    )
