"""Backgrounds: procedural scenes, drawn at twice the size and reduced, so that edges are smooth."""

from __future__ import annotations

import random

import numpy as np
from PIL import Image, ImageDraw

from captions import SCENE_PHRASES
from sprites import COLOURS

SIZE_PX = 256
OVERSAMPLING = 2
LARGE = SIZE_PX * OVERSAMPLING

Rgb = tuple[int, int, int]

#: Colours of the beds that seedlings are raised on, as exact as an engine asks for them.
KEY_COLOURS: dict[str, Rgb] = {
    "green": (0, 177, 64),
    "pink": (230, 0, 200),
    "blue": (0, 71, 187),
    "white": (255, 255, 255),
    "red": (255, 0, 0),
    "yellow": (255, 220, 0),
    "black": (0, 0, 0),
    "grey": (128, 128, 128),
}


def jitter(colour: Rgb, rng: random.Random, amount: int = 12) -> Rgb:
    r, g, b = (max(0, min(255, c + rng.randint(-amount, amount))) for c in colour)
    return r, g, b


def gradient(top: Rgb, bottom: Rgb, height: int) -> Image.Image:
    """A vertical gradient of LARGE width."""
    t = np.linspace(0, 1, max(height, 1), dtype=np.float32)[:, None]
    rows = np.array(top, np.float32) * (1 - t) + np.array(bottom, np.float32) * t
    return Image.fromarray(np.repeat(rows[:, None].round().astype(np.uint8), LARGE, 1))


def land(image: Image.Image, horizon: int, top: Rgb, bottom: Rgb) -> None:
    image.paste(gradient(top, bottom, LARGE - horizon), (0, horizon))


def cloud(draw: ImageDraw.ImageDraw, x: int, y: int, size: int) -> None:
    for dx, dy, radius in ((-0.6, 0.1, 0.4), (0, -0.1, 0.55), (0.6, 0.1, 0.4)):
        cx, cy, r = x + dx * size, y + dy * size, radius * size
        draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill=(255, 255, 255))
    draw.rounded_rectangle((x - size, y, x + size, y + 0.5 * size), radius=0.25 * size, fill=(255, 255, 255))


def hills(draw: ImageDraw.ImageDraw, rng: random.Random, base: int, height: int, colour: Rgb) -> None:
    """One smooth ridge above `base`, down to the bottom of the picture."""
    a, b, p, q = rng.uniform(0.4, 1), rng.uniform(0.1, 0.4), rng.uniform(0, 6.3), rng.uniform(0, 6.3)
    xs = np.linspace(0, LARGE, 65)
    ys = base - height * (0.5 + 0.5 * (a * np.sin(xs / LARGE * 5 + p) + b * np.sin(xs / LARGE * 13 + q)))
    draw.polygon([(0, LARGE), *zip(xs.tolist(), ys.tolist()), (LARGE, LARGE)], fill=colour)


def meadow(rng: random.Random) -> Image.Image:
    image = gradient(jitter((110, 185, 245), rng), jitter((205, 235, 255), rng), LARGE)
    draw = ImageDraw.Draw(image)
    horizon = int(LARGE * rng.uniform(0.4, 0.6))
    for _ in range(rng.randint(0, 2)):
        cloud(draw, rng.randint(0, LARGE), rng.randint(30, horizon - 60), rng.randint(30, 56))
    if rng.random() < 0.4:
        hills(draw, rng, horizon + 8, 70, jitter((130, 195, 95), rng))
    land(image, horizon, jitter((120, 195, 75), rng), jitter((70, 150, 50), rng))
    for _ in range(rng.choice((0, 8, 16))):
        x, y = rng.randint(0, LARGE), rng.randint(horizon + 10, LARGE)
        draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=rng.choice(((255, 240, 120), (255, 255, 255), (250, 150, 180))))
    return image


def beach(rng: random.Random) -> Image.Image:
    image = gradient(jitter((100, 190, 250), rng), jitter((200, 235, 255), rng), LARGE)
    draw = ImageDraw.Draw(image)
    horizon, shore = int(LARGE * rng.uniform(0.32, 0.45)), int(LARGE * rng.uniform(0.5, 0.62))
    if rng.random() < 0.4:
        x, y = rng.randint(40, LARGE - 40), rng.randint(40, 110)
        draw.ellipse((x - 30, y - 30, x + 30, y + 30), fill=(255, 225, 90))
    land(image, horizon, jitter((30, 120, 200), rng), jitter((70, 180, 215), rng))
    land(image, shore, jitter((250, 225, 165), rng), jitter((230, 195, 125), rng))
    draw.rectangle((0, shore - 5, LARGE, shore + 2), fill=(245, 250, 250))
    return image


