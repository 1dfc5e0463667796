"""The judge: a small anchor-free detector (after CenterNet, 1904.07850) of the built-in model's nouns.

[B, 3, 256, 256] in 0..1 -> at stride 8: `heatmap` [B, 40, 32, 32] (a noun's centre lies here, 0..1),
`size` [B, 2, 32, 32] (width, height as fractions of the picture), `offset` [B, 2, 32, 32] (x, y inside
the cell, 0..1) and `colour` [B, 11, 32, 32] (softmax over the colour words).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sprites import COLOURS, NOUNS

STRIDE = 8
CELLS = 32
PEAK_WINDOW = 3
Detection = tuple[float, int, tuple[float, float, float, float], int]


def conv(inside: int, out: int, stride: int = 1, size: int = 3) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inside, out, size, stride, size // 2, bias=False), nn.BatchNorm2d(out), nn.ReLU())


class Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = conv(channels, channels)
        self.second = nn.Sequential(nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.second(self.first(x)))


class Detector(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.at64 = nn.Sequential(conv(48, 48), Residual(48))
        self.at32 = nn.Sequential(conv(48, 80, 2), Residual(80), Residual(80))
        self.at16 = nn.Sequential(conv(80, 128, 2), Residual(128), Residual(128))
        self.at8 = nn.Sequential(conv(128, 176, 2), Residual(176))
        self.back16 = conv(176, 128, size=1)
        self.join16 = Residual(128)
        self.back32 = conv(128, 80, size=1)
        self.join32 = nn.Sequential(Residual(80), conv(80, 128))
        self.heatmap = nn.Conv2d(128, len(NOUNS), 1)
        self.box = nn.Conv2d(128, 4, 1)
        self.colour = nn.Conv2d(128, len(COLOURS), 1)
        nn.init.constant_(self.heatmap.bias, -5.0)

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of the heatmap, (width, height, x, y) before the sigmoid, logits of the colour."""
        a = self.at32(self.at64(F.pixel_unshuffle(picture * 2 - 1, 4)))
        b = self.at16(a)
        b = self.join16(b + F.interpolate(self.back16(self.at8(b)), scale_factor=2, mode="nearest"))
        a = self.join32(a + F.interpolate(self.back32(b), scale_factor=2, mode="nearest"))
        return self.heatmap(a), self.box(a), self.colour(a)

    def outputs(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """What the shipped graph gives: heatmap, size, offset, colour."""
        heatmap, box, colour = self(picture)
        box = box.float().sigmoid()
        return heatmap.float().sigmoid(), box[:, :2], box[:, 2:], colour.float().softmax(1)


@torch.no_grad()
def decode(outputs: tuple[Tensor, Tensor, Tensor, Tensor], threshold: float) -> list[list[Detection]]:
    """Per picture the (score, noun, box, colour) of every peak of the heatmap, one noun per cell, best first."""
    heatmap, size, offset, colour = outputs
    peaks = heatmap * (heatmap == F.max_pool2d(heatmap, PEAK_WINDOW, 1, PEAK_WINDOW // 2))
    found: list[list[Detection]] = []
    for n in range(len(heatmap)):
        best, noun = peaks[n].max(0)
        rows: list[Detection] = []
        for y, x in (best >= threshold).nonzero().tolist():
            cx, cy = (x + offset[n, 0, y, x].item()) / CELLS, (y + offset[n, 1, y, x].item()) / CELLS
            w, h = size[n, 0, y, x].item(), size[n, 1, y, x].item()
            rows.append((best[y, x].item(), int(noun[y, x]), (cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2), int(colour[n, :, y, x].argmax())))
        found.append(sorted(rows, reverse=True))
    return found


def box_iou(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    w = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    h = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h
    return w * h / union if union > 0 else 0.0
