"""Made-up names of shops, streets, people and goods, by language; nothing is copied from any real paper."""

from dataclasses import dataclass
from random import Random

SURNAMES = [
    "Tan", "Lim", "Lee", "Ng", "Wong", "Chan", "Chong", "Ong", "Goh", "Teo", "Yap", "Low", "Chin", "Foo", "Khoo",
    "Koh", "Sim", "Kok", "Leong", "Liew", "Yong", "Tiong", "Pang", "Seow", "Ahmad", "Rahman", "Ismail", "Aziz",
    "Hassan", "Osman", "Yusof", "Salleh", "Kumar", "Raju", "Nair", "Pillai", "Singh", "Santoso", "Wijaya", "Setiawan",
    "Hartono", "Smith", "Jones", "Brown", "Clark", "Walker", "Hughes", "Baker", "Carter", "Morgan", "Ellis",
    "Schmidt", "Weber", "Fischer", "Wagner", "Becker", "Hoffmann", "Dubois", "Moreau", "Laurent", "Girard", "Mercier",
    "Garcia", "Lopez", "Torres", "Romero", "Navarro", "Molina", "Rossi", "Bianchi", "Costa", "Silva",
]  # fmt: skip
GIVEN = [
    "Wei", "Ming", "Siew", "Mei", "Jia", "Hui", "Kah", "Yee", "Boon", "Seng", "Kim", "Hock", "Aminah", "Siti",
    "Farid", "Azlan", "Nurul", "Hafiz", "Priya", "Suresh", "Devi", "Budi", "Dewi", "Agus", "Putri", "Rizki", "Anna",
    "Paul", "Laura", "James", "Emma", "Oliver", "Sophie", "Lukas", "Marie", "Jean", "Claire", "Carlos", "Lucia",
    "Elena", "Marco",
]  # fmt: skip
_SYLLABLES = [
    "al", "an", "ar", "ba", "ben", "bo", "ca", "ce", "chi", "da", "de", "do", "el", "en", "fa", "fei", "fu", "ga",
    "go", "ha", "hen", "hong", "hua", "in", "ja", "jin", "ka", "ki", "la", "lan", "li", "lin", "lo", "lu", "ma",
    "mei", "mi", "mo", "na", "ni", "no", "on", "pa", "pei", "po", "qi", "ra", "ri", "ro", "sa", "sen", "shi", "si",
    "so", "su", "ta", "tai", "te", "to", "tu", "un", "va", "ve", "vi", "wa", "wei", "xin", "ya", "yi", "yo", "yu",
    "za", "zen",
]  # fmt: skip
_ADJECTIVES = [
    "GOLDEN", "LUCKY", "UNITED", "ROYAL", "NEW", "GREEN", "BLUE", "RED", "SUNRISE", "STAR", "DIAMOND", "CRYSTAL",
    "ORIENT", "PACIFIC", "GLOBAL", "FAMILY", "HAPPY", "FRESH", "PRIME", "SMART", "CITY", "GRAND", "SUPER", "MEGA",
    "ECO", "METRO", "SILVER", "CENTRAL", "EAST", "WEST", "NORTH", "SOUTH", "OLD", "TRUE", "MODERN", "CLASSIC",
    "PERFECT",
]  # fmt: skip
_NOUNS = [
    "DRAGON", "LOTUS", "PALM", "ORCHID", "TIGER", "PEARL", "HARVEST", "GARDEN", "RIVER", "HILL", "VALLEY", "OCEAN",
    "BRIDGE", "TOWER", "LEAF", "CORNER", "WORLD", "POINT", "PLANET", "HOUSE", "DELIGHT", "TASTE", "SPICE", "BEAN",
    "GRAIN", "CROWN", "ARROW", "ANCHOR", "COMPASS", "MOON", "SUN", "CLOUD", "FOREST", "MOUNTAIN", "ISLAND",
]  # fmt: skip
TRADES: dict[str, tuple[str, ...]] = {
    "food": ("RESTAURANT", "RESTORAN", "CAFE", "KOPITIAM", "BAKERY", "SEAFOOD", "FOOD COURT", "KITCHEN", "BISTRO",
             "STEAK HOUSE", "NASI KANDAR", "FOODS", "CATERING", "DELIGHTS", "TEA HOUSE", "FRIED CHICKEN", "NOODLE HOUSE"),
    "grocery": ("MINI MARKET", "SUPERMARKET", "MART", "HYPERMARKET", "PASAR MINI", "GROCER", "FRESH MARKET", "STORE",
                "CASH & CARRY", "FRUITS", "PASARAYA", "TRADING"),
    "hardware": ("HARDWARE", "HARDWARE & ELECTRICAL", "ELECTRICAL", "ELECTRICAL TRADING", "PAINT CENTRE", "TOOLS SUPPLY",
                 "INDUSTRIAL SUPPLIES", "LIGHTING", "BUILDING MATERIALS", "MACHINERY"),
    "books": ("STATIONERY", "STATIONERS", "BOOKS & STATIONERY", "BOOKSTORE", "BOOK SHOP", "PRINTING", "OFFICE SUPPLIES",
              "GIFT SHOP", "ART SUPPLY", "GIFTS & TOYS", "PHOTO"),
    "health": ("PHARMACY", "FARMASI", "HEALTHCARE", "CLINIC", "KLINIK", "OPTICAL", "DENTAL SURGERY", "MEDICAL HALL",
               "HEALTH AND BEAUTY", "COSMETICS"),
    "motor": ("MOTOR", "AUTO PARTS", "TYRE SERVICE", "SERVICE STATION", "PETROL STATION", "CAR WASH", "PARKING",
              "MOTORCYCLE", "WORKSHOP"),
    "clothes": ("FASHION", "BOUTIQUE", "TEXTILE", "SHOES", "APPAREL", "TAILOR", "LEATHER", "JEWELLERY", "SPORTS"),
    "services": ("ENTERPRISE", "VENTURES", "HOLDINGS", "MARKETING", "INDUSTRIES", "RESOURCES", "SOLUTIONS", "GLOBAL",
                 "COMPANY", "TECHNOLOGY", "COMPUTER", "COMMUNICATION", "HOTEL", "LAUNDRY", "LOGISTICS", "CORPORATION"),
}  # fmt: skip
GOODS: dict[str, tuple[str, ...]] = {
    "food": ("NASI LEMAK", "TEH TARIK", "FRIED RICE", "CHICKEN CHOP", "ICED COFFEE", "MEE GORENG", "CURRY LAKSA",
             "LEMON TEA (COLD)", "ROTI CANAI", "STEAMED FISH", "PORK RIBS", "MINERAL WATER", "SET LUNCH A", "DIM SUM",
             "GREEN TEA", "BUTTER CAKE", "CHEESE BURGER", "TOMATO SOUP", "WHITE RICE", "ABC SOUP", "MILO AIS"),
    "grocery": ("MILK POWDER 1KG", "WHITE SUGAR 1KG", "EGGS GRADE A 10S", "INSTANT NOODLE 5S", "COOKING OIL 2L",
                "BISCUIT 200G", "TOOTHPASTE 175G", "SHAMPOO 340ML", "DETERGENT 2.3KG", "CANNED TUNA", "BREAD WHOLEMEAL",
                "SOYA SAUCE 640ML", "MINERAL WTR 1.5L", "APPLE FUJI 5S", "CHOC BAR 40G", "TISSUE BOX 4S", "PLASTIC BAG"),
    "hardware": ("PVC PIPE 20MM", "WALL PLUG 50PCS", "PAINT BRUSH 3\"", "DOOR HINGE 4\"", "LED BULB 12W", "CABLE TIE",
                 "MASKING TAPE", "CEMENT 5KG", "SCREW 1-1/2\"", "HAMMER", "SILICONE 300ML", "WATER TAP", "BATTERY AA"),
    "books": ("A4 PAPER 80G", "BALL PEN BLUE", "EXERCISE BOOK", "GLUE STICK 21G", "FILE FOLDER", "COLOUR PENCIL 12S",
              "CORRECTION TAPE", "CALCULATOR", "STAPLER NO.10", "PHOTOCOPY A4", "ENVELOPE 4X9", "MARKER BLACK"),
    "health": ("PARACETAMOL 10S", "VITAMIN C 1000MG", "FACE MASK 50S", "COUGH SYRUP", "SUNBLOCK SPF50", "PLASTER 20S",
               "LIP BALM", "CONTACT LENS", "EYE DROPS 10ML", "CONSULTATION", "HAND CREAM", "COTTON WOOL"),
    "motor": ("ENGINE OIL 4L", "OIL FILTER", "RON95", "DIESEL", "TYRE 185/60R15", "WHEEL BALANCING", "LABOUR CHARGE",
              "BRAKE PAD", "CAR WASH", "SPARK PLUG", "BATTERY NS60", "WIPER BLADE 20\""),
    "clothes": ("T-SHIRT ROUND NECK", "JEANS SLIM", "SOCKS 3 PAIRS", "LADIES BLOUSE", "SPORT SHOE", "BELT LEATHER",
                "CAP", "DRESS FLORAL", "KIDS PYJAMAS", "SCARF", "SHORTS", "JACKET"),
    "services": ("SERVICE CHARGE HOUR", "CONSULTING", "DELIVERY", "ROOM DELUXE 1 NIGHT", "WASH & FOLD 5KG", "USB CABLE",
                 "MOUSE WIRELESS", "PHONE CASE", "INSTALLATION", "PRINT COLOUR A3", "SCREEN PROTECTOR", "RENTAL"),
}  # fmt: skip
GOODS_ABROAD: dict[str, tuple[str, ...]] = {
    "id": ("NASI GORENG", "ES TEH MANIS", "AYAM BAKAR", "KOPI SUSU", "INDOMIE GORENG", "AQUA 600ML", "BAKSO SPESIAL",
           "SATE AYAM 10", "JUS ALPUKAT", "MIE AYAM", "TISU WAJAH", "SABUN MANDI", "ROTI TAWAR", "TEH BOTOL", "GULA 1KG"),
    "de": ("Vollmilch 3,5%", "Roggenbrot", "Äpfel 1kg", "Kaffee gemahlen", "Mineralwasser", "Wiener Schnitzel",
           "Apfelschorle 0,4", "Butter 250g", "Joghurt Natur", "Schrauben 50 St.", "Zahnpasta", "Pfand", "Brötchen"),
    "fr": ("Baguette tradition", "Café allongé", "Menu du jour", "Lait demi-écrémé", "Pommes 1kg", "Eau minérale",
           "Croissant beurre", "Salade niçoise", "Fromage comté", "Vin rouge 12cl", "Savon", "Tarte aux pommes"),
    "es": ("Leche entera 1L", "Pan de molde", "Café con leche", "Menú del día", "Agua mineral", "Tortilla", "Aceite 1L",
           "Manzanas kg", "Cerveza caña", "Jabón", "Bocadillo jamón", "Queso curado"),
    "zh": ("红烧牛肉面", "宫保鸡丁", "米饭", "矿泉水550ml", "酸辣土豆丝", "可口可乐", "纯牛奶250ml", "洗发水", "面包", "抽纸3包"),
}  # fmt: skip
MALAY_STREETS = [
    "BUNGA RAYA", "SETIA", "PERMAI", "INDAH", "MELATI", "MAWAR", "KENANGA", "CEMPAKA", "SERI PUTRA", "BESAR",
    "SULTAN", "DATO HARUN", "TUN RAZAK", "MERDEKA", "PERDANA", "BAHAGIA", "HARMONI", "DELIMA", "MEGAH", "JAYA", "RIA",
    "SENTOSA", "MUTIARA", "DAMAI", "ANGGERIK", "TERATAI", "KUNING", "PUTRA", "IMBI", "AMPANG",
]  # fmt: skip
MALAY_TOWNS = (
    ("SHAH ALAM", "SELANGOR", "40"), ("PETALING JAYA", "SELANGOR", "47"), ("KLANG", "SELANGOR", "41"),
    ("KAJANG", "SELANGOR", "43"), ("SUBANG JAYA", "SELANGOR", "47"), ("RAWANG", "SELANGOR", "48"),
    ("KUALA LUMPUR", "", "5"), ("CHERAS", "KUALA LUMPUR", "56"), ("KEPONG", "KUALA LUMPUR", "52"),
    ("JOHOR BAHRU", "JOHOR", "81"), ("BATU PAHAT", "JOHOR", "83"), ("MUAR", "JOHOR", "84"), ("SKUDAI", "JOHOR", "81"),
    ("IPOH", "PERAK", "30"), ("TAIPING", "PERAK", "34"), ("GEORGE TOWN", "PULAU PINANG", "10"),
    ("BUTTERWORTH", "PENANG", "12"), ("SEREMBAN", "NEGERI SEMBILAN", "70"), ("MELAKA", "MELAKA", "75"),
    ("KUANTAN", "PAHANG", "25"), ("ALOR SETAR", "KEDAH", "05"), ("KOTA BHARU", "KELANTAN", "15"),
    ("KOTA KINABALU", "SABAH", "88"), ("KUCHING", "SARAWAK", "93"), ("SERI KEMBANGAN", "SELANGOR DARUL EHSAN", "43"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shop:
    """A made-up seller. `address` is in lines as printed; `registration` and `tax_number` may be ""."""

    name: str
    address: tuple[str, ...]
    registration: str
    tax_number: str
    phone: str
    trade: str
    mail: str
    brand: str = ""


def person(random: Random) -> str:
    """A given name and a surname."""
    names = random.sample(GIVEN, random.choice([1, 2]))
    return " ".join([*names, random.choice(SURNAMES)] if random.random() < 0.6 else [random.choice(SURNAMES), *names])


def coined(random: Random, parts: int = 0) -> str:
    """A word that is none."""
    return "".join(random.choice(_SYLLABLES) for _ in range(parts or random.choice([2, 2, 3]))).upper()


def digits(random: Random, count: int) -> str:
    """So many digits."""
    return "".join(random.choice("0123456789") for _ in range(count))


def stem(random: Random) -> str:
    """What a shop is called before its trade."""
    way = random.random()
    if way < 0.25:
        return f"{random.choice(_ADJECTIVES)} {random.choice(_NOUNS)}"
    if way < 0.4:
        return " ".join(coined(random, 1) for _ in range(random.choice([2, 3, 3])))
    if way < 0.55:
        return coined(random)
    if way < 0.65:
        return f"{coined(random)} {random.choice(_NOUNS)}"
    if way < 0.75:
        return " ".join(random.sample(GIVEN, 2)).upper()
    if way < 0.83:
        letters = random.sample("ABCDEFGHJKLMNPRSTWY", random.choice([2, 3]))
        return random.choice([".", "", " ", ". "]).join(letters)
    if way < 0.9:
        return f"{random.choice(SURNAMES)} {random.choice(['&', 'AND'])} {random.choice(['SONS', random.choice(SURNAMES)])}".upper()
    if way < 0.93:
        place = random.choice(["BUKIT", "TAMAN", "SUNGAI", "KAMPUNG", "BANDAR", "DESA", "PLAZA", "STATION", "STREET"])
        return f"{place} {random.choice([coined(random), random.choice(MALAY_STREETS)])}"
    if way < 0.96:
        return f"{random.choice(GIVEN)}'S {random.choice(_NOUNS)}".upper()
    return f"{random.randint(2, 999)} {random.choice(_NOUNS)}"
