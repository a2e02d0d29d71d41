"""The labels with their values, or blanks, that rules and the network find on a page, before one is chosen of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from docusnap.domain.page import enclosing
from docusnap.extraction.forms.labels import Label
from docusnap.extraction.forms.network import Reading
from docusnap.extraction.forms.pieces import Piece
from docusnap.extraction.forms.structure import Thing, linked, things_of
from docusnap.extraction.forms.tokens import Token, Tokens

_ASKING = ("label", "choice")
_LINKED = ((0.2, 0.5), (0.05, 0.35), (0.03, 0.12))
"""From which chance of a link on an answer is taken, of its likeliest label and of any; first the network's own."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label that was found, as `label`; which of the page's tokens make up its name and its value; who found it.

    `chance`: that it is right; `clues`: what speaks for and against that.
    """

    label: Label
    name: tuple[int, ...]
    value: tuple[int, ...]
    by_rules: bool
    by_network: bool
    options: tuple[int, ...] = ()
    chance: float = 0.0
    clues: tuple[float, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Nothing is written there."""
        return not self.label.value

    @property
    def said(self) -> str:
        """The value's text, "" of a blank."""
        return " ".join(p.text for p in self.label.value)


def candidates(tokens: Tokens, reading: Reading, rules: Sequence[Label]) -> list[Candidate]:
    """What rules and network find, and names of the one with values of the other; what is found twice is one."""
    by_rules = [c for c in (_of_rules(label, tokens) for label in rules if label.text) if c.name]
    things = things_of(tokens, reading)
    by_network = list(_of_network(things, reading))
    found: dict[tuple[tuple[int, ...], tuple[int, ...], bool], Candidate] = {}
    for c in (*by_rules, *by_network, *_crossed(by_rules, by_network)):
        key = (c.name, c.value, c.is_blank)
        same = found.get(key)
        found[key] = (
            replace(same, by_rules=same.by_rules or c.by_rules, by_network=same.by_network or c.by_network)
            if same
            else c
        )
    return list(found.values())


def _of_network(things: Sequence[Thing], reading: Reading) -> Iterator[Candidate]:
    """The labels with what certainly answers them, and with what perhaps does; the first is what the network says."""
    labels = [thing for thing in things if thing.kind in _ASKING]
    chances = linked(labels, things, reading)
    best = chances.max(axis=0, initial=0.0)
    answers = np.array([thing.kind == "answer" for thing in things], bool)
    others = np.array([thing.kind not in _ASKING for thing in things], bool)
    for label, own in zip(labels, chances, strict=True):
        name, members = _pieces(label.tokens), tuple(sorted(label.members))
        for n, (least, alone) in enumerate(_LINKED):
            taken = ((own >= alone) | ((own >= least) & (own == best))) & (own > 0) & (others if n else answers)
            chosen = [thing for thing, is_taken in zip(things, taken, strict=True) if is_taken]
            value = tuple(sorted(m for a in chosen for m in a.members))
            made = Label(name, False, None, [p for a in chosen for p in _pieces(a.tokens)])
            if made.text:
                yield Candidate(made, members, value, False, n == 0)


def _crossed(by_rules: Sequence[Candidate], by_network: Sequence[Candidate]) -> Iterator[Candidate]:
    """Where both found the label but cut it differently: the name of each with the value of the other."""
    for one in by_rules:
        for other in by_network:
            if one.name != other.name and other.by_network and set(one.name) & set(other.name):
                for a, b in ((one, other), (other, one)):
                    if b.value and not set(a.name) & set(b.value):
                        label = Label(a.label.pieces, a.label.sure, a.label.space, b.label.value)
                        yield Candidate(label, a.name, b.value, False, False)


def _of_rules(label: Label, tokens: Tokens) -> Candidate:
    name, value = (
        tuple(sorted({n for p in pieces for n in _members(p, tokens)})) for pieces in (label.pieces, label.value)
    )
    options = tuple(n for p in label.options for n in _members(p, tokens))
    return Candidate(label, name, value, True, False, options)


def _members(piece: Piece, tokens: Tokens) -> list[int]:
    """The words of a piece."""
    x0, y0, x1, y1 = piece.box
    return [
        n
        for n, t in enumerate(tokens.tokens)
        if t.mark is None
        and t.line == piece.line
        and x0 - 1 <= (t.box[0] + t.box[2]) / 2 <= x1 + 1
        and y0 - 1 <= (t.box[1] + t.box[3]) / 2 <= y1 + 1
    ]


def _pieces(tokens: Sequence[Token]) -> list[Piece]:
    """One for each line that the words stand on."""
    lines: dict[str, list[Token]] = {}
    for token in tokens:
        lines.setdefault(token.line, []).append(token)
    found = []
    for line, words in lines.items():
        text = ""
        for word in words:
            text += word.text if word.joined or not text else f" {word.text}"
        found.append(Piece(text, enclosing([w.box for w in words]), line))
    return found
