"""The parts of a diffusers pipeline as ONNX graphs, the UNet's cross-attention readable and steerable.

Nothing here imports diffusers: a part is whatever has its modules' names and its attention processors' interface.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnx.external_data_helper import convert_model_to_external_data
from torch import Tensor, nn

from graphs import LARGE, OPSET, SMALL, Axes, zero_biases

#: Layers of one resolution whose maps are averaged: more tell little more.
LAYERS_READ = 3
#: Bytes from which a weight lies beside the graph instead of in it.
SMALLEST_OUTSIDE = 1024


class Reading:
    """What attention layers read and write while the network runs, by the factor of their resolution."""

    def __init__(self) -> None:
        self.biases: dict[int, Tensor] = {}
        self.maps: dict[int, list[Tensor]] = {}


class ReadableAttention:
    """diffusers' attention as its processors compute it, with a bias on the scores and the weights kept.

    Without a `factor` nothing is added and nothing kept, as in attention of pixels to each other.
    """

    def __init__(self, reading: Reading, factor: int | None = None, kept: bool = False) -> None:
        self.reading, self.factor, self.kept = reading, factor, kept

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, attention_mask=None, temb=None, *_, **others):
        if attention_mask is not None:
            raise ValueError("An attention mask was given, which text-to-image does not have.")
        context = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        if encoder_hidden_states is not None and getattr(attn, "norm_cross", None):
            context = attn.norm_encoder_hidden_states(context)
        batch, pixels, _ = hidden_states.shape

        def heads(values: Tensor) -> Tensor:
            return values.view(batch, -1, attn.heads, values.shape[-1] // attn.heads).transpose(1, 2)

        q, k, v = heads(attn.to_q(hidden_states)), heads(attn.to_k(context)), heads(attn.to_v(context))
        if getattr(attn, "upcast_attention", False):
            q, k = q.float(), k.float()
        scores = (q * attn.scale) @ k.transpose(-1, -2)
        if self.factor is not None:
            scores = scores + self.reading.biases[self.factor][:, None].to(scores.dtype)
        weights = scores.softmax(-1)
        if self.factor is not None and self.kept:
            self.reading.maps.setdefault(self.factor, []).append(weights.float().mean(1))
        mixed = weights.to(v.dtype) @ v
        return attn.to_out[1](attn.to_out[0](mixed.transpose(1, 2).reshape(batch, pixels, -1)))


def factor_of(name: str, levels: int) -> int:
    """Latent cells along a side of one cell of the attention layer `name`."""
    block, index = name.split(".")[:2]
    if block == "down_blocks":
        return 2 ** int(index)
    return 2 ** (levels - 1 - (int(index) if block == "up_blocks" else 0))


def spread(items: Sequence[str], most: int) -> set[str]:
    """A few of many, evenly spread."""
    count = min(most, len(items))
    return {items[int((n + 0.5) * len(items) / count)] for n in range(count)}


def make_readable(unet: nn.Module, reading: Reading) -> list[int]:
    """Gives every transformer layer a processor; returns the factors with cross-attention, the finest first."""
    levels = len(unet.config["block_out_channels"])
    processors = dict(unet.attn_processors)
    layers: dict[int, list[str]] = {}
    for name in processors:
        if ".attn2." in name:
            layers.setdefault(factor_of(name, levels), []).append(name)
    kept = {name for names in layers.values() for name in spread(names, LAYERS_READ)}
    for name in processors:
        if ".attn2." in name:
            processors[name] = ReadableAttention(reading, factor_of(name, levels), name in kept)
        elif ".transformer_blocks." in name:
            processors[name] = ReadableAttention(reading)
    unet.set_attn_processor(processors)
    return sorted(layers)


def bias_name(factor: int) -> str:
    return f"attention_bias_{factor}"


def map_name(factor: int) -> str:
    return f"cross_attention_{factor}"


class NetworkGraph(nn.Module):
    """`inputs` names what comes after sample, timestep and text; then come the biases, the finest first."""

    def __init__(self, unet: nn.Module, inputs: Sequence[str]) -> None:
        super().__init__()
        self.unet, self.inputs, self.reading = unet, tuple(inputs), Reading()
        self.factors = make_readable(unet, self.reading)

    def forward(self, sample: Tensor, timestep: Tensor, text: Tensor, *rest: Tensor) -> tuple[Tensor, ...]:
        named = dict(zip(self.inputs, rest))
        self.reading.maps = {}
        self.reading.biases = dict(zip(self.factors, rest[len(self.inputs) :]))
        conditions = {name: named[name] for name in ("text_embeds", "time_ids") if name in named}
        (out,) = self.unet(
            sample,
            timestep,
            encoder_hidden_states=text,
            return_dict=False,
            **({"timestep_cond": named["timestep_cond"]} if "timestep_cond" in named else {}),
            **({"added_cond_kwargs": conditions} if conditions else {}),
        )
        return out, *(torch.stack(self.reading.maps[factor]).mean(0) for factor in self.factors)


class PromptGraph(nn.Module):
    """ids [B, T] -> last state, summary, and every layer's states from the embeddings on."""

    def __init__(self, encoder: nn.Module, summary: str) -> None:
        super().__init__()
        # The exporter writes the fused attention of float16 with scales of float32, which do not fit together.
        if hasattr(encoder, "set_attn_implementation"):
            encoder.set_attn_implementation("eager")
        self.encoder, self.summary = encoder, summary

    def forward(self, ids: Tensor) -> tuple[Tensor, ...]:
        found = self.encoder(input_ids=ids, output_hidden_states=True, return_dict=True)
        return found.last_hidden_state, getattr(found, self.summary), *found.hidden_states


