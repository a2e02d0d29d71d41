"""No request costs more memory than twenty times its bytes and ten megabytes, whatever its JSON holds."""

import json
import tracemalloc
from contextlib import suppress

import pytest

from docusnap.domain.clock import steady_clock
from docusnap.domain.errors import BadRequest
from docusnap.sealing.cipher import encrypt
from docusnap.sealing.envelope import Envelope, Opener
from docusnap.sealing.failed_openings import FailedOpenings

IMAGE = '"images": ["aGk="]'


def kv(key_length, leaves):
    """The text of key-values with that many leaves under one key."""
    return json.dumps({"k" * key_length: {str(n): 1 for n in range(leaves)}}, separators=(",", ":"))


def library(*key_values):
    return f'{{{IMAGE}, "library": [{",".join(f"""{{"id": "a", "kv": {one}}}""" for one in key_values)}]}}'


BODIES = {
    "a long key over many values": library(kv(200_000, 30_000)),
    "the same in many entries": library(*[kv(2_000, 400)] * 100),
    "a list of numbers": library(f'{{"k": [{"1," * 250_000}1]}}'),
    "decimals": f'{{{IMAGE}, "more": [{"1.5," * 250_000}1]}}',
    "empty objects": f'{{{IMAGE}, "more": [{"{}," * 250_000}1]}}',
    "small objects": f'{{{IMAGE}, "more": [{"""{"a":1},""" * 60_000}1]}}',
    "nested lists": f'{{{IMAGE}, "more": [{"[[[[]]]]," * 60_000}1]}}',
}


def peak_of(work):
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", BODIES)
def test_a_small_json_does_not_eat_the_memory(client, name):
    body = BODIES[name].encode()
    json.loads(body)
    client.get("/healthz")
    peak = peak_of(lambda: client.post("/process_document", data=body, content_type="application/json"))
    assert peak < 20 * len(body) + 10_000_000


class Keys:
    def unwrap(self, wrapped):
        return bytes(32)


@pytest.mark.parametrize("name", BODIES)
def test_a_small_sealed_one_does_not_either(name):
    plain = BODIES[name].replace('"library": [', '"file_lib": {"docs": [').encode()
    if b"file_lib" in plain:
        plain = plain[:-1] + b"}}"
    json.loads(plain)
    envelope = Envelope(encrypt(plain, bytes(32)).encode(), "")

    def read():
        with suppress(BadRequest):
            Opener(Keys(), FailedOpenings(steady_clock)).open(envelope).request(takes_form=False)

    assert peak_of(read) < 20 * len(plain) + 10_000_000
