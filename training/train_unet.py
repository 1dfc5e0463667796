"""The training of text encoder and UNet, on latents of pictures that are encoded once."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from autoencoder import LATENT_CHANNELS, Autoencoder
from device import CUDA, DEVICE, Clock, Log, Step, autocast
from diffusion import TRAIN_STEPS, noised
from layouts import KINDS
from muon import BatchedMuon, adam_of, split
from pictures import Ready, take
from render import render
from settings import Settings
from tokenizer import MAX_LENGTH, Tokenizer
from unet import Generator

#: Single large objects on plain grounds first, then smaller ones and scenes; a share of the earlier stages always stays.
CURRICULUM: tuple[tuple[float, dict[str, float]], ...] = (
    (0.0, {"large": 0.6, "centred": 0.25, "placed": 0.04, "ground": 0.05, "one": 0.06}),
    (0.12, {"large": 0.36, "centred": 0.26, "placed": 0.08, "ground": 0.05, "one": 0.15, "two": 0.08, "three": 0.02}),
    (0.25, {"large": 0.1, "centred": 0.11, "placed": 0.09, "ground": 0.08, "one": 0.13, "small": 0.11, "two": 0.18, "three": 0.12, "many": 0.08}),
)
#: What the pictures of a run are: those of the last stage.
SHARES = CURRICULUM[-1][1]
RATE = 1e-3
EMPTY_CAPTIONS, P_SHIFTED = 0.1, 0.3
STEADY_UNTIL, WARM_STEPS, AVERAGED = 0.25, 200, 0.999


@torch.no_grad()
def encode(ready: Ready, autoencoder: Autoencoder, batch: int) -> Tensor:
    """Latents, half [N, 8, 32, 32], of all pictures; not yet scaled."""
    count = len(ready.ids)
    latents = torch.empty(count, LATENT_CHANNELS, 32, 32, dtype=torch.float16, device=DEVICE)
    for n in range(0, count, batch):
        rows = torch.arange(n, min(n + batch, count), device=DEVICE)
        picture = render(take(ready.spec, rows), ready.sprites, ready.backgrounds)
        with autocast():
            latents[rows] = autoencoder.encoder(picture.float().contiguous(memory_format=torch.channels_last))[0].half()
    return latents


class Batches:
    """The buffers of a step and what fills them: latents by the stage's shares, captions (some empty, some late), timesteps."""

    def __init__(self, latents: Tensor, ids: Tensor, kinds: Tensor, tokenizer: Tokenizer, batch: int) -> None:
        self.latents, self.ids = latents, ids
        self.empty = torch.tensor(tokenizer.ids(""), device=DEVICE)
        self.lengths = (ids != ids[0, 0, -1]).sum(-1) + 1
        self.order = kinds.argsort()
        self.counts = torch.bincount(kinds.long(), minlength=len(KINDS))
        self.starts = self.counts.cumsum(0) - self.counts
        self.sample = torch.zeros(batch, LATENT_CHANNELS, 32, 32, device=DEVICE).contiguous(memory_format=torch.channels_last)
        self.time, self.offset = (torch.zeros(batch, dtype=torch.long, device=DEVICE) for _ in range(2))
        self.tokens = torch.zeros(batch, MAX_LENGTH, dtype=torch.long, device=DEVICE)

    def fill(self, shares: dict[str, float]) -> None:
        b = len(self.sample)

        def random() -> Tensor:
            return torch.rand(b, device=DEVICE)

        weights = torch.tensor([shares.get(kind, 0.0) for kind in KINDS], device=DEVICE) * (self.counts > 0)
        if not CUDA and not bool(weights.any()):
            weights = self.counts.float()
        kind = torch.multinomial(weights, b, replacement=True)
        rows = self.order[self.starts[kind] + (random() * self.counts[kind]).long()]
        which = torch.randint(0, self.ids.shape[1], (b,), device=DEVICE)
        said = torch.where((random() < EMPTY_CAPTIONS)[:, None], self.empty[None], self.ids[rows, which].long())
        late = random() * (MAX_LENGTH - self.lengths[rows, which])
        self.sample.copy_(self.latents[rows])
        self.time.copy_(torch.randint(0, TRAIN_STEPS, (b,), device=DEVICE))
        self.tokens.copy_(said)
        self.offset.copy_(torch.where(random() < P_SHIFTED, late, torch.zeros_like(late)).long())


