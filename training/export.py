"""Writes models/nae from the checkpoints, in the diffusers/ONNX layout: `python training/export.py`.

Weights are stored as float16 with a Cast to float32 behind each, named as in torch's state dicts, so
that files are small, runtimes compute in float32, and training can go on from what is shipped.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from diffusion import BETA_END, BETA_START, TRAIN_STEPS
from latents import load_autoencoder
from paths import MODELS, WORK
from text_encoder import HEADS, LAYERS, MAX_LENGTH, WIDTH, TextEncoder
from tokenizer import END, START, Tokenizer
from train_unet import Generator
from unet import CHANNELS, HEAD_WIDTH, UNet
from words import write_words

OPSET = 17
SAMPLE_SIZE_PX = 256
LATENT_SIZE = 32
SMALLEST_HALVED = 64
#: What a picture is drawn with unless its line says otherwise: about a second on two cores (docs/method.md).
DEFAULTS = {"scheduler": "dpmpp-2m", "steps": 12, "guidance": 5, "crop": 0.83, "transplant": 0.83}
BIAS_NAMES = ("attention_bias_16", "attention_bias_8")
MAP_NAMES = ("cross_attention_16", "cross_attention_8")


class TextGraph(nn.Module):
    """ids [B, T] -> states [B, T, 192] and the state at the first end mark [B, 192]."""

    def __init__(self, model: TextEncoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        states = self.model(ids)
        end = ids.argmax(-1)
        return states, states.gather(1, end[:, None, None].expand(-1, 1, WIDTH))[:, 0]


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
    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, latent: Tensor) -> Tensor:
        return self.model(latent)


class EncoderGraph(nn.Module):
    """Mean and log-variance, stacked [B, 8, H/8, W/8]."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, picture: Tensor) -> Tensor:
        return torch.cat(self.model(picture), 1)


def to_onnx(graph: nn.Module, inputs: tuple[Tensor, ...], file: Path, names: list[str], outputs: list[str], axes: dict[str, dict[int, str]]) -> onnx.ModelProto:
    file.parent.mkdir(parents=True, exist_ok=True)
    graph = graph.eval().float()
    with torch.no_grad():
        torch.onnx.export(graph, inputs, str(file), input_names=names, output_names=outputs, dynamic_axes=axes, opset_version=OPSET, do_constant_folding=False, dynamo=False)
    return onnx.load(str(file))


def halve(model: onnx.ModelProto) -> None:
    """Stores large float32 initializers as float16 with a Cast behind each; names lose the wrapper's prefix."""
    casts = []
    renamed: dict[str, str] = {}
    for tensor in model.graph.initializer:
        name = tensor.name.removeprefix("model.")
        if tensor.data_type == TensorProto.FLOAT and np.prod(tensor.dims) >= SMALLEST_HALVED and tensor.name.startswith("model."):
            values = numpy_helper.to_array(tensor).astype(np.float16)
            renamed[tensor.name] = f"{name}.float32"
            tensor.CopyFrom(numpy_helper.from_array(values, name))
            casts.append(helper.make_node("Cast", [name], [f"{name}.float32"], name=f"cast/{name}", to=TensorProto.FLOAT))
        elif name != tensor.name:
            renamed[tensor.name] = name
            tensor.name = name
    for node in model.graph.node:
        for position, name in enumerate(node.input):
            node.input[position] = renamed.get(name, name)
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def zero_biases(model: onnx.ModelProto) -> None:
    """Turns the bias inputs into initializers of zeros [1, 1, 1], so that the graph asks for SD's inputs only."""
    kept = [value for value in model.graph.input if value.name not in BIAS_NAMES]
    del model.graph.input[:]
    model.graph.input.extend(kept)
    for name in BIAS_NAMES:
        model.graph.initializer.append(numpy_helper.from_array(np.zeros((1, 1, 1), np.float32), name))


def save(model: onnx.ModelProto, file: Path) -> None:
    halve(model)
    model.producer_name = "taue-training"
    model.producer_version = ""
    onnx.checker.check_model(model)
    onnx.save(model, str(file))


def read_initializers(file: Path) -> dict[str, Tensor]:
    """The torch-named weights of one shipped ONNX file, as float32."""
    return {
        tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).astype(np.float32).copy())
        for tensor in onnx.load(str(file)).graph.initializer
        if "." in tensor.name and not tensor.name.startswith(("/", "onnx::"))
    }


def read_autoencoder(folder: Path) -> dict[str, Tensor]:
    """The Autoencoder's state dict out of a shipped model folder."""
    parts = {"encoder": "vae_encoder", "decoder": "vae_decoder"}
    return {f"{name}.{key}": value for name, part in parts.items() for key, value in read_initializers(folder / part / "model.onnx").items()}


def read_weights(folder: Path) -> tuple[dict[str, Tensor], float]:
    """(the Generator's state dict, scaling factor) out of a shipped model folder."""
    weights = {f"{part}.{name}": value for part in ("text_encoder", "unet") for name, value in read_initializers(folder / part / "model.onnx").items()}
    scaling = json.loads((folder / "vae_decoder" / "config.json").read_text())["scaling_factor"]
    return weights, scaling


def write_json(file: Path, value: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value, indent=2) + "\n")


