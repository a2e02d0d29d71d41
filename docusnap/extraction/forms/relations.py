"""How each two tokens of a page stand to each other, as numbers."""

from typing import Any

PAIR_NUMBERS = 20


def pair_numbers(boxes: Any, places: Any, count: Any, xp: Any) -> Any:
    """n x n x PAIR_NUMBERS: how each second token stands to each first one.

    `xp` is the array library of `boxes` and `places` (numpy, or torch in training), `count` the tokens' numbers 0..n-1.
    """

    def first(values: Any) -> Any:
        return values[..., :, None]

    def second(values: Any) -> Any:
        return values[..., None, :]

    x0, y0, x1, y1 = (boxes[..., k] for k in range(4))
    seg, line, frame, rule = (places[..., k] for k in range(4))
    middle, centre = (y0 + y1) / 2, (x0 + x1) / 2
    gap_right, gap_left = second(x0) - first(x1), first(x0) - second(x1)
    dy = second(middle) - first(middle)
    low_x = xp.minimum(first(x1), second(x1)) - xp.maximum(first(x0), second(x0))
    low_y = xp.minimum(first(y1), second(y1)) - xp.maximum(first(y0), second(y0))
    narrow = xp.minimum(first(x1 - x0), second(x1 - x0)) + 1e-3
    flat = xp.minimum(first(y1 - y0), second(y1 - y0)) + 1e-3
    step = second(count) - first(count)
    same = [(first(v) == second(v)) & (first(v) >= 0) for v in (seg, line, frame, rule)]
    found = [
        xp.tanh(gap_right / 1.5),
        xp.tanh(gap_right / 12),
        xp.tanh(gap_left / 1.5),
        xp.tanh(gap_left / 12),
        xp.exp(-abs(second(x0) - first(x0))),
        xp.exp(-abs(second(x1) - first(x1))),
        xp.exp(-abs(second(centre) - first(centre))),
        xp.tanh(dy),
        xp.tanh(dy / 3),
        xp.tanh(dy / 12),
        xp.clip(low_x / narrow, -1, 1),
        xp.clip(low_y / flat, -1, 1),
        xp.tanh(second(y1 - y0) - first(y1 - y0)),
    ]
    flags = [*same, (step == 1) & same[0], (step == -1) & same[0], step == 0]
    like = found[0]
    return xp.stack([*found, *(f * (like * 0 + 1) for f in flags)], -1)
