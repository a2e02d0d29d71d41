"""Firms and people that send and get invoices, with addresses and money as their country writes them."""

from dataclasses import replace
from random import Random

from training.money import Style, style, written_day
from training.shops import shop
from training.words import SURNAMES, Shop, coined, digits, person, stem

COUNTRIES = ["us"] * 20 + ["gb"] * 14 + ["de"] * 18 + ["fr"] * 13 + ["es"] * 10 + ["my"] * 6 + ["sg"] * 2 + ["id"] * 6
COUNTRIES += ["zh"] * 3 + ["nl"] * 5 + ["it"] * 5
_LEGAL = {
    "us": ("Inc.", "LLC", "Inc", "Corp.", "Corporation", "Co.", "L.L.C.", "Company", "LP"),
    "gb": ("Ltd", "Limited", "Ltd.", "LLP", "PLC", "plc", "LTD"),
    "de": ("GmbH", "GmbH", "GmbH & Co. KG", "AG", "KG", "e.K.", "UG (haftungsbeschränkt)", "OHG", "GbR", "SE", "mbH"),
    "fr": ("SARL", "SAS", "S.A.S.", "EURL", "SA", "SASU", "S.A.R.L."),
    "es": ("S.L.", "S.A.", "S.L.U.", "SL", "SA"),
    "my": ("Sdn Bhd", "SDN BHD", "Sdn. Bhd.", "Enterprise"),
    "sg": ("Pte Ltd", "PTE LTD", "Pte. Ltd."),
    "id": ("PT", "CV", "PT", "UD"),
    "nl": ("B.V.", "BV", "N.V.", "VOF"),
    "it": ("S.r.l.", "S.p.A.", "srl", "SNC", "S.a.s."),
    "zh": ("有限公司", "有限责任公司", "股份有限公司"),
}
_FIELDS = (
    "Systems", "Solutions", "Consulting", "Logistics", "Media", "Software", "Design", "Networks", "Industries",
    "Trading", "Energy", "Telecom", "Labs", "Studio", "Services", "Group", "Technologies", "Hosting", "Foods",
    "Marketing", "Engineering", "International", "Digital", "Partners", "Electronics", "Supplies", "Print", "Holding",
    "Cloud", "Transport",
)  # fmt: skip
_FIELDS_ABROAD = {
    "de": (
        "Logistik",
        "Technik",
        "Bürobedarf",
        "Beratung",
        "Maschinenbau",
        "Elektro",
        "Handel",
        "Verlag",
        "Bau",
        "Gartenbau",
        "IT-Systeme",
        "Medien",
        "Versand",
        "Möbel",
        "Stadtwerke",
        "Telekommunikation",
    ),
    "fr": (
        "Conseil",
        "Informatique",
        "Bâtiment",
        "Transports",
        "Services",
        "Énergie",
        "Distribution",
        "Formation",
        "Éditions",
        "Menuiserie",
        "Fournitures",
    ),
    "es": (
        "Servicios",
        "Consultoría",
        "Informática",
        "Construcciones",
        "Distribuciones",
        "Transportes",
        "Suministros",
        "Comunicación",
        "Reformas",
    ),
    "id": ("Jaya", "Abadi", "Sentosa", "Makmur", "Teknologi", "Mandiri", "Utama", "Sejahtera", "Nusantara"),
    "my": ("Trading", "Resources", "Engineering", "Supplies", "Technology"),
    "nl": ("Advies", "Techniek", "Groothandel", "Installaties", "Automatisering", "Bouw"),
    "it": ("Servizi", "Impianti", "Consulenze", "Informatica", "Costruzioni", "Forniture"),
}
_ZH = "华丰盛达美佳金鑫福源隆泰和顺康天新东海星明宏利科创智云恒安"
_ABROAD = {
    "nl": (
        ("Keizersgracht", "Stationsweg", "Dorpsstraat", "Industrieweg"),
        ("1015 CJ Amsterdam", "3511 AB Utrecht", "3011 GD Rotterdam", "5611 EM Eindhoven"),
    ),
    "it": (
        ("Via Roma", "Via Garibaldi", "Corso Italia", "Piazza Duomo", "Viale Europa"),
        ("20121 Milano (MI)", "00184 Roma (RM)", "10121 Torino", "40121 Bologna (BO)"),
    ),
}
_LANDS = {
    "us": ("USA", "United States"),
    "gb": ("United Kingdom", "UK", "England"),
    "de": ("Deutschland", "Germany"),
    "fr": ("France", "FRANCE"),
    "es": ("España", "Spain"),
    "my": ("Malaysia",),
    "sg": ("Singapore",),
    "id": ("Indonesia",),
    "nl": ("Nederland", "The Netherlands"),
    "it": ("Italia", "Italy"),
    "zh": ("中国",),
}


