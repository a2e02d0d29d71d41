"""Words of shops' names that were misread by a letter: put right where only one common word looks like that.

Names themselves are left alone: only words that many shops bear are known here.
"""

import re

_COMMON_WORDS = """
HEALTH BEAUTY BOOKS BOOKSTORE STATIONERY STATIONERS HARDWARE ELECTRICAL TRADING ENTERPRISE ENTERPRISES RESTAURANT
RESTORAN RESTAURANTS MARKET SUPERMARKET HYPERMARKET MINIMARKET MART PHARMACY FARMASI CLINIC KLINIK BAKERY SEAFOOD
KITCHEN COFFEE HOUSE FOODS FOOD CENTRE CENTER SERVICES SERVICE STATION COMPANY HOLDINGS MARKETING INDUSTRIES
SUPPLIES SUPPLY MOTOR MOTORS HOTEL FASHION BOUTIQUE GALLERY JEWELLERY OPTICAL PHOTO PRINTING COMPUTER TECHNOLOGY
CORPORATION VENTURES RESOURCES RETAIL STORES STORE SHOP WORLD GLOBAL FRESH GOLDEN FAMILY SUPER SPEED GUARDIAN
KEDAI SYARIKAT PERNIAGAAN PASAR PASARAYA MALAYSIA INTERNATIONAL LIMITED BERHAD GROUP BISTRO NOODLE CHICKEN TEXTILE
COSMETICS TAILORING TAILOR HANDICRAFT LIGHTING FURNITURE PARKING PETROL SPORTS LAUNDRY CATERING DELIGHTS
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_ALIKE = (
    "0ODQCG",
    "1ILTJ|!",
    "5S$",
    "6GB",
    "8BRS3",
    "2Z",
    "HN",
    "NM",
    "HB",
    "HK",
    "VYU",
    "EFCG",
    "PRF",
    "KXR",
    "AO4",
    "MN",
    "WV",
    "BO8",
)
_WORD = re.compile(r"[^\W_]{4,}")


def mended(name: str) -> str:
    """The name with such words as they are spelt, in the case they were printed in."""
    return _WORD.sub(lambda word: _mended(word.group()), name)


def _mended(word: str) -> str:
    upper = word.upper()
    if upper in _COMMON:
        return word if word.isupper() or word.islower() or word.istitle() else _in_case(upper, word)
    fits = [known for known in _COMMON if len(known) == len(word) and _one_glyph_apart(upper, known)]
    return _in_case(fits[0], word) if len(fits) == 1 else word


def _one_glyph_apart(read: str, known: str) -> bool:
    apart = [(a, b) for a, b in zip(read, known, strict=True) if a != b]
    return len(apart) == 1 and any(apart[0][0] in group and apart[0][1] in group for group in _ALIKE)


def _in_case(known: str, printed: str) -> str:
    """ "HEALTH" as "Health" where most of the rest is small."""
    return known.title() if sum(map(str.islower, printed)) > 1 else known
