import base64
import json
import threading
from io import BytesIO

import pytest
from urllib3 import encode_multipart_formdata

from docusnap.domain.errors import StorageFailure, UnsupportedFile
from docusnap.domain.task import Status

PICTURE = b"\xff\xd8 the bytes of a picture"
ENCODED = base64.b64encode(PICTURE).decode()
DOCUMENT = {"title": "Receipt", "tags": ["a"], "description": "d", "kv": {"Total": "9.00"}, "model": "offline"}
FORM = {**DOCUMENT, "fields": ["Last name", "Date"], "field_boxes": []}


def multipart(*files, **fields):
    pictures = [("images", (f"{n}.jpg", data)) for n, data in enumerate(files)]
    body, content_type = encode_multipart_formdata([*pictures, *fields.items()])
    return {"data": body, "content_type": content_type}


def complaints(answer):
    return {e["field"]: e["message"] for e in answer.json["errors"]}


def test_files_are_handed_on_in_the_order_of_the_request(client, delegator):
    answer = client.post("/process_document", **multipart(b"one", b"two", tag="mine"))
    assert answer.status_code == 202
    assert delegator.submitted == [("document", (b"one", b"two"), {"library": []}, "mine")]


def test_an_accepted_task_says_where_to_ask_for_it_and_when(client):
    answer = client.post("/process_form", json={"images": [ENCODED]})
    assert answer.status_code == 202
    assert answer.json == {"task_id": "task-1", "status": "pending", "status_url": "/task/task-1"}
    assert answer.headers["Location"] == "/task/task-1"
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("written", [ENCODED, f"data:image/jpeg;base64,{ENCODED}", f"{ENCODED[:8]}\r\n{ENCODED[8:]}\n"])
def test_base64_may_be_bare_or_a_data_url_or_broken_into_lines(client, delegator, written):
    assert client.post("/process_document", json={"images": [written]}).status_code == 202
    assert delegator.submitted[0][1] == (PICTURE,)


@pytest.mark.parametrize(
    "broken", ["%%%", "data:image/png,plain", "data:image/png;base64", "", "é", 7, None, {"a": 1}, "QUJ"]
)
def test_a_broken_image_is_named_by_its_place(client, delegator, broken):
    answer = client.post("/process_document", json={"images": [ENCODED, broken]})
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert list(complaints(answer)) == ["images[1]"]
    assert delegator.submitted == []


def test_an_empty_file_is_named_by_its_place(client):
    answer = client.post("/process_document", **multipart(PICTURE, b""))
    assert complaints(answer) == {"images[1]": "The file is empty."}


@pytest.mark.parametrize("request_body", [{}, {"json": {}}, {"json": {"images": []}}, {"json": {"images": None}}])
def test_a_request_without_images_is_told_what_is_missing(client, request_body):
    answer = client.post("/process_document", **request_body)
    assert (answer.status_code, answer.json["code"]) == (400, "missing_input")
    assert "images" in answer.json["detail"]


def test_a_file_under_a_wrong_name_is_told_which_names_there_are(client):
    answer = client.post("/process_document", data={"image": (BytesIO(PICTURE), "a.jpg")})
    message = complaints(answer)["image"]
    assert message.startswith("Unknown field; did you mean `images`?")
    assert message.endswith("his endpoint takes images, tag, callback_url, callback_events, library, schema.")
    nested = client.post("/process_document", json={"images": [ENCODED], "library": {"dosc": [], "zzz": []}})
    assert complaints(nested)["library.dosc"] == "Unknown field; did you mean `docs`? This endpoint takes docs, forms."
    assert complaints(nested)["library.zzz"] == "Unknown field; this endpoint takes docs, forms."


def test_a_submission_may_wait_for_the_end_of_its_task(app, client, delegator):
    answers = []

    def submit():
        answers.append(app.test_client().post("/process_document?wait=4", json={"images": [ENCODED]}))

    asking = threading.Thread(target=submit)
    asking.start()
    assert delegator.waiting.wait(5)
    assert answers == []
    delegator.end("task-1", {"title": "done"})
    asking.join(5)
    (answer,) = answers
    assert (answer.status_code, answer.json["status"], answer.json["result"]) == (200, "completed", {"title": "done"})
    assert answer.headers["Location"] == "/task/task-1"


