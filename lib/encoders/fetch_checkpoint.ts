import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ByteSource, openUrlSource } from "../io/byte_source.ts";
import { download, type DownloadOptions } from "../io/download.ts";
import { onMirror, shownUrl } from "../io/http.ts";
import { writeFileAtomic } from "../io/write.ts";
import { readSafetensorsFrom, writeSafetensors } from "../tensor/mod.ts";
import type { Progress } from "../types.ts";
import { type Checkpoint, type CheckpointName, CHECKPOINTS } from "./checkpoints.ts";

/** How a published network is fetched. */
export interface FetchCheckpointOptions extends Omit<DownloadOptions, "onProgress"> {
  /** Where its files go. */
  folder: string;
  /** Another host that has the same paths. */
  mirror?: string;
  /** Of CLIP, only what encodes images: 350 of 605 MB, whose checksum nobody has published. */
  imageTower?: boolean;
  /** Told what is fetched, and how far it is. */
  onProgress?: (file: string, progress: Progress) => void;
}

/** The name of a file that holds CLIP's image tower alone. */
export const IMAGE_TOWER = "image-tower.safetensors";

/**
 * Fetches a published network's files, each complete and with the known checksum, or absent.
 *
 * @returns The SHA-256 of each file by name.
 * @throws {RangeError} If only the image tower is wanted of a network that is nothing else.
 * @throws {Error} If a file cannot be fetched, or is another one than known; names URL, file and checksums.
 */
export async function fetchCheckpoint(
  name: CheckpointName,
  { folder, mirror, imageTower = false, onProgress, ...options }: FetchCheckpointOptions,
): Promise<Record<string, string | undefined>> {
  const { files, licence, attribution, architecture }: Checkpoint = CHECKPOINTS[name];
  if (imageTower && architecture !== "vit") {
    throw new RangeError(`Cannot fetch the image tower of ${name}: it is nothing else`);
  }
  const sums: Record<string, string | undefined> = {};
  for (const [file, { url, ...known }] of Object.entries(files)) {
    const place = onMirror(url, mirror);
    if (imageTower) {
      if (file.endsWith(".safetensors")) {
        sums[IMAGE_TOWER] = undefined;
        await fetchImageTower(place, { folder, onProgress, ...options });
      }
      continue;
    }
    const fetched = await download({ url: place, ...known }, join(folder, file), {
      ...options,
      onProgress: onProgress && ((progress) => onProgress(file, progress)),
    });
    sums[file] = fetched.sha256;
  }
  await writeFileAtomic(join(folder, "LICENCE.txt"), `${licence}\n\n${attribution}\n`);
  return sums;
}

/** Reads the tensors of the image tower by ranges, and writes them as a file that says where they are from. */
async function fetchImageTower(
  url: string,
  { folder, onProgress, ...options }: FetchCheckpointOptions,
): Promise<void> {
  const path = join(folder, IMAGE_TOWER);
  if (existsSync(path)) return;
  const source = await openUrlSource(url, options);
  const { tensors } = await readSafetensorsFrom(counting(source, onProgress), {
    wanted: (tensor) => tensor.startsWith("visual."),
  });
  await writeSafetensors(path, {
    tensors,
    metadata: { source: shownUrl(url), version: source.version ?? "" },
  });
}

function counting(
  source: ByteSource,
  onProgress: FetchCheckpointOptions["onProgress"],
): ByteSource {
  let done = 0;
  return {
    ...source,
    async read(offset, length) {
      const bytes = await source.read(offset, length);
      done += length;
      onProgress?.(IMAGE_TOWER, { done, total: 0, unit: "bytes" });
      return bytes;
    },
  };
}
