"""The head of a receipt: what stands above, the name, the address, numbers and the title."""

from textwrap import wrap

from training.fonts import FACES, width
from training.receipts.till import Till
from training.receipts.wordings import TITLES
from training.shops import shop
from training.words import MALAY_STREETS, TRADES, coined, digits, person, stem


def above(till: Till) -> None:
    """What people write, stamp or type over it, and what a till prints above its shop's name."""
    r, p = till.random, till.paper
    if r.random() < 0.06:
        till.line(
            r.choice(
                [
                    f"THANK YOU FOR SHOPPING WITH {coined(r)}.com",
                    f"{coined(r, 1)}{digits(r, 5)}",
                    digits(r, r.choice([6, 7, 8])),
                    f"{r.choice(['Goods sold are not returnable', 'Please keep this receipt', 'Customer copy'])}.",
                    f"Ref No: {digits(r, 12)}",
                    f"{coined(r).title()} & {coined(r).title()}",
                    f"{r.choice(['Free wifi', 'Members save more', 'Shop online'])}: {coined(r).lower()}.com",
                ]
            )
        )
    if r.random() < 0.1:
        text = r.choice(
            [person(r).lower(), person(r), digits(r, 7), f"{r.randint(1, 12)}/{r.randint(1, 28)}", coined(r)]
        )
        face = r.choice([*FACES["hand"], *FACES["sans"][:2]])
        p.put(
            text,
            r.uniform(0.05, 0.5) * p.width,
            role="note",
            size=int(p.size * r.uniform(1.2, 2.2)),
            face=face,
            ink=0.9,
        )
        p.feed(2.0)


def _chain_head(till: Till) -> None:
    """A chain's own letterhead: its company in small print, its brand larger beside or above it, then the branch."""
    r, p = till.random, till.paper
    word = coined(r)
    brand = r.choice(
        [till.shop.brand or word.title(), word.title(), word, f"{word.title()} {word[0]}", stem(r).title()]
    )
    till.truth["company"] = brand
    small = max(11, int(p.size * r.uniform(0.55, 0.95)))
    legal = [
        f"{r.choice(['PT.', 'PT ', 'PT. ', 'CV '])}{stem(r)} {coined(r)}",
        *shop(r, "id").address,
        f"NPWP.{digits(r, 9)}-{digits(r, 3)}.000",
    ]
    printed = legal[: r.randint(0, 4)]
    size = int(max(1.1 * small, p.size * r.choice([1.0, r.uniform(1.0, 1.5), r.uniform(1.4, 2.4)])))
    face = r.choice([*FACES["sans"], *FACES["serif"], p.face])
    if r.random() < 0.8:
        _beside(till, printed, small, brand, size, face)
    else:
        p.centred(brand, role="company", size=size, face=face)
        for line in printed:
            (p.centred if till.centre else p.left)(line, size=small)
    p.feed(r.uniform(0.2, 1.2))
    till.line(r.choice([f"{coined(r)} {till.shop.phone}", f"{stem(r)} {digits(r, 11)}", f"{coined(r)} {coined(r)}"]))
    for line in till.shop.address:
        till.line(line, "address")
    till.truth["address"] = " ".join(till.shop.address)
    till.online = "".join(c for c in brand.lower() if c.isalnum()) if r.random() < 0.5 else ""


def _beside(till: Till, lines: list[str], small: int, brand: str, size: int, face: str) -> None:
    """Lines in small print on one side, the brand on the other, at the height of any of them."""
    r, p = till.random, till.paper
    top, high = p.y, len(lines) * p.spacing * small
    on_left = r.random() < 0.2
    shown = p.width - 2 * p.margin - width(brand, face, size)
    for line in lines:
        wide = width(line, p.face, small)
        p.put(line, p.width - p.margin - wide if on_left else p.margin, size=int(small * min(1.0, 0.92 * shown / wide)))
        p.feed(size=small)
    p.y = top + r.uniform(0, max(0.0, high - size))
    p.put(brand, p.margin if on_left else p.margin + shown * r.uniform(0.85, 1), role="company", size=size, face=face)
    p.y = max(top + high, p.y + 1.3 * size)


