import { createReadStream, existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { configure, type Entry, Reader, ZipReader } from "@zip.js/zip.js";
import type { ByteSource } from "./byte_source.ts";
import { writeFileAtomic } from "./write.ts";

/** A file in an archive. */
export interface ZipFile {
  /** Its name in the archive, with its folders. */
  readonly name: string;
  /** Bytes, unpacked. */
  readonly size: number;
  /** Checksum of the unpacked bytes; encrypted files may have none. */
  readonly crc32: number | undefined;
}

/** An open archive; only what is asked for is read of it. */
export interface Zip {
  /** Its files in their order, without folders. */
  readonly files: readonly ZipFile[];
  /**
   * Unpacks a file, complete or absent; one that is there with the same size and checksum is kept.
   *
   * @param path Where to: the name inside the archive has no say in it.
   * @returns Whether anything was written.
   * @throws {Error} If it is packed in a way that is not supported, is damaged, or cannot be written.
   */
  extract(file: ZipFile, path: string): Promise<boolean>;
  /** Gives up what it was read from. */
  close(): Promise<void>;
}

/**
 * Opens a zip archive by its directory, which stands at the end: of an archive on a server, a few
 * megabytes are fetched however large it is. Archives over 4 GB (zip64) are read, too.
 *
 * @param source Closed with the archive.
 * @throws {Error} If it is no zip archive; names it.
 */
export async function openZip(source: ByteSource): Promise<Zip> {
  configure({ useWebWorkers: false });
  const bytes = new SourceReader(source), reader = new ZipReader(bytes);
  const entries = new Map<ZipFile, Entry>();
  try {
    for (const entry of await reader.getEntries()) {
      if (entry.directory) continue;
      const { filename: name, uncompressedSize: size, crc32 } = entry;
      entries.set({ name, size, crc32 }, entry);
    }
  } catch (error) {
    await source.close();
    throw refusal(source, error);
  }
  return {
    files: [...entries.keys()],
    async extract(file, path) {
      const entry = entries.get(file)!;
      if (entry.symlink) throw new Error(`${start(source, file)}: it is a link, not a file`);
      if (await isThere(file, path)) return false;
      bytes.expect(entry.offset, HEADER + entry.rawFilename.length + entry.compressedSize);
      await writeFileAtomic(path, unpacked(entry, { source, file }));
      return true;
    },
    close: async () => {
      await reader.close();
      await source.close();
    },
  };
}

/** The bytes of an entry, whose checksum is right or which end in an error. */
async function* unpacked(
  entry: Entry,
  { source, file }: { source: ByteSource; file: ZipFile },
): AsyncGenerator<Uint8Array> {
  if (entry.directory) return;
  let control: TransformStreamDefaultController<Uint8Array>;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => void (control = controller),
  });
  // An entry that fails before its first byte leaves the stream open.
  const done = entry.getData(writable, { checkCrc32: true })
    .catch((error) => control.error(refusal(source, error, file)));
  yield* readable;
  await done;
}

/** Whether a file of this size and checksum is there already. */
async function isThere({ size, crc32: wanted }: ZipFile, path: string): Promise<boolean> {
  if (!existsSync(path) || (await stat(path)).size !== size) return false;
  let found = 0;
  for await (const piece of createReadStream(path)) found = crc32(piece, found);
  return found === wanted;
}

const start = ({ name }: ByteSource, file?: ZipFile) =>
  file ? `Cannot unpack "${file.name}" of "${name}"` : `Cannot read "${name}" as a zip archive`;

function refusal(source: ByteSource, error: unknown, file?: ZipFile): Error {
  const { message } = error as Error;
  return new Error(`${start(source, file)}: ${message}`, { cause: error });
}

/** Bytes of a window, and how many windows are kept. */
const WINDOW = 2 ** 20, WINDOWS = 8;
/** Bytes of a file's header in the archive besides its name: 30, and room for extra fields. */
const HEADER = 30 + 256;

/** Gives the archive's reader what it asks for, and fetches ahead of it. */
class SourceReader extends Reader<void> {
  readonly #source: ByteSource;
  #windows: { from: number; bytes: Promise<Uint8Array<ArrayBuffer>>; length: number }[] = [];

  constructor(source: ByteSource) {
    super();
    this.#source = source;
    this.size = source.size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const end = Math.min(index + length, this.size);
    const found = this.#windows.find(({ from, length }) => from <= index && end <= from + length) ??
      this.#open(index, end - index);
    const bytes = await found.bytes;
    return bytes.subarray(index - found.from, end - found.from);
  }

  /** Fetches what will be asked for: a photograph is one request of its own size, header included. */
  expect(from: number, length: number): void {
    if (length <= WINDOW) this.#open(from, 0, length);
  }

  #open(from: number, least: number, window = WINDOW) {
    const length = Math.min(Math.max(least, window), this.size - from);
    const opened = { from, length, bytes: this.#source.read(from, length) };
    opened.bytes.catch(() => this.#windows = this.#windows.filter((each) => each !== opened));
    this.#windows = [opened, ...this.#windows].slice(0, WINDOWS);
    return opened;
  }
}
