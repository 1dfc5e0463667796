"""The judge's training, and its test on drawings and on an artist that it never saw."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from augment import Augmentation, mirrored, spoilt
from detector import CELLS, SIZE_PX, Detector
from device import DEVICE, Clock, Log, Step, autocast, wait
from judge_pictures import SHARES, Painter, Pool, composites, painted
from layouts import MOST
from measure_detector import Truth, best_threshold, look, measure
from muon import BatchedMuon, adam_of, split
from pictures import Ready, Wanted, prepare, take
from settings import Settings
from sprites import DETECTOR_SETS, HELD_OUT_SETS

RATE = 3e-3
#: Share of the pictures that show the generator's artist alone: the style that is judged most.
GENERATOR_SHARE = 0.35
#: Gaussian bumps around centres: cells above NEAR learn noun, size and colour; below FAR, scenery is not held against the judge.
NEAR, FAR, BUMPS_PER_SIDE = 0.45, 0.3, 11
#: Test -> (artists, how its pictures are made).
TESTS: dict[str, tuple[tuple[str, ...], str]] = {
    "known_artists": (DETECTOR_SETS, "composite"),
    "generator_artist": (DETECTOR_SETS[:1], "composite"),
    "generator_painted": (DETECTOR_SETS[:1], "painted"),
    "held_out_artist": (HELD_OUT_SETS, "composite"),
    "held_out_artist_reconstructed": (HELD_OUT_SETS, "reconstructed"),
}
#: The tests that the threshold is chosen on.
CHOOSING = ("known_artists", "generator_painted")


def wanted(settings: Settings, seed: int) -> Wanted:
    tests = [(sets, settings.tested) for sets, _ in TESTS.values()]
    return Wanted(DETECTOR_SETS, settings.judge_side, settings.backgrounds, settings.judge_pictures, SHARES, seed, GENERATOR_SHARE, tests)


def bumps(boxes: Tensor, nouns: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """(height [B, cells, cells] with 1 at centres, number of the object that owns each cell, 1 at centres and 0 elsewhere)."""
    grid = torch.arange(CELLS, device=boxes.device, dtype=torch.float32)
    heights = torch.ones(*boxes.shape[:2], CELLS, CELLS, device=boxes.device)
    for low, shape in ((0, (1, CELLS)), (1, (CELLS, 1))):
        centre = ((boxes[..., low] + boxes[..., low + 2]) / 2 * CELLS).floor().clamp(0, CELLS - 1)
        sigma = ((boxes[..., low + 2] - boxes[..., low]) * CELLS / BUMPS_PER_SIDE).clamp_min(0.6)
        heights = heights * torch.exp(-((grid - centre[..., None]) ** 2) / (2 * sigma[..., None] ** 2)).unflatten(-1, shape)
    height, owner = (heights * (nouns >= 0)[..., None, None]).max(1)
    return height, owner, (height >= 0.9999).float()


def loss_of(out: tuple[Tensor, ...], boxes: Tensor, nouns: Tensor, colours: Tensor, scenery: Tensor) -> Tensor:
    """CenterNet's focal loss on centres; noun, size and colour on all cells near a centre, offset on the centre's own."""
    centre, noun, box, colour = (part.float() for part in out)
    height, owner, peak = bumps(boxes, nouns)
    p = centre[:, 0].sigmoid().clamp(1e-4, 1 - 1e-4)
    counts = (~(scenery & (height < FAR))).float()
    focal = -(peak * (1 - p) ** 2 * p.log() + (1 - peak) * counts * (1 - height) ** 4 * p**2 * (1 - p).log()).sum()
    near = height * (height > NEAR)
    row = torch.arange(len(boxes), device=boxes.device)[:, None, None]
    mine, paint = boxes[row, owner], colours[row, owner]
    named = (F.cross_entropy(noun, nouns[row, owner].clamp_min(0), reduction="none", label_smoothing=0.03) * near).sum()
    coloured = (F.cross_entropy(colour, paint.clamp_min(0), reduction="none") * near * (paint >= 0)).sum()
    box, extent = box.sigmoid(), (mine[..., 2:] - mine[..., :2]).permute(0, 3, 1, 2)
    sized = ((box[:, :2] - extent).abs() / (extent + 0.05) * near[:, None]).sum()
    grid = torch.arange(CELLS, device=boxes.device, dtype=torch.float32)
    middle = (mine[..., :2] + mine[..., 2:]) / 2 * CELLS
    inside = torch.stack([middle[..., 0] - grid[None, None, :], middle[..., 1] - grid[None, :, None]], 1).clamp(0, 1)
    offset = ((box[:, 2:] - inside).abs() * peak[:, None]).sum()
    return (focal + 0.5 * offset) / peak.sum().clamp(min=1) + (named + 2.0 * sized + 0.3 * coloured) / near.sum().clamp(min=1)


class Batches:
    """The buffers of a step, filled with random pictures of a pool."""

    def __init__(self, pool: Pool, batch: int) -> None:
        self.pool = pool
        self.pictures = torch.zeros(batch, 3, SIZE_PX, SIZE_PX, dtype=torch.uint8, device=DEVICE)
        self.boxes = torch.zeros(batch, MOST, 4, device=DEVICE)
        self.nouns, self.colours = (torch.zeros(batch, MOST, dtype=torch.long, device=DEVICE) for _ in range(2))
        self.scenery = torch.zeros(batch, CELLS, CELLS, dtype=torch.bool, device=DEVICE)

    def fill(self) -> None:
        rows = torch.randint(0, len(self.pool.pictures), (len(self.pictures),), device=DEVICE)
        for name in ("pictures", "boxes", "nouns", "colours", "scenery"):
            getattr(self, name).copy_(getattr(self.pool, name)[rows])


def learning_step(model: Detector, batches: Batches, others: list[Tensor], optimisers: tuple[torch.optim.Optimizer, ...]) -> Callable[[], Tensor]:
    augmentation = Augmentation()

    def step() -> Tensor:
        model.zero_grad(set_to_none=True)
        with torch.no_grad():
            picture, boxes, scenery = mirrored(batches.pictures.float() / 255, batches.boxes, batches.scenery)
            picture, nouns = spoilt(picture, boxes, batches.nouns)
            picture = augmentation(picture).contiguous(memory_format=torch.channels_last)
        with autocast():
            out = model(picture)
        loss = loss_of(out, boxes, nouns, batches.colours, scenery)
        loss.backward()
        nn.utils.clip_grad_norm_(others, 5.0, foreach=True)
        for optimiser in optimisers:
            optimiser.step()
        return loss.detach()

    return step


def train(model: Detector, pool: Pool, seconds: float, settings: Settings, say: Log) -> None:
    model.train()
    matrices, others = split(model, ("centre.", "noun.", "box.", "colour."))
    adam_rate = torch.tensor(0.0, device=DEVICE)
    adam = adam_of(others, adam_rate)
    muon = BatchedMuon(matrices, 0.0)
    batches = Batches(pool, settings.judge_batch)
    batches.fill()
    run = Step(learning_step(model, batches, others, (muon, adam)))
    clock, step = Clock(seconds, settings.speak_every, settings.save_every), 0
    while (progress := clock.progress) < 1:
        share = min(1, (step + 1) / 100) * (0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * progress)))
        muon.rate.fill_(RATE * share)
        adam_rate.fill_(0.5 * RATE * share)
        batches.fill()
        loss, step = run(), step + 1
        if clock.due("speak"):
            seen = step * settings.judge_batch
            say(phase="detector", step=step, seen=seen, loss=round(loss.item(), 3), per_second=clock.per_second(seen))
    model.eval()
    say(phase="detector done", step=step, seen=step * settings.judge_batch)


def pool_of(ready: Ready, painter: Painter, settings: Settings) -> Pool:
    """The first pictures show the generator's artist alone: some of those are painted over."""
    count = len(ready.ids)
    few = min(settings.painted, int(count * GENERATOR_SHARE))
    pool = Pool(count)
    painted(pool, 0, take(ready.spec, slice(0, few)), ready.ids[:few, 0], ready, painter, settings.render_batch)
    composites(pool, few, take(ready.spec, slice(few, None)), ready, settings.render_batch)
    return pool


