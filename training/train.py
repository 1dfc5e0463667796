"""Trains the built-in model and its judge: `python training/train.py STAGE`, on a graphics card in minutes, on a few cores over hours.

Each stage reads the weights named by --init (a checkpoint, or the shipped folder) and leaves its own in training/work/.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import torch
from torch import Tensor

from autoencoder import Autoencoder
from device import CUDA, DEVICE, Log
from device import prepare as prepare_device
from judge_pictures import Painter
from paths import MODELS, WORK
from pictures import Wanted, prepare
from render import render
from settings import Settings, settings
from sprites import GENERATOR_SETS
from tokenizer import Tokenizer
from train_autoencoder import sharpen, train_autoencoder
from train_detector import train_detector
from train_unet import RATE, SHARES, encode, train_unet
from unet import Generator
from weights import inside, pack, parts_of, read_weights, under, with_new_tokens

STAGES = ("autoencoder", "decoder", "unet", "detector")
HELD_OUT = 64


def newest() -> Path | None:
    """The last checkpoint of this machine, else the shipped weights."""
    if parts_of(WORK / "weights"):
        return WORK / "weights"
    return MODELS / "nae" if (MODELS / "nae" / "unet" / "model.onnx").exists() else None


def autoencoder_of(saved: dict[str, Tensor]) -> Autoencoder:
    model = Autoencoder().to(DEVICE, memory_format=torch.channels_last)
    if trained := inside(saved, "autoencoder."):
        model.load_state_dict(trained)
    return model.eval()


def generator_of(saved: dict[str, Tensor], tokenizer: Tokenizer) -> Generator:
    model = Generator(len(tokenizer.vocab)).to(DEVICE)
    if known := under(saved, "text_encoder.", "unet."):
        model.load_state_dict(with_new_tokens(known, len(tokenizer.vocab)))
    return model.eval()


def named(model: torch.nn.Module, prefix: str) -> dict[str, Tensor]:
    return {prefix + name: value for name, value in model.state_dict().items()}


def generator_stage(stage: str, args: argparse.Namespace, size: Settings, saved: dict[str, Tensor], say: Log) -> None:
    """Autoencoder, decoder or UNet: all three learn from the generator's own pictures."""
    tests = [(GENERATOR_SETS, HELD_OUT if not args.tiny else 2)]
    ready = prepare(Wanted(GENERATOR_SETS, size.side, size.backgrounds, args.pictures or size.pictures, SHARES, args.seed, tests=tests))
    prepare_device()
    say(phase="ready", device=torch.cuda.get_device_name() if CUDA else "cpu", pictures=len(ready.ids))
    autoencoder = autoencoder_of(saved)
    if stage == "unet":
        return unet_stage(args, size, saved, autoencoder, ready, say)
    held_out = render(ready.tests[0], ready.sprites, ready.backgrounds, tone=0).float()
    (train_autoencoder if stage == "autoencoder" else sharpen)(autoencoder, 60 * args.minutes, ready, held_out, size, say)
    latents = encode(ready, autoencoder.eval(), size.render_batch)
    # A new encoder makes other latents: what the UNet learned is worth nothing then.
    scaling = 1 / latents[:8000].float().std() if stage == "autoencoder" else saved["scaling"]
    kept = {} if stage == "autoencoder" else under(saved, "text_encoder.", "unet.", "seen")
    pack(named(autoencoder, "autoencoder.") | kept | {"scaling": scaling.detach().cpu()}, WORK / "weights")


def unet_stage(args: argparse.Namespace, size: Settings, saved: dict[str, Tensor], autoencoder: Autoencoder, ready, say: Log) -> None:
    tokenizer = Tokenizer()
    latents = encode(ready, autoencoder, size.render_batch).mul_(float(saved["scaling"]))
    say(phase="latents", count=len(latents), std=round(latents[:4000].float().std().item(), 3))
    before = int(saved.get("seen", torch.tensor(0)))

    def keep(weights: dict[str, Tensor], seen: int) -> None:
        pack(named(autoencoder, "autoencoder.") | weights | {"scaling": saved["scaling"], "seen": torch.tensor(before + seen)}, WORK / "weights")

    model = generator_of(saved, tokenizer)
    train_unet(model.train(), 60 * args.minutes, args.begin, args.rate, ready, latents, tokenizer, size, say, keep)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument("--minutes", type=float, default=5, help="how long the stage trains, its preparations not counted")
    parser.add_argument("--init", type=Path, help="weights to go on from; training/work/weights if there are any, else models/nae")
    parser.add_argument("--scratch", action="store_true", help="begin with random weights")
    parser.add_argument("--begin", type=float, default=0.25, help="unet: where in the curriculum and the rate's course (0 from scratch)")
    parser.add_argument("--rate", type=float, default=RATE, help="unet: Muon's; AdamW takes half")
    parser.add_argument("--seed", type=int, default=0, help="of pictures and backgrounds: another one draws others")
    parser.add_argument("--pictures", type=int, help="how many are drawn for the stage")
    parser.add_argument("--tiny", action="store_true", help="a rehearsal of seconds, which teaches nothing")
    args = parser.parse_args()
    say, size = Log(WORK / "log.jsonl"), settings(args.tiny)
    random.seed(args.seed)
    init = None if args.scratch else args.init or newest()
    saved = {} if init is None else read_weights(init)
    say(phase=args.stage, init=None if init is None else init.name)
    if args.stage != "autoencoder" and "scaling" not in saved:
        parser.error(f"{args.stage} needs an autoencoder: train one first, or name weights with --init.")
    if args.stage == "detector":

        def painter() -> Painter:
            prepare_device()
            tokenizer = Tokenizer()
            return Painter(generator_of(saved, tokenizer), autoencoder_of(saved), tokenizer, float(saved["scaling"]))

        return train_detector(60 * args.minutes, args.seed, painter, size, WORK, say)
    generator_stage(args.stage, args, size, saved, say)


if __name__ == "__main__":
    main()