def test_a_submission_that_waited_long_enough_is_answered_as_any_other(client, delegator):
    delegator.ended.set()  # the wait is over, the task is not
    answer = client.post("/process_document?wait=4", json={"images": [ENCODED]})
    assert (answer.status_code, answer.json["status"], delegator.waited) == (202, "pending", [4])


@pytest.mark.parametrize("wait", ["soon", "-1", "nan", "inf"])
def test_a_wait_that_is_no_time_is_refused_before_anything_is_accepted(client, delegator, wait):
    answer = client.post(f"/process_document?wait={wait}", json={"images": [ENCODED]})
    assert (answer.status_code, complaints(answer).keys()) == (400, {"wait"})
    assert delegator.submitted == []


def test_a_parameter_that_a_route_does_not_take_is_told_with_the_nearest_that_it_does(client, delegator):
    answer = client.post("/process_document?wiat=5", json={"images": [ENCODED]})
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert complaints(answer)["wiat"] == "Unknown parameter; did you mean `wait`? This endpoint takes wait."
    assert complaints(client.get("/task/x/deliveries?x=1"))["x"] == "Unknown parameter; there is none here."
    assert client.get("/healthz?probe=1").status_code == 200
    assert delegator.submitted == []


def test_images_sent_as_text_in_a_form_are_told_how_to_be_sent(client):
    answer = client.post("/process_document", data={"images": ENCODED}, content_type="multipart/form-data")
    assert "as a file" in complaints(answer)["images"]


def test_a_misspelt_key_is_an_error_that_names_it(client):
    answer = client.post("/process_document", json={"images": [ENCODED], "libary": {}})
    assert list(complaints(answer)) == ["libary"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "EOF"),
        (b"{", "EOF"),
        (b'{"tag": "\xff"}', "UTF-8"),
        (b"\xff\xfe{\x00}\x00", "UTF-8"),
        (b'{"tag": ' + b"[" * 50_000, "recursion"),
        (b'{"tag": NaN}', "line 1"),
        (b'{"tag": "a", "tag": "b"}', "duplicate"),
        (b'{"tag": "\\ud800"}', "hex escape"),
        (b'{"tag": %s}' % (b"1" * 10_000), "out of range"),
        (b"[]", "object"),
        (b'"text"', "object"),
        (b"null", "object"),
    ],
)
def test_json_that_cannot_be_trusted_is_refused(client, body, reason):
    answer = client.post("/process_document", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert reason in answer.json["detail"]


def test_what_was_sent_is_never_told_back(client):
    secret = "4111 1111 1111 1111"
    body = json.dumps({"images": [secret], "library": {"docs": [{"id": 5, "title": [secret]}]}, "tag": [secret]})
    twice = f'{{"images": [], "{secret}": 1, "{secret}": 2}}'
    for sent in (body, twice, secret):
        answer = client.post("/process_document", data=sent, content_type="application/json")
        assert answer.status_code == 400
        assert secret not in answer.text


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "image/jpeg"])
def test_another_content_type_is_told_which_ones_are_taken(client, media_type):
    answer = client.post("/process_document", data=b"x=1", content_type=media_type)
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")
    assert "multipart/form-data" in answer.json["detail"]


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data; boundary=b"])
def test_a_body_over_the_limit_is_refused(client, content_type):
    answer = client.post("/process_document", data=b" " * 2_000_001, content_type=content_type)
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    assert "at most 2 MB" in answer.json["detail"]


@pytest.mark.parametrize(("many", "code"), [(4, "too_many_pages"), (10_000, "too_large")])
def test_too_many_files_are_refused(client, delegator, many, code):
    answer = client.post("/process_document", **multipart(*[b"x"] * many))
    assert (answer.status_code, answer.json["code"]) == (413, code)
    assert delegator.submitted == []


@pytest.mark.parametrize("many", [4, 10_000])
def test_too_many_images_in_json_are_refused(client, delegator, many):
    answer = client.post("/process_document", json={"images": ["eA=="] * many})
    assert (answer.status_code, answer.json["code"]) == (413, "too_many_pages")
    assert delegator.submitted == []


@pytest.mark.parametrize("value", [b"[]", b"{}", b"0"])
def test_json_that_would_take_much_more_memory_than_its_size_is_refused(client, limits, value):
    body = b'{"images": [' + value + (b"," + value) * 600_000 + b"]}"
    assert len(body) < limits.max_request_bytes
    answer = client.post("/process_document", data=body, content_type="application/json")
    assert answer.status_code == 413


