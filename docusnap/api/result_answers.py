"""What clients get of results: the verdict on the pictures, values with their evidence, and blanks."""

from typing import Literal

from pydantic import BaseModel, Field, JsonValue

from docusnap.domain.answer import BlankType
from docusnap.domain.asked import Reason
from docusnap.domain.kinds import PaperKind
from docusnap.domain.page import Box, Page, polygon_of
from docusnap.domain.polygons import polygon_in_file
from docusnap.domain.value_types import ValueType

_Corner = tuple[float, float]
PolygonBody = tuple[_Corner, _Corner, _Corner, _Corner]
"""The corners of a box, from the top left clockwise, in pixels of the picture as the file has it."""


def polygon_body(page: Page, box: Box) -> PolygonBody:
    """The corners of a box of the page, to a tenth of a pixel."""
    return polygon_of((round(x, 1), round(y, 1)) for x, y in polygon_in_file(page, box))


class FaultBody(BaseModel):
    """Why a picture should be taken again."""

    code: Literal["blurred", "dark", "glare", "cut_edge", "small_text", "nothing_written", "not_a_paper"]
    detail: str


class PageFaultBody(FaultBody):
    """The same, of one page."""

    page: int


class PageQualityBody(BaseModel):
    """The verdict on the picture of one page."""

    page: int
    retake: bool
    reasons: list[FaultBody]


class QualityBody(BaseModel):
    """Whether pictures should be taken again, on the whole and page by page."""

    retake: bool
    reasons: list[PageFaultBody]
    pages: list[PageQualityBody]


class Source(BaseModel):
    """An entry of the library."""

    type: Literal["doc", "form"]
    resource_id: str


class EvidenceBody(BaseModel):
    """Where a value was read. `box` is (x0, y0, x1, y1) in pixels of the page image.

    `polygon` are its four corners, from the text's top left clockwise, in pixels of the picture as the file has it.

    `confidence` (0..1) is the chance that the value is right, where it is known, else that of `reading`: how surely the
    text stands there.
    """

    page: int
    box: tuple[int, int, int, int]
    polygon: PolygonBody | None = None
    text: str
    confidence: float
    reading: float
    checks: list[str]


class AlternativeBody(BaseModel):
    """Another value that may answer a key, and the model that proposed it."""

    value: str
    model: str
    evidence: EvidenceBody | None


class MoneyBody(BaseModel):
    """A sum: its decimals as a text, and the currency's code of ISO 4217, null where nothing names it."""

    amount: str
    currency: str | None


class PlacedBody(BaseModel):
    """What is known of a value besides itself; null where it stands nowhere on the pages."""

    page: int | None
    box: tuple[int, int, int, int] | None
    polygon: PolygonBody | None
    text: str | None = Field(description="As it stands on the page.")
    confidence: float | None
    reading: float | None
    checks: list[str]
    warnings: list[str]
    alternatives: list[AlternativeBody]


class ValueBody(PlacedBody):
    """A value of `kv` with its type, what it says in one fixed form, and all that is known of it."""

    key: str = Field(description="A stable name, such as `total`; of other values, their label as a name.")
    label: str = Field(description="The key in `kv`.")
    value: str = Field(description="The same text as in `kv`.")
    type: ValueType
    normalized: str | bool | MoneyBody | None = Field(
        description="A date as YYYY-MM-DD, money as amount and currency, a check box as true or false; a number, "
        "a phone number, an e-mail address and an address as text; else null."
    )


class LineItemBody(BaseModel):
    """A row of a receipt or an invoice: a thing that was sold, or a discount with a negative amount."""

    name: str = Field(description="Empty where the row has none.")
    quantity: str | None
    unit_price: str | None
    amount: str
    tax: str | None = Field(description="The mark or rate of its tax, as printed.")
    page: int
    box: tuple[int, int, int, int]
    polygon: PolygonBody | None
    checks: list[str] = Field(description="`product`: quantity x price is the amount; `sum`: the rows add up.")


