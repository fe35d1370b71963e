import { constants, existsSync } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Progress } from "../types.ts";
import { checksum } from "./checksum.ts";
import {
  type HttpOptions,
  inspectResource,
  readResource,
  type Resource,
  shownUrl,
} from "./http.ts";
import { withLock } from "./lock.ts";
import { writeJson } from "./write.ts";

/** A file somewhere else, and what is known of it beforehand. */
export interface RemoteFile {
  /** Where it is: http or https. */
  readonly url: string;
  /** Its bytes, where they are known. */
  readonly bytes?: number;
  /** Its SHA-256, where it is known: 64 hexadecimal digits. */
  readonly sha256?: string;
}

/** How a file is fetched. */
export interface DownloadOptions extends HttpOptions {
  /** Parts that are fetched at the same time; default 4. */
  connections?: number;
  /** Checksums that are taken beside the one that is known. */
  acceptChecksums?: readonly string[];
  /** Told about the bytes that are there. */
  onProgress?: (progress: Progress) => void;
  /** Bytes of a part; default 16 MiB. What is fetched of a part is lost when the process dies. */
  partBytes?: number;
}

/** A file that has been fetched. */
export interface Downloaded {
  /** Its bytes. */
  bytes: number;
  /** Its SHA-256, computed from what is on the disk. */
  sha256: string;
}

/**
 * Fetches a file, so that under its name it is complete and checked, or absent.
 *
 * Where the server gives parts, several are fetched at once, and a download that was stopped or killed
 * goes on where it was, also in another process; a resource that has changed in between starts anew. Two
 * processes that want the same file do not get in each other's way: the second waits for the first. A file
 * that is already there is checked and kept. Until it is complete it is called `<path>.partial`.
 *
 * @throws {TypeError} If the URL is not one of http or https.
 * @throws {Error} If the transfer fails, the disk has not enough room, or size or checksum are others than
 * known; names URL, file and bytes. A file with another checksum stays under `<path>.partial`.
 */
export async function download(
  file: RemoteFile,
  path: string,
  options: DownloadOptions = {},
): Promise<Downloaded> {
  await mkdir(dirname(path), { recursive: true });
  return await withLock(`${path}.lock`, options, async () => {
    if (!existsSync(path)) await fetchPartial(file, path, options);
    const place = existsSync(path) ? path : partialOf(path);
    const { size: bytes } = await stat(place), sha256 = await checksum(place);
    checkContent({ bytes, sha256 }, { file, path, place, options });
    if (place !== path) await rename(place, path);
    await rm(journalOf(path), { force: true });
    return { bytes, sha256 };
  });
}

const partialOf = (path: string) => `${path}.partial`;
const journalOf = (path: string) => `${path}.partial.json`;
const PART = 16 * 2 ** 20;

/** What is known of a partial file: of which version it is, and which parts of it are there. */
interface Journal {
  url: string;
  version: string;
  size: number;
  partBytes: number;
  done: number[];
}

