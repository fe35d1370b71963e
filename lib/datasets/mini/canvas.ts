import { type Contours, textContours, textWidth } from "./glyphs.ts";

/** A colour as people see it: red, green, blue from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** A picture on a surface as a pyramid of halved sizes; both sides are powers of two. */
export interface Picture {
  width: number;
  height: number;
  /** Interleaved 8-bit RGB, each level half of the one before. */
  levels: readonly Uint8Array[];
}

/** Scan lines a pixel row when areas are filled. */
const LINES = 3;

/** Draws filled outlines and text on 8-bit RGB; the unit is a hundredth of the picture's height. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  /** Width in units; the height is 100. */
  readonly span: number;
  readonly data: Uint8Array;
  #cover: Float32Array;

  /** @param aspect Width by height on the real surface. @param detail Pixels of the longer side, a power of two. */
  constructor(aspect: number, detail: number, background: Rgb) {
    this.width = powerOfTwo(aspect >= 1 ? detail : detail * aspect);
    this.height = powerOfTwo(aspect >= 1 ? detail / aspect : detail);
    this.span = 100 * aspect;
    this.data = new Uint8Array(this.width * this.height * 3);
    for (let i = 0; i < this.data.length; i++) this.data[i] = background[i % 3];
    this.#cover = new Float32Array(this.width + 2);
  }

  /** Fills the inside of outlines (non-zero winding), with `alpha` from 0 to 1. */
  fill(contours: Contours, colour: Rgb, alpha = 1): void {
    const sx = this.width / this.span, sy = this.height / 100;
    const edges: number[] = [];
    let top = Infinity, bottom = -Infinity;
    for (const line of contours) {
      for (let i = 0, j = line.length - 2; i < line.length; j = i, i += 2) {
        const y0 = line[j + 1] * sy, y1 = line[i + 1] * sy;
        if (y0 === y1) continue;
        edges.push(line[j] * sx, y0, line[i] * sx, y1);
        top = Math.min(top, y0, y1);
        bottom = Math.max(bottom, y0, y1);
      }
    }
    const last = Math.min(this.height - 1, Math.floor(bottom));
    for (let y = Math.max(0, Math.floor(top)); y <= last; y++) this.#row(edges, y, colour, alpha);
  }

  #row(edges: readonly number[], y: number, colour: Rgb, alpha: number): void {
    const cover = this.#cover.fill(0);
    for (let s = 0; s < LINES; s++) {
      const at = y + (s + 0.5) / LINES;
      const crossings: [number, number][] = [];
      for (let e = 0; e < edges.length; e += 4) {
        const y0 = edges[e + 1], y1 = edges[e + 3];
        if (at < y0 === at < y1) continue;
        const t = (at - y0) / (y1 - y0);
        crossings.push([edges[e] + t * (edges[e + 2] - edges[e]), y0 < y1 ? 1 : -1]);
      }
      crossings.sort((a, b) => a[0] - b[0]);
      for (let k = 0, winding = 0; k + 1 < crossings.length; k++) {
        winding += crossings[k][1];
        if (winding !== 0) this.#span(cover, crossings[k][0], crossings[k + 1][0]);
      }
    }
    for (let x = 0, i = 3 * y * this.width; x < this.width; x++, i += 3) {
      const a = alpha * Math.min(1, cover[x] / LINES);
      if (a <= 0) continue;
      for (let k = 0; k < 3; k++) this.data[i + k] += a * (colour[k] - this.data[i + k]);
    }
  }

  #span(cover: Float32Array, from: number, to: number): void {
    from = Math.max(0, Math.min(this.width, from));
    to = Math.max(0, Math.min(this.width, to));
    const i = Math.floor(from), j = Math.floor(to);
    if (i === j) {
      cover[i] += to - from;
      return;
    }
    cover[i] += i + 1 - from;
    for (let x = i + 1; x < j; x++) cover[x] += 1;
    cover[j] += to - j;
  }

  /** Fills a rectangle. */
  rectangle(x: number, y: number, width: number, height: number, colour: Rgb, alpha = 1): void {
    this.fill([[x, y, x + width, y, x + width, y + height, x, y + height]], colour, alpha);
  }

  /** Fills an ellipse around a centre. */
  ellipse(x: number, y: number, rx: number, ry: number, colour: Rgb, alpha = 1): void {
    const line: number[] = [];
    for (let k = 0; k < 24; k++) {
      line.push(x + rx * Math.cos(k * Math.PI / 12), y + ry * Math.sin(k * Math.PI / 12));
    }
    this.fill([line], colour, alpha);
  }

  /**
   * Writes a line of text around a centre, as large as fits `width` but no larger than `size`.
   *
   * @returns The font size used.
   */
  text(text: string, x: number, y: number, options: {
    width: number;
    size: number;
    colour: Rgb;
    slope?: number;
  }): number {
    const natural = textWidth(text);
    const size = Math.min(options.size, options.width / (natural || 1));
    const contours = textContours(text, x - natural * size / 2, y + 0.35 * size, size);
    const { slope = 0 } = options;
    if (slope !== 0) {
      for (const line of contours) {
        for (let i = 0; i < line.length; i += 2) line[i + 1] += slope * (line[i] - x);
      }
    }
    this.fill(contours, options.colour);
    return size;
  }

  /** The finished picture with its smaller levels. */
  finish(): Picture {
    const levels = [this.data];
    let width = this.width, height = this.height;
    while (width > 8 && height > 8) {
      const above = levels[levels.length - 1], w = width / 2, h = height / 2;
      const level = new Uint8Array(w * h * 3);
      for (let y = 0, i = 0; y < h; y++) {
        for (let x = 0; x < w; x++) {
          const j = 3 * (2 * y * width + 2 * x), below = j + 3 * width;
          for (let k = 0; k < 3; k++, i++) {
            level[i] =
              (above[j + k] + above[j + 3 + k] + above[below + k] + above[below + 3 + k] + 2) >> 2;
          }
        }
      }
      levels.push(level);
      width = w;
      height = h;
    }
    return { width: this.width, height: this.height, levels };
  }
}

function powerOfTwo(x: number): number {
  return 2 ** Math.max(5, Math.round(Math.log2(x)));
}
