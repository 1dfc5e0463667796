"""Turns a diffusers checkpoint into a folder that TAUE draws with: `python training/export_checkpoint.py CHECKPOINT FOLDER`.

CHECKPOINT is a folder that diffusers wrote, or a name on the hub. Needs torch, onnx, onnxruntime, transformers and diffusers.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

try:
    import torch

    from checkpoint_graphs import Traced, bias_name, latent_graph, map_name, network_graph, picture_graph, prompt_graph
    from configs import write_json
except ImportError as error:
    raise SystemExit(f"{error}. In a virtual environment: pip install -r training/requirements-export.txt") from error

#: Largest difference from torch, of the largest value, that rounding explains.
TOLERANCE = {torch.float32: 1e-3, torch.float16: 5e-2}


def load(checkpoint: str, half: bool, variant: str | None, revision: str | None, lora: str | None, lora_scale: float):
    """The pipeline, a LoRA fused into its weights."""
    try:
        from diffusers import DiffusionPipeline
    except ImportError as error:
        raise SystemExit(f"{error}. In a virtual environment: pip install -r training/requirements-export.txt") from error
    dtype = torch.float16 if half else torch.float32
    pipe = DiffusionPipeline.from_pretrained(checkpoint, torch_dtype=dtype, variant=variant, revision=revision)
    if lora is not None:
        pipe.load_lora_weights(lora)
        pipe.fuse_lora(lora_scale=lora_scale)
        pipe.unload_lora_weights()
    return pipe


def refusal(pipe) -> str | None:
    """Why TAUE could not draw with the pipeline, if it could not."""
    kind = type(pipe).__name__
    if getattr(pipe, "unet", None) is None:
        return f"A {kind} has no UNet: TAUE draws with Stable Diffusion 1.x, 2.x, SDXL and what was made of them."
    if getattr(pipe, "text_encoder", None) is None:
        return f"This {kind} has no first text encoder, as SDXL's refiner: take the base model."
    taken, latent = pipe.unet.config["in_channels"], pipe.vae.config["latent_channels"]
    if taken != latent:
        return f"The UNet takes {taken} channels where a latent has {latent}, as for inpainting: take the text-to-image model."
    return None


def plain(config) -> dict:
    """A configuration as JSON has it, without the library's notes to itself."""
    values = config.to_dict() if hasattr(config, "to_dict") else dict(config)
    return {name: value for name, value in values.items() if not name.startswith("_")}