async function fetchPartial(
  file: RemoteFile,
  path: string,
  options: DownloadOptions,
): Promise<void> {
  const resource = await inspectResource(file.url, options);
  const { size } = resource;
  const other = size !== undefined && file.bytes !== undefined && size !== file.bytes;
  if (other && !options.acceptChecksums?.length) {
    throw new Error(
      `Cannot fetch "${shownUrl(file.url)}" to "${path}": it must have ${file.bytes} bytes, ` +
        `current size is ${size} bytes; if the publisher has changed the file and you trust it, accept ` +
        "it by its SHA-256 (--accept-checksum)",
    );
  }
  if (!resource.framed && file.bytes === undefined && file.sha256 === undefined) {
    throw new Error(
      `Cannot fetch "${
        shownUrl(file.url)
      }" to "${path}": the server must say its size where neither ` +
        "size nor checksum are known, current answer has none",
    );
  }
  const journal = await openJournal(resource, path, options);
  try {
    await checkRoom(path, (size ?? file.bytes ?? 0) - await allocated(partialOf(path)));
    if (journal) await fetchParts(resource, path, journal, options);
    else await fetchWhole(resource, path, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const there = journal ? bytesThere(journal) : 0, from = shownUrl(file.url);
    throw new Error(
      `${(error as Error).message}; "${path}" is not complete: ` +
        `${there} of ${size ?? "unknown"} bytes of "${from}" are there`,
      { cause: error },
    );
  }
}

/** The journal of an earlier try if it is of the same resource, else a new one; none without parts. */
async function openJournal(
  { url, size, version, ranges }: Resource,
  path: string,
  { partBytes = PART }: DownloadOptions,
): Promise<Journal | undefined> {
  if (!ranges || size === undefined || version === undefined) return undefined;
  const found: Partial<Journal> | undefined = await readFile(journalOf(path), "utf8")
    .then((text) => JSON.parse(text), () => undefined);
  const shown = shownUrl(url);
  // Another host may call something else by the same version.
  const isSame = found?.url === shown && found.version === version && found.size === size &&
    found.partBytes === partBytes && Array.isArray(found.done) && existsSync(partialOf(path));
  const done = isSame ? found.done! : [];
  if (!isSame) await removePartial(path);
  return { url: shown, version, size, partBytes, done };
}

/** The journal goes first: without its file it would vouch for parts of the next one. */
async function removePartial(path: string): Promise<void> {
  await rm(journalOf(path), { force: true });
  await rm(partialOf(path), { force: true });
}

const lengthOf = ({ size, partBytes }: Journal, part: number) =>
  Math.min(partBytes, size - part * partBytes);
const bytesThere = (journal: Journal) =>
  journal.done.reduce((sum, part) => sum + lengthOf(journal, part), 0);

async function fetchParts(
  resource: Resource,
  path: string,
  journal: Journal,
  { connections = 4, onProgress, ...options }: DownloadOptions,
): Promise<void> {
  const { size, partBytes } = journal, total = size, unit = "bytes";
  const there = new Set(journal.done);
  const open = Array.from({ length: Math.ceil(size / partBytes) }, (_, part) => part)
    .filter((part) => !there.has(part));
  let done = bytesThere(journal);
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const file = await openPartial(path);
  let journalling = Promise.resolve();
  const work = async () => {
    for (let part = open.shift(); part !== undefined; part = open.shift()) {
      let at = part * partBytes;
      const to = at + lengthOf(journal, part);
      for await (const piece of readResource(resource, { ...options, signal, from: at, to })) {
        await writeAt(file, piece, at);
        at += piece.length;
        done += piece.length;
        onProgress?.({ done, total, unit });
      }
      await file.datasync(); // what the journal says is there must be there after a power cut
      journal.done.push(part);
      await (journalling = journalling.then(() => writeJson(journalOf(path), journal)));
    }
  };
  try {
    await file.truncate(size);
    const workers = Array.from({ length: Math.max(1, connections) }, async () => {
      await work().catch((error) => {
        stop.abort(error); // the others need not go on
        throw error;
      });
    });
    const failed = (await Promise.allSettled(workers)).filter((each) => each.status === "rejected");
    options.signal?.throwIfAborted();
    if (failed.length > 0) throw stop.signal.reason;
    await file.sync();
  } finally {
    await file.close();
  }
}

async function fetchWhole(
  resource: Resource,
  path: string,
  { onProgress, ...options }: DownloadOptions,
): Promise<void> {
  const total = resource.size ?? 0, unit = "bytes";
  await removePartial(path);
  const file = await openPartial(path);
  let done = 0;
  try {
    for await (const piece of readResource(resource, options)) {
      await writeAt(file, piece, done);
      done += piece.length;
      onProgress?.({ done, total, unit });
    }
    await file.sync();
  } catch (error) {
    await rm(partialOf(path), { force: true }); // cannot be gone on with
    throw error;
  } finally {
    await file.close();
  }
}

type OpenFile = Awaited<ReturnType<typeof open>>;

function openPartial(path: string): Promise<OpenFile> {
  return open(partialOf(path), constants.O_RDWR | constants.O_CREAT).catch((error) => {
    throw new Error(`Cannot write "${path}": ${error.message}`, { cause: error });
  });
}

async function writeAt(file: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
      .catch((error) => {
        const reason = error.code === "ENOSPC" ? "the disk is full" : error.message;
        throw new Error(`Cannot write ${bytes.length} bytes at ${position}: ${reason}`, {
          cause: error,
        });
      });
    done += bytesWritten;
  }
}

/** Bytes of the disk that a file has already; one with holes has fewer than its size. */
async function allocated(path: string): Promise<number> {
  return await stat(path).then(({ blocks }) => 512 * blocks, () => 0);
}

/** Refuses before the first byte what does not fit. */
async function checkRoom(path: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path));
  if (needed <= bavail * bsize) return;
  throw new Error(
    `Cannot write "${path}": it needs ${needed} bytes more, current room is ${
      bavail * bsize
    } bytes`,
  );
}

function checkContent(
  { bytes, sha256 }: Downloaded,
  { file, path, place, options }: {
    file: RemoteFile;
    path: string;
    place: string;
    options: DownloadOptions;
  },
): void {
  const from = shownUrl(file.url), accepted = options.acceptChecksums ?? [];
  if (accepted.some((each) => each.toLowerCase() === sha256)) return;
  if (file.bytes !== undefined && bytes !== file.bytes) {
    throw new Error(
      `Cannot use "${place}", fetched from "${from}": it must have ${file.bytes} bytes, current size is ${bytes} bytes`,
    );
  }
  if (file.sha256 === undefined || file.sha256.toLowerCase() === sha256) return;
  throw new Error(
    `Cannot use "${place}", fetched from "${from}", as "${path}": its SHA-256 must be ${file.sha256}, ` +
      `current value is ${sha256} (${bytes} bytes). If the publisher has changed the file and you trust ` +
      `this one, accept it on purpose (--accept-checksum ${sha256}); to fetch it anew, delete it`,
  );
}
