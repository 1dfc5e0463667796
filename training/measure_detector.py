"""How good the judge is: precision, recall, boxes, colours, look-alikes."""

from __future__ import annotations

from collections import Counter

import numpy as np
import torch

from detector import CELLS, Detection, Detector, box_iou, decode
from judge_pictures import Pool
from layouts import MOST
from things import NOUNS

MATCH_IOU, SMALL_SIDE, LOWEST = 0.5, 0.22, 0.15
Found = list[list[Detection]]
Confused = Counter[tuple[str, str]]


@torch.no_grad()
def look(model: Detector, pool: Pool, batch: int = 50) -> Found:
    """What the judge sees in each picture, down to a score of `LOWEST`."""
    found: Found = []
    for chunk in pool.pictures.split(batch):
        found += decode(model.outputs((chunk.float() / 255).contiguous(memory_format=torch.channels_last)), LOWEST)
    return found


class Truth:
    """A pool's objects, on the CPU."""

    def __init__(self, pool: Pool) -> None:
        self.boxes, self.nouns, self.colours = pool.boxes.cpu(), pool.nouns.cpu(), pool.colours.cpu()
        self.scenery = pool.scenery.cpu()

    def objects(self, n: int) -> list[int]:
        return [k for k in range(MOST) if self.nouns[n, k] >= 0]

    def is_small(self, n: int, k: int) -> bool:
        return float((self.boxes[n, k, 2:] - self.boxes[n, k, :2]).max()) < SMALL_SIDE

    def is_scenery(self, n: int, box: tuple[float, ...]) -> bool:
        cx, cy = (int(min(max(v, 0), 0.999) * CELLS) for v in ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
        return bool(self.scenery[n, cy, cx])


def measure(found: Found, truth: Truth, threshold: float, confused: Confused | None = None) -> dict[str, float]:
    """Shares of claims that are right and of objects that were found, each with the noun right and an IoU of at least 0.5.

    Claims on scenery of the background count neither way. `confused` counts (what it was, what was claimed).
    """
    hits = claims = truths = painted = right = small = small_hits = 0
    overlaps: list[float] = []
    for n, rows in enumerate(found):
        left = truth.objects(n)
        truths += len(left)
        small += sum(truth.is_small(n, k) for k in left)
        for score, noun, box, colour in rows:
            if score < threshold:
                continue
            over = sorted(((box_iou(box, tuple(truth.boxes[n, k].tolist())), k) for k in left), reverse=True)
            match = next(((iou, k) for iou, k in over if iou >= MATCH_IOU and int(truth.nouns[n, k]) == noun), None)
            if match is None:
                if truth.is_scenery(n, box) and not any(iou > 0.3 for iou, _ in over):
                    continue
                claims += 1
                if confused is not None and over and over[0][0] >= MATCH_IOU:
                    confused[NOUNS[int(truth.nouns[n, over[0][1]])], NOUNS[noun]] += 1
                continue
            iou, k = match
            left.remove(k)
            claims, hits, small_hits = claims + 1, hits + 1, small_hits + truth.is_small(n, k)
            overlaps.append(iou)
            if truth.colours[n, k] >= 0:
                painted, right = painted + 1, right + (int(truth.colours[n, k]) == colour)
    return {
        "precision": round(hits / max(claims, 1), 4),
        "recall": round(hits / max(truths, 1), 4),
        "mean_iou": round(float(np.mean(overlaps)) if overlaps else 0.0, 4),
        "colour_accuracy": round(right / max(painted, 1), 4),
        "small_recall": round(small_hits / max(small, 1), 4),
        "objects": truths,
    }


def best_threshold(tests: list[tuple[Found, Truth]]) -> float:
    """The threshold with the best sum of F1 over tests."""

    def f1(found: Found, truth: Truth, threshold: float) -> float:
        m = measure(found, truth, threshold)
        return 2 * m["precision"] * m["recall"] / max(m["precision"] + m["recall"], 1e-6)

    return max((round(float(t), 2) for t in np.arange(0.2, 0.6, 0.05)), key=lambda t: sum(f1(found, truth, t) for found, truth in tests))
