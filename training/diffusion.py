"""The noise schedule (Stable Diffusion's, v-prediction) and a plain DDIM sampler."""

from __future__ import annotations

import torch
from torch import Tensor

from autoencoder import LATENT_CHANNELS
from device import DEVICE, autocast
from tokenizer import Tokenizer
from unet import Generator

TRAIN_STEPS, BETA_START, BETA_END = 1000, 0.00085, 0.012
betas = torch.linspace(BETA_START**0.5, BETA_END**0.5, TRAIN_STEPS, dtype=torch.float64) ** 2
_ALPHAS = (1 - betas).cumprod(0).float()
_on: dict[str, Tensor] = {}


def alphas(device: str = DEVICE) -> Tensor:
    """Cumulative products of 1 - beta, [1000]."""
    if device not in _on:
        _on[device] = _ALPHAS.to(device)
    return _on[device]


def noised(x0: Tensor, noise: Tensor, timestep: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """(noisy latent, its v, weight of its error)."""
    bar = alphas()[timestep]
    a, s = bar.sqrt()[:, None, None, None], (1 - bar).sqrt()[:, None, None, None]
    return a * x0 + s * noise, a * noise - s * x0, 1 / (1 + bar / (1 - bar) / 5)


@torch.no_grad()
def denoise(model: Generator, x: Tensor, text: Tensor, times: list[int], guidance: float) -> Tensor:
    """DDIM from the first of `times` down to a clean latent. `text` [2B, T, C]: unconditional states, then conditional ones."""
    for t, following in zip(times, [*times[1:], -1]):
        with autocast():
            v = model.unet(torch.cat([x, x]), torch.full((2 * len(x),), t, device=x.device), text).float()
        v = v[: len(x)] + guidance * (v[len(x) :] - v[: len(x)])
        now = alphas()[t]
        before = alphas()[following] if following >= 0 else torch.ones_like(now)
        x0 = now.sqrt() * x - (1 - now).sqrt() * v
        x = before.sqrt() * x0 + (1 - before).sqrt() * (now.sqrt() * v + (1 - now).sqrt() * x)
    return x


def states(model: Generator, ids: Tensor, tokenizer: Tokenizer) -> Tensor:
    """Text states of the empty prompt and of `ids` [B, T], stacked [2B, T, C]."""
    empty = torch.tensor(tokenizer.ids(""), device=ids.device).expand(len(ids), -1)
    with torch.no_grad():
        return model.text_encoder(torch.cat([empty, ids]))


def sample(model: Generator, prompts: list[str], tokenizer: Tokenizer, steps: int = 25, guidance: float = 4.0, seed: int = 0) -> Tensor:
    """Latents [B, 8, 32, 32] of prompts, from pure noise."""
    ids = torch.tensor([tokenizer.ids(p) for p in prompts], device=DEVICE)
    x = torch.randn(len(prompts), LATENT_CHANNELS, 32, 32, generator=torch.Generator().manual_seed(seed)).to(DEVICE)
    ratio = TRAIN_STEPS // steps
    return denoise(model, x, states(model, ids, tokenizer), [t for t in reversed(range(1, steps * ratio + 1, ratio))], guidance)
