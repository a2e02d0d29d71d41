"""Sums of money and dates as they are written in a country."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

_MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    "id": [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
}
_LONG = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """How sums are written: decimals, the signs between digits, and the currency's own sign and place."""

    decimals: int
    point: str
    group: str
    sign: str
    code: str
    sign_behind: bool = False

    def plain(self, value: Decimal) -> str:
        """Without the currency."""
        text = f"{abs(value):,.{self.decimals}f}"
        text = text.replace(",", "\0").replace(".", self.point).replace("\0", self.group)
        return f"-{text}" if value < 0 else text

    def full(self, value: Decimal, gap: str = " ") -> str:
        """With the currency."""
        return f"{self.plain(value)}{gap}{self.sign}" if self.sign_behind else f"{self.sign}{gap}{self.plain(value)}"


def style(random: Random, country: str) -> Style:
    """One of those in use there."""
    if country in {"my", "sg"}:
        return Style(
            2, ".", random.choice([",", ",", ""]), "RM" if country == "my" else "$", "MYR" if country == "my" else "SGD"
        )
    if country == "id":
        sign = random.choice(["Rp", "Rp.", "RP", "IDR"])
        return random.choice(
            [
                Style(0, ".", ",", sign, "IDR"),
                Style(0, ",", ".", sign, "IDR"),
                Style(2, ".", ",", sign, "IDR"),
                Style(0, ",", "", sign, "IDR"),
            ]
        )
    if country in {"de", "es", "fr"}:
        group = random.choice([".", "."]) if country != "fr" else random.choice([" ", ""])
        return Style(2, ",", group, random.choice(["€", "EUR", "€"]), "EUR", True)
    if country == "zh":
        return Style(2, ".", "", random.choice(["¥", "￥", "RMB"]), "CNY")
    return Style(2, ".", ",", "£" if country == "gb" else "$", "GBP" if country == "gb" else "USD")


def day(random: Random) -> date:
    """Of the last thirty years, most of them recent."""
    return date.fromordinal(random.randint(date(2008, 1, 1).toordinal(), date(2026, 6, 1).toordinal()))


def written_day(random: Random, when: date, country: str) -> str:
    """As a till or a clerk there writes it; month first only in the USA."""
    d, m, y = when.day, when.month, when.year
    if country == "us":
        return random.choice(
            [
                f"{m:02d}/{d:02d}/{y}",
                f"{m}/{d}/{y}",
                f"{_LONG[m - 1]} {d}, {y}",
                f"{_MONTHS['en'][m - 1]} {d}, {y}",
                f"{m:02d}/{d:02d}/{y % 100:02d}",
            ]
        )
    if country == "zh":
        return random.choice([f"{y}-{m:02d}-{d:02d}", f"{y}年{m}月{d}日", f"{y}/{m:02d}/{d:02d}"])
    if country in {"de", "fr", "es"}:
        name = _MONTHS[country][m - 1]
        spelt = {"de": f"{d}. {name} {y}", "fr": f"{d} {name} {y}", "es": f"{d} de {name} de {y}"}[country]
        dot = "." if country == "de" else "/"
        return random.choice(
            [f"{d:02d}{dot}{m:02d}{dot}{y}"] * 3
            + [f"{d:02d}{dot}{m:02d}{dot}{y % 100:02d}", spelt, f"{y}-{m:02d}-{d:02d}"]
        )
    short = _MONTHS["en"][m - 1]
    forms = [f"{d:02d}/{m:02d}/{y}"] * 6 + [f"{d:02d}-{m:02d}-{y}"] * 3 + [f"{d:02d}/{m:02d}/{y % 100:02d}"] * 3
    forms += [f"{d:02d}-{m:02d}-{y % 100:02d}"] * 2 + [f"{y}-{m:02d}-{d:02d}"] * 2 + [f"{d}/{m}/{y}"] * 2
    forms += [
        f"{d:02d}.{m:02d}.{y % 100:02d}",
        f"{d:02d}.{m:02d}.{y}",
        f"{d:02d}-{short.upper()}-{y}",
        f"{d:02d} {short} {y}",
    ]
    forms += [
        f"{d:02d} {short} {y % 100:02d}",
        f"{short} {d}, {y}",
        f"{d:02d}-{short}-{y % 100:02d}",
        f"{d:02d}{short.upper()}{y}",
    ]
    forms += [f"{y}/{m:02d}/{d:02d}", f"({d:02d}/{m:02d}/{y})", f"{d} {_LONG[m - 1]} {y}"]
    forms += [f"{d:02d}{m:02d}{y}"]
    if country == "id":
        forms += [f"{d:02d}.{m:02d}.{y % 100:02d}"] * 6 + [f"{d} {_MONTHS['id'][m - 1]} {y}"] * 3
    return random.choice(forms)
