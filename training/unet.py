"""The UNet: predicts v of noisy latents [B, 8, 32, 32] from a timestep and text states, on 2x2 patches."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from autoencoder import LATENT_CHANNELS
from text_encoder import TEXT_WIDTH, TextEncoder

CHANNELS = (160, 256, 256)
HEAD_WIDTH = 32
TIME_WIDTH = 512
PATCH = 2
CLOSED = -1e4
Biases = dict[int, Tensor]


def timestep_features(timestep: Tensor, width: int = 128) -> Tensor:
    frequencies = torch.exp(-math.log(10000) * torch.arange(width // 2, device=timestep.device) / (width // 2))
    angles = timestep.float()[:, None] * frequencies
    return torch.cat([angles.cos(), angles.sin()], -1)


class ResBlock(nn.Module):
    def __init__(self, inside: int, out: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(16, inside), nn.GroupNorm(16, out)
        self.conv1 = nn.Conv2d(inside, out, 3, padding=1)
        self.conv2 = nn.Conv2d(out, out, 3, padding=1)
        self.time = nn.Linear(TIME_WIDTH, 2 * out)
        self.skip = nn.Conv2d(inside, out, 1) if inside != out else nn.Identity()
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x: Tensor, time: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        scale, shift = self.time(time)[..., None, None].chunk(2, 1)
        h = self.conv2(F.silu(self.norm2(h) * (1 + scale) + shift))
        return self.skip(x) + h


class Attention(nn.Module):
    """Multi-head attention of x [B, L, C] to `context` [B, T, D]. With `maps`, also its head-averaged weights [B, L, T]."""

    def __init__(self, width: int, context_width: int) -> None:
        super().__init__()
        self.heads = width // HEAD_WIDTH
        self.q = nn.Linear(width, width, bias=False)
        self.kv = nn.Linear(context_width, 2 * width, bias=False)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, context: Tensor, bias: Tensor | None = None, maps: list[Tensor] | None = None) -> Tensor:
        b, length, c = x.shape
        q = self.q(x).view(b, length, self.heads, HEAD_WIDTH).transpose(1, 2)
        k, v = self.kv(context).view(b, -1, 2, self.heads, HEAD_WIDTH).permute(2, 0, 3, 1, 4)
        if maps is None:
            mask = None if bias is None else bias[:, None].to(q.dtype).expand(b, self.heads, -1, -1)
            mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        else:
            scores = (q * HEAD_WIDTH**-0.5) @ k.transpose(-1, -2)
            weights = (scores if bias is None else scores + bias[:, None]).softmax(-1, dtype=scores.dtype)
            maps.append(weights.mean(1))
            mixed = weights @ v
        return self.out(mixed.transpose(1, 2).reshape(b, length, c))


class Transformer(nn.Module):
    def __init__(self, width: int, hears_text: bool, sees_itself: bool) -> None:
        super().__init__()
        self.norm3 = nn.LayerNorm(width)
        if sees_itself:
            self.norm1 = nn.LayerNorm(width)
            self.self_attention = Attention(width, width)
        self.sees_itself = sees_itself
        if hears_text:
            self.norm2 = nn.LayerNorm(width)
            self.cross_attention = Attention(width, TEXT_WIDTH)
        self.hears_text = hears_text
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor, text: Tensor, bias: Tensor | None, maps: list[Tensor] | None, explicit: bool = False) -> Tensor:
        b, c, h, w = x.shape
        s = x.permute(0, 2, 3, 1).reshape(b, h * w, c)
        if self.sees_itself:
            n = self.norm1(s)
            s = s + self.self_attention(n, n, None, [] if explicit else None)
        if self.hears_text:
            s = s + self.cross_attention(self.norm2(s), text, bias, maps)
        s = s + self.down(F.gelu(self.up(self.norm3(s))))
        return s.view(b, h, w, c).permute(0, 3, 1, 2)


class Block(nn.Module):
    def __init__(self, inside: int, out: int, hears_text: bool, sees_itself: bool = True) -> None:
        super().__init__()
        self.residual = ResBlock(inside, out)
        self.transformer = Transformer(out, hears_text, sees_itself)

    def forward(self, x: Tensor, time: Tensor, text: Tensor, bias: Tensor | None, maps: list[Tensor] | None, explicit: bool = False) -> Tensor:
        return self.transformer(self.residual(x, time), text, bias, maps, explicit)


class UNet(nn.Module):
    """[B, 8, 32, 32] latents become [B, 32, 16, 16] patches; levels work at 16, 8 and 4. Text is heard at 16 and 8."""

    def __init__(self) -> None:
        super().__init__()
        c16, c8, c4 = CHANNELS
        patch = LATENT_CHANNELS * PATCH**2
        self.time = nn.Sequential(nn.Linear(128, TIME_WIDTH), nn.SiLU(), nn.Linear(TIME_WIDTH, TIME_WIDTH))
        self.entrance = nn.Conv2d(patch, c16, 3, padding=1)
        self.down16 = Block(c16, c16, True, False)
        self.to8 = nn.Conv2d(c16, c16, 3, stride=2, padding=1)
        self.down8 = Block(c16, c8, True)
        self.to4 = nn.Conv2d(c8, c8, 3, stride=2, padding=1)
        self.down4 = Block(c8, c4, False)
        self.middle = Block(c4, c4, False)
        self.up4 = Block(c4 + c4, c4, False)
        self.from4 = nn.Conv2d(c4, c4, 3, padding=1)
        self.up8a = Block(c4 + c8, c8, True)
        self.up8b = Block(c8 + c16, c8, True)
        self.from8 = nn.Conv2d(c8, c8, 3, padding=1)
        self.up16a = Block(c8 + c16, c16, True, True)
        self.up16b = Block(c16 + c16, c16, True, True)
        self.norm = nn.GroupNorm(16, c16)
        self.exit = nn.Conv2d(c16, patch, 3, padding=1)
        nn.init.zeros_(self.exit.weight)
        nn.init.zeros_(self.exit.bias)

    def forward(
        self, sample: Tensor, timestep: Tensor, text: Tensor, biases: Biases | None = None, maps: dict[int, list[Tensor]] | None = None
    ) -> Tensor:
        explicit = maps is not None

        def at(size: int):
            bias = (biases or {}).get(size)
            return padding if bias is None else padding + bias, None if maps is None else maps.setdefault(size, []), explicit

        padding = (text.abs().amax(-1) == 0).to(text.dtype)[:, None] * CLOSED
        time = F.silu(self.time(timestep_features(timestep).to(sample.dtype)))
        none = (None, None, explicit)
        s0 = self.entrance(F.pixel_unshuffle(sample, PATCH))
        s1 = self.down16(s0, time, text, *at(16))
        s2 = self.to8(s1)
        s3 = self.down8(s2, time, text, *at(8))
        h = self.down4(self.to4(s3), time, text, *none)
        s4 = h
        h = self.middle(h, time, text, *none)
        h = self.up4(torch.cat([h, s4], 1), time, text, *none)
        h = self.from4(F.interpolate(h, scale_factor=2, mode="nearest"))
        h = self.up8a(torch.cat([h, s3], 1), time, text, *at(8))
        h = self.up8b(torch.cat([h, s2], 1), time, text, *at(8))
        h = self.from8(F.interpolate(h, scale_factor=2, mode="nearest"))
        h = self.up16a(torch.cat([h, s1], 1), time, text, *at(16))
        h = self.up16b(torch.cat([h, s0], 1), time, text, *at(16))
        return F.pixel_shuffle(self.exit(F.silu(self.norm(h))), PATCH)


class Generator(nn.Module):
    def __init__(self, vocab_size: int) -> None:
        super().__init__()
        self.text_encoder, self.unet = TextEncoder(vocab_size), UNet()

    def forward(self, sample: Tensor, timestep: Tensor, ids: Tensor, offset: Tensor | None = None) -> Tensor:
        return self.unet(sample, timestep, self.text_encoder(ids, offset))
