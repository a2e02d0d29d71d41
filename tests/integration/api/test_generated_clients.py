"""Clients that generators make from /openapi.json upload a file, wait, and read the result."""

import importlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.api.conftest import RECEIPT

_PROGRAM = Path(__file__).with_name("upload.ts")
_PACKAGES = ("openapi-typescript@7", "typescript@5", "@types/node@22")


@pytest.fixture(scope="module")
def folder(tmp_path_factory, server_url, paper):
    import httpx2

    folder = tmp_path_factory.mktemp("clients")
    (folder / "openapi.json").write_bytes(httpx2.get(f"{server_url}/openapi.json").content)
    (folder / "receipt.pdf").write_bytes(paper([*RECEIPT, "generated"]))
    return folder


@pytest.fixture(scope="module")
def generated(folder):
    """The package of `openapi-python-client`, imported."""
    config = folder / "config.yml"
    config.write_text("post_hooks: []\npackage_name_override: generated_docusnap\nproject_name_override: generated\n")
    command = ["generate", "--path", folder / "openapi.json", "--output-path", folder / "python", "--config", config]
    made = subprocess.run(
        [Path(sys.executable).with_name("openapi-python-client"), *command], capture_output=True, text=True, check=True
    )
    assert "Endpoint will not be generated" not in made.stdout + made.stderr
    sys.path.insert(0, str(folder / "python"))
    yield importlib.import_module("generated_docusnap")
    sys.path.remove(str(folder / "python"))


def test_a_python_client_uploads_waits_and_reads(generated, folder, server_url):
    tasks = f"{generated.__name__}.api.tasks"
    models, types = (importlib.import_module(f"{generated.__name__}.{name}") for name in ("models", "types"))
    with generated.Client(base_url=server_url) as client, (folder / "receipt.pdf").open("rb") as file:
        body = models.AddTaskFilesNamedAutoRequest(images=[types.File(file, "receipt.pdf", "application/pdf")])
        accepted = importlib.import_module(f"{tasks}.add_task").sync(client=client, body=body)
        assert isinstance(accepted, models.Accepted), accepted
        task = None
        while task is None or task.status in (models.Status.PENDING, models.Status.PROCESSING):
            task = importlib.import_module(f"{tasks}.task").sync(accepted.task_id, client=client, wait=5)
        assert isinstance(task.result, models.DocumentBody)
        total = next(value for value in task.result.values if value.key == "total")
        assert (task.result.kind, total.value, total.page) == ("receipt", "9.00", 1)


def test_a_typescript_client_uploads_waits_and_reads(folder, server_url):
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("npm is not installed: no TypeScript client is made")
    work = folder / "typescript"
    work.mkdir()
    installed = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--prefix", work, *_PACKAGES], capture_output=True, check=False
    )
    if installed.returncode:
        pytest.skip("npm cannot install openapi-typescript here: no TypeScript client is made")

    def run(*command):
        done = subprocess.run(list(map(str, command)), cwd=work, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    tools = work / "node_modules" / ".bin"
    run(tools / "openapi-typescript", folder / "openapi.json", "-o", work / "schema.d.ts")
    shutil.copy(_PROGRAM, work / "upload.ts")
    run(tools / "tsc", "--strict", "--target", "es2022", "--module", "commonjs", "--skipLibCheck", "upload.ts")
    assert run("node", "upload.js", server_url, folder / "receipt.pdf").split() == ["receipt", "9.00", "1"]


def test_the_document_shows_what_most_need_first_and_files_as_binary(folder):
    document = json.loads((folder / "openapi.json").read_text())
    assert [tag["name"] for tag in document["tags"]][:3] == ["tasks", "documents", "library"]
    first = next(iter(document["paths"].values()))
    assert next(iter(first.values()))["tags"] == ["tasks"]
    form = document["paths"]["/tasks"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["properties"]["images"]["items"]["format"] == "binary"
    assert not [name for name in document["components"]["schemas"] if "__" in name]
    tagged = {tag for path in document["paths"].values() for way in path.values() for tag in way["tags"]}
    assert tagged <= {tag["name"] for tag in document["tags"]}
