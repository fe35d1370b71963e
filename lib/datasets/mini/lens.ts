/** What the optics do to a picture. Lengths as shares of the picture's width. */
export interface Lens {
  /** Distance of sharp focus in centimetres. */
  focus: number;
  /** Blur of what is far out of focus. */
  aperture: number;
  /** Blur everywhere: the camera had not focused. */
  defocus: number;
  /** Shake of the hand: how far the picture moved, right and down. */
  shake: readonly [number, number];
  /** Light scattered by a greasy lens, 0 to 0.4. */
  haze: number;
}

/** A picture in linear light: three numbers a pixel. */
export interface LightImage {
  width: number;
  height: number;
  data: Float32Array;
}

/**
 * Softens the steps at the edges of parts: a pixel beside another part takes a share of it.
 *
 * @param parts Number of the part at each pixel.
 */
export function softenEdges(image: LightImage, parts: Int16Array, scratch: Float32Array): void {
  const { width, height, data } = image;
  scratch.set(data);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++) {
      const p = parts[i];
      if (
        parts[i - 1] === p && parts[i + 1] === p && parts[i - width] === p && parts[i + width] === p
      ) continue;
      for (let k = 3 * i, e = k + 3; k < e; k++) {
        data[k] = 0.5 * scratch[k] + 0.125 *
            (scratch[k - 3] + scratch[k + 3] + scratch[k - 3 * width] + scratch[k + 3 * width]);
      }
    }
  }
}

/** Halves a picture by averaging, into the start of `out`. */
function halve(source: Float32Array, width: number, height: number, out: Float32Array): void {
  const w = width >> 1, h = height >> 1;
  for (let y = 0, o = 0; y < h; y++) {
    for (let x = 0, i = 6 * y * width; x < w; x++, i += 6, o += 3) {
      const j = i + 3 * width;
      out[o] = (source[i] + source[i + 3] + source[j] + source[j + 3]) / 4;
      out[o + 1] = (source[i + 1] + source[i + 4] + source[j + 1] + source[j + 4]) / 4;
      out[o + 2] = (source[i + 2] + source[i + 5] + source[j + 2] + source[j + 5]) / 4;
    }
  }
}

/** Blurs with a box of `2·radius + 1` pixels along rows and columns, twice. */
function boxBlur(data: Float32Array, width: number, height: number, radius: number): void {
  for (let pass = 0; pass < 2; pass++) {
    for (let y = 0; y < height; y++) blurLine(data, 3 * y * width, 3, width, radius);
    for (let x = 0; x < width; x++) blurLine(data, 3 * x, 3 * width, height, radius);
  }
}

const line = new Float32Array(3 * 1024);

function blurLine(
  data: Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
): void {
  for (let i = 0, at = start; i < count; i++, at += step) {
    line[3 * i] = data[at];
    line[3 * i + 1] = data[at + 1];
    line[3 * i + 2] = data[at + 2];
  }
  const last = 3 * (count - 1), scale = 1 / (2 * radius + 1);
  let r = 0, g = 0, b = 0;
  for (let k = -radius; k <= radius; k++) {
    const i = 3 * Math.max(0, Math.min(count - 1, k));
    r += line[i];
    g += line[i + 1];
    b += line[i + 2];
  }
  for (let i = 0, at = start; i < count; i++, at += step) {
    data[at] = r * scale;
    data[at + 1] = g * scale;
    data[at + 2] = b * scale;
    const enter = Math.min(last, 3 * (i + radius + 1)), leave = Math.max(0, 3 * (i - radius));
    r += line[enter] - line[leave];
    g += line[enter + 1] - line[leave + 1];
    b += line[enter + 2] - line[leave + 2];
  }
}

let half = new Float32Array(0), quarter = new Float32Array(0);

/**
 * Blurs what is out of focus, with the circle of confusion of a thin lens, and adds haze.
 *
 * Two blurred copies, at half and a quarter of the size, stand for small and large circles; each
 * pixel is mixed from the two that fit best.
 *
 * @param nearness 1 / distance of each pixel.
 */
