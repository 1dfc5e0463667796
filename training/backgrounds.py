"""Backgrounds: procedural scenes of 512 px, drawn at twice the size and reduced; some hold small scenery of the same artist."""

from __future__ import annotations

import random

import numpy as np
from PIL import Image, ImageDraw

from strokes import LARGE, PUT, Rgb, autumn_tree, bright_sky, glow, gradient, jitter, land, put, ridge, skyline, stars, sun_or_clouds, trees, u
from things import COLOURS, KEY_COLOURS


def meadow(rng):
    image = bright_sky(rng)
    horizon = rng.uniform(200, 300)
    sun_or_clouds(image, rng, horizon)
    if rng.random() < 0.5:
        ridge(image, rng, horizon + 8, 60, jitter((150, 208, 120), rng), jitter((120, 185, 95), rng))
    if rng.random() < 0.35:
        for _ in range(rng.randint(1, 4)):
            put(image, rng.choice(("deciduous-tree", "evergreen-tree")), rng.uniform(0, 512), horizon + 6, rng.uniform(40, 66), False, 0.12)
    ridge(image, rng, horizon + 14, 14, jitter((136, 206, 84), rng), jitter((70, 152, 52), rng))
    if rng.random() < 0.4:
        for _ in range(rng.randint(3, 9)):
            put(
                image,
                rng.choice(("blossom", "hibiscus", "herb", "seedling")),
                rng.uniform(0, 512),
                rng.uniform(horizon + 40, 505),
                rng.uniform(16, 26),
            )
    return image


def beach(rng):
    image = gradient(jitter((90, 188, 250), rng), jitter((205, 238, 255), rng))
    horizon, shore = rng.uniform(165, 225), rng.uniform(265, 330)
    sun_or_clouds(image, rng, horizon, 0.45, 1)
    land(image, horizon, jitter((32, 122, 205), rng), jitter((88, 200, 220), rng))
    ridge(image, rng, shore + 6, 14, (240, 250, 250), (240, 250, 250))
    ridge(image, rng, shore + 12, 14, jitter((252, 230, 172), rng), jitter((228, 190, 122), rng))
    if rng.random() < 0.35:
        put(image, "palm-tree", rng.choice((rng.uniform(20, 90), rng.uniform(420, 490))), shore + 40, rng.uniform(120, 180))
    if rng.random() < 0.25:
        put(image, "spiral-shell", rng.uniform(40, 470), rng.uniform(430, 500), 24)
    return image


def night(rng):
    image = gradient(jitter((9, 14, 48), rng, 6), jitter((44, 52, 120), rng))
    stars(image, rng, rng.randint(40, 90), 512)
    if rng.random() < 0.55:
        x, y = rng.uniform(60, 450), rng.uniform(80, 130)
        glow(image, x, y - 32, 80, (120, 130, 200), 0.5)
        put(image, rng.choice(("full-moon", "crescent-moon")), x, y, rng.uniform(54, 74))
    if rng.random() < 0.3:
        ridge(image, rng, rng.uniform(420, 470), 60, (24, 32, 74), (12, 18, 48))
    return image


def sea(rng):
    horizon = rng.uniform(90, 190)
    image = bright_sky(rng)
    sun_or_clouds(image, rng, horizon, 0.35, 2)
    land(image, horizon, jitter((42, 138, 212), rng), jitter((14, 72, 152), rng))
    for k in range(rng.randint(2, 4)):
        y = horizon + 40 + k * rng.uniform(60, 90)
        ridge(image, rng, y + 10, 9, (150, 212, 240), jitter((30, 110, 190), rng, 6))
        ridge(image, rng, y + 16, 9, jitter((36, 122, 200), rng, 8), jitter((16, 78, 160), rng, 6))
    return image


