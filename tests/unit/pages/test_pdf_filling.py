"""Check boxes, radio buttons and lists of a PDF form are filled natively, and only with what they can hold."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from docusnap.pages.pdf_filling import filled

WIDTH, HEIGHT = 600, 800


def named(**entries: Any) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def widget(at: tuple[int, int], **entries: Any) -> DictionaryObject:
    """A field's square of 20 points whose lower left corner is there."""
    x, y = at
    place = ArrayObject(FloatObject(edge) for edge in (x, y, x + 20, y + 20))
    return named(Type=NameObject("/Annot"), Subtype=NameObject("/Widget"), Rect=place, F=NumberObject(4), **entries)


class Form:
    """A PDF of one page with fields."""

    def __init__(self) -> None:
        self.writer = PdfWriter()
        self.page = self.writer.add_blank_page(WIDTH, HEIGHT)
        self.fields, self.widgets = ArrayObject(), ArrayObject()
        font = named(Type=NameObject("/Font"), Subtype=NameObject("/Type1"), BaseFont=NameObject("/Helvetica"))
        fonts = named(Font=named(Helv=self.writer._add_object(font)))
        form = named(Fields=self.fields, DA=TextStringObject("/Helv 10 Tf 0 g"), DR=fonts)
        self.writer.root_object[NameObject("/AcroForm")] = form
        self.page[NameObject("/Annots")] = self.widgets

    def states(self, ticked: str) -> DictionaryObject:
        looks = {name: self.writer._add_object(DecodedStreamObject()) for name in (ticked, "Off")}
        return named(N=named(**looks))

    def box(self, name: str, at: tuple[int, int], ticked: str = "Yes") -> None:
        """A check box, not ticked."""
        own = {"FT": NameObject("/Btn"), "T": TextStringObject(name), "AS": NameObject("/Off")}
        self._add(widget(at, **own, AP=self.states(ticked)), field=True)

    def radio(self, name: str, places: dict[str, tuple[int, int]]) -> None:
        """Buttons of which one is pressed at most; the first is."""
        first = next(iter(places))
        group = named(FT=NameObject("/Btn"), Ff=NumberObject(1 << 15), T=TextStringObject(name))
        group[NameObject("/V")] = NameObject(f"/{first}")
        parent = self.writer._add_object(group)
        self.fields.append(parent)
        kids = [
            self._add(
                widget(at, Parent=parent, AS=NameObject(f"/{one if one == first else 'Off'}"), AP=self.states(one))
            )
            for one, at in places.items()
        ]
        group[NameObject("/Kids")] = ArrayObject(kids)

    def choice(self, name: str, at: tuple[int, int], *options: Any, editable: bool = False) -> None:
        """A list to choose from; each option is a text, or the pair of what is kept and what is shown."""
        kept = ArrayObject(
            ArrayObject(map(TextStringObject, one)) if isinstance(one, tuple) else TextStringObject(one)
            for one in options
        )
        flags = NumberObject((1 << 17) + (1 << 18 if editable else 0))
        self._add(widget(at, FT=NameObject("/Ch"), T=TextStringObject(name), Ff=flags, Opt=kept), field=True)

    def _add(self, made: DictionaryObject, *, field: bool = False) -> Any:
        reference = self.writer._add_object(made)
        self.widgets.append(reference)
        if field:
            self.fields.append(reference)
        return reference

    @property
    def content(self) -> bytes:
        out = BytesIO()
        self.writer.write(out)
        return out.getvalue()


def value(at: tuple[int, int], text: str = "", *, tick: bool = False) -> dict[str, Any]:
    """For the field whose lower left corner is there."""
    return {"page": 0, "x": (at[0] + 10) / WIDTH, "y": 1 - (at[1] + 10) / HEIGHT, "text": text, "tick": tick}


def kept(content: bytes) -> dict[str, Any]:
    """The fields' values, and the states of their buttons."""
    reader = PdfReader(BytesIO(content))
    shown = [one.get_object().get("/AS") for one in reader.pages[0]["/Annots"]]
    return {name: field.get("/V") for name, field in (reader.get_fields() or {}).items()} | {"shown": shown}


@pytest.fixture
def form() -> Form:
    return Form()


def test_a_check_box_is_ticked_in_the_state_that_it_has_for_it_and_others_are_left(form: Form) -> None:
    form.box("cash", (100, 700), "Yes")
    form.box("card", (200, 700), "1")
    form.box("gift", (300, 700))
    done = kept(filled(form.content, [value((100, 700), tick=True), value((200, 700), tick=True)]))
    assert done == {"cash": "/Yes", "card": "/1", "gift": None, "shown": ["/Yes", "/1", "/Off"]}


def test_of_radio_buttons_only_the_one_that_was_meant_is_pressed(form: Form) -> None:
    form.radio("sex", {"F": (100, 600), "M": (200, 600), "X": (300, 600)})
    done = kept(filled(form.content, [value((200, 600), tick=True)]))
    assert done == {"sex": "/M", "shown": ["/Off", "/M", "/Off"]}


@pytest.mark.parametrize(("text", "chosen"), [("Norway", "NO"), ("denmark ", "DK"), ("NO", "NO")])
def test_a_list_holds_the_option_that_says_the_value(form: Form, text: str, chosen: str) -> None:
    form.choice("country", (100, 500), ("NO", "Norway"), ("DK", "Denmark"))
    assert kept(filled(form.content, [value((100, 500), text)]))["country"] == chosen


def test_a_list_that_has_no_such_option_is_not_filled_natively_unless_one_may_write_in_it(form: Form) -> None:
    form.choice("country", (100, 500), "Norway", "Denmark")
    assert filled(form.content, [value((100, 500), "Sweden")]) == b""
    form.choice("free", (100, 400), "Norway", editable=True)
    assert kept(filled(form.content, [value((100, 400), "Sweden")]))["free"] == "Sweden"


def test_words_are_not_written_into_a_check_box_nor_a_text_field_ticked(form: Form) -> None:
    form.box("cash", (100, 700))
    form.choice("country", (100, 500), "Norway")
    assert filled(form.content, [value((100, 700), "Cash")]) == b""
    assert filled(form.content, [value((100, 500), tick=True)]) == b""