export function focusBlur(image: LightImage, nearness: Float32Array, lens: Lens): void {
  const { width, height, data } = image;
  const w2 = width >> 1, h2 = height >> 1, w4 = w2 >> 1, h4 = h2 >> 1;
  if (half.length < 3 * w2 * h2) half = new Float32Array(3 * w2 * h2);
  if (quarter.length < 3 * w4 * h4) quarter = new Float32Array(3 * w4 * h4);
  halve(data, width, height, half);
  halve(half, w2, h2, quarter);
  const large = Math.max(1, Math.round(width * 0.005));
  boxBlur(half, w2, h2, 1);
  boxBlur(quarter, w4, h4, large);
  // Radii in pixels that the copies stand for.
  const small = 2.4, big = 4 + 6 * large;
  const inFocus = 1 / lens.focus, strength = lens.aperture * width * lens.focus;
  for (let y = 0, i = 0; y < height; y++) {
    const y2 = Math.min(h2 - 1.001, Math.max(0, y / 2 - 0.25));
    const y4 = Math.min(h4 - 1.001, Math.max(0, y / 4 - 0.375));
    for (let x = 0; x < width; x++, i++) {
      const radius = Math.abs(nearness[i] - inFocus) * strength + lens.defocus * width;
      let a = radius / small, b = 0;
      if (a >= 1) {
        a = 1;
        b = Math.min(1, (radius - small) / (big - small));
      }
      if (a < 0.08 && lens.haze === 0) continue;
      const x2 = Math.min(w2 - 1.001, Math.max(0, x / 2 - 0.25));
      const x4 = Math.min(w4 - 1.001, Math.max(0, x / 4 - 0.375));
      const p = 3 * ((y2 | 0) * w2 + (x2 | 0)), fx = x2 - (x2 | 0), fy = y2 - (y2 | 0);
      const q = 3 * ((y4 | 0) * w4 + (x4 | 0)), gx = x4 - (x4 | 0), gy = y4 - (y4 | 0);
      for (let k = 0; k < 3; k++) {
        const s = between(half, p + k, 3 * w2, fx, fy);
        const l = b > 0 || lens.haze > 0 ? between(quarter, q + k, 3 * w4, gx, gy) : 0;
        const soft = s + b * (l - s), sharp = data[3 * i + k];
        data[3 * i + k] = sharp + a * (soft - sharp) + lens.haze * l;
      }
    }
  }
}

function between(data: Float32Array, at: number, row: number, fx: number, fy: number): number {
  const top = data[at] + fx * (data[at + 3] - data[at]);
  const low = data[at + row] + fx * (data[at + row + 3] - data[at + row]);
  return top + fy * (low - top);
}

/** Smears the picture along the way the hand moved. */
export function shakeBlur(
  image: LightImage,
  shake: readonly [number, number],
  scratch: Float32Array,
): void {
  const { width, height, data } = image;
  const dx = shake[0] * width, dy = shake[1] * width;
  const taps = Math.min(16, Math.ceil(Math.hypot(dx, dy) / 1.3) + 1);
  if (taps < 2) return;
  scratch.set(data);
  data.fill(0);
  for (let t = 0; t < taps; t++) {
    const along = t / (taps - 1) - 0.5;
    // A slight bow: hands do not move in straight lines.
    const bow = 0.25 * along * along;
    const ox = Math.round(along * dx - bow * dy), oy = Math.round(along * dy + bow * dx);
    for (let y = 0; y < height; y++) {
      const sy = Math.max(0, Math.min(height - 1, y + oy)) * width;
      for (let x = 0, i = 3 * y * width; x < width; x++, i += 3) {
        const sx = x + ox;
        const j = 3 * (sy + (sx < 0 ? 0 : sx >= width ? width - 1 : sx));
        data[i] += scratch[j];
        data[i + 1] += scratch[j + 1];
        data[i + 2] += scratch[j + 2];
      }
    }
  }
  const scale = 1 / taps;
  for (let i = 0; i < data.length; i++) data[i] *= scale;
}
