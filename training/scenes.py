"""Scenes: sprites composed over backgrounds, with exact boxes and captions."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from PIL import Image

import backgrounds
from captions import SCENE_PHRASES, caption
from sprites import COLOURS, GENERATOR_SETS, NOUNS, Sprite, load, load_distractors, recolour

SIZE_PX = 256
VARIANTS_PER_SCENE = 48
CAPTIONS_PER_PICTURE = 3
P_RECOLOUR = 0.4
P_NAME_OWN_COLOUR = 0.4
MAX_OVERLAP = 0.12

#: What a picture shows, in the order of the curriculum.
KINDS = ("large", "centred", "placed", "ground", "one", "two", "three")


@dataclass
class Scene:
    """A picture with what is known about it. Boxes are [x0, y0, x1, y1], fractions of the picture, y down."""

    picture: np.ndarray
    kind: str
    scene: str
    plain_colour: str | None
    objects: list[tuple[str, str | None]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)

    def caption(self, rng: random.Random) -> str:
        return caption(self.objects, self.scene, self.plain_colour, rng)


@lru_cache(maxsize=None)
def background_bank(seed: int) -> dict[str, list[np.ndarray]]:
    """Ready-made variants of every scene, so that composing is cheap."""
    rng = random.Random(seed)
    return {scene: [backgrounds.draw(scene, rng) for _ in range(VARIANTS_PER_SCENE)] for scene in SCENE_PHRASES}


def ground(rng: random.Random, plain_share: float, seed: int) -> tuple[np.ndarray, str, str | None]:
    """(RGB [256, 256, 3] copy, scene, plain colour's word)."""
    if rng.random() < plain_share:
        colour, name = backgrounds.plain(rng)
        return np.full((SIZE_PX, SIZE_PX, 3), colour, np.uint8), "plain", name
    scene = rng.choice(list(SCENE_PHRASES))
    picture = rng.choice(background_bank(seed)[scene])
    return (picture[:, ::-1] if rng.random() < 0.5 else picture).copy(), scene, None


def paste(picture: np.ndarray, sprite: np.ndarray, size: float, x: float, y: float, mirror: bool) -> tuple[float, float, float, float]:
    """Draws a sprite whose longer side is `size` of the picture, centred at (x, y), kept inside; returns its box."""
    h, w = sprite.shape[:2]
    scale = size * SIZE_PX / max(h, w)
    tw, th = max(2, round(w * scale)), max(2, round(h * scale))
    premultiplied = sprite.astype(np.float32)
    premultiplied[..., :3] *= premultiplied[..., 3:] / 255
    image = Image.fromarray(premultiplied.round().astype(np.uint8), "RGBA").resize((tw, th), Image.Resampling.BICUBIC if scale > 0.7 else Image.Resampling.BOX if scale < 0.3 else Image.Resampling.HAMMING)
    cut = np.asarray(image)
    if mirror:
        cut = cut[:, ::-1]
    left = min(max(round(x * SIZE_PX - tw / 2), 0), SIZE_PX - tw)
    top = min(max(round(y * SIZE_PX - th / 2), 0), SIZE_PX - th)
    region = picture[top : top + th, left : left + tw].astype(np.uint16)
    blended = cut[..., :3] + (region * (255 - cut[..., 3:].astype(np.uint16)) + 127) // 255
    picture[top : top + th, left : left + tw] = np.minimum(blended, 255).astype(np.uint8)
    return left / SIZE_PX, top / SIZE_PX, (left + tw) / SIZE_PX, (top + th) / SIZE_PX


def painted(sprite: Sprite, rng: random.Random, p_recolour: float = P_RECOLOUR) -> tuple[np.ndarray, str | None]:
    """A sprite's pixels, perhaps recoloured, and the colour word that a caption may use (None: unsaid)."""
    if rng.random() < p_recolour:
        name = rng.choice(list(COLOURS))
        return recolour(sprite.pixels, backgrounds.jitter(COLOURS[name], rng, 10)), name
    own = sprite.own_colour
    return sprite.pixels, own if own is not None and rng.random() < P_NAME_OWN_COLOUR else None


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """Shared area over the smaller box's."""
    w = min(a[2], b[2]) - max(a[0], b[0])
    h = min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    return w * h / min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))


