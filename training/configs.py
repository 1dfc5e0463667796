"""The configuration files of the model's folder, in diffusers' form."""

from __future__ import annotations

import json
from pathlib import Path

from autoencoder import LATENT_CHANNELS
from diffusion import BETA_END, BETA_START, TRAIN_STEPS
from graphs import BIAS_NAMES, MAP_NAMES
from text_encoder import TEXT_HEADS, TEXT_LAYERS, TEXT_WIDTH
from tokenizer import END, MAX_LENGTH, START, Tokenizer
from unet import CHANNELS, HEAD_WIDTH

SAMPLE_SIZE_PX, LATENT_SIZE = 512, 32
#: What a picture is drawn with unless its line says otherwise (docs/method.md has the measurements).
DEFAULTS = {"scheduler": "dpmpp-2m", "steps": 12, "guidance": 3, "crop": 0.334}


def write_json(file: Path, value: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value, indent=2) + "\n")


def write_configs(folder: Path, scaling_factor: float, tokenizer: Tokenizer) -> None:
    """Writes every `*.json` but the words and the tokenizer's."""
    onnx_model = ["diffusers", "OnnxRuntimeModel"]
    write_json(
        folder / "model_index.json",
        {
            "_class_name": "OnnxStableDiffusionPipeline",
            "_diffusers_version": "0.30.0",
            "scheduler": ["diffusers", "DDIMScheduler"],
            "text_encoder": onnx_model,
            "tokenizer": ["transformers", "CLIPTokenizer"],
            "unet": onnx_model,
            "vae_decoder": onnx_model,
            "vae_encoder": onnx_model,
            "safety_checker": [None, None],
            "feature_extractor": [None, None],
        },
    )
    write_json(
        folder / "scheduler" / "scheduler_config.json",
        {
            "_class_name": "DDIMScheduler",
            "_diffusers_version": "0.30.0",
            "beta_end": BETA_END,
            "beta_schedule": "scaled_linear",
            "beta_start": BETA_START,
            "clip_sample": False,
            "num_train_timesteps": TRAIN_STEPS,
            "prediction_type": "v_prediction",
            "set_alpha_to_one": False,
            "steps_offset": 1,
            "timestep_spacing": "leading",
            "trained_betas": None,
        },
    )
    write_json(
        folder / "text_encoder" / "config.json",
        {
            "_class_name": "CLIPTextModel",
            "architectures": ["CLIPTextModel"],
            "model_type": "clip_text_model",
            "bos_token_id": tokenizer.vocab[START],
            "eos_token_id": tokenizer.vocab[END],
            "pad_token_id": tokenizer.vocab[END],
            "hidden_act": "gelu",
            "hidden_size": TEXT_WIDTH,
            "intermediate_size": 4 * TEXT_WIDTH,
            "projection_dim": TEXT_WIDTH,
            "max_position_embeddings": MAX_LENGTH,
            "num_attention_heads": TEXT_HEADS,
            "num_hidden_layers": TEXT_LAYERS,
            "vocab_size": len(tokenizer.vocab),
        },
    )
    write_json(
        folder / "unet" / "config.json",
        {
            "_class_name": "UNet2DConditionModel",
            "sample_size": LATENT_SIZE,
            "in_channels": LATENT_CHANNELS,
            "out_channels": LATENT_CHANNELS,
            "cross_attention_dim": TEXT_WIDTH,
            "block_out_channels": list(CHANNELS),
            "attention_head_dim": HEAD_WIDTH,
            "taue": {
                "defaults": DEFAULTS,
                "cross_attention": [{"output": name, "size": size} for name, size in zip(MAP_NAMES, (16, 8))],
                "attention_bias": [{"initializer": name, "size": size} for name, size in zip(BIAS_NAMES, (16, 8))],
            },
        },
    )
    vae = {
        "_class_name": "AutoencoderKL",
        "in_channels": 3,
        "out_channels": 3,
        "latent_channels": LATENT_CHANNELS,
        "block_out_channels": [48, 48, 48, 96, 192],
        "sample_size": SAMPLE_SIZE_PX,
        "scaling_factor": scaling_factor,
    }
    for part in ("vae_decoder", "vae_encoder"):
        write_json(folder / part / "config.json", vae)
