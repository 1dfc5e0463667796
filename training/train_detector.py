"""Trains the judge and measures it on an artist it never saw: `python training/train.py detector`."""

from __future__ import annotations

import json
import math
import multiprocessing
import random
import shutil
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import scenes
from detector import CELLS, Detector, box_iou, decode
from muon import Muon, split
from paths import MODELS, WORK
from sprites import COLOURS, DETECTOR_SETS, GENERATOR_SETS, HELD_OUT_SETS, NOUNS

PICTURES = 14_000
TESTED = 600
RENDER_SEED, TEST_SEED = 910_000_000, 920_000_000
BACKGROUND_SEED = 77
KIND_WEIGHTS = {"large": 3, "centred": 2, "placed": 2, "ground": 1, "one": 4, "two": 6, "three": 3}
P_DISTRACTOR = 0.25
P_RECONSTRUCTED = 0.4
BATCH = 24
LEARNING_RATE = 2e-3
SIZE_WEIGHT, OFFSET_WEIGHT, COLOUR_WEIGHT = 5.0, 0.5, 0.3
MATCH_IOU = 0.5
MOST_OBJECTS = 3

Row = tuple[np.ndarray, np.ndarray]


#: The share of training pictures that show the generator's artists alone: the style that is judged most.
GENERATOR_SHARE = 0.4


def _row(job: tuple[int, tuple[str, ...]]) -> Row:
    """(picture uint8 [256, 256, 3], objects float32 [3, 6]: noun, box, colour; -1 where unknown)."""
    seed, sets = job
    rng = random.Random(seed)
    kind = rng.choices(list(KIND_WEIGHTS), KIND_WEIGHTS.values())[0]
    distractors = 1 if kind != "ground" and rng.random() < P_DISTRACTOR else 0
    if sets == DETECTOR_SETS and seed < TEST_SEED and rng.random() < GENERATOR_SHARE:
        sets = GENERATOR_SETS
    scene = scenes.compose(kind, rng, sets, BACKGROUND_SEED, distractors=distractors)
    objects = np.full((MOST_OBJECTS, 6), -1, np.float32)
    for n, ((noun, colour), box) in enumerate(zip(scene.objects, scene.boxes)):
        objects[n] = (NOUNS.index(noun), *box, list(COLOURS).index(colour) if colour else -1)
    return scene.picture, objects


def render(name: str, count: int, seed: int, sets: tuple[str, ...]) -> Row:
    """Composites of the given artists, rendered once: uint8 [N, 256, 256, 3], float32 [N, 3, 6]."""
    file = WORK / f"judge-{name}.npz"
    if not file.exists():
        with multiprocessing.Pool(2) as pool:
            rows = list(pool.imap(_row, ((seed + n, sets) for n in range(count)), 64))
        np.savez(file, pictures=np.stack([r[0] for r in rows]), objects=np.stack([r[1] for r in rows]))
    with np.load(file) as saved:
        return saved["pictures"], saved["objects"]