def tests_of(ready: Ready, painter: Painter, batch: int) -> dict[str, Pool]:
    tests: dict[str, Pool] = {}
    for (name, (_, how)), spec in zip(TESTS.items(), ready.tests):
        tests[name] = Pool(len(spec["kind"]))
        if how == "composite":
            composites(tests[name], 0, spec, ready, batch)
        else:
            painted(tests[name], 0, spec, spec["ids"][:, 0], ready, painter, batch, how == "painted")
    return tests


def report(model: Detector, tests: dict[str, Pool], file: Path, say: Log) -> None:
    """Chooses the threshold, measures, and writes what `export_detector.py` puts into the judge's configuration."""
    found = {name: look(model, pool) for name, pool in tests.items()}
    truths = {name: Truth(pool) for name, pool in tests.items()}
    threshold = best_threshold([(found[name], truths[name]) for name in CHOOSING])
    confused: dict[str, Counter] = {name: Counter() for name in tests}
    measured = {name: measure(found[name], truths[name], threshold, confused[name]) for name in tests}
    for name, figures in measured.items():
        say(phase="detector test", name=name, **figures)
    pairs = {name: [[was, claimed, n] for (was, claimed), n in counts.most_common(40)] for name, counts in confused.items()}
    file.write_text(
        json.dumps(
            {"threshold": threshold, "measured": measured, "confused": pairs, "trained_on": list(DETECTOR_SETS), "held_out": list(HELD_OUT_SETS)}
        )
    )


def train_detector(seconds: float, seed: int, painter_of: Callable[[], Painter], settings: Settings, folder: Path, say: Log) -> None:
    """All of it; the weights lie in `folder`/detector.pt before the first test begins."""
    ready = prepare(wanted(settings, seed))
    painter = painter_of()
    pool, tests = pool_of(ready, painter, settings), tests_of(ready, painter, settings.render_batch)
    del painter
    wait()
    say(phase="detector begins", pictures=len(ready.ids))
    model = Detector().to(DEVICE, memory_format=torch.channels_last)
    train(model, pool, seconds, settings, say)
    torch.save({k: v.half().cpu() if v.is_floating_point() else v.cpu() for k, v in model.state_dict().items()}, folder / "detector.pt")
    report(model, tests, folder / "detector.json", say)
