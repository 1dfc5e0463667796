"""A tokenizer in CLIP's file format whose merges make whole words of our captions."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

from captions import later_vocabulary, vocabulary

MAX_LENGTH = 77
START, END = "<|startoftext|>", "<|endoftext|>"
WORD_END = "</w>"

#: CLIP's splitting pattern for the characters that its lower-cased captions hold.
PATTERN = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|(?:[^\s\w]|_)+")


def byte_characters() -> dict[int, str]:
    """GPT-2's table from bytes to printable characters."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {byte: chr(byte) for byte in printable}
    for byte in range(256):
        table.setdefault(byte, chr(256 + len(table) - len(printable)))
    return table


def learn_merges(words: list[str], known: list[tuple[str, str]] = []) -> list[tuple[str, str]]:
    """Byte-pair merges that follow the `known` ones, most frequent pair first, until every word is one token."""
    table = byte_characters()
    split = {word: [table[b] for b in word.encode()] for word in words}
    for pieces in split.values():
        pieces[-1] += WORD_END
    for pair in known:
        split = {word: merge(pieces, pair) for word, pieces in split.items()}
    merges: list[tuple[str, str]] = []
    while True:
        pairs = Counter(pair for pieces in split.values() for pair in zip(pieces, pieces[1:]))
        if not pairs:
            return merges
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        for word, pieces in split.items():
            split[word] = merge(pieces, best)


def merge(pieces: list[str], pair: tuple[str, str]) -> list[str]:
    out: list[str] = []
    for piece in pieces:
        if out and (out[-1], piece) == pair:
            out[-1] += piece
        else:
            out.append(piece)
    return out


class Tokenizer:
    """`ids(text)`: MAX_LENGTH token numbers, start and end marked, padded with the end mark."""

    def __init__(self) -> None:
        words = [piece for word in vocabulary() for piece in PATTERN.findall(word)]
        first = learn_merges(sorted(set(words)))
        later = [piece for word in later_vocabulary() for piece in PATTERN.findall(word)]
        self.merges = [*first, *learn_merges(sorted(set(later) - set(words)), first)]
        characters = list(byte_characters().values())
        tokens = [*characters, *(c + WORD_END for c in characters), *("".join(pair) for pair in self.merges), START, END]
        self.vocab = {token: number for number, token in enumerate(tokens)}
        self.ranks = {pair: rank for rank, pair in enumerate(self.merges)}

    @lru_cache(maxsize=4096)
    def word(self, word: str) -> tuple[int, ...]:
        table = byte_characters()
        pieces = [table[b] for b in word.encode()]
        pieces[-1] += WORD_END
        while len(pieces) > 1:
            pair = min(zip(pieces, pieces[1:]), key=lambda p: self.ranks.get(p, 1 << 30))
            if pair not in self.ranks:
                break
            pieces = merge(pieces, pair)
        return tuple(self.vocab[piece] for piece in pieces)

    def ids(self, text: str) -> list[int]:
        numbers = [n for word in PATTERN.findall(text.lower()) for n in self.word(word)]
        numbers = [self.vocab[START], *numbers[: MAX_LENGTH - 2], self.vocab[END]]
        return numbers + [self.vocab[END]] * (MAX_LENGTH - len(numbers))

    def save(self, folder: Path) -> None:
        """Writes vocab.json, merges.txt, tokenizer_config.json and special_tokens_map.json."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "vocab.json").write_text(json.dumps(self.vocab, ensure_ascii=False))
        lines = ["#version: 0.2", *(" ".join(pair) for pair in self.merges)]
        (folder / "merges.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        special = {"bos_token": START, "eos_token": END, "pad_token": END, "unk_token": END}
        (folder / "special_tokens_map.json").write_text(json.dumps(special, indent=2) + "\n")
        config = {
            "tokenizer_class": "CLIPTokenizer",
            "model_max_length": MAX_LENGTH,
            "do_lower_case": True,
            "add_prefix_space": False,
            "errors": "replace",
            **special,
        }
        (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
