"""How large a training run is: on a graphics card, on a few cores, or as a rehearsal of seconds."""

from __future__ import annotations

from dataclasses import dataclass

from device import CUDA


@dataclass(frozen=True)
class Settings:
    #: Pictures that are drawn for a phase, and variants of each background.
    pictures: int
    backgrounds: int
    #: Longer side of a sprite in pixels: of the generator's artist, of the judge's many.
    side: int
    judge_side: int
    #: Pictures in a step: of the UNet, of the autoencoder (crops), of the judge, of a rendering.
    batch: int
    autoencoder_batch: int
    judge_batch: int
    render_batch: int
    #: Pictures of the judge, how many of them the generator paints over, and of each of its tests.
    judge_pictures: int
    painted: int
    tested: int
    #: Seconds between two lines of the log.
    speak_every: float
    save_every: float


#: What the shipped weights learned with (one H200; 14 GB for the UNet, 40 GB for the judge).
CARD = Settings(140_000, 80, 448, 192, 384, 64, 128, 128, 70_000, 16_000, 1000, 15, 120)
CORES = Settings(16_000, 12, 256, 96, 32, 12, 16, 16, 8_000, 2_000, 400, 60, 300)
#: Every line of the code once, on a core, in seconds; nothing is learned.
TINY = Settings(12, 1, 24, 24, 2, 2, 2, 6, 12, 4, 6, 0, 1e9)


def settings(tiny: bool) -> Settings:
    return TINY if tiny else CARD if CUDA else CORES
