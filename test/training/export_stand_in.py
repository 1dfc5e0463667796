"""Exports the models of test/fixtures/conformance from stand-ins: `export_stand_in.py FIXTURE FOLDER [--half]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import onnx
import torch

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parents[1] / "training")]

from export_checkpoint import export  # noqa: E402
from stand_in import Autoencoder, UNet, restore  # noqa: E402
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer  # noqa: E402


def pipeline(fixture: Path) -> SimpleNamespace:
    """What diffusers' pipeline would hold, with the fixture's UNet and other weights of the fixture's sizes."""
    read = lambda *names: json.loads(fixture.joinpath(*names).read_text())
    torch.manual_seed(0)
    unet = UNet(read("unet", "config.json"))
    restore(unet, onnx.load(str(fixture / "unet" / "model.onnx")).graph)
    index = read("model_index.json")
    parts: dict[str, object] = {"text_encoder": CLIPTextModel(CLIPTextConfig(**read("text_encoder", "config.json")))}
    parts["tokenizer"] = CLIPTokenizer.from_pretrained(fixture / "tokenizer")
    if "text_encoder_2" in index:
        parts["text_encoder_2"] = CLIPTextModelWithProjection(CLIPTextConfig(**read("text_encoder_2", "config.json")))
        parts["tokenizer_2"] = CLIPTokenizer.from_pretrained(fixture / "tokenizer_2")
    kind = type(index["scheduler"][1], (SimpleNamespace,), {"save_pretrained": lambda _, folder: copy(fixture / "scheduler", folder)})
    return SimpleNamespace(unet=unet, vae=Autoencoder(read("vae_decoder", "config.json")), scheduler=kind(), config=index, **parts)


def copy(source: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for file in source.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())


if __name__ == "__main__":
    export(pipeline(Path(sys.argv[1])), Path(sys.argv[2]), "--half" in sys.argv)
