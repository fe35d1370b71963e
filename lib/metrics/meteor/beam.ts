/** Partial alignments that are followed at a time. */
export const BEAM = 40;

/** A path that is continued: which one, with what, and how it then stands. */
export interface Continuation {
  /** Number of the path. */
  path: number;
  /** The candidate's row, or a mark. */
  step: number;
  /** Matched words of both sides. */
  matches: number;
  /** Chunks. */
  chunks: number;
  /** Sum of differences in position. */
  distance: number;
}

/**
 * The best continuations of the paths at one position, sorted: more matches, then fewer chunks,
 * then the smaller distance, then the one that was offered first.
 *
 * The official program sorts all continuations and looks at the first 40 of them; keeping 40 gives
 * the same ones.
 */
export class Beam {
  /** Number of continuations kept. */
  size = 0;
  /** Slots in the order of merit. */
  readonly order = new Int32Array(BEAM);
  /** By slot: matched words, chunks, distance. */
  readonly matches = new Int32Array(BEAM);
  readonly chunks = new Int32Array(BEAM);
  readonly distance = new Int32Array(BEAM);
  /** By slot: the path that is continued, and with what. */
  readonly paths = new Int32Array(BEAM);
  readonly steps = new Int32Array(BEAM);

  /** Offers a continuation; it is dropped if 40 are at least as good. */
  offer({ path, step, matches, chunks, distance }: Continuation): void {
    let at = this.size, slot = at;
    if (at === BEAM) {
      slot = this.order[--at];
      if (!this.#isWorse(slot, matches, chunks, distance)) return;
    } else this.size++;
    for (; at > 0 && this.#isWorse(this.order[at - 1], matches, chunks, distance); at--) {
      this.order[at] = this.order[at - 1];
    }
    this.order[at] = slot;
    this.matches[slot] = matches;
    this.chunks[slot] = chunks;
    this.distance[slot] = distance;
    this.paths[slot] = path;
    this.steps[slot] = step;
  }

  /** Whether a continuation with these keys would be kept. */
  isOpen(matches: number, chunks: number, distance: number): boolean {
    return this.size < BEAM || this.#isWorse(this.order[BEAM - 1], matches, chunks, distance);
  }

  #isWorse(slot: number, matches: number, chunks: number, distance: number): boolean {
    if (this.matches[slot] !== matches) return this.matches[slot] < matches;
    if (this.chunks[slot] !== chunks) return this.chunks[slot] > chunks;
    return this.distance[slot] > distance;
  }
}
