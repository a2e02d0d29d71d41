"""The heads of invoices: where the seller, the customer, the title and the entries stand."""

from collections.abc import Callable
from datetime import timedelta

from training.invoices.desk import WIDE, Desk


def _two_columns(desk: Desk, y: float) -> float:
    """Seller left, title right; buyer left, entries right."""
    low = desk.from_block(desk.margin, y)
    top = desk.title(WIDE - desk.margin, y, right=True)
    low = max(low, top) + desk.random.uniform(0.5, 2) * desk.step
    return _buyer_and_entries(desk, low)


def _seller_right(desk: Desk, y: float) -> float:
    """Title left, seller right; buyer left, entries right."""
    right = desk.random.random() < 0.5
    low = desk.from_block(WIDE - desk.margin if right else 0.6 * WIDE, y, right=right)
    top = desk.title(desk.margin, y)
    return _buyer_and_entries(desk, max(low, top) + desk.random.uniform(0.5, 2) * desk.step)


def _centred(desk: Desk, y: float) -> float:
    """A letterhead in the middle, the title below it."""
    low = desk.from_block(WIDE / 2, y, centre=True)
    low = desk.title(WIDE / 2, low + 0.5 * desk.step, centre=True)
    return _buyer_and_entries(desk, low + desk.step)


def _letter(desk: Desk, y: float) -> float:
    """A business letter: the sender small above the address, the entries right, the title below."""
    r, s = desk.random, desk.seller
    if s.brand or r.random() < 0.4:
        y = desk.big(s.brand or s.name, WIDE - desk.margin, y, r.uniform(1.6, 3), right=True)
        desk.seller_shown = desk.seller_shown or not s.brand
    y += r.uniform(1, 3) * desk.step
    if r.random() < 0.8:
        glue = r.choice([" · ", ", ", " - ", " | ", " • ", "  "])
        desk.put(glue.join([s.name, *s.address]), desk.margin, y, size=0.75 * desk.size)
        desk.seller_shown = True
    y += 1.3 * desk.step
    if desk.random.random() < 0.4:
        low = desk.from_block(0.62 * WIDE, y, logo=False)
        low = max(low, desk.buyer_block(desk.margin, y, heading=0.15))
        low = desk.title(desk.margin, low + desk.step, with_number=0.35)
        return desk.meta(desk.margin, low, 0.4 * WIDE) if r.random() < 0.6 else desk.meta_row(low)
    low = desk.buyer_block(desk.margin, y, heading=0.15)
    low = max(low, desk.meta(0.6 * WIDE, y, 0.32 * WIDE))
    return desk.title(desk.margin, low + desk.step, with_number=0.35 if desk.number_shown else 0.0)


def _side_by_side(desk: Desk, y: float) -> float:
    """Title and entries on top; from whom and to whom in two blocks with headings, either way round."""
    r = desk.random
    low = desk.title(desk.margin, y)
    low = desk.meta(desk.margin, low, 0.4 * WIDE)
    if desk.seller.brand:
        desk.big(desk.seller.brand, WIDE - desk.margin, y, r.uniform(1.5, 3), right=True)
    low += desk.step
    first, second = float(desk.margin), 0.52 * WIDE
    if r.random() < 0.3:
        first, second = second, first
    a = desk.from_block(first, low, heading=r.random() < 0.85, logo=False)
    return max(a, desk.buyer_block(second, low, heading=0.95))


def _only_foot(desk: Desk, y: float) -> float:
    """A logo on top; the seller's own name stands in the foot alone."""
    low = desk.big(desk.seller.brand or desk.seller.name.split()[0], desk.margin, y, desk.random.uniform(1.6, 3))
    desk.title(WIDE - desk.margin, y, right=True)
    return _buyer_and_entries(desk, low + 2 * desk.step)


def _labelled_parties(desk: Desk, y: float) -> float:
    """Place and day on top, the title in the middle, then the two parties, each beside its label."""
    r, town = desk.random, desk.seller.address[-1].split()[-1]
    for label, value in (("rep", town), ("date", desk.day(desk.when)), ("delivery", desk.day(desk.when))):
        if r.random() < 0.7:
            y = desk.block([f"{desk.say(label)}{desk.colon or ':'} {value}"], WIDE - desk.margin, y, right=True)
    y = desk.title(WIDE / 2, y + desk.step, centre=r.random() < 0.7, with_number=0.7) + desk.step
    parties = [("from", desk.seller), ("bill_to", desk.buyer)]
    at = desk.margin + r.uniform(8, 11) * desk.size
    for label, party in parties:
        desk.put(desk.say(label) + desk.colon, desk.margin, y)
        lines = [party.name, *(party.address if r.random() < 0.5 else [", ".join(party.address)])]
        lines += [f"{desk.say('vat')} {party.tax_number}"] if party.tax_number else []
        y = desk.block(lines, at, y) + 0.6 * desk.step
    desk.seller_shown = True
    return desk.meta(desk.margin, y, 0.4 * WIDE)


