"""Trains the autoencoder on crops of composed scenes. See README.md; use `python training/train.py autoencoder`."""

from __future__ import annotations

import math
import multiprocessing
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

import scenes
from autoencoder import Autoencoder, reconstruction_loss
from paths import WORK
from sprites import DETECTOR_SETS

PICTURES = 5000
HELD_OUT = 200
CROP_PX = 128
BATCH = 16
KL_WEIGHT = 3e-4
#: Noise on the latents, relative to their spread: a decoder for diffusion must forgive small errors.
NOISE_FLOOR = 0.1
LEARNING_RATE = 8e-4
WARMUP_STEPS = 100
KIND_WEIGHTS = {"large": 5, "centred": 4, "placed": 2, "ground": 1, "one": 4, "two": 3, "three": 1}


def _picture(seed: int) -> np.ndarray:
    rng = random.Random(seed)
    kind = rng.choices(list(KIND_WEIGHTS), KIND_WEIGHTS.values())[0]
    sets = scenes.GENERATOR_SETS if rng.random() < 0.85 else DETECTOR_SETS
    return scenes.compose(kind, rng, sets).picture


def pictures() -> np.ndarray:
    """uint8 [N, 256, 256, 3], rendered once."""
    file = WORK / "autoencoder-pictures.npy"
    if not file.exists():
        with multiprocessing.Pool(2) as pool:
            found = np.stack(list(pool.imap(_picture, range(PICTURES + HELD_OUT), 64)))
        np.save(file, found)
    return np.load(file)


def to_float(batch: np.ndarray) -> Tensor:
    """uint8 [B, h, w, 3] -> float [B, 3, h, w] in -1..1, channels last in memory."""
    return (torch.from_numpy(np.ascontiguousarray(batch)).permute(0, 3, 1, 2).float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def crops(data: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Random crops, aligned to no grid, mirrored half of the time."""
    out = np.empty((count, CROP_PX, CROP_PX, 3), np.uint8)
    for i in range(count):
        n, y, x = rng.integers(len(data)), rng.integers(0, 257 - CROP_PX), rng.integers(0, 257 - CROP_PX)
        crop = data[n, y : y + CROP_PX, x : x + CROP_PX]
        out[i] = crop[:, ::-1] if rng.random() < 0.5 else crop
    return out


@torch.no_grad()
def psnr(model: Autoencoder, held_out: np.ndarray) -> float:
    """Mean over pictures of the peak signal-to-noise ratio in dB."""
    values = []
    for start in range(0, len(held_out), 20):
        target = to_float(held_out[start : start + 20])
        with torch.autocast("cpu", torch.bfloat16):
            mean, _ = model.encoder(target)
            out = model.decoder(mean)
        error = ((out.float().clamp(-1, 1) - target) / 2).square().mean((1, 2, 3))
        values.append(-10 * error.clamp_min(1e-8).log10())
    return torch.cat(values).mean().item()


def train(minutes: float, resume: bool, init_from: Path | None, decoder_only: bool = False) -> None:
    torch.set_num_threads(2)
    torch.manual_seed(0)
    rng = np.random.default_rng(int(time.time()) if resume else 0)
    data = pictures()
    held_out, data = data[:HELD_OUT], data[HELD_OUT:]
    model = Autoencoder().to(memory_format=torch.channels_last)
    checkpoint = WORK / "autoencoder.pt"
    seen = 0
    if init_from is not None:
        from export import read_autoencoder

        model.load_state_dict(read_autoencoder(init_from))
    elif resume or decoder_only:
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        seen = saved["seen"]
    if decoder_only:
        model.encoder.requires_grad_(False)
    optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], LEARNING_RATE, betas=(0.9, 0.99), weight_decay=1e-3)
    started, step, log = time.time(), 0, time.time()
    while True:
        progress = (time.time() - started) / (minutes * 60)
        if progress >= 1:
            break
        rate = LEARNING_RATE * (0.5 if decoder_only else 1) * min(1, (step + 1) / WARMUP_STEPS) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        target = to_float(crops(data, BATCH, rng))
        with torch.autocast("cpu", torch.bfloat16):
            mean, logvar = model.encoder(target)
            mean, logvar = mean.float(), logvar.float()
            noise = (0.5 * logvar).exp() + NOISE_FLOOR * mean.detach().std()
            z = mean + torch.randn_like(mean) * (noise.detach() * 0.5 if decoder_only else noise)
            out = model.decoder(z)
        loss = reconstruction_loss(out.float(), target)
        kl = 0.5 * (mean.square() + logvar.exp() - 1 - logvar).sum((1, 2, 3)).mean() / (CROP_PX / 8) ** 2
        total = loss if decoder_only else loss + KL_WEIGHT * kl
        optimiser.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        seen += BATCH
        if step % 200 == 0:
            print(f"{time.time() - started:6.0f}s step {step} loss {loss.item():.4f} kl {kl.item():.1f} std {mean.std().item():.2f} psnr {psnr(model, held_out[:40]):.2f} {200 * BATCH / (time.time() - log):.0f}/s", flush=True)
            log = time.time()
            torch.save({"model": model.state_dict(), "seen": seen}, checkpoint)
    torch.save({"model": model.state_dict(), "seen": seen}, checkpoint)
    print(f"psnr {psnr(model, held_out):.2f} dB on {HELD_OUT} held-out scenes, {seen} crops seen", flush=True)
