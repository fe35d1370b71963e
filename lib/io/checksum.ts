import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** Computes a file's SHA-256 as 64 hexadecimal digits, reading it as a stream. */
export async function checksum(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const piece of createReadStream(path)) hash.update(piece);
  } catch (error) {
    throw new Error(`Cannot read "${path}": ${(error as Error).message}`, { cause: error });
  }
  return hash.digest("hex");
}
