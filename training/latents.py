"""Caches scenes as latents and token numbers, so that the UNet's training loop only reads.

Writes <work>/latents-<seed>.npy float16 [N, 4, 32, 32] (unscaled means), captions-<seed>.npy int16
[N, 3, 32] and kinds-<seed>.npy uint8 [N] (index into scenes.KINDS).
"""

from __future__ import annotations

import multiprocessing
import random
import time

import numpy as np
import torch

import scenes
from autoencoder import Autoencoder
from paths import MODELS, WORK
from tokenizer import MAX_LENGTH, Tokenizer
from train_autoencoder import to_float

#: Shares of the cache, by kind of scene.
SHARES = {"large": 40, "centred": 22, "placed": 4, "ground": 4, "one": 12, "two": 14, "three": 4}
BATCH = 32

_tokenizer: Tokenizer | None = None


def _row(seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    global _tokenizer
    _tokenizer = _tokenizer or Tokenizer()
    rng = random.Random(seed)
    kind = rng.choices(list(SHARES), SHARES.values())[0]
    scene = scenes.compose(kind, rng, p_mirror=0)
    ids = [_tokenizer.ids(scene.caption(rng)) for _ in range(scenes.CAPTIONS_PER_PICTURE)]
    return scene.picture, np.array(ids, np.int16), scenes.KINDS.index(kind)


def load_autoencoder() -> Autoencoder:
    """The autoencoder of the last checkpoint, or the shipped one where there is no checkpoint."""
    model = Autoencoder().to(memory_format=torch.channels_last)
    if (WORK / "autoencoder.pt").exists():
        model.load_state_dict(torch.load(WORK / "autoencoder.pt")["model"])
    else:
        from export import read_autoencoder

        model.load_state_dict(read_autoencoder(MODELS / "nae"))
    return model.eval()


@torch.no_grad()
def cache(count: int, seed: int) -> None:
    torch.set_num_threads(1)
    model = load_autoencoder()
    latents = np.lib.format.open_memmap(WORK / f"latents-{seed}.npy.part", "w+", np.float16, (count, 4, 32, 32))
    ids = np.zeros((count, scenes.CAPTIONS_PER_PICTURE, MAX_LENGTH), np.int16)
    kinds = np.zeros(count, np.uint8)
    started = time.time()
    with multiprocessing.Pool(1) as pool:
        rows = pool.imap(_row, range(seed * 10_000_000, seed * 10_000_000 + count), 64)
        for start in range(0, count, BATCH):
            batch = [next(rows) for _ in range(min(BATCH, count - start))]
            stop = start + len(batch)
            with torch.autocast("cpu", torch.bfloat16):
                mean, _ = model.encoder(to_float(np.stack([row[0] for row in batch])))
            latents[start:stop] = mean.float().numpy()
            ids[start:stop] = np.stack([row[1] for row in batch])
            kinds[start:stop] = [row[2] for row in batch]
            if start % (BATCH * 100) == 0:
                print(f"{stop} latents, {stop / (time.time() - started):.0f}/s", flush=True)
    latents.flush()
    np.save(WORK / f"captions-{seed}.npy", ids)
    np.save(WORK / f"kinds-{seed}.npy", kinds)
    (WORK / f"latents-{seed}.npy.part").rename(WORK / f"latents-{seed}.npy")
    print(f"{count} latents, std {latents[:2000].astype(np.float32).std():.3f}", flush=True)
