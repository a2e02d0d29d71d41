"""A PDF form with fields of its own is filled in these, in the confined decoder process."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.integration.api.conftest import PASSPORT

LINES = b"BT /F 18 Tf 60 760 Td (LIBRARY CARD APPLICATION) Tj 0 -80 Td (Last name) Tj 0 -80 Td (First name) Tj ET"
FIELD = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(%s)/TU(%s)/Rect[220 %d 520 %d]/P 3 0 R/F 4>>"
OBJECTS = [
    b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R 7 0 R]/DA(/F 12 Tf 0 g)/DR<</Font<</F 5 0 R>>>>>>>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>"
    b"/Annots[6 0 R 7 0 R]>>",
    b"<</Length %d>>stream\n%s\nendstream" % (len(LINES), LINES),
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    FIELD % (b"last", b"Last name", 672, 696),
    FIELD % (b"first", b"First name", 592, 616),
]


@pytest.fixture(scope="module")
def form():
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(OBJECTS, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 8/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 8\n0000000000 65535 f \n" + table + trailer


def filled(http, finished, form, library):
    read = finished("/process_form", form)
    task = finished("/process_form_filling", form=read["task_id"], library=library)
    return http.get(f"/task/{task['task_id']}/filled.pdf").content


def test_its_own_fields_hold_the_values_and_stay_fields(http, paper, finished, form):
    passport = finished("/tasks", paper([*PASSPORT, "own fields"]))
    fields = PdfReader(BytesIO(filled(http, finished, form, [passport["task_id"]]))).get_fields()
    assert {name: field["/V"] for name, field in fields.items()} == {"last": "Tan", "first": "Woon Yann"}


def test_where_its_font_lacks_the_characters_the_values_are_drawn(http, finished, form):
    library = {"docs": [{"id": "1", "kv": {"Last name": "陈", "First name": "Mei"}}]}
    drawn = PdfReader(BytesIO(filled(http, finished, form, library)))
    assert not drawn.get_fields()
    assert "Mei" in drawn.pages[0].extract_text() + drawn.pages[-1].extract_text()
