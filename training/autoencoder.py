"""The autoencoder: pictures [B, 3, H, W] in -1..1 <-> latents [B, 8, H/16, W/16]."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

LATENT_CHANNELS = 8
FACTOR = 16


class Residual(nn.Module):
    def __init__(self, channels: int, groups: int = 8) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(groups, channels), nn.GroupNorm(groups, channels)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        return x + self.conv2(F.silu(self.norm2(h)))


class Encoder(nn.Module):
    """[B, 3, H, W] -> mean and log-variance, each [B, 8, H/16, W/16]."""

    def __init__(self, fine: int = 48, middle: int = 96, coarse: int = 192) -> None:
        super().__init__()
        self.entrance = nn.Conv2d(48, fine, 3, padding=1)
        self.fine = Residual(fine)
        self.down1 = nn.Conv2d(fine, middle, 3, stride=2, padding=1)
        self.middle = nn.Sequential(Residual(middle), Residual(middle))
        self.down2 = nn.Conv2d(middle, coarse, 3, stride=2, padding=1)
        self.coarse = nn.Sequential(Residual(coarse), Residual(coarse))
        self.norm = nn.GroupNorm(8, coarse)
        self.exit = nn.Conv2d(coarse, 2 * LATENT_CHANNELS, 3, padding=1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        h = self.fine(self.entrance(F.pixel_unshuffle(x, 4)))
        h = self.middle(self.down1(h))
        h = self.exit(F.silu(self.norm(self.coarse(self.down2(h)))))
        mean, logvar = h.chunk(2, 1)
        return mean, logvar.clamp(-20, 10)


class Decoder(nn.Module):
    """[B, 8, H/16, W/16] -> [B, 3, H, W]; the last convolution works at full size and hides the shuffle's seams."""

    def __init__(self, coarse: int = 256, middle: int = 144, fine: int = 72, full: int = 8) -> None:
        super().__init__()
        self.entrance = nn.Conv2d(LATENT_CHANNELS, coarse, 3, padding=1)
        self.coarse = nn.Sequential(Residual(coarse), Residual(coarse), Residual(coarse))
        self.up1 = nn.Conv2d(coarse, middle * 4, 1)
        self.middle = nn.Sequential(Residual(middle), Residual(middle))
        self.up2 = nn.Conv2d(middle, fine * 4, 1)
        self.fine = Residual(fine)
        self.norm = nn.GroupNorm(8, fine)
        self.spread = nn.Conv2d(fine, full * 16, 3, padding=1)
        self.exit = nn.Conv2d(full, 3, 3, padding=1)

    def forward(self, z: Tensor) -> Tensor:
        h = F.pixel_shuffle(self.up1(self.coarse(self.entrance(z))), 2)
        h = F.pixel_shuffle(self.up2(self.middle(h)), 2)
        h = self.spread(F.silu(self.norm(self.fine(h))))
        return self.exit(F.silu(F.pixel_shuffle(h, 4)))


class Autoencoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()
