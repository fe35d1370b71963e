import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { writeFileAtomic } from "../io/write.ts";
import {
  readSafetensors,
  safetensorsBytes,
  type SafetensorsContent,
  type SafetensorsFile,
  withSafetensors,
} from "./safetensors.ts";

/** Name of the last tensor of a sealed file. */
const SEAL = "sha256";
/** Bytes of a SHA-256. */
const SIZE = 32;

/**
 * Writes a safetensors file that knows its own checksum, complete or absent.
 *
 * Its last tensor, `sha256`, is the SHA-256 of all bytes before it, the header's among them. So the last 32
 * bytes of the file vouch for the rest, and other programs read it as any safetensors file.
 *
 * @param options.previous As in `writeFileAtomic`: what the old file is called from now on.
 * @throws {TypeError} If a shape does not fit its values.
 */
export async function writeSealed(
  path: string,
  { tensors, metadata }: SafetensorsContent,
  options: { previous?: string } = {},
): Promise<void> {
  const seal = { dtype: "U8", shape: [SIZE], data: new Uint8Array(SIZE) } as const;
  const bytes = safetensorsBytes({ tensors: new Map([...tensors, [SEAL, seal]]), metadata });
  const hash = createHash("sha256");
  for (const piece of bytes.slice(0, -1)) hash.update(piece);
  seal.data.set(hash.digest()); // the last piece is a view of it
  await writeFileAtomic(path, bytes, options);
}

/**
 * Reads what {@linkcode writeSealed} wrote: a file of which a single bit has changed is refused.
 *
 * @returns The tensors without the checksum, and the metadata.
 * @throws {SyntaxError} If the file is cut, changed, or not a sealed one.
 *
 * @example
 * ```ts
 * import { readSealed, writeSealed } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * const path = await Deno.makeTempFile();
 * const weight = { dtype: "F32", shape: [2], data: Float32Array.of(1, 2) } as const;
 * await writeSealed(path, { tensors: new Map([["weight", weight]]) });
 * assert.deepEqual((await readSealed(path)).tensors.get("weight"), weight);
 * await Deno.remove(path);
 * ```
 */
export async function readSealed(path: string): Promise<SafetensorsFile> {
  await withSafetensors(path, async (file, { tensors }) => {
    const last = [...tensors.keys()].at(-1), { size } = await file.stat();
    if (last !== SEAL || tensors.get(SEAL)!.end - tensors.get(SEAL)!.begin !== SIZE) {
      throw new SyntaxError(
        `Cannot read "${path}": its last tensor must be its checksum, current one is ${
          last === undefined ? "none" : `"${last}"`
        }`,
      );
    }
    const hash = createHash("sha256");
    // `end` is the last byte that is read.
    for await (const piece of createReadStream(path, { end: size - SIZE - 1 })) hash.update(piece);
    const seal = Buffer.alloc(SIZE);
    await file.read(seal, 0, SIZE, size - SIZE);
    if (!hash.digest().equals(seal)) {
      throw new SyntaxError(`Cannot read "${path}": its bytes must be those of its checksum`);
    }
  });
  const file = await readSafetensors(path);
  file.tensors.delete(SEAL);
  return file;
}
