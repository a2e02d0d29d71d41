"""Letters, articles, contracts, and papers that are none of the kinds."""

from random import Random

from training.fonts import FACES
from training.kinds.phrases import GREETINGS, HEADINGS, ODDMENTS, SENTENCES, SUBJECTS
from training.kinds.writer import Writer
from training.sheet import Paper
from training.words import coined, digits


def letter(random: Random) -> Paper:
    """From one person or firm to another."""
    w = Writer.of(random)
    p = w.paper
    greeting, close = random.choice(GREETINGS[w.language])
    for index, line in enumerate(w.head(random.randint(1, 5)) if random.random() < 0.8 else []):
        place = random.choice([p.left, p.centred])
        place(line, size=round(p.size * (1.5 if index == 0 and random.random() < 0.6 else 1)))
    p.feed(random.uniform(0.5, 3))
    for line in [w.name(), *w.head(4)[1:3]] if random.random() < 0.7 else []:
        p.left(line)
    p.feed()
    p.right(w.day(), p.width - p.margin) if random.random() < 0.5 else p.put(w.day(), p.margin)
    p.feed(2)
    if random.random() < 0.7:
        p.left(w.pick(SUBJECTS) + w.pick(SENTENCES)[: random.randint(15, 45)])
        p.feed()
    p.left(greeting.format(name=w.name().split()[-1]))
    p.feed(0.5)
    for _ in range(random.choice([1, 2, 3, 4, 6, 8])):
        w.prose(random.randint(1, 5))
        p.feed(random.uniform(0.3, 1))
    p.left(close)
    p.feed(random.uniform(1, 3))
    p.left(w.name())
    if random.random() < 0.3:
        p.left(random.choice(["cc: ", "Encl. ", "Tel.: ", "E-mail: "]) + w.name())
    return w.finished("letter")


def article(random: Random) -> Paper:
    """Running text in one column or two, or a contract with numbered parts."""
    w = Writer.of(random)
    p = w.paper
    if random.random() < 0.7:
        p.centred(w.pick(HEADINGS), size=round(p.size * random.uniform(1, 2.2)))
        p.feed()
    top, columns = p.y, random.choice([1, 1, 1, 2])
    wide = p.inner / columns - (15 if columns == 2 else 0)
    numbered = random.random() < 0.25
    for column in range(columns):
        p.y, x = top, p.margin + column * (wide + 30)
        for part in range(random.choice([1, 1, 2, 4, 8, 12])):
            if random.random() < 0.25:
                p.put(w.pick(HEADINGS), x, size=round(p.size * 1.2))
                p.feed(1.4)
            if numbered:
                p.put(f"{part + 1}.", x)
            w.prose(random.randint(1, 7), x + 30 * numbered, wide - 30 * numbered)
            p.feed(random.choice([0.2, 0.6, 1.0]))
            if not w.room:
                break
    if random.random() < 0.4:
        p.y = 0.95 * w.height
        p.centred(str(random.randint(1, 90)))
    return w.finished("letter", cut=random.random() < 0.3)


def oddment(random: Random) -> Paper:
    """A sign, a menu, a visiting card, a note, a screen, a certificate, or hardly anything."""
    w = Writer.of(
        random, width=random.randint(400, 1000), height=random.randint(250, 1200), size=random.choice([14, 20, 30, 44])
    )
    p = w.paper
    if w.language != "zh" and random.random() < 0.3:
        p.face = random.choice(FACES["hand"])
    way = random.choice(["words", "words", "card", "menu", "scraps", "code", "certificate", "bare"])
    if way == "bare":
        p.left(random.choice([coined(random), digits(random, random.randint(1, 8)), random.choice(ODDMENTS)]))
    for _ in range(random.randint(1, 12) if way != "bare" else 0):
        line = {
            "words": lambda: random.choice(ODDMENTS),
            "card": lambda: random.choice([*w.head(5), w.name()]),
            "menu": lambda: f"{coined(random).title()} {random.choice(ODDMENTS)[:20]}  {random.choice(['', str(random.randint(3, 30)), w.amount()])}",
            "scraps": lambda: " ".join(random.choice([coined(random), digits(random, 3), coined(random).title()]) for _ in range(random.randint(1, 4))),
            "code": lambda: f"{coined(random).lower()}({coined(random).lower()}) = {random.choice(ODDMENTS)};",
            "certificate": lambda: random.choice([*ODDMENTS[10:13], w.name(), w.day()]),
        }[way]()  # fmt: skip
        random.choice([p.left, p.centred, p.centred])(line, size=round(p.size * random.choice([0.6, 1, 1, 1.6])))
        p.feed(random.uniform(0, 2))
        if not w.room:
            break
    if random.random() < 0.2:
        p.left(w.pick(SENTENCES)[:50])
    return w.finished("none", cut=random.random() < 0.5)
