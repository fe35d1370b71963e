import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { openFileSource, openUrlSource } from "../../io/byte_source.ts";
import { download, type DownloadOptions } from "../../io/download.ts";
import { onMirror, shownUrl } from "../../io/http.ts";
import { readJson } from "../../io/json.ts";
import { withLock } from "../../io/lock.ts";
import { writeFileAtomic, writeJson } from "../../io/write.ts";
import { openZip, type Zip, type ZipFile } from "../../io/zip.ts";
import { Random } from "../../tensor/random.ts";
import type { Progress } from "../../types.ts";
import { shareOut, type Shares } from "../share_out.ts";
import { reduceKarpathy, reduceVizwiz } from "./part.ts";
import { type Archive, DATA_SOURCES, type DataSource, type DataSourceName } from "./sources.ts";

/** How a data set is fetched. */
export interface FetchOptions extends Omit<DownloadOptions, "onProgress"> {
  /** The data set's folder. */
  folder: string;
  /** Takes so many pictures out of the archives, 75 / 15 / 10 % for train, val and test; default: all. */
  images?: number;
  /** Another host that has the same paths, `http://127.0.0.1:8000` for instance. */
  mirror?: string;
  /** Told what is done, and how far it is. */
  onProgress?: (stage: string, progress: Progress) => void;
}

/** What a folder's `source.json` says; written last, so that a folder that has it is complete. */
export interface SourceRecord {
  /** What commands call the data set. */
  name: string;
  /** What it is called in full. */
  title: string;
  /** Name of the licence or terms. */
  licence: string;
  /** Who is to be named. */
  attribution: string;
  /** Day on which the last of it was fetched. */
  date: string;
  /** Pictures in the folder. */
  pictures: number;
  /** Seed that drew them where they are a part. */
  seed?: number;
  /** What the files came from. */
  archives: { url: string; bytes: number; sha256?: string; version?: string }[];
  /** What could not be fetched and is not needed, with the reason. */
  withoutExtras: string[];
}

const RECORD = "source.json", SEED = 1;

/**
 * Fetches a data set: annotations, pictures, and `LICENCE.txt` with what its authors ask for.
 *
 * Whole archives are fetched, checked, unpacked, and deleted when all is in place. With `images`, only the
 * annotations are fetched whole; the pictures are read out of the archives where they are, so that a trial
 * costs megabytes, and the annotations are reduced to them. What is stopped or killed goes on where it was.
 *
 * Two processes that want the same folder do not get in each other's way: the second waits for the first.
 *
 * @throws {RangeError} If `images` is below 20 or more than there are, or the folder holds something else.
 * @throws {Error} If something cannot be fetched, is not what it should be, or does not fit; names URL and file.
 */
export async function fetchDataSet(
  name: DataSourceName,
  options: FetchOptions,
): Promise<SourceRecord> {
  const { folder, images, signal } = options,
    counts = images === undefined ? undefined : shareOut(images);
  await mkdir(folder, { recursive: true });
  return await withLock(join(folder, "fetching.lock"), { signal }, async () => {
    const found = await readRecord(folder);
    const record = found
      ? checked(found, { name, folder, images })
      : await fetchInto(name, { ...options, counts }).catch((error) => {
        signal?.throwIfAborted(); // whatever it was that was interrupted
        throw error;
      });
    await rm(archivesOf(folder), { recursive: true, force: true });
    return record;
  });
}

const archivesOf = (folder: string) => join(folder, "archives");

async function fetchInto(
  name: DataSourceName,
  { folder, counts, mirror, onProgress, ...options }: FetchOptions & {
    counts: Shares | undefined;
  },
): Promise<SourceRecord> {
  const source: DataSource = DATA_SOURCES[name];
  const fetching: Fetching = {
    folder,
    archives: archivesOf(folder),
    urlOf: (archive) => onMirror(archive.url, mirror),
    options,
    onProgress,
    record: [],
  };
  // Annotations of a part are reduced from whole ones, which must not pass for them.
  const whole = counts ? join(fetching.archives, "whole") : folder;
  for (const archive of source.annotations) await unpackWhole(archive, whole, fetching);
  const pictures = counts
    ? await fetchPart(name, whole, counts, fetching)
    : await fetchPictures(source, fetching);
  const withoutExtras = await fetchExtras(source, fetching);
  const { title, licence, attribution } = source;
  await writeFileAtomic(join(folder, "LICENCE.txt"), `${title}\n\n${licence}\n\n${attribution}\n`);
  const record: SourceRecord = {
    ...{ name, title, licence, attribution },
    date: new Date().toISOString().slice(0, 10),
    pictures,
    ...counts && { seed: SEED },
    archives: fetching.record,
    withoutExtras,
  };
  await writeJson(join(folder, RECORD), record);
  return record;
}

/** What all steps of one call share. */
interface Fetching {
  folder: string;
  archives: string;
  urlOf: (archive: Archive) => string;
  options: DownloadOptions;
  onProgress?: FetchOptions["onProgress"];
  record: SourceRecord["archives"];
}

async function readRecord(folder: string): Promise<SourceRecord | undefined> {
  const path = join(folder, RECORD);
  if (!existsSync(path)) return undefined;
  const root = await readJson(path);
  root.get("pictures").integer();
  return root.value as SourceRecord;
}

