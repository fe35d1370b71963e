import { Command, Option } from "commander";
import { relative } from "node:path";
import {
  EVALUATED_SPLITS,
  type EvaluatedRun,
  type EvaluatedSplit,
  evaluateRun,
  type EvaluationReport,
  evaluationReport,
} from "../experiments/evaluate_run.ts";
import { openStudy } from "../experiments/study.ts";
import { decimals } from "../figures/numbers.ts";
import { writeJson } from "../io/write.ts";
import type { CaptionStatistics } from "../metrics/caption_statistics.ts";
import { ROOT } from "../setup/layout.ts";
import { imagesOption, studyOption, userPath, wholeNumber } from "./arguments.ts";
import { runProgram } from "./program.ts";
import { ProgressLine } from "./progress_line.ts";
import { untilStopped } from "./stop_signal.ts";
import { intervalCells, textTable } from "./text_table.ts";

interface Options {
  run: string;
  split: EvaluatedSplit;
  study: string;
  images?: number;
  out: string;
  beam: number;
  against?: string;
}

/** Decimals of scores that are printed. */
const DIGITS = 3;

/** Captions and scores a split with one run or two, prints a table and writes everything as JSON. */
async function evaluateCommand(options: Options): Promise<void> {
  const line = new ProgressLine();
  try {
    const runs = await untilStopped((signal) => evaluateAll(options, { line, signal }));
    line.end();
    const report = await evaluationReport(runs[0], runs[1]);
    const path = userPath(options.out);
    await writeJson(path, report);
    print(runs, report);
    console.log(`written to ${shown(path)}`);
  } finally {
    line.end();
  }
}

/** The run and, where there is one, the run it is compared with. */
async function evaluateAll(
  { run, against, split, study: name, images, beam }: Options,
  { line, signal }: { line: ProgressLine; signal: AbortSignal },
): Promise<EvaluatedRun[]> {
  const study = await openStudy(name, {
    root: ROOT,
    images,
    onProgress: (progress) => line.show("pictures", progress),
    signal,
  });
  const evaluated: EvaluatedRun[] = [];
  for (const folder of against === undefined ? [run] : [run, against]) {
    const path = userPath(folder);
    const onProgress = (stage: string, progress: Parameters<ProgressLine["show"]>[1]) =>
      line.show(`${shown(path)}, ${stage}`, progress);
    const options = { study, split, beam, root: ROOT, name: shown(path), onProgress, signal };
    evaluated.push(await evaluateRun(path, options));
  }
  return evaluated;
}

/** A path as it is told, and stored: from where the command runs. */
function shown(path: string): string {
  return relative(Deno.cwd(), path) || ".";
}

function print(runs: readonly EvaluatedRun[], { differences }: EvaluationReport): void {
  const [{ study, skipped, evaluation: { scores, intervals } }] = runs;
  const labels = ["run", "against"].slice(0, runs.length);
  const about = runs.map(({ name, record: { experiment, seed, encoder } }, i) => [
    labels[i],
    `${name}: ${experiment}, seed ${seed}, ${encoder.name}`,
  ]);
  const { images, withoutReference } = scores.settings;
  console.log(about.map(([label, text]) => `${label.padEnd(7)}  ${text}`).join("\n"));
  console.log(
    `${study.name} ${study.split}: ${images} of ${study.images} pictures scored; ` +
      `${withoutReference} without a reference, ${skipped.length} unreadable\n`,
  );
  const heading = [...labels, ...differences ? ["difference"] : []]
    .flatMap((label) => [label, "95 % interval"]);
  const rows = Object.keys(intervals).map((metric) => [
    metric,
    ...runs.flatMap(({ evaluation }) => intervalCells(evaluation.intervals[metric], DIGITS)),
    ...differences
      ? [...intervalCells(differences[metric], DIGITS), differences[metric].p.toFixed(4)]
      : [],
  ]);
  const table = [["", ...heading, ...differences ? ["p"] : []], ...rows, ...statisticRows(runs)];
  for (const line of textTable(table)) console.log(line);
  console.log(
    "\n95 % intervals over pictures, one seed" +
      (differences ? "; p: two-sided, captions exchanged picture by picture" : ""),
  );
}

/** What captions look like, in the columns of the values. */
function statisticRows(runs: readonly EvaluatedRun[]): string[][] {
  const percent = (share: number) => `${decimals(100 * share, 1)} %`;
  const row = (label: string, text: (statistics: CaptionStatistics) => string) => [
    label,
    ...runs.flatMap(({ evaluation }) => [text(evaluation.statistics), ""]),
  ];
  return [
    row("distinct", ({ distinct }) => percent(distinct)),
    row("ended", ({ ended = 0 }) => percent(ended)),
    row("<unk>", ({ unknown }) => percent(unknown)),
    row("tokens", ({ meanLength }) => decimals(meanLength, 1)),
  ];
}

await runProgram(
  new Command("deno task evaluate")
    .description(
      "Captions a split's pictures with a finished run and scores them: a table, and a file " +
        "with everything. With another run to compare with, the differences on the same pictures.",
    )
    .requiredOption("--run <folder>", "the run, runs/x or data/mini/captioner for instance")
    .addOption(
      new Option("--split <name>", "val reports; dev chooses: held out of the training pictures")
        .default("val").choices([...EVALUATED_SPLITS]),
    )
    .addOption(studyOption())
    .addOption(imagesOption())
    .requiredOption("--out <file>", "receives settings, scores, intervals and captions as JSON")
    .option("--beam <k>", "hypotheses of a beam search; 1: greedy", wholeNumber(1), 1)
    .option("--against <folder>", "another run: differences with intervals and p")
    .action(evaluateCommand),
);
