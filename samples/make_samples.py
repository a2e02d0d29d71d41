"""Make the three sample pictures: a photographed receipt, a filled form and a blank one; all on them is invented.

    python samples/make_samples.py [FOLDER]

The pictures are committed; run this only to change them. `truth.json` says what a right result must hold.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

INK = (38, 38, 42)
PEN = (32, 52, 130)
PAGE = (1240, 1600)
UPRIGHT_IS_RIGHT_TURN = 6  # EXIF orientation: the camera was held sideways


def font(size: int) -> ImageFont.FreeTypeFont:
    """The font inside Pillow, `size` pixels high: the same on every machine."""
    face = ImageFont.load_default(size)
    if not isinstance(face, ImageFont.FreeTypeFont):
        raise SystemExit("this Pillow was built without FreeType; use a wheel")
    return face


# --- the receipt ---------------------------------------------------------------------------------

SHOP = ("HARBOUR LANE BOOKS LTD", "12 Harbour Lane", "Port Wessel PW4 7QD", "Tel 01632 960184")
ITEMS = (
    ("2 x Notebook A5 dotted", "15.00"),
    ("1 x Fountain pen ink, blue", "8.95"),
    ("1 x Harbour map, folded", "6.40"),
    ("3 x Postcard", "3.60"),
)
SUMS = (("Subtotal", "33.95"), ("Tax 8%", "2.72"))
PAID = (("Cash", "40.00"), ("Change", "3.33"))


def receipt() -> Image.Image:
    """The till slip, flat and clean."""
    width, left, right = 620, 40, 580
    paper = Image.new("RGB", (width, 1010), (248, 247, 242))
    draw = ImageDraw.Draw(paper)
    y = 44

    def row(first: str, last: str = "", size: int = 27, gap: int = 14) -> None:
        nonlocal y
        draw.text((left, y), first, INK, font(size))
        if last:
            draw.text((right, y), last, INK, font(size), anchor="ra")
        y += size + gap

    def dashes() -> None:
        nonlocal y
        for x in range(left, right, 16):
            draw.line((x, y + 8, x + 9, y + 8), INK, 2)
        y += 30

    for size, text in zip((40, 27, 27, 27), SHOP, strict=True):
        draw.text((width / 2, y), text, INK, font(size), anchor="ma")
        y += size + 12
    y += 8
    row("Receipt no. 004718", "Till 2")
    row("Date 14/03/2025", "15:42")
    dashes()
    for name, price in ITEMS:
        row(name, price)
    dashes()
    for name, amount in SUMS:
        row(name, amount)
    row("TOTAL EUR", "36.67", size=40, gap=20)
    for name, amount in PAID:
        row(name, amount)
    dashes()
    draw.text((width / 2, y + 6), "Thank you, come again", INK, font(27), anchor="ma")
    return paper.crop((0, 0, width, y + 76))


def photographed(paper: Image.Image, rng: np.random.Generator) -> Image.Image:
    """The paper on a desk, as a phone held in the hand sees it: tilted, shaded, a little soft and noisy."""
    width, height = 1120, 1480
    scene = desk(width, height, rng)
    corners = np.array([[182, 128], [932, 160], [986, 1342], [132, 1308]], np.float32)
    w, h = paper.size
    view = cv2.getPerspectiveTransform(np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32), corners)
    sheet = cv2.warpPerspective(np.asarray(paper), view, (width, height), flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full((h, w), 255, np.uint8), view, (width, height))
    drop = cv2.GaussianBlur(np.roll(mask, (14, 18), (0, 1)), (0, 0), 12)[..., None] / 255
    lit = scene * (1 - 0.45 * drop)
    cover = mask[..., None] / 255
    lit = lit * (1 - cover) + sheet * cover
    soft = cv2.GaussianBlur(lit * shade(width, height), (0, 0), 0.8)
    noisy = soft + rng.normal(0, 3.5, soft.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def desk(width: int, height: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """A brown table top with a grain along the picture."""
    grain = cv2.GaussianBlur(rng.normal(0, 1, (height, width)), (0, 0), sigmaX=2.5, sigmaY=70)
    brown: NDArray[np.float64] = np.array([118.0, 84.0, 58.0]) * (1 + 0.18 * grain[..., None] / np.abs(grain).max())
    return brown


def shade(width: int, height: int) -> NDArray[np.float64]:
    """Light from the upper left, and the soft shadow of the hand that holds the phone."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    hand = Image.new("L", (width, height), 0)
    ImageDraw.Draw(hand).polygon([(640, height), (750, 900), (width, 720), (width, height)], fill=255)
    shadow = np.asarray(hand.filter(ImageFilter.GaussianBlur(60))) / 255
    light: NDArray[np.float64] = (1.04 - 0.16 * (0.5 * x + 0.5 * y)) * (1 - 0.28 * shadow)
    return light[..., None]


# --- the forms -----------------------------------------------------------------------------------