def underwater(rng):
    image = gradient(jitter((70, 190, 225), rng), jitter((12, 60, 130), rng))
    for _ in range(rng.randint(2, 4)):
        glow(image, rng.uniform(0, 512), 0, rng.uniform(60, 140), (190, 240, 250), 0.45)
    if rng.random() < 0.8:
        ridge(image, rng, rng.uniform(440, 480), 26, jitter((205, 190, 140), rng), jitter((150, 140, 120), rng))
        for _ in range(rng.randint(1, 4)):
            put(image, rng.choice(("coral", "coral", "herb", "rock")), rng.uniform(0, 512), rng.uniform(478, 508), rng.uniform(40, 76))
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(4, 12)):
        x, y, r = rng.uniform(0, 512), rng.uniform(0, 512), rng.uniform(3, 8)
        draw.ellipse((u(x - r), u(y - r), u(x + r), u(y + r)), outline=(200, 240, 250), width=u(1.4))
    return image


def desert(rng):
    image = gradient(jitter((112, 192, 242), rng), jitter((252, 228, 180), rng))
    base = rng.uniform(250, 320)
    sun_or_clouds(image, rng, base, 0.6, 0)
    ridge(image, rng, base, 80, jitter((244, 200, 122), rng), jitter((226, 168, 88), rng))
    if rng.random() < 0.5:
        for _ in range(rng.randint(1, 3)):
            put(image, "cactus", rng.choice((rng.uniform(10, 130), rng.uniform(380, 500))), base + rng.uniform(30, 80), rng.uniform(46, 80))
    ridge(image, rng, base + 100, 66, jitter((232, 176, 94), rng), jitter((200, 136, 64), rng))
    return image


def snow(rng):
    image = gradient(jitter((140, 190, 236), rng), jitter((220, 236, 250), rng))
    base = rng.uniform(250, 320)
    if rng.random() < 0.6:
        for _ in range(rng.randint(2, 5)):
            put(image, "evergreen-tree", rng.uniform(0, 512), base + 6, rng.uniform(60, 100), False, 0.35, (225, 236, 248))
    ridge(image, rng, base + 10, 40, jitter((250, 252, 255), rng, 3), jitter((214, 228, 246), rng, 5))
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(20, 60)):
        x, y, r = rng.uniform(0, 512), rng.uniform(0, 420), rng.choice((1.6, 2.2, 3))
        draw.ellipse((u(x - r), u(y - r), u(x + r), u(y + r)), fill=(255, 255, 255))
    return image


def sunset(rng):
    image = gradient(jitter((92, 62, 142), rng), jitter((252, 158, 84), rng))
    horizon = rng.uniform(280, 350)
    x = rng.uniform(80, 430)
    glow(image, x, horizon, 190, (255, 205, 120), 0.8)
    r = rng.uniform(38, 58)
    ImageDraw.Draw(image).ellipse((u(x - r), u(horizon - r), u(x + r), u(horizon + r)), fill=(255, 228, 130))
    if rng.random() < 0.5:
        ridge(image, rng, horizon + 4, 44, jitter((130, 66, 98), rng), jitter((92, 46, 84), rng))
    land(image, horizon + 6, jitter((126, 62, 94), rng), jitter((48, 30, 72), rng))
    return image


def room(rng):
    wall = rng.choice(((248, 232, 208), (208, 228, 230), (240, 214, 208), (224, 218, 240), (218, 232, 212)))
    image = gradient(jitter(wall, rng, 6), tuple(int(c * 0.93) for c in wall))
    floor = rng.uniform(310, 370)
    draw = ImageDraw.Draw(image)
    if rng.random() < 0.6:
        x, y = rng.uniform(40, 330), rng.uniform(50, 90)
        draw.rounded_rectangle((u(x), u(y), u(x + 140), u(y + 150)), u(6), fill=(252, 252, 252))
        for dx in (10, 75):
            for dy in (10, 80):
                draw.rectangle((u(x + dx), u(y + dy), u(x + dx + 55), u(y + dy + 60)), fill=(170, 219, 248))
    if rng.random() < 0.4:
        put(image, "framed-picture", rng.uniform(60, 450), rng.uniform(120, 170), 70)
    land(image, floor, jitter((192, 136, 90), rng), jitter((150, 100, 62), rng))
    draw = ImageDraw.Draw(image)
    for k in range(1, 5):
        y = floor + (512 - floor) * (k / 5) ** 1.3
        draw.line((0, u(y), LARGE, u(y)), fill=(150, 102, 64), width=u(1.5))
    draw.rectangle((0, u(floor - 10), LARGE, u(floor)), fill=(250, 246, 240))
    if rng.random() < 0.3:
        put(image, "potted-plant", rng.choice((rng.uniform(20, 70), rng.uniform(440, 490))), floor + 40, rng.uniform(90, 120))
    return image


