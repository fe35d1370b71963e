import { readFileSync } from "node:fs";
import { fixture } from "../fixtures.ts";

/** Reads the fixture with plain means, 64-bit floats included. */
export function readStats() {
  const bytes = readFileSync(fixture("models/stats.safetensors"));
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const { __metadata__, ...header } = JSON.parse(bytes.toString("utf8", 8, 8 + headerLength));
  const types = { F64: Float64Array, I32: Int32Array, U8: Uint8Array };
  const tensors = new Map<string, number[]>();
  for (const [name, entry] of Object.entries(header)) {
    const { dtype, data_offsets: [start, end] } = entry as {
      dtype: keyof typeof types;
      data_offsets: [number, number];
    };
    const data = bytes.buffer.slice(bytes.byteOffset + 8 + headerLength + start);
    tensors.set(name, [...new types[dtype](data.slice(0, end - start))]);
  }
  return { tensors, scalars: JSON.parse(__metadata__.scalars) };
}