class Sheet:
    """A printed form under construction: a heading, then rows of labels with something to write on."""

    def __init__(self, organisation: str, title: str, rng: np.random.Generator) -> None:
        self.image = Image.new("RGB", PAGE, (252, 252, 250))
        self.draw = ImageDraw.Draw(self.image)
        self.rng = rng
        self.draw.text((100, 90), organisation, INK, font(28))
        self.draw.text((100, 140), title, INK, font(52))
        self.draw.line((100, 222, PAGE[0] - 100, 222), INK, 4)
        self.y = 262

    def section(self, name: str) -> None:
        """A heading on a grey band."""
        self.draw.rectangle((100, self.y, PAGE[0] - 100, self.y + 46), (222, 224, 226))
        self.draw.text((114, self.y + 9), name, INK, font(27))
        self.y += 84

    def ruled(self, *fields: tuple[str, str]) -> None:
        """One row of fields side by side: the label, then a ruled line with what is written on it."""
        step = (PAGE[0] - 200) / len(fields)
        for i, (label, value) in enumerate(fields):
            x, end = 100 + i * step, 100 + (i + 1) * step - (30 if i + 1 < len(fields) else 0)
            self.draw.text((x, self.y), label, INK, font(28))
            start = x + self.draw.textlength(label, font(28)) + 16
            self.draw.line((start, self.y + 36, end, self.y + 36), INK, 2)
            self.write(value, start + 14, self.y - 7)
        self.y += 86

    def framed(self, label: str, value: str = "", height: int = 110) -> None:
        """A label with an empty frame below it."""
        self.draw.text((100, self.y), label, INK, font(28))
        self.draw.rectangle((100, self.y + 44, PAGE[0] - 100, self.y + 44 + height), outline=INK, width=2)
        self.write(value, 122, self.y + 70)
        self.y += height + 84

    def choice(self, label: str, options: Iterable[str], ticked: str = "") -> None:
        """A label and a row of check boxes, at most one of them ticked."""
        self.draw.text((100, self.y), label, INK, font(28))
        x = 330
        for option in options:
            self.draw.rectangle((x, self.y + 2, x + 30, self.y + 32), outline=INK, width=3)
            if option == ticked:
                self.draw.line((x + 5, self.y + 7, x + 26, self.y + 28), PEN, 5)
                self.draw.line((x + 26, self.y + 6, x + 5, self.y + 28), PEN, 5)
            self.draw.text((x + 46, self.y), option, INK, font(28))
            x += 76 + int(self.draw.textlength(option, font(28))) + 50
        self.y += 92

    def write(self, text: str, x: float, y: float) -> None:
        """Text by hand: leaning, in blue ink, no two letters quite on one line."""
        ink = Image.new("L", (PAGE[0], 80), 0)
        pen, at = ImageDraw.Draw(ink), 0.0
        for letter in text:
            pen.text((40 + at, 18 + self.rng.normal(0, 1.1)), letter, 255, font(35), stroke_width=0)
            at += pen.textlength(letter, font(35)) + (2.2 if letter != " " else 4) + self.rng.normal(0, 0.5)
        lean = ink.transform(ink.size, Image.Transform.AFFINE, (1, 0.24, -8, 0, 1, 0), Image.Resampling.BICUBIC)
        self.image.paste(PEN, (round(x) - 40, round(y) - 12), lean)


def staff_record(rng: np.random.Generator) -> Image.Image:
    """The filled form."""
    sheet = Sheet("Wessel Coast Survey", "Staff record", rng)
    sheet.section("Person")
    sheet.ruled(("First name:", "Mara"), ("Last name:", "Lindholm"))
    sheet.ruled(("Date of birth:", "02/11/1988"), ("Nationality:", "Danish"))
    sheet.ruled(("Home address:", "7 Ropewalk, Port Wessel PW2 1TB"))
    sheet.ruled(("E-mail:", "mara.lindholm@example.org"))
    sheet.ruled(("Phone:", "01632 960733"))
    sheet.section("Work")
    sheet.ruled(("Employee number:", "20417"), ("Department:", "Field mapping"))
    sheet.ruled(("Start date:", "01/09/2019"), ("Line manager:", "Tomas Berg"))
    sheet.choice("Contract:", ("Permanent", "Fixed term", "Seasonal"), ticked="Permanent")
    return sheet.image


def expense_claim(rng: np.random.Generator) -> Image.Image:
    """The blank form."""
    sheet = Sheet("Wessel Coast Survey", "Expense claim", rng)
    sheet.section("Claimant")
    sheet.ruled(("Full name:", ""))
    sheet.ruled(("Employee number:", ""), ("Department:", ""))
    sheet.ruled(("E-mail:", ""))
    sheet.section("Purchase")
    sheet.ruled(("Shop:", ""))
    sheet.ruled(("Date of purchase:", ""), ("Total amount:", ""))
    sheet.choice("Paid by:", ("Cash", "Card", "Transfer"))
    sheet.framed("Reason for purchase:")
    sheet.section("Declaration")
    sheet.ruled(("Signature:", ""))
    return sheet.image


def scanned(sheet: Image.Image, degrees: float, rng: np.random.Generator) -> Image.Image:
    """The sheet as a flat-bed scanner gives it: laid on a little crooked, paper not quite white."""
    turned = sheet.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=(252, 252, 250))
    pixels = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.6)), np.float64)
    return Image.fromarray(np.clip(pixels + rng.normal(-4, 2.5, pixels.shape), 0, 255).astype(np.uint8))


def main(folder: Path) -> None:
    """Write the three pictures into the folder."""
    rng = np.random.default_rng(20250314)
    exif = Image.Exif()
    exif[0x0112] = UPRIGHT_IS_RIGHT_TURN
    photo = photographed(receipt(), rng).transpose(Image.Transpose.ROTATE_90)
    photo.save(folder / "receipt.jpg", quality=82, exif=exif)
    scanned(staff_record(rng), 0.9, rng).save(folder / "filled-form.jpg", quality=75)
    expense_claim(rng).quantize(8).save(folder / "blank-form.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
