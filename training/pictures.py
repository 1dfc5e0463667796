"""Everything that pictures are made of: drawn and described on all cores, before the first word to the graphics card."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

import backgrounds
import layouts
import sprites
from device import DEVICE
from sprites import Sprites, bank_of

CHUNK = 500
#: Cells of the map that says where a background's scenery stands.
SCENERY_CELLS = 48
#: Seeds of one run's chunks, tests and backgrounds lie this far from another's.
SEEDS_APART, TEST_SEED, CHUNK_SEED = 100_000, 5_000, 10_000
Spec = dict[str, Tensor]


@dataclass(frozen=True)
class Wanted:
    """Pictures to describe: of which artists, how many, what share of them shows the first artist alone, which kinds."""

    sets: tuple[str, ...]
    side: int
    backgrounds: int
    count: int
    shares: dict[str, float]
    seed: int
    first_alone: float = 0.0
    #: (artists, how many) of tests, on a background of each scene that nothing else stands on.
    tests: Sequence[tuple[tuple[str, ...], int]] = ()


@dataclass
class Ready:
    """On the device: descriptions with their captions' ids, sprites, backgrounds uint8 [M, 3, 512, 512], scenery [M, 48, 48]."""

    spec: Spec
    ids: Tensor
    tests: list[Spec]
    sprites: Sprites
    backgrounds: Tensor
    scenery: Tensor


def background(task: tuple[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """(picture [512, 512, 3], cells that hold scenery [48, 48]) of a scene and a seed."""
    picture = backgrounds.draw(task[0], random.Random(task[1]))
    mask = np.zeros((SCENERY_CELLS, SCENERY_CELLS), bool)
    for box in backgrounds.PUT:
        x0, y0, x1, y1 = (int(v * SCENERY_CELLS) for v in box)
        mask[max(0, y0) : y1 + 1, max(0, x0) : x1 + 1] = True
    return picture, mask


def on_device(rows: layouts.Rows) -> Spec:
    return {k: torch.from_numpy(v).to(DEVICE) for k, v in rows.items()}


def take(spec: Spec, rows: Tensor | slice) -> Spec:
    """Some of the descriptions, without captions."""
    return {k: v[rows] for k, v in spec.items() if k != "ids"}


def tasks_of(wanted: Wanted, listed: list[dict], loaded: list[sprites.Loaded]) -> list[tuple]:
    """What `layouts.rows` is asked for: chunks to learn from, then tests."""
    variants = wanted.backgrounds + 1

    def bank(sets: tuple[str, ...], variant: int | None = None) -> sprites.Bank:
        return bank_of(listed, loaded, sets, wanted.side, variants, variant)

    size = min(CHUNK, wanted.count)
    chunks = wanted.count // size
    alone = round(chunks * wanted.first_alone)
    seed = SEEDS_APART * wanted.seed
    first, every = bank(wanted.sets[:1]), bank(wanted.sets)
    learned = [(first if n < alone else every, CHUNK_SEED + n + seed, size, wanted.shares) for n in range(chunks)]
    tests = [(bank(sets, wanted.backgrounds), TEST_SEED + n + seed, count, wanted.shares) for n, (sets, count) in enumerate(wanted.tests)]
    return [*learned, *tests]


def prepare(wanted: Wanted) -> Ready:
    """Draws and describes; only then is anything moved to the device, because forks and the card don't agree."""
    context = multiprocessing.get_context("fork")
    cores = multiprocessing.cpu_count()
    listed = sprites.rows_of(tuple(dict.fromkeys((*wanted.sets, *(s for sets, _ in wanted.tests for s in sets)))))
    # The last variant of each scene is for tests.
    scenes = [(scene, 1000 * n + v + SEEDS_APART * wanted.seed) for n, scene in enumerate(layouts.SCENE_NAMES) for v in range(wanted.backgrounds + 1)]
    with context.Pool(cores) as pool:
        drawn = pool.map(background, scenes, chunksize=4)
        loaded = pool.map(sprites.load, [(row["file"], wanted.side) for row in listed])
    tasks = tasks_of(wanted, listed, loaded)
    with context.Pool(cores, layouts.start) as pool:
        parts = pool.map(layouts.rows, tasks, chunksize=1)
    learned = len(tasks) - len(wanted.tests)
    spec = on_device({k: np.concatenate([part[k] for part in parts[:learned]]) for k in parts[0]})
    pictures = torch.from_numpy(np.stack([picture for picture, _ in drawn])).permute(0, 3, 1, 2).contiguous().to(DEVICE)
    scenery = torch.from_numpy(np.stack([mask for _, mask in drawn])).to(DEVICE)
    return Ready(spec, spec.pop("ids"), [on_device(part) for part in parts[learned:]], Sprites(loaded, wanted.side, DEVICE), pictures, scenery)