def head(till: Till) -> None:
    """Brand, name, registration, address, telephone, tax number and title, as shops arrange them."""
    r, p, shop_ = till.random, till.paper, till.shop
    if till.country == "id" and r.random() < 0.45:
        _chain_head(till)
        return
    big = int(p.size * r.choice([1.0, 1.0, 1.0, 1.15, 1.3, 1.6]))
    if shop_.brand:
        face = r.choice([*FACES["sans"], *FACES["serif"]])
        p.centred(shop_.brand, role="brand", size=int(p.size * r.uniform(1.3, 2.4)), face=face)
        p.feed(r.uniform(0, 1))
    if r.random() < 0.06:
        till.line(r.choice(["WELCOME TO", "SELAMAT DATANG", "*** COPY ***", "DUPLICATE", "THANK YOU FOR VISITING"]))
    company = shop_.name
    if r.random() < 0.05:
        till.line(r.choice([f"{coined(r).title()} {digits(r, 3)}", f"{stem(r)} BRANCH", stem(r)]), "company", big)
        if r.random() < 0.4:
            company = f"{till.paper.runs[-1].text} {company}"
    lines = _split(till, shop_.name, big)
    if r.random() < 0.06 and shop_.trade in TRADES:
        lines.append(r.choice([*TRADES[shop_.trade], f"{r.choice(TRADES[shop_.trade])} & {r.choice(TRADES['food'])}"]))
        if r.random() < 0.4:
            company = f"{company} {lines[-1]}"
    registration = _registration(till)
    for index, line in enumerate(lines):
        last = index == len(lines) - 1
        if last and registration and r.random() < 0.3 and len(line) < 26:
            till.line(f"{line} {registration}", "company", big)
            registration = ""
        else:
            till.line(line, "company", big)
    till.truth["company"] = company
    if shop_.brand and till.country == "id" and company.startswith("PT"):
        till.truth["company"] = shop_.brand  # the name that it goes by, above its company's
    if registration:
        till.line(registration, "registration")
    if r.random() < 0.12:
        till.line(
            r.choice(
                [
                    f"(FORMERLY KNOWN AS {stem(r)})",
                    f"(FKA {stem(r)} {r.choice(TRADES['services'])} SDN BHD)",
                    f"A MEMBER OF {stem(r)} GROUP",
                    f"(A member of {coined(r).title()} {coined(r).title()} Berhad)",
                    f"OWNED BY {stem(r)} HOLDINGS SDN BHD",
                    f"Operated by {stem(r).title()} Sdn Bhd ({digits(r, 6)}-{r.choice('AHKMX')})",
                    f"Franchisee: {person(r)}",
                    f"LICENSEE OF {stem(r)} SDN BHD",
                    f"BRANCH : {stem(r)}",
                    f"OUTLET: {coined(r)} {digits(r, 2)}",
                    f'"{r.choice(["Your Trusted Partner", "Fresh Every Day", "Always Low Price", "Taste of Home"])}"',
                ]
            )
        )
    if till.country == "my" and r.random() < 0.25:
        _tax_id(till)
    address = _wrapped(till, shop_.address) if r.random() < 0.95 else []
    if address and r.random() < 0.07:
        place = r.choice(
            [r.choice(MALAY_STREETS), f"BANDAR {coined(r)}", f"{coined(r)} PLAZA", address[-1].split(" ", 1)[-1]]
        )
        if r.random() < 0.5:
            address.insert(0, place)
        else:
            till.line(place.title() if r.random() < 0.5 else place)
    label = r.choice(["ADDRESS : ", "ADD: ", "Alamat: "]) if r.random() < 0.03 else ""
    phone = _phone(till)
    for index, line in enumerate(address):
        if index == len(address) - 1 and phone and r.random() < 0.05 and len(line) < 24:
            line, phone = f"{line} {phone}", ""
        till.line(label + line if index == 0 else line, "address")
    if address and r.random() < 0.1:
        if r.random() < 0.2:
            _tax_id(till)
        code = r.choice([f"{digits(r, 4)}-", f"{digits(r, 3)} - ", f"{coined(r, 1)}{digits(r, 2)}-", ""])
        address.append(f"{code}{r.choice(['TMN ', 'DESA ', '', 'PUSAT ', 'BANDAR '])}{r.choice(MALAY_STREETS)}")
        till.line(address[-1], "address")
    if address:
        till.truth["address"] = " ".join(address)
    if phone:
        till.line(phone, "phone")
    if r.random() < 0.12 and shop_.mail:
        till.line(r.choice([f"EMAIL: {shop_.mail}", shop_.mail, f"www.{shop_.mail.split('@')[1]}"]))
    if till.country == "my" and r.random() < 0.6:
        _tax_id(till)
    elif till.country != "my" and r.random() < 0.5 and shop_.tax_number:
        name = {
            "id": "NPWP",
            "de": "USt-IdNr.",
            "fr": "TVA",
            "es": "NIF",
            "gb": "VAT No",
            "us": "Tax ID",
            "sg": "GST REG NO",
            "zh": "税号",
        }[till.country]
        till.line(f"{name}: {shop_.tax_number}")
    title = r.choice(TITLES[till.country])
    if title:
        if r.random() < 0.5:
            p.feed(r.uniform(0, 1))
        till.centre, kept = till.centre or r.random() < 0.5, till.centre
        till.line(title if r.random() < 0.8 else f"** {title} **", "title", int(p.size * r.choice([1, 1, 1.2])))
        till.centre = kept


