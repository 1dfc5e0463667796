#!/usr/bin/env bash
# Draws every picture of the README with the built-in model. Seeds are 1, none was picked.
set -euo pipefail
cd "$(dirname "$0")/../.."
draw() { npm run -s taue -- draw "$1" --seed 1 --out "docs/images/$2" "${@:3}"; }

line="a red cat@left, a blue dog@right on a green meadow"
npm run -s taue -- layout "$line" --out docs/images/sketch.png >/dev/null
draw "$line" meadow.png --layers docs/images/layers
rm docs/images/layers/composite.png # the same file as meadow.png
draw "a penguin@left, a house@right on a snowy field" snow.png
draw "a car@bottom-left, a tree@right, a bird@top-left on a road" road.png
draw "{yellow,purple} butterfly@center on a plain white background" butterfly.png
draw "3 sheep@bottom on a green meadow" sheep.png