def test_the_library_is_one_list_of_entries_whatever_its_keys_are_called(client, delegator):
    doc = {"resource_id": "d1", "title": "T", "tags": ["x"], "description": "D", "kv": {"A": "1"}, "mime": "ignored"}
    form = {"id": "f1", "kv": None}
    for keys in (("docs", "forms"), ("doc", "form"), ("documents", "forms")):
        library = dict(zip(keys, ([doc], [form]), strict=True))
        client.post("/process_document", json={"images": [ENCODED], "library": library})
    client.post("/process_document", **multipart(PICTURE, library=json.dumps({"docs": [doc], "forms": [form]})))
    client.post("/process_document", json={"images": [ENCODED], "library": [doc, {**form, "type": "form"}]})
    entry = {"type": "doc", "id": "d1", "title": "T", "tags": ["x"], "description": "D", "kv": {"A": "1"}}
    other = {"type": "form", "id": "f1", "title": "", "tags": [], "description": "", "kv": {}}
    assert [parameters["library"] for _, _, parameters, _ in delegator.submitted] == [[entry, other]] * 5


def test_two_spellings_of_one_key_at_a_time_are_refused_as_one_would_be_lost(client):
    library = {"docs": [{"id": "a"}], "documents": [{"id": "b"}]}
    answer = client.post("/process_document", json={"images": [ENCODED], "library": library})
    assert answer.status_code == 400
    assert list(complaints(answer)) == ["library.documents"]


def test_key_values_of_the_library_are_made_flat_and_decimals_stay_as_written(client, delegator):
    known = '{"Sum": 9.00, "Paid": true, "No": null, "Items": [{"Name": "Pen"}, "Ink"]}'
    body = f'{{"images": ["{ENCODED}"], "library": [{{"id": "1", "kv": {known}}}]}}'
    client.post("/process_document", data=body, content_type="application/json")
    kv = delegator.submitted[0][2]["library"][0]["kv"]
    assert kv == {"Sum": "9.00", "Paid": "true", "Items.1.Name": "Pen", "Items.2": "Ink"}


@pytest.mark.parametrize(
    ("library", "where"),
    [
        ({"docs": [{"title": "no id"}]}, "library.docs[0].id"),
        ({"docs": [{"id": "1"}, {"id": "2", "kv": "x"}]}, "library.docs[1].kv"),
        ({"docs": [{"id": "1", "kv": {"a": "\0"}}]}, "library.docs[0].kv"),
        ({"forms": [{"id": "1", "title": 3}]}, "library.forms[0].title"),
        ({"docs": {"id": "1"}}, "library.docs"),
        ({"dogs": []}, "library.dogs"),
        ("task-1", "library"),
        ([{"id": "1", "type": "dog"}], "library[0].type"),
        (["nothing"], "library[0]"),
    ],
)
def test_a_wrong_library_is_told_where_it_is_wrong(client, library, where):
    answer = client.post("/process_document", json={"images": [ENCODED], "library": library})
    assert answer.status_code == 400
    assert list(complaints(answer)) == [where]


def test_finished_tasks_of_the_client_serve_as_library(client, delegator):
    doc = delegator.add("document", status=Status.COMPLETED, result=DOCUMENT).id
    form = delegator.add("form", status=Status.COMPLETED, result=FORM).id
    client.post("/process_document", json={"images": [ENCODED], "library": [doc, form]})
    client.post("/process_document", json={"images": [ENCODED], "library": {"docs": [doc], "forms": [form]}})
    for _, _, parameters, _ in delegator.submitted:
        known = parameters["library"]
        assert [(e["type"], e["id"], e["kv"]) for e in known] == [
            ("doc", doc, {"Total": "9.00"}),
            ("form", form, {"Total": "9.00"}),
        ]


def test_tasks_that_failed_or_are_unusable_or_of_others_or_named_twice_do_not_serve_as_library(client, delegator):
    failed = delegator.add(status=Status.ERROR).id
    others = delegator.add(client_id="other", status=Status.COMPLETED, result=DOCUMENT).id
    filling = delegator.add("form_filling", status=Status.COMPLETED, result={"filled": {}, "missing": []}).id
    done = delegator.add("document", status=Status.COMPLETED, result=DOCUMENT).id
    twice = client.post("/process_document", json={"images": [ENCODED], "library": [done, done]})
    assert "already" in complaints(twice)["library[1]"]
    for task_id, reason in ((failed, "did not end well"), (others, "no task"), (filling, "cannot be used")):
        answer = client.post("/process_document", json={"images": [ENCODED], "library": [task_id]})
        assert answer.status_code == 400
        assert reason in complaints(answer)["library[0]"]


