"""Writes the judge's folder: `python training/export_detector.py`, after `train.py detector` has left its weights and figures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

import storage
from captions import written
from configs import write_json
from detector import CELLS, PEAK_WINDOW, SIZE_PX, STRIDE, Detector
from graphs import to_onnx
from paths import MODELS, WORK
from things import COLOURS, NOUNS
from words import synonyms

OUTPUTS = ("heatmap", "size", "offset", "colour")


class DetectorGraph(nn.Module):
    def __init__(self, model: Detector) -> None:
        super().__init__()
        self.model = model

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        return self.model.outputs(picture)


def fused(module: nn.Module) -> nn.Module:
    """The same function with every batch normalisation inside the convolution before it."""
    for name, child in module.named_children():
        fused(child)
        if isinstance(child, nn.Sequential) and len(child) > 1 and isinstance(child[0], nn.Conv2d) and isinstance(child[1], nn.BatchNorm2d):
            setattr(module, name, nn.Sequential(fuse_conv_bn_eval(child[0], child[1]), *child[2:]))
    return module


def config(report: dict) -> dict[str, object]:
    """What a reader of the graph must know, and how good the judge is."""
    return {
        "labels": [written(noun) for noun in NOUNS],
        "synonyms": {word: noun for noun, others in synonyms().items() for word in others},
        "colours": list(COLOURS),
        "input": {"name": "picture", "size": SIZE_PX, "layout": "NCHW", "channels": "RGB", "range": [0, 1]},
        "outputs": {
            "heatmap": f"[B, labels, {CELLS}, {CELLS}], 0..1: the centre of an object lies in this cell (sigmoid), times the noun's share (softmax)",
            "size": f"[B, 2, {CELLS}, {CELLS}]: width and height, fractions of the picture",
            "offset": f"[B, 2, {CELLS}, {CELLS}]: x and y of the centre inside the cell, 0..1",
            "colour": f"[B, colours, {CELLS}, {CELLS}], already through the softmax",
        },
        "stride": STRIDE,
        "peak_window": PEAK_WINDOW,
        "score_threshold": report["threshold"],
        "decode": f"keep cells that equal their 3x3 maximum per noun; per cell keep the best noun; keep scores >= score_threshold; cx = (x + offset[0]) / {CELLS}, cy = (y + offset[1]) / {CELLS}; box = [cx - w/2, cy - h/2, cx + w/2, cy + h/2]; read size, offset and colour at the same cell",
        "trained_on": report["trained_on"],
        "held_out": report["held_out"],
        "measured": report["measured"],
        "confused": {name: [[written(a), written(b), n] for a, b, n in pairs] for name, pairs in report["confused"].items()},
    }


def export(folder: Path, weights: Path, report: Path) -> None:
    """Replaces `model.onnx` and `config.json`; the card stays."""
    model = Detector().eval()
    model.load_state_dict(
        {k: v.float() if v.is_floating_point() else v for k, v in torch.load(weights, map_location="cpu", weights_only=True).items()}
    )
    picture = torch.rand(1, 3, SIZE_PX, SIZE_PX)
    with torch.no_grad():
        before = model.outputs(picture)[0]
        fused(model)
        assert torch.allclose(before, model.outputs(picture)[0], atol=1e-4), "the fused detector differs"
    file = folder / "model.onnx"
    storage.save(
        to_onnx(DetectorGraph(model), (picture,), file, ["picture"], list(OUTPUTS), {name: {0: "batch"} for name in ("picture", *OUTPUTS)}),
        file,
        storage.nothing,
    )
    write_json(folder / "config.json", config(json.loads(report.read_text())))
    print(f"{folder}: {file.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=MODELS / "nae-judge")
    parser.add_argument("--weights", type=Path, default=WORK / "detector.pt")
    parser.add_argument("--report", type=Path, default=WORK / "detector.json")
    given = parser.parse_args()
    export(given.folder, given.weights, given.report)
