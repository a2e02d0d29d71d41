"""Results for people at a terminal: tables, and pictures with the evidence drawn in."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont, ImageStat
from rich import box
from rich.markup import escape
from rich.table import Table

_GREEN, _ORANGE, _WHITE = (0, 140, 60), (230, 120, 0), (255, 255, 255)

PICTURE_KINDS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
"""The kinds of pictures that can be drawn, by the endings of their names."""


def result_table(heading: str, result: Mapping[str, Any]) -> Table:
    """The result of any operation as a table: keys, values, where they were read, and warnings."""
    table = Table(title=escape(heading), title_justify="left", box=box.SIMPLE_HEAVY, title_style="bold")
    if "filled" in result:
        _filling_rows(table, result)
    else:
        _document_rows(table, result)
    return table


def tables_of(result: Mapping[str, Any]) -> list[Table]:
    """Each table that the result tells, as a table."""
    shown = []
    for number, told in enumerate(result.get("tables", ()), 1):
        table = Table(title=f"Table {number}, page {told['page']}", title_justify="left", box=box.SIMPLE)
        for column in told["columns"]:
            checks = f" ({', '.join(column['checks'])})" if column["checks"] else ""
            table.add_column(escape((column["name"] or "") + checks), overflow="fold")
        for row in told["rows"]:
            table.add_row(*(escape(cell["text"]) for cell in row))
        shown.append(table)
    return shown


def quality_sentences(result: Mapping[str, Any]) -> list[str]:
    """What is wrong with the pictures, for whoever took them: "Page 1: The picture is blurred. …"."""
    reasons = result.get("quality", {}).get("reasons", ())
    return [f"Page {reason['page']}: {reason['detail']}" for reason in reasons]


def draw_evidence(page_image: bytes, page: int, result: Mapping[str, Any], kind: str = "PNG") -> bytes:
    """The page's picture with a box around every value read on it, and around every blank to fill.

    `kind` is one of the values of `PICTURE_KINDS`.
    """
    with Image.open(BytesIO(page_image)) as opened:
        picture = opened.convert("RGB")
    marks = [(e["box"], key, _GREEN) for key, e in result.get("evidence", {}).items() if e and e["page"] == page]
    marks += [
        (blank["box"], blank["label"], _ORANGE)
        for blank in result.get("field_boxes", ())
        if blank["page"] == page and blank["box"]
    ]
    draw = ImageDraw.Draw(picture)
    for (x0, y0, x1, y1), _, colour in marks:
        draw.rectangle((x0 - 3, y0 - 3, x1 + 3, y1 + 3), outline=colour, width=3)
    font = ImageFont.load_default(max(10, picture.width // 85))
    for around, label, colour in marks:
        _label(picture, draw, font, around, label, colour)
    out = BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def _label(
    picture: Image.Image,
    draw: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    around: tuple[float, float, float, float],
    label: str,
    colour: tuple[int, int, int],
) -> None:
    """Writes the label by its box, where it hides the least of what is printed or drawn already."""
    left, top, right, bottom = draw.textbbox((0, 0), label, font=font)
    width, height = right - left + 4, bottom - top + 4
    x0, y0, x1, y1 = around
    middle = (y0 + y1 - height) / 2
    inside, above, below = (x0 + 4, middle), (x0 - 3, y0 - height - 4), (x0 - 3, y1 + 5)
    beside = ((x1 + 6, middle), (x0 - width - 6, middle))
    spots = [
        (round(min(max(x, 0), picture.width - width)), round(min(max(y, 0), picture.height - height)))
        for x, y in (inside, above, *beside, below)
    ]
    x, y = min(spots, key=lambda spot: _ink(picture, (*spot, round(spot[0] + width), round(spot[1] + height))))
    draw.rectangle((x, y, x + width - 1, y + height - 1), fill=_WHITE)
    draw.text((x + 2 - left, y + 2 - top), label, fill=colour, font=font)


def _ink(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How much stands there, in steps too coarse for the grain of paper."""
    return round(ImageStat.Stat(picture.crop(box).convert("L")).stddev[0] / 8)


def _document_rows(table: Table, result: Mapping[str, Any]) -> None:
    for column in ("Key", "Value", "Page", "Read there", "Confidence", "Warnings"):
        table.add_column(column, overflow="fold")
    warnings = _warnings(result)
    for key, value in result["kv"].items():
        evidence = result["evidence"].get(key)
        where = (
            (str(evidence["page"]), evidence["text"], f"{evidence['confidence']:.2f}") if evidence else ("-", "-", "-")
        )
        table.add_row(*(escape(cell) for cell in (key, value, *where, warnings.pop(key, ""))))
    for where, answer in result.get("answer_details", {}).items():
        value = f"[dim]({answer['reason']})[/dim]"
        if answer["value"] is not None:
            value = escape(json.dumps(answer["value"], ensure_ascii=False))
        place = (str(answer["page"]), answer["text"], f"{answer['confidence']:.2f}") if answer["page"] else ("-",) * 3
        table.add_row(escape(where), value, *map(escape, (*place, warnings.pop(where, ""))))
    for label in result.get("fields", ()):
        table.add_row(escape(label), "[dim](to be filled)[/dim]", "", "", "", warnings.pop(label, ""))
    for key, codes in warnings.items():
        table.add_row(escape(key), "", "", "", "", codes)
    table.caption = escape(f"{result['title']}: {result['description']} (by {result['model']})")


def _filling_rows(table: Table, result: Mapping[str, Any]) -> None:
    for column in ("Field", "Value", "Source", "Warnings"):
        table.add_column(column, overflow="fold")
    warnings = _warnings(result)
    for field, filled in result["filled"].items():
        source = f"{filled['source']['type']} {filled['source']['resource_id']}"
        table.add_row(*(escape(cell) for cell in (field, filled["value"], source, warnings.pop(field, ""))))
    for field in result["missing"]:
        table.add_row(escape(field), "[dim](not known)[/dim]", "", "")
    for key, codes in warnings.items():
        table.add_row(escape(key), "", "", codes)
    table.caption = f"by {escape(result['model'])}"


def _warnings(result: Mapping[str, Any]) -> dict[str, str]:
    """The codes by key; a key need not be one of a value: `title`, `page 2`."""
    codes: dict[str, list[str]] = {}
    for warning in result["warnings"]:
        codes.setdefault(warning["key"], []).append(warning["code"])
    return {key: ", ".join(told) for key, told in codes.items()}
