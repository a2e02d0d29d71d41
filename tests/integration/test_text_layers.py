"""A PDF whose text is not what its page shows: each glyph may be mapped to any character."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from docusnap.cli import main

LINES = [
    b"/F 16 Tf (HARBOUR LANE BOOKS LTD) Tj T* /F 11 Tf (12 Quay Street, Bristol BS1 4QS) Tj T* (RECEIPT) Tj T*",
    b"(Date: 14/03/2025) Tj T* (Notebook A5 dotted   4.00) Tj T* (Ink bottle, black   6.00) Tj T*",
]
MAPPING = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /L def
1 begincodespacerange <00> <FF> endcodespacerange
3 beginbfchar <30> <0039> <31> <0038> <2E> <002E> endbfchar endcmap end end"""

Process = Callable[[bytes], dict[str, Any]]


def receipt(total_in: bytes) -> bytes:
    """A receipt of 10.00 whose total is set in this font: `F` is honest, in `L` the text of 10.00 is 89.99."""
    content = b"BT 72 740 Td 22 TL %s /F 12 Tf (Total GBP ) Tj /%s 12 Tf (10.00) Tj ET" % (b" ".join(LINES), total_in)
    font = b"/Type/Font/Subtype/Type1/BaseFont/Helvetica"
    fonts = b"/Font<</F<<%s>>/L<<%s/ToUnicode 5 0 R>>>>" % (font, font)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<%s>>>>" % fonts,
        *(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream) for stream in (content, MAPPING)),
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, o) for n, o in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Size 6/Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def process(tmp_path: Path) -> Process:
    def run(content: bytes) -> dict[str, Any]:
        path = tmp_path / "receipt.pdf"
        path.write_bytes(content)
        ended = CliRunner().invoke(main, ["process", "--json", str(path)])
        assert ended.exit_code == 0, ended.output
        told: dict[str, Any] = json.loads(ended.stdout)["result"]
        return told

    return run


def codes(result: dict[str, Any]) -> set[tuple[str, str]]:
    return {(w["key"], w["code"]) for w in result["warnings"] if w["code"] == "text_layer_differs"}


def test_what_the_page_shows_is_believed_and_not_what_its_text_says(process: Process) -> None:
    lie = process(receipt(b"L"))
    assert lie["kv"]["Total"] == "10.00"
    assert "89.99" not in json.dumps(lie)
    assert codes(lie) == {("page 1", "text_layer_differs")}


def test_an_honest_file_is_believed_to_the_letter(process: Process) -> None:
    honest = process(receipt(b"F"))
    assert (honest["kv"]["Total"], honest["kv"]["Company"]) == ("10.00", "HARBOUR LANE BOOKS LTD")
    assert codes(honest) == set()
