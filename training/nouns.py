"""Draws everything that the built-in model can draw, with its name: `python training/nouns.py docs/images/nouns.webp`."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from captions import with_article, written
from paths import MODELS
from sample import draw
from things import NOUNS

#: Nouns that are several already.
MANY = ("grapes", "cherries", "fries", "pancakes", "popcorn", "scissors", "glasses", "broccoli")
ACROSS, SIDE, LABEL = 14, 110, 18


def prompt(noun: str) -> str:
    name = written(noun)
    return f"{name if noun in MANY else with_article(name)} on a white background"


def tile(picture: Tensor, name: str, font: ImageFont.ImageFont | ImageFont.FreeTypeFont) -> Image.Image:
    """A picture [3, H, W] in -1..1, small, its name below."""
    small = F.interpolate(picture[None], size=(SIDE, SIDE), mode="area")[0]
    image = Image.new("RGB", (SIDE, SIDE + LABEL), "white")
    image.paste(Image.fromarray(((small.clamp(-1, 1) + 1) * 127.5).byte().permute(1, 2, 0).numpy()), (0, 0))
    ImageDraw.Draw(image).text((SIDE / 2, SIDE + 2), name, fill="black", font=font, anchor="ma")
    return image


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--folder", type=Path, default=MODELS / "nae")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--guidance", type=float, default=4.0)
    args = parser.parse_args()
    font = ImageFont.load_default(12)
    sheet = Image.new("RGB", (ACROSS * SIDE, -(-len(NOUNS) // ACROSS) * (SIDE + LABEL)), "white")
    for start in range(0, len(NOUNS), ACROSS):
        row = NOUNS[start : start + ACROSS]
        pictures = draw(args.folder, tuple(prompt(noun) for noun in row), args.seed, args.steps, args.guidance)
        for n, (noun, picture) in enumerate(zip(row, pictures)):
            sheet.paste(tile(picture.cpu(), written(noun), font), (n * SIDE, start // ACROSS * (SIDE + LABEL)))
        print(f"{start + len(row)} of {len(NOUNS)}", flush=True)
        sheet.save(args.out, quality=84)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
