"""What made forms say: labels, answers of every shape, headings and running text, drawn from a grammar. Nothing is real."""

from random import Random

from training.forms.vocabulary import (
    ADJECTIVES,
    CITIES,
    COMMON,
    CUES,
    FIRMS,
    FIRST,
    FORM_KINDS,
    INSTRUCTIONS,
    LAST,
    MEASURES,
    MONTHS,
    NOUNS,
    PLAIN,
    QUALITIES,
    REMARKS,
    STOCK_ANSWERS,
    STREETS,
    THINGS,
    TRADES,
    VERBS,
    WAYS_TO_NAME,
    invented,
)


class Content:
    """Texts for one form, all from one source of chance."""

    def __init__(self, rng: Random) -> None:
        """`rng`: the form's own."""
        self.rng = rng

    def label(self, most_words: int = 5) -> str:
        """The name of something to fill in."""
        r, pick = self.rng, self.rng.choice
        roll = r.random()
        if roll < 0.4:
            text = pick(PLAIN)
        elif roll < 0.48:
            text = " ".join(pick(COMMON) for _ in range(r.choice([1, 2, 2, 3])))
        elif roll < 0.5:
            text = f"{invented(r)} {pick([*MEASURES, *THINGS])}"
        elif roll < 0.62:
            text = f"{pick(THINGS)} {pick(MEASURES)}"
        elif roll < 0.74:
            text = f"{pick(QUALITIES)} {pick(MEASURES + THINGS)}"
        elif roll < 0.8:
            text = f"{pick(MEASURES)} of {pick(THINGS)}"
        elif roll < 0.84:
            text = f"number of {pick(THINGS)}s"
        elif roll < 0.88:
            text = f"{pick(THINGS)} {pick(['requested', 'received', 'approved', 'tested', 'prepared'])} by"
        elif roll < 0.92:
            text = f"date {pick(['received', 'requested', 'tested', 'approved', 'of ' + pick(THINGS)])}"
        elif roll < 0.96:
            text = f"{pick(QUALITIES)} {pick(THINGS)} {pick(MEASURES)}"
        else:
            text = f"{pick(THINGS)}/{pick(THINGS)} {pick(['no.', 'name', 'code', '#', ''])}".strip()
        if r.random() < 0.04:
            text += pick([" #", " (s)", "(s)", " ($)", " (%)", " *"])
        return text if len(text.split()) <= most_words else pick(PLAIN)

    def question(self) -> str:
        """A label that is a sentence."""
        pick = self.rng.choice
        return pick(
            [
                f"Have you {pick(['contacted', 'approved', 'received', 'reviewed'])} the {pick(THINGS)}?",
                f"Is the {pick(THINGS)} {pick(ADJECTIVES)}?",
                f"{pick(['Describe', 'List', 'Specify', 'Explain', 'State'])} the {pick(ADJECTIVES)} {pick(THINGS)} "
                f"{pick(['and', 'or', 'of the'])} {pick(NOUNS)}",
                f"What is the {pick(MEASURES)} of the {pick(THINGS)}?",
                f"Name and address of {pick(THINGS)}",
                f"{pick(QUALITIES).capitalize()} {pick(MEASURES)} of {pick(THINGS)} {pick(VERBS)} by {pick(THINGS)}",
                f"If {pick(['yes', 'no', 'other'])}, {pick(['explain', 'give date', 'specify', 'state reason'])}",
                f"How many {pick(THINGS)}s {pick(['are', 'were'])} {pick(['used', 'tested', 'shipped', 'ordered'])}?",
            ]
        )

    def remark(self) -> str:
        """What stands in brackets by a label."""
        pick = self.rng.choice
        words = pick(
            [
                pick(REMARKS),
                f"{pick(['from', 'per', 'see', 'including'])} {pick(ADJECTIVES)} {pick(NOUNS)}",
                f"{pick(MEASURES)}, {pick(MEASURES)}, etc.",
            ]
        )
        return f"({words})"

    def name(self) -> str:
        """Of a person."""
        r, first, last = self.rng, self.rng.choice(FIRST), self.rng.choice(LAST)
        form = r.choice(WAYS_TO_NAME)
        return str(form.format(f=first, l=last, i=first[0], j=r.choice("ABCDEFGHJKLMRSTW")))

    def firm(self) -> str:
        """Of a company."""
        r = self.rng
        tail = r.choice(["", "", ", Inc.", " Inc.", " Ltd.", " & Co."])
        return f"{r.choice(FIRMS + LAST)} {r.choice(TRADES)}{tail}"

    def place(self) -> str:
        """A city."""
        city, state = self.rng.choice(CITIES).split(",")
        return self.rng.choice([f"{city}, {state}", city, f"{city}, {state} {self.rng.randint(10000, 99999)}"])

    def street(self) -> str:
        """Number and street."""
        kind = self.rng.choice(["Street", "St.", "Avenue", "Ave.", "Road", "Blvd.", "Drive"])
        return f"{self.rng.randint(1, 9999)} {self.rng.choice(STREETS)} {kind}"

    def date(self) -> str:
        """In one of the ways people write dates."""
        r = self.rng
        d, m, y = r.randint(1, 28), r.randint(1, 12), r.randint(1955, 2024)
        month = MONTHS[m - 1]
        return r.choice(
            [
                f"{m}/{d}/{y % 100:02d}",
                f"{m}/{d}/{y % 100:02d}",
                f"{m}-{d}-{y % 100:02d}",
                f"{month} {d}, {y}",
                f"{month[:3]} {d}, {y}",
                f"{d} {month} {y}",
                f"{d}-{month[:3].upper()}-{y}",
                f"{month} {y}",
                f"{m:02d}/{d:02d}/{y}",
                f"{y}",
                f"{month[:3]}. {d}",
                f"{d}.{m}.{y}",
            ]
        )

    def amount(self) -> str:
        """Money, a count, a share or a measure."""
        r = self.rng
        n = int(10 ** r.uniform(0, 6))
        return r.choice(
            [
                f"${n:,}.{r.randint(0, 99):02d}",
                f"$ {n:,}",
                f"{n:,}",
                f"{n % 100}%",
                f"{n % 1000}.{r.randint(0, 9)}",
                f".{r.randint(1, 99):02d}",
                f"{n % 100}",
                f"{n % 100}",
                f"{n % 500} {r.choice(['mm', 'mg', 'lbs.', 'gm', 'ml', 'cm', 'hrs', 'pcs', 'cartons', 'ft.'])}",
                f"({n % 400})",
                f"-{n % 60}",
                f"{n % 9}.{r.randint(0, 99):02d}",
            ]
        )

    def code(self) -> str:
        """A number of something."""
        r = self.rng
        a, b = r.choice("ABCDEFGHKLMNPRSTWX"), r.choice("ABCDEFGHKLMNPRSTWX")
        return r.choice(
            [
                f"{r.randint(1, 9999)}",
                f"{r.randint(1960, 2010)}-{r.randint(1, 300)}{r.choice(['', a])}",
                f"{a}{b}-{r.randint(1, 9999)}",
                f"{a}{r.randint(1, 999)}",
                f"{a}{b}{r.randint(10, 99)}-{r.randint(1, 99)}",
                f"{r.randint(1000, 9999)} {r.randint(0, 99):02d} {r.randint(0, 99):02d}",
                f"#{r.randint(1, 999)}",
                f"{r.randint(100, 999)}-{r.randint(100, 999)}-{r.randint(1000, 9999)}",
                f"({r.randint(200, 989)}) {r.randint(200, 999)}-{r.randint(1000, 9999)}",
            ]
        )

    def phrase(self, most: int = 7) -> str:
        """A few words that answer something."""
        r, pick = self.rng, self.rng.choice
        words = [
            " ".join(pick(COMMON) for _ in range(r.randint(1, 4))),
            f"{invented(r)} {pick([*NOUNS, *COMMON])} {pick([str(r.randint(1, 999)), invented(r), pick(COMMON)])}",
            f"{pick(ADJECTIVES)} {pick(NOUNS)}",
            f"{pick(NOUNS)} {pick(['for', 'of', 'with', 'and', 'at'])} {pick(ADJECTIVES)} {pick(NOUNS)}",
            f"{pick(FIRMS)} {pick(NOUNS)} {r.randint(2, 200)}",
            f"{pick(NOUNS)}",
            pick(STOCK_ANSWERS),
            f"{pick(ADJECTIVES)} {pick(NOUNS)} {pick(VERBS)} {pick(ADJECTIVES)} {pick(NOUNS)}",
            f"{pick(NOUNS)} / {pick(NOUNS)}",
        ]
        text = " ".join(pick(words).split()[:most])
        return pick([text.upper(), text.title(), text.capitalize(), text.capitalize()])

    def sentence(self) -> str:
        """Running text."""
        r, pick = self.rng, self.rng.choice
        parts = [
            f"{pick(['The', 'This', 'Our', 'Each'])} {pick(ADJECTIVES)} {pick(NOUNS)} {pick(VERBS)} the {pick(NOUNS)} "
            f"{pick(['of', 'for', 'in', 'with'])} {pick(ADJECTIVES)} {pick(NOUNS)}.",
            f"{pick(NOUNS).capitalize()} {pick(['will be', 'was', 'should be', 'has been'])} {pick(VERBS)} by "
            f"{pick([self.name(), 'the ' + pick(NOUNS), self.date()])}.",
            f"{' '.join(pick(COMMON) for _ in range(r.randint(5, 16)))}.".capitalize(),
            f"We {pick(['need', 'expect', 'recommend', 'request'])} {self.amount()} for {pick(ADJECTIVES)} {pick(NOUNS)} "
            f"and {pick(NOUNS)} {pick(['at', 'in', 'from'])} {self.place()}.",
        ]
        return pick(parts)

    def text(self, least: int = 1, most: int = 4) -> str:
        """Some sentences."""
        return " ".join(self.sentence() for _ in range(self.rng.randint(least, most)))

    def instruction(self) -> str:
        """What the form tells its reader."""
        return self.rng.choice(INSTRUCTIONS) if self.rng.random() < 0.6 else self.text(1, 3)

    def answer(self, label: str) -> str:
        """What somebody would write there: of the shape that the label's words ask for, most of the time."""
        r, words = self.rng, label.lower()
        if r.random() < 0.12:
            return self.any()
        makes = (self.date, self.code, self.name, self.amount, self.firm, self.street, self.place)
        for cues, make in zip(CUES, makes, strict=True):
            if any(cue in words.split() or (len(cue) > 3 and cue in words) for cue in cues):
                return make()
        return self.any()

    def any(self) -> str:
        """An answer of any shape."""
        r = self.rng
        make = r.choices(
            [self.phrase, self.name, self.amount, self.code, self.date, self.firm, self.place], [7, 3, 3, 2, 2, 1.5, 1]
        )[0]
        return make()

    def title(self) -> str:
        """Of the form."""
        r = self.rng
        kind = r.choice(FORM_KINDS)
        return r.choice(
            [
                kind,
                f"{r.choice(THINGS).title()} {kind}",
                f"{r.choice(QUALITIES + THINGS).title()} {r.choice(THINGS).title()} {kind}",
                self.phrase(5),
            ]
        )

    def heading(self) -> str:
        """Of a section."""
        r, pick = self.rng, self.rng.choice
        return pick(
            [
                f"{pick(THINGS)} {pick(['information', 'description', 'data', 'requirements', 'details', 'characteristics'])}",
                f"{pick(THINGS)}s",
                f"section {r.randint(1, 9)}",
                f"part {pick(['I', 'II', 'III', 'IV'])}",
                f"{pick(['for office use only', 'approvals', 'distribution', 'specifications', 'instructions', 'comments'])}",
                f"please {pick(['transmit', 'complete', 'return'])} this {pick(['document', 'form', 'section'])} to",
                f"{pick(QUALITIES)} {pick(THINGS)} {pick(['summary', 'analysis', 'budget', ''])}".strip(),
                f"{pick(THINGS)} and {pick(THINGS)} {pick(['application', 'data', ''])}".strip(),
            ]
        ).title()
