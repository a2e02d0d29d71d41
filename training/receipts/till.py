"""A till at work: what it knows of the sale, and the paper that it prints on."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from training.fonts import width
from training.money import Style, written_day
from training.receipts.shopping import Sums
from training.sheet import Composer
from training.words import Shop, digits


@dataclass
class Till:
    """Its habits are drawn by lot when it is made. `truth` grows as the values are printed."""

    random: Random
    country: str
    shop: Shop
    money: Style
    when: date
    sums: Sums
    paper: Composer
    truth: dict[str, str] = field(default_factory=dict)
    dated: bool = False
    later: bool = False
    taxed_before: bool = False
    online: str = ""
    colon: str = ""
    gap: str = ""
    signed: bool = False
    sums_at: str = "left"

    def __post_init__(self) -> None:
        """`dated`: the date is printed; `later`: it comes in the foot; `taxed_before`: the tax number is printed.

        `online`: what its web and mail addresses in the foot are called after.
        """
        r = self.random
        self.truth |= {"date": self.when.isoformat(), "total": f"{self.sums.total}"}
        self.date_text = written_day(r, self.when, self.country)
        self.clock = r.choice(
            [
                f"{r.randint(8, 22):02d}:{r.randint(0, 59):02d}",
                f"{r.randint(8, 22)}:{r.randint(0, 59):02d}:{r.randint(0, 59):02d}",
                f"{r.randint(1, 12)}:{r.randint(0, 59):02d} {r.choice(['AM', 'PM', 'am', 'pm'])}",
            ]
        )
        self.caps = r.random() < 0.6
        self.centre = r.random() < 0.75
        self.bar = r.choice(["-", "=", "", "", ".", "_", "*"])
        self.beside = (
            [r.choice(["INVOICE", "TAX INVOICE", "RECEIPT"]), f"No. {digits(r, 6)}", f"Page 1 of {r.randint(1, 2)}"][
                : r.randint(1, 3)
            ]
            if r.random() < 0.06
            else []
        )

    def line(self, text: str, role: str = "", size: int = 0) -> None:
        """A line in the middle or from the margin, smaller where it is too long; a part of the title may stand beside."""
        if self.beside and role in {"company", "address"} and self.random.random() < 0.4:
            p, other = self.paper, self.beside.pop()
            if width(text + other, p.face, size or p.size) < 0.85 * p.inner:
                p.put(text, p.margin, role=role, size=size)
                p.right(other, p.width - p.margin, size=size)
                p.feed(size=size)
                return
        if width(text, self.paper.face, size or self.paper.size) > self.paper.width - 6:
            size = int(
                (size or self.paper.size)
                * (self.paper.width - 6)
                / width(text, self.paper.face, size or self.paper.size)
            )
        (self.paper.centred if self.centre else self.paper.left)(text, role=role, size=size)
