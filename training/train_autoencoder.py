"""The autoencoder's training: pictures and crops of them, latents that may be scaled; then the decoder alone, with a critic."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from autoencoder import FACTOR, Autoencoder
from device import CUDA, DEVICE, Clock, Log, Step, autocast
from layouts import KINDS
from muon import adam_of
from pictures import Ready, Spec, take
from render import SIZE_PX, render
from settings import Settings

RATE, SHARPENING_RATE = 1e-3, 4e-4
KL_WEIGHT = 2e-4
#: Shares of a run after which whole pictures take the place of crops, and of steps that scale the latent.
WHOLE_FROM, P_SCALED = 0.75, 0.25
#: A decoder that loses more than this to its critic is taken back, in dB.
MOST_LOST_DB = 0.6
CROP_PX = 256 if CUDA else 128


def edges_loss(out: Tensor, target: Tensor) -> Tensor:
    """L1 on colours (edges count more), and on differences between neighbours at two scales."""
    edge = F.max_pool2d((target - F.avg_pool2d(target, 5, 1, 2)).abs().amax(1, keepdim=True), 3, 1, 1)
    loss = ((out - target).abs() * (1 + 2 * edge)).mean()
    for scale in (1, 2):
        if scale == 2:
            out, target = F.avg_pool2d(out, 2), F.avg_pool2d(target, 2)
        for axis in (2, 3):
            loss = loss + (out.diff(dim=axis) - target.diff(dim=axis)).abs().mean()
    return loss


@torch.no_grad()
def psnr(model: Autoencoder, pictures: Tensor) -> float:
    """Mean PSNR of pictures [B, 3, H, W] through the autoencoder, in dB."""
    values = []
    for chunk in pictures.split(16):
        with autocast():
            out = model.decoder(model.encoder(chunk.to(memory_format=torch.channels_last))[0])
        error = ((out.float().clamp(-1, 1) - chunk.float()) / 2).square().mean((1, 2, 3))
        values.append(-10 * error.clamp_min(1e-8).log10())
    return torch.cat(values).mean().item()


class Crops:
    """Buffers for a step, filled with crops of pictures that are rendered a few steps ahead."""

    def __init__(self, ready: Ready, rows: Tensor, count: int, side: int, keep: int = 4) -> None:
        self.ready, self.rows, self.count, self.side, self.keep = ready, rows, count, side, keep
        self.buffer = torch.zeros(count, 3, side, side, device=DEVICE).contiguous(memory_format=torch.channels_last)
        self.used = 0
        self.fill()

    def fill(self) -> None:
        if self.used % self.keep == 0:
            chosen = self.rows[torch.randint(0, len(self.rows), (self.count,), device=DEVICE)]
            self.pool = render(take(self.ready.spec, chosen), self.ready.sprites, self.ready.backgrounds).float()
        self.used += 1
        y, x = (random.randint(0, SIZE_PX - self.side) for _ in range(2))
        self.buffer.copy_(self.pool[torch.randperm(self.count, device=DEVICE), :, y : y + self.side, x : x + self.side])


def scaled(x: Tensor, small: float, side: int) -> Tensor:
    return F.avg_pool2d(x, 2) if small == 0.5 else F.interpolate(x, size=(side, side), mode="bilinear", align_corners=False)


def learning_step(model: Autoencoder, optimiser: torch.optim.Optimizer, target: Tensor, small: float) -> Callable[[], Tensor]:
    """A step on `target` [B, 3, s, s]. Equivariance: a latent scaled by `small` must decode to the picture scaled by it."""

    def step() -> Tensor:
        optimiser.zero_grad(set_to_none=True)
        with autocast():
            mean, logvar = model.encoder(target)
        mean, logvar = mean.float(), logvar.float()
        z = mean + torch.randn_like(mean) * ((0.5 * logvar).exp() + 0.1 * mean.detach().std())
        goal = target
        if small != 1:
            cells = int(z.shape[-1] * small)
            z, goal = scaled(z, small, cells), scaled(target, small, cells * FACTOR)
        with autocast():
            out = model.decoder(z.contiguous(memory_format=torch.channels_last))
        kl = 0.5 * (mean.square() + logvar.exp() - 1 - logvar).sum((1, 2, 3)).mean() / (target.shape[-1] / FACTOR) ** 2
        loss = edges_loss(out.float(), goal)
        (loss + KL_WEIGHT * kl).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0, foreach=True)
        optimiser.step()
        return loss.detach()

    return step


def train_autoencoder(model: Autoencoder, seconds: float, ready: Ready, held_out: Tensor, settings: Settings, say: Log) -> None:
    rate = torch.tensor(0.0, device=DEVICE)
    optimiser = adam_of(model.parameters(), rate, weight_decay=1e-3)
    every = torch.arange(len(ready.ids), device=DEVICE)
    crops = Crops(ready, every, settings.autoencoder_batch, CROP_PX)
    wholes = Crops(ready, every, max(1, settings.autoencoder_batch // 4), SIZE_PX, keep=1)
    steps = {small: Step(learning_step(model, optimiser, crops.buffer, small)) for small in (1, 0.5, 0.75)}
    whole = Step(learning_step(model, optimiser, wholes.buffer, 1))
    clock, step = Clock(seconds, settings.speak_every, settings.save_every), 0
    while (progress := clock.progress) < 1:
        rate.fill_(RATE * min(1, (step + 1) / 200) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress))))
        if progress > WHOLE_FROM:
            wholes.fill()
            loss = whole()
        else:
            crops.fill()
            loss = steps[random.choice((0.5, 0.75)) if random.random() < P_SCALED else 1]()
        step += 1
        if clock.due("speak"):
            say(phase="autoencoder", step=step, loss=round(loss.item(), 4), psnr=round(psnr(model, held_out[:32]), 2))
    say(phase="autoencoder done", step=step, psnr=round(psnr(model, held_out), 2))


class Critic(nn.Module):
    """A patch discriminator (pix2pix's form, spectrally normed): pictures -> features of each layer, the last one the verdict."""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        norm = nn.utils.parametrizations.spectral_norm
        sizes = (3, width, width * 2, width * 4, width * 4)
        self.layers = nn.ModuleList(norm(nn.Conv2d(a, b, 4, stride=2 if n < 3 else 1, padding=1)) for n, (a, b) in enumerate(zip(sizes, sizes[1:])))
        self.verdict = norm(nn.Conv2d(width * 4, 1, 4, padding=1))

    def forward(self, x: Tensor) -> list[Tensor]:
        found = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            found.append(x)
        return [*found, self.verdict(x)]


def sharpening_step(
    model: Autoencoder, critic: Critic, optimisers: tuple[torch.optim.Optimizer, ...], crops: Tensor, weight: Tensor
) -> Callable[[], Tensor]:
    """The critic learns to tell (hinge loss), then the decoder learns edges, the critic's features and to pass."""
    of_decoder, of_critic = optimisers

    def step() -> Tensor:
        with torch.no_grad(), autocast():
            mean = model.encoder(crops)[0]
        mean = mean.float()
        z = mean + torch.randn_like(mean) * 0.06 * mean.std()
        with autocast():
            out = model.decoder(z.contiguous(memory_format=torch.channels_last))
        out = out.float()
        of_critic.zero_grad(set_to_none=True)
        with autocast():
            real, fake = critic(crops)[-1], critic(out.detach())[-1]
        (F.relu(1 - real.float()).mean() + F.relu(1 + fake.float()).mean()).backward()
        of_critic.step()
        of_decoder.zero_grad(set_to_none=True)
        with autocast():
            judged, wanted = critic(out), [f.detach() for f in critic(crops)]
        features = sum((a.float() - b.float()).abs().mean() / b.float().abs().mean().clamp_min(1e-3) for a, b in zip(judged[:-1], wanted[:-1])) / 4
        loss = edges_loss(out, crops) + weight * (0.5 * features - 0.1 * judged[-1].float().mean())
        loss.backward()
        nn.utils.clip_grad_norm_(model.decoder.parameters(), 1.0, foreach=True)
        of_decoder.step()
        return loss.detach()

    return step


def with_small_objects(spec: Spec) -> Tensor:
    """Numbers of pictures whose objects may be small: what a decoder blurs first."""
    kinds = torch.tensor([KINDS.index(k) for k in ("placed", "one", "small", "two", "three", "many")], device=DEVICE)
    return torch.isin(spec["kind"].long(), kinds).nonzero()[:, 0]


def sharpen(model: Autoencoder, seconds: float, ready: Ready, held_out: Tensor, settings: Settings, say: Log) -> None:
    """The decoder learns on with a critic, the encoder frozen, so that no latent changes its meaning."""
    before, level = {k: v.clone() for k, v in model.decoder.state_dict().items()}, psnr(model, held_out)
    model.encoder.requires_grad_(False)
    critic = Critic().to(DEVICE, memory_format=torch.channels_last)
    rate, weight = torch.tensor(0.0, device=DEVICE), torch.tensor(0.0, device=DEVICE)
    optimisers = tuple(adam_of(part.parameters(), rate, (0.5, 0.99), 1e-3) for part in (model.decoder, critic))
    crops = Crops(ready, with_small_objects(ready.spec), settings.autoencoder_batch, CROP_PX)
    run = Step(sharpening_step(model, critic, optimisers, crops.buffer, weight))
    clock, step = Clock(seconds, settings.speak_every, settings.save_every), 0
    while (progress := clock.progress) < 1:
        rate.fill_(SHARPENING_RATE * min(1, (step + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress))))
        weight.fill_(min(1.0, max(0.0, (progress - 0.1) / 0.3)))
        crops.fill()
        loss, step = run(), step + 1
        if clock.due("speak"):
            say(phase="sharpen", step=step, loss=round(loss.item(), 4), psnr=round(psnr(model, held_out[:32]), 2))
    now = psnr(model, held_out)
    kept = now >= level - MOST_LOST_DB
    if not kept:
        model.decoder.load_state_dict(before)
    model.encoder.requires_grad_(True)
    say(phase="sharpen done", step=step, psnr_before=round(level, 2), psnr=round(now, 2), kept=kept)
