"""The judge's pictures: composites of many artists' drawings, and composites that the generator has painted over."""

from __future__ import annotations

import random
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from autoencoder import Autoencoder
from detector import CELLS, SIZE_PX
from device import DEVICE, autocast
from diffusion import alphas, denoise, states
from layouts import MOST
from pictures import Ready, Spec, take
from render import render
from tokenizer import Tokenizer
from unet import Generator

#: Kinds of pictures (`layouts.KINDS`): many small objects, because they are the hard ones.
SHARES = {"large": 0.1, "centred": 0.08, "placed": 0.06, "ground": 0.06, "one": 0.13, "small": 0.2, "two": 0.15, "three": 0.12, "many": 0.1}
#: How far a composite is noised before the generator draws on: timesteps, steps back, guidance.
NOISED_TO, STEPS, GUIDANCE = (160, 240, 320, 400, 480), (3, 4, 5), (2.0, 3.0, 4.0)
#: Largest turn (radians) and squeeze of an object, and the share of objects that get them.
TURN, P_TURN, SQUEEZE, P_SQUEEZE = 0.25, 0.4, 0.18, 0.5


@dataclass
class Painter:
    """The generator, as a hand that paints over."""

    model: Generator
    autoencoder: Autoencoder
    tokenizer: Tokenizer
    scaling: float


class Pool:
    """Pictures uint8 [N, 3, 384, 384] and what they show: boxes [N, 6, 4], nouns and colours [N, 6] (-1: none), scenery [N, 48, 48]."""

    def __init__(self, count: int) -> None:
        self.pictures = torch.zeros(count, 3, SIZE_PX, SIZE_PX, dtype=torch.uint8, device=DEVICE)
        self.boxes = torch.zeros(count, MOST, 4, device=DEVICE)
        self.nouns, self.colours = (torch.full((count, MOST), -1, dtype=torch.long, device=DEVICE) for _ in range(2))
        self.scenery = torch.zeros(count, CELLS, CELLS, dtype=torch.bool, device=DEVICE)

    def put(self, at: int, pictures: Tensor, boxes: Tensor, spec: Spec, scenery: Tensor) -> None:
        """Pictures [B, 3, 384, 384] in -1..1 from place `at` on."""
        rows = slice(at, at + len(pictures))
        self.pictures[rows] = ((pictures.float().clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
        self.boxes[rows], self.nouns[rows], self.colours[rows] = boxes, spec["noun"].long(), spec["colour"].long()
        stands = spec["background"] >= 0
        self.scenery[rows] = scenery[spec["background"].long().clamp_min(0)] & stands[:, None, None]


def warps(spec: Spec) -> Tensor:
    """Turned and squeezed objects: [B, MOST, 2, 2]."""
    shape = spec["sprite"].shape

    def random() -> Tensor:
        return torch.rand(shape, device=DEVICE)

    angle = (random() * 2 - 1) * TURN * (random() < P_TURN)
    squeeze, tall = 1 + random() * SQUEEZE * (random() < P_SQUEEZE), random() < 0.5
    c, s = angle.cos(), angle.sin()
    turn = torch.stack([torch.stack([c, s], -1), torch.stack([-s, c], -1)], -2)
    return turn * torch.stack([torch.where(tall, squeeze, 1.0), torch.where(tall, 1.0, squeeze)], -1)[..., None]


def composites(pool: Pool, at: int, spec: Spec, ready: Ready, batch: int) -> None:
    """Objects over backgrounds, rendered at the judge's size with turns, squeezes and tones that the generator's never have."""
    for n in range(0, len(spec["kind"]), batch):
        part = take(spec, slice(n, n + batch))
        boxes = torch.zeros(len(part["kind"]), MOST, 4, device=DEVICE)
        pool.put(at + n, render(part, ready.sprites, ready.backgrounds, SIZE_PX, 0.1, warps(part), boxes), boxes, part, ready.scenery)


def repainted(z: Tensor, ids: Tensor, painter: Painter) -> Tensor:
    """Latents, partly noised and drawn on with their captions."""
    first, steps = random.choice(NOISED_TO), random.choice(STEPS)
    bar = alphas()[first]
    z = bar.sqrt() * z + (1 - bar).sqrt() * torch.randn_like(z)
    times = [int(first * (1 - k / steps)) for k in range(steps)]
    return denoise(painter.model, z, states(painter.model, ids.long(), painter.tokenizer), times, random.choice(GUIDANCE))


@torch.no_grad()
def painted(pool: Pool, at: int, spec: Spec, ids: Tensor, ready: Ready, painter: Painter, batch: int, repaint: bool = True) -> None:
    """Composites in the generator's hand; without `repaint` they go through its autoencoder alone, with noise on their latents."""
    for n in range(0, len(spec["kind"]), batch):
        part = take(spec, slice(n, n + batch))
        boxes = torch.zeros(len(part["kind"]), MOST, 4, device=DEVICE)
        picture = render(part, ready.sprites, ready.backgrounds, boxes=boxes)
        with autocast():
            z = painter.autoencoder.encoder(picture.float().contiguous(memory_format=torch.channels_last))[0].float() * painter.scaling
        if repaint:
            z = repainted(z, ids[n : n + batch], painter)
        else:
            z = z + torch.randn_like(z) * torch.rand(len(z), 1, 1, 1, device=DEVICE) * 0.3
        with autocast():
            out = painter.autoencoder.decoder((z / painter.scaling).contiguous(memory_format=torch.channels_last))
        pool.put(at + n, F.interpolate(out.float(), size=(SIZE_PX, SIZE_PX), mode="area"), boxes, part, ready.scenery)
