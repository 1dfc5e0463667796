"""The judge: a small anchor-free detector (after CenterNet, 1904.07850) of the built-in model's nouns.

[B, 3, 384, 384] in 0..1 -> at stride 8: `heatmap` [B, nouns, 48, 48] (an object's centre lies here, times the share of each noun),
`size` [B, 2, 48, 48] (width, height, fractions of the picture), `offset` [B, 2, 48, 48] (x, y inside the cell, 0..1) and
`colour` [B, 11, 48, 48] (softmax over the colour words).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from things import COLOURS, NOUNS

SIZE_PX, STRIDE = 384, 8
CELLS = SIZE_PX // STRIDE
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
        self.at96 = nn.Sequential(conv(48, 56), Residual(56))
        self.at48 = nn.Sequential(conv(56, 112, 2), Residual(112), Residual(112))
        self.at24 = nn.Sequential(conv(112, 176, 2), Residual(176), Residual(176))
        self.at12 = nn.Sequential(conv(176, 256, 2), Residual(256), Residual(256))
        self.at6 = nn.Sequential(conv(256, 256, 2), Residual(256))
        self.back12 = conv(256, 256, size=1)
        self.back24 = conv(256, 176, size=1)
        self.join24 = Residual(176)
        self.back48 = conv(176, 112, size=1)
        self.join48 = nn.Sequential(Residual(112), conv(112, 192))
        self.centre = nn.Conv2d(192, 1, 1)
        self.noun = nn.Conv2d(192, len(NOUNS), 1)
        self.box = nn.Conv2d(192, 4, 1)
        self.colour = nn.Conv2d(192, len(COLOURS), 1)
        nn.init.constant_(self.centre.bias, -4.0)

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Logits of the centre, of the noun, (width, height, x, y) before the sigmoid, logits of the colour."""
        a = self.at48(self.at96(F.pixel_unshuffle(picture * 2 - 1, 4)))
        b = self.at24(a)
        c = self.at12(b)
        c = c + F.interpolate(self.back12(self.at6(c)), scale_factor=2, mode="nearest")
        b = self.join24(b + F.interpolate(self.back24(c), scale_factor=2, mode="nearest"))
        a = self.join48(a + F.interpolate(self.back48(b), scale_factor=2, mode="nearest"))
        return self.centre(a), self.noun(a), self.box(a), self.colour(a)

    def outputs(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """What the shipped graph gives: heatmap, size, offset, colour."""
        centre, noun, box, colour = self(picture)
        box = box.float().sigmoid()
        return centre.float().sigmoid() * noun.float().softmax(1), box[:, :2], box[:, 2:], colour.float().softmax(1)


@torch.no_grad()
def decode(outputs: tuple[Tensor, Tensor, Tensor, Tensor], threshold: float) -> list[list[Detection]]:
    """Per picture the (score, noun, box, colour) of every peak of the heatmap, one noun per cell, best first."""
    heatmap, size, offset, colour = outputs
    peaks = heatmap * (heatmap == F.max_pool2d(heatmap, PEAK_WINDOW, 1, PEAK_WINDOW // 2))
    best, noun = (t.cpu() for t in peaks.max(1))
    size, offset, paint = size.cpu(), offset.cpu(), colour.argmax(1).cpu()
    found: list[list[Detection]] = []
    for n in range(len(heatmap)):
        rows: list[Detection] = []
        for y, x in (best[n] >= threshold).nonzero().tolist():
            cx, cy = (x + offset[n, 0, y, x].item()) / CELLS, (y + offset[n, 1, y, x].item()) / CELLS
            w, h = size[n, 0, y, x].item(), size[n, 1, y, x].item()
            rows.append((best[n, y, x].item(), int(noun[n, y, x]), (cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2), int(paint[n, y, x])))
        found.append(sorted(rows, reverse=True))
    return found


def box_iou(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    w = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    h = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h
    return w * h / union if union > 0 else 0.0
