/** A picture of one number a cell, row by row: a mask, a response, an attention map. */
export interface Plane {
	readonly data: Float32Array;
	readonly width: number;
	readonly height: number;
}

/** Cells `[x0, x1) x [y0, y1)` of a plane. */
export interface Cells {
	readonly x0: number;
	readonly y0: number;
	readonly x1: number;
	readonly y1: number;
}

export function plane(width: number, height: number, fill = 0): Plane {
	return { data: new Float32Array(width * height).fill(fill), width, height };
}

export function mapPlane(source: Plane, change: (value: number, index: number) => number): Plane {
	return { ...source, data: source.data.map(change) };
}

/** Gaussian blur with reflected borders; `sigma` in cells. Sigma 0 returns the plane itself. */
export function blur(source: Plane, sigma: number): Plane {
	if (sigma <= 0) return source;
	const radius = Math.max(1, Math.ceil(3 * sigma));
	const kernel = Array.from({ length: 2 * radius + 1 }, (_, i) =>
		Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
	);
	const total = kernel.reduce((sum, weight) => sum + weight, 0);
	const { width, height } = source;
	const along = (input: Float32Array, length: number, stride: number, lines: number, lineStride: number) => {
		const out = new Float32Array(input.length);
		// Offsets of every cell that the kernel can touch, borders reflected.
		const offsets = Int32Array.from(
			{ length: length + 2 * radius },
			(_, k) => reflect(k - radius, length) * stride,
		);
		for (let line = 0; line < lines; line++) {
			const start = line * lineStride;
			for (let i = 0; i < length; i++) {
				let sum = 0;
				for (let k = 0; k < kernel.length; k++) sum += kernel[k] * input[start + offsets[i + k]];
				out[start + i * stride] = sum / total;
			}
		}
		return out;
	};
	const rows = along(source.data, width, 1, height, width);
	return { data: along(rows, height, width, width, 1), width, height };
}

function reflect(index: number, length: number): number {
	const period = 2 * length;
	const wrapped = ((index % period) + period) % period;
	return wrapped < length ? wrapped : period - 1 - wrapped;
}

/** Bilinear resampling with pixel centres aligned and borders repeated; whole-number reductions average. */
export function resize(source: Plane, width: number, height: number): Plane {
	if (width === source.width && height === source.height) return source;
	if (source.width % width === 0 && source.height % height === 0) return average(source, width, height);
	const whole = { x0: 0, y0: 0, x1: source.width, y1: source.height };
	return warp(source, whole, { x0: 0, y0: 0, x1: width, y1: height }, width, height);
}

function average(source: Plane, width: number, height: number): Plane {
	const out = plane(width, height);
	const stepX = source.width / width;
	const stepY = source.height / height;
	for (let y = 0; y < source.height; y++) {
		const row = Math.floor(y / stepY) * width;
		for (let x = 0; x < source.width; x++) {
			out.data[row + Math.floor(x / stepX)] += source.data[y * source.width + x] / (stepX * stepY);
		}
	}
	return out;
}

/**
 * The content of `from` (fractions of cells allowed), stretched onto `to` of a new plane; what lies outside
 * `from` is carried along with the same stretch, and past the source's border the border repeats.
 */
export function warp(source: Plane, from: Cells, to: Cells, width: number, height: number): Plane {
	const out = plane(width, height);
	const scaleX = (from.x1 - from.x0) / (to.x1 - to.x0);
	const scaleY = (from.y1 - from.y0) / (to.y1 - to.y0);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			out.data[y * width + x] = sample(
				source,
				from.x0 + (x + 0.5 - to.x0) * scaleX - 0.5,
				from.y0 + (y + 0.5 - to.y0) * scaleY - 0.5,
			);
		}
	}
	return out;
}

/** Bilinear value at a position in cell centres; the border repeats. */
function sample(source: Plane, x: number, y: number): number {
	const { data, width, height } = source;
	const cx = Math.min(Math.max(x, 0), width - 1);
	const cy = Math.min(Math.max(y, 0), height - 1);
	const left = Math.min(Math.floor(cx), width - 1);
	const top = Math.min(Math.floor(cy), height - 1);
	const right = Math.min(left + 1, width - 1);
	const bottom = Math.min(top + 1, height - 1);
	const fx = cx - left;
	const fy = cy - top;
	const upper = data[top * width + left] * (1 - fx) + data[top * width + right] * fx;
	const lower = data[bottom * width + left] * (1 - fx) + data[bottom * width + right] * fx;
	return upper * (1 - fy) + lower * fy;
}

/** Moves every channel of `data` (`channels * height * width`) by whole cells; what enters is `fill`. */
export function shiftCells(
	data: Float32Array,
	width: number,
	height: number,
	dx: number,
	dy: number,
	fill = 0,
): Float32Array {
	const cells = width * height;
	const out = new Float32Array(data.length).fill(fill);
	for (let base = 0; base < data.length; base += cells) {
		for (let y = Math.max(0, dy); y < Math.min(height, height + dy); y++) {
			const start = Math.max(0, dx);
			const end = Math.min(width, width + dx);
			if (end <= start) continue;
			const from = base + (y - dy) * width + start - dx;
			out.set(data.subarray(from, from + end - start), base + y * width + start);
		}
	}
	return out;
}

/** Like {@link shiftCells}, but what leaves on one side enters on the other: white noise stays white. */
export function rollCells(
	data: Float32Array,
	width: number,
	height: number,
	dx: number,
	dy: number,
): Float32Array {
	const cells = width * height;
	const out = new Float32Array(data.length);
	for (let base = 0; base < data.length; base += cells) {
		for (let y = 0; y < height; y++) {
			const toRow = base + ((((y + dy) % height) + height) % height) * width;
			for (let x = 0; x < width; x++) {
				out[toRow + ((((x + dx) % width) + width) % width)] = data[base + y * width + x];
			}
		}
	}
	return out;
}
