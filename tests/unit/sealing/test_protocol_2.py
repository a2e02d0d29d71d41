"""Protocol 2: the vectors of the documentation, its JavaScript, and what is bound to what."""

import json
import re
import shutil
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from docusnap.domain.errors import NotOpened
from docusnap.sealing.protocol_2 import RequestKey, answer_data, open_answer, seal_request

DOCS = Path(__file__).parents[3] / "docs/reference"
VECTORS = json.loads((DOCS / "phone-protocol-2-vectors.json").read_text())
KEY = RequestKey(bytes.fromhex(VECTORS["server_secret"]))
HEADER, PLAIN, ANSWER_KEY = (b64decode(VECTORS[name]) for name in ("header", "plain", "answer_key"))


def test_the_vectors_of_the_documentation_hold() -> None:
    assert (b64encode(KEY.public).decode(), KEY.id) == (VECTORS["server_public_key"], VECTORS["key_id"])
    opened = KEY.open(HEADER, VECTORS["sealed"])
    assert dict(opened.value) == json.loads(PLAIN)
    assert opened.seal(VECTORS["answer"], nonce=b64decode(VECTORS["answer_nonce"])) == VECTORS["answer_sealed"]
    assert b64encode(answer_data(HEADER)).decode() == VECTORS["answer_associated_data"]
    assert json.loads(open_answer(ANSWER_KEY, HEADER, VECTORS["answer_sealed"])) == VECTORS["answer"]


def test_the_javascript_of_the_documentation_seals_and_opens() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: the JavaScript of the documentation is not run")
    (code,) = re.findall(r"```js\n(.*?)```", (DOCS / "phone-protocol-2.md").read_text(), re.S)
    code += """
const v = JSON.parse(require("fs").readFileSync(0));
(async () => console.log(JSON.stringify({
  sealed: await sealRequest(fromBase64(v.server_public_key), fromBase64(v.header), fromBase64(v.plain)),
  answer: await openAnswer(fromBase64(v.answer_key), fromBase64(v.header), v.answer_sealed),
})))();
"""
    run = subprocess.run([node, "-e", code], input=json.dumps(VECTORS), capture_output=True, text=True, check=True)
    made = json.loads(run.stdout)
    assert made["answer"] == VECTORS["answer"]
    assert dict(KEY.open(HEADER, made["sealed"]).value) == json.loads(PLAIN)


@pytest.mark.parametrize("change", ["header", "sealed", "key", "not base64", "no answer key", "not an object", "short"])
def test_whatever_is_wrong_with_what_was_sealed_is_one_error(change: str) -> None:
    header, sealed, key = HEADER, VECTORS["sealed"], KEY
    match change:
        case "header":
            header = HEADER.replace(b"document", b"form")
        case "sealed":
            sealed = sealed[:-8] + "AAAAAAA="
        case "key":
            key = RequestKey(b"another" * 5)
        case "not base64":
            sealed = "%"
        case "no answer key":
            sealed = seal_request(KEY.public, HEADER, b'{"images": []}')
        case "not an object":
            sealed = seal_request(KEY.public, HEADER, b"[]")
        case "short":
            sealed = seal_request(KEY.public, HEADER, b'{"answer_key": "AAAA"}')
    with pytest.raises(NotOpened) as told:
        key.open(header, sealed)
    assert str(told.value) == str(NotOpened())


def test_an_answer_opens_for_its_request_alone() -> None:
    with pytest.raises(InvalidTag):
        open_answer(ANSWER_KEY, HEADER.replace(b"document", b"form"), VECTORS["answer_sealed"])
