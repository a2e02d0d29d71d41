"""PDF pages as pictures, with the words and form fields they hold; runs inside the decoder process only."""

import ctypes
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from math import ceil

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from docusnap.domain.errors import TooManyPages, UnreadableFile
from docusnap.domain.page import Mark, Segment
from docusnap.pages.ink import Ink
from docusnap.pages.limits import Limits
from docusnap.pages.pdf_text import Frame, text_layer

_DOTS_PER_INCH = 200
_POINTS_PER_INCH = 72
_MOST_FIELDS = 2000
_MOST_NESTED = 5
_LONGEST_LABEL, _LONGEST_NAME, _LONGEST_VALUE = 500, 500, 10_000
_LARGE = 0.25
"""Share of a page from which on its pictures may hold text, and decide how fine it is shown."""

_WRITTEN = {raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX}
_TICKED = {raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON}


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture on a page: the share of the page under it, and its pixels per point."""

    share: float
    sharpness: float


class PdfFile:
    """An open PDF."""

    def __init__(self, content: bytes, media_type: str, limits: Limits) -> None:
        """Reads the page tree. Raises TooManyPages, UnreadableFile."""
        del media_type
        self._limits = limits
        try:
            self._pdf = pdfium.PdfDocument(content)
        except pdfium.PdfiumError as error:
            if error.err_code == raw.FPDF_ERR_PASSWORD:
                raise UnreadableFile("The PDF is protected by a password; save it without one.") from error
            raise UnreadableFile from error
        # XFA is left aside: its pages show the AcroForm that goes with it
        with suppress(pdfium.PdfiumError):
            self._pdf.init_forms()
        self.pages = len(self._pdf)
        if self.pages > limits.max_pages:
            raise TooManyPages(f"The file has {self.pages} pages; at most {limits.max_pages} are read.")
        if self.pages < 1:
            raise UnreadableFile("The PDF has no pages.")

    def page(self, index: int) -> tuple[Image.Image, list[Segment] | None, list[Mark]]:
        """The page as RGB, its own text (None = it must be read from the picture), its interactive fields."""
        page = self._opened(index)
        pictures = list(_pictures(page))
        size, scale = self._size(page, max((p.sharpness for p in pictures if p.share >= _LARGE), default=0.0))
        fields = list(_fields(page, Frame(page, size)))
        # what was filled in or noted becomes part of the page: in the picture and in the text
        if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
            page.close()
            page = self._opened(index)
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
        image = bitmap.to_pil().convert("RGB")
        covered = sum(p.share for p in pictures) >= _LARGE
        segments = None if covered else text_layer(page, Frame(page, image.size), Ink(image))
        page.close()
        return image, segments, fields

    def close(self) -> None:
        """Frees the file."""
        self._pdf.close()

    def _opened(self, index: int) -> pdfium.PdfPage:
        try:
            return self._pdf[index]
        except pdfium.PdfiumError as error:
            raise UnreadableFile(f"Page {index + 1} of the PDF is damaged and cannot be shown.") from error

    def _size(self, page: pdfium.PdfPage, sharpness: float) -> tuple[tuple[int, int], float]:
        """Of the picture in pixels, and pixels per point."""
        width, height = page.get_size()
        if width <= 0 or height <= 0:
            raise UnreadableFile("A page of the PDF has no size.")
        scale = min(
            max(_DOTS_PER_INCH / _POINTS_PER_INCH, sharpness), (self._limits.max_side - 0.5) / max(width, height)
        )
        return (ceil(width * scale), ceil(height * scale)), scale  # as the renderer rounds


def _pictures(page: pdfium.PdfPage) -> Iterator[_Picture]:
    left, bottom, right, top = page.get_bbox()
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_MOST_NESTED):
        x0, y0, x1, y1 = item.get_bounds()
        container = item.container
        while container is not None:
            x0, y0, x1, y1 = container.get_matrix().on_rect(x0, y0, x1, y1)
            container = container.container
        area = max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
        if area > 0:
            yield _Picture(area / ((right - left) * (top - bottom)), max(item.get_px_size()) / max(x1 - x0, y1 - y0))


def _fields(page: pdfium.PdfPage, frame: Frame) -> Iterator[Mark]:
    """The fields that a person can fill or tick, in the order of the file."""
    if not page.formenv:
        return
    for i in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_FIELDS)):
        annotation = raw.FPDFPage_GetAnnot(page, i)
        if not annotation:
            continue
        try:
            mark = _field(page, annotation, frame)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
        if mark is not None:
            yield mark


def _field(page: pdfium.PdfPage, annotation: object, frame: Frame) -> Mark | None:
    if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_WIDGET:
        return None
    if raw.FPDFAnnot_GetFlags(annotation) & (raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW):
        return None
    kind = raw.FPDFAnnot_GetFormFieldType(page.formenv, annotation)
    rect = raw.FS_RECTF()
    if kind not in _WRITTEN | _TICKED or not raw.FPDFAnnot_GetRect(annotation, rect):
        return None
    box = frame.box(rect.left, rect.bottom, rect.right, rect.top)
    label = _wide(raw.FPDFAnnot_GetFormFieldAlternateName, page.formenv, annotation)
    name = _wide(raw.FPDFAnnot_GetFormFieldName, page.formenv, annotation)
    label = (label or name)[:_LONGEST_LABEL]
    name = name[:_LONGEST_NAME]
    if kind in _TICKED:
        return Mark("check_box", box, label, "on" if raw.FPDFAnnot_IsChecked(page.formenv, annotation) else "off", name)
    value = _wide(raw.FPDFAnnot_GetFormFieldValue, page.formenv, annotation)[:_LONGEST_VALUE]
    return Mark("field", box, label, value, name, _max_length(annotation))


def _max_length(annotation: object) -> int:
    """The most characters that a text field takes; 0 if it does not say."""
    found = ctypes.c_float()
    told = raw.FPDFAnnot_GetNumberValue(annotation, b"MaxLen", found)
    return int(found.value) if told and 0 < found.value < _LONGEST_VALUE else 0


def _wide(getter: object, form: object, annotation: object) -> str:
    """The text that one of pdfium's getters writes into a buffer of UTF-16, which it first asks the size of."""
    assert callable(getter)
    length = getter(form, annotation, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    getter(form, annotation, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", errors="replace").strip()
