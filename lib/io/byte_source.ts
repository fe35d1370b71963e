import { open } from "node:fs/promises";
import { type HttpOptions, inspectResource, readResource, shownUrl } from "./http.ts";

/** Bytes that can be read at any place: a file, or a resource of a server that gives parts of it. */
export interface ByteSource {
  /** Path or URL, for errors. */
  readonly name: string;
  /** Bytes in all. */
  readonly size: number;
  /** What identifies this version of a resource; a file has none. */
  readonly version?: string;
  /**
   * Reads bytes.
   *
   * @throws {RangeError} If they are not all inside.
   * @throws {Error} If they cannot be read.
   */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Ends it. */
  close(): Promise<void>;
}

/**
 * Opens a file for reading at any place.
 *
 * @throws {Error} If it cannot be opened.
 */
export async function openFileSource(path: string): Promise<ByteSource> {
  const refuse = (error: unknown): never => {
    const { code, message } = error as { code?: string; message: string };
    const reason = code === "ENOENT" ? "there is no such file" : message;
    throw new Error(`Cannot read "${path}": ${reason}`, { cause: error });
  };
  const file = await open(path).catch(refuse);
  const { size } = await file.stat();
  return {
    name: path,
    size,
    async read(offset, length) {
      checkRange(path, { offset, length, size });
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length;) {
        const { bytesRead } = await file.read(bytes, done, length - done, offset + done)
          .catch(refuse);
        if (bytesRead === 0) throw new Error(`Cannot read "${path}": it has become shorter`);
        done += bytesRead;
      }
      return bytes;
    },
    close: () => file.close(),
  };
}

/**
 * Opens a resource for reading at any place, by range requests.
 *
 * @throws {TypeError} If the URL is not one of http or https.
 * @throws {Error} If the server does not have it or does not give parts of it.
 *
 * @example
 * ```ts
 * import { openUrlSource } from "#lib/io";
 * import assert from "node:assert/strict";
 *
 * await assert.rejects(openUrlSource("file:///etc/passwd"), /must be a URL of http or https/);
 * ```
 */
export async function openUrlSource(url: string, options: HttpOptions = {}): Promise<ByteSource> {
  const resource = await inspectResource(url, options), name = shownUrl(url), { size } = resource;
  if (!resource.ranges || size === undefined || !Number.isSafeInteger(size)) {
    throw new Error(
      `Cannot read parts of "${name}": the server must answer range requests and say the size, ` +
        "current answer is the whole file",
    );
  }
  return {
    name,
    size,
    version: resource.version,
    async read(offset, length) {
      checkRange(name, { offset, length, size });
      const bytes = new Uint8Array(length);
      let done = 0;
      for await (
        const piece of readResource(resource, { from: offset, to: offset + length, ...options })
      ) {
        bytes.set(piece, done);
        done += piece.length;
      }
      return bytes;
    },
    close: () => Promise.resolve(),
  };
}

function checkRange(
  name: string,
  { offset, length, size }: { offset: number; length: number; size: number },
): void {
  const sound = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 &&
    length >= 0 && offset + length <= size;
  if (sound) return;
  throw new RangeError(
    `Cannot read "${name}": bytes ${offset} to ${offset + length} must be inside, ` +
      `current size is ${size} bytes`,
  );
}
