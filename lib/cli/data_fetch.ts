import { type Command, Option } from "commander";
import { join, relative } from "node:path";
import { DATA_SOURCES, type DataSourceName } from "../datasets/fetch/sources.ts";
import { fetchDataSet } from "../datasets/fetch/fetch_data_set.ts";
import { type CheckpointName, CHECKPOINTS } from "../encoders/checkpoints.ts";
import { fetchCheckpoint } from "../encoders/fetch_checkpoint.ts";
import { ROOT } from "../setup/layout.ts";
import type { Progress } from "../types.ts";
import { gather, readBy, userPath, wholeNumber } from "./arguments.ts";
import { ProgressLine } from "./progress_line.ts";
import { untilStopped } from "./stop_signal.ts";

/** What all commands that fetch have. */
export interface FetchOptions {
  dir?: string;
  mirror?: string;
  acceptChecksum?: string[];
}

/** Adds a command for each data set and each published network. */
export function addFetchCommands(program: Command): void {
  for (const name of Object.keys(DATA_SOURCES) as DataSourceName[]) {
    withPlaces(program.command(name), `data/${name}, with --images data/${name}-<n>`)
      .description(`Fetches ${DATA_SOURCES[name].title}: annotations and pictures.`)
      .option(
        "--images <n>",
        "so many pictures in all, 75 / 15 / 10 % for train, val and test, read out of the archives " +
          "where they are; default: all, whole archives",
        wholeNumber(20),
      )
      .action((options, command) => dataSet(name, options, command));
  }
  for (const name of Object.keys(CHECKPOINTS) as CheckpointName[]) {
    const command = withPlaces(program.command(name), `data/weights/${name}`)
      .description(`Fetches the weights of ${name}.`);
    if (CHECKPOINTS[name].architecture === "vit") {
      command.option(
        "--image-tower",
        "only what encodes images: 350 of 605 MB; its checksum is not published, so it is not checked",
      );
    }
    command.action((options, command) => weights(name, options, command));
  }
}

/** The option that takes files which have changed. */
export function acceptOption(): Option {
  return new Option(
    "--accept-checksum <sha256>",
    "takes a file whose checksum is this and not the known one; may be repeated",
  ).argParser(gather);
}

function withPlaces(command: Command, folder: string): Command {
  return command
    .option("--dir <folder>", `folder to write to; default: ${folder}`, userPath)
    .option(
      "--mirror <url>",
      "another host that has the same paths, http://127.0.0.1:8000 for instance",
    )
    .addOption(acceptOption());
}

/** Fetches a data set, and says what it is and where. */
export async function dataSet(
  name: DataSourceName,
  { images, dir, mirror, acceptChecksum: acceptChecksums }: FetchOptions & { images?: number },
  command: Command,
): Promise<void> {
  const { title, licence, attribution } = DATA_SOURCES[name];
  console.log(`${title}\nLicence: ${licence}\nPlease name: ${attribution}`);
  const folder = dir ?? join(ROOT, "data", images === undefined ? name : `${name}-${images}`);
  const record = await watched((show, signal) =>
    readBy(
      command,
      () =>
        fetchDataSet(name, { folder, images, mirror, acceptChecksums, onProgress: show, signal }),
    )
  );
  for (const reason of record.withoutExtras) {
    console.error(`Left out, as it is not needed: ${reason}`);
  }
  console.log(`${record.pictures} pictures in ${shown(folder)}`);
}

/** Fetches a network, and says what it is and where. */
export async function weights(
  name: CheckpointName,
  { dir, mirror, acceptChecksum: acceptChecksums, imageTower }: FetchOptions & {
    imageTower?: boolean;
  },
  command: Command,
): Promise<void> {
  const { licence, attribution } = CHECKPOINTS[name];
  console.log(`${name}\nLicence: ${licence}\nPlease name: ${attribution}`);
  const folder = dir ?? join(ROOT, "data", "weights", name);
  const sums = await watched((show, signal) =>
    readBy(
      command,
      () =>
        fetchCheckpoint(name, {
          folder,
          mirror,
          acceptChecksums,
          imageTower,
          onProgress: show,
          signal,
        }),
    )
  );
  for (const [file, sum] of Object.entries(sums)) {
    console.log(
      `${shown(join(folder, file))}: ${sum ? `SHA-256 ${sum}` : "fetched in part, unchecked"}`,
    );
  }
}

/** Runs work with a line of progress, until it is done or stopped. */
async function watched<T>(
  work: (show: (stage: string, progress: Progress) => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const line = new ProgressLine();
  try {
    return await untilStopped((signal) =>
      work((stage, progress) => line.show(stage, inMegabytes(progress)), signal)
    );
  } finally {
    line.end();
  }
}

function inMegabytes({ done, total, unit, note }: Progress): Progress {
  if (unit !== "bytes") return { done, total, unit, note };
  // The last of many bytes is the only one that ends the count.
  const whole = Math.ceil(total / 1e6), part = done === total ? whole : Math.floor(done / 1e6);
  return { done: part, total: whole, unit: "MB", note };
}

function shown(path: string): string {
  return relative(Deno.cwd(), path) || ".";
}
