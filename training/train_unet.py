"""Trains the UNet and the text encoder together on cached latents: `python training/train.py unet`."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Lock
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

import scenes
from diffusion import TRAIN_STEPS, noised
from muon import Muon, split
from paths import WORK
from text_encoder import TextEncoder
from tokenizer import Tokenizer
from unet import UNet

BATCH = 32
#: Rates of the matrices (Muon) and of everything else (AdamW); both fall to FINAL_SHARE of them along a cosine.
LEARNING_RATE = 1e-3
ADAM_RATE = 5e-4
FINAL_SHARE = 0.01
WARMUP_STEPS = 80
EMA_SAMPLES = 6_000
EMPTY_CAPTIONS = 0.1
CLIP = 1.0
SAVE_SECONDS = 120
LOG_SECONDS = 45
#: Steps between a worker's exchanges with the others, and the share of its progress that it gives.
EXCHANGE_STEPS = 4
EXCHANGE_SHARE = 0.6

#: The curriculum: shares of the kinds of scene, by the progress at which a stage begins.
CURRICULUM: tuple[tuple[float, dict[str, float]], ...] = (
    (0.0, {"large": 0.85, "centred": 0.10, "placed": 0.0, "ground": 0.05, "one": 0.0, "two": 0.0, "three": 0.0}),
    (0.22, {"large": 0.50, "centred": 0.30, "placed": 0.05, "ground": 0.05, "one": 0.10, "two": 0.0, "three": 0.0}),
    (0.42, {"large": 0.34, "centred": 0.26, "placed": 0.08, "ground": 0.05, "one": 0.17, "two": 0.10, "three": 0.0}),
    (0.65, {"large": 0.22, "centred": 0.26, "placed": 0.06, "ground": 0.05, "one": 0.18, "two": 0.19, "three": 0.04}),
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


@dataclass(frozen=True)
class Plan:
    """When training runs and from where: progress goes from `begin` to 1 in `minutes`."""

    minutes: float
    begin: float
    scaling_factor: float | None
    optimisers: list[dict[str, object]] | None


def rate_share(progress: float, step: int) -> float:
    """Share of the full learning rates."""
    cosine = 0.5 * (1 + math.cos(math.pi * min(progress, 1)))
    return (FINAL_SHARE + (1 - FINAL_SHARE) * cosine) * min(1, (step + 1) / WARMUP_STEPS)


def make_optimisers(model: Generator) -> list[torch.optim.Optimizer]:
    matrices, others = split(model, ("tokens", "positions", "entrance", "exit"))
    adam = torch.optim.AdamW(others, ADAM_RATE, betas=(0.9, 0.99), weight_decay=0.01, fused=True)
    return [Muon(matrices, LEARNING_RATE), adam]


def flat(weights: Iterable[Tensor]) -> Tensor:
    """All weights in one vector (a copy)."""
    return torch.cat([w.detach().reshape(-1) for w in weights])


def unflatten(vector: Tensor, weights: Iterable[Tensor]) -> None:
    """Copies a vector of all weights back into them."""
    start = 0
    for w in weights:
        w.data.copy_(vector[start : start + w.numel()].view(w.shape))
        start += w.numel()


def exchange(weights: list[nn.Parameter], base: Tensor, shared: Tensor, average: Tensor) -> Tensor:
    """Adds what a worker has learned since `base` to the shared weights, takes them over, and returns the new base."""
    shared.add_(flat(weights) - base, alpha=EXCHANGE_SHARE)
    average.lerp_(shared, min(1.0, EXCHANGE_STEPS * BATCH / EMA_SAMPLES))
    base = shared.clone()
    unflatten(base, weights)
    return base


def save(model: Generator, average: Tensor, optimisers: list[torch.optim.Optimizer], seen: int, progress: float, scaling_factor: float) -> None:
    """Writes unet.pt, whole or not at all."""
    ema = Generator(model.text_encoder.tokens.num_embeddings)
    unflatten(average, ema.parameters())
    state = {"model": model.state_dict(), "ema": ema.state_dict(), "optimisers": [each.state_dict() for each in optimisers], "seen": seen, "progress": progress, "scaling_factor": scaling_factor}
    part = WORK / "unet.part"
    torch.save(state, part)
    part.rename(WORK / "unet.pt")


def work(rank: int, plan: Plan, shared: Tensor, average: Tensor, seen: Synchronized, lock: Lock) -> None:
    """One worker with one thread: trains by itself and exchanges weights every few steps (local SGD, 1805.09767).

    Threads that meet at barriers lose most of their time on a machine that others use too; workers do not.
    """
    torch.set_num_threads(1)
    parent = os.getppid()
    tokenizer = Tokenizer()
    model = Generator(len(tokenizer.vocab)).to(memory_format=torch.channels_last)
    weights = list(model.parameters())
    base = shared.clone()
    unflatten(base, weights)
    data = Data(plan.scaling_factor)
    rng = np.random.default_rng((seen.value, rank))
    torch.manual_seed(seen.value * 16 + rank)
    optimisers = make_optimisers(model)
    for optimiser, state in zip(optimisers, plan.optimisers or []):
        optimiser.load_state_dict(state)
    full_rates = (LEARNING_RATE, ADAM_RATE)
    empty = np.array(tokenizer.ids(""), np.int16)
    started = log = saved_at = time.time()
    seen_at_log, step, losses = seen.value, 0, []
    while (progress := plan.begin + (1 - plan.begin) * (time.time() - started) / (plan.minutes * 60)) < 1:
        share = rate_share(progress, step)
        for optimiser, rate in zip(optimisers, full_rates):
            optimiser.param_groups[0]["lr"] = rate * share
        x0, ids = data.batch(BATCH, shares_at(progress), rng, empty)
        timestep = torch.randint(0, TRAIN_STEPS, (BATCH,))
        noisy, target, weight = noised(x0, torch.randn_like(x0), timestep)
        with torch.autocast("cpu", torch.bfloat16):
            out = model(noisy, timestep, ids)
        loss = ((out.float() - target).square().mean((1, 2, 3)) * weight).mean()
        model.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(optimisers[1].param_groups[0]["params"], CLIP)
        for optimiser in optimisers:
            optimiser.step()
        step += 1
        losses.append(loss.item())
        if step % EXCHANGE_STEPS:
            continue
        if os.getppid() != parent:
            return
        with lock:
            base = exchange(weights, base, shared, average)
            seen.value += EXCHANGE_STEPS * BATCH
        if rank:
            continue
        now = time.time()
        if now - log > LOG_SECONDS:
            line = {"seconds": round(now - started), "seen": seen.value, "loss": round(float(np.mean(losses)), 5), "rate": LEARNING_RATE * share, "progress": round(progress, 4), "samples_per_second": round((seen.value - seen_at_log) / (now - log), 1)}
            print(json.dumps(line), flush=True)
            with (WORK / "unet-curve.jsonl").open("a") as file:
                file.write(json.dumps(line) + "\n")
            losses, log, seen_at_log = [], now, seen.value
        if now - saved_at > SAVE_SECONDS:
            save(model, average, optimisers, seen.value, progress, data.scaling_factor)
            saved_at = now
    if rank == 0:
        save(model, average, optimisers, seen.value, 1.0, data.scaling_factor)


def train(minutes: float, resume: bool, init_from: Path | None, begin: float | None = None, workers: int = 2) -> None:
    """Trains for `minutes`; `begin` overrides where in the curriculum and the rate's cosine it starts."""
    torch.set_num_threads(1)
    model = Generator(len(Tokenizer().vocab))
    average_from = model.state_dict()
    seen, plan = 0, Plan(minutes, begin or 0.0, None, None)
    if resume:
        saved = torch.load(WORK / "unet.pt")
        model.load_state_dict(saved["model"])
        average_from, seen = saved["ema"], saved["seen"]
        plan = Plan(minutes, saved["progress"] if begin is None else begin, saved["scaling_factor"], saved.get("optimisers"))
    elif init_from is not None:
        from export import read_weights

        weights, scaling_factor = read_weights(init_from)
        model.load_state_dict(weights)
        average_from = model.state_dict()
        plan = Plan(minutes, CURRICULUM[-1][0] if begin is None else begin, scaling_factor, None)
    shared = flat(model.parameters()).share_memory_()
    model.load_state_dict(average_from)
    average = flat(model.parameters()).share_memory_()
    context = torch.multiprocessing.get_context("spawn")
    counter, lock = context.Value("q", seen), context.Lock()
    processes = [context.Process(target=work, args=(rank, plan, shared, average, counter, lock), daemon=True) for rank in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
