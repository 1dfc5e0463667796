"""Sprites: the drawings that scenes are made of, trimmed, mirrored and recoloured.

A sprite is uint8 RGBA [h, w, 4] with straight alpha, trimmed to its visible box.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from paths import WORK

#: The nouns that the built-in model knows, in the order of the detector's classes.
NOUNS = (
    "cat dog rabbit horse cow pig sheep elephant lion bear bird duck penguin fish butterfly turtle "
    "apple banana car bus airplane house tree book umbrella clock backpack vase cake chair cup phone "
    "flower boat train bicycle owl fox guitar crown"
).split()

#: One consistent kind of drawing per noun, chosen on a contact sheet: whole bodies where artists drew them.
ICONS: dict[str, tuple[str, ...]] = {
    "sheep": ("ewe",),
    "apple": ("red-apple", "green-apple"),
    "car": ("automobile",),
    "tree": ("deciduous-tree",),
    "book": ("closed-book",),
    "clock": ("alarm-clock",),
    "vase": ("amphora",),
    "cake": ("birthday-cake",),
    "cup": ("hot-beverage",),
    "phone": ("telephone",),
    "flower": ("sunflower",),
    "boat": ("sailboat",),
    "train": ("locomotive",),
}

#: The generator learns one artist, so that its style is one and its shapes get crisp soon.
GENERATOR_SETS = ("fluent-emoji-flat",)

#: Artists whose drawings were matched to ICONS by eye; of the others every drawing of a noun is taken.
MATCHED_SETS = ("noto", "fluent-emoji-flat", "twemoji")

#: The detector learns every artist but the one that it is tested on.
DETECTOR_SETS = (
    "noto", "noto-v1", "fluent-emoji", "fluent-emoji-flat", "twemoji", "fxemoji", "streamline-emojis",
)
HELD_OUT_SETS = ("emojione",)

#: Drawings that do not show what the others of their noun show.
DROPPED = {("twemoji", "hot-beverage"), ("fxemoji", "cat"), ("fxemoji", "dog"), ("fxemoji", "bunny")}

#: What a colour word means, as the middle tone of a recoloured sprite (sRGB).
COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (222, 40, 42),
    "orange": (245, 138, 28),
    "yellow": (250, 212, 45),
    "green": (62, 168, 62),
    "blue": (45, 112, 226),
    "purple": (142, 72, 192),
    "pink": (250, 130, 182),
    "brown": (140, 86, 52),
    "black": (48, 48, 54),
    "white": (238, 238, 238),
    "grey": (146, 146, 150),
}

ALPHA_VISIBLE = 16
DARK_OUTLINE = 0.22
LOW_SATURATION = 0.22


@dataclass(frozen=True)
class Sprite:
    """A drawing of one noun by one artist; `own_colour` names its main colour where it has a clear one."""

    noun: str
    artist: str
    icon: str
    pixels: np.ndarray
    own_colour: str | None


def trim(rgba: np.ndarray) -> np.ndarray:
    """Cuts RGBA [h, w, 4] to the box of its visible pixels."""
    visible = rgba[..., 3] >= ALPHA_VISIBLE
    rows, columns = np.flatnonzero(visible.any(1)), np.flatnonzero(visible.any(0))
    return rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def luminance(rgb: np.ndarray) -> np.ndarray:
    """Rec. 601 luma of float RGB [..., 3]."""
    return rgb @ np.array([0.299, 0.587, 0.114], np.float32)


def saturation(rgb: np.ndarray) -> np.ndarray:
    """HSV saturation of float RGB [..., 3]."""
    top, bottom = rgb.max(-1), rgb.min(-1)
    return (top - bottom) / np.maximum(top, 1e-3)


def recolour(rgba: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    """Tints a sprite so that its middle tone becomes `colour`; dark outlines and (in colourful sprites) whites stay."""
    rgb = rgba[..., :3].astype(np.float32) / 255
    solid = rgba[..., 3] > 128
    luma, colourful = luminance(rgb), saturation(rgb)
    target = np.array(colour, np.float32) / 255
    paintable = solid & (luma > DARK_OUTLINE)
    if not paintable.any():
        paintable = solid
    if colourful[paintable].mean() < LOW_SATURATION:
        weight = np.clip((luma - DARK_OUTLINE * 0.7) / 0.12, 0, 1)
        middle = np.median(luma[paintable])
    else:
        weight = np.clip((colourful - 0.12) / 0.15, 0, 1) * np.clip((luma - DARK_OUTLINE * 0.4) / 0.1, 0, 1)
        chosen = paintable & (weight > 0.5)
        middle = np.median(luma[chosen]) if chosen.any() else np.median(luma[paintable])
    ratio = luma / max(float(middle), 0.08)
    shade = np.where(ratio < 1, ratio ** 0.8, 1.0)[..., None] * target
    lift = np.clip((ratio - 1) / 1.2, 0, 0.55)[..., None]
    tinted = shade + (1 - shade) * lift
    out = rgb + (tinted - rgb) * weight[..., None]
    return np.concatenate([(np.clip(out, 0, 1) * 255).astype(np.uint8), rgba[..., 3:]], -1)


def main_colour(rgba: np.ndarray) -> str | None:
    """The colour word that more than 55% of the sprite's saturated area is closest to, if any."""
    rgb = rgba[..., :3].astype(np.float32)
    solid = rgba[..., 3] > 128
    vivid = solid & (saturation(rgb / 255) > 0.45)
    if vivid.sum() < 0.5 * solid.sum():
        return None
    names = [name for name in COLOURS if name not in ("white", "grey", "black")]
    table = np.array([COLOURS[name] for name in names], np.float32)
    nearest = ((rgb[vivid][::7, None] - table) ** 2).sum(-1).argmin(-1)
    counts = np.bincount(nearest, minlength=len(names))
    return names[counts.argmax()] if counts.max() > 0.55 * counts.sum() else None


