"""Sellers of several countries, with addresses and numbers written as people write them there."""

from random import Random

from training.words import (
    MALAY_STREETS,
    MALAY_TOWNS,
    SURNAMES,
    TRADES,
    Shop,
    coined,
    digits,
    person,
    stem,
)

_LEGAL = {
    "my": ("SDN BHD", "SDN. BHD.", "SDN BHD", "(M) SDN BHD", "(M) SDN. BHD.", "S/B", "SDN.BHD.", "BERHAD", "PLT"),
    "de": ("GmbH", "GmbH & Co. KG", "e.K.", "AG", "OHG", "UG"),
    "fr": ("SARL", "SAS", "S.A.S.", "EURL", "SA"),
    "es": ("S.L.", "S.A.", "S.L.U."),
    "us": ("Inc.", "LLC", "Inc", "Corp.", "Co."),
    "gb": ("Ltd", "Limited", "LLP", "Ltd."),
    "id": ("PT", "CV", "UD"),
    "sg": ("PTE LTD", "PTE. LTD."),
    "zh": ("有限公司", "有限责任公司", "店"),
}
_STREETS = {
    "de": ("Hauptstraße", "Bahnhofstr.", "Gartenweg", "Lindenallee", "Am Markt", "Schillerstraße", "Industriestr."),
    "fr": ("rue de la Gare", "avenue Victor", "boulevard du Port", "place du Marché", "rue des Lilas", "chemin Vert"),
    "es": ("Calle Mayor", "Avda. del Sol", "Plaza Nueva", "Calle del Río", "Paseo Marítimo", "C/ San Juan"),
    "us": ("Main St", "Oak Avenue", "Maple Drive", "Industrial Blvd", "2nd Street", "Park Road", "Sunset Lane"),
    "gb": ("High Street", "Station Road", "Church Lane", "Mill Road", "Queens Avenue", "The Green"),
    "id": ("Jl. Melati", "Jl. Raya Utama", "Jl. Merdeka", "JL. AHMAD YANI", "Jl. Kenanga", "JL. SUDIRMAN"),
}
_TOWNS = {
    "de": ("10115 Berlin", "80331 München", "50667 Köln", "20095 Hamburg", "70173 Stuttgart", "04109 Leipzig"),
    "fr": ("75011 Paris", "69003 Lyon", "31000 Toulouse", "44000 Nantes", "67000 Strasbourg", "33000 Bordeaux"),
    "es": ("28013 Madrid", "08002 Barcelona", "41001 Sevilla", "46003 Valencia", "29015 Málaga"),
    "us": ("Springfield, IL 62704", "Austin, TX 78701", "Portland, OR 97205", "Dayton, OH 45402", "Salem, MA 01970"),
    "gb": ("London SW1A 1AA", "Leeds LS1 4DY", "Bristol BS1 5TR", "Manchester M1 2AB", "York YO1 7HH"),
    "id": ("JAKARTA SELATAN", "BANDUNG 40111", "SURABAYA", "DENPASAR - BALI", "YOGYAKARTA 55213", "MEDAN 20112"),
}
_TRADES_ABROAD = {
    "de": ("Bäckerei", "Apotheke", "Elektrotechnik", "Gasthaus", "Supermarkt", "Autohaus", "Druckerei", "Software"),
    "fr": ("Boulangerie", "Pharmacie", "Restaurant", "Électricité", "Librairie", "Garage", "Conseil", "Brasserie"),
    "es": ("Panadería", "Farmacia", "Restaurante", "Talleres", "Librería", "Suministros", "Consultores", "Bar"),
    "us": ("Supply", "Diner", "Services", "Consulting", "Market", "Electric", "Studios", "Plumbing", "Cafe"),
    "gb": ("Stores", "Tea Rooms", "Services", "Joinery", "Books", "Garage", "Consultants", "Bakers", "Kitchen"),
    "id": ("RESTO", "WARUNG", "TOKO", "CAFE", "MINIMARKET", "APOTEK", "KOPI", "BAKERY", "SUPERMARKET", "SPBU"),
}
_ZH_PARTS = [
    "华", "丰", "盛", "达", "美", "佳", "金", "鑫", "福", "源", "隆", "泰", "和", "顺", "康", "乐", "天", "新", "东", "海", "星", "明", "宏",
    "利",
]  # fmt: skip


def shop(random: Random, country: str) -> Shop:
    """A seller of a country: my, sg, id, de, fr, es, us, gb, zh."""
    makers = {"my": _malaysian, "sg": _singaporean, "id": _indonesian, "zh": _chinese}
    return makers[country](random) if country in makers else _western(random, country)


