/** Cells on a side of the finest grid: 16 bits an axis. */
const SIDE = 2 ** 16, LEVELS = 16;

/** Bits of a code that one pass of sorting looks at. */
const DIGIT = 11;

/** Floats of a node: centre of mass, number of points, squared side of its cell. */
export const NODE = 4;

/** Codes of cells, and the points that have them. */
interface Sorted {
  codes: Uint32Array;
  order: Int32Array;
}

/**
 * Points of a map in nested squares, in arrays that threads may share.
 *
 * Nodes stand in depth-first order; `skip[node]` is the next node that is not inside this one. So a walk
 * needs no stack: into a cell is `node + 1`, past it is `skip[node]`. A square with one part that holds
 * all points is left out, so there are fewer than `2N` nodes. Points that no square of a 65536th of the
 * map's side tells apart stand together in one leaf, whose squared side counts as 0.
 *
 * The points are sorted along the Z-order curve (Morton, 1966), where those of a square stand in a row.
 */
export class Quadtree {
  /** By node: centre of mass, number of points, squared side, `[2N, 4]`. */
  readonly nodes: Float64Array;
  /** By node, `[2N]`. */
  readonly skip: Int32Array;
  /** Points in the order of the squares, so that those in a row are near to each other, `[N]`. */
  readonly order: Int32Array;
  /** How many nodes there are. */
  size = 0;
  #codes: Uint32Array;
  #map: Float64Array;
  #spareCodes: Uint32Array;
  #spareOrder: Int32Array;
  #counts = new Int32Array(2 ** DIGIT);
  #side = 1;

  /** @param map Coordinates, `[N, 2]`; read by {@linkcode Quadtree.build}. */
  constructor(map: Float64Array) {
    const n = map.length / 2;
    this.#map = map;
    this.nodes = new Float64Array(new SharedArrayBuffer(2 * n * NODE * 8));
    this.skip = new Int32Array(new SharedArrayBuffer(2 * n * 4));
    this.order = new Int32Array(new SharedArrayBuffer(n * 4));
    this.#codes = new Uint32Array(n);
    this.#spareCodes = new Uint32Array(n);
    this.#spareOrder = new Int32Array(n);
  }

  /** Builds the tree of the map as it is now. */
  build(): void {
    this.#sort();
    this.size = 0;
    this.#add(0, this.order.length, 0);
  }

  /** Sorts the points along the Z-order curve of the finest grid. */
  #sort(): void {
    const map = this.#map, n = this.order.length;
    let left = Infinity, right = -Infinity, low = Infinity, high = -Infinity;
    for (let k = 0; k < map.length; k += 2) {
      left = Math.min(left, map[k]);
      right = Math.max(right, map[k]);
      low = Math.min(low, map[k + 1]);
      high = Math.max(high, map[k + 1]);
    }
    this.#side = Math.max(right - left, high - low, Number.MIN_VALUE);
    const scale = (SIDE - 1) / this.#side;
    for (let i = 0; i < n; i++) {
      const column = spread((map[2 * i] - left) * scale);
      const row = spread((map[2 * i + 1] - low) * scale);
      this.#spareCodes[i] = column | (row << 1);
      this.#spareOrder[i] = i;
    }
    // Three digits: from the spare arrays, back and to where the tree is built from.
    const spare = { codes: this.#spareCodes, order: this.#spareOrder };
    const sorted = { codes: this.#codes, order: this.order };
    this.#sortByDigit(0, spare, sorted);
    this.#sortByDigit(DIGIT, sorted, spare);
    this.#sortByDigit(2 * DIGIT, spare, sorted);
  }

  /** One pass of a radix sort: those of the same digit keep their order. */
  #sortByDigit(shift: number, from: Sorted, to: Sorted): void {
    const counts = this.#counts.fill(0), mask = counts.length - 1, { codes, order } = from;
    for (let at = 0; at < codes.length; at++) counts[(codes[at] >>> shift) & mask]++;
    for (let digit = 0, before = 0; digit < counts.length; digit++) {
      const count = counts[digit];
      counts[digit] = before;
      before += count;
    }
    for (let at = 0; at < codes.length; at++) {
      const place = counts[(codes[at] >>> shift) & mask]++;
      to.codes[place] = codes[at];
      to.order[place] = order[at];
    }
  }

  /** Adds the square of the points `from` … `to − 1` in order, and all inside it. */
  #add(from: number, to: number, level: number): void {
    const codes = this.#codes, node = this.size++, at = node * NODE;
    const differing = codes[from] ^ codes[to - 1];
    if (differing === 0) {
      this.#centre(from, to, at);
      this.nodes[at + 3] = 0;
    } else {
      level = Math.max(level, Math.clz32(differing) >> 1);
      const shift = 2 * (LEVELS - 1 - level);
      let x = 0, y = 0;
      for (let first = from; first < to;) {
        const part = codes[first] >>> shift;
        let end = first + 1;
        while (end < to && codes[end] >>> shift === part) end++;
        const child = this.size * NODE;
        this.#add(first, end, level + 1);
        x += this.nodes[child] * this.nodes[child + 2];
        y += this.nodes[child + 1] * this.nodes[child + 2];
        first = end;
      }
      this.nodes[at] = x / (to - from);
      this.nodes[at + 1] = y / (to - from);
      this.nodes[at + 2] = to - from;
      this.nodes[at + 3] = (this.#side / 2 ** level) ** 2;
    }
    this.skip[node] = this.size;
  }

  #centre(from: number, to: number, at: number): void {
    let x = 0, y = 0;
    for (let k = from; k < to; k++) {
      x += this.#map[2 * this.order[k]];
      y += this.#map[2 * this.order[k] + 1];
    }
    this.nodes[at] = x / (to - from);
    this.nodes[at + 1] = y / (to - from);
    this.nodes[at + 2] = to - from;
  }
}

/** Moves bit `b` of a 16-bit number to bit `2b`. */
function spread(value: number): number {
  let bits = value & 0xffff;
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}