@lru_cache(maxsize=None)
def load(sets: tuple[str, ...], all_icons: bool = False) -> dict[str, list[Sprite]]:
    """All sprites of the known nouns by the given artists; `all_icons` also takes the other drawings of a noun."""
    pixels = np.load(WORK / "sprites.npy", mmap_mode="r")
    index = json.loads((WORK / "sprites.json").read_text())
    found: dict[str, list[Sprite]] = {noun: [] for noun in NOUNS}
    everything: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(index):
        if row["noun"] in found and row["set"] in sets and (row["set"], row["icon"]) not in DROPPED:
            everything.setdefault((row["noun"], row["set"]), []).append(number)
    for (noun, artist), numbers in everything.items():
        wanted = ICONS.get(noun) or (index[numbers[0]]["icon"],)
        chosen = [n for n in numbers if index[n]["icon"] in wanted]
        if all_icons or (not chosen and artist not in MATCHED_SETS):
            chosen = numbers
        for number in chosen:
            rgba = trim(np.array(pixels[number]))
            found[noun].append(Sprite(noun, artist, index[number]["icon"], rgba, main_colour(rgba)))
    return found


@lru_cache(maxsize=None)
def load_distractors(sets: tuple[str, ...]) -> list[Sprite]:
    """Sprites of nouns that the model does not know: what a detector must not take for one of its own."""
    pixels = np.load(WORK / "sprites.npy", mmap_mode="r")
    index = json.loads((WORK / "sprites.json").read_text())
    alike = {
        "goat", "mouse", "wolf", "tiger", "chicken", "chick", "eagle", "parrot", "swan", "taxi", "truck",
        "policecar", "ambulance", "firetruck", "bag", "castle", "church", "building", "palmtree",
        "christmastree", "rose", "tulip", "ship", "coffee", "cupcake", "panda", "koala", "violin", "rocket",
    }
    return [
        Sprite(row["noun"], row["set"], row["icon"], trim(np.array(pixels[n])), None)
        for n, row in enumerate(index)
        if row["set"] in sets and row["noun"] not in NOUNS and row["noun"] not in alike | {"sunflower"}
    ]
