"""How weights lie in ONNX files: small, named as in torch's state dicts, and computed with in float32.

Large matrices are int8 with one scale for each output channel and a DequantizeLinear behind each; what is not
quantised and not tiny is float16 with a Cast behind it. Both fold away when a runtime loads the file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

#: Elements from which a tensor is stored in half, and from which it is stored in a quarter of its size.
SMALLEST_HALVED, SMALLEST_QUANTISED = 64, 4096
Keep = Callable[[str], bool]
SCALE, WIDE = ".scale", ".float32"
#: Largest values that are tried as a channel's int8 limit, as shares of its largest weight.
LIMITS = tuple(np.linspace(0.75, 1.0, 11))


def quantised(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(int8 of the same shape, float32 scales [out]), each channel's scale the one with the least squared error."""
    rows = values.reshape(len(values), -1).astype(np.float32)
    largest = np.abs(rows).max(1).clip(1e-12)
    best, error = largest / 127, np.full(len(rows), np.inf, np.float32)
    for limit in LIMITS:
        scale = largest * limit / 127
        off = np.square(np.clip(np.rint(rows / scale[:, None]), -127, 127) * scale[:, None] - rows).sum(1)
        best, error = np.where(off < error, scale, best), np.minimum(off, error)
    steps = np.clip(np.rint(rows / best[:, None]), -127, 127).astype(np.int8)
    return steps.reshape(values.shape), best.astype(np.float32)


def shrink(model: onnx.ModelProto, in_half: Keep, prefix: str = "model.") -> None:
    """Stores the weights small; names lose the exporting wrapper's `prefix`."""
    nodes, added = [], []
    renamed: dict[str, str] = {}
    for tensor in model.graph.initializer:
        name = tensor.name.removeprefix(prefix)
        old, size = tensor.name, int(np.prod(tensor.dims))
        if tensor.data_type != TensorProto.FLOAT or not old.startswith(prefix) or size < SMALLEST_HALVED:
            tensor.name = renamed[old] = name
        elif not in_half(name) and len(tensor.dims) >= 2 and size >= SMALLEST_QUANTISED:
            steps, scales = quantised(numpy_helper.to_array(tensor))
            tensor.CopyFrom(numpy_helper.from_array(steps, name))
            added.append(numpy_helper.from_array(scales, name + SCALE))
            nodes.append(helper.make_node("DequantizeLinear", [name, name + SCALE], [name + WIDE], name=f"dequantise/{name}", axis=0))
            renamed[old] = name + WIDE
        else:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), name))
            nodes.append(helper.make_node("Cast", [name], [name + WIDE], name=f"cast/{name}", to=TensorProto.FLOAT))
            renamed[old] = name + WIDE
    model.graph.initializer.extend(added)
    for node in model.graph.node:
        for position, name in enumerate(node.input):
            node.input[position] = renamed.get(name, name)
    nodes += model.graph.node
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def everything(_: str) -> bool:
    """Nothing is quantised."""
    return True


def nothing(_: str) -> bool:
    """Whatever is large enough is quantised."""
    return False


def save(model: onnx.ModelProto, file: Path, in_half: Keep) -> None:
    """Writes a graph with its weights small; those that `in_half` names are float16, however large."""
    shrink(model, in_half)
    model.producer_name, model.producer_version = "taue-training", ""
    onnx.checker.check_model(model)
    file.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(file))


def read(file: Path) -> dict[str, Tensor]:
    """The torch-named weights of one shipped ONNX file, as float32."""
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(str(file)).graph.initializer}
    found: dict[str, Tensor] = {}
    for name, values in stored.items():
        if "." not in name or name.startswith(("/", "onnx::")) or name.endswith(SCALE):
            continue
        wide = values.astype(np.float32)
        if name + SCALE in stored:
            wide *= stored[name + SCALE].reshape(-1, *[1] * (values.ndim - 1))
        found[name] = torch.from_numpy(wide)
    return found
