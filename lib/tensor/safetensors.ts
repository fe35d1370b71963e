import { Buffer } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { type ByteSource, openFileSource } from "../io/byte_source.ts";
import { writeFileAtomic } from "../io/write.ts";
import {
  type FileType,
  isNarrow,
  parseSafetensorsHeader,
  type SafetensorsHeader,
  type TensorEntry,
} from "./safetensors_header.ts";
import { NARROW_FLOATS } from "./narrow_floats.ts";

/** Element types that are read and written, with the array that holds them. */
const STORED_ARRAYS = {
  F64: Float64Array,
  F32: Float32Array,
  F16: Float16Array,
  I64: BigInt64Array,
  I32: Int32Array,
  I16: Int16Array,
  I8: Int8Array,
  U64: BigUint64Array,
  U32: Uint32Array,
  U16: Uint16Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
};

/** An element type of a stored tensor. */
export type StoredType = keyof StoredData;

/** The array that holds the values of each type. */
export type StoredData = {
  F64: Float64Array;
  F32: Float32Array;
  F16: Float16Array;
  I64: BigInt64Array;
  I32: Int32Array;
  I16: Int16Array;
  I8: Int8Array;
  U64: BigUint64Array;
  U32: Uint32Array;
  U16: Uint16Array;
  U8: Uint8Array;
  BOOL: Uint8Array;
};

/** A tensor as it stands in a file: values in row-major order. */
export type StoredTensor = {
  [D in StoredType]: {
    dtype: D;
    shape: readonly number[];
    data: StoredData[D];
  };
}[StoredType];

/** A file's tensors, by name in the order of their bytes, and its free-text metadata. */
export interface SafetensorsFile {
  /** By name, in the order of the header. */
  tensors: Map<string, StoredTensor>;
  /** Texts beside them. */
  metadata: Record<string, string>;
}

/**
 * Reads a safetensors file: the header is checked whole before a value is touched, and no code runs.
 *
 * The format: https://github.com/huggingface/safetensors. bfloat16 and 8-bit floats come as F32.
 *
 * @param options.names Read only these tensors; the bytes of others are never loaded.
 * @throws {SyntaxError} If the file is not a sound safetensors file: says what is wrong with which tensor.
 * @throws {RangeError} If one of `names` is missing.
 */
export async function readSafetensors(
  path: string,
  options: SafetensorsOptions = {},
): Promise<SafetensorsFile> {
  const source = await openFileSource(path);
  try {
    return await readSafetensorsFrom(source, options);
  } finally {
    await source.close();
  }
}

/** Which tensors are read; by default all. */
export interface SafetensorsOptions {
  /** These, which must be there. */
  names?: readonly string[];
  /** Those of which this is true. */
  wanted?: (name: string) => boolean;
}

/**
 * Reads a safetensors file that is open, or lies on a server: of a large one only what is asked for is
 * fetched, neighbouring tensors together.
 *
 * @throws {SyntaxError | RangeError} As {@linkcode readSafetensors}.
 */
export async function readSafetensorsFrom(
  source: ByteSource,
  { names, wanted = names ? (name) => names.includes(name) : () => true }: SafetensorsOptions = {},
): Promise<SafetensorsFile> {
  const header = await readHeader(source);
  requireTensors(header, { path: source.name, names: names ?? [] });
  const tensors = new Map<string, StoredTensor>();
  const entries = [...header.tensors].filter(([name]) => wanted(name));
  for (const span of spans(entries)) {
    const [, { begin: from }] = span[0], [, { end: to }] = span.at(-1)!;
    const bytes = await source.read(header.dataStart + from, to - from);
    for (const [name, { dtype, shape, begin, end }] of span) {
      // A tensor's bytes may lie at a place where its type cannot be read.
      const own = span.length === 1 ? bytes : bytes.slice(begin - from, end - from);
      tensors.set(name, storedTensor(dtype, shape, own.buffer));
    }
  }
  return { tensors, metadata: header.metadata };
}

/** Bytes that are read at once, unless one tensor has more. */
const SPAN = 2 ** 24;

