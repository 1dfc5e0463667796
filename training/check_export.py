"""Checks shipped ONNX files against torch: `python training/check_export.py [folder]`."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper

from autoencoder import Autoencoder
from graphs import BIAS_NAMES
from paths import MODELS
from text_encoder import TEXT_WIDTH
from tokenizer import MAX_LENGTH, Tokenizer
from unet import Generator
from weights import inside, read_weights, under

TOLERANCE = 2e-3


def with_bias_inputs(file: Path) -> bytes:
    """The UNet with its zero biases turned into graph inputs, as an engine does for shearing."""
    model = onnx.load(str(file))
    kept = [tensor for tensor in model.graph.initializer if tensor.name not in BIAS_NAMES]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    for name in BIAS_NAMES:
        model.graph.input.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", None, "tokens"]))
    return model.SerializeToString()


def close(found: np.ndarray, expected: torch.Tensor, what: str) -> None:
    off = float(np.abs(found - expected.numpy()).max())
    if off > TOLERANCE * max(1.0, float(expected.abs().max())):
        raise SystemExit(f"{what} differs from torch by {off:.4f}")


@torch.no_grad()
def check_unet(folder: Path, generator: Generator) -> None:
    """Several batches, lengths and sizes; with and without biases; maps that sum to one and obey closed words."""
    text = onnxruntime.InferenceSession(str(folder / "text_encoder" / "model.onnx"))
    unet = onnxruntime.InferenceSession(str(folder / "unet" / "model.onnx"))
    biased = onnxruntime.InferenceSession(with_bias_inputs(folder / "unet" / "model.onnx"))
    for batch, tokens, size in ((1, MAX_LENGTH, 32), (2, 20, 32), (1, 32, 48)):
        ids, sample, step = torch.randint(0, 900, (batch, tokens)), torch.randn(batch, 8, size, size), torch.full((1,), 321.0)
        states = generator.text_encoder(ids)
        found = text.run(None, {"input_ids": ids.numpy()})[0]
        close(found, states, "the text encoder")
        feeds = {"sample": sample.numpy(), "timestep": step.numpy(), "encoder_hidden_states": found}
        out, map16, map8 = unet.run(None, feeds)
        close(out, generator.unet(sample, step, states), "the UNet")
        pixels = (size // 2) ** 2
        zeros = {BIAS_NAMES[0]: np.zeros((batch, pixels, tokens), np.float32), BIAS_NAMES[1]: np.zeros((batch, pixels // 4, tokens), np.float32)}
        close(biased.run(None, {**feeds, **zeros})[0], torch.from_numpy(out), "the UNet with biases of zero")
        closed = {name: (bias - 1e4 * (np.arange(tokens) == 3)).astype(np.float32) for name, bias in zeros.items()}
        sheared = biased.run(None, {**feeds, **closed})
        assert map16.shape == (batch, pixels, tokens) and map8.shape == (batch, pixels // 4, tokens)
        assert np.allclose(map16.sum(-1), 1, atol=1e-4) and sheared[1][..., 3].max() < 1e-6


@torch.no_grad()
def check_autoencoder(folder: Path, autoencoder: Autoencoder) -> None:
    picture = torch.rand(1, 3, 512, 512) * 2 - 1
    encoder, decoder = (onnxruntime.InferenceSession(str(folder / part / "model.onnx")) for part in ("vae_encoder", "vae_decoder"))
    expected = torch.cat(autoencoder.encoder(picture), 1)
    close(encoder.run(None, {"sample": picture.numpy()})[0], expected, "the encoder")
    latent = expected[:, :8].contiguous()
    close(decoder.run(None, {"latent_sample": latent.numpy()})[0], autoencoder.decoder(latent), "the decoder")


def main(folder: Path) -> None:
    saved, tokenizer = read_weights(folder), Tokenizer()
    generator, autoencoder = Generator(len(tokenizer.vocab)).eval(), Autoencoder().eval()
    generator.load_state_dict(under(saved, "text_encoder.", "unet."))
    autoencoder.load_state_dict(inside(saved, "autoencoder."))
    check_unet(folder, generator)
    check_autoencoder(folder, autoencoder)
    assert generator.text_encoder.tokens.embedding_dim == TEXT_WIDTH
    print(f"{folder.name} agrees with torch")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else MODELS / "nae")
