"""What each picture shows, decided on the CPU: numbers for the renderer and token numbers of captions."""

from __future__ import annotations

import random

import numpy as np

from backgrounds import plain
from captions import Said, caption
from sprites import COLOUR_NAMES, Bank
from things import HIDDEN, LOOK_LEFT, LOOK_RIGHT, NOUNS, SCENES
from tokenizer import MAX_LENGTH, Tokenizer

KINDS = ("large", "centred", "placed", "ground", "one", "small", "two", "three", "many")
MOST = 6
#: A short and a long caption for each picture.
CAPTIONS = 2
P_RECOLOUR, P_NAME_OWN = 0.46, 0.4
P_ALIKE, P_HIDDEN, P_TOUCHING, P_MIRROR = 0.12, 0.1, 0.22, 0.22
MAX_OVERLAP = 0.12
SCENE_NAMES = tuple(SCENES)
PLAIN_SHARE = {"large": 1.0, "centred": 0.8, "placed": 1.0, "ground": 0.15, "one": 0.0, "small": 0.3, "two": 0.2, "three": 0.2, "many": 0.2}
#: Smallest and largest longer side of an object, by how many there are.
SIDES = {1: (0.22, 0.88), 2: (0.19, 0.6), 3: (0.17, 0.46), 4: (0.15, 0.38)}
SMALL_SIDES = (0.13, 0.26)
Box = tuple[float, float, float, float]
#: Arrays over pictures: kind, background, flat colour; per slot sprite, colour, place (longer side, x, y), mirror, noun; ids of captions.
Rows = dict[str, np.ndarray]


def overlap(a: Box, b: Box) -> float:
    """Shared area, as a share of the smaller box."""
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return 0.0 if w <= 0 or h <= 0 else w * h / min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))


def box_of(x: float, y: float, w: float, h: float) -> Box:
    return (x - w / 2, y - h / 2, x + w / 2, y + h / 2)


def beside(box: Box, w: float, h: float, rng: random.Random) -> tuple[float, float]:
    """A centre at which a w x h box touches `box`."""
    gap = rng.uniform(-0.015, 0.02)
    if rng.random() < 0.6:
        x = box[2] + w / 2 + gap if rng.random() < 0.5 else box[0] - w / 2 - gap
        return x, rng.uniform(box[1], box[3])
    y = box[3] + h / 2 + gap if rng.random() < 0.5 else box[1] - h / 2 - gap
    return rng.uniform(box[0], box[2]), y


def spots(shapes: list[tuple[float, float]], sides: tuple[float, float], touching: bool, rng: random.Random) -> list[tuple[float, float, float]]:
    """(longer side, x, y) for objects of the given width and height per longer side; boxes overlap little and stay inside."""
    while True:
        found: list[tuple[float, float, float]] = []
        boxes: list[Box] = []
        for _ in range(16 * len(shapes)):
            size = rng.uniform(*sides)
            w, h = (size * part for part in shapes[len(found)])
            x, y = rng.uniform(w / 2, 1 - w / 2), rng.uniform(h / 2, 1 - h / 2)
            if touching and boxes:
                x, y = beside(rng.choice(boxes), w, h, rng)
            elif rng.random() < 0.4:
                y = max(y, rng.uniform(h / 2, 1 - h / 2))
            box = box_of(x, y, w, h)
            if min(box) >= 0 and max(box) <= 1 and all(overlap(box, other) < MAX_OVERLAP for other in boxes):
                found.append((size, x, y))
                boxes.append(box)
            if len(found) == len(shapes):
                return found


_state: dict[str, object] = {}


def start() -> None:
    """Gives a pool's process what its tasks share."""
    _state["tokenizer"] = Tokenizer()


def ground(kind: str, bank: Bank, rng: random.Random) -> tuple[int, tuple[int, int, int], str, str | None]:
    """(number of a background or -1, flat colour, scene, word of the flat colour)."""
    if rng.random() < PLAIN_SHARE[kind]:
        flat, word = plain(rng)
        return -1, flat, "plain", word
    scene = rng.choice(SCENE_NAMES)
    return (
        SCENE_NAMES.index(scene) * bank.backgrounds_per_scene
        + (rng.randrange(bank.backgrounds_per_scene - 1) if bank.variant is None else bank.variant),
        (0, 0, 0),
        scene,
        None,
    )


def count_of(kind: str, rng: random.Random) -> int:
    return {"ground": 0, "two": 2, "three": 3, "many": rng.randint(4, MOST), "small": rng.choice((1, 1, 2, 2, 3, 4))}.get(kind, 1)


def placed(kind: str, shapes: list[tuple[float, float]], rng: random.Random) -> list[tuple[float, float, float]]:
    if kind == "large":
        return [(rng.uniform(0.55, 0.9), rng.gauss(0.5, 0.02), rng.gauss(0.5, 0.02))]
    if kind == "centred":
        return [(rng.uniform(0.28, 0.7), rng.gauss(0.5, 0.03), rng.gauss(0.5, 0.03))]
    if not shapes:
        return []
    sides = SMALL_SIDES if kind == "small" else SIDES[min(len(shapes), 4)]
    return spots(shapes, sides, rng.random() < P_TOUCHING, rng)


