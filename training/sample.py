"""Draws a sheet of samples from the latest checkpoint: `python training/sample.py out.png [--plain]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from autoencoder import Autoencoder
from diffusion import ddim
from latents import load_autoencoder
from paths import WORK
from tokenizer import Tokenizer
from train_unet import Generator

PROMPTS = (
    "a cat", "a red car", "a penguin on a green background", "an elephant on a blue background", "a blue dog",
    "a house on a meadow", "a purple umbrella on a beach", "a yellow bicycle", "a green bird on a white background",
    "a red cat and a blue dog on a green meadow", "a penguin and a house in the snow", "a beach", "a night sky",
    "a guitar and a crown", "a pink horse in a forest", "a train on a road",
)


def load_models() -> tuple[Generator, Autoencoder, Tokenizer, float]:
    tokenizer = Tokenizer()
    saved = torch.load(WORK / "unet.pt")
    generator = Generator(len(tokenizer.vocab)).eval()
    generator.load_state_dict(saved["ema"])
    return generator, load_autoencoder(), tokenizer, saved["scaling_factor"]


@torch.no_grad()
def draw(prompts: list[str], seed: int, steps: int, guidance: float, bed: float = 0.0) -> np.ndarray:
    """uint8 [N, 256, 256, 3], one picture per prompt; `bed` shifts the first noise towards the key green outside a window."""
    generator, autoencoder, tokenizer, scale = load_models()
    states = generator.text_encoder(torch.tensor([tokenizer.ids(p) for p in prompts]))
    empty = generator.text_encoder(torch.tensor([tokenizer.ids("")])).expand_as(states)
    noise = torch.randn(len(prompts), 4, 32, 32, generator=torch.Generator().manual_seed(seed))
    if bed:
        green = torch.tensor([0, 177, 64]).float().view(1, 3, 1, 1).div(127.5).sub(1).expand(1, 3, 256, 256)
        key = autoencoder.encoder(green)[0].mean((2, 3), keepdim=True) * scale
        r = torch.linspace(-1, 1, 32)
        window = torch.exp(-(r[:, None] ** 2 + r**2) / (2 * 0.45**2))
        noise = noise + bed * key * (1 - window)

    def predict(x: Tensor, t: int) -> Tensor:
        time = torch.tensor([t])
        v, v0 = generator.unet(torch.cat([x, x]), time, torch.cat([states, empty])).chunk(2)
        return v0 + guidance * (v - v0)

    with torch.autocast("cpu", torch.bfloat16):
        latents = ddim(lambda x, t: predict(x, t).float(), noise, steps)
        pictures = autoencoder.decoder(latents / scale)
    return ((pictures.float().clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--prompts", nargs="*", default=list(PROMPTS))
    parser.add_argument("--columns", type=int, default=4, help="seeds per prompt")
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--guidance", type=float, default=4.0)
    parser.add_argument("--bed", type=float, default=0.0)
    parser.add_argument("--size", type=int, default=96)
    args = parser.parse_args()
    columns = [draw(args.prompts, seed, args.steps, args.guidance, args.bed) for seed in range(args.columns)]
    rows = [np.concatenate([column[n] for column in columns], 1) for n in range(len(args.prompts))]
    half = (len(rows) + 1) // 2
    rows += [np.zeros_like(rows[0])] * (2 * half - len(rows))
    sheet = np.concatenate([np.concatenate(rows[:half], 0), np.concatenate(rows[half:], 0)], 1)
    image = Image.fromarray(sheet)
    image.resize((image.width * args.size // 256, image.height * args.size // 256), Image.Resampling.BOX).save(args.out)
