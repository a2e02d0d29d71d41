"""A sheet as a PDF with its own text."""

import ctypes
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from training.fonts import path_of
from training.sheet import Sheet

_POINTS = 0.5
"""Points for a pixel of the sheet."""


def pdf_of(sheet: Sheet) -> bytes:
    """One page; lines and frames are left out. Raises FileNotFoundError where a font is not installed."""
    document = pdfium.PdfDocument.new()
    page = document.new_page(sheet.width * _POINTS, sheet.height * _POINTS)
    fonts = {face: _loaded(document, path_of(face)) for face in {run.face for run in sheet.runs}}
    for run in sheet.runs:
        text = raw.FPDFPageObj_CreateTextObj(document, fonts[run.face], run.size * _POINTS)
        letters = ctypes.create_string_buffer((run.text + "\0").encode("utf-16-le"))
        raw.FPDFText_SetText(text, ctypes.cast(letters, raw.FPDF_WIDESTRING))
        raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, run.x * _POINTS, (sheet.height - run.y - run.size) * _POINTS)
        raw.FPDFPage_InsertObject(page, text)
    page.gen_content()
    buffer = BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def _loaded(document: pdfium.PdfDocument, path: Path) -> object:
    content = path.read_bytes()
    held = (ctypes.c_uint8 * len(content)).from_buffer_copy(content)
    return raw.FPDFText_LoadFont(document, held, len(content), raw.FPDF_FONT_TRUETYPE, True)
