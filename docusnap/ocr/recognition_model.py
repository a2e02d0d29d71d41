"""The wheel's recognition model, its last layer cut to the characters that papers in latin letters use.

The last layer scores 18,710 characters at every step along a line, nearly all of them Chinese: much of the work, and
megabytes of output. The cut model scores those below U+2C60 and gives out the best of each step only. The whole layer
becomes a model of its own, for lines that show other characters; it goes on from the cut model's features.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from docusnap.ocr import model_file
from docusnap.ocr.model_file import add_node, add_tensor

FIRST_LEFT_OUT = "\u2c60"
"""From here on: Chinese, Japanese, full-width and emoji."""
PICTURE, FEATURES = "x", "features"
SCORES = ("best", "probability", "logit")
"""At each step: the index of the best character, its probability, and its score before the softmax."""


@dataclass(frozen=True, slots=True, eq=False)
class RecognitionModel:
    """Two models as ONNX Runtime loads them, and the characters that they tell apart."""

    cut: bytes = field(repr=False)
    """Takes `PICTURE`, gives `FEATURES` and, of the kept characters, `SCORES`."""
    kept: NDArray[np.intp]
    """For each character of the cut model, its index in `characters`."""
    whole_layer: bytes = field(repr=False)
    """Takes `FEATURES`, gives `SCORES` of all characters."""
    features: int
    """How many stand for one step."""
    characters: tuple[str, ...] = field(repr=False)
    """The first is the blank, an empty text."""


@dataclass(frozen=True, slots=True, eq=False)
class _LastLayer:
    features: str
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


def load(path: Path) -> RecognitionModel:
    """The models made of the wheel's file; raises ValueError when that does not end as expected."""
    model = model_file.read(path)
    layer = _taken_off(model.graph)
    metadata = {entry.key: entry.value for entry in model.metadata}
    characters = ("", *metadata["character"].splitlines(), " ")
    kept = np.array([i for i, character in enumerate(characters) if character < FIRST_LEFT_OUT])
    del model.metadata[:], model.graph.output[:]
    add_node(model.graph, "Identity", [layer.features], FEATURES)
    model.graph.output.add(name=FEATURES)
    _add_layer(model.graph, layer.weights[:, kept], layer.bias[kept])
    cut = model.SerializeToString()

    del model.graph.node[:], model.graph.initializer[:], model.graph.output[:]
    (taken,) = model.graph.input
    taken.name = FEATURES
    taken.type.tensor.ClearField("shape")
    _add_layer(model.graph, layer.weights, layer.bias)
    return RecognitionModel(cut, kept, model.SerializeToString(), len(layer.weights), characters)


def _taken_off(graph: Any) -> _LastLayer:
    """The layer at the graph's end, which loses it: matrix product, bias, softmax."""
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    names, last = [], []
    for node in reversed(graph.node):
        last.append(node)
        names += [name for name in node.input if name in tensors]
        if node.operator == "MatMul":
            break
    if [n.operator for n in last if n.operator != "Identity"] != ["Softmax", "Add", "MatMul"] or len(names) != 2:
        raise ValueError("The recognition model of the installed rapidocr does not end in one dense layer.")
    bias, weights = (model_file.values(tensors[name]) for name in names)
    layer = _LastLayer(last[-1].input[0], weights, bias)
    del graph.node[-len(last) :]
    for name in names:
        graph.initializer.remove(tensors[name])
    return layer


def _add_layer(graph: Any, weights: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
    """The layer at the graph's end, with `SCORES` instead of the probabilities of all characters."""
    add_tensor(graph, "weights", weights)
    add_tensor(graph, "bias", bias)
    add_node(graph, "MatMul", [FEATURES, "weights"], "products")
    add_node(graph, "Add", ["products", "bias"], "logits")
    add_node(graph, "Softmax", ["logits"], "probabilities", axis=2)
    best, probability, logit = SCORES
    add_node(graph, "ArgMax", ["logits"], best, axis=2, keepdims=0)
    add_node(graph, "ReduceMax", ["probabilities"], probability, axes=[2], keepdims=0)
    add_node(graph, "ReduceMax", ["logits"], logit, axes=[2], keepdims=0)
    for name in SCORES:
        graph.output.add(name=name)
