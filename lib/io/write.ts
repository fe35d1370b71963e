import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file so that it is complete or absent: into a temporary file beside it, synced, renamed.
 *
 * The folder is made if it is missing. On any failure (a full disk, a read-only folder) the temporary
 * file is removed and an old file of that name stays as it was.
 *
 * @param content Text (as UTF-8) or bytes; an iterable of bytes is written piece by piece.
 * @param options.previous What the old file is called from now on; by default it is gone. At any moment
 * one of the two names has a complete file.
 * @throws {Error} `Cannot write "…": …` with the system's reason in `cause`.
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  { previous }: { previous?: string } = {},
): Promise<void> {
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(partial, "wx");
    try {
      for await (const piece of pieces(content)) await writeAll(file, piece);
      await file.sync();
    } finally {
      await file.close();
    }
    if (previous !== undefined && existsSync(path)) await rename(path, previous);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw new Error(`Cannot write "${path}": ${reason(error)}`, { cause: error });
  }
}

/** Removes what killed processes had begun to write in a file's place. */
export async function removeBegun(path: string): Promise<void> {
  const folder = dirname(path), names = await readdir(folder).catch(() => []);
  const begun = names.filter((name) =>
    name.startsWith(`${basename(path)}.`) && name.endsWith(".partial")
  );
  await Promise.all(begun.map((name) => rm(join(folder, name), { force: true })));
}

/** Writes a value as indented JSON with a final line break, complete or absent. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, JSON.stringify(value, null, 2) + "\n");
}

function pieces(
  content: string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (typeof content === "string") return [new TextEncoder().encode(content)];
  return content instanceof Uint8Array ? [content] : content;
}

/** A single write may take fewer bytes than asked for, on a disk that is nearly full for instance. */
async function writeAll(file: Awaited<ReturnType<typeof open>>, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, offset, bytes.length - offset);
    if (bytesWritten === 0) {
      throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
    }
    offset += bytesWritten;
  }
}

/** What went wrong, in a user's words. */
function reason(error: unknown): string {
  const code = (error as { code?: string }).code;
  if (code === "ENOSPC") return "the disk is full";
  if (code === "EACCES" || code === "EPERM") return "no permission to write there";
  if (code === "EROFS") return "the file system is read-only";
  if (code === "ENOTDIR" || code === "EEXIST") return "a file is in the way of its folder";
  return error instanceof Error ? error.message : String(error);
}
