import { Buffer } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { writeFileAtomic } from "../io/write.ts";
import { parseSafetensorsHeader, type SafetensorsHeader } from "./safetensors_header.ts";

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
 * The format: https://github.com/huggingface/safetensors. Types outside `StoredType` (bfloat16,
 * 8-bit floats) are refused by name.
 *
 * @param options.names Read only these tensors; the bytes of others are never loaded.
 * @throws {SyntaxError} If the file is not a sound safetensors file: says what is wrong with which tensor.
 * @throws {RangeError} If one of `names` is missing.
 */
export async function readSafetensors(
  path: string,
  options: { names?: readonly string[] } = {},
): Promise<SafetensorsFile> {
  return await withSafetensors(path, async (file, header) => {
    const names = options.names ?? [...header.tensors.keys()];
    requireTensors(header, { path, names });
    const tensors = new Map<string, StoredTensor>();
    for (const [name, { dtype, shape, begin, end }] of header.tensors) {
      if (!names.includes(name)) continue;
      const bytes = new ArrayBuffer(end - begin);
      await readFully(file, new Uint8Array(bytes), header.dataStart + begin);
      tensors.set(name, storedTensor(dtype, shape, bytes));
    }
    return { tensors, metadata: header.metadata };
  });
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
    return await use(file, await readHeader(file, path));
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

/** Bytes of a file as a tensor. */
export function storedTensor(
  dtype: StoredType,
  shape: readonly number[],
  bytes: ArrayBuffer,
): StoredTensor {
  return { dtype, shape, data: new STORED_ARRAYS[dtype](bytes) } as StoredTensor;
}

/**
 * Writes tensors and metadata as a safetensors file, complete or absent.
 *
 * Tensors lie in the order given, the header is padded to 8 bytes; the same input gives the same bytes.
 *
 * @throws {TypeError} If a shape does not fit its values.
 */
export async function writeSafetensors(
  path: string,
  { tensors, metadata = {} }: {
    tensors: ReadonlyMap<string, StoredTensor>;
    metadata?: Record<string, string>;
  },
): Promise<void> {
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
  await writeFileAtomic(path, [padded, ...values]);
}

async function readHeader(file: FileHandle, path: string): Promise<SafetensorsHeader> {
  const { size } = await file.stat();
  const length = Buffer.alloc(8);
  const { bytesRead } = await file.read(length, 0, 8, 0);
  try {
    if (bytesRead < 8) {
      throw new SyntaxError(`it must be at least 8 bytes long, current value is ${size}`);
    }
    const bytes = length.readBigUInt64LE();
    if (bytes > 100_000_000n || bytes + 8n > BigInt(size)) {
      throw new SyntaxError(
        `its header must fit into the file and 100 MB, current value is ${bytes} bytes (is this another kind of file?)`,
      );
    }
    const json = Buffer.alloc(Number(bytes));
    await readFully(file, json, 8);
    return parseSafetensorsHeader(json, size - 8 - json.length);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SyntaxError(`Cannot read "${path}": ${error.message}`);
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