def test_a_task_that_is_still_worked_on_stays_named(client, delegator):
    unfinished = delegator.add().id
    assert client.post("/process_document", json={"images": [ENCODED], "library": [unfinished]}).status_code == 202
    assert [entry["task_id"] for entry in delegator.submitted[0][2]["library"]] == [unfinished]


def test_a_form_is_filled_from_its_result_or_its_task(client, delegator):
    task_id = delegator.add("form", status=Status.COMPLETED, result=FORM).id
    library = {"docs": [{"id": "1", "kv": {"Last name": "Tan"}}]}
    sent = [
        {"json": {"form": FORM, "library": library}},
        {"json": {"form": task_id, "library": library}},
        {"data": {"form": task_id, "library": json.dumps(library)}, "content_type": "multipart/form-data"},
        {"data": {"form": json.dumps(FORM), "library": json.dumps(library)}, "content_type": "multipart/form-data"},
    ]
    for body in sent:
        assert client.post("/process_form_filling", **body).status_code == 202
    parameters = [p for _, _, p, _ in delegator.submitted]
    assert parameters == [parameters[0]] * len(sent)
    assert parameters[0]["form"]["fields"] == ["Last name", "Date"]
    assert parameters[0]["form"]["kv"] == {"Total": "9.00"}
    assert parameters[0]["library"][0]["kv"] == {"Last name": "Tan"}


def test_a_form_is_filled_from_its_pictures(client, delegator):
    assert client.post("/process_form_filling", **multipart(PICTURE)).status_code == 202
    assert delegator.submitted == [("form_filling", (PICTURE,), {"library": []}, None)]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"form": {"fields": []}, "images": [ENCODED]}, "form"),
        ({"form": {"title": "no fields"}}, "form.fields"),
        ({"form": {"fields": "Name"}}, "form.fields"),
        ({"form": {"fields": [1]}}, "form.fields[0]"),
        ({"form": 7}, "form"),
        ({"form": "nothing"}, "form"),
    ],
)
def test_a_wrong_form_is_told_where_it_is_wrong(client, body, field):
    answer = client.post("/process_form_filling", json=body)
    assert answer.status_code == 400
    assert list(complaints(answer)) == [field]


def test_a_task_without_fields_cannot_be_filled(client, delegator):
    task_id = delegator.add("document", status=Status.COMPLETED, result=DOCUMENT).id
    answer = client.post("/process_form_filling", json={"form": task_id})
    assert "cannot be used" in complaints(answer)["form"]


def test_form_filling_needs_a_form_or_images(client):
    answer = client.post("/process_form_filling", json={"library": []})
    assert (answer.status_code, answer.json["code"]) == (400, "missing_input")
    assert "form" in answer.json["detail"]


def test_a_form_is_not_taken_by_other_operations(client):
    answer = client.post("/process_document", json={"images": [ENCODED], "form": FORM})
    assert list(complaints(answer)) == ["form"]


def test_a_field_sent_twice_is_refused(client):
    answer = client.post(
        "/process_document",
        data={"images": [(BytesIO(PICTURE), "a.jpg")], "tag": ["a", "b"]},
        content_type="multipart/form-data",
    )
    assert list(complaints(answer)) == ["tag"]


def test_a_library_may_be_sent_as_a_file_of_a_form(client, delegator):
    client.post("/process_document", **multipart(PICTURE, library=("library.json", b'[{"id": "1"}]')))
    assert delegator.submitted[0][2]["library"][0]["id"] == "1"


def test_a_library_file_that_is_not_utf_8_is_refused_rather_than_guessed(client):
    library = ("library.json", '[{"id": "é"}]'.encode("latin-1"))
    answer = client.post("/process_document", **multipart(PICTURE, library=library))
    assert (answer.status_code, "UTF-8" in answer.json["detail"]) == (400, True)


def test_fields_left_empty_in_a_form_count_as_not_sent(client, delegator):
    client.post("/process_form_filling", **multipart(PICTURE, library="", form="", tag=""))
    assert delegator.submitted == [("form_filling", (PICTURE,), {"library": []}, None)]