def night(rng: random.Random) -> Image.Image:
    image = gradient(jitter((10, 14, 45), rng, 6), jitter((35, 42, 100), rng), LARGE)
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(25, 50)):
        x, y, r = rng.randint(0, LARGE), rng.randint(0, LARGE), rng.choice((2, 2, 3, 4))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 250, 215))
    if rng.random() < 0.5:
        x, y = rng.randint(60, LARGE - 60), rng.randint(50, 140)
        draw.ellipse((x - 36, y - 36, x + 36, y + 36), fill=(250, 240, 190))
    return image


def sea(rng: random.Random) -> Image.Image:
    image = gradient(jitter((60, 160, 220), rng), jitter((15, 70, 150), rng), LARGE)
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(6, 14)):
        x, y, w = rng.randint(0, LARGE), rng.randint(0, LARGE), rng.randint(30, 60)
        draw.arc((x - w, y - 12, x, y + 12), 0, 180, fill=(165, 220, 245), width=5)
        draw.arc((x, y - 12, x + w, y + 12), 0, 180, fill=(165, 220, 245), width=5)
    return image


def desert(rng: random.Random) -> Image.Image:
    image = gradient(jitter((120, 195, 240), rng), jitter((250, 225, 175), rng), LARGE)
    draw = ImageDraw.Draw(image)
    if rng.random() < 0.6:
        x, y = rng.randint(60, LARGE - 60), rng.randint(50, 130)
        draw.ellipse((x - 34, y - 34, x + 34, y + 34), fill=(255, 235, 130))
    base = int(LARGE * rng.uniform(0.5, 0.62))
    hills(draw, rng, base, 80, jitter((235, 185, 105), rng))
    hills(draw, rng, base + 100, 70, jitter((222, 165, 85), rng))
    return image


