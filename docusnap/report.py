"""Results for people at a terminal: tables, and pictures with the evidence drawn in."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from rich import box
from rich.markup import escape
from rich.table import Table

_GREEN, _ORANGE = (0, 140, 60), (230, 120, 0)


def result_table(heading: str, result: Mapping[str, Any]) -> Table:
    """The result of any operation as a table: keys, values, where they were read, and warnings."""
    table = Table(title=escape(heading), title_justify="left", box=box.SIMPLE_HEAVY, title_style="bold")
    if "filled" in result:
        _filling_rows(table, result)
    else:
        _document_rows(table, result)
    return table


def draw_evidence(page_image: bytes, page: int, result: Mapping[str, Any]) -> bytes:
    """The page's picture (PNG) with a box around every value read on it, and around every blank to fill."""
    with Image.open(BytesIO(page_image)) as opened:
        picture = opened.convert("RGB")
    draw = ImageDraw.Draw(picture)
    size = max(12, picture.width // 70)
    font = ImageFont.load_default(size)
    for key, evidence in result.get("evidence", {}).items():
        if evidence and evidence["page"] == page:
            _labelled_box(draw, font, evidence["box"], key, _GREEN)
    for blank in result.get("field_boxes", ()):
        if blank["page"] == page and blank["box"]:
            _labelled_box(draw, font, blank["box"], blank["label"], _ORANGE)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _labelled_box(
    draw: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    around: tuple[float, float, float, float],
    label: str,
    colour: tuple[int, int, int],
) -> None:
    x0, y0, x1, y1 = around
    draw.rectangle((x0 - 3, y0 - 3, x1 + 3, y1 + 3), outline=colour, width=3)
    draw.text((x0, y0 - 4), label, fill=colour, font=font, anchor="lb")


def _document_rows(table: Table, result: Mapping[str, Any]) -> None:
    for column in ("Key", "Value", "Page", "Read there", "Sure", "Warnings"):
        table.add_column(column, overflow="fold")
    warnings: dict[str, list[str]] = {}
    for warning in result["warnings"]:
        warnings.setdefault(warning["key"], []).append(warning["code"])
    for key, value in result["kv"].items():
        evidence = result["evidence"].get(key)
        where = (
            (str(evidence["page"]), evidence["text"], f"{evidence['confidence']:.2f}") if evidence else ("-", "-", "-")
        )
        table.add_row(*(escape(cell) for cell in (key, value, *where, ", ".join(warnings.get(key, ())))))
    for label in result.get("fields", ()):
        table.add_row(escape(label), "[dim](to be filled)[/dim]", "", "", "", "")
    table.caption = escape(f"{result['title']}: {result['description']} (by {result['model']})")


def _filling_rows(table: Table, result: Mapping[str, Any]) -> None:
    for column in ("Field", "Value", "Source", "Warnings"):
        table.add_column(column, overflow="fold")
    warnings: dict[str, list[str]] = {}
    for warning in result["warnings"]:
        warnings.setdefault(warning["key"], []).append(warning["code"])
    for field, filled in result["filled"].items():
        source = f"{filled['source']['type']} {filled['source']['resource_id']}"
        table.add_row(*(escape(cell) for cell in (field, filled["value"], source, ", ".join(warnings.get(field, ())))))
    for field in result["missing"]:
        table.add_row(escape(field), "[dim](not known)[/dim]", "", "")
    table.caption = f"by {escape(result['model'])}"
