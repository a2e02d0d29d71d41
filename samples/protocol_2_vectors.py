"""Makes the test vectors of protocol 2, which docs/reference/phone-protocol-2-vectors.json holds.

    python samples/protocol_2_vectors.py

The key is for these vectors alone. Sealing draws an ephemeral key, so each run gives another `sealed`.
"""

import json
from base64 import b64encode

from docusnap.sealing.protocol_2 import RequestKey, answer_data, seal_request

SECRET = bytes(range(32))
ANSWER_KEY = bytes(range(32, 64))
ANSWER_NONCE = bytes(range(12))


def main() -> None:
    """Prints them."""
    key = RequestKey(SECRET)
    header = json.dumps(
        {
            "v": 2,
            "key_id": key.id,
            "client_id": "3f1d0c5e-7a0b-4c2e-9f57-0d8f3b9f2a11",
            "ask": "document",
            "nonce": "000102030405060708090a0b0c0d0e0f",
            "time": 1_800_000_000,
        }
    ).encode()
    plain = json.dumps({"images": ["aGVsbG8="], "answer_key": b64encode(ANSWER_KEY).decode()}).encode()
    sealed = seal_request(key.public, header, plain)
    answer = {"task_id": "0190", "status": "pending"}
    vectors = {
        "server_secret": SECRET.hex(),
        "server_public_key": b64encode(key.public).decode(),
        "key_id": key.id,
        "header": b64encode(header).decode(),
        "plain": b64encode(plain).decode(),
        "sealed": sealed,
        "answer_key": b64encode(ANSWER_KEY).decode(),
        "answer_associated_data": b64encode(answer_data(header)).decode(),
        "answer_nonce": b64encode(ANSWER_NONCE).decode(),
        "answer": answer,
        "answer_sealed": key.open(header, sealed).seal(answer, nonce=ANSWER_NONCE),
    }
    print(json.dumps(vectors, indent=2))


if __name__ == "__main__":
    main()
