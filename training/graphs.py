"""The networks as ONNX graphs, with the inputs and outputs of Stable Diffusion's exports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from autoencoder import LATENT_CHANNELS, Decoder, Encoder
from text_encoder import TEXT_WIDTH, TextEncoder
from unet import UNet

OPSET = 17
BIAS_NAMES = ("attention_bias_16", "attention_bias_8")
MAP_NAMES = ("cross_attention_16", "cross_attention_8")


class TextGraph(nn.Module):
    """ids [B, T] -> states [B, T, 256] and the state at the first end mark [B, 256]."""

    def __init__(self, model: TextEncoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        states = self.model(ids)
        end = ids.argmax(-1)
        return states, states.gather(1, end[:, None, None].expand(-1, 1, TEXT_WIDTH))[:, 0]


class UNetGraph(nn.Module):
    """The UNet with attention biases as inputs and averaged cross-attention maps as outputs."""

    def __init__(self, model: UNet) -> None:
        super().__init__()
        self.model = model

    def forward(self, sample: Tensor, timestep: Tensor, text: Tensor, bias16: Tensor, bias8: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        maps: dict[int, list[Tensor]] = {}
        out = self.model(sample, timestep, text, {16: bias16, 8: bias8}, maps)
        return out, torch.stack(maps[16]).mean(0), torch.stack(maps[8]).mean(0)


class DecoderGraph(nn.Module):
    """Latents [B, 8, H/16, W/16] -> pictures [B, 3, H, W]."""

    def __init__(self, model: Decoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, latent: Tensor) -> Tensor:
        return self.model(latent)


class EncoderGraph(nn.Module):
    """Pictures [B, 3, H, W] -> mean and log-variance, stacked [B, 16, H/16, W/16]."""

    def __init__(self, model: Encoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, picture: Tensor) -> Tensor:
        return torch.cat(self.model(picture), 1)


Axes = dict[str, dict[int, str]]


def make_distinct(module: nn.Module) -> None:
    """Moves parameters that equal another one by the least that float32 can tell.

    The exporter merges equal ones and keeps one of their names; in a network that has learned nothing many are all ones.
    """
    seen: set[bytes] = set()
    for parameter in module.parameters():
        while (key := parameter.detach().numpy().tobytes()) in seen:
            parameter.data = torch.nextafter(parameter.data, torch.full_like(parameter, torch.inf))
        seen.add(key)


def to_onnx(graph: nn.Module, inputs: tuple[Tensor, ...], file: Path, names: list[str], outputs: list[str], axes: Axes) -> onnx.ModelProto:
    """Exports by tracing; `file` is left behind."""
    file.parent.mkdir(parents=True, exist_ok=True)
    graph = graph.eval().float()
    make_distinct(graph)
    with torch.no_grad():
        torch.onnx.export(
            graph,
            inputs,
            str(file),
            input_names=names,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
            do_constant_folding=False,
            dynamo=False,
        )
    return onnx.load(str(file))


def zero_biases(model: onnx.ModelProto, names: Sequence[str] = BIAS_NAMES) -> None:
    """Turns the bias inputs into initializers of zeros [1, 1, 1], so that the graph asks for SD's inputs only."""
    kept = [value for value in model.graph.input if value.name not in names]
    del model.graph.input[:]
    model.graph.input.extend(kept)
    for name in names:
        model.graph.initializer.append(numpy_helper.from_array(np.zeros((1, 1, 1), np.float32), name))


def text_graph(model: TextEncoder, ids: Tensor, file: Path) -> onnx.ModelProto:
    """`ids` [B, T] is an example."""
    states, pooled = "last_hidden_state", "pooler_output"
    both = {0: "batch", 1: "tokens"}
    return to_onnx(TextGraph(model), (ids,), file, ["input_ids"], [states, pooled], {"input_ids": both, states: both, pooled: {0: "batch"}})


def unet_graph(model: UNet, file: Path) -> onnx.ModelProto:
    """Sizes, batch and number of tokens are free."""
    inputs = (
        torch.randn(2, LATENT_CHANNELS, 32, 32),
        torch.tensor([500.0, 500.0]),
        torch.randn(2, 77, TEXT_WIDTH),
        torch.zeros(2, 256, 77),
        torch.zeros(2, 64, 77),
    )
    sizes = {0: "batch", 2: "height", 3: "width"}
    axes: Axes = {"sample": sizes, "out_sample": sizes, "timestep": {0: "steps"}, "encoder_hidden_states": {0: "batch", 1: "tokens"}}
    axes |= {name: {0: f"{name}_batch", 1: f"{name}_pixels", 2: f"{name}_tokens"} for name in BIAS_NAMES}
    axes |= {name: {0: "batch", 1: f"{name}_pixels", 2: "tokens"} for name in MAP_NAMES}
    graph = to_onnx(UNetGraph(model), inputs, file, ["sample", "timestep", "encoder_hidden_states", *BIAS_NAMES], ["out_sample", *MAP_NAMES], axes)
    zero_biases(graph)
    return graph


LARGE, SMALL = {0: "batch", 2: "height", 3: "width"}, {0: "batch", 2: "latent_height", 3: "latent_width"}


def decoder_graph(model: Decoder, file: Path) -> onnx.ModelProto:
    example = (torch.randn(2, LATENT_CHANNELS, 32, 32),)
    return to_onnx(DecoderGraph(model), example, file, ["latent_sample"], ["sample"], {"latent_sample": SMALL, "sample": LARGE})


def encoder_graph(model: Encoder, file: Path) -> onnx.ModelProto:
    example = (torch.randn(2, 3, 512, 512),)
    return to_onnx(EncoderGraph(model), example, file, ["sample"], ["latent_parameters"], {"sample": LARGE, "latent_parameters": SMALL})