def firm(random: Random, country: str) -> Shop:
    """A firm with its address there; `brand` is what its logo says, "" without one."""
    base = _abroad(random, country) if country in _ABROAD else shop(random, country)
    root, name = _name(random, country)
    if random.random() < 0.2 and country not in {"zh", *_ABROAD}:
        root, name = base.name.split(",")[0].split()[0].title(), base.name
    plain = "".join(c for c in root.lower() if c.isascii() and c.isalnum()) or coined(random).lower()
    ending = {"us": "com", "gb": "co.uk", "my": "com.my", "sg": "com.sg", "id": "co.id", "zh": "com.cn"}.get(
        country, country
    )
    host = f"{plain}.{random.choice([ending, ending, 'com', 'net', 'eu'])}"
    mail = f"{random.choice(['info', 'billing', 'sales', 'office', 'contact', 'accounts', 'hello', 'support'])}@{host}"
    brand = random.choice([root, root.upper(), root.lower(), coined(random).title()]) if random.random() < 0.4 else ""
    address = base.address
    if random.random() < 0.2:
        address = (*address, random.choice(_LANDS[country]))
    return replace(base, name=name, mail=mail, brand=brand, address=address)


def customer(random: Random, country: str) -> Shop:
    """A firm or a person; now and then with a person to the attention of whom it goes."""
    other = firm(random, country)
    if random.random() < 0.4 and country != "zh":
        salutation = random.choice(
            ["", "", "", "Mr. ", "Ms. "]
            if country in {"us", "gb"}
            else ["", "", "Herrn ", "Frau "]
            if country == "de"
            else [""]
        )
        other = replace(other, name=salutation + person(random), tax_number="")
    return other


def _name(random: Random, country: str) -> tuple[str, str]:
    """What the firm is called in short, and in full."""
    if country == "zh":
        root = "".join(random.sample(_ZH, random.choice([2, 2, 3])))
        field = random.choice(["科技", "贸易", "信息技术", "办公用品", "物流", "电子", "商贸"])
        return root, random.choice(["上海", "北京", "深圳市", "杭州", ""]) + root + field + random.choice(_LEGAL["zh"])
    fields = _FIELDS_ABROAD.get(country, _FIELDS) if random.random() < 0.6 else _FIELDS
    way = random.random()
    if way < 0.35:
        root = coined(random).title()
    elif way < 0.55:
        root = stem(random).title()
    elif way < 0.7:
        root = random.choice(SURNAMES)
    elif way < 0.8:
        root = f"{random.choice(SURNAMES)} {random.choice(['&', 'and', '+']) if country in {'us', 'gb'} else '&'} {random.choice(SURNAMES)}"
    elif way < 0.88:
        root = coined(random, 2).title() + random.choice(["soft", "tech", "net", "media", "flow", "ware", "tec", "pro"])
    elif way < 0.94:
        root = "".join(random.sample("ABCDEFGHIKLMNPRSTVWX", 3))
    else:
        root = person(random)
    full = root if random.random() < 0.25 else f"{root} {random.choice(fields)}"
    if (country == "de" and random.random() < 0.25) or (country in {"fr", "es", "it"} and random.random() < 0.3):
        full = f"{random.choice(fields)} {root}"
    if random.random() < 0.8:
        legal = random.choice(_LEGAL[country])
        ahead = (country == "id" and legal in {"PT", "CV", "UD"}) or (country == "fr" and random.random() < 0.25)
        full = (
            f"{legal}{random.choice([' ', '. ']) if country == 'id' else ' '}{full}"
            if ahead
            else f"{full}{', ' if country == 'us' and random.random() < 0.3 else ' '}{legal}"
        )
    if random.random() < 0.12:
        full = full.upper()
    return root, full


def _abroad(random: Random, country: str) -> Shop:
    streets, towns = _ABROAD[country]
    number = str(random.randint(1, 240))
    gap = ", " if country == "it" else " "
    tax = f"NL{digits(random, 9)}B01" if country == "nl" else f"IT{digits(random, 11)}"
    address = (f"{random.choice(streets)}{gap}{number}", random.choice(towns))
    return Shop("", address, digits(random, 8), tax, f"0{digits(random, 2)} {digits(random, 7)}", country, "")


def money_of(random: Random, country: str) -> Style:
    """How its sums are written."""
    if country in {"nl", "it"}:
        return Style(2, ",", ".", random.choice(["€", "€", "EUR"]), "EUR", country == "it" and random.random() < 0.5)
    chosen = style(random, country)
    if country == "de" and random.random() < 0.08:
        return Style(2, ".", "'", "CHF", "CHF")
    if country in {"de", "fr", "es"} and random.random() < 0.15:
        return replace(chosen, sign_behind=False)
    if country in {"us", "gb"} and random.random() < 0.15:
        return replace(chosen, sign=chosen.code, sign_behind=random.random() < 0.6)
    return chosen


def day_of(random: Random, when: object, country: str, language: str) -> str:
    """A date as its invoices write it."""
    from datetime import date

    assert isinstance(when, date)
    if country == "nl":
        return random.choice(
            [f"{when:%d-%m-%Y}", f"{when:%d-%m-%Y}", f"{when.day}-{when.month}-{when.year}", f"{when:%d/%m/%Y}"]
        )
    if country == "it":
        return random.choice([f"{when:%d/%m/%Y}", f"{when:%d/%m/%Y}", f"{when:%d.%m.%Y}", f"{when:%d-%m-%Y}"])
    if language == "en" and country not in {"us", "gb", "my", "sg", "id"}:
        return random.choice(
            [f"{when:%Y-%m-%d}", f"{when:%d %B %Y}", f"{when:%d.%m.%Y}", f"{when:%B %d, %Y}", f"{when:%d/%m/%Y}"]
        )
    while True:
        text = written_day(random, when, country)
        if any(not c.isdigit() for c in text) and not text.startswith("("):
            return text
