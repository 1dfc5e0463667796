"""Where training runs: the one switch between a graphics card and a few cores."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

#: Asked without touching the card: processes that draw pictures fork before the first word to it.
CUDA = Path("/dev/nvidia0").exists() or Path("/dev/nvidiactl").exists()
DEVICE = "cuda" if CUDA else "cpu"


def prepare() -> None:
    """Seeds, threads and the card's faster arithmetic. On cores, one thread: those that meet at barriers lose most of their time to other work."""
    torch.manual_seed(0)
    torch.set_num_threads(8 if CUDA else 1)
    if CUDA:
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
        torch.backends.cudnn.benchmark = True


def autocast() -> torch.autocast:
    """bfloat16 arithmetic over float32 weights."""
    return torch.autocast(DEVICE, torch.bfloat16, cache_enabled=False)


def wait() -> None:
    """Until the card has done what it was told."""
    if CUDA:
        torch.cuda.synchronize()


class Step:
    """A training step on fixed buffers: on a card it is recorded once and replayed, so that launching costs nothing.

    The step must not read from the card or copy to it; what changes between steps lies in its buffers.
    """

    def __init__(self, step: Callable[[], Tensor], warm: int = 4) -> None:
        self.step, self.graph = step, None
        if not CUDA:
            return
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(warm):
                step()
        torch.cuda.current_stream().wait_stream(stream)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.loss = step()

    def __call__(self) -> Tensor:
        """Makes one step and gives its loss, which the next one overwrites."""
        if self.graph is None:
            return self.step()
        self.graph.replay()
        return self.loss


class Log:
    """Prints a JSON line for each event and keeps them in a file."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.file, self.started = file.open("a"), time.time()

    def __call__(self, **values: object) -> None:
        line = json.dumps({"t": round(time.time() - self.started, 1), **values})
        print(line, flush=True)
        self.file.write(line + "\n")
        self.file.flush()


class Clock:
    """The progress of a phase that lasts `seconds`, and when it is time to speak or to save."""

    def __init__(self, seconds: float, speak_every: float, save_every: float) -> None:
        self.seconds, self.every = max(seconds, 1e-3), {"speak": speak_every, "save": save_every}
        self.began = time.time()
        self.last = {"speak": self.began, "save": self.began}

    @property
    def progress(self) -> float:
        """0 at the beginning, 1 at the end."""
        return (time.time() - self.began) / self.seconds

    def per_second(self, count: int) -> int:
        return round(count / max(time.time() - self.began, 1e-3))

    def due(self, what: str) -> bool:
        """Whether `speak` or `save` is due; asking starts its next interval."""
        if time.time() - self.last[what] < self.every[what]:
            return False
        self.last[what] = time.time()
        return True