@torch.no_grad()
def reconstruct(pictures: np.ndarray) -> np.ndarray:
    """Pictures through the autoencoder, with noise on their latents: how generated pictures look at best."""
    from latents import load_autoencoder
    from train_autoencoder import to_float

    model = load_autoencoder()
    out = np.empty_like(pictures)
    for start in range(0, len(pictures), 32):
        with torch.autocast("cpu", torch.bfloat16):
            mean, _ = model.encoder(to_float(pictures[start : start + 32]))
            spread = torch.rand(len(mean), 1, 1, 1) * 0.35 * mean.float().std()
            decoded = model.decoder(mean.float() + torch.randn(mean.shape) * spread)
        out[start : start + 32] = ((decoded.float().clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()
    return out


def targets(objects: np.ndarray) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """heatmap [B, 40, 32, 32], box [B, 4, 32, 32], colour [B, 32, 32] (-1 unknown), mask [B, 32, 32] of object centres."""
    count = len(objects)
    heatmap = np.zeros((count, len(NOUNS), CELLS, CELLS), np.float32)
    box = np.zeros((count, 4, CELLS, CELLS), np.float32)
    colour = np.full((count, CELLS, CELLS), -1, np.int64)
    mask = np.zeros((count, CELLS, CELLS), np.float32)
    ys, xs = np.mgrid[:CELLS, :CELLS]
    for n in range(count):
        for noun, x0, y0, x1, y1, paint in objects[n]:
            if noun < 0:
                continue
            cx, cy, w, h = (x0 + x1) / 2 * CELLS, (y0 + y1) / 2 * CELLS, x1 - x0, y1 - y0
            x, y = min(int(cx), CELLS - 1), min(int(cy), CELLS - 1)
            sigma_x, sigma_y = max(0.7, w * CELLS / 12), max(0.7, h * CELLS / 12)
            bump = np.exp(-((xs - x) ** 2) / (2 * sigma_x**2) - (ys - y) ** 2 / (2 * sigma_y**2))
            heatmap[n, int(noun)] = np.maximum(heatmap[n, int(noun)], bump)
            box[n, :, y, x] = (w, h, cx - x, cy - y)
            colour[n, y, x] = int(paint)
            mask[n, y, x] = 1
    return torch.from_numpy(heatmap), torch.from_numpy(box), torch.from_numpy(colour), torch.from_numpy(mask)


def loss_of(out: tuple[Tensor, Tensor, Tensor], wanted: tuple[Tensor, Tensor, Tensor, Tensor]) -> Tensor:
    """CenterNet's focal loss on centres, L1 on boxes, cross-entropy on colours."""
    logits, box, paint = (part.float() for part in out)
    heatmap, true_box, true_paint, mask = wanted
    p = logits.sigmoid().clamp(1e-4, 1 - 1e-4)
    positive = (heatmap == 1).float()
    focal = -(positive * (1 - p) ** 2 * p.log() + (1 - positive) * (1 - heatmap) ** 4 * p**2 * (1 - p).log()).sum()
    error = (box.sigmoid() - true_box).abs() * mask[:, None]
    count = mask.sum().clamp(min=1)
    colour = F.cross_entropy(paint, true_paint, ignore_index=-1, reduction="sum")
    return (focal + SIZE_WEIGHT * error[:, :2].sum() * 2 + OFFSET_WEIGHT * error[:, 2:].sum() + COLOUR_WEIGHT * colour) / count


def augmented(pictures: np.ndarray, objects: np.ndarray, rng: np.random.Generator) -> tuple[Tensor, np.ndarray]:
    """Mirrors, shifts brightness and contrast, blurs, adds noise. float [B, 3, 256, 256] in 0..1."""
    x = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255
    objects = objects.copy()
    for n in np.flatnonzero(rng.random(len(x)) < 0.5):
        x[n] = x[n].flip(-1)
        there = objects[n, :, 0] >= 0
        objects[n, there, 1], objects[n, there, 3] = 1 - objects[n, there, 3], 1 - objects[n, there, 1]
    gain = torch.from_numpy(rng.uniform(0.85, 1.15, (len(x), 3, 1, 1)).astype(np.float32))
    x = x * gain + float(rng.uniform(-0.05, 0.05))
    for n in np.flatnonzero(rng.random(len(x)) < 0.3):
        factor = rng.choice((2, 4))
        x[n : n + 1] = F.interpolate(F.avg_pool2d(x[n : n + 1], int(factor)), size=256, mode="bilinear", align_corners=False)
    if rng.random() < 0.3:
        x = x + torch.randn_like(x) * 0.03
    return x.clamp(0, 1).contiguous(memory_format=torch.channels_last), objects


@torch.no_grad()
def run(model: Detector, pictures: np.ndarray) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    model.eval()
    parts = []
    for start in range(0, len(pictures), 25):
        x = torch.from_numpy(pictures[start : start + 25]).permute(0, 3, 1, 2).float().div(255).contiguous(memory_format=torch.channels_last)
        parts.append(model.outputs(x))
    model.train()
    return tuple(torch.cat(column) for column in zip(*parts))  # type: ignore[return-value]


def measure(outputs: tuple[Tensor, Tensor, Tensor, Tensor], objects: np.ndarray, threshold: float) -> dict[str, float]:
    """Precision and recall of (noun, box with IoU >= 0.5), mean IoU of matches, colour accuracy where it is known."""
    hits = claims = truths = painted = painted_right = 0
    overlaps: list[float] = []
    for found, wanted in zip(decode(outputs, threshold), objects):
        left = [row for row in wanted if row[0] >= 0]
        truths += len(left)
        claims += len(found)
        for _, noun, box, colour in found:
            match = next((row for row in left if int(row[0]) == noun and box_iou(box, tuple(row[1:5])) >= MATCH_IOU), None)
            if match is None:
                continue
            left = [row for row in left if row is not match]
            hits += 1
            overlaps.append(box_iou(box, tuple(match[1:5])))
            if match[5] >= 0:
                painted += 1
                painted_right += int(match[5]) == colour
    return {
        "precision": round(hits / max(claims, 1), 4),
        "recall": round(hits / max(truths, 1), 4),
        "mean_iou": round(float(np.mean(overlaps)) if overlaps else 0.0, 4),
        "colour_accuracy": round(painted_right / max(painted, 1), 4),
    }


def best_threshold(outputs: tuple[Tensor, Tensor, Tensor, Tensor], objects: np.ndarray) -> float:
    """The threshold with the best F1."""
    def f1(threshold: float) -> float:
        m = measure(outputs, objects, threshold)
        return 2 * m["precision"] * m["recall"] / max(m["precision"] + m["recall"], 1e-6)

    return max((round(float(t), 2) for t in np.arange(0.2, 0.65, 0.05)), key=f1)


def train(minutes: float, resume: bool) -> None:
    torch.set_num_threads(2)
    torch.manual_seed(0)
    pictures, objects = render("train", PICTURES, RENDER_SEED, DETECTOR_SETS)
    blurred = int(PICTURES * P_RECONSTRUCTED)
    file = WORK / "judge-train-reconstructed.npy"
    if not file.exists():
        np.save(file, reconstruct(pictures[:blurred]))
    pictures[:blurred] = np.load(file)
    print("pictures ready", flush=True)
    model = Detector().to(memory_format=torch.channels_last)
    checkpoint = WORK / "detector.pt"
    seen = 0
    if resume:
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        seen = saved["seen"]
    rng = np.random.default_rng(seen)
    matrices, others = split(model, ("heatmap.", "box.", "colour."))
    optimisers = [Muon(matrices, LEARNING_RATE), torch.optim.AdamW(others, LEARNING_RATE, weight_decay=0.01, fused=True)]
    started, step, losses = time.time(), 0, []
    while (progress := (time.time() - started) / (minutes * 60)) < 1:
        for optimiser in optimisers:
            optimiser.param_groups[0]["lr"] = LEARNING_RATE * min(1, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress)))
        rows = rng.integers(0, len(pictures), BATCH)
        x, wanted = augmented(pictures[rows], objects[rows], rng)
        with torch.autocast("cpu", torch.bfloat16):
            out = model(x)
        loss = loss_of(out, targets(wanted))
        model.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(others, 5.0)
        for optimiser in optimisers:
            optimiser.step()
        step += 1
        seen += BATCH
        losses.append(loss.item())
        if step % 100 == 0:
            print(f"{time.time() - started:5.0f}s step {step} loss {np.mean(losses):.3f} {seen / (time.time() - started):.0f}/s", flush=True)
            losses = []
            torch.save({"model": model.state_dict(), "seen": seen}, checkpoint)
    torch.save({"model": model.state_dict(), "seen": seen}, checkpoint)
    report(model)


