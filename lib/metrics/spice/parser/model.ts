import { gunzipSync, gzipSync } from "node:zlib";
import { Linear } from "./linear.ts";

/** What the parser has learned. */
export interface ParserModel {
  /** Names of the tags, by number. */
  tags: readonly string[];
  /** Names of the relations, by number. */
  relations: readonly string[];
  /** Where it was learned from. */
  source: string;
  /** First and second look of the tagger, attachments, and relations. */
  first: Linear;
  second: Linear;
  attach: Linear;
  relate: Linear;
}

const PARTS = ["first", "second", "attach", "relate"] as const;

/** The largest weight of a stored model; a few larger ones are cut to it. */
const LARGEST = 127;

/**
 * Smaller weights are left out: they say more about the sentences learned from than about captions. Without
 * them the file is two thirds of the size, and unseen captions are parsed as well.
 */
const SMALLEST = 10;

/** Share of the weights, by size, that fit without being cut. */
const UNCUT = 0.9999;

/**
 * Packs a model: weights as bytes, rows without any left out, compressed.
 *
 * The format: a line of JSON, then for each part and each row with weights the distance to the row before
 * and pairs of class and weight.
 */
export function packModel(model: ParserModel): Uint8Array {
  const bytes: number[] = [];
  const parts = PARTS.map((name) => {
    const { classes, mask, weights } = model[name];
    return { classes, rows: mask + 1, stored: packRows(weights, classes, bytes) };
  });
  const { tags, relations, source } = model;
  const head = new TextEncoder().encode(JSON.stringify({ source, tags, relations, parts }) + "\n");
  return gzipSync(Buffer.concat([head, Uint8Array.from(bytes)]), { level: 9 });
}

function packRows(weights: Float32Array | Int8Array, classes: number, bytes: number[]): number {
  const scale = LARGEST / largestUncut(weights);
  let last = -1, stored = 0;
  for (let row = 0; row < weights.length / classes; row++) {
    if (!hasWeights(weights, row * classes, classes)) continue;
    const pairs: number[] = [];
    for (let k = 0; k < classes; k++) {
      const value = Math.round(weights[row * classes + k] * scale);
      if (Math.abs(value) >= SMALLEST) {
        pairs.push(k, Math.max(-LARGEST, Math.min(LARGEST, value)) & 0xff);
      }
    }
    if (pairs.length === 0) continue;
    for (let gap = row - last; gap > 0; gap -= 255) {
      bytes.push(Math.min(gap, 255), ...gap > 255 ? [0] : []);
    }
    bytes.push(pairs.length / 2, ...pairs);
    last = row;
    stored++;
  }
  return stored;
}

function hasWeights(weights: Float32Array | Int8Array, start: number, count: number): boolean {
  for (let i = start; i < start + count; i++) if (weights[i] !== 0) return true;
  return false;
}

function largestUncut(weights: Float32Array | Int8Array): number {
  const sizes = weights.filter((weight) => weight !== 0).map(Math.abs).sort();
  return sizes[Math.floor((sizes.length - 1) * UNCUT)] || 1;
}

/** Unpacks what {@linkcode packModel} has packed. */
export function unpackModel(packed: Uint8Array): ParserModel {
  const bytes = gunzipSync(packed);
  const end = bytes.indexOf(0x0a);
  const { source, tags, relations, parts } = JSON.parse(bytes.toString("utf8", 0, end));
  let at = end + 1;
  const linears = (parts as { classes: number; rows: number; stored: number }[]).map(
    ({ classes, rows, stored }) => {
      const weights = new Int8Array(rows * classes);
      for (let i = 0, row = -1; i < stored; i++) {
        row += bytes[at++];
        while (bytes[at] === 0) {
          at++;
          row += bytes[at++];
        }
        for (let pairs = bytes[at++]; pairs > 0; pairs--, at += 2) {
          weights[row * classes + bytes[at]] = bytes[at + 1] << 24 >> 24;
        }
      }
      return new Linear(classes, weights);
    },
  );
  const [first, second, attach, relate] = linears;
  return { source, tags, relations, first, second, attach, relate };
}
