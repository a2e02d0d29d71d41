"""Values written into a PDF's own form fields; runs inside the decoder process only.

pypdf is imported when a form is filled: it makes half of a decoder process, and few ever fill one.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject

_OFF = "/Off"
_BUTTON = "/Btn"
_CHOICE = "/Ch"
_EDITABLE = 1 << 18
"""The flag of a list that also takes what is no option of it."""


def filled(content: bytes, values: Sequence[Mapping[str, Any]]) -> bytes:
    """The PDF with the values in its fields, which stay fields; empty where not every value has one.

    Each value has `page` (from 0), `x` and `y` (the middle of its target, in shares of the upright page from its top
    left), `text`, and `tick`: whether the box there is ticked. Raises whatever pypdf does on a damaged file.
    """
    from pypdf import PdfReader, PdfWriter

    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        return b""
    writer = PdfWriter(clone_from=reader)
    for value in values:
        page = writer.pages[value["page"]]
        widget = None if page.rotation else _widget_at(page, value["x"], value["y"])
        if widget is None or (_inherited(widget, "/FT") == _BUTTON) != value["tick"]:
            return b""
        if value["tick"]:
            if not _tick(widget):
                return b""
        elif not _write(writer, page, widget, value["text"]):
            return b""
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _widget_at(page: Any, x: float, y: float) -> "DictionaryObject | None":
    """The smallest field there."""
    box = page.cropbox
    left, top = float(box.left) + x * float(box.width), float(box.top) - y * float(box.height)
    found: list[tuple[float, int, DictionaryObject]] = []
    for reference in page.get("/Annots") or ():
        annotation = reference.get_object()
        if annotation.get("/Subtype") == "/Widget":
            x0, y0, x1, y1 = (float(edge) for edge in annotation["/Rect"])
            if min(x0, x1) <= left <= max(x0, x1) and min(y0, y1) <= top <= max(y0, y1):
                found.append((abs(x1 - x0) * abs(y1 - y0), len(found), annotation))
    return min(found)[2] if found else None


def _write(writer: "PdfWriter", page: Any, widget: "DictionaryObject", text: str) -> bool:
    """Whether the field can hold the text, and does now: a list holds one of its options only."""
    from pypdf.generic import NameObject, TextStringObject

    kept = text
    if _inherited(widget, "/FT") == _CHOICE:
        option = _option(widget, text)
        if option is None and not int(_inherited(widget, "/Ff") or 0) & _EDITABLE:
            return False
        kept, text = option or (text, text)
    writer.update_page_form_field_values(page, {_name(widget): text}, auto_regenerate=False)
    if kept != text:
        field = next(one for one in _ancestors(widget) if "/T" in one)
        field[NameObject("/V")] = TextStringObject(kept)
    return True


def _option(widget: "DictionaryObject", text: str) -> tuple[str, str] | None:
    """The option of a list that says the text: as it is kept, and as it is shown."""
    for option in _inherited(widget, "/Opt") or ():
        told = option.get_object()
        kept, shown = (str(told[0]), str(told[-1])) if isinstance(told, list) else (str(told), str(told))
        if text.strip().casefold() in (kept.strip().casefold(), shown.strip().casefold()):
            return kept, shown
    return None


def _tick(widget: "DictionaryObject") -> bool:
    """Whether it has a state that means ticked, which it has now; its siblings are not ticked any more."""
    from pypdf.generic import NameObject

    states = [state for state in widget.get("/AP", {}).get("/N", {}) if state != _OFF]
    if not states:
        return False
    field = next((one for one in _ancestors(widget) if "/T" in one), widget)
    for kid in field.get("/Kids", ()):
        kid.get_object()[NameObject("/AS")] = NameObject(_OFF)
    widget[NameObject("/AS")] = NameObject(states[0])
    field[NameObject("/V")] = NameObject(states[0])
    return True


def _name(widget: "DictionaryObject") -> str:
    """The full name of its field."""
    return ".".join(reversed([str(one["/T"]) for one in _ancestors(widget) if "/T" in one]))


def _inherited(widget: "DictionaryObject", key: str) -> Any:
    return next((one[key] for one in _ancestors(widget) if key in one), None)


def _ancestors(widget: "DictionaryObject") -> "Iterator[DictionaryObject]":
    """The field and what it is a part of; a file may say that it is a part of itself."""
    for _ in range(20):
        yield widget
        if "/Parent" not in widget:
            return
        widget = widget["/Parent"].get_object()  # type: ignore[assignment]
