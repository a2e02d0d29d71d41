"""Firms and people that send and get invoices, with addresses and money as their country writes them."""

from dataclasses import replace
from random import Random

from training.money import Style, style, written_day
from training.shops import shop
from training.words import SURNAMES, Shop, coined, digits, person, stem

COUNTRIES = ["us"] * 20 + ["gb"] * 14 + ["de"] * 18 + ["fr"] * 13 + ["es"] * 10 + ["my"] * 6 + ["sg"] * 2 + ["id"] * 6
COUNTRIES += ["zh"] * 3 + ["nl"] * 5 + ["it"] * 5 + ["pt"] * 5 + ["pl"] * 5 + ["se"] * 5 + ["ch"] * 4 + ["in"] * 4
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
    "pt": ("Lda.", "Lda", "S.A.", "Unipessoal Lda.", "Unipessoal, Lda"),
    "pl": ("Sp. z o.o.", "sp. z o.o.", "S.A.", "Sp. j.", "Sp. k."),
    "se": ("AB", "AB", "HB", "Aktiebolag"),
    "ch": ("AG", "GmbH", "SA", "Sàrl"),
    "in": ("Pvt. Ltd.", "Private Limited", "LLP", "Ltd.", "& Sons", "Enterprises"),
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
    "pt": ("Serviços", "Construções", "Consultoria", "Informática", "Comércio", "Transportes"),
    "pl": ("Usługi", "Budownictwo", "Transport", "Księgowość", "Meble", "Serwis"),
    "se": ("Konsult", "Teknik", "Bygg & Mark", "Måleri", "Data", "Städ"),
    "ch": ("Treuhand", "Bau", "Elektro", "Immobilien", "Garage", "Schreinerei"),
    "in": ("Traders", "Infotech", "Steels", "Agencies", "Pharma", "Exports"),
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
    "pt": (
        ("Rua Augusta", "Avenida Central", "Largo do Carmo", "Travessa da Fonte", "Rua Nova"),
        ("1100-053 Lisboa", "4000-322 Porto", "3000-010 Coimbra", "8000-138 Faro"),
    ),
    "pl": (
        ("ul. Polna", "ul. Leśna", "al. Jana Pawła II", "ul. Mickiewicza", "Rynek"),
        ("00-001 Warszawa", "31-042 Kraków", "50-101 Wrocław", "80-830 Gdańsk"),
    ),
    "se": (
        ("Kungsgatan", "Industrivägen", "Drottninggatan", "Skolgatan", "Box"),
        ("111 43 Stockholm", "411 19 Göteborg", "211 22 Malmö", "582 24 Linköping"),
    ),
    "ch": (
        ("Bahnhofstrasse", "Hauptstrasse", "Dorfweg", "Kirchplatz", "Industriestrasse"),
        ("8001 Zürich", "3011 Bern", "9000 St. Gallen", "6003 Luzern"),
    ),
    "in": (
        ("MG Road", "Linking Road", "Anna Salai", "Industrial Area, Plot", "Sector"),
        ("Mumbai 400050", "Chennai - 600002", "New Delhi 110001", "Pune - 411001"),
    ),
}
_TAX_NUMBERS = {
    "nl": "NL#8B01", "it": "IT#123", "pt": "5#", "pl": "52#", "se": "SE55#01", "ch": "CHE-#9 MWST", "in": "27AABC#R1ZF",
}  # fmt: skip
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
    "pt": ("Portugal",),
    "pl": ("Polska", "Poland"),
    "se": ("Sverige", "Sweden"),
    "ch": ("Schweiz", "Switzerland"),
    "in": ("India",),
}


_DAYS = {
    "pt": ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"),
    "pl": ("%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y"),
    "se": ("%Y-%m-%d", "%Y-%m-%d", "%y-%m-%d"),
    "ch": ("%d.%m.%Y", "%d.%m.%Y", "%d.%m.%y"),
    "in": ("%d-%b-%Y", "%d/%m/%Y", "%d-%b-%y", "%d-%m-%Y"),
}
_STYLES = {
    "pt": (Style(2, ",", ".", "€", "EUR", True), Style(2, ",", " ", "EUR", "EUR", True)),
    "pl": (Style(2, ",", " ", "zł", "PLN", True), Style(2, ",", "", "PLN", "PLN", True)),
    "se": (Style(2, ",", " ", "kr", "SEK", True), Style(2, ",", " ", "SEK", "SEK", True)),
    "ch": (Style(2, ".", "'", "CHF", "CHF"), Style(2, ".", "’", "CHF", "CHF")),
    "in": (Style(2, ".", ",", "Rs.", "INR"), Style(2, ".", ",", "₹", "INR"), Style(2, ".", ",", "INR", "INR")),
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
    gap = ", " if country in {"it", "pt"} else " "
    tax = _TAX_NUMBERS[country].replace("#", digits(random, 8))
    address = (f"{random.choice(streets)}{gap}{number}", random.choice(towns))
    return Shop("", address, digits(random, 8), tax, f"0{digits(random, 2)} {digits(random, 7)}", country, "")


def money_of(random: Random, country: str) -> Style:
    """How its sums are written."""
    if country in {"nl", "it"}:
        return Style(2, ",", ".", random.choice(["€", "€", "EUR"]), "EUR", country == "it" and random.random() < 0.5)
    if country in _STYLES:
        return random.choice(_STYLES[country])
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
    if country in _DAYS:
        return when.strftime(random.choice(_DAYS[country]))
    if language == "en" and country not in {"us", "gb", "my", "sg", "id"}:
        return random.choice(
            [f"{when:%Y-%m-%d}", f"{when:%d %B %Y}", f"{when:%d.%m.%Y}", f"{when:%B %d, %Y}", f"{when:%d/%m/%Y}"]
        )
    while True:
        text = written_day(random, when, country)
        if any(not c.isdigit() for c in text) and not text.startswith("("):
            return text