class PictureGraph(nn.Module):
    """Latents [B, C, H/8, W/8] -> pictures [B, 3, H, W]."""

    def __init__(self, vae: nn.Module) -> None:
        super().__init__()
        self.vae, self.before = vae, getattr(vae, "post_quant_conv", None) or nn.Identity()

    def forward(self, latent: Tensor) -> Tensor:
        return self.vae.decoder(self.before(latent))


class LatentGraph(nn.Module):
    """Pictures [B, 3, H, W] -> mean and log-variance, stacked [B, 2C, H/8, W/8]."""

    def __init__(self, vae: nn.Module) -> None:
        super().__init__()
        self.vae, self.after = vae, getattr(vae, "quant_conv", None) or nn.Identity()

    def forward(self, picture: Tensor) -> Tensor:
        return self.after(self.vae.encoder(picture))


class Traced:
    """A graph with what it was traced on and what torch made of that."""

    def __init__(self, graph: nn.Module, inputs: tuple[Tensor, ...], names: list[str], outputs: list[str], axes: Axes) -> None:
        self.graph, self.inputs, self.names, self.outputs, self.axes = graph.eval(), inputs, names, outputs, axes

    @torch.no_grad()
    def expected(self) -> tuple[Tensor, ...]:
        found = self.graph(*self.inputs)
        return found if isinstance(found, tuple) else (found,)

    @torch.no_grad()
    def save(self, file: Path, scratch: Path, constants: Sequence[str] = ()) -> None:
        """Writes `file` with its weights beside it; inputs named in `constants` become zeros [1, 1, 1].

        `scratch` is an empty folder: beyond 2 GB the exporter leaves one file a weight there.
        """
        scratch.mkdir(parents=True)
        traced = scratch / "model.onnx"
        torch.onnx.export(
            self.graph,
            self.inputs,
            str(traced),
            input_names=self.names,
            output_names=self.outputs,
            dynamic_axes=self.axes,
            opset_version=OPSET,
            do_constant_folding=True,
            dynamo=False,
        )
        model = onnx.load(str(traced))
        zero_biases(model, constants)
        model.producer_name, model.producer_version = "taue-export", ""
        weights = file.with_name(file.name + "_data")
        convert_model_to_external_data(model, location=weights.name, size_threshold=SMALLEST_OUTSIDE, convert_attribute=False)
        file.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(model, str(file))


def prompt_graph(encoder: nn.Module, tokens: int, vocabulary: int, summary: str) -> Traced:
    layers = encoder.config.num_hidden_layers + 1
    states = ["last_hidden_state", summary, *(f"hidden_states.{n}" for n in range(layers))]
    axes: Axes = {name: {0: "batch"} for name in ("input_ids", *states)}
    ids = torch.randint(0, vocabulary, (2, tokens))
    return Traced(PromptGraph(encoder, summary), (ids,), ["input_ids"], states, axes)


def network_graph(unet: nn.Module, tokens: int, dtype: torch.dtype) -> Traced:
    """Sizes, batch and number of tokens are free."""
    config = unet.config
    # The smallest picture that every level has more than one cell of.
    side = 2 ** len(config["block_out_channels"])
    extras: dict[str, Tensor] = {}
    if config.get("addition_embed_type") == "text_time":
        pooled = config["projection_class_embeddings_input_dim"] - 6 * config["addition_time_embed_dim"]
        extras = {"text_embeds": torch.randn(2, pooled, dtype=dtype), "time_ids": torch.full((2, 6), 8.0 * side, dtype=dtype)}
    elif config.get("time_cond_proj_dim"):
        extras = {"timestep_cond": torch.randn(2, config["time_cond_proj_dim"], dtype=dtype)}
    graph = NetworkGraph(unet, list(extras))
    width = config["cross_attention_dim"]
    text = torch.randn(2, tokens, width if isinstance(width, int) else width[0], dtype=dtype)
    sample = torch.randn(2, config["in_channels"], side, side, dtype=dtype)
    biases = tuple(torch.zeros(2, (side // factor) ** 2, tokens) for factor in graph.factors)
    names = ["sample", "timestep", "encoder_hidden_states", *extras, *map(bias_name, graph.factors)]
    sizes = {0: "batch", 2: "height", 3: "width"}
    axes: Axes = {"sample": sizes, "out_sample": sizes, "timestep": {0: "steps"}, "encoder_hidden_states": {0: "batch", 1: "tokens"}}
    axes |= {name: {0: "batch"} for name in extras}
    for factor in graph.factors:
        axes[bias_name(factor)] = {n: f"{bias_name(factor)}_{axis}" for n, axis in enumerate(("batch", "pixels", "tokens"))}
        axes[map_name(factor)] = {0: "batch", 1: f"{map_name(factor)}_pixels", 2: "tokens"}
    inputs = (sample, torch.tensor([500.0]), text, *extras.values(), *biases)
    return Traced(graph, inputs, names, ["out_sample", *map(map_name, graph.factors)], axes)


def picture_graph(vae: nn.Module, dtype: torch.dtype) -> Traced:
    latent = torch.randn(1, vae.config["latent_channels"], 8, 8, dtype=dtype)
    return Traced(PictureGraph(vae), (latent,), ["latent_sample"], ["sample"], {"latent_sample": SMALL, "sample": LARGE})


def latent_graph(vae: nn.Module, dtype: torch.dtype) -> Traced:
    picture = torch.rand(1, 3, 64, 64).to(dtype) * 2 - 1
    return Traced(LatentGraph(vae), (picture,), ["sample"], ["latent_parameters"], {"sample": LARGE, "latent_parameters": SMALL})