def test_a_file_that_was_not_chosen_in_a_browser_counts_as_not_sent(client, delegator):
    client.post("/process_form_filling", **multipart(PICTURE, library=("", b"")))
    assert delegator.submitted == [("form_filling", (PICTURE,), {"library": []}, None)]


def test_a_part_without_a_body_does_not_take_the_next_one_for_it(client, delegator):
    begin = b'--b\r\nContent-Disposition: form-data; name="tag"\r\n\r\n'
    image = b'--b\r\nContent-Disposition: form-data; name="images"; filename="1.jpg"\r\n\r\npicture\r\n'
    sent = {"data": image + begin + image + b"--b--\r\n", "content_type": "multipart/form-data; boundary=b"}
    answer = client.post("/process_document", **sent)
    assert (answer.status_code, answer.json["code"]) == (400, "bad_request")
    assert delegator.submitted == []


def test_text_of_a_form_that_is_not_utf_8_is_refused_rather_than_guessed(client):
    answer = client.post("/process_document", **multipart(PICTURE, tag="é".encode("latin-1")))
    assert list(complaints(answer)) == ["tag"]


def test_a_form_that_breaks_off_is_refused_whole(client, delegator):
    sent = multipart(PICTURE, PICTURE)
    answer = client.post("/process_document", data=sent["data"][:-40], content_type=sent["content_type"])
    assert (answer.status_code, answer.json["code"]) == (400, "bad_request")
    assert delegator.submitted == []


def test_an_unknown_operation_is_told_the_known_ones(client):
    answer = client.post("/process_anything", json={"images": [ENCODED]})
    assert (answer.status_code, answer.json["code"]) == (404, "unknown_operation")
    assert all(name in answer.json["detail"] for name in ("`document`", "`form`", "`form_filling`"))


def test_what_the_delegator_refuses_is_told_as_a_problem(client, delegator):
    delegator.refuse_with = UnsupportedFile("File 1: this is no picture.")
    answer = client.post("/process_document", json={"images": [ENCODED]})
    assert (answer.status_code, answer.json["code"]) == (400, "unsupported_file")
    assert answer.json["detail"] == "File 1: this is no picture."


def test_when_nothing_can_be_stored_the_client_is_told_to_come_back(client, delegator):
    delegator.refuse_with = StorageFailure()
    answer = client.post("/process_document", json={"images": [ENCODED]})
    assert (answer.status_code, answer.json["code"]) == (503, "storage_failure")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("as_json", [True, False])
def test_a_callback_is_asked_for_in_either_kind_of_body(client, delegator, as_json):
    asked = {"callback_url": "https://example.com/hook", "callback_events": ["task.error"]}
    if as_json:
        answer = client.post("/process_document", json={"images": [base64.b64encode(PICTURE).decode()], **asked})
    else:
        fields = {**asked, "callback_events": json.dumps(asked["callback_events"])}
        answer = client.post("/process_document", data={"images": (BytesIO(PICTURE), "a.jpg"), **fields})
    assert answer.status_code == 202
    assert (delegator.webhooks[-1].url, delegator.webhooks[-1].events) == tuple(asked.values())


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"callback_url": "https://example.com/", "callback_events": ["task.began"]}, "callback_events[0]"),
        ({"callback_url": "https://example.com/", "callback_events": []}, "callback_events"),
        ({"callback_events": ["task.error"]}, "callback_events"),
        ({"callback_url": ["https://example.com/"]}, "callback_url"),
    ],
)
def test_a_callback_that_cannot_be_is_refused_by_its_field(client, asked, field):
    answer = client.post("/process_document", json={"images": [base64.b64encode(PICTURE).decode()], **asked})
    assert list(complaints(answer)) == [field]


def test_an_address_stays_an_address_and_is_not_taken_for_base64(client, delegator):
    images = ["https://example.com/p.png", base64.b64encode(PICTURE).decode()]
    assert client.post("/process_document", json={"images": images}).status_code == 202
    assert delegator.submitted[-1][1] == ("https://example.com/p.png", PICTURE)


def test_the_name_of_a_request_goes_with_it(client, delegator):
    body = {"images": [base64.b64encode(PICTURE).decode()]}
    client.post("/process_document", json=body, headers={"Idempotency-Key": "abc"})
    client.post("/process_document", json=body)
    assert delegator.keys == ["abc", None]
