"""What kind of paper a document is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

PaperKind = Literal["receipt", "invoice", "blank_form", "filled_form", "identity", "ticket", "letter", "table", "none"]
"""`letter`: also an article or any other running text. `none`: none of the others."""

KINDS: Final[tuple[PaperKind, ...]] = get_args(PaperKind)
SALES: Final[frozenset[PaperKind]] = frozenset({"receipt", "invoice"})
FORMS: Final[frozenset[PaperKind]] = frozenset({"blank_form", "filled_form"})
_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Judgement:
    """How likely each kind is; the chances add up to 1."""

    chances: Mapping[PaperKind, float] = field(default_factory=lambda: {"none": 1.0})

    @property
    def kind(self) -> PaperKind:
        """The likeliest."""
        return max(self.chances, key=lambda kind: self.chances[kind])

    @property
    def confidence(self) -> float:
        """The chance that `kind` is right, 0..1."""
        return self.chances[self.kind]

    @property
    def is_form(self) -> bool:
        """Whether it is likelier a form, blank or filled, than anything else."""
        return self.chance_of(FORMS) >= _LIKELY

    def chance_of(self, kinds: frozenset[PaperKind]) -> float:
        """That it is one of these, 0..1."""
        return sum(chance for kind, chance in self.chances.items() if kind in kinds)
