import { Command, InvalidArgumentError, Option } from "commander";
import { readReferences, readResults } from "../datasets/caption_files.ts";
import { matchResults } from "../datasets/match_results.ts";
import { writeJson } from "../io/write.ts";
import { type Tokenizer, TOKENIZERS } from "../metrics/score.ts";
import type { Difference } from "../statistics/paired_differences.ts";
import { userPath } from "./arguments.ts";
import { runProgram } from "./program.ts";
import {
  METRIC_NAMES,
  type MetricChoice,
  type MetricName,
  metricsOf,
} from "./scoring/metrics_of.ts";
import {
  fileDifferences,
  requireSamePictures,
  type ScoredFile,
  scoreFile,
} from "./scoring/score_file.ts";
import { outputOf, remarks } from "./scoring/score_output.ts";
import { untilStopped } from "./stop_signal.ts";
import { intervalCells, textTable } from "./text_table.ts";

interface Options extends MetricChoice {
  captions: string;
  references: string;
  tokenizer: Tokenizer;
  allowMissing?: boolean;
  against?: string;
  out?: string;
}

/** Decimals of what is printed. */
const DIGITS = 4;

/** Scores one file of captions or two, prints a table and writes everything as JSON. */
async function scoreCommand(options: Options): Promise<void> {
  const { tokenizer, against, out } = options;
  const references = await readReferences(userPath(options.references));
  const files = against === undefined ? [options.captions] : [options.captions, against];
  // Everything is read before anything is computed, so that a faulty file is told at once.
  const matched = await Promise.all(
    files.map(async (file) => matchResults(await readResults(userPath(file)), references, options)),
  );
  requireSamePictures(files, matched);
  await untilStopped(async (signal) => {
    const { metrics, notes } = await metricsOf(options, signal);
    const scored: ScoredFile[] = [];
    for (const [i, file] of files.entries()) {
      signal.throwIfAborted();
      const parts = { matched: matched[i], references: references.references, metrics, tokenizer };
      scored.push(await scoreFile(file, parts));
    }
    const differences = scored.length < 2 ? undefined : fileDifferences(scored[0], scored[1]);
    for (const line of tableOf(scored, differences)) console.log(line);
    for (const line of [...remarks(scored, references), ...new Set(notes)]) console.error(line);
    if (out === undefined) return;
    await writeJson(userPath(out), outputOf(scored, { tokenizer, references }, differences));
  });
}

/** A line a metric. */
function tableOf(
  files: readonly ScoredFile[],
  differences?: Record<string, Difference>,
): string[] {
  const [{ intervals, matched }] = files;
  const labels = differences ? ["captions", "against", "difference"] : ["score"];
  const heading = [
    `${matched.captions.size} pictures`,
    ...labels.flatMap((label) => [label, "95 % interval"]),
    ...differences ? ["p"] : [],
  ];
  const rows = Object.keys(intervals).map((metric) => [
    metric,
    ...files.flatMap((file) => intervalCells(file.intervals[metric], DIGITS)),
    ...differences
      ? [...intervalCells(differences[metric], DIGITS), differences[metric].p.toFixed(3)]
      : [],
  ]);
  return textTable([heading, ...rows]);
}

function metricNames(text: string): MetricName[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !(METRIC_NAMES as readonly string[]).includes(name));
  if (unknown === undefined) return names as MetricName[];
  throw new InvalidArgumentError(`"${unknown}" is none of ${METRIC_NAMES.join(", ")}.`);
}

function spiceEngine(text: string): string {
  if (/^(ts|java|tuples:.+)$/.test(text)) return text;
  throw new InvalidArgumentError("It must be ts, java or tuples:FILE.");
}

await runProgram(
  new Command("deno task score")
    .description(
      "Scores captions as the official COCO and VizWiz programs do, without Java: a table with 95 % " +
        "intervals over pictures, and a file with everything.",
    )
    .requiredOption("--captions <file>", "COCO results: [{image_id, caption}, …]")
    .requiredOption("--references <file>", "COCO or VizWiz annotations: {images, annotations}")
    .option("--metrics <names>", "some of them, with commas", metricNames, [...METRIC_NAMES])
    .addOption(
      new Option("--tokenizer <mode>", "safe: each caption by itself; official: all as one text")
        .default("safe").choices([...TOKENIZERS]),
    )
    .addOption(
      new Option(
        "--paraphrases <table>",
        "METEOR's: full or none; default: full if it is there (deno task data meteor)",
      ).choices(["full", "none"]),
    )
    .option(
      "--spice <engine>",
      "ts: our own parser, called SPICE-ts; java: the official program (deno task data spice); " +
        "tuples:FILE: official tuples",
      spiceEngine,
      "ts",
    )
    .option("--allow-missing", "go on although described pictures have no caption")
    .option("--against <file>", "other results: differences on the same pictures")
    .option("--out <file>", "receives settings, corpus and pictures' values as JSON")
    .action(scoreCommand),
);
