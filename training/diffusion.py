"""The noise schedule (Stable Diffusion's, v-prediction) and a DDIM sampler for looking at samples."""

from __future__ import annotations

import torch
from torch import Tensor

TRAIN_STEPS = 1000
BETA_START, BETA_END = 0.00085, 0.012
MIN_SNR_GAMMA = 5.0

_betas = torch.linspace(BETA_START**0.5, BETA_END**0.5, TRAIN_STEPS, dtype=torch.float64) ** 2
ALPHAS_CUMPROD = (1 - _betas).cumprod(0).float()


def noised(x0: Tensor, noise: Tensor, timestep: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """(x_t, target v, loss weight [B]) for clean latents, noise and timesteps [B].

    As a weight on the error of x0 this is min-SNR (2303.09556) with a floor of 1: large noise, where
    words decide what a picture becomes, counts in full.
    """
    alpha_bar = ALPHAS_CUMPROD[timestep]
    a, s = alpha_bar.sqrt()[:, None, None, None], (1 - alpha_bar).sqrt()[:, None, None, None]
    snr = alpha_bar / (1 - alpha_bar)
    return a * x0 + s * noise, a * noise - s * x0, 1 / (1 + snr / MIN_SNR_GAMMA)


@torch.no_grad()
def ddim(predict, noise: Tensor, steps: int = 25) -> Tensor:
    """Deterministic DDIM with leading spacing and offset 1; `predict(x, t)` returns v. [B, 4, h, w] -> x0."""
    ratio = TRAIN_STEPS // steps
    x = noise
    for t in reversed(range(1, steps * ratio + 1, ratio)):
        now = ALPHAS_CUMPROD[t]
        before = ALPHAS_CUMPROD[t - ratio] if t - ratio >= 0 else ALPHAS_CUMPROD[0]
        v = predict(x, t)
        x0 = now.sqrt() * x - (1 - now).sqrt() * v
        eps = now.sqrt() * v + (1 - now).sqrt() * x
        x = before.sqrt() * x0 + (1 - before).sqrt() * eps
    return x
