"""An ONNX file read, changed and written by its protobuf alone, as the package `onnx` is not needed for anything else.

What is read or changed of the format is declared here; all else stays as it is.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from numpy.typing import NDArray

TINY = 1e-30
"""Weights nearer to 0 are taken as 0, which no result shows. Training left a tenth of the detection model's as small as
1e-45, and a processor takes a hundred times longer to multiply such numbers: detection took three times as long."""

_FLOAT = 1
_INT, _INTS = 2, 7
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


def read(path: Path) -> Any:
    """The model, its weights without those that are `TINY`."""
    model = _message_class(_FIELDS, "Model").FromString(path.read_bytes())
    for tensor in model.graph.initializer:
        if tensor.data_type == _FLOAT:
            weights = values(tensor)
            if (tiny := (weights != 0) & (np.abs(weights) < TINY)).any():
                tensor.raw_data = np.where(tiny, np.float32(0), weights).tobytes()
    return model


def values(tensor: Any) -> NDArray[np.float32]:
    """The numbers of a tensor of floats."""
    return np.frombuffer(tensor.raw_data, np.float32).reshape(tuple(tensor.dims))


def add_tensor(graph: Any, name: str, content: NDArray[np.float32]) -> None:
    """A constant."""
    graph.initializer.add(name=name, dims=content.shape, data_type=_FLOAT, raw_data=content.tobytes())


def add_node(graph: Any, operator: str, inputs: list[str], output: str, **attributes: int | list[int]) -> None:
    """A step, after those that are there."""
    node = graph.node.add(operator=operator, input=inputs, output=[output])
    for name, value in attributes.items():
        if isinstance(value, int):
            node.attribute.add(name=name, i=value, type=_INT)
        else:
            node.attribute.add(name=name, ints=value, type=_INTS)


def _message_class(fields: Mapping[str, str], name: str) -> Any:
    """A message that reads and writes the fields, and carries along those that are not declared."""
    file = descriptor_pb2.FileDescriptorProto(name="part_of_onnx.proto", package="part")
    kinds = descriptor_pb2.FieldDescriptorProto
    for message, declared in fields.items():
        described = file.message_type.add(name=message)
        for entry in declared.split(", "):
            number, field, kind = entry.split()
            label = kinds.LABEL_REPEATED if kind.endswith("*") else kinds.LABEL_OPTIONAL
            made = described.field.add(name=field, number=int(number), label=label)
            kind = kind.rstrip("*")
            if kind in fields:
                made.type, made.type_name = kinds.TYPE_MESSAGE, f".part.{kind}"
            else:
                made.type = getattr(kinds, f"TYPE_{kind.upper()}")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"part.{name}"))