def learning_step(model: Generator, batches: Batches, others: list[Tensor], optimisers: tuple[torch.optim.Optimizer, ...]) -> Callable[[], Tensor]:
    def step() -> Tensor:
        model.zero_grad(set_to_none=True)
        noisy, target, weight = noised(batches.sample, torch.randn_like(batches.sample), batches.time)
        with autocast():
            out = model(noisy, batches.time, batches.tokens, batches.offset)
        loss = ((out.float() - target).square().mean((1, 2, 3)) * weight).mean()
        loss.backward()
        nn.utils.clip_grad_norm_(others, 1.0, foreach=True)
        for optimiser in optimisers:
            optimiser.step()
        return loss.detach()

    return step


def share_of_rate(progress: float, step: int) -> float:
    """Warm, then steady, then a cosine down to a hundredth."""
    fall = max(0.0, (progress - STEADY_UNTIL) / (1 - STEADY_UNTIL))
    return min(1.0, (step + 1) / WARM_STEPS) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * fall)))


def train_unet(
    model: Generator,
    seconds: float,
    begin: float,
    rate: float,
    ready: Ready,
    latents: Tensor,
    tokenizer: Tokenizer,
    settings: Settings,
    say: Log,
    keep: Callable[[dict[str, Tensor], int], None],
) -> None:
    """Trains until the time is over; `keep` is given averaged weights and the number of samples, now and then and at the end.

    `begin`: where in the curriculum and in the rate's course this run begins; 0.25 and more for weights that already draw.
    """
    model.unet.to(memory_format=torch.channels_last)
    names, average = [n for n, _ in model.named_parameters()], [p.detach().clone() for p in model.parameters()]
    matrices, others = split(model, ("tokens", "positions", "entrance", "exit"))
    adam_rate = torch.tensor(0.0, device=DEVICE)
    adam = adam_of(others, adam_rate)
    muon = BatchedMuon(matrices, 0.0)
    batches = Batches(latents, ready.ids, ready.spec["kind"], tokenizer, settings.batch)
    batches.fill(SHARES)
    run = Step(learning_step(model, batches, others, (muon, adam)))
    say(phase="unet begins", gigabytes=round(torch.cuda.max_memory_allocated() / 2**30, 1) if CUDA else 0)
    clock, step, losses = Clock(seconds, settings.speak_every, settings.save_every), 0, []
    while (part := clock.progress) < 1:
        progress = begin + (1 - begin) * part
        share = share_of_rate(progress, step)
        muon.rate.fill_(rate * share)
        adam_rate.fill_(0.5 * rate * share)
        batches.fill([shares for start, shares in CURRICULUM if progress >= start][-1])
        loss, step = run(), step + 1
        torch._foreach_lerp_(average, list(model.parameters()), 1 - min(AVERAGED, (step + 1) / (step + 10)))
        if step % 50 == 0 or not CUDA:
            losses.append(loss.clone())
        if clock.due("speak") and losses:
            seen = step * settings.batch
            say(
                phase="unet",
                step=step,
                seen=seen,
                loss=round(torch.stack(losses).mean().item(), 4),
                progress=round(progress, 3),
                per_second=clock.per_second(seen),
            )
            losses = []
        if clock.due("save"):
            keep(dict(zip(names, average)), step * settings.batch)
    keep(dict(zip(names, average)), step * settings.batch)
    model.load_state_dict(dict(zip(names, average)))
    say(phase="unet done", step=step, seen=step * settings.batch)
