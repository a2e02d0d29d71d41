"""Identity papers and tickets."""

from collections.abc import Callable
from random import Random

from docusnap.domain.mrz import zone_digit
from training.fonts import width
from training.kinds.phrases import IDENTITY, TICKETS
from training.kinds.writer import Writer
from training.sheet import Paper
from training.words import GIVEN, SURNAMES, coined, digits


def identity(random: Random) -> Paper:
    """A card, a licence or a passport's page, with a machine-readable zone or without."""
    wide = random.choice([700, 900, 1000])
    tall = round(wide * random.uniform(0.6, 0.75))
    if random.random() < 0.15:  # copied onto a page
        tall = round(wide * 1.4)
    w = Writer.of(random, width=wide, height=tall, size=random.choice([16, 18, 20, 24]))
    p = w.paper
    titles, labels = IDENTITY[w.language]
    if random.random() < 0.7:
        p.left(
            random.choice(
                [
                    coined(random),
                    f"REPUBLIC OF {coined(random)}",
                    "UNITED STATES OF " + coined(random),
                    "PROVINSI " + coined(random),
                ]
            )
        )
    if random.random() < 0.85:
        p.left(random.choice(titles), size=round(p.size * random.choice([1, 1.3, 1.6])))
    x = p.margin + (0.33 * p.inner if random.random() < 0.6 else 0)
    way = random.choice(["above", "above", "beside", "colon", "number"])
    for index, label in enumerate(w.some(labels, 4, 10)):
        made: Callable[[], str] = random.choice(
            [
                w.name,
                w.day,
                w.day,
                lambda: random.choice("MF"),
                lambda: coined(random),
                lambda: digits(random, random.randint(6, 18)),
                lambda: " ".join(w.head(3)[1:2]),
            ]
        )
        value = made()
        if random.random() < 0.6:
            value = value.upper()
        if way == "above":
            p.left(label, size=round(p.size * 0.7), indent=x - p.margin)
            p.left(value, indent=x - p.margin)
        elif way == "number":
            p.left(f"{index + 1}{random.choice(['.', '', 'a.'])} {value}", indent=x - p.margin)
        elif way == "colon":
            p.put(label, x)
            p.put(": " + value, x + 0.3 * p.inner)
            p.feed()
        else:
            p.put(label, x)
            p.put(value, x + width(label + "  ", p.face, p.size))
            p.feed()
    if random.random() < 0.4:
        _zone(w)
    return w.finished("identity", cut=tall < 1.2 * wide and random.random() < 0.5)


def _zone(w: Writer) -> None:
    p, random = w.paper, w.random
    rows, wide = random.choice([(2, 44), (3, 30), (2, 36)])
    country, family = coined(random)[:3].ljust(3, "X"), random.choice(SURNAMES).upper()
    names = f"{family}<<{'<'.join(random.sample(GIVEN, 2)).upper()}"
    number, birth = digits(random, 9), f"{random.randint(50, 99)}{random.randint(1, 12):02d}{random.randint(1, 28):02d}"
    numbers = f"{number}{zone_digit(number)}"
    if rows == 3:
        lines = [f"I<{country}{numbers}", f"{birth}{zone_digit(birth)}M{birth}{zone_digit(birth)}{country}", names]
    else:
        lines = [f"P<{country}{names}", f"{numbers}{country}{birth}{zone_digit(birth)}F{birth}{zone_digit(birth)}"]
    p.feed(0.5)
    for line in lines:
        p.left(line.ljust(wide, "<")[:wide])


def ticket(random: Random) -> Paper:
    """For a train, a bus, a flight, a show or a day in the park."""
    if random.random() < 0.2:
        w = Writer.of(random)
    else:
        wide = random.choice([400, 600, 900, 1000])
        w = Writer.of(
            random, width=wide, height=round(wide * random.uniform(0.35, 1.6)), size=random.choice([16, 18, 22, 26])
        )
    p = w.paper
    titles, labels = TICKETS[w.language]
    if random.random() < 0.5:
        p.left(w.head(1)[0])
    if random.random() < 0.85:
        random.choice([p.left, p.centred])(random.choice(titles), size=round(p.size * random.choice([1, 1.4, 2])))
    if random.random() < 0.5:
        p.put(coined(random).title(), p.margin, size=round(1.4 * p.size))
        p.put(random.choice(["-", "→", "G1234", "IC 502", "K88次", ""]), p.margin + 0.45 * p.inner)
        p.put(
            coined(random).title() + ("站" if w.language == "zh" else ""),
            p.margin + 0.6 * p.inner,
            size=round(1.4 * p.size),
        )
        p.feed(1.4)
    columns, way = random.choice([1, 1, 2, 3]), random.choice(["above", "colon", "plain"])
    for _ in range(random.randint(2, 8)):
        for column in range(columns):
            x, label, value = p.margin + column * p.inner / columns, random.choice(labels), _stated(w)
            if way == "above":
                p.put(label, x, size=round(0.75 * p.size))
                p.y += p.size
                p.put(value, x)
                p.y -= p.size
            else:
                p.put(f"{label}{': ' if way == 'colon' else ' '}{value}", x)
        p.feed(2 if way == "above" else 1)
        if not w.room:
            break
    for text in (w.day(), w.amount(), f"No. {digits(random, random.randint(6, 14))}", random.choice(titles)):
        if random.random() < 0.5:
            p.left(text)
    return w.finished("ticket", cut=random.random() < 0.6)


def _stated(w: Writer) -> str:
    r = w.random
    clock = f"{r.randint(0, 23):02d}:{r.randint(0, 59):02d}"
    return r.choice(
        [
            clock,
            clock,
            w.day(),
            f"{r.randint(1, 40)}{r.choice('ABCDEF')}",
            str(r.randint(1, 30)),
            w.name(),
            coined(r).title(),
            w.amount(),
            digits(r, 10),
            f"{r.randint(1, 16)}车{r.randint(1, 20)}号" if w.language == "zh" else coined(r),
        ]
    )