def nouns_of(count: int, bank: Bank, alike: bool, rng: random.Random) -> list[str]:
    """Nouns that the bank has drawings of; `alike` repeats the first, once or throughout."""
    known = [noun for noun in NOUNS if bank.by_noun[noun]]
    nouns = [rng.choice(known) for _ in range(count)]
    if alike and count > 1:
        nouns[1:] = nouns[:1] * (count - 1) if rng.random() < 0.4 else [nouns[0], *nouns[2:]]
    return nouns


def paint(own: str | None, forced: int | None, hidden: tuple[str, ...], plain_colour: str | None, rng: random.Random) -> tuple[int, str | None]:
    """(number of the colour or -1 for the drawing's own, the word for it or None)."""
    if forced is None and not hidden and rng.random() >= P_RECOLOUR:
        return -1, own if own is not None and rng.random() < P_NAME_OWN else None
    colour = forced if forced is not None else COLOUR_NAMES.index(rng.choice(hidden)) if hidden else rng.randrange(len(COLOUR_NAMES))
    # An object in the very colour of a flat ground is not there to be seen.
    return (-1, None) if COLOUR_NAMES[colour] == plain_colour else (colour, COLOUR_NAMES[colour])


def looks_to(noun: str, rng: random.Random) -> tuple[bool, str | None]:
    """(whether the drawing is mirrored, where it then looks, if it looks anywhere)."""
    side = "left" if noun in LOOK_LEFT else "right" if noun in LOOK_RIGHT else None
    mirror = side is not None and rng.random() < P_MIRROR
    return mirror, {"left": "right", "right": "left"}[side] if mirror and side is not None else side


def empty(count: int) -> Rows:
    """Room for `count` pictures, with nothing in them."""
    return {
        "kind": np.zeros(count, np.uint8),
        "background": np.full(count, -1, np.int32),
        "flat": np.zeros((count, 3), np.uint8),
        "sprite": np.full((count, MOST), -1, np.int32),
        "colour": np.full((count, MOST), -1, np.int8),
        "place": np.zeros((count, MOST, 3), np.float32),
        "mirror": np.zeros((count, MOST), bool),
        "noun": np.full((count, MOST), -1, np.int16),
        "ids": np.zeros((count, CAPTIONS, MAX_LENGTH), np.int16),
    }


def describe(out: Rows, i: int, kind: str, bank: Bank, tokenizer: Tokenizer, rng: random.Random) -> None:
    """Decides the i-th picture: its ground, its objects from far to near, and what is said of them."""
    out["kind"][i] = KINDS.index(kind)
    out["background"][i], out["flat"][i], scene, plain_colour = ground(kind, bank, rng)
    count = count_of(kind, rng)
    alike = count > 1 and rng.random() < P_ALIKE
    nouns = nouns_of(count, bank, alike, rng)
    hidden = HIDDEN.get(scene, ()) if rng.random() < P_HIDDEN else ()
    chosen = [rng.choice(bank.by_noun[noun]) for noun in nouns]
    forced = rng.sample(range(len(COLOUR_NAMES)), count) if alike and rng.random() < 0.8 else [None] * count
    slots, said = [], []
    for (size, x, y), noun, (number, own, w, h), paint_of in zip(placed(kind, [shape[2:] for shape in chosen], rng), nouns, chosen, forced):
        colour, word = paint(own, paint_of, hidden, plain_colour, rng)
        mirror, looks = looks_to(noun, rng)
        x, y = min(max(x, size * w / 2), 1 - size * w / 2), min(max(y, size * h / 2), 1 - size * h / 2)
        slots.append((y + size * h / 2, number, colour, size, x, y, NOUNS.index(noun), mirror))
        said.append(Said(noun, word, size, x, y, looks))
    for j, (_, number, colour, size, x, y, noun, mirror) in enumerate(sorted(slots)):
        out["sprite"][i, j], out["colour"][i, j], out["place"][i, j] = number, colour, (size, x, y)
        out["noun"][i, j], out["mirror"][i, j] = noun, mirror
    for t in range(CAPTIONS):
        out["ids"][i, t] = tokenizer.ids(caption(said, scene, plain_colour, rng, long=t % 2 == 1))


def rows(task: tuple[Bank, int, int, dict[str, float]]) -> Rows:
    """Pictures from a seed: task = (bank, seed, how many, shares of kinds)."""
    bank, seed, count, shares = task
    tokenizer: Tokenizer = _state["tokenizer"]  # type: ignore[assignment]
    rng = random.Random(seed)
    out = empty(count)
    for i, kind in enumerate(rng.choices(list(shares), list(shares.values()), k=count)):
        describe(out, i, kind, bank, tokenizer, rng)
    return out