def _malaysian(random: Random) -> Shop:
    trade = random.choice(list(TRADES))
    words = random.choice(TRADES[trade])
    name = random.choice([f"{stem(random)} {words}"] * 5 + [f"{words} {stem(random)}", stem(random)])
    if random.random() < 0.08:
        name = f"{random.choice(['SYARIKAT', 'KEDAI', 'PERNIAGAAN', 'PUSTAKA'])} {stem(random)}"
    way = random.random()
    if way < 0.62:
        legal = random.choice(_LEGAL["my"])
        bracket = f" ({random.choice(MALAY_TOWNS)[0]})" if random.random() < 0.12 else ""
        name = f"{name}{bracket} {legal}"
    elif way < 0.8:
        name = f"{name} {random.choice(['ENTERPRISE', 'TRADING', 'CO.', '& CO', 'ENTERPRISE', ''])}".strip()
    if random.random() < 0.15:
        name = name.title().replace("Sdn Bhd", random.choice(["Sdn Bhd", "SDN BHD"]))
    return Shop(
        name,
        malay_address(random),
        _registration(random),
        digits(random, 12) if random.random() < 0.95 else f"{digits(random, 8)}-{digits(random, 3)}",
        _malay_phone(random),
        trade,
        f"{random.choice(['info', 'sales', 'enquiry'])}@{coined(random).lower()}.com.my",
        stem(random) if random.random() < 0.15 else "",
    )


def malay_address(random: Random) -> tuple[str, ...]:
    """Two to five lines, upper or mixed case."""
    number = random.randint(1, 250)
    house = random.choice(
        [
            f"NO. {number}", f"NO {number}", f"NO.{number}", f"{number}", f"LOT {number}", f"NO. {number} & {number + 2}",
            f"{number}-{random.choice('1AG')}", f"LOT {digits(random, 4)}", f"UNIT {random.choice('ABG')}-{number % 40}",
            f"{random.choice('ABK')}-{random.randint(1, 20)}-{random.randint(1, 9)}", f"NO.{number}-G", f"NO {number}, {number + 1}",
            f"LOT LG-{number % 60}, LOWER GROUND FLOOR", f"G-{number % 50}", f"NO {number}A",
        ]
    )  # fmt: skip
    name = random.choice(MALAY_STREETS)
    code = f"{random.choice(['SS', 'PJS', 'USJ', 'U', 'SG', 'KPB', 'PJU'])} {random.randint(1, 24)}/{random.randint(1, 40)}{random.choice(['', '', 'A', 'B', 'C'])}"
    street = random.choice(
        [
            f"JALAN {name}", f"JALAN {name} {random.randint(1, 12)}", f"JLN {name}", f"JALAN {code}", f"JALAN {name} {random.randint(1, 9)}/{random.randint(1, 20)}",
            f"LORONG {name} {random.randint(1, 9)}", f"PERSIARAN {name}", f"LEBUH {name}", f"JALAN {code}, SEKSYEN {random.randint(1, 30)}",
            f"BATU {random.randint(1, 20)}, JALAN {name}", f"JALAN BESAR, KG. {name}",
        ]
    )  # fmt: skip
    area = random.choice(
        [
            f"TAMAN {random.choice(MALAY_STREETS)}", f"BANDAR {random.choice(MALAY_STREETS)}", f"TMN {random.choice(MALAY_STREETS)}",
            f"PUSAT BANDAR {random.choice(MALAY_STREETS)}", f"KAWASAN PERINDUSTRIAN {random.choice(MALAY_STREETS)}", "",
            f"PLAZA {random.choice(MALAY_STREETS)}", f"WISMA {random.choice(MALAY_STREETS)}", f"{random.choice(MALAY_STREETS)} SHOPPING CENTRE", "",
            f"SUNGAI {random.choice(MALAY_STREETS)}", f"DESA {random.choice(MALAY_STREETS)}",
        ]
    )  # fmt: skip
    town, state, prefix = random.choice(MALAY_TOWNS)
    postcode = prefix + digits(random, 5 - len(prefix))
    end = random.choice([".", "", "", ",", ""])
    last = f"{postcode} {town}{random.choice([', ', ', ', ' ', ','])}{state}" if state else f"{postcode} {town}"
    if random.random() < 0.05:
        last = f"{town} {state}".strip()
    if random.random() < 0.05:
        last += " MALAYSIA"
    comma = random.choice([",", ",", ",", ""])
    parts = [
        f"{house}{random.choice([', ', ', ', ',', ' '])}{street}{comma}",
        *([area + comma] if area else []),
        last + end,
    ]
    if random.random() < 0.2:
        parts[:1] = [f"{house}{comma}", f"{street}{comma}"]
    if random.random() < 0.15 and state and len(parts) < 5:
        parts[-1:] = [f"{postcode} {town}{comma}", state + end]
    if random.random() < 0.12 and len(parts) > 2:
        parts[-2:] = [f"{parts[-2]} {parts[-1]}"]
    if random.random() < 0.05:
        parts = [" ".join(parts)] if len(" ".join(parts)) < 60 else parts
    if random.random() < 0.06:
        parts = [*parts, f"({random.choice(MALAY_STREETS)} BRANCH)"]
    return tuple(p.title() for p in parts) if random.random() < 0.25 else tuple(parts)


