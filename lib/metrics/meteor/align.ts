import { BEAM, Beam, type Continuation } from "./beam.ts";
import { CANDIDATE_COLUMNS, type Candidates, EXACT } from "./candidates.ts";
import { Paths } from "./paths.ts";

/**
 * Continuations that match nothing: a word of the reference is left out; it is in a match already.
 */
const SKIP = -1, INSIDE = -2;

/**
 * Finds the alignment of a caption with a reference by METEOR's beam search.
 *
 * From left to right over the reference, as METEOR 1.5 does it: what can be matched in one way only
 * is matched beforehand; matches by stem, synonym or paraphrase count half, rounded down, so that
 * single words count nothing; and the distance of a match is charged to what is tried after it, not
 * to itself.
 *
 * Denkowski and Lavie, 2014, section 2 (https://aclanthology.org/W14-3348) describe the aim; the
 * details are the program's.
 */
export class Aligner {
  /** Chunks of the alignment that was found. */
  chunks = 0;
  /** Rows of the chosen candidates, last to first, and where each starts in the reference. */
  readonly chosen: number[] = [];
  readonly positions: number[] = [];
  #candidates: Candidates;
  #beam = new Beam();
  #paths = new Paths();
  #others = new Paths();
  /** By position in the reference: the row that is matched beforehand, or −1. */
  #fixed = new Int32Array(64);
  /** In how many candidates a word is, by position. */
  #inCaption = new Int32Array(64);
  #inReference = new Int32Array(64);
  /** By match of a path: its row, where it starts in the reference, and the match before. */
  #rows: number[] = [];
  #starts: number[] = [];
  #before: number[] = [];
  /** Filled for each offer, so that none is made for it. */
  #offered: Continuation = { path: 0, step: 0, matches: 0, chunks: 0, distance: 0 };

  /** Searches what `candidates` has found. */
  constructor(candidates: Candidates) {
    this.#candidates = candidates;
  }

