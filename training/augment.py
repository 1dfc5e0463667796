"""What the judge's pictures go through before it sees them: other tones, blur, noise, JPEG's blocks, and objects that are spoilt."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from device import DEVICE

#: JPEG's table of quality 50 for brightness (ITU T.81, annex K).
QUALITY_50 = torch.tensor(
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ],
    dtype=torch.float32,
)
#: Share of pictures whose first object is spoilt.
P_SPOILT = 0.2


def cosines() -> Tensor:
    """The matrix of the 8-point DCT."""
    k = torch.arange(8, dtype=torch.float32)
    matrix = torch.cos(math.pi / 8 * (k[None] + 0.5) * k[:, None]) * 0.5
    matrix[0] *= 0.5**0.5
    return matrix


class Augmentation:
    """Its tables lie on the device from the beginning: a recorded step holds no copies from the host."""

    def __init__(self) -> None:
        self.table, self.dct = (QUALITY_50 / 255).to(DEVICE), cosines().to(DEVICE)

    def jpeg(self, x: Tensor, strength: Tensor) -> Tensor:
        """Quantises 8x8 blocks of x [B, 3, H, W] in 0..1; `strength` [B] scales the table."""
        b, c, h, w = x.shape
        blocks = x.view(b, c, h // 8, 8, w // 8, 8).permute(0, 1, 2, 4, 3, 5)
        grid = self.table * strength[:, None, None, None, None, None]
        out = self.dct.T @ ((self.dct @ blocks @ self.dct.T / grid).round() * grid) @ self.dct
        return out.permute(0, 1, 2, 4, 3, 5).reshape(b, c, h, w)

    def __call__(self, x: Tensor) -> Tensor:
        """x [B, 3, H, W] in 0..1; each change meets some of the pictures."""
        b = len(x)

        def random(*shape: int) -> Tensor:
            return torch.rand(b, *shape, 1, 1, device=x.device)

        x = x * (1 + (random(3) * 2 - 1) * 0.15) + (random(1) * 2 - 1) * 0.06
        for factor, share in ((2, 0.15), (4, 0.08)):
            blurred = F.interpolate(F.avg_pool2d(x, factor), scale_factor=factor, mode="bilinear", align_corners=False)
            x = torch.where(random(1) < share, blurred, x)
        x = torch.where(random(1) < 0.15, F.avg_pool2d(x, 3, 1, 1), x)
        x = torch.where(random(1) < 0.25, x + torch.randn_like(x) * 0.04 * random(1), x)
        x = torch.where(random(1) < 0.25, self.jpeg(x, 0.2 + 1.3 * torch.rand(b, device=x.device)), x)
        return x.clamp(0, 1)


def mirrored(x: Tensor, boxes: Tensor, scenery: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Turns half of the pictures around, with their boxes [B, n, 4] and scenery [B, cells, cells]."""
    turn = torch.rand(len(x), device=x.device) < 0.5
    turned = torch.stack([1 - boxes[..., 2], boxes[..., 1], 1 - boxes[..., 0], boxes[..., 3]], -1)
    return (
        torch.where(turn[:, None, None, None], x.flip(-1), x),
        torch.where(turn[:, None, None], turned, boxes),
        torch.where(turn[:, None, None], scenery.flip(-1), scenery),
    )


def spoilt(x: Tensor, boxes: Tensor, nouns: Tensor) -> tuple[Tensor, Tensor]:
    """Turns some first objects into nothing that has a name: the quarters of their boxes change places. Their noun is then -1."""
    victim = (torch.rand(len(x), device=x.device) < P_SPOILT) & (nouns[:, 0] >= 0)
    x0, y0, x1, y1 = (edge[:, None, None] for edge in boxes[:, 0].unbind(-1))
    size = x.shape[-1]
    line = (torch.arange(size, device=x.device) + 0.5) / size
    gx, gy = line[None, None, :].expand(len(x), size, -1), line[None, :, None].expand(len(x), -1, size)
    inside = (gx >= x0) & (gx < x1) & (gy >= y0) & (gy < y1) & victim[:, None, None]
    sx = torch.where(gx < (x0 + x1) / 2, gx + (x1 - x0) / 2, gx - (x1 - x0) / 2)
    sy = torch.where(gy < (y0 + y1) / 2, gy + (y1 - y0) / 2, gy - (y1 - y0) / 2)
    source = torch.stack([torch.where(inside, sx, gx) * 2 - 1, torch.where(inside, sy, gy) * 2 - 1], -1)
    moved = F.grid_sample(x, source, mode="bilinear", padding_mode="border", align_corners=False)
    left = nouns.clone()
    left[:, 0] = torch.where(victim, -1, nouns[:, 0])
    return torch.where(victim[:, None, None, None], moved, x), left