def _registration(random: Random) -> str:
    return random.choice(
        [
            f"{digits(random, 6)}-{random.choice('ADHKMPTUVWX')}", f"{digits(random, 7)}-{random.choice('ADHKMPTUVWX')}",
            f"{random.choice(['JM', 'SA', 'IP', 'AS'])}{digits(random, 7)}-{random.choice('ADHKMPTUVWX')}", f"{digits(random, 9)}-{random.choice('AX')}",
            f"20{digits(random, 10)} ({digits(random, 7)}-{random.choice('ADHKMPTUVWX')})", digits(random, 12), "",
        ]
    )  # fmt: skip


def _malay_phone(random: Random) -> str:
    area = random.choice(["03", "04", "05", "06", "07", "09", "012", "016", "019"])
    rest = digits(random, random.choice([7, 8]))
    return random.choice([f"{area}-{rest}", f"{area}-{rest[:4]} {rest[4:]}", f"+6{area}-{rest}", f"{area}{rest}"])


def _singaporean(random: Random) -> Shop:
    trade = random.choice(list(TRADES))
    name = f"{stem(random)} {random.choice(TRADES[trade])} {random.choice(_LEGAL['sg'])}"
    street = f"BLK {random.randint(1, 900)} {coined(random)} {random.choice(['ROAD', 'AVENUE 3', 'STREET 21'])}"
    address = (f"{street}, #0{random.randint(1, 5)}-{digits(random, 2)}", f"SINGAPORE {digits(random, 6)}")
    return Shop(name, address, f"{digits(random, 9)}A", f"M2-{digits(random, 7)}-1", f"6{digits(random, 7)}", trade, "")


def _indonesian(random: Random) -> Shop:
    kind = random.choice(_TRADES_ABROAD["id"])
    name = random.choice(
        [f"{kind} {coined(random)}", f"{coined(random)} {kind}", stem(random), f"{kind} {stem(random)}"]
    )
    if random.random() < 0.2:
        name = f"PT {name}" if random.random() < 0.7 else f"PT. {name}, TBK"
    if random.random() < 0.3:
        name = name.title()
    address = [f"{random.choice(_STREETS['id'])} No.{random.randint(1, 200)}", random.choice(_TOWNS["id"])]
    if random.random() < 0.4:
        address[1:1] = [f"KEC. {coined(random)}, KAB. {coined(random)}"]
    phone = random.choice([f"08{digits(random, 10)}", f"021-{digits(random, 7)}", f"(0361) {digits(random, 6)}"])
    npwp = f"{digits(random, 2)}.{digits(random, 3)}.{digits(random, 3)}.{digits(random, 1)}-{digits(random, 3)}.000"
    return Shop(
        name, tuple(address), "", npwp, phone, "id", "", coined(random).title() if random.random() < 0.2 else ""
    )


def _chinese(random: Random) -> Shop:
    kind = random.choice(["超市", "餐厅", "便利店", "酒店", "药店", "面馆", "书店"])
    name = "".join(random.sample(_ZH_PARTS, 2)) + kind + (random.choice(_LEGAL["zh"]) if random.random() < 0.4 else "")
    city = random.choice(["上海市", "北京市", "广州市", "成都市", "杭州市"])
    street = "".join(random.sample(_ZH_PARTS, 2))
    address = (f"{city}{random.choice(['江南区', '新城区', '东湖区'])}{street}路{random.randint(1, 999)}号",)
    return Shop(name, address, "", digits(random, 15), f"0{digits(random, 2)}-{digits(random, 8)}", "zh", "")


def _western(random: Random, country: str) -> Shop:
    kind = random.choice(_TRADES_ABROAD[country])
    root = random.choice([random.choice(SURNAMES), coined(random).title(), stem(random).title()])
    name = f"{kind} {root}" if country in {"de", "fr", "es"} and random.random() < 0.6 else f"{root} {kind}"
    if random.random() < 0.65:
        name = f"{name}{random.choice([' ', ' ', ', ']) if country == 'us' else ' '}{random.choice(_LEGAL[country])}"
    elif random.random() < 0.3:
        name = f"{kind} {person(random)}"
    number = random.randint(1, 240)
    street = random.choice(_STREETS[country])
    first = f"{street} {number}" if country in {"de", "es"} else f"{number}{',' if country == 'fr' else ''} {street}"
    tax = {
        "de": f"DE{digits(random, 9)}",
        "fr": f"FR{digits(random, 11)}",
        "es": f"B{digits(random, 8)}",
        "gb": f"GB {digits(random, 3)} {digits(random, 4)} {digits(random, 2)}",
        "us": f"{digits(random, 2)}-{digits(random, 7)}",
    }[country]
    phone = random.choice(
        [f"0{digits(random, 3)} {digits(random, 6)}", f"+{digits(random, 2)} {digits(random, 3)} {digits(random, 6)}"]
    )
    return Shop(
        name,
        (first, random.choice(_TOWNS[country])),
        "",
        tax,
        phone,
        country,
        f"info@{coined(random).lower()}.{country}",
    )