def write_configs(folder: Path, scaling_factor: float, tokenizer: Tokenizer) -> None:
    write_json(folder / "model_index.json", {
        "_class_name": "OnnxStableDiffusionPipeline",
        "_diffusers_version": "0.30.0",
        "scheduler": ["diffusers", "DDIMScheduler"],
        "text_encoder": ["diffusers", "OnnxRuntimeModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "OnnxRuntimeModel"],
        "vae_decoder": ["diffusers", "OnnxRuntimeModel"],
        "vae_encoder": ["diffusers", "OnnxRuntimeModel"],
        "safety_checker": [None, None],
        "feature_extractor": [None, None],
    })
    write_json(folder / "scheduler" / "scheduler_config.json", {
        "_class_name": "DDIMScheduler",
        "_diffusers_version": "0.30.0",
        "beta_end": BETA_END,
        "beta_schedule": "scaled_linear",
        "beta_start": BETA_START,
        "clip_sample": False,
        "num_train_timesteps": TRAIN_STEPS,
        "prediction_type": "v_prediction",
        "set_alpha_to_one": False,
        "steps_offset": 1,
        "timestep_spacing": "leading",
        "trained_betas": None,
    })
    write_json(folder / "text_encoder" / "config.json", {
        "_class_name": "CLIPTextModel", "architectures": ["CLIPTextModel"], "model_type": "clip_text_model",
        "bos_token_id": tokenizer.vocab[START], "eos_token_id": tokenizer.vocab[END], "pad_token_id": tokenizer.vocab[END],
        "hidden_act": "gelu", "hidden_size": WIDTH, "intermediate_size": 4 * WIDTH, "projection_dim": WIDTH,
        "max_position_embeddings": MAX_LENGTH, "num_attention_heads": HEADS, "num_hidden_layers": LAYERS,
        "vocab_size": len(tokenizer.vocab),
    })
    write_json(folder / "unet" / "config.json", {
        "_class_name": "UNet2DConditionModel", "sample_size": LATENT_SIZE, "in_channels": 4, "out_channels": 4,
        "cross_attention_dim": WIDTH, "block_out_channels": list(CHANNELS), "attention_head_dim": HEAD_WIDTH,
        "taue": {
            "defaults": DEFAULTS,
            "cross_attention": [{"output": "cross_attention_16", "size": 16}, {"output": "cross_attention_8", "size": 8}],
            "attention_bias": [{"initializer": "attention_bias_16", "size": 16}, {"initializer": "attention_bias_8", "size": 8}],
        },
    })
    vae = {
        "_class_name": "AutoencoderKL", "in_channels": 3, "out_channels": 3, "latent_channels": 4,
        "block_out_channels": [64, 64, 128, 128], "sample_size": SAMPLE_SIZE_PX, "scaling_factor": scaling_factor,
    }
    write_json(folder / "vae_decoder" / "config.json", vae)
    write_json(folder / "vae_encoder" / "config.json", vae)


def export(folder: Path, checkpoint: Path) -> None:
    """Writes the whole model folder from a checkpoint; what lies at `folder` is replaced at the very end."""
    tokenizer = Tokenizer()
    autoencoder = load_autoencoder()
    generator = Generator(len(tokenizer.vocab))
    saved = torch.load(checkpoint) if checkpoint.exists() else None
    if saved is not None:
        generator.load_state_dict(saved["ema"])
    scaling_factor = saved["scaling_factor"] if saved is not None else 1 / 2.3
    parts = folder.with_name(folder.name + ".part")
    shutil.rmtree(parts, ignore_errors=True)
    tokenizer.save(parts / "tokenizer")
    write_words(parts)
    write_configs(parts, scaling_factor, tokenizer)
    ids = torch.tensor([tokenizer.ids("a cat"), tokenizer.ids("a red dog on a beach")])
    file = parts / "text_encoder" / "model.onnx"
    save(to_onnx(TextGraph(generator.text_encoder), (ids,), file, ["input_ids"], ["last_hidden_state", "pooler_output"],
                 {"input_ids": {0: "batch", 1: "tokens"}, "last_hidden_state": {0: "batch", 1: "tokens"}, "pooler_output": {0: "batch"}}), file)
    file = parts / "unet" / "model.onnx"
    inputs = (torch.randn(2, 4, 32, 32), torch.tensor([500.0, 500.0]), torch.randn(2, 32, WIDTH), torch.zeros(2, 256, 32), torch.zeros(2, 64, 32))
    sizes = {0: "batch", 2: "height", 3: "width"}
    maps = {0: "batch", 1: "pixels", 2: "tokens"}
    model = to_onnx(UNetGraph(generator.unet), inputs, file, ["sample", "timestep", "encoder_hidden_states", *BIAS_NAMES], ["out_sample", *MAP_NAMES], {
        "sample": sizes, "out_sample": sizes, "timestep": {0: "steps"}, "encoder_hidden_states": {0: "batch", 1: "tokens"},
        **{name: {0: f"{name}_batch", 1: f"{name}_pixels", 2: f"{name}_tokens"} for name in BIAS_NAMES}, **{name: {**maps, 1: f"{name}_pixels"} for name in MAP_NAMES},
    })
    zero_biases(model)
    save(model, file)
    large = {0: "batch", 2: "height", 3: "width"}
    small = {0: "batch", 2: "latent_height", 3: "latent_width"}
    file = parts / "vae_decoder" / "model.onnx"
    save(to_onnx(DecoderGraph(autoencoder.decoder), (torch.randn(2, 4, 32, 32),), file, ["latent_sample"], ["sample"], {"latent_sample": small, "sample": large}), file)
    file = parts / "vae_encoder" / "model.onnx"
    save(to_onnx(EncoderGraph(autoencoder.encoder), (torch.randn(2, 3, 256, 256),), file, ["sample"], ["latent_parameters"], {"sample": large, "latent_parameters": small}), file)
    for extra in ("README.md", "LICENSE", "samples.png"):
        if (folder / extra).exists():
            shutil.copy(folder / extra, parts / extra)
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    parts.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    total = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
    print(f"{folder}: {total / 2**20:.1f} MiB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=MODELS / "nae")
    parser.add_argument("--checkpoint", type=Path, default=WORK / "unet.pt")
    args = parser.parse_args()
    export(args.folder, args.checkpoint)