def kitchen(rng):
    wall = rng.choice(((244, 240, 226), (226, 240, 240), (250, 230, 214)))
    image = Image.new("RGB", (LARGE, LARGE), jitter(wall, rng, 5))
    draw = ImageDraw.Draw(image)
    table = rng.uniform(300, 370)
    tone = tuple(int(c * 0.95) for c in wall)
    for y in range(0, int(table), 42):
        draw.line((0, u(y), LARGE, u(y)), fill=tone, width=u(2))
    for x in range(0, 512, 42):
        draw.line((u(x), 0, u(x), u(table)), fill=tone, width=u(2))
    if rng.random() < 0.5:
        y = rng.uniform(90, 150)
        draw.rectangle((0, u(y), LARGE, u(y + 14)), fill=(176, 124, 80))
        for _ in range(rng.randint(1, 3)):
            put(image, rng.choice(("potted-plant", "herb")), rng.uniform(30, 480), y, rng.uniform(50, 70))
    land(image, table, jitter((206, 154, 104), rng), jitter((164, 112, 70), rng))
    ImageDraw.Draw(image).rectangle((0, u(table), LARGE, u(table + 6)), fill=(226, 180, 132))
    return image


def forest(rng):
    image = gradient(jitter((165, 216, 236), rng), jitter((222, 242, 228), rng))
    ground = rng.uniform(290, 350)
    trees(
        image,
        rng,
        ("evergreen-tree",) if rng.random() < 0.6 else ("evergreen-tree", "deciduous-tree"),
        ((ground, 150, 8, 0.45), (ground + 14, 180, 7, 0.1)),
    )
    ridge(image, rng, ground + 14, 12, jitter((106, 172, 84), rng), jitter((48, 108, 46), rng))
    if rng.random() < 0.4:
        for _ in range(rng.randint(1, 4)):
            put(image, rng.choice(("mushroom", "herb", "herb")), rng.uniform(0, 512), rng.uniform(ground + 40, 500), rng.uniform(18, 30))
    return image


