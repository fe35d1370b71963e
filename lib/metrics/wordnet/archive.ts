import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gunzipSync } from "node:zlib";

const BLOCK = 512;

/**
 * Reads one file of WordNet 3.0 out of the npm package `WNdb`.
 *
 * The package unpacks its archive in an install script, which Deno does not run; the archive is read
 * instead, so that nothing is written into `node_modules`.
 *
 * @param name Name inside the archive, "index.sense" for instance.
 * @throws {Error} If the archive has no such file.
 */
export function readWordNet(name: string): Uint8Array {
  // Found from this file, so that the folder may also be imported from elsewhere.
  const path = createRequire(import.meta.url).resolve("WNdb/WNdb-3.0.tar.gz");
  const archive = gunzipSync(readFileSync(path));
  const text = (start: number, length: number) =>
    archive.toString("latin1", start, start + length).replace(/\0.*$/s, "").trim();
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0;) {
    const size = parseInt(text(at + 124, 12), 8);
    const start = at + BLOCK;
    if (text(at, 100).split("/").at(-1) === name) return archive.subarray(start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new Error(`Cannot read WordNet: "${name}" must be in its archive, current value is none`);
}
