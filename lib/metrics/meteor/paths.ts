import { BEAM } from "./beam.ts";
import { CANDIDATE_COLUMNS } from "./candidates.ts";

/** Partial alignments, in the order of merit. */
export class Paths {
  /** Number of paths. */
  size = 0;
  /** Matched words of both sides as METEOR's search counts them. */
  readonly matches = new Int32Array(BEAM);
  /** Closed chunks. */
  readonly chunks = new Int32Array(BEAM);
  /** Sum of differences in position. */
  readonly distance = new Int32Array(BEAM);
  /** Where in the caption the last match ended, −1 if no chunk is open. */
  readonly end = new Int32Array(BEAM);
  /** The next position of the reference to decide on. */
  readonly next = new Int32Array(BEAM);
  /** The last match in the trace, −1 if there is none. */
  readonly trace = new Int32Array(BEAM);
  /** Marks of the caption's used words, a bit each. */
  used = new Int32Array(BEAM);
  /** Integers of marks a path. */
  width = 1;

  /** One path that has not begun, for a caption of some length. */
  start(length: number): void {
    this.reserve(length);
    this.size = 1;
    this.matches[0] = this.chunks[0] = 0;
    this.distance[0] = this.next[0] = 0;
    this.end[0] = this.trace[0] = -1;
    this.used.fill(0, 0, this.width);
  }

  /**
   * Closes the chunks that are still open, and gives the best path then, of equal ones the one that
   * was ahead before.
   */
  close(): number {
    const { matches, chunks, distance } = this;
    let best = 0;
    for (let path = 0; path < this.size; path++) {
      if (this.end[path] >= 0) chunks[path]++;
      const ahead = matches[path] - matches[best] || chunks[best] - chunks[path] ||
        distance[best] - distance[path];
      if (ahead > 0) best = path;
    }
    return best;
  }

  /** Makes room for the marks of a caption of some length. */
  reserve(length: number): void {
    this.width = Math.max(1, (length + 31) >> 5);
    if (this.used.length < BEAM * this.width) this.used = new Int32Array(2 * BEAM * this.width);
  }

  /** Whether a path has used none of the caption's words from `start` to before `end`. */
  isFree(path: number, start: number, end: number): boolean {
    const base = path * this.width;
    for (let i = start; i < end; i++) {
      if (this.used[base + (i >> 5)] & (1 << (i & 31))) return false;
    }
    return true;
  }

  /**
   * First row from `row` to before `end` whose word is not used, else `end`; rows are of single
   * words.
   */
  firstFree(path: number, rows: Int32Array, [row, end]: readonly [number, number]): number {
    const { used } = this, base = path * this.width;
    for (; row < end; row++) {
      const i = rows[CANDIDATE_COLUMNS * row];
      if ((used[base + (i >> 5)] & (1 << (i & 31))) === 0) break;
    }
    return row;
  }

  /** Marks the caption's words from `start` to before `end` as used. */
  use(path: number, start: number, end: number): void {
    const base = path * this.width;
    for (let i = start; i < end; i++) this.used[base + (i >> 5)] |= 1 << (i & 31);
  }

  /** Copies where a path of another set stands; its keys are set by the caller. */
  copy(to: number, from: Paths, path: number): void {
    this.end[to] = from.end[path];
    this.next[to] = from.next[path];
    this.trace[to] = from.trace[path];
    const base = to * this.width, other = path * this.width;
    for (let i = 0; i < this.width; i++) this.used[base + i] = from.used[other + i];
  }
}