function checked(
  record: SourceRecord,
  { name, folder, images }: { name: string; folder: string; images: number | undefined },
): SourceRecord {
  if (record.name !== name) {
    throw new RangeError(
      `Cannot fetch into "${folder}": it must hold ${name} or nothing, current data set is ${record.name}`,
    );
  }
  if (images === undefined ? record.seed === undefined : record.pictures === images) return record;
  throw new RangeError(
    `Cannot fetch into "${folder}": it must hold ${images ?? "all"} pictures or nothing, ` +
      `current number is ${record.pictures}${record.seed === undefined ? ", which is all" : ""}`,
  );
}

/** Fetches an archive, and unpacks all that is wanted of it. */
async function unpackWhole(
  archive: Archive,
  target: string,
  { archives, urlOf, options, onProgress, record }: Fetching,
): Promise<number> {
  const { bytes, sha256 } = archive, url = urlOf(archive);
  const file = basename(new URL(url).pathname);
  // Archives of one name come from several places: "annotations.zip".
  const path = join(archives, `${record.length}-${file}`);
  const fetched = await download({ url, bytes, sha256 }, path, {
    ...options,
    onProgress: onProgress && ((progress) => onProgress(file, progress)),
  });
  record.push({ url: shownUrl(url), ...fetched });
  const zip = await openZip(await openFileSource(path));
  try {
    return await unpack(wanted(zip, archive, url), target, {
      ...{ zip, at: 1, signal: options.signal },
      onProgress: onProgress && ((progress) => onProgress(`${file}, unpacking`, progress)),
    });
  } finally {
    await zip.close();
  }
}

async function fetchPictures({ pictures }: DataSource, fetching: Fetching): Promise<number> {
  let count = 0;
  for (const archive of pictures) count += await unpackWhole(archive, fetching.folder, fetching);
  return count;
}

/** Takes some pictures out of remote archives. */
async function fetchPart(
  name: DataSourceName,
  whole: string,
  counts: Shares,
  { folder, urlOf, options, onProgress, record }: Fetching,
): Promise<number> {
  const { layout, pictures: archives }: DataSource = DATA_SOURCES[name];
  const open: { zip: Zip; files: Map<string, ZipFile>; url: string }[] = [];
  try {
    for (const archive of archives) {
      const url = urlOf(archive), remote = await openUrlSource(url, options);
      record.push({ url: shownUrl(url), bytes: remote.size, version: remote.version });
      const zip = await openZip(remote);
      open.push({ zip, url, files: wanted(zip, archive, url) });
    }
    const has = (place: string) => open.some(({ files }) => files.has(place));
    const part = { name, counts, random: new Random(SEED), has };
    const places = await (layout === "vizwiz" ? reduceVizwiz : reduceKarpathy)(whole, folder, part);
    const chosen = new Set(places);
    let before = 0;
    for (const { zip, files } of open) {
      const taken = new Map([...files].filter(([place]) => chosen.has(place)));
      before += await unpack(taken, folder, {
        ...{ zip, at: options.connections ?? 4, signal: options.signal },
        onProgress: onProgress &&
          (({ done, unit }) =>
            onProgress("pictures", { done: before + done, total: places.length, unit })),
      });
    }
    return places.length;
  } finally {
    for (const { zip } of open) await zip.close();
  }
}

/** An archive's files by where they belong. */
function wanted(zip: Zip, archive: Archive, url: string): Map<string, ZipFile> {
  const files = new Map<string, ZipFile>();
  for (const file of zip.files) {
    const place = archive.place(file.name);
    if (place === undefined) continue;
    const other = files.get(place);
    if (other && (other.size !== file.size || other.crc32 !== file.crc32)) {
      throw new Error(
        `Cannot use "${
          shownUrl(url)
        }": "${other.name}" and "${file.name}" must not both be "${place}"`,
      );
    }
    files.set(place, file);
  }
  if (files.size > 0) return files;
  throw new Error(
    `Cannot use "${shownUrl(url)}": it must hold what the data set consists of, ` +
      `current files are ${
        zip.files.slice(0, 3).map(({ name }) => `"${name}"`).join(", ") || "none"
      }`,
  );
}

/** Unpacks files, some at a time, and counts them. */
async function unpack(
  files: ReadonlyMap<string, ZipFile>,
  folder: string,
  { zip, at, signal, onProgress }: {
    zip: Zip;
    at: number;
    signal?: AbortSignal;
    onProgress?: (progress: Progress) => void;
  },
): Promise<number> {
  const open = [...files], total = open.length;
  let done = 0;
  const work = async () => {
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      signal?.throwIfAborted();
      const [place, file] = next;
      await zip.extract(file, join(folder, place));
      onProgress?.({ done: ++done, total, unit: "files" });
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: at }, work));
  for (const each of workers) if (each.status === "rejected") throw each.reason;
  return total;
}

/** Fetches what is useful and not needed; says what could not be had. */
async function fetchExtras({ extras }: DataSource, fetching: Fetching): Promise<string[]> {
  const without: string[] = [];
  for (const archive of extras) {
    try {
      await unpackWhole(archive, fetching.folder, fetching);
    } catch (error) {
      if (fetching.options.signal?.aborted) throw error;
      // The record tells nothing of this machine.
      without.push((error as Error).message.replaceAll(join(fetching.folder, "/"), ""));
    }
  }
  return without;
}
