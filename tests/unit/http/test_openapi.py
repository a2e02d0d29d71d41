import re

from openapi_spec_validator import validate


def test_the_document_is_valid_openapi(client):
    document = client.get("/openapi.json").json
    assert document["openapi"] == "3.1.0"
    validate(document)


def test_every_route_for_programs_is_in_the_document(app, client):
    described = client.get("/openapi.json").json["paths"]
    shown = {"static", "openapi.openapi_json", "openapi.docs", "openapi.swagger_ui.show", "tasks.unknown_operation"}
    rules = {
        re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", r.rule) for r in app.url_map.iter_rules() if r.endpoint not in shown
    }
    assert rules == set(described)


def test_parameters_in_a_path_are_described(client):
    for path, methods in client.get("/openapi.json").json["paths"].items():
        for operation in methods.values():
            named = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))


def test_operations_take_multipart_and_json_with_the_same_fields(client):
    document = client.get("/openapi.json").json
    for operation in ("document", "form", "form_filling"):
        content = document["paths"][f"/process_{operation}"]["post"]["requestBody"]["content"]
        name = content["application/json"]["schema"]["anyOf"][0]["$ref"].rpartition("/")[2]
        fields = document["components"]["schemas"][name]["properties"]
        assert fields.keys() == content["multipart/form-data"]["schema"]["properties"].keys()
        assert ("form" in fields) == (operation == "form_filling")


def test_the_examples_are_accepted(client):
    schemas = client.get("/openapi.json").json["components"]["schemas"]
    for name, path in (
        ("SubmitDocumentRequest", "/process_document"),
        ("SubmitFormFillingRequest", "/process_form_filling"),
    ):
        for example in schemas[name]["examples"]:
            assert client.post(path, json=example).status_code == 202


def test_operation_ids_are_unique_and_every_operation_tells_its_problems(client):
    operations = [o for methods in client.get("/openapi.json").json["paths"].values() for o in methods.values()]
    ids = [o["operationId"] for o in operations]
    assert len(ids) == len(set(ids))
    for operation in operations:
        for status, answer in operation["responses"].items():
            assert int(status) < 400 or "application/problem+json" in answer["content"]


def test_the_docs_show_the_document_with_nothing_from_other_servers(client):
    page = client.get("/docs/").text
    assert "/openapi.json" in page
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)
    for asset in re.findall(r"(?:src|href)=\"([^\"]+)\"", page):
        with client.get(asset) as answer:
            assert answer.status_code == 200


def test_health_says_the_version_without_asking_the_delegator(client, delegator):
    delegator.refuse_with = ZeroDivisionError()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "version": "1.2.3"})


OPEN = {"healthz", "readyz", "check_status", "public_key"}


def test_every_operation_says_whether_it_takes_a_key_and_how_it_refuses(client):
    document = client.get("/openapi.json").json
    schemes = document["components"]["securitySchemes"]
    assert {(s["type"], s.get("scheme") or s["name"]) for s in schemes.values()} == {
        ("http", "bearer"),
        ("apiKey", "X-API-Key"),
    }
    for methods in document["paths"].values():
        for method, operation in methods.items():
            refusals = {"401", "403", "429"} & operation["responses"].keys()
            if operation["operationId"] in OPEN:
                assert (operation["security"], refusals) == ([], set())
                continue
            assert refusals == {"401", "403", "429"}, operation["operationId"]
            assert operation["security"][-1] == {}  # a server may need no key
            scopes = {scope for way in operation["security"] for scopes in way.values() for scope in scopes}
            assert scopes == {"read" if method == "get" else "submit"}
            assert {name for way in operation["security"] for name in way} == schemes.keys()


def test_when_too_much_is_asked_the_document_says_when_to_ask_again(client):
    document = client.get("/openapi.json").json
    assert "`quota_exceeded`" in document["paths"]["/process_document"]["post"]["responses"]["429"]["description"]
    assert "Retry-After" in document["paths"]["/task/{task_id}"]["get"]["responses"]["429"]["headers"]