def spots(count: int, rng: random.Random) -> list[tuple[float, float, float]]:
    """(size, x, y) of `count` objects with little overlap."""
    if count == 0:
        return []
    top = {1: 0.85, 2: 0.55, 3: 0.42}.get(count, 0.36)
    while True:
        found: list[tuple[float, float, float]] = []
        for _ in range(12 * count):
            size = rng.uniform(0.26, top)
            x, y = rng.uniform(size / 2, 1 - size / 2), rng.uniform(size / 2, 1 - size / 2)
            box = (x - size / 2, y - size / 2, x + size / 2, y + size / 2)
            if all(overlap(box, (a - s / 2, b - s / 2, a + s / 2, b + s / 2)) < MAX_OVERLAP for s, a, b in found):
                found.append((size, x, y))
            if len(found) == count:
                return found


def mush(sprite: np.ndarray, rng: random.Random) -> np.ndarray:
    """A sprite made unrecognisable, by blurring it to a blob or by shuffling its quarters: what fools a detector."""
    h, w = sprite.shape[:2]
    image = Image.fromarray(sprite, "RGBA")
    if rng.random() < 0.5:
        coarse = rng.randint(3, 5)
        return np.asarray(image.resize((coarse, coarse), Image.Resampling.BOX).resize((w, h), Image.Resampling.BICUBIC))
    halves = image.resize((w // 2 * 2, h // 2 * 2))
    a = np.asarray(halves)
    quarters = [a[: h // 2, : w // 2], a[: h // 2, w // 2 : w // 2 * 2], a[h // 2 : h // 2 * 2, : w // 2], a[h // 2 : h // 2 * 2, w // 2 : w // 2 * 2]]
    order = rng.choice(((3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1)))
    turned = [np.rot90(quarters[k], 2) for k in order]
    return np.concatenate([np.concatenate(turned[:2], 1), np.concatenate(turned[2:], 1)], 0)


def compose(kind: str, rng: random.Random, sets: tuple[str, ...] = GENERATOR_SETS, seed: int = 0, all_icons: bool = False, distractors: int = 0, p_mirror: float = 0.5) -> Scene:
    """One scene of a kind. Everything that is random comes from `rng`; `seed` picks the bank of backgrounds."""
    plain_share = {"large": 1.0, "centred": 1.0, "placed": 1.0, "ground": 0.1, "one": 0.0, "two": 0.2, "three": 0.2}[kind]
    picture, scene, plain_colour = ground(rng, plain_share, seed)
    result = Scene(picture, kind, scene, plain_colour)
    count = {"ground": 0, "two": 2, "three": 3}.get(kind, 1)
    if kind == "large":
        places = [(rng.uniform(0.55, 0.85), rng.gauss(0.5, 0.02), rng.gauss(0.5, 0.02))]
    elif kind == "centred":
        places = [(rng.uniform(0.3, 0.7), rng.gauss(0.5, 0.03), rng.gauss(0.5, 0.03))]
    else:
        places = spots(count, rng)
    bank = load(sets, all_icons)
    clutter = load_distractors(sets) if distractors else []
    nouns = [rng.choice(NOUNS) for _ in places]
    for index, (size, x, y) in enumerate(places):
        foreign = index < distractors
        spoilt = foreign and rng.random() < 0.5
        sprite = rng.choice(clutter) if foreign and not spoilt else rng.choice(bank[nouns[index]])
        pixels, colour = painted(sprite, rng)
        if spoilt:
            pixels = mush(pixels, rng)
        if colour is not None and colour == plain_colour:
            pixels, colour = sprite.pixels, None
        box = paste(picture, pixels, size, x, y, rng.random() < p_mirror)
        if not foreign:
            result.objects.append((sprite.noun, colour))
            result.boxes.append(box)
    return result