def snow(rng: random.Random) -> Image.Image:
    image = gradient(jitter((150, 195, 235), rng), jitter((215, 232, 248), rng), LARGE)
    draw = ImageDraw.Draw(image)
    hills(draw, rng, int(LARGE * rng.uniform(0.5, 0.62)), 50, jitter((246, 250, 255), rng, 4))
    for _ in range(rng.randint(15, 40)):
        x, y, r = rng.randint(0, LARGE), rng.randint(0, LARGE * 6 // 10), rng.choice((3, 4, 5))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 255, 255))
    return image


def sunset(rng: random.Random) -> Image.Image:
    image = gradient(jitter((95, 60, 130), rng), jitter((250, 150, 80), rng), LARGE)
    draw = ImageDraw.Draw(image)
    horizon = int(LARGE * rng.uniform(0.55, 0.68))
    x, r = rng.randint(80, LARGE - 80), rng.randint(40, 64)
    draw.ellipse((x - r, horizon - r, x + r, horizon + r), fill=(255, 225, 120))
    land(image, horizon, jitter((120, 60, 90), rng), jitter((50, 30, 70), rng))
    return image


def room(rng: random.Random) -> Image.Image:
    wall = rng.choice(((245, 230, 205), (205, 225, 225), (235, 210, 205), (220, 215, 235)))
    image = Image.new("RGB", (LARGE, LARGE), jitter(wall, rng, 8))
    draw = ImageDraw.Draw(image)
    floor = int(LARGE * rng.uniform(0.6, 0.72))
    if rng.random() < 0.6:
        x, y = rng.randint(40, LARGE - 180), rng.randint(40, 90)
        draw.rectangle((x, y, x + 140, y + 150), fill=(250, 250, 250))
        for dx in (10, 75):
            for dy in (10, 80):
                draw.rectangle((x + dx, y + dy, x + dx + 55, y + dy + 60), fill=(165, 215, 245))
    land(image, floor, jitter((185, 130, 85), rng), jitter((150, 100, 62), rng))
    draw.rectangle((0, floor - 12, LARGE, floor), fill=(250, 246, 240))
    return image


def forest(rng: random.Random) -> Image.Image:
    image = gradient(jitter((165, 215, 235), rng), jitter((215, 238, 225), rng), LARGE)
    draw = ImageDraw.Draw(image)
    ground = int(LARGE * rng.uniform(0.55, 0.68))
    for row, (colour, height) in enumerate((((95, 155, 105), 190), ((45, 115, 70), 150))):
        x = rng.randint(-40, 0)
        while x < LARGE + 40:
            w, h, base = rng.randint(36, 52), height + rng.randint(-30, 30), ground + 14 * row
            shade = jitter(colour, rng, 8)
            for part in (0, 0.3, 0.55):
                top = base - h * (1 - part * 0.9)
                half = w * (0.55 + 0.45 * part)
                draw.polygon(((x, top), (x - half, top + h * 0.45), (x + half, top + h * 0.45)), fill=shade)
            x += rng.randint(56, 90)
    land(image, ground, jitter((85, 150, 70), rng), jitter((50, 105, 45), rng))
    return image


def road(rng: random.Random) -> Image.Image:
    image = gradient(jitter((125, 195, 245), rng), jitter((210, 235, 250), rng), LARGE)
    draw = ImageDraw.Draw(image)
    horizon = int(LARGE * rng.uniform(0.42, 0.55))
    land(image, horizon, jitter((135, 190, 95), rng), jitter((95, 155, 70), rng))
    middle = LARGE // 2 + rng.randint(-60, 60)
    grey = jitter((100, 102, 110), rng)
    draw.polygon(((middle - 26, horizon), (middle + 26, horizon), (middle + 300, LARGE), (middle - 300, LARGE)), fill=grey)
    height = LARGE - horizon
    for k in range(5):
        a, b = (k / 5) ** 1.5, ((k + 0.55) / 5) ** 1.5
        wa, wb = 2 + 14 * a, 2 + 14 * b
        ya, yb = horizon + a * height, horizon + b * height
        draw.polygon(((middle - wa, ya), (middle + wa, ya), (middle + wb, yb), (middle - wb, yb)), fill=(245, 240, 220))
    return image


def city(rng: random.Random) -> Image.Image:
    image = gradient(jitter((135, 190, 240), rng), jitter((225, 235, 245), rng), LARGE)
    draw = ImageDraw.Draw(image)
    ground = int(LARGE * rng.uniform(0.66, 0.76))
    x = -rng.randint(0, 40)
    while x < LARGE:
        w, h = rng.randint(60, 100), rng.randint(140, 300)
        draw.rectangle((x, ground - h, x + w, ground), fill=jitter((135, 150, 180), rng, 22))
        for wy in range(ground - h + 16, ground - 24, 38):
            for wx in range(x + 12, x + w - 18, 26):
                draw.rectangle((wx, wy, wx + 13, wy + 18), fill=(250, 235, 170))
        x += w + rng.randint(0, 16)
    land(image, ground, jitter((120, 122, 130), rng), jitter((95, 97, 105), rng))
    return image


def mountains(rng: random.Random) -> Image.Image:
    image = gradient(jitter((120, 190, 245), rng), jitter((220, 238, 250), rng), LARGE)
    draw = ImageDraw.Draw(image)
    ground = int(LARGE * rng.uniform(0.6, 0.72))
    for _ in range(rng.randint(2, 4)):
        x, h = rng.randint(0, LARGE), rng.randint(180, 290)
        half, top = h * rng.uniform(0.7, 1), ground - h
        draw.polygon(((x, top), (x - half, ground), (x + half, ground)), fill=jitter((125, 135, 160), rng))
        draw.polygon(((x, top), (x - half * 0.28, top + h * 0.28), (x + half * 0.28, top + h * 0.28)), fill=(250, 252, 255))
    land(image, ground, jitter((120, 180, 95), rng), jitter((85, 145, 70), rng))
    return image


def sky(rng: random.Random) -> Image.Image:
    image = gradient(jitter((85, 165, 240), rng), jitter((185, 225, 252), rng), LARGE)
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(2, 5)):
        cloud(draw, rng.randint(0, LARGE), rng.randint(20, LARGE - 20), rng.randint(34, 64))
    return image


SCENES = {name: globals()[name] for name in SCENE_PHRASES}


def draw(scene: str, rng: random.Random) -> np.ndarray:
    """One variant of a scene, uint8 RGB [256, 256, 3]."""
    return np.asarray(SCENES[scene](rng).reduce(OVERSAMPLING).convert("RGB"))


def plain(rng: random.Random) -> tuple[Rgb, str | None]:
    """A plain ground's colour and the word for it; colours between the words have none."""
    kind = rng.random()
    if kind < 0.4:
        name = rng.choices(list(KEY_COLOURS), (6, 3, 3, 3, 1, 1, 1, 1))[0]
        return jitter(KEY_COLOURS[name], rng, 10), name
    if kind < 0.85:
        name = rng.choice(list(COLOURS))
        return jitter(COLOURS[name], rng, 14), name
    return (rng.randint(0, 255), rng.randint(0, 255), rng.randint(0, 255)), None
