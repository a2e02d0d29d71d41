"""The wheel's recognition model, its last layer cut to the characters that papers in latin letters use.

The last layer scores 18,710 characters at every step along a line, nearly all of them Chinese: much of the work, and
megabytes of output. The cut model scores those below U+2C60 and gives out the best of each step only. The whole layer
becomes a model of its own, for lines that show other characters; it goes on from the cut model's features.

An ONNX file is protobuf: what is read or changed of it is declared here, and all else stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from numpy.typing import NDArray

FIRST_LEFT_OUT = "\u2c60"
"""From here on: Chinese, Japanese, full-width and emoji."""
PICTURE, FEATURES = "x", "features"
SCORES = ("best", "probability", "logit")
"""At each step: the index of the best character, its probability, and its score before the softmax."""

_FLOAT, _INT = 1, 2
_FIELDS = {
    "Model": "7 graph Graph, 14 metadata Entry*",
    "Entry": "1 key string, 2 value string",
    "Graph": "1 node Node*, 5 initializer Tensor*, 11 input Value*, 12 output Value*",
    "Node": "1 input string*, 2 output string*, 4 operator string, 5 attribute Attribute*",
    "Attribute": "1 name string, 3 i int64, 8 ints int64*, 20 type int32",
    "Tensor": "1 dims int64*, 2 data_type int32, 8 name string, 9 raw_data bytes",
    "Value": "1 name string, 2 type Type",
    "Type": "1 tensor TensorType",
    "TensorType": "1 element int32, 2 shape bytes",
}
"""Of onnx.proto: number, name and type of each field; `*` where it is repeated."""


@dataclass(frozen=True, slots=True, eq=False)
class RecognitionModel:
    """Two models as ONNX Runtime loads them, and the characters that they tell apart."""

    cut: bytes = field(repr=False)
    """Takes `PICTURE`, gives `FEATURES` and, of the kept characters, `SCORES`."""
    kept: NDArray[np.intp]
    """For each character of the cut model, its index in `characters`."""
    whole_layer: bytes = field(repr=False)
    """Takes `FEATURES`, gives `SCORES` of all characters."""
    characters: tuple[str, ...]
    """The first is the blank, an empty text."""


@dataclass(frozen=True, slots=True, eq=False)
class _LastLayer:
    features: str
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


def load(path: Path) -> RecognitionModel:
    """The models made of the wheel's file; raises ValueError when that does not end as expected."""
    model = _parsed(path.read_bytes())
    layer = _taken_off(model.graph)
    metadata = {entry.key: entry.value for entry in model.metadata}
    characters = ("", *metadata["character"].splitlines(), " ")
    kept = np.array([i for i, character in enumerate(characters) if character < FIRST_LEFT_OUT])
    del model.metadata[:]
    _add_node(model.graph, "Identity", [layer.features], FEATURES)
    del model.graph.output[:]
    model.graph.output.add(name=FEATURES)
    _add_layer(model.graph, layer.weights[:, kept], layer.bias[kept])
    cut = model.SerializeToString()

    del model.graph.node[:], model.graph.initializer[:], model.graph.output[:]
    (taken,) = model.graph.input
    taken.name = FEATURES
    taken.type.tensor.ClearField("shape")
    _add_layer(model.graph, layer.weights, layer.bias)
    return RecognitionModel(cut, kept, model.SerializeToString(), characters)


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
    bias, weights = (np.frombuffer(tensors[n].raw_data, np.float32).reshape(*tensors[n].dims) for n in names)
    layer = _LastLayer(last[-1].input[0], weights, bias)
    del graph.node[-len(last) :]
    for name in names:
        graph.initializer.remove(tensors[name])
    return layer


def _add_layer(graph: Any, weights: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
    """The layer at the graph's end, with `SCORES` instead of the probabilities of all characters."""
    for name, values in (("weights", weights), ("bias", bias)):
        graph.initializer.add(name=name, dims=values.shape, data_type=_FLOAT, raw_data=values.tobytes())
    _add_node(graph, "MatMul", [FEATURES, "weights"], "products")
    _add_node(graph, "Add", ["products", "bias"], "logits")
    _add_node(graph, "Softmax", ["logits"], "probabilities", axis=2)
    best, probability, logit = SCORES
    _add_node(graph, "ArgMax", ["logits"], best, axis=2, keepdims=0)
    _add_node(graph, "ReduceMax", ["probabilities"], probability, axes=2, keepdims=0)
    _add_node(graph, "ReduceMax", ["logits"], logit, axes=2, keepdims=0)
    for name in SCORES:
        graph.output.add(name=name)


def _add_node(graph: Any, operator: str, inputs: list[str], output: str, **attributes: int) -> None:
    node = graph.node.add(operator=operator, input=inputs, output=[output])
    for name, value in attributes.items():
        if name == "axes":
            node.attribute.add(name=name, ints=[value], type=7)
        else:
            node.attribute.add(name=name, i=value, type=_INT)


def _parsed(content: bytes) -> Any:
    return _message_class(_FIELDS, "Model").FromString(content)


def _message_class(fields: Mapping[str, str], name: str) -> Any:
    """A message that reads and writes the fields, and carries along those that are not declared."""
    file = descriptor_pb2.FileDescriptorProto(name="onnx_part.proto", package="part")
    kinds = descriptor_pb2.FieldDescriptorProto
    for declared_name, declared in fields.items():
        described = file.message_type.add(name=declared_name)
        for entry in declared.split(", "):
            number, field_name, kind = entry.split()
            label = kinds.LABEL_REPEATED if kind.endswith("*") else kinds.LABEL_OPTIONAL
            made = described.field.add(name=field_name, number=int(number), label=label)
            kind = kind.rstrip("*")
            if kind in fields:
                made.type, made.type_name = kinds.TYPE_MESSAGE, f".part.{kind}"
            else:
                made.type = getattr(kinds, f"TYPE_{kind.upper()}")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"part.{name}"))
