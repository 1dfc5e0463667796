"""Trains the built-in model, stage by stage: `python training/train.py <stage> [--minutes N] [--resume]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage", choices=("autoencoder", "decoder", "latents", "unet", "detector"))
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    parser.add_argument("--init-from", type=Path, help="start from the weights in this model folder")
    parser.add_argument("--pictures", type=int, default=80_000, help="pictures to cache (latents)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the pictures to cache (latents)")
    parser.add_argument("--begin", type=float, help="where in the curriculum to start, 0..1 (unet; the checkpoint's place by default)")
    parser.add_argument("--workers", type=int, default=2, help="processes with one thread each (unet)")
    args = parser.parse_args()
    if args.stage in ("autoencoder", "decoder"):
        import train_autoencoder

        train_autoencoder.train(args.minutes, args.resume, args.init_from, decoder_only=args.stage == "decoder")
    elif args.stage == "latents":
        import latents

        latents.cache(args.pictures, args.seed)
    elif args.stage == "unet":
        import train_unet

        train_unet.train(args.minutes, args.resume, args.init_from, args.begin, args.workers)
    else:
        import train_detector

        train_detector.train(args.minutes, args.resume)


if __name__ == "__main__":
    main()