def _wrapped(till: Till, lines: tuple[str, ...]) -> list[str]:
    """The address on its own lines, or now and then set anew, so that it breaks between any two words."""
    if till.random.random() > 0.15:
        return list(lines)
    return wrap(" ".join(lines), till.random.randint(16, 30), break_long_words=False, break_on_hyphens=False)


def _split(till: Till, company: str, size: int) -> list[str]:
    """On two lines where it is too long, or now and then anyway."""
    words = company.split()
    room = till.paper.width - 8
    if len(words) > 2 and (width(company, till.paper.face, size) > room or till.random.random() < 0.07):
        cut = next(
            (i for i in range(len(words) - 1, 0, -1) if width(" ".join(words[:i]), till.paper.face, size) <= room),
            1,
        )
        if till.random.random() < 0.4:
            cut = min(cut, max(1, len(words) - 2))
        return [" ".join(words[:cut]), " ".join(words[cut:])]
    return [company]


def _registration(till: Till) -> str:
    r, number = till.random, till.shop.registration
    if not number or r.random() < 0.15:
        return ""
    return r.choice(
        [
            f"({number})",
            f"({number})",
            f"( {number} )",
            f"CO. REG NO : {number}",
            f"Company Reg No.: {number}",
            f"REG NO: {number}",
            f"CO NO : {number}",
            f"(CO. REG : {number})",
            f"ROC NO: {number}",
            number,
            f"Business Reg. No : {number}",
        ]
    )


def _tax_id(till: Till) -> None:
    number = till.shop.tax_number
    if not till.taxed_before:
        till.taxed_before = True
        till.line(
            till.random.choice(
                [
                    f"GST ID : {number}",
                    f"GST NO: {number}",
                    f"GST REG NO: {number}",
                    f"(GST ID NO:{number})",
                    f"GST Reg No. : {number}",
                    f"GST ID No: {number}",
                    f"SST NO : {number}",
                    f"GST NO.{number}",
                ]
            )
        )


def _phone(till: Till) -> str:
    r, number = till.random, till.shop.phone
    if r.random() < 0.12:
        return ""
    fax = r.choice(["", "", f" FAX : {number[:-3]}{digits(r, 3)}", f"  FAX:{number[:-2]}{digits(r, 2)}"])
    return (
        r.choice(
            [
                f"TEL : {number}",
                f"TEL:{number}",
                f"Tel: {number}",
                f"Tel No: {number}",
                number,
                f"TEL {number}",
                f"PHONE : {number}",
                f"Telp. {number}",
            ]
        )
        + fax
    )
