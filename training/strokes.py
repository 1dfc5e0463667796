"""What backgrounds are drawn with: gradients, ridges, lights, scenery of the generator's artist. Lengths are 512ths of the picture."""

from __future__ import annotations

import json
import random
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from paths import SPRITES

SIZE_PX = 512
LARGE = SIZE_PX * 2
K = LARGE / 512
Rgb = tuple[int, int, int]


def u(value: float) -> int:
    """512ths of the picture to drawing pixels."""
    return int(round(value * K))


@lru_cache(maxsize=None)
def scenery(icon: str) -> Image.Image:
    row = next(r for r in json.loads((SPRITES / "index.json").read_text()) if r["set"] == "scenery" and r["icon"] == icon)
    return Image.open(SPRITES / row["file"]).convert("RGBA")


#: Where scenery was put since the last `draw`: (x0, y0, x1, y1), fractions of the picture.
PUT: list[tuple[float, float, float, float]] = []


def put(image: Image.Image, icon: str, x: float, y: float, size: float, mirror: bool = False, fade: float = 0.0, tint: Rgb = (190, 215, 235)) -> None:
    """Scenery whose foot stands at (x, y), `size` high, in 512ths; `fade` mixes it with the air."""
    sprite = scenery(icon)
    h = max(2, u(size))
    w = max(2, round(h * sprite.width / sprite.height))
    sprite = sprite.resize((w, h), Image.Resampling.LANCZOS)
    if mirror:
        sprite = sprite.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if fade:
        solid = Image.new("RGBA", sprite.size, (*tint, 255))
        solid.putalpha(sprite.getchannel("A"))
        sprite = Image.blend(sprite, solid, fade)
    image.paste(sprite, (u(x) - w // 2, u(y) - h), sprite)
    PUT.append(((u(x) - w / 2) / LARGE, (u(y) - h) / LARGE, (u(x) + w / 2) / LARGE, u(y) / LARGE))


def jitter(colour: Rgb, rng: random.Random, amount: int = 12) -> Rgb:
    r, g, b = (max(0, min(255, c + rng.randint(-amount, amount))) for c in colour)
    return r, g, b


def gradient(top: Rgb, bottom: Rgb, height: int = LARGE) -> Image.Image:
    t = np.linspace(0, 1, max(height, 1), dtype=np.float32)[:, None]
    rows = np.array(top, np.float32) * (1 - t) + np.array(bottom, np.float32) * t
    return Image.fromarray(np.repeat(rows[:, None].round().astype(np.uint8), LARGE, 1))


def land(image: Image.Image, horizon: float, top: Rgb, bottom: Rgb) -> None:
    image.paste(gradient(top, bottom, LARGE - u(horizon)), (0, u(horizon)))


def ridge(image: Image.Image, rng: random.Random, base: float, height: float, top: Rgb, bottom: Rgb) -> None:
    """A smooth ridge around `base`, shaded from top to bottom, down to the picture's edge."""
    a, b, p, q = rng.uniform(0.4, 1), rng.uniform(0.1, 0.4), rng.uniform(0, 6.3), rng.uniform(0, 6.3)
    xs = np.linspace(0, LARGE, 129)
    ys = u(base) - u(height) * (0.5 + 0.5 * (a * np.sin(xs / LARGE * 5 + p) + b * np.sin(xs / LARGE * 13 + q)))
    mask = Image.new("L", (LARGE, LARGE))
    ImageDraw.Draw(mask).polygon([(0, LARGE), *zip(xs.tolist(), ys.tolist()), (LARGE, LARGE)], fill=255)
    start = max(0, int(ys.min()))
    shade = Image.new("RGB", (LARGE, LARGE), bottom)
    shade.paste(gradient(top, bottom, LARGE - start), (0, start))
    image.paste(shade, (0, 0), mask)


def glow(image: Image.Image, x: float, y: float, radius: float, colour: Rgb, strength: float = 0.8) -> None:
    """A soft light."""
    yy, xx = np.mgrid[0:LARGE:4, 0:LARGE:4].astype(np.float32)
    d = np.hypot(xx - u(x), yy - u(y)) / u(radius)
    mask = Image.fromarray((255 * strength * np.exp(-d * d)).astype(np.uint8)).resize((LARGE, LARGE), Image.Resampling.BILINEAR)
    image.paste(Image.new("RGB", (LARGE, LARGE), colour), (0, 0), mask)


def sun_or_clouds(image: Image.Image, rng: random.Random, horizon: float, sun: float = 0.3, most: int = 2) -> None:
    if rng.random() < sun:
        x, y = rng.uniform(50, 460), rng.uniform(60, 110)
        glow(image, x, y - 30, 90, (255, 245, 205), 0.7)
        put(image, "sun", x, y, rng.uniform(56, 76))
    for _ in range(rng.randint(0, most)):
        put(
            image,
            "cloud",
            rng.uniform(20, 490),
            rng.uniform(60, max(80, horizon - 40)),
            rng.uniform(34, 60),
            rng.random() < 0.5,
            0.15,
            (225, 240, 252),
        )


def bright_sky(rng: random.Random) -> Image.Image:
    return gradient(jitter((88, 172, 245), rng), jitter((205, 234, 253), rng))


def stars(image, rng, count, lowest):
    draw = ImageDraw.Draw(image)
    for _ in range(count):
        x, y, r = rng.uniform(0, 512), rng.uniform(0, lowest), rng.choice((0.9, 1.2, 1.6, 2.2))
        draw.ellipse((u(x - r), u(y - r), u(x + r), u(y + r)), fill=(255, 250, 220))


def trees(image, rng, kinds, rows):
    for base, size, count, fade in rows:
        for k in range(count):
            put(
                image,
                rng.choice(kinds),
                (k + rng.uniform(0.1, 0.9)) * 512 / count,
                base + rng.uniform(-6, 8),
                size * rng.uniform(0.85, 1.15),
                rng.random() < 0.5,
                fade,
                (200, 228, 232),
            )


@lru_cache(maxsize=None)
def autumn_tree(shade: int) -> Image.Image:
    tree = np.array(scenery("deciduous-tree")).astype(np.float32)
    green = tree[..., 1] > tree[..., 0] * 1.05
    luma = (tree[..., :3] @ np.array([0.3, 0.6, 0.1], np.float32))[..., None] / 150
    tone = np.array(((235, 120, 40), (245, 180, 50), (200, 70, 40))[shade], np.float32)
    tree[..., :3] = np.where(green[..., None], np.clip(tone * luma, 0, 255), tree[..., :3])
    return Image.fromarray(tree.astype(np.uint8))


def skyline(image, rng, ground, body, window, lit):
    draw = ImageDraw.Draw(image)
    x = -rng.uniform(0, 40)
    while x < 512:
        w, h = rng.uniform(54, 96), rng.uniform(120, 270)
        tone = jitter(body, rng, 20)
        draw.rectangle((u(x), u(ground - h), u(x + w), u(ground)), fill=tone)
        draw.rectangle((u(x), u(ground - h), u(x + w * 0.16), u(ground)), fill=tuple(min(255, int(c * 1.12)) for c in tone))
        wy = ground - h + 14
        while wy < ground - 24:
            wx = x + 12
            while wx < x + w - 14:
                if rng.random() < lit:
                    draw.rounded_rectangle((u(wx), u(wy), u(wx + 11), u(wy + 16)), u(2), fill=window)
                wx += 22
            wy += 32
        x += w + rng.uniform(0, 14)