def check(traced: Traced, file: Path, dtype: torch.dtype, constants: Sequence[str]) -> None:
    """Compares the written file with torch, in ONNX Runtime on the CPU."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    feeds = {name: value.numpy() for name, value in zip(traced.names, traced.inputs) if name not in constants}
    for name, found, expected in zip(traced.outputs, session.run(traced.outputs, feeds), traced.expected()):
        off = float((torch.from_numpy(found).float() - expected.float()).abs().max())
        # `not <=` refuses numbers that are none as well.
        if not off <= TOLERANCE[dtype] * max(1.0, float(expected.float().abs().max())):
            raise SystemExit(f"{file}: {name} differs from torch by {off:.4f}. Nothing was written. Try without --half.")


def export(pipe, folder: Path, half: bool, checked: bool = True) -> None:
    """Writes the whole folder; what lies at `folder` is replaced at the very end."""
    why = refusal(pipe)
    if why is not None:
        raise SystemExit(why)
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as temporary:
        parts = Path(temporary) / "parts"
        write_parts(pipe, parts, Path(temporary) / "scratch", torch.float16 if half else torch.float32, checked)
        shutil.rmtree(folder, ignore_errors=True)
        parts.rename(folder)
    total = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"{folder}: {total / 2**20:.1f} MiB")


def write_parts(pipe, folder: Path, scratch: Path, dtype: torch.dtype, checked: bool) -> None:
    tokens = min(pipe.tokenizer.model_max_length, pipe.text_encoder.config.max_position_embeddings)
    # The autoencoder of SDXL overflows in float16, and says so.
    exact = torch.float32 if pipe.vae.config.get("force_upcast", False) else dtype

    def write(part: str, traced: Traced, config: dict, constants: Sequence[str] = (), dtype: torch.dtype = dtype) -> None:
        print(f"{part} …", flush=True)
        file = folder / part / "model.onnx"
        traced.save(file, scratch, constants)
        shutil.rmtree(scratch)
        if checked:
            check(traced, file, dtype, constants)
        write_json(folder / part / "config.json", config)

    second = getattr(pipe, "text_encoder_2", None)
    for part, encoder in (("text_encoder", pipe.text_encoder), ("text_encoder_2", second)):
        if encoder is None:
            continue
        summary = "text_embeds" if hasattr(encoder, "text_projection") else "pooler_output"
        write(part, prompt_graph(encoder.to(dtype), tokens, encoder.config.vocab_size, summary), plain(encoder.config))
    network = network_graph(pipe.unet.to(dtype), tokens, dtype)
    factors = network.graph.factors
    write("unet", network, network_config(plain(pipe.unet.config), factors), [bias_name(factor) for factor in factors])
    vae = pipe.vae.to(exact)
    write("vae_decoder", picture_graph(vae, exact), plain(vae.config), dtype=exact)
    write("vae_encoder", latent_graph(vae, exact), plain(vae.config), dtype=exact)
    pipe.scheduler.save_pretrained(folder / "scheduler")
    pipe.tokenizer.save_pretrained(folder / "tokenizer")
    if second is not None:
        pipe.tokenizer_2.save_pretrained(folder / "tokenizer_2")
    write_json(folder / "model_index.json", index_of(pipe))


def network_config(config: dict, factors: list[int]) -> dict:
    """The UNet's own configuration, and where its attention is found (docs/models.md)."""
    size = config["sample_size"]
    cells = size if isinstance(size, int) else size[0]
    own = {
        "cross_attention": [{"output": map_name(factor), "size": cells / factor} for factor in factors],
        "attention_bias": [{"initializer": bias_name(factor), "size": cells / factor} for factor in factors],
        "grid": 2 ** (len(config["block_out_channels"]) - 1),
    }
    # Under its old name the number of heads reads as their width in a folder with a part `taue`.
    heads = config.get("num_attention_heads") or config["attention_head_dim"]
    return {"_class_name": "UNet2DConditionModel", **config, "num_attention_heads": heads, "taue": own}


def index_of(pipe) -> dict:
    onnx_model = ["diffusers", "OnnxRuntimeModel"]
    parts = ["text_encoder", "unet", "vae_decoder", "vae_encoder"]
    tokenizers = ["tokenizer"]
    if getattr(pipe, "text_encoder_2", None) is not None:
        parts.insert(1, "text_encoder_2")
        tokenizers.append("tokenizer_2")
    zeros = dict(pipe.config).get("force_zeros_for_empty_prompt")
    return {
        "_class_name": type(pipe).__name__,
        **({} if zeros is None else {"force_zeros_for_empty_prompt": zeros}),
        "scheduler": ["diffusers", type(pipe.scheduler).__name__],
        **{name: ["transformers", "CLIPTokenizer"] for name in tokenizers},
        **{name: onnx_model for name in parts},
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", help="a folder that diffusers wrote, or OWNER/NAME on the hub")
    parser.add_argument("folder", type=Path, help="where the model goes, such as models/my-model")
    parser.add_argument("--half", action="store_true", help="float16: half the size, for graphics cards and the sparing way")
    parser.add_argument("--variant", help="which of several forms of the weights is read, such as fp16")
    parser.add_argument("--revision", help="branch, tag or commit on the hub")
    parser.add_argument("--lora", help="an adapter that is fused into the weights: a file, or OWNER/NAME")
    parser.add_argument("--lora-scale", type=float, default=1.0)
    parser.add_argument("--unchecked", action="store_true", help="do not run each graph once to compare it with torch")
    given = parser.parse_args()
    pipe = load(given.checkpoint, given.half, given.variant, given.revision, given.lora, given.lora_scale)
    export(pipe, given.folder, given.half, not given.unchecked)