def autumn(rng):
    image = gradient(jitter((176, 214, 236), rng), jitter((252, 236, 210), rng))
    ground = rng.uniform(290, 350)
    for base, size, count in ((ground, 130, 7), (ground + 12, 170, 6)):
        for k in range(count):
            tree = autumn_tree(rng.randrange(3))
            h = u(size * rng.uniform(0.85, 1.15))
            w = round(h * tree.width / tree.height)
            small = tree.resize((w, h), Image.Resampling.LANCZOS)
            x = u((k + rng.uniform(0.1, 0.9)) * 512 / count)
            image.paste(small, (x - w // 2, u(base) - h), small)
    ridge(image, rng, ground + 12, 12, jitter((222, 160, 84), rng), jitter((160, 100, 52), rng))
    for _ in range(rng.randint(3, 9)):
        put(image, rng.choice(("maple-leaf", "fallen-leaf")), rng.uniform(0, 512), rng.uniform(ground + 30, 508), rng.uniform(14, 22))
    return image


def garden(rng):
    image = bright_sky(rng)
    horizon = rng.uniform(190, 250)
    sun_or_clouds(image, rng, horizon, 0.3, 2)
    ridge(image, rng, horizon + 8, 20, jitter((140, 206, 96), rng), jitter((84, 164, 62), rng))
    kinds = rng.sample(("tulip", "rose", "sunflower", "blossom", "hibiscus"), rng.randint(2, 3))
    for row in range(4):
        y = horizon + 34 + row * (500 - horizon) / 4.2
        size = 22 + 11 * row
        for k in range(12 - 2 * row):
            if rng.random() < 0.75:
                put(image, rng.choice(kinds), (k + rng.uniform(0.2, 0.8)) * 512 / (12 - 2 * row), y + rng.uniform(-6, 6), size)
    return image


def farm(rng):
    image = bright_sky(rng)
    horizon = rng.uniform(210, 280)
    sun_or_clouds(image, rng, horizon, 0.35, 2)
    ridge(image, rng, horizon, 46, jitter((170, 208, 110), rng), jitter((140, 188, 90), rng))
    put(image, "house", rng.choice((rng.uniform(40, 130), rng.uniform(380, 470))), horizon + 14, rng.uniform(66, 92), False, 0.08)
    ridge(image, rng, horizon + 16, 12, jitter((232, 206, 110), rng), jitter((150, 176, 70), rng))
    draw = ImageDraw.Draw(image)
    y = horizon + rng.uniform(30, 60)
    for x in range(-10, 530, 46):
        draw.rectangle((u(x), u(y - 26), u(x + 7), u(y + 10)), fill=(166, 116, 74))
    for dy in (-18, -4):
        draw.rectangle((0, u(y + dy), LARGE, u(y + dy + 6)), fill=(186, 134, 88))
    return image


def river(rng):
    image = bright_sky(rng)
    horizon = rng.uniform(190, 240)
    sun_or_clouds(image, rng, horizon, 0.3, 2)
    trees(image, rng, ("evergreen-tree", "deciduous-tree"), ((horizon + 6, 70, 9, 0.25),))
    land(image, horizon, jitter((132, 200, 88), rng), jitter((112, 186, 76), rng))
    top = horizon + rng.uniform(10, 30)
    bottom = top + rng.uniform(110, 160)
    ridge(image, rng, top + 10, 12, jitter((96, 186, 228), rng), jitter((40, 124, 196), rng))
    ridge(image, rng, bottom, 26, jitter((140, 206, 92), rng), jitter((74, 150, 56), rng))
    for _ in range(rng.randint(0, 3)):
        put(image, rng.choice(("rock", "herb")), rng.uniform(0, 512), bottom + rng.uniform(10, 60), rng.uniform(22, 40))
    return image


def road(rng):
    image = bright_sky(rng)
    horizon = rng.uniform(215, 280)
    sun_or_clouds(image, rng, horizon, 0.3, 2)
    if rng.random() < 0.4:
        trees(image, rng, ("deciduous-tree", "evergreen-tree"), ((horizon + 5, 46, 7, 0.2),))
    land(image, horizon, jitter((142, 202, 100), rng), jitter((88, 156, 66), rng))
    draw = ImageDraw.Draw(image)
    middle = 256 + rng.uniform(-60, 60)
    draw.polygon(
        [(u(a), u(b)) for a, b in ((middle - 26, horizon), (middle + 26, horizon), (middle + 300, 512), (middle - 300, 512))],
        fill=jitter((98, 102, 114), rng, 8),
    )
    height = 512 - horizon
    for k in range(5):
        a, b = (k / 5) ** 1.5, ((k + 0.55) / 5) ** 1.5
        wa, wb = 2 + 14 * a, 2 + 14 * b
        ya, yb = horizon + a * height, horizon + b * height
        draw.polygon([(u(p), u(q)) for p, q in ((middle - wa, ya), (middle + wa, ya), (middle + wb, yb), (middle - wb, yb))], fill=(248, 242, 222))
    return image


def city(rng):
    image = bright_sky(rng)
    ground = rng.uniform(330, 385)
    sun_or_clouds(image, rng, 150, 0.3, 2)
    skyline(image, rng, ground, (132, 150, 186), (252, 238, 180), 0.9)
    land(image, ground, jitter((128, 132, 144), rng), jitter((96, 99, 110), rng))
    ImageDraw.Draw(image).rectangle((0, u(ground), LARGE, u(ground + 10)), fill=(190, 194, 202))
    return image


def citynight(rng):
    image = gradient(jitter((14, 18, 56), rng, 5), jitter((70, 60, 120), rng, 8))
    ground = rng.uniform(330, 385)
    stars(image, rng, rng.randint(20, 50), 240)
    if rng.random() < 0.5:
        put(image, rng.choice(("full-moon", "crescent-moon")), rng.uniform(60, 450), rng.uniform(80, 110), rng.uniform(46, 62))
    skyline(image, rng, ground, (44, 50, 92), (255, 222, 130), 0.6)
    land(image, ground, jitter((46, 46, 66), rng, 6), jitter((30, 30, 46), rng, 6))
    return image


def points(*places: tuple[float, float]) -> list[tuple[int, int]]:
    return [(u(x), u(y)) for x, y in places]


def mountains(rng):
    image = bright_sky(rng)
    ground = rng.uniform(305, 365)
    sun_or_clouds(image, rng, 130, 0.3, 1)
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(2, 4)):
        x, h = rng.uniform(0, 512), rng.uniform(180, 280)
        half, top = h * rng.uniform(0.7, 1), ground - h
        tone = jitter((128, 140, 168), rng, 10)
        draw.polygon(points((x, top), (x - half, ground), (x + half, ground)), fill=tone)
        draw.polygon(points((x, top), (x + half, ground), (x + half * 0.15, ground)), fill=tuple(int(c * 0.86) for c in tone))
        draw.polygon(
            points(
                (x, top),
                (x - half * 0.28, top + h * 0.28),
                (x - half * 0.08, top + h * 0.22),
                (x + half * 0.06, top + h * 0.3),
                (x + half * 0.28, top + h * 0.28),
            ),
            fill=(250, 252, 255),
        )
    if rng.random() < 0.5:
        trees(image, rng, ("evergreen-tree",), ((ground + 8, 50, 9, 0.2),))
    ridge(image, rng, ground + 12, 14, jitter((130, 192, 102), rng), jitter((80, 146, 66), rng))
    return image


def sky(rng):
    image = gradient(jitter((78, 162, 242), rng), jitter((190, 228, 253), rng))
    for _ in range(rng.randint(2, 5)):
        put(image, "cloud", rng.uniform(0, 512), rng.uniform(50, 505), rng.uniform(46, 100), rng.random() < 0.5, 0.1, (230, 243, 253))
    if rng.random() < 0.3:
        put(image, "sun", rng.uniform(60, 450), rng.uniform(70, 120), rng.uniform(60, 80))
    return image


def space(rng):
    image = gradient(jitter((12, 8, 36), rng, 5), jitter((40, 22, 80), rng, 8))
    for _ in range(rng.randint(1, 3)):
        glow(image, rng.uniform(0, 512), rng.uniform(0, 512), rng.uniform(90, 190), rng.choice(((110, 60, 170), (50, 80, 170), (150, 60, 120))), 0.5)
    stars(image, rng, rng.randint(60, 130), 512)
    for icon, p in (("ringed-planet", 0.5), ("globe-showing-europe-africa", 0.25), ("full-moon", 0.25), ("comet", 0.2)):
        if rng.random() < p:
            size = rng.uniform(44, 86)
            put(image, icon, rng.choice((rng.uniform(30, 130), rng.uniform(380, 480))), rng.uniform(90, 500), size)
    return image


def draw(scene: str, rng: random.Random) -> np.ndarray:
    """One variant of a scene, uint8 RGB [512, 512, 3]; PUT then holds the boxes of its scenery."""
    PUT.clear()
    return np.asarray(globals()[scene](rng).convert("RGB").reduce(2))


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