/** Tensors whose bytes follow each other, in groups that are not too large. */
function spans(entries: readonly [string, TensorEntry][]): [string, TensorEntry][][] {
  const groups: [string, TensorEntry][][] = [];
  for (const entry of entries) {
    const group = groups.at(-1), [, first] = group?.[0] ?? [], [, last] = group?.at(-1) ?? [];
    const follows = last?.end === entry[1].begin && entry[1].end - first!.begin <= SPAN;
    if (follows) group!.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

/** Calls with a file whose header has been read and checked, and closes it afterwards. */
export async function withSafetensors<T>(
  path: string,
  use: (file: FileHandle, header: SafetensorsHeader) => Promise<T> | T,
): Promise<T> {
  const file = await open(path, "r").catch((error) => {
    throw new Error(`Cannot read "${path}": ${reason(error)}`, { cause: error });
  });
  try {
    const { size } = await file.stat();
    const read = async (offset: number, length: number) => {
      const bytes = new Uint8Array(length);
      await readFully(file, bytes, offset);
      return bytes;
    };
    return await use(file, await readHeader({ name: path, size, read }));
  } finally {
    await file.close();
  }
}

/** Refuses a file that does not hold all tensors asked for. @throws {RangeError} Naming the missing ones. */
export function requireTensors(
  header: SafetensorsHeader,
  { path, names }: { path: string; names: readonly string[] },
): void {
  const missing = names.filter((name) => !header.tensors.has(name));
  if (missing.length === 0) return;
  throw new RangeError(
    `Cannot read "${path}": it must hold ${quoted(missing)}, current tensors are ${
      quoted([...header.tensors.keys()])
    }`,
  );
}

/** Bytes of a file as a tensor; floats that no array holds are widened. */
export function storedTensor(
  dtype: FileType,
  shape: readonly number[],
  bytes: ArrayBuffer,
): StoredTensor {
  if (isNarrow(dtype)) return { dtype: "F32", shape, data: NARROW_FLOATS[dtype].widen(bytes) };
  return { dtype, shape, data: new STORED_ARRAYS[dtype](bytes) } as StoredTensor;
}

/**
 * Writes tensors and metadata as a safetensors file, complete or absent.
 *
 * Tensors lie in the order given, the header is padded to 8 bytes; the same input gives the same bytes.
 *
 * @throws {TypeError} If a shape does not fit its values.
 */
export async function writeSafetensors(path: string, content: SafetensorsContent): Promise<void> {
  await writeFileAtomic(path, safetensorsBytes(content));
}

/** What is written into a file. */
export interface SafetensorsContent {
  /** By name; they lie in this order. */
  tensors: ReadonlyMap<string, StoredTensor>;
  /** Texts beside them. */
  metadata?: Readonly<Record<string, string>>;
}

/**
 * The bytes of a safetensors file: the header, then each tensor's own.
 *
 * @throws {TypeError} If a shape does not fit its values.
 */
export function safetensorsBytes({ tensors, metadata = {} }: SafetensorsContent): Uint8Array[] {
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let offset = 0;
  for (const [name, { dtype, shape, data }] of tensors) {
    const count = shape.reduce((product, side) => product * side, 1);
    if (count !== data.length || !(data instanceof STORED_ARRAYS[dtype])) {
      throw new TypeError(
        `Cannot write "${name}": ${dtype} of shape [${shape.join(", ")}] needs ${count} values, ` +
          `current value is ${data.length} in a ${data.constructor.name}`,
      );
    }
    header[name] = { dtype, shape, data_offsets: [offset, offset += data.byteLength] };
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, " ");
  padded.writeBigUInt64LE(BigInt(padded.length - 8));
  json.copy(padded, 8);
  const values = [...tensors.values()].map(({ data }) =>
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  );
  return [padded, ...values];
}

async function readHeader(
  { name, size, read }: Pick<ByteSource, "name" | "size" | "read">,
): Promise<SafetensorsHeader> {
  try {
    if (size < 8) {
      throw new SyntaxError(`it must be at least 8 bytes long, current value is ${size}`);
    }
    const bytes = Buffer.from(await read(0, 8)).readBigUInt64LE();
    if (bytes > 100_000_000n || bytes + 8n > BigInt(size)) {
      throw new SyntaxError(
        `its header must fit into the file and 100 MB, current value is ${bytes} bytes (is this another kind of file?)`,
      );
    }
    const json = await read(8, Number(bytes));
    return parseSafetensorsHeader(json, size - 8 - json.length);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SyntaxError(`Cannot read "${name}": ${error.message}`);
  }
}

/** Fills bytes from a position of a file on. */
export async function readFully(
  file: FileHandle,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  for (let offset = 0; offset < bytes.length;) {
    // One read is limited to 2 GiB by the system.
    const length = Math.min(bytes.length - offset, 2 ** 30);
    const { bytesRead } = await file.read(bytes, offset, length, position + offset);
    if (bytesRead === 0) throw new Error("Cannot read the file: it became shorter meanwhile");
    offset += bytesRead;
  }
}

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `"${name}"`).join(", ");
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown || "none";
}

function reason(error: unknown): string {
  const code = (error as { code?: string }).code;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES") return "no permission to read it";
  return error instanceof Error ? error.message : String(error);
}
