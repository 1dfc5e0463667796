"""A UNet and an autoencoder with the module names and interfaces of diffusers', which need not be installed.

`UNet` computes what diffusers' UNet2DConditionModel does for the models of test/fixtures/conformance, whose graphs diffusers
made: `restore` gives it their weights, so that both can be compared.
"""

from __future__ import annotations

import math
import re

import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from torch import Tensor, nn


class Processor:
    """What a layer computes unless it is given another processor."""

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, attention_mask=None, temb=None):
        context = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        split = lambda values: values.unflatten(-1, (attn.heads, -1)).transpose(1, 2)
        mixed = F.scaled_dot_product_attention(split(attn.to_q(hidden_states)), split(attn.to_k(context)), split(attn.to_v(context)))
        return attn.to_out[1](attn.to_out[0](mixed.transpose(1, 2).flatten(2)))


class Attention(nn.Module):
    def __init__(self, width: int, context: int, heads: int) -> None:
        super().__init__()
        self.heads, self.scale, self.upcast_attention, self.norm_cross = heads, (width // heads) ** -0.5, False, None
        self.to_q, self.to_k, self.to_v = nn.Linear(width, width, bias=False), nn.Linear(context, width, bias=False), nn.Linear(context, width, bias=False)
        self.to_out = nn.ModuleList([nn.Linear(width, width), nn.Dropout(0.0)])
        self.processor = Processor()

    def forward(self, hidden_states: Tensor, encoder_hidden_states: Tensor | None = None) -> Tensor:
        return self.processor(self, hidden_states, encoder_hidden_states=encoder_hidden_states, attention_mask=None)


class Gated(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.proj = nn.Linear(width, 8 * width)

    def forward(self, x: Tensor) -> Tensor:
        values, gate = self.proj(x).chunk(2, -1)
        return values * F.gelu(gate)


class FeedForward(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.net = nn.ModuleList([Gated(width), nn.Dropout(0.0), nn.Linear(4 * width, width)])

    def forward(self, x: Tensor) -> Tensor:
        return self.net[2](self.net[0](x))


class TransformerBlock(nn.Module):
    def __init__(self, width: int, context: int, heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(width), nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn1, self.attn2, self.ff = Attention(width, width, heads), Attention(width, context, heads), FeedForward(width)

    def forward(self, x: Tensor, text: Tensor) -> Tensor:
        x = x + self.attn1(self.norm1(x))
        x = x + self.attn2(self.norm2(x), encoder_hidden_states=text)
        return x + self.ff(self.norm3(x))


class Transformer(nn.Module):
    def __init__(self, width: int, context: int, heads: int, layers: int, groups: int, linear: bool) -> None:
        super().__init__()
        project = (lambda: nn.Linear(width, width)) if linear else (lambda: nn.Conv2d(width, width, 1))
        self.linear, self.norm = linear, nn.GroupNorm(groups, width, eps=1e-6)
        self.proj_in, self.proj_out = project(), project()
        self.transformer_blocks = nn.ModuleList(TransformerBlock(width, context, heads) for _ in range(layers))

    def forward(self, x: Tensor, text: Tensor) -> Tensor:
        h = self.norm(x)
        h = self.proj_in(h.permute(0, 2, 3, 1).flatten(1, 2)) if self.linear else self.proj_in(h).permute(0, 2, 3, 1).flatten(1, 2)
        for block in self.transformer_blocks:
            h = block(h, text)
        grid = lambda values: values.unflatten(1, x.shape[2:]).permute(0, 3, 1, 2)
        return x + (grid(self.proj_out(h)) if self.linear else self.proj_out(grid(h)))


class Residual(nn.Module):
    def __init__(self, inside: int, out: int, time: int, groups: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(groups, inside), nn.GroupNorm(groups, out)
        self.conv1, self.conv2 = nn.Conv2d(inside, out, 3, padding=1), nn.Conv2d(out, out, 3, padding=1)
        self.time_emb_proj = nn.Linear(time, out)
        if inside != out:
            self.conv_shortcut = nn.Conv2d(inside, out, 1)

    def forward(self, x: Tensor, time: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x))) + self.time_emb_proj(F.silu(time))[:, :, None, None]
        return (self.conv_shortcut(x) if hasattr(self, "conv_shortcut") else x) + self.conv2(F.silu(self.norm2(h)))


class Resample(nn.Module):
    def __init__(self, width: int, stride: int) -> None:
        super().__init__()
        self.stride, self.conv = stride, nn.Conv2d(width, width, 3, stride=stride, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x if self.stride > 1 else F.interpolate(x, scale_factor=2.0, mode="nearest"))


class Embedding(nn.Module):
    def __init__(self, inside: int, out: int) -> None:
        super().__init__()
        self.linear_1, self.linear_2 = nn.Linear(inside, out), nn.Linear(out, out)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear_2(F.silu(self.linear_1(x)))


class Block(nn.Module):
    """A level on the way down or up, or the middle: `hears` where its kind has attention."""

    def __init__(self, widths: list[tuple[int, int]], time: int, config: dict, level: int, hears: bool) -> None:
        super().__init__()
        groups, out = config["norm_num_groups"], widths[0][1]
        at = lambda value: value[level] if isinstance(value, list) else value
        self.resnets = nn.ModuleList(Residual(inside, out, time, groups) for inside, out in widths)
        if hears:
            heads, layers = at(config["attention_head_dim"]), at(config["transformer_layers_per_block"])
            count = len(widths) - (level == -1)
            self.attentions = nn.ModuleList(
                Transformer(out, config["cross_attention_dim"], heads, layers, groups, config["use_linear_projection"]) for _ in range(count)
            )


class UNet(nn.Module):
    def __init__(self, config: dict) -> None:
        super().__init__()
        self.config = config
        widths, layers = config["block_out_channels"], config["layers_per_block"]
        time, last = 4 * widths[0], len(widths) - 1
        self.conv_in = nn.Conv2d(config["in_channels"], widths[0], 3, padding=1)
        self.time_embedding = Embedding(widths[0], time)
        if config["addition_embed_type"] == "text_time":
            self.add_embedding = Embedding(config["projection_class_embeddings_input_dim"], time)
        self.down_blocks, skips = nn.ModuleList(), [widths[0]]
        for level, (kind, width) in enumerate(zip(config["down_block_types"], widths)):
            before = widths[max(0, level - 1)]
            block = Block([(before if n == 0 else width, width) for n in range(layers)], time, config, level, kind.startswith("Cross"))
            skips += [width] * layers
            if level < last:
                block.downsamplers = nn.ModuleList([Resample(width, 2)])
                skips.append(width)
            self.down_blocks.append(block)
        self.mid_block = Block([(widths[-1], widths[-1])] * 2, time, config, -1, True)
        self.up_blocks, before = nn.ModuleList(), widths[-1]
        for index, kind in enumerate(config["up_block_types"]):
            width = widths[last - index]
            pairs = [((before if n == 0 else width) + skips.pop(), width) for n in range(layers + 1)]
            block = Block(pairs, time, config, last - index, kind.startswith("Cross"))
            if index < last:
                block.upsamplers = nn.ModuleList([Resample(width, 1)])
            self.up_blocks.append(block)
            before = width
        self.conv_norm_out = nn.GroupNorm(config["norm_num_groups"], widths[0])
        self.conv_out = nn.Conv2d(widths[0], config["out_channels"], 3, padding=1)

    @property
    def attn_processors(self) -> dict[str, object]:
        return {f"{name}.processor": layer.processor for name, layer in self.named_modules() if isinstance(layer, Attention)}

    def set_attn_processor(self, processors: dict[str, object]) -> None:
        for name, layer in self.named_modules():
            if isinstance(layer, Attention):
                layer.processor = processors[f"{name}.processor"]

    def forward(self, sample, timestep, encoder_hidden_states, timestep_cond=None, added_cond_kwargs=None, return_dict=True):
        time = self.time_embedding(waves(timestep.expand(sample.shape[0]), self.config["block_out_channels"][0]).to(sample.dtype))
        if added_cond_kwargs is not None:
            sizes = waves(added_cond_kwargs["time_ids"].flatten(), self.config["addition_time_embed_dim"]).reshape(sample.shape[0], -1)
            time = time + self.add_embedding(torch.cat([added_cond_kwargs["text_embeds"], sizes.to(sample.dtype)], -1))
        text, x = encoder_hidden_states, self.conv_in(sample)
        skips = [x]
        for block in self.down_blocks:
            for n, residual in enumerate(block.resnets):
                x = residual(x, time)
                x = block.attentions[n](x, text) if hasattr(block, "attentions") else x
                skips.append(x)
            if hasattr(block, "downsamplers"):
                x = block.downsamplers[0](x)
                skips.append(x)
        x = self.mid_block.resnets[0](x, time)
        x = self.mid_block.resnets[1](self.mid_block.attentions[0](x, text), time)
        for block in self.up_blocks:
            for n, residual in enumerate(block.resnets):
                x = residual(torch.cat([x, skips.pop()], 1), time)
                x = block.attentions[n](x, text) if hasattr(block, "attentions") else x
            x = block.upsamplers[0](x) if hasattr(block, "upsamplers") else x
        return (self.conv_out(F.silu(self.conv_norm_out(x))),)


def waves(values: Tensor, width: int) -> Tensor:
    angles = values[:, None].float() * torch.exp(-math.log(10000) * torch.arange(width // 2) / (width // 2))
    return torch.cat([angles.cos(), angles.sin()], -1)


def restore(unet: UNet, graph: onnx.GraphProto) -> None:
    """Gives the network the weights of a graph that diffusers' own network was exported to, by name or by their node's."""
    stored = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer}
    # Equal weights are stored once.
    stored |= {node.output[0]: stored[node.input[0]] for node in graph.node if node.op_type == "Identity" and node.input[0] in stored}
    wanted, found = unet.state_dict(), {name.removeprefix("u."): values for name, values in stored.items()}
    for node in graph.node:
        weight = next((stored[name] for name in node.input if name in stored), None)
        module = re.sub(r"/[^/]+$", "", node.name.removeprefix("/u/")).replace("/", ".")
        if weight is None:
            continue
        if node.op_type == "MatMul":
            found[f"{module}.weight"] = weight.T
        elif node.op_type in ("Mul", "Add") and f"{module}.weight" in wanted:
            found.setdefault(f"{module}.{'weight' if node.op_type == 'Mul' else 'bias'}", weight.flatten())
    unet.load_state_dict({name: found[name].reshape(values.shape).contiguous() for name, values in wanted.items()})


class Autoencoder(nn.Module):
    """The ports of AutoencoderKL; what is between them is two convolutions."""

    def __init__(self, config: dict) -> None:
        super().__init__()
        self.config = config
        depth, scale = config["latent_channels"], 2 ** (len(config["block_out_channels"]) - 1)
        self.encoder = nn.Conv2d(3, 2 * depth, scale, stride=scale)
        self.decoder = nn.Sequential(nn.Upsample(scale_factor=float(scale)), nn.Conv2d(depth, 3, 3, padding=1))
        self.quant_conv, self.post_quant_conv = nn.Conv2d(2 * depth, 2 * depth, 1), nn.Conv2d(depth, depth, 1)
