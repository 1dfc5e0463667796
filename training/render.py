"""Pictures from descriptions, on the device: sprites are warped over backgrounds, with mip levels against aliasing."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from sprites import Sprites

SIZE_PX = 512
#: Alpha from which a pixel belongs to an object's box.
SEEN = 0.3


def grounds(spec: dict[str, Tensor], backgrounds: Tensor, size: int, mirror: bool) -> Tensor:
    """Flat colours and scenes, half [B, 3, size, size] in 0..1; `mirror` turns half of the scenes around."""
    picture = (spec["flat"].half() / 255)[:, :, None, None].expand(-1, -1, size, size).contiguous()
    has = (spec["background"] >= 0).nonzero()[:, 0]
    if len(has):
        scene = backgrounds[spec["background"][has].long()].half() / 255
        if mirror:
            turned = torch.rand(len(has), device=scene.device) < 0.5
            scene = torch.where(turned[:, None, None, None], scene.flip(-1), scene)
        picture[has] = scene if size == SIZE_PX else F.interpolate(scene.float(), size=(size, size), mode="area").half()
    return picture


def transforms(spec: dict[str, Tensor], rows: Tensor, slot: int, warp: Tensor | None) -> Tensor:
    """[n, 2, 3]: from places in the picture to places in the sprite, both in -1..1."""
    s, x, y = spec["place"][rows, slot].unbind(-1)
    matrix = torch.eye(2, device=s.device).expand(len(rows), 2, 2) if warp is None else warp[rows, slot]
    mirror = torch.stack([torch.where(spec["mirror"][rows, slot], -1.0, 1.0), torch.ones_like(s)], -1)
    matrix = matrix * mirror[:, :, None] / s[:, None, None]
    centre = torch.stack([2 * x - 1, 2 * y - 1], -1)[:, :, None]
    return torch.cat([matrix, -matrix @ centre], 2)


def seen(mask: Tensor) -> Tensor:
    """Boxes [B, 4] (fractions) of masks [B, h, w]."""
    edges = []
    for axis in (1, 2):
        line = mask.any(axis)
        length = line.shape[1]
        edges.append((line.float().argmax(1) / length, (length - line.flip(1).float().argmax(1)) / length))
    (x0, x1), (y0, y1) = edges
    return torch.stack([x0, y0, x1, y1], -1)


@torch.no_grad()
def render(
    spec: dict[str, Tensor],
    sprites: Sprites,
    backgrounds: Tensor,
    size: int = SIZE_PX,
    tone: float = 0.06,
    warp: Tensor | None = None,
    boxes: Tensor | None = None,
) -> Tensor:
    """Descriptions (`layouts.Rows` on the device) -> half pictures [B, 3, size, size] in -1..1.

    `backgrounds`: uint8 [M, 3, 512, 512]. `tone` is how much an object's channels vary. `warp` [B, MOST, 2, 2] turns and
    squeezes objects. `boxes` [B, MOST, 4] is filled with what is seen of each object; scenes are then never mirrored.
    """
    picture = grounds(spec, backgrounds, size, boxes is None)
    for slot in range(spec["sprite"].shape[1]):
        rows = (spec["sprite"][:, slot] >= 0).nonzero()[:, 0]
        if not len(rows):
            break
        number = spec["sprite"][rows, slot].long() * sprites.variants + 1 + spec["colour"][rows, slot].long()
        theta = transforms(spec, rows, slot, warp)
        ratio = spec["place"][rows, slot, 0] * size / sprites.side
        level = torch.where(ratio >= 0.62, 0, torch.where(ratio >= 0.31, 1, 2)).clamp(max=len(sprites.levels) - 1)
        for n, texture in enumerate(sprites.levels):
            part = (level == n).nonzero()[:, 0]
            if not len(part):
                continue
            grid = F.affine_grid(theta[part], [len(part), 4, size, size], align_corners=False)
            image = F.grid_sample(texture[number[part]].float(), grid, mode="bilinear", padding_mode="zeros", align_corners=False) / 255
            colours, alpha = image[:, :3], image[:, 3:]
            target = rows[part]
            if boxes is not None:
                boxes[target, slot] = seen(alpha[:, 0] > SEEN)
            if tone:
                colours = torch.minimum(colours * (1 + tone * torch.randn(len(part), 3, 1, 1, device=colours.device)), alpha)
            picture[target] = (colours + picture[target].float() * (1 - alpha)).to(picture)
    return picture.clamp(0, 1) * 2 - 1