def _grid(desk: Desk, y: float) -> float:
    """Ruled cells: the seller in one, the entries in the others, each label over its value, the buyer below."""
    r, half = desk.random, WIDE * desk.random.uniform(0.48, 0.56)
    if r.random() < 0.8:
        y = desk.title(WIDE / 2, y, centre=True) + 0.4 * desk.step
    low = desk.from_block(desk.margin + 8, y + 6, logo=False)
    entries, wide, tall = desk.entries(), (WIDE - desk.margin - half) / 2, 2.6 * desk.step
    for index, (label, value, role) in enumerate(entries):
        x, top = half + wide * (index % 2), y + tall * (index // 2)
        desk.rules.append((x, top, x + wide, top + tall))
        desk.put(label, x + 8, top + 0.1 * desk.step)
        desk.put(value, x + 8, top + 1.2 * desk.step, role=role)
    low = max(low, y + tall * ((len(entries) + 1) // 2))
    desk.rules.append((desk.margin, y, half, low))
    return desk.buyer_block(desk.margin + 8, low + 0.5 * desk.step, heading=0.95)


def _sum_first(desk: Desk, y: float) -> float:
    """The sum large in a frame on top or in a sentence; the particulars of a contract beside it."""
    r = desk.random
    low = desk.from_block(desk.margin, y)
    label, amount = desk.say("pay"), desk.money.full(desk.bill.total)
    if r.random() < 0.5:
        x, top = 0.58 * WIDE, y
        desk.block([label], x + 12, top + 8)
        desk.put(amount, x + 12, top + 1.6 * desk.step, size=1.7 * desk.size, bold=True, role="total")
        desk.rules.append((x, top, WIDE - desk.margin, top + 4 * desk.step))
        low = max(low, top + 4.4 * desk.step)
        return _buyer_and_entries(desk, low + desk.step)
    low = desk.title(desk.margin, low + desk.step)
    low = _buyer_and_entries(desk, low + 0.5 * desk.step) + desk.step
    due = desk.day(desk.when + timedelta(days=30))
    return desk.big(f"{amount} {desk.say('due').lower()} {due}", desk.margin, low, 1.4)


def _dated_letter(desk: Desk, y: float) -> float:
    """Sender on the right or left, the buyer in the window, a line of place and day, the title with its number."""
    r, s = desk.random, desk.seller
    right = r.random() < 0.6
    low = desk.from_block(WIDE - desk.margin if right else desk.margin, y, right=right)
    low = desk.buyer_block(desk.margin, low + desk.step, heading=0.15) + desk.step
    dated = f"{s.address[-1].split()[-1]}, {r.choice(['', '', 'den ', 'le '])}{desk.day(desk.when)}"
    ends = r.random() < 0.5
    low = desk.block([dated], WIDE - desk.margin if ends else desk.margin, low, right=ends)
    return desk.title(desk.margin, low + 0.5 * desk.step, with_number=1.0)


def _one_line(desk: Desk, y: float) -> float:
    """The entries in a line or two, with bars or wide gaps between, each behind its label."""
    r = desk.random
    low = (
        desk.from_block(desk.margin, y)
        if r.random() < 0.6
        else desk.big(desk.seller.name.split()[0], desk.margin, y, 2)
    )
    low = max(low, desk.title(WIDE - desk.margin, y, right=True))
    low = desk.buyer_block(desk.margin, low + desk.step, heading=0.4) + desk.step
    entries = [f"{label}{desk.colon or ':'} {value}" for label, value, _ in desk.entries()]
    glue = r.choice([" | ", "   ", " - ", ", ", " · "])
    return desk.block([glue.join(entries[i : i + 3]) for i in range(0, len(entries), 3)], desk.margin, low) + desk.step


def _buyer_and_entries(desk: Desk, y: float) -> float:
    r, way = desk.random, desk.random.random()
    if way < 0.5:
        low = desk.buyer_block(desk.margin, y)
        return max(low, desk.meta(r.uniform(0.5, 0.64) * WIDE, y, 0.32 * WIDE))
    if way < 0.62:
        low = desk.meta(desk.margin, y, 0.32 * WIDE)
        return max(low, desk.buyer_block(r.uniform(0.5, 0.62) * WIDE, y))
    if way < 0.85:
        low = desk.buyer_block(desk.margin, y)
        if r.random() < 0.5:
            low = max(low, desk.ship_block(0.5 * WIDE, y))
        return desk.meta_row(low + desk.step)
    low = desk.buyer_block(desk.margin, y)
    low = max(low, desk.ship_block(0.36 * WIDE, y))
    return max(low, desk.meta(0.66 * WIDE, y, 0.26 * WIDE))


HEADS: tuple[Callable[[Desk, float], float], ...] = (
    _two_columns,
    _two_columns,
    _seller_right,
    _seller_right,
    _centred,
    _letter,
    _letter,
    _side_by_side,
    _only_foot,
    _labelled_parties,
    _grid,
    _sum_first,
    _dated_letter,
    _one_line,
)
