"""One invoice that only measures: what is billed, to whom, and the sheet under way."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from training.fonts import FACES, width
from training.sheet import Paper, Run, Sheet

WIDE, LONG = 1190, 1684
_CENT = Decimal("0.01")
_ROOTS = (
    "Halvorsen", "Quintela", "Brzezina", "Okonjo", "Larkspur", "Vantaa", "Mirador", "Estrela", "Kestrel", "Lindqvist",
    "Ribeira", "Tamarack", "Oberholz", "Palisade", "Nordwind", "Castanha", "Zielony", "Fjordline", "Samphire", "Alcantara",
)  # fmt: skip
_TRADES = {
    "en": ("Analytics", "Carpets", "Freight", "Water Works", "Glazing", "Nurseries"), "ch": ("Treuhand", "Holzbau", "Sanitär", "Kälte"),
    "pt": ("Cerâmicas", "Papelaria", "Refrigeração", "Turismo"), "in": ("Textiles", "Polymers", "Exports", "Agro Foods"),
    "pl": ("Hurtownia", "Instalacje", "Druk", "Ogrody"), "sv": ("Bygg", "Redovisning", "El & VVS", "Åkeri"), "es": ("Aguas", "Gestión", "Energía", "Montajes"),
    "da": ("Murerfirma", "Maskinfabrik", "Tegnestue", "Rengøring"), "cs": ("Stavby", "Tiskárna", "Zahrady", "Truhlářství"),
    "hr": ("Gradnja", "Prijevoz", "Knjigovodstvo"), "tr": ("Makina", "Tekstil", "Ambalaj"), "au": ("Plumbing", "Joinery", "Landscapes", "Signs"),
    "fr": ("Télécom", "Réseaux", "Mobilité"), "it": ("Ceramiche", "Trasporti", "Grafica"), "nl": ("Loodgieters", "Drukkerij", "Hoveniers"),
}  # fmt: skip
_LEGAL = {
    "en": ("Ltd", "LLC", "Inc.", "PLC"), "ch": ("AG", "GmbH"), "pt": ("Lda.", "S.A.", "Unipessoal Lda"), "in": ("Pvt. Ltd.", "Private Limited", "LLP"),
    "pl": ("Sp. z o.o.", "S.A."), "sv": ("AB", "HB"), "es": ("S.L.", "S.A."),
    "da": ("ApS", "A/S"), "cs": ("s.r.o.", "a.s."), "hr": ("d.o.o.", "j.d.o.o."), "tr": ("Ltd. Şti.", "A.Ş."), "au": ("Pty Ltd", "Pty. Ltd."),
    "fr": ("SAS", "SA", "SARL"), "it": ("S.r.l.", "S.p.A.", "S.n.c."), "nl": ("B.V.", "VOF"),
}  # fmt: skip
_PLACES = {
    "en": ("14 Quay Parade, Hobart TAS 7000", "9 Harbour Rd, Wellington 6011", "77 Loch View, Galway H91 X2Y3"),
    "ch": ("Seestrasse 41, 8802 Kilchberg", "Dorfplatz 3, 3600 Thun", "Rheinweg 12, 4051 Basel"),
    "pt": ("Rua do Almada 112, 4050-037 Porto", "Av. da Liberdade 45, 1250-140 Lisboa", "Largo da Sé 8, 3000-138 Coimbra"),
    "in": ("Plot 22, MIDC Andheri (E), Mumbai 400093", "118, 2nd Main, Jayanagar, Bengaluru 560011", "B-7, Sector 63, Noida 201301"),
    "pl": ("ul. Lipowa 18, 30-702 Kraków", "ul. Morska 4/2, 81-225 Gdynia", "al. Solidarności 77, 00-090 Warszawa"),
    "sv": ("Storgatan 31, 753 20 Uppsala", "Hamnvägen 6, 392 31 Kalmar", "Box 118, 851 03 Sundsvall"),
    "es": ("C/ Alfareros 9, 37008 Salamanca", "Polígono Sur nave 14, 03007 Alicante", "Gran Vía 61, 48011 Bilbao"),
    "da": ("Nørregade 14, 8000 Aarhus C", "Havnevej 3, 5700 Svendborg", "Engvej 88, 2300 København S"),
    "cs": ("Lidická 31, 602 00 Brno", "Na Příkopě 9, 110 00 Praha 1", "Husova 4, 370 01 České Budějovice"),
    "hr": ("Ilica 55, 10000 Zagreb", "Riva 8, 21000 Split", "Korzo 2, 51000 Rijeka"),
    "tr": ("Cumhuriyet Cad. No: 12, 34367 Şişli/İstanbul", "Atatürk Bulvarı 45, 06420 Çankaya/Ankara", "Gazi Sok. 7, 35210 Konak/İzmir"),
    "au": ("5/22 Wattle St, Marrickville NSW 2204", "118 Station Rd, Fremantle WA 6160", "40 Ferny Grove, Hobart TAS 7000"),
    "fr": ("12 rue des Tanneurs, 69002 Lyon", "4 quai Malaquais, 75006 Paris", "88 avenue Foch, 44000 Nantes"),
    "it": ("Via Manzoni 31, 20121 Milano MI", "Corso Umberto 8, 80138 Napoli NA", "Viale Trento 60, 38122 Trento TN"),
    "nl": ("Oudegracht 210, 3511 NR Utrecht", "Nieuwe Rijn 5, 2312 JC Leiden", "Havenstraat 77, 1271 AD Huizen"),
}  # fmt: skip
_RATES = {
    "ch": "8.1", "pt": "23", "in": "18", "pl": "23", "sv": "25", "es": "21", "da": "25", "cs": "21", "hr": "25", "tr": "20", "au": "10", "fr": "20",
    "it": "22", "nl": "21",
}  # fmt: skip
_DAYS = {
    "ch": "%d.%m.%Y", "pt": "%d-%m-%Y", "in": "%d-%b-%Y", "pl": "%Y-%m-%d", "sv": "%Y-%m-%d", "es": "%d/%m/%Y", "da": "%d-%m-%Y", "cs": "%d.%m.%Y",
    "hr": "%d.%m.%Y.", "tr": "%d.%m.%Y", "au": "%d %b %Y", "fr": "%d/%m/%Y", "it": "%d/%m/%Y", "nl": "%d-%m-%Y",
}  # fmt: skip
_SIGNS = {
    "pt": ("", " €"), "es": ("", " €"), "pl": ("", " zł"), "sv": ("", " kr"), "ch": ("CHF ", ""), "in": ("Rs. ", ""), "en": ("$", ""), "da": ("", " kr."),
    "cs": ("", " Kč"), "hr": ("", " EUR"), "tr": ("", " TL"), "au": ("$", ""), "fr": ("", " €"), "it": ("€ ", ""), "nl": ("€ ", ""),
}  # fmt: skip
_POINTS = {"pl": " ,", "sv": " ,", "cs": " ,", "fr": " ,", "ch": "'.", "en": ",.", "in": ",.", "au": ",."}
"""The sign between thousands and that before cents; elsewhere ".,"."""
_WORK = ("Plan Pro", "Servis 12/24", "Modul A-7", "Set 40x60", "Ref. 88120", "Standard", "Typ B", "Kit 3")


@dataclass
class Made:
    """What is billed, to whom, and the sheet under way."""

    random: Random
    land: str
    runs: list[Run] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        r = self.random
        self.seller, self.buyer = self._firm(), self._firm()
        self.place, self.other_place = r.sample(_PLACES[self.land], 2)
        self.when = date(2019 + r.randrange(7), r.randint(1, 12), r.randint(1, 28))
        self.due = self.when + timedelta(days=r.choice([10, 21, 30, 60]))
        self.number = r.choice([
            f"{r.randint(10, 99)}{r.choice('KQWX')}{r.randint(1000, 9999)}", f"{self.when:%y}/{r.randint(100, 9999):05d}",
            f"{r.choice(['FT', 'FS', 'GST', 'FV', 'F'])} {self.when.year}/{r.randint(10, 999)}", f"{r.randint(100000, 9999999)}",
            f"{r.choice('ABDH')}{r.randint(100, 999)}E9C-{r.randint(1, 99):04d}",
        ])  # fmt: skip
        self.items = [
            (r.choice(_WORK), r.choice([1, 1, 2, 3, 6]), Decimal(r.randint(300, 90000)) / 100)
            for _ in range(r.randint(1, 5))
        ]
        self.net = sum((count * price for _, count, price in self.items), Decimal())
        self.rate = Decimal(_RATES.get(self.land, "15"))
        self.tax = (self.net * self.rate / 100).quantize(_CENT, ROUND_HALF_UP)
        self.total = self.net + self.tax
        self.face, self.size = r.choice([*FACES["sans"], *FACES["serif"]]), r.choice([18, 19, 21])

    def _firm(self) -> str:
        r = self.random
        return f"{r.choice(_ROOTS)} {r.choice(_TRADES[self.land])} {r.choice(_LEGAL[self.land])}"

    def money(self, value: Decimal, sign: bool = False) -> str:
        """As written there."""
        text = f"{value:,.2f}".translate(str.maketrans(",.", _POINTS.get(self.land, ".,")))
        ahead, behind = _SIGNS[self.land]
        return f"{ahead}{text}{behind}" if sign else text

    def day(self, when: date) -> str:
        """As written there."""
        return when.strftime(_DAYS.get(self.land, "%B %d, %Y"))

    def put(self, text: str, x: float, y: float, *, end: bool = False, times: float = 1.0) -> float:
        """Text from x on, or up to x; gives the y below."""
        size = int(self.size * times)
        self.runs.append(Run(text, x - width(text, self.face, size) if end else x, y, size, self.face))
        return y + 1.45 * size

    def lines(self, x: float, y: float, *texts: str) -> float:
        """Below each other."""
        for text in texts:
            y = self.put(text, x, y)
        return y

    def frame(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A box of lines."""
        self.rules.append((x0, y0, x1, y1))

    def listed(self, y: float, heads: tuple[str, str, str, str]) -> float:
        """What is charged, in four columns."""
        ends = (90.0, 720.0, 900.0, 1100.0)
        for at, (head, x) in enumerate(zip(heads, ends, strict=True)):
            self.put(head, x, y, end=at > 0)
        for name, count, price in self.items:
            y += 1.7 * self.size
            for at, text in enumerate((name, str(count), self.money(price), self.money(count * price))):
                self.put(text, ends[at], y, end=at > 0)
        return y + 2.4 * self.size

    def sums(self, x: float, y: float, *rows: tuple[str, Decimal], sign: bool = True) -> float:
        """Below the list, their labels from x on; gives the y below."""
        for label, value in rows:
            self.put(label, x, y)
            y = self.put(self.money(value, sign), 1100, y, end=True)
        return y

    def paper(self) -> Paper:
        """As it is."""
        truth = {"company": self.seller, "date": self.when.isoformat(), "number": self.number, "total": f"{self.total}"}
        return Paper("invoice", Sheet(WIDE, LONG, tuple(self.runs), tuple(self.rules)), truth, layout=self.land)
