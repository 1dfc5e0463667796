"""Draws a sheet of plain prompts, seeds 0, 1, 2: `python training/sample.py models/nae/samples.webp`."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from device import autocast
from diffusion import sample
from paths import MODELS
from tokenizer import Tokenizer
from train import autoencoder_of, generator_of
from weights import read_weights

PROMPTS = (
    "a cat",
    "a red car facing right",
    "a penguin on a green background",
    "an elephant on a blue background",
    "a blue dog",
    "a green meadow",
    "a purple umbrella on a beach",
    "a yellow bicycle",
    "a green bird on a white background",
    "a red cat and a blue dog on a green meadow",
    "a penguin and a house in the snow",
    "a beach",
    "a night sky",
    "a guitar and a crown",
    "a pink horse in a forest",
    "a black train in a night sky",
    "a small green apple on a green meadow",
    "a dragon at sunset",
    "a blue apple and a red apple on a kitchen table",
    "an astronaut in space",
    "a slice of pizza on a kitchen table",
    "a ghost in a city at night",
    "a fox in an autumn forest",
    "a shark underwater",
    "a red apple and a green backpack",
    "a blue cup and a green cell phone",
    "a tree, a car and a bird on a road",
    "a horse facing right in a garden",
    "a small tractor at the top left and a large cow at the bottom right on a farm",
    "a duck by a river",
    "a castle in the mountains",
    "a black sheep, a yellow pig and a red goat on a meadow",
)


@torch.no_grad()
def draw(folder: Path, prompts: tuple[str, ...], seed: int, steps: int, guidance: float) -> Tensor:
    """Pictures [N, 3, 512, 512] in -1..1."""
    saved = read_weights(folder)
    tokenizer = Tokenizer()
    latents = sample(generator_of(saved, tokenizer), list(prompts), tokenizer, steps, guidance, seed)
    decoder = autoencoder_of(saved).decoder
    with autocast():
        return torch.cat([decoder(chunk) for chunk in (latents / float(saved["scaling"])).split(4)]).float()


def sheet(columns: list[Tensor], across: int, side: int) -> Image.Image:
    """Blocks of `across` prompts: one row for each seed."""
    small = [F.interpolate(pictures, size=(side, side), mode="area") for pictures in columns]
    rows = [torch.cat(list(s[n : n + across]), -1) for n in range(0, len(small[0]), across) for s in small]
    return Image.fromarray(((torch.cat(rows, -2).clamp(-1, 1) + 1) * 127.5).byte().permute(1, 2, 0).cpu().numpy())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--folder", type=Path, default=MODELS / "nae", help="a model folder or a checkpoint")
    parser.add_argument("--prompts", nargs="*", default=list(PROMPTS))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--guidance", type=float, default=4.0)
    parser.add_argument("--across", type=int, default=8)
    parser.add_argument("--side", type=int, default=160)
    args = parser.parse_args()
    columns = [draw(args.folder, tuple(args.prompts), seed, args.steps, args.guidance) for seed in range(args.seeds)]
    sheet(columns, args.across, args.side).save(args.out, quality=85)
