import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { checksum } from "../../io/checksum.ts";
import { writeFileAtomic } from "../../io/write.ts";
import { ParaphraseReader } from "./paraphrase_reader.ts";
import { type ParaphraseArrays, Paraphrases } from "./paraphrases.ts";

/** Marks a compact table, and its byte order. */
const MAGIC = 0x5041524d;
/** Changes with the layout and with what is read out of the table. */
const VERSION = 1;
/** The arrays in their order in the file. */
const ARRAYS = ["words", "phrases", "starts", "targets"] as const;
/** Mark, version and the arrays' lengths, then two checksums: of the table, of what follows. */
const INTEGERS = 2 + ARRAYS.length, DIGEST = 32, HEADER = 4 * INTEGERS + 2 * DIGEST;

/**
 * Reads METEOR's table of paraphrases.
 *
 * The first time as a stream, which takes seconds; what came of it is kept beside the table as
 * `….compact`, where that can be written, and read the next time. A table that has changed is read
 * anew.
 *
 * @param path `paraphrase-en.gz`.
 * @throws {Error} If the file is missing or not what it should be.
 */
export async function loadParaphrases(path: string): Promise<Paraphrases> {
  const digest = Buffer.from(await checksum(path), "hex");
  const compact = `${path}.compact`;
  const kept = unpack(await readFile(compact).catch(() => undefined), digest);
  if (kept) return new Paraphrases(kept);
  const arrays = await readTable(path);
  // In a folder that cannot be written to, every start takes as long as the first one.
  await writeFileAtomic(compact, pack(arrays, digest)).catch(() => {});
  return new Paraphrases(arrays);
}

async function readTable(path: string): Promise<ParaphraseArrays> {
  const reader = new ParaphraseReader();
  try {
    await pipeline(
      createReadStream(path, { highWaterMark: 1 << 18 }),
      createGunzip({ chunkSize: 1 << 18 }),
      async (pieces: AsyncIterable<Uint8Array>) => {
        for await (const piece of pieces) reader.push(piece);
      },
    );
    return reader.finish();
  } catch (error) {
    throw new SyntaxError(`Cannot read "${path}": ${(error as Error).message}`, { cause: error });
  }
}

function pack(arrays: ParaphraseArrays, digest: Uint8Array): Uint8Array[] {
  const body = ARRAYS.map((name) => bytesOf(arrays[name]));
  const header = Int32Array.of(MAGIC, VERSION, ...ARRAYS.map((name) => arrays[name].length));
  return [bytesOf(header), digest, digestOf(body), ...body];
}

/** The arrays out of a compact table, or nothing if it is missing, damaged or of another table. */
function unpack(file: Buffer | undefined, digest: Uint8Array): ParaphraseArrays | undefined {
  if (file === undefined || file.length < HEADER || file.byteOffset % 4 !== 0) return;
  const [magic, version, ...lengths] = new Int32Array(file.buffer, file.byteOffset, INTEGERS);
  const digests = file.subarray(HEADER - 2 * DIGEST, HEADER), body = file.subarray(HEADER);
  if (magic !== MAGIC || version !== VERSION) return;
  if (!digests.equals(Buffer.concat([digest, digestOf([body])]))) return;
  let offset = body.byteOffset;
  const arrays = lengths.map((length) => {
    const array = new Int32Array(body.buffer, offset, length);
    offset += array.byteLength;
    return array;
  });
  return Object.fromEntries(ARRAYS.map((name, i) => [name, arrays[i]])) as Record<
    typeof ARRAYS[number],
    Int32Array
  >;
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function digestOf(pieces: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}
