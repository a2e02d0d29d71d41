"""A page under way, with who writes to whom in which language."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from training.fonts import FACES, Family, width
from training.kinds.phrases import COUNTRY, LANGUAGES, SENTENCES
from training.money import day, style, written_day
from training.sheet import Composer, Paper, Sheet
from training.shops import shop
from training.words import coined, digits, person

_PAGE = (827, 1169)
_FAMILIES: tuple[Family, ...] = ("sans", "sans", "serif", "serif", "typewriter", "mono", "narrow")


@dataclass
class Writer:
    """Sets one sheet. All sizes follow from the face that was drawn by lot."""

    random: Random
    language: str
    paper: Composer
    height: int

    @classmethod
    def of(cls, random: Random, *, width: int = 0, height: int = 0, size: int = 0) -> "Writer":
        """A4 or letter unless told otherwise."""
        language = random.choice(LANGUAGES)
        family: Family = "cjk" if language == "zh" else random.choice(_FAMILIES)
        wide = width or round(_PAGE[0] * random.uniform(0.97, 1.03))
        tall = height or round(_PAGE[1] * random.uniform(0.92, 1.03))
        type_size = size or random.choice([13, 14, 15, 16, 17, 18])
        margin = round(wide * random.uniform(0.04, 0.13))
        composer = Composer(wide, random.choice(FACES[family]), type_size, margin, random.uniform(0.02, 0.1) * tall)
        composer.spacing = random.uniform(1.15, 1.6)
        return cls(random, language, composer, tall)

    @property
    def room(self) -> bool:
        """There is still place on the page."""
        return self.paper.y < 0.93 * self.height

    def pick(self, table: "dict[str, tuple[str, ...]]") -> str:
        """Something that the language has for this."""
        return self.random.choice(table[self.language])

    def some(self, of: "tuple[str, ...]", least: int, most: int) -> list[str]:
        """Several different ones."""
        return self.random.sample(of, min(len(of), self.random.randint(least, most)))

    @property
    def country(self) -> str:
        """Whose habits the writer follows."""
        return COUNTRY[self.language]

    def day(self) -> str:
        """A date as written there."""
        return written_day(self.random, day(self.random), self.country)

    def name(self) -> str:
        """A person."""
        if self.language == "zh":
            return self.random.choice("王李张刘陈杨赵黄周吴") + "".join(
                self.random.sample("伟芳娜敏静丽强磊军洋勇艳杰", 2)
            )
        return person(self.random)

    def head(self, lines: int = 4) -> list[str]:
        """A firm's name and address."""
        seller = shop(self.random, self.country)
        return [seller.name, *seller.address, f"Tel. {seller.phone}", seller.mail][:lines]

    def amount(self) -> str:
        """A sum, with or without its currency."""
        money = style(self.random, self.country)
        value = Decimal(round(10 ** self.random.uniform(0, 5), 2)).quantize(Decimal("0.01"))
        return money.full(value) if self.random.random() < 0.3 else money.plain(value)

    def answer(self) -> str:
        """What a person may write into a field."""
        r = self.random
        made = (
            self.name, self.day, lambda: digits(r, r.randint(2, 9)), lambda: " ".join(self.head(3)[1:2]),
            lambda: coined(r).title(), lambda: " ".join(coined(r).title() for _ in range(3)), self.amount, lambda: r.choice("XYN"),
            lambda: self.pick(SENTENCES)[:40], lambda: f"{coined(r, 1)}-{digits(r, 3)}", lambda: f"({digits(r, 3)}) {digits(r, 3)}-{digits(r, 4)}",
        )  # fmt: skip
        return r.choice(made)()

    def wrapped(self, text: str, wide: float, *, size: int = 0) -> list[str]:
        """Lines no wider than so many pixels."""
        size = size or self.paper.size
        units = list(text) if self.language == "zh" else [f"{word} " for word in text.split()]
        lines = [""]
        for unit in units:
            if lines[-1] and width(lines[-1] + unit, self.paper.face, size) > wide:
                lines.append("")
            lines[-1] += unit
        return [line.rstrip() for line in lines]

    def prose(self, sentences: int, x: float = -1, wide: float = 0) -> None:
        """A paragraph."""
        text = " ".join(self.pick(SENTENCES) for _ in range(sentences))
        start = self.paper.margin if x < 0 else x
        for line in self.wrapped(text.replace(" ", "") if self.language == "zh" else text, wide or self.paper.inner):
            if not self.room:
                return
            self.paper.put(line, start)
            self.paper.feed()

    def finished(self, kind: str, *, cut: bool = False) -> Paper:
        """The paper; with `cut` it ends below the last line."""
        p = self.paper
        height = int(p.y + 0.03 * self.height) if cut else self.height
        runs = tuple(r for r in p.runs if r.box[3] < height) or tuple(p.runs[:1])
        return Paper(kind, Sheet(p.width, max(height, 60), runs, tuple(b for b in p.rules if b[3] < height)), {})
