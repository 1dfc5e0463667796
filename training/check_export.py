"""Checks shipped ONNX files against torch: `python training/check_export.py [folder]`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper

from export import BIAS_NAMES, read_weights
from paths import MODELS
from tokenizer import Tokenizer
from train_unet import Generator

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


def main(folder: Path) -> None:
    weights, scaling = read_weights(folder)
    tokenizer = Tokenizer()
    generator = Generator(len(tokenizer.vocab)).eval()
    generator.load_state_dict(weights)
    unet = onnxruntime.InferenceSession(str(folder / "unet" / "model.onnx"))
    biased = onnxruntime.InferenceSession(with_bias_inputs(folder / "unet" / "model.onnx"))
    text = onnxruntime.InferenceSession(str(folder / "text_encoder" / "model.onnx"))
    print("unet", [(i.name, i.shape, i.type) for i in unet.get_inputs()], [o.name for o in unet.get_outputs()])
    for batch, tokens, size in ((1, 32, 32), (2, 20, 32), (3, 32, 48)):
        ids = torch.randint(0, 900, (batch, tokens))
        sample, step = torch.randn(batch, 4, size, size), torch.full((1,), 321.0)
        with torch.no_grad():
            states = generator.text_encoder(ids)
            expected = generator.unet(sample, step, states).numpy()
        found = text.run(None, {"input_ids": ids.numpy()})[0]
        feeds = {"sample": sample.numpy(), "timestep": step.numpy(), "encoder_hidden_states": found}
        out, map16, map8 = unet.run(None, feeds)
        pixels = (size // 2) ** 2
        zeros = {"attention_bias_16": np.zeros((batch, pixels, tokens), np.float32), "attention_bias_8": np.zeros((batch, pixels // 4, tokens), np.float32)}
        same = biased.run(None, {**feeds, **zeros})[0]
        closed = {name: bias - 1e4 * (np.arange(tokens) == 3) for name, bias in zeros.items()}
        sheared = biased.run(None, {**feeds, **{k: v.astype(np.float32) for k, v in closed.items()}})
        assert abs(found - states.numpy()).max() < TOLERANCE
        assert abs(out - expected).max() < TOLERANCE, abs(out - expected).max()
        assert abs(out - same).max() < TOLERANCE
        assert map16.shape == (batch, pixels, tokens) and map8.shape == (batch, pixels // 4, tokens)
        assert np.allclose(map16.sum(-1), 1, atol=1e-4) and sheared[1][..., 3].max() < 1e-6
    feeds = {"sample": np.zeros((2, 4, 32, 32), np.float32), "timestep": np.zeros(1, np.float32), "encoder_hidden_states": np.zeros((2, 32, 192), np.float32)}
    started = time.time()
    for _ in range(10):
        unet.run(None, feeds)
    print(f"agrees with torch; {100 * (time.time() - started):.0f} ms a guided pass; scaling factor {scaling:.4f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else MODELS / "nae")
