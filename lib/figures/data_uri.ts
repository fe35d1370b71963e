import { Buffer } from "node:buffer";

const SIGNATURES: readonly (readonly [string, readonly number[]])[] = [
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/png", [0x89, 0x50, 0x4e, 0x47]],
];

/**
 * Writes the bytes of a JPEG or PNG file as a `data:` address, to embed it.
 *
 * @throws {TypeError} If the bytes are neither.
 */
export function dataUri(bytes: Uint8Array): string {
  const type = SIGNATURES.find(([, start]) => start.every((byte, i) => bytes[i] === byte))?.[0];
  if (type === undefined) {
    throw new TypeError(
      `Cannot embed a picture: its bytes must be a JPEG or PNG file, current value is ${bytes.length} bytes that start with [${[
        ...bytes.subarray(0, 3),
      ]}]`,
    );
  }
  return `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
}