def report(model: Detector) -> None:
    """Measures on unseen composites of known artists and of the held-out one, and exports with both figures."""
    figures: dict[str, dict[str, float]] = {}
    threshold = 0.3
    for name, sets, through in (
        ("known_artists", DETECTOR_SETS, False), ("generator_artists_reconstructed", GENERATOR_SETS, True), ("held_out_artist", HELD_OUT_SETS, False),
        ("held_out_artist_reconstructed", HELD_OUT_SETS, True),
    ):
        pictures, objects = render(f"test-{'-'.join(sets)}", TESTED, TEST_SEED, sets)
        outputs = run(model, reconstruct(pictures) if through else pictures)
        if name == "known_artists":
            threshold = best_threshold(outputs, objects)
        figures[name] = measure(outputs, objects, threshold)
        print(name, threshold, figures[name], flush=True)
    export(model, threshold, figures)


def export(model: Detector, threshold: float, figures: dict[str, dict[str, float]]) -> None:
    from export import save, to_onnx, write_json

    class Graph(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
            return self.model.outputs(x)

    folder = MODELS / "nae-judge"
    parts = folder.with_name("nae-judge.part")
    shutil.rmtree(parts, ignore_errors=True)
    file = parts / "model.onnx"
    names = ["heatmap", "size", "offset", "colour"]
    save(to_onnx(Graph(), (torch.rand(2, 3, 256, 256),), file, ["picture"], names, {n: {0: "batch"} for n in ["picture", *names]}), file)
    write_json(parts / "config.json", {
        "labels": list(NOUNS),
        "colours": list(COLOURS),
        "input": {"name": "picture", "size": 256, "layout": "NCHW", "channels": "RGB", "range": [0, 1]},
        "outputs": {
            "heatmap": "[B, labels, 32, 32], already through the sigmoid: the centre of that noun lies in this cell",
            "size": "[B, 2, 32, 32]: width and height, fractions of the picture",
            "offset": "[B, 2, 32, 32]: x and y of the centre inside the cell, 0..1",
            "colour": "[B, colours, 32, 32], already through the softmax",
        },
        "stride": 8,
        "peak_window": 3,
        "score_threshold": threshold,
        "decode": "keep cells that equal their 3x3 maximum per noun; per cell keep the best noun; keep scores >= score_threshold; cx = (x + offset[0]) / 32, cy = (y + offset[1]) / 32; box = [cx - w/2, cy - h/2, cx + w/2, cy + h/2]; read size, offset and colour at the same cell",
        "trained_on": list(DETECTOR_SETS),
        "held_out": list(HELD_OUT_SETS),
        "measured": figures,
    })
    for extra in ("README.md", "LICENSE"):
        if (folder / extra).exists():
            shutil.copy(folder / extra, parts / extra)
    shutil.rmtree(folder, ignore_errors=True)
    parts.rename(folder)
