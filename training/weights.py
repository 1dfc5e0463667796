"""Weights on disk: a checkpoint in parts, or the shipped model folder. Both give the same names."""

from __future__ import annotations

import io
import json
import zlib
from pathlib import Path

import torch
from torch import Tensor

import storage

#: Small enough for mailboxes and machines that hand files over one by one.
PART_BYTES = 15_500_000
#: The parts of a model folder and what their weights' names begin with.
PARTS = {"text_encoder": "text_encoder.", "unet": "unet.", "vae_encoder": "autoencoder.encoder.", "vae_decoder": "autoencoder.decoder."}


def parts_of(base: Path) -> list[Path]:
    return sorted(base.parent.glob(base.name + "-*.bin"), key=lambda file: int(file.stem.rsplit("-", 1)[1]))


def pack(state: dict[str, Tensor], base: Path) -> None:
    """Writes `base`-0.bin, -1.bin ...: half-precision weights, compressed. The old parts go when the new ones are whole."""
    buffer = io.BytesIO()
    torch.save({k: v.detach().to("cpu", torch.float16) if v.is_floating_point() else v.cpu() for k, v in state.items()}, buffer)
    data = zlib.compress(buffer.getvalue(), 1)
    fresh = []
    for n, start in enumerate(range(0, len(data), PART_BYTES)):
        fresh.append(base.with_name(f"{base.name}-{n}.part"))
        fresh[-1].write_bytes(data[start : start + PART_BYTES])
    for old in parts_of(base):
        old.unlink()
    for part in fresh:
        part.rename(part.with_suffix(".bin"))


def unpack(base: Path) -> dict[str, Tensor]:
    """The state behind a checkpoint's parts, as float32."""
    saved = torch.load(io.BytesIO(zlib.decompress(b"".join(part.read_bytes() for part in parts_of(base)))), weights_only=True)
    return {k: v.float() if v.is_floating_point() else v for k, v in saved.items()}


def read_folder(folder: Path) -> dict[str, Tensor]:
    """All weights of a shipped model folder, and its `scaling`."""
    found = {"scaling": torch.tensor(json.loads((folder / "vae_decoder" / "config.json").read_text())["scaling_factor"])}
    for part, prefix in PARTS.items():
        found |= {prefix + name: value for name, value in storage.read(folder / part / "model.onnx").items()}
    return found


def read_weights(where: Path) -> dict[str, Tensor]:
    """Weights out of a model folder, or out of the checkpoint that `where` names without its endings."""
    if where.is_dir():
        return read_folder(where)
    if not parts_of(where):
        raise FileNotFoundError(f"{where}: neither a model folder nor a checkpoint ({where.name}-0.bin ...) is there.")
    return unpack(where)


def under(state: dict[str, Tensor], *prefixes: str) -> dict[str, Tensor]:
    """The weights whose names begin with one of `prefixes`."""
    return {k: v for k, v in state.items() if k.startswith(prefixes)}


def inside(state: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The weights whose names begin with `prefix`, without it."""
    return {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}


def with_new_tokens(state: dict[str, Tensor], size: int) -> dict[str, Tensor]:
    """Makes room for tokens that came later: they lie before the last two (start and end), and begin as the mean of all."""
    name = "text_encoder.tokens.weight"
    known = state[name]
    new = known.mean(0, keepdim=True) + 0.02 * torch.randn(size - len(known), known.shape[1])
    return state | {name: torch.cat([known[:-2], new, known[-2:]])}
