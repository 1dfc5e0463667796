"""The autoencoder: pictures [B, 3, 256, 256] in -1..1 <-> latents [B, 4, 32, 32].

Pixel-unshuffle does the first reduction, so that all work happens at a quarter of the size or less.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

LATENT_CHANNELS = 4
FACTOR = 8


class Residual(nn.Module):
    """x + conv(silu(norm(conv(silu(norm(x))))))."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(8, channels), nn.GroupNorm(8, channels)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        return x + self.conv2(F.silu(self.norm2(h)))


class Encoder(nn.Module):
    """[B, 3, H, W] -> mean and log-variance, each [B, 4, H/8, W/8]."""

    def __init__(self, fine: int = 64, coarse: int = 128) -> None:
        super().__init__()
        self.entrance = nn.Conv2d(48, fine, 3, padding=1)
        self.fine = Residual(fine)
        self.down = nn.Conv2d(fine, coarse, 3, stride=2, padding=1)
        self.coarse = nn.Sequential(Residual(coarse), Residual(coarse))
        self.norm = nn.GroupNorm(8, coarse)
        self.exit = nn.Conv2d(coarse, 2 * LATENT_CHANNELS, 3, padding=1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        h = self.fine(self.entrance(F.pixel_unshuffle(x, 4)))
        h = self.exit(F.silu(self.norm(self.coarse(self.down(h)))))
        mean, logvar = h.chunk(2, 1)
        return mean, logvar.clamp(-20, 10)


class Decoder(nn.Module):
    """[B, 4, H/8, W/8] -> [B, 3, H, W]; the last convolution works at full size and hides the shuffle's seams."""

    def __init__(self, coarse: int = 160, fine: int = 80, full: int = 8) -> None:
        super().__init__()
        self.entrance = nn.Conv2d(LATENT_CHANNELS, coarse, 3, padding=1)
        self.coarse = nn.Sequential(Residual(coarse), Residual(coarse), Residual(coarse))
        self.up = nn.Conv2d(coarse, fine * 4, 1)
        self.fine = nn.Sequential(Residual(fine), Residual(fine))
        self.norm = nn.GroupNorm(8, fine)
        self.spread = nn.Conv2d(fine, full * 16, 3, padding=1)
        self.exit = nn.Conv2d(full, 3, 3, padding=1)

    def forward(self, z: Tensor) -> Tensor:
        h = F.pixel_shuffle(self.up(self.coarse(self.entrance(z))), 2)
        h = self.spread(F.silu(self.norm(self.fine(h))))
        return self.exit(F.silu(F.pixel_shuffle(h, 4)))


class Autoencoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()


def reconstruction_loss(out: Tensor, target: Tensor) -> Tensor:
    """L1 on colours and on their differences between neighbours, so that edges count."""
    loss = (out - target).abs().mean()
    for axis in (2, 3):
        loss = loss + (out.diff(dim=axis) - target.diff(dim=axis)).abs().mean()
    return loss
