"""The text encoder: a small causal transformer in CLIP's form, without its pooled state."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tokenizer import MAX_LENGTH

TEXT_WIDTH, TEXT_HEADS, TEXT_LAYERS = 256, 4, 3


class TextLayer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(TEXT_WIDTH), nn.LayerNorm(TEXT_WIDTH)
        self.qkv = nn.Linear(TEXT_WIDTH, 3 * TEXT_WIDTH)
        self.out = nn.Linear(TEXT_WIDTH, TEXT_WIDTH)
        self.up, self.down = nn.Linear(TEXT_WIDTH, 4 * TEXT_WIDTH), nn.Linear(4 * TEXT_WIDTH, TEXT_WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        b, t, c = x.shape
        q, k, v = (part.view(b, t, TEXT_HEADS, c // TEXT_HEADS).transpose(1, 2) for part in self.qkv(self.norm1(x)).chunk(3, -1))
        scores = q @ k.transpose(-1, -2) * (c // TEXT_HEADS) ** -0.5
        future = torch.ones(t, t, dtype=torch.bool, device=x.device).triu(1)
        weights = scores.float().masked_fill(future, -1e4).softmax(-1).to(v.dtype)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(b, t, c))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class TextEncoder(nn.Module):
    """Token numbers [B, T] -> states [B, T, 256]; causal, pre-norm. Padding's states are zero, by which the UNet knows it."""

    def __init__(self, vocab_size: int) -> None:
        super().__init__()
        self.tokens = nn.Embedding(vocab_size, TEXT_WIDTH)
        self.positions = nn.Embedding(MAX_LENGTH, TEXT_WIDTH)
        self.layers = nn.ModuleList(TextLayer() for _ in range(TEXT_LAYERS))
        self.norm = nn.LayerNorm(TEXT_WIDTH)
        nn.init.normal_(self.tokens.weight, std=0.05)
        nn.init.normal_(self.positions.weight, std=0.02)

    def forward(self, ids: Tensor, offset: Tensor | None = None) -> Tensor:
        """`offset` [B] shifts the positions, so that late ones are learned too (training only)."""
        t = ids.shape[1]
        if offset is None:
            x = self.tokens(ids) + self.positions.weight[:t]
        else:
            x = self.tokens(ids) + self.positions((torch.arange(t, device=ids.device)[None] + offset[:, None]).clamp(max=MAX_LENGTH - 1))
        for layer in self.layers:
            x = layer(x)
        padding = (ids == self.tokens.num_embeddings - 1).long().cumsum(1) > 1
        return self.norm(x) * (~padding)[..., None].to(x.dtype)