class CellBody(BaseModel):
    """A cell of a table: its lines joined by spaces; without a box where it is empty."""

    text: str
    type: ValueType
    normalized: str | bool | MoneyBody | None = Field(description="As in `values`.")
    box: tuple[int, int, int, int] | None
    polygon: PolygonBody | None


class ColumnBody(BaseModel):
    """A column of a table."""

    name: str | None = Field(description="Its heading; null where the table has no row of headings.")
    type: ValueType = Field(description="Of most of its cells.")
    checks: list[str] = Field(description="`sum`: one of the last cells is the sum of those above it.")


class TableBody(BaseModel):
    """A table: `rows` hold a cell for each of the `columns`; the headings are not among them."""

    page: int
    box: tuple[int, int, int, int]
    polygon: PolygonBody | None
    columns: list[ColumnBody]
    rows: list[list[CellBody]]


class Warn(BaseModel):
    """What is doubtful about the value of a key."""

    key: str
    code: str


class ChoiceBody(BaseModel):
    """One of the things to tick under a question, and its check box."""

    label: str
    box: tuple[int, int, int, int]


class FieldBox(BaseModel):
    """A blank: where it is on its page, if known, and what is printed around it.

    Results made by older versions tell only the first four.
    """

    label: str
    page: int | None
    box: tuple[int, int, int, int] | None
    polygon: PolygonBody | None = None
    id: str = Field("", description="Its name where labels repeat: the full name of a PDF's own field, else one made.")
    type: BlankType = "text"
    section: str = Field("", description="The heading that it stands under.")
    line: str = Field("", description="The number of its line, such as `4b`.")
    row: str = Field("", description="The text of its line or row.")
    part_of: str = Field("", description="The text of the line that its own is a part of.")
    column: str = Field("", description="The heading of its column in a table.")
    max_length: int | None = Field(None, description="The most characters that the PDF's field takes.")
    choices: list[ChoiceBody] = Field(default_factory=list)


class UsageBody(BaseModel):
    """Tokens that the language model took."""

    prompt_tokens: int
    completion_tokens: int
    rounds: int


class AnswerDetailBody(PlacedBody):
    """What is known of the answer to one of the caller's own fields."""

    value: JsonValue
    reason: Reason | None = Field(description="Why the value is null.")


class PaperResult(BaseModel):
    """What is told of a paper; of a form, with `fields` and `field_boxes`.

    Results made by older versions have no `values`, `items`, `tables`, `kind`, `text`, `markdown` and polygons.
    """

    title: str
    tags: list[str]
    description: str
    kv: dict[str, str]
    related: list[Source]
    evidence: dict[str, EvidenceBody | None]
    alternatives: dict[str, list[AlternativeBody]]
    warnings: list[Warn]
    model: str
    quality: QualityBody
    values: list[ValueBody] | None = None
    items: list[LineItemBody] | None = None
    tables: list[TableBody] | None = None
    kind: PaperKind | None = Field(None, description="What kind of paper it is.")
    kind_confidence: float | None = Field(None, description="The chance that `kind` is right, 0 to 1.")
    text: str | None = Field(None, description="All that stands on the pages, a form feed between two of them.")
    markdown: str | None = Field(None, description="The same as Markdown, with its tables.")
    operation: str | None = Field(None, description="Of `auto`: the operation that was done.")
    operation_confidence: float | None = Field(None, description="The chance that it is the right one, 0 to 1.")
    pictures_sent: int | None = Field(
        None, description="How many pictures of pages left for the language model's server, where they may."
    )
    answers: dict[str, JsonValue] | None = Field(
        None, description="To the `schema` that was sent: an object of its shape; what is not on the pages is null."
    )
    answer_details: dict[str, AnswerDetailBody] | None = Field(
        None, description="What is known of each of these, by its JSON pointer in `answers`."
    )
    fields: list[str] | None = None
    field_boxes: list[FieldBox] | None = None
    usage: UsageBody | None = None


class OnePaperBody(PaperResult):
    """The result of one of several papers."""

    pages: list[int] = Field(description="From 1.")


class DocumentBody(PaperResult):
    """The result of `document` or `form`."""

    papers: list[OnePaperBody] | None = Field(None, description="Each of them, where the pages are several papers.")
