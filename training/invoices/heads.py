"""The heads of invoices: where the seller, the customer, the title and the entries stand."""

from collections.abc import Callable

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
)
