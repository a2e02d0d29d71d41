import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["aGk=", "https://example.com/p.png", "task.error"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["images", "library", "form", "tag", "docs", "forms", "id", "kv", "fields", "type", "title"]
            )
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
NEARLY_RIGHT = st.fixed_dictionaries(
    {"images": st.lists(st.just("aGk=") | ANY_JSON, max_size=3)},
    optional={
        "library": ANY_JSON | st.fixed_dictionaries({"docs": st.lists(ANY_JSON, max_size=2)}),
        "tag": ANY_JSON,
        "callback_url": ANY_JSON,
        "callback_events": ANY_JSON,
    },
)

any_number = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)


@pytest.mark.parametrize("operation", ["document", "form_filling"])
@any_number
@given(body=ANY_JSON | NEARLY_RIGHT)
def test_any_json_is_accepted_or_refused_as_a_problem(client, operation, body):
    answer = client.post(f"/process_{operation}", data=json.dumps(body), content_type="application/json")
    assert answer.status_code in (202, 400, 413)
    assert answer.status_code == 202 or answer.mimetype == "application/problem+json"


@any_number
@given(body=st.binary(max_size=60), kind=st.sampled_from(["application/json", "multipart/form-data; boundary=b", ""]))
def test_any_bytes_are_refused_as_a_problem(client, body, kind):
    answer = client.post("/process_document", data=body, content_type=kind)
    assert answer.status_code in (400, 413, 415)
    assert answer.mimetype == "application/problem+json"


@any_number
@given(library=st.text(max_size=30), form=st.text(max_size=30), tag=st.text(max_size=30))
def test_any_text_in_the_fields_of_a_form_is_accepted_or_refused(client, library, form, tag):
    fields = {"library": library, "form": form, "tag": tag}
    answer = client.post("/process_form_filling", data=fields, content_type="multipart/form-data")
    assert answer.status_code in (202, 400)


@any_number
@given(body=NEARLY_RIGHT)
def test_what_is_accepted_can_be_kept_as_json(client, delegator, body):
    if client.post("/process_document", json=body).status_code == 202:
        _, uploads, parameters, _ = delegator.submitted[-1]
        assert all(isinstance(upload, bytes | str) and upload for upload in uploads)
        assert json.loads(json.dumps(parameters, allow_nan=False)) == parameters
        json.dumps(parameters, ensure_ascii=False).encode()
