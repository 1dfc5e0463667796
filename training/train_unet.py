"""Trains the UNet and the text encoder together on cached latents: `python training/train.py unet`."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

import scenes
from diffusion import TRAIN_STEPS, noised
from paths import WORK
from text_encoder import TextEncoder
from tokenizer import Tokenizer
from unet import UNet

BATCH = 32
LEARNING_RATE = 5e-4
FINAL_RATE = 1e-5
WARMUP_STEPS = 200
EMA_DECAY = 0.999
EMPTY_CAPTIONS = 0.1
CLIP = 1.0
SAVE_SECONDS = 120

#: The curriculum: shares of the kinds of scene, by the progress at which a stage begins.
CURRICULUM: tuple[tuple[float, dict[str, float]], ...] = (
    (0.0, {"large": 0.85, "centred": 0.10, "placed": 0.0, "ground": 0.05, "one": 0.0, "two": 0.0, "three": 0.0}),
    (0.25, {"large": 0.50, "centred": 0.25, "placed": 0.08, "ground": 0.05, "one": 0.12, "two": 0.0, "three": 0.0}),
    (0.40, {"large": 0.32, "centred": 0.22, "placed": 0.08, "ground": 0.04, "one": 0.18, "two": 0.14, "three": 0.02}),
    (0.60, {"large": 0.28, "centred": 0.20, "placed": 0.06, "ground": 0.04, "one": 0.16, "two": 0.20, "three": 0.06}),
)


class Generator(nn.Module):
    """What is trained: the text encoder and the UNet."""

    def __init__(self, vocab_size: int) -> None:
        super().__init__()
        self.text_encoder = TextEncoder(vocab_size)
        self.unet = UNet()

    def forward(self, sample: Tensor, timestep: Tensor, ids: Tensor) -> Tensor:
        return self.unet(sample, timestep, self.text_encoder(ids))


class Data:
    """Cached latents, scaled to unit spread, by kind."""

    def __init__(self, scaling_factor: float | None) -> None:
        seeds = sorted(int(file.stem.split("-")[1]) for file in WORK.glob("latents-*.npy"))
        self.latents = np.concatenate([np.load(WORK / f"latents-{s}.npy") for s in seeds])
        self.captions = np.concatenate([np.load(WORK / f"captions-{s}.npy") for s in seeds])
        kinds = np.concatenate([np.load(WORK / f"kinds-{s}.npy") for s in seeds])
        self.by_kind = {kind: np.flatnonzero(kinds == n) for n, kind in enumerate(scenes.KINDS)}
        self.scaling_factor = scaling_factor or float(1 / self.latents[:4000].astype(np.float32).std())

    def batch(self, count: int, shares: dict[str, float], rng: np.random.Generator, empty: np.ndarray) -> tuple[Tensor, Tensor]:
        """(latents [B, 4, 32, 32], token numbers [B, 32])."""
        kinds = rng.choice(list(shares), count, p=np.array(list(shares.values())) / sum(shares.values()))
        rows = np.array([rng.choice(self.by_kind[kind]) for kind in kinds])
        ids = self.captions[rows, rng.integers(0, self.captions.shape[1], count)]
        ids[rng.random(count) < EMPTY_CAPTIONS] = empty
        latents = torch.from_numpy(self.latents[rows].astype(np.float32)) * self.scaling_factor
        return latents.contiguous(memory_format=torch.channels_last), torch.from_numpy(ids.astype(np.int64))


def shares_at(progress: float) -> dict[str, float]:
    return [shares for start, shares in CURRICULUM if progress >= start][-1]


def train(minutes: float, resume: bool, init_from: Path | None, compiled: bool = False) -> None:
    torch.set_num_threads(2)
    tokenizer = Tokenizer()
    model = Generator(len(tokenizer.vocab)).to(memory_format=torch.channels_last)
    ema = Generator(len(tokenizer.vocab)).to(memory_format=torch.channels_last).requires_grad_(False)
    checkpoint = WORK / "unet.pt"
    seen, begin, scaling_factor, optimiser_state = 0, 0.0, None, None
    if resume:
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        ema.load_state_dict(saved["ema"])
        seen, begin, scaling_factor, optimiser_state = saved["seen"], saved["progress"], saved["scaling_factor"], saved["optimiser"]
    elif init_from is not None:
        from export import read_weights

        weights, scaling_factor = read_weights(init_from)
        model.load_state_dict(weights)
        ema.load_state_dict(weights)
        begin = CURRICULUM[-1][0]
    else:
        ema.load_state_dict(model.state_dict())
    data = Data(scaling_factor)
    print(f"{len(data.latents)} latents, scaling factor {data.scaling_factor:.4f}", flush=True)
    rng = np.random.default_rng(seen)
    torch.manual_seed(seen)
    optimiser = torch.optim.AdamW(model.parameters(), LEARNING_RATE, betas=(0.9, 0.99), weight_decay=0.01, fused=True)
    if optimiser_state is not None:
        optimiser.load_state_dict(optimiser_state)
    if compiled:
        model.unet.compile()
    weights, averages = list(model.parameters()), list(ema.parameters())
    empty = np.array(tokenizer.ids(""), np.int16)
    started = log = saved_at = time.time()
    step, losses = 0, []
    while True:
        progress = begin + (1 - begin) * (time.time() - started) / (minutes * 60)
        cosine = 0.5 * (1 + math.cos(math.pi * min(progress, 1)))
        rate = (FINAL_RATE + (LEARNING_RATE - FINAL_RATE) * cosine) * min(1, (step + 1) / WARMUP_STEPS)
        for group in optimiser.param_groups:
            group["lr"] = rate
        x0, ids = data.batch(BATCH, shares_at(progress), rng, empty)
        timestep = torch.randint(0, TRAIN_STEPS, (BATCH,))
        noisy, target, weight = noised(x0, torch.randn_like(x0), timestep)
        with torch.autocast("cpu", torch.bfloat16):
            out = model(noisy, timestep, ids)
        loss = ((out.float() - target).square().mean((1, 2, 3)) * weight).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(weights, CLIP)
        optimiser.step()
        step += 1
        seen += BATCH
        decay = min(EMA_DECAY, (1 + seen / BATCH) / (10 + seen / BATCH))
        torch._foreach_lerp_(averages, weights, 1 - decay)
        losses.append(loss.item())
        now = time.time()
        if step % 100 == 0:
            line = {"seconds": round(now - started), "seen": seen, "loss": round(float(np.mean(losses)), 5), "rate": rate, "progress": round(progress, 4), "samples_per_second": round(100 * BATCH / (now - log), 1)}
            print(json.dumps(line), flush=True)
            with (WORK / "unet-curve.jsonl").open("a") as file:
                file.write(json.dumps(line) + "\n")
            losses, log = [], now
        if now - saved_at > SAVE_SECONDS or progress >= 1:
            state = {"model": model.state_dict(), "ema": ema.state_dict(), "optimiser": optimiser.state_dict(), "seen": seen, "progress": progress, "scaling_factor": data.scaling_factor}
            torch.save(state, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").rename(checkpoint)
            saved_at = now
        if progress >= 1:
            return
