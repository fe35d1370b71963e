import { closeSync, openSync, readSync } from "node:fs";

/** A file that holds rows, and where in it the first one starts. */
export interface RowFile {
  path: string;
  /** Bytes before the first row. */
  start: number;
}

/** Where a picture's row is. */
export interface RowPlace {
  /** Which file, counted from 0. */
  shard: number;
  /** Which row of it, counted from 0. */
  row: number;
}

/**
 * Reads rows of 16-bit floats at random from open files: for training, which reads a batch of grids at
 * every update. What the system keeps in memory is read at the speed of memory.
 *
 * Rows come as they are stored, or widened by a table with all 65,536 values, which is faster than the
 * processor's conversion as JavaScript calls it.
 */
export class GridReader {
  readonly #files: readonly RowFile[];
  readonly #open: (number | undefined)[] = [];
  readonly #bytes: number;

  /**
   * Takes files, which are opened when they are first read.
   *
   * @param options.width Numbers of a row, `P G`.
   */
  constructor(files: readonly RowFile[], { width }: { width: number }) {
    this.#files = files;
    this.#bytes = 2 * width;
  }

  /**
   * Reads rows as they are stored.
   *
   * @param out Receives them, one after the other; default: new.
   * @throws {Error} If a file cannot be read, or has become shorter.
   */
  raw(places: readonly RowPlace[], out = this.#room(places.length)): Float16Array<ArrayBuffer> {
    const bytes = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
    for (const [i, { shard, row }] of places.entries()) {
      const { path, start } = this.#files[shard];
      const file = this.#open[shard] ??= openSync(path, "r");
      const at = i * this.#bytes, position = start + row * this.#bytes;
      if (readSync(file, bytes, at, this.#bytes, position) !== this.#bytes) {
        throw new Error(`Cannot read "${path}": it has become shorter`);
      }
    }
    return out;
  }

  /** Reads rows and widens them to 32 bits. */
  widened(places: readonly RowPlace[]): Float32Array<ArrayBuffer> {
    const { buffer, length } = this.raw(places), halves = new Uint16Array(buffer, 0, length);
    const wide = new Float32Array(length);
    for (let i = 0; i < length; i++) wide[i] = TABLE[halves[i]];
    return wide;
  }

  /** Closes the files. */
  close(): void {
    for (const file of this.#open) if (file !== undefined) closeSync(file);
    this.#open.length = 0;
  }

  #room(rows: number): Float16Array<ArrayBuffer> {
    return new Float16Array(rows * this.#bytes / 2);
  }
}

/** Each 16-bit float in 32 bits. */
const TABLE = Float32Array.from(
  new Float16Array(Uint16Array.from({ length: 65_536 }, (_, half) => half).buffer),
);