  /** Finds the best alignment. Both lengths in words. */
  search(captionLength: number, referenceLength: number): void {
    this.#fix(captionLength, referenceLength);
    this.#rows.length = this.#starts.length = this.#before.length = 0;
    this.chosen.length = this.positions.length = 0;
    this.#paths.start(captionLength);
    this.#others.reserve(captionLength);
    for (let j = 0; j < referenceLength; j++) {
      this.#beam.size = 0;
      for (let path = 0; path < this.#paths.size; path++) this.#extend(path, j);
      this.#advance(j);
    }
    const best = this.#paths.close();
    this.chunks = this.#paths.chunks[best];
    for (let at = this.#paths.trace[best]; at >= 0; at = this.#before[at]) {
      this.chosen.push(this.#rows[at]);
      this.positions.push(this.#starts[at]);
    }
  }

  /** Matches beforehand what is the only candidate for all words that it covers. */
  #fix(captionLength: number, referenceLength: number): void {
    this.#reserve(Math.max(captionLength, referenceLength));
    const { rows, words, firstPhrase, repeats } = this.#candidates;
    const inCaption = this.#inCaption.fill(0, 0, captionLength);
    const inReference = this.#inReference.fill(0, 0, referenceLength);
    for (let j = 0; j < referenceLength; j++) {
      // What a word is matched with is counted twice at most: that is too often already.
      const seldom = repeats[j] < 2;
      if (!seldom) inReference[j] += words.to[j] - words.from[j];
      for (
        let row = seldom ? this.#candidates.first(j) : firstPhrase[j];
        row >= 0;
        row = this.#candidates.next(row, j)
      ) {
        const at = CANDIDATE_COLUMNS * row;
        for (let i = 0; i < rows[at + 1]; i++) inCaption[rows[at] + i]++;
        for (let i = 0; i < rows[at + 2]; i++) inReference[j + i]++;
      }
    }
    for (let j = 0; j < referenceLength; j++) {
      const row = this.#candidates.first(j);
      this.#fixed[j] = row >= 0 && this.#isOnlyOne(row, j) ? row : -1;
    }
  }

  #isOnlyOne(row: number, j: number): boolean {
    const { rows } = this.#candidates, at = CANDIDATE_COLUMNS * row;
    for (let i = 0; i < rows[at + 2]; i++) if (this.#inReference[j + i] !== 1) return false;
    for (let i = 0; i < rows[at + 1]; i++) if (this.#inCaption[rows[at] + i] !== 1) return false;
    return true;
  }

  /** Offers all continuations of a path. */
  #extend(path: number, j: number): void {
    const { distance, end, next } = this.#paths, candidates = this.#candidates;
    if (next[path] > j) return this.#offer(path, INSIDE, 0);
    const { rows } = candidates, fixed = this.#fixed[j];
    let row = candidates.first(j);
    for (; row >= 0; row = candidates.next(row, j)) {
      const at = CANDIDATE_COLUMNS * row, start = rows[at];
      if (row !== fixed && !this.#paths.isFree(path, start, start + rows[at + 1])) {
        // Of a word that is said thousands of times nearly all are used: the loop for that is short.
        row = this.#lastUsed(path, row, candidates.exactTo[j]);
        continue;
      }
      if (this.#isHopeless(path, j, start)) return;
      const away = (distance[path] + Math.abs(j - start)) | 0;
      if (row === fixed) distance[path] = away;
      this.#offer(path, row, end[path] >= 0 && end[path] !== start ? 1 : 0);
      distance[path] = away;
    }
    if (fixed < 0) this.#offer(path, SKIP, end[path] >= 0 ? 1 : 0);
  }

  /** The last of the rows from `row` on, all of equal words, that are used. */
  #lastUsed(path: number, row: number, exactTo: number): number {
    if (row >= exactTo) return row;
    return this.#paths.firstFree(path, this.#candidates.rows, [row, exactTo]) - 1;
  }

  /**
   * Whether neither the match of a word of the caption nor any later continuation of the path can
   * be kept: no word gains more than 2, distances only grow, and behind the last match every match
   * begins a chunk.
   */
  #isHopeless(path: number, j: number, start: number): boolean {
    if (this.#beam.size < BEAM || this.#candidates.firstPhrase[j] >= 0) return false;
    const { matches, chunks, distance, end } = this.#paths;
    const broken = end[path] >= 0 && start > end[path] ? 1 : 0;
    return !this.#beam.isOpen(matches[path] + 2, chunks[path] + broken, distance[path]);
  }

  /** Offers one continuation of a path. @param chunks What it adds to the chunks. */
  #offer(path: number, step: number, chunks: number): void {
    const { rows } = this.#candidates, at = CANDIDATE_COLUMNS * step, offered = this.#offered;
    let gained = 0;
    if (step >= 0) {
      gained = rows[at + 3] === EXACT ? 2 : (rows[at + 1] >> 1) + (rows[at + 2] >> 1);
    }
    offered.path = path;
    offered.step = step;
    offered.matches = this.#paths.matches[path] + gained;
    offered.chunks = this.#paths.chunks[path] + chunks;
    offered.distance = this.#paths.distance[path];
    this.#beam.offer(offered);
  }

  /** Makes the best continuations the paths of the next position. */
  #advance(j: number): void {
    const beam = this.#beam, from = this.#paths, to = this.#others;
    const { rows } = this.#candidates;
    for (let path = 0; path < beam.size; path++) {
      const slot = beam.order[path], row = beam.steps[slot];
      to.copy(path, from, beam.paths[slot]);
      to.matches[path] = beam.matches[slot];
      to.chunks[path] = beam.chunks[slot];
      to.distance[path] = beam.distance[slot];
      if (row >= 0) {
        const at = CANDIDATE_COLUMNS * row;
        to.end[path] = rows[at] + rows[at + 1];
        to.next[path] = j + rows[at + 2];
        to.use(path, rows[at], to.end[path]);
        this.#before.push(to.trace[path]);
        this.#starts.push(j);
        to.trace[path] = this.#rows.push(row) - 1;
      } else if (row === SKIP) {
        to.end[path] = -1;
        to.next[path] = j + 1;
      }
    }
    to.size = beam.size;
    [this.#paths, this.#others] = [to, from];
  }

  #reserve(length: number): void {
    if (length <= this.#fixed.length) return;
    this.#fixed = new Int32Array(2 * length);
    this.#inCaption = new Int32Array(2 * length);
    this.#inReference = new Int32Array(2 * length);
  }
}
