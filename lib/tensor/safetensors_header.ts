import { NARROW_FLOATS } from "./narrow_floats.ts";
import type { StoredType } from "./safetensors.ts";

/** An element type of a file. */
export type FileType = StoredType | keyof typeof NARROW_FLOATS;

/** Whether values are floats that no array holds. */
export function isNarrow(dtype: FileType): dtype is keyof typeof NARROW_FLOATS {
  return Object.hasOwn(NARROW_FLOATS, dtype);
}

/** Where a tensor's bytes lie, counted from the end of the header. */
export interface TensorEntry {
  dtype: FileType;
  shape: number[];
  begin: number;
  end: number;
}

/** A header that has been checked: entries in the order of their bytes, without holes or overlaps. */
export interface SafetensorsHeader {
  tensors: Map<string, TensorEntry>;
  metadata: Record<string, string>;
  /** Offset of the first value in the file. */
  dataStart: number;
}

const WIDTHS: Record<FileType, number> = {
  BF16: NARROW_FLOATS.BF16.bytes,
  F8_E4M3: NARROW_FLOATS.F8_E4M3.bytes,
  F8_E5M2: NARROW_FLOATS.F8_E5M2.bytes,
  F64: 8,
  F32: 4,
  F16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
};

/**
 * Parses and checks a safetensors header.
 *
 * @param json The header's bytes.
 * @param dataSize Bytes after the header; the tensors must cover them exactly.
 * @throws {SyntaxError} Naming the tensor and what is wrong.
 */
export function parseSafetensorsHeader(json: Uint8Array, dataSize: number): SafetensorsHeader {
  const header = parseObject(json);
  const entries: [string, TensorEntry][] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name !== "__metadata__") entries.push([name, tensorEntry(name, entry)]);
  }
  entries.sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let expected = 0;
  for (const [name, { begin, end }] of entries) {
    if (begin !== expected) {
      throw new SyntaxError(
        `tensor "${name}" must begin at byte ${expected}, current value is ${begin}`,
      );
    }
    expected = end;
  }
  if (expected !== dataSize) {
    throw new SyntaxError(
      `its tensors must cover the data exactly, current value is ${expected} of ${dataSize} bytes`,
    );
  }
  return {
    tensors: new Map(entries),
    metadata: metadataOf(header.__metadata__),
    dataStart: 8 + json.length,
  };
}

function parseObject(json: Uint8Array): Record<string, unknown> {
  let value: unknown, text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(json);
    value = JSON.parse(text, wholeNumbers);
  } catch (error) {
    throw new SyntaxError(`its header must be JSON in UTF-8 (${(error as Error).message})`);
  }
  if (timesOf("__metadata__", text) > 1) {
    throw new SyntaxError(`its header must have "__metadata__" once`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SyntaxError("its header must be a JSON object");
  }
  return value as Record<string, unknown>;
}

/** Refuses numbers that are not written as whole ones: the reference library does. */
function wholeNumbers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value === "number" && /[.eE]/.test(context?.source ?? "")) {
    throw new SyntaxError(`a number must be whole, current value is ${context!.source}`);
  }
  return value;
}

/** How often an object has a key, which `JSON.parse` does not tell. */
function timesOf(key: string, json: string): number {
  let depth = 0, count = 0, last = "";
  for (const [piece] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (piece === "{" || piece === "[") depth++;
    else if (piece === "}" || piece === "]") depth--;
    else if (piece === ":" && depth === 1 && last === JSON.stringify(key)) count++;
    last = piece;
  }
  return count;
}

function metadataOf(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  const fits = typeof value === "object" && !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === "string");
  if (!fits) throw new SyntaxError(`its "__metadata__" must map names to strings`);
  return value as Record<string, string>;
}

function tensorEntry(name: string, value: unknown): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== "string" || !Object.hasOwn(WIDTHS, dtype)) {
    throw new SyntaxError(
      `tensor "${name}" must be of a type among ${Object.keys(WIDTHS).join(" ")}, ` +
        `current value is ${JSON.stringify(dtype)}`,
    );
  }
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    throw new SyntaxError(
      `tensor "${name}" must have a shape of whole numbers, current value is ${
        JSON.stringify(shape)
      }`,
    );
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    throw new SyntaxError(
      `tensor "${name}" must have two data offsets, current value is ${JSON.stringify(offsets)}`,
    );
  }
  const [begin, end] = offsets as [number, number];
  const bytes = shape.reduce((product: number, side: number) => product * side, 1) *
    WIDTHS[dtype as FileType];
  if (end - begin !== bytes) {
    throw new SyntaxError(
      `tensor "${name}" of shape [${shape.join(", ")}] must take ${bytes} bytes, ` +
        `current value is ${end - begin}`,
    );
  }
  return { dtype: dtype as FileType, shape: shape as number[], begin, end };
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
