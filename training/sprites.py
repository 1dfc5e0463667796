"""Sprites: the drawings that pictures are made of, read, recoloured, and kept in every colour and three sizes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from paths import SPRITES
from things import COLOURS, NOUNS

#: The generator learns one artist, so that its style is one and its shapes get crisp soon.
GENERATOR_SETS = ("fluent-emoji",)
#: The judge learns every artist but the one that it is tested on; the generator's comes first.
DETECTOR_SETS = ("fluent-emoji", "fluent-emoji-flat", "noto", "noto-v1", "twemoji", "fxemoji", "streamline-emojis")
HELD_OUT_SETS = ("emojione",)

COLOUR_NAMES = tuple(COLOURS)
DARK_OUTLINE, LOW_SATURATION = 0.22, 0.22
LUMA = torch.tensor([0.299, 0.587, 0.114])
Loaded = tuple[np.ndarray, str | None]


def recolour(rgba: Tensor, palette: Tensor) -> Tensor:
    """Tints straight RGBA [4, h, w] in 0..1 so that its middle tone becomes each colour of `palette` [C, 3]: [C, 4, h, w].

    Dark outlines stay, and in colourful sprites so do whites.
    """
    rgb, solid = rgba[:3], rgba[3] > 0.5
    luma = (rgb * LUMA.to(rgb)[:, None, None]).sum(0)
    colourful = (rgb.amax(0) - rgb.amin(0)) / rgb.amax(0).clamp_min(1e-3)
    paintable = solid & (luma > DARK_OUTLINE)
    if not bool(paintable.any()):
        paintable = solid
    if float(colourful[paintable].mean()) < LOW_SATURATION:
        weight = ((luma - DARK_OUTLINE * 0.7) / 0.12).clamp(0, 1)
        middle = luma[paintable].median()
    else:
        weight = ((colourful - 0.12) / 0.15).clamp(0, 1) * ((luma - DARK_OUTLINE * 0.4) / 0.1).clamp(0, 1)
        chosen = paintable & (weight > 0.5)
        middle = luma[chosen].median() if bool(chosen.any()) else luma[paintable].median()
    ratio = luma / middle.clamp_min(0.08)
    shade = torch.where(ratio < 1, ratio.clamp_min(1e-4) ** 0.8, torch.ones_like(ratio))[None, None] * palette.to(rgb)[:, :, None, None]
    lift = ((ratio - 1) / 1.2).clamp(0, 0.55)
    tinted = shade + (1 - shade) * lift
    return torch.cat([(rgb + (tinted - rgb) * weight).clamp(0, 1), rgba[3:].expand(len(palette), 1, -1, -1)], 1)


def main_colour(rgba: np.ndarray) -> str | None:
    """The colour word that more than 55% of the sprite's saturated area is closest to, if any. Straight uint8 [h, w, 4]."""
    rgb, solid = rgba[..., :3].astype(np.float32), rgba[..., 3] > 128
    top, bottom = rgb.max(-1), rgb.min(-1)
    vivid = solid & ((top - bottom) / np.maximum(top, 1) > 0.45)
    if not vivid.any() or vivid.sum() < 0.5 * solid.sum():
        return None
    names = [n for n in COLOURS if n not in ("white", "grey", "black")]
    table = np.array([COLOURS[n] for n in names], np.float32)
    nearest = ((rgb[vivid][::7, None] - table) ** 2).sum(-1).argmin(-1)
    counts = np.bincount(nearest, minlength=len(names))
    return names[counts.argmax()] if counts.max() > 0.55 * counts.sum() else None


@lru_cache(maxsize=None)
def index() -> tuple[dict, ...]:
    """What `rasterise.mjs` wrote: noun, set, icon and file of each drawing."""
    file = SPRITES / "index.json"
    if not file.exists():
        raise FileNotFoundError(f"{file} is missing: run `npm run sprites --prefix training` first.")
    return tuple(json.loads(file.read_text()))


def rows_of(sets: tuple[str, ...]) -> list[dict]:
    """The drawings of some artists."""
    return [row for row in index() if row["set"] in sets and row["noun"] in NOUNS]


def load(task: tuple[str, int]) -> Loaded:
    """(straight uint8 RGBA whose longer side is `side`, its own colour's word) of a file."""
    file, side = task
    image = Image.open(SPRITES / file).convert("RGBA")
    scale = side / max(image.size)
    image = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))), Image.Resampling.LANCZOS)
    straight = np.asarray(image).copy()
    return straight, main_colour(straight)


@dataclass
class Bank:
    """What a picture's description chooses from."""

    #: By noun: (sprite number, own colour's word or None, width / longer side, height / longer side).
    by_noun: dict[str, list[tuple[int, str | None, float, float]]]
    backgrounds_per_scene: int
    #: The one variant of each scene to stand on; any but the last where it is None.
    variant: int | None = None


def bank_of(rows: list[dict], loaded: list[Loaded], sets: tuple[str, ...], side: int, backgrounds_per_scene: int, variant: int | None = None) -> Bank:
    """The drawings of some of the artists that were loaded."""
    by_noun: dict[str, list] = {noun: [] for noun in NOUNS}
    for n, (row, (pixels, own)) in enumerate(zip(rows, loaded)):
        if row["set"] in sets:
            by_noun[row["noun"]].append((n, own, pixels.shape[1] / side, pixels.shape[0] / side))
    return Bank(by_noun, backgrounds_per_scene, variant)


class Sprites:
    """Every sprite in every colour, premultiplied uint8 [N * variants, 4, side, side], and its halves and quarters.

    Variant 0 of a sprite is its own colours, variant 1 + c the c-th of COLOURS.
    """

    def __init__(self, loaded: list[Loaded], side: int, device: str) -> None:
        self.variants, self.side = 1 + len(COLOUR_NAMES), side
        full = torch.zeros(len(loaded) * self.variants, 4, side, side, dtype=torch.uint8, device=device)
        palette = torch.tensor([COLOURS[n] for n in COLOUR_NAMES], dtype=torch.float32, device=device) / 255
        for n, (straight, _) in enumerate(loaded):
            h, w = straight.shape[:2]
            rgba = torch.from_numpy(straight).to(device).permute(2, 0, 1).float() / 255
            left, top = (side - w) // 2, (side - h) // 2
            every = torch.cat([rgba[None], recolour(rgba, palette)])
            flat = torch.cat([every[:, :3] * every[:, 3:], every[:, 3:]], 1)
            full[n * self.variants : (n + 1) * self.variants, :, top : top + h, left : left + w] = (flat * 255).round().to(torch.uint8)
        self.levels = [full]
        while self.levels[-1].shape[-1] > side // 4:
            self.levels.append(torch.cat([F.avg_pool2d(chunk.float(), 2).round().to(torch.uint8) for chunk in self.levels[-1].split(256)]))
