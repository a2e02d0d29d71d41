"""How one made form looks: its inks, the case of its labels, what it gives to write on, how much of it is filled in."""

from dataclasses import dataclass
from random import Random

from training.fonts import PAIRS, Family
from training.forms.paper import Ink

_PRINTED: tuple[Family, ...] = ("sans", "serif", "mono")
_TYPED: tuple[Family, ...] = ("mono", "sans", "serif")


@dataclass(frozen=True, slots=True)
class Style:
    """What is alike all over one form."""

    label: Ink
    heading: Ink
    answer: Ink
    small: Ink
    hand: Ink
    case: str
    tail: str
    space: str
    filled: float
    pitch: float
    by_hand: float
    tab: bool
    thick: float

    @staticmethod
    def made(rng: Random) -> "Style":
        """A style of its own for one form."""
        kind = rng.choices(_PRINTED, [5, 2, 3])[0]
        regular, bold = rng.choice(PAIRS[kind])
        typed = rng.choice(PAIRS[rng.choices(_TYPED, [6, 2, 1])[0]])[0]
        if rng.random() < 0.25:
            typed = regular
        size = rng.uniform(10.5, 15)
        name = bold if rng.random() < 0.3 else regular
        return Style(
            label=Ink(name, size),
            heading=Ink(bold if rng.random() < 0.75 else regular, size * rng.uniform(1, 1.45)),
            answer=Ink(typed, size * rng.uniform(0.88, 1.12)),
            small=Ink(name, max(8.5, size * rng.uniform(0.65, 0.85))),
            hand=Ink(rng.choice(PAIRS["hand"])[0], size * rng.uniform(1.2, 1.7)),
            case=rng.choices(["upper", "title", "as is", "lower"], [5, 4, 4, 0.4])[0],
            tail=rng.choices([":", "", " -", " :", "."], [6, 4, 0.3, 0.3, 0.1])[0],
            space=rng.choices(["rule", "none", "dots", "dashes", "underscores"], [7, 3.5, 0.5, 0.6, 1.0])[0],
            filled=rng.choices([1.0, 0.85, 0.6, 0.3, 0.0], [3, 4, 3, 1.5, 1])[0],
            pitch=size * rng.uniform(1.3, 2.5),
            by_hand=rng.choice([0, 0, 0, 0.1, 0.5]),
            tab=rng.random() < 0.45,
            thick=rng.choice([0.5, 1, 1, 1.5]),
        )
