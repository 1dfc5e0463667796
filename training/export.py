"""Writes the built-in model's folder from a checkpoint: `python training/export.py --checkpoint training/work/weights`."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch

import storage
from autoencoder import Autoencoder
from configs import write_configs
from graphs import decoder_graph, encoder_graph, text_graph, unet_graph
from paths import MODELS, WORK
from tokenizer import Tokenizer
from unet import Generator
from weights import inside, read_weights, under
from words import write_words

#: What people wrote, or what is made from the finished model.
KEPT = ("README.md", "LICENSE", "samples.webp")


#: The UNet's parts at the finest level: in int8 they make nine tenths of the error of its output, and they are small.
FINE = ("entrance.", "down16.", "up16a.", "up16b.", "exit.")


def export(folder: Path, checkpoint: Path, unchanged: Path | None, half: bool) -> None:
    """Writes the whole folder; what lies at `folder` is replaced at the very end.

    The autoencoder comes from the folder `unchanged`, file by file, where the checkpoint holds none.
    """
    tokenizer = Tokenizer()
    saved = read_weights(checkpoint)
    generator = Generator(len(tokenizer.vocab))
    generator.load_state_dict(under(saved, "text_encoder.", "unet."))
    parts = folder.with_name(folder.name + ".part")
    shutil.rmtree(parts, ignore_errors=True)
    tokenizer.save(parts / "tokenizer")
    write_words(parts)
    write_configs(parts, float(saved["scaling"]), tokenizer)
    ids = torch.tensor([tokenizer.ids("a cat"), tokenizer.ids("a red dog on a beach")])
    file = parts / "text_encoder" / "model.onnx"
    storage.save(text_graph(generator.text_encoder, ids, file), file, storage.everything if half else storage.nothing)
    file = parts / "unet" / "model.onnx"
    storage.save(unet_graph(generator.unet, file), file, storage.everything if half else lambda name: name.startswith(FINE))
    trained = inside(saved, "autoencoder.")
    if trained:
        autoencoder = Autoencoder()
        autoencoder.load_state_dict(trained)
        # Half precision: what a decoder loses is seen in every picture, and it is small.
        file = parts / "vae_decoder" / "model.onnx"
        storage.save(decoder_graph(autoencoder.decoder, file), file, storage.everything)
        file = parts / "vae_encoder" / "model.onnx"
        storage.save(encoder_graph(autoencoder.encoder, file), file, storage.everything)
    elif unchanged is not None:
        for part in ("vae_decoder", "vae_encoder"):
            shutil.copyfile(unchanged / part / "model.onnx", parts / part / "model.onnx")
    else:
        raise ValueError(f"{checkpoint} holds no autoencoder: name a folder that does with --autoencoder.")
    for extra in KEPT:
        if (folder / extra).exists():
            shutil.copyfile(folder / extra, parts / extra)
    shutil.rmtree(folder, ignore_errors=True)
    parts.rename(folder)
    total = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"{folder}: {total / 2**20:.1f} MiB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=MODELS / "nae")
    parser.add_argument("--checkpoint", type=Path, default=WORK / "weights", help="its parts' name without endings, or a model folder")
    parser.add_argument("--autoencoder", type=Path, help="a model folder whose autoencoder is taken as it is")
    parser.add_argument("--half", action="store_true", help="float16 throughout")
    given = parser.parse_args()
    export(given.folder, given.checkpoint, given.autoencoder, given.half)
