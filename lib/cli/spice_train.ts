import { Command } from "commander";
import { existsSync, globSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { freshCaptions } from "../experiments/judging/fresh_captions.ts";
import { studySentences } from "../experiments/judging/study_sentences.ts";
import { writeFileAtomic } from "../io/write.ts";
import { javaEngine } from "../metrics/spice/java_engine.ts";
import { packModel, unpackModel } from "../metrics/spice/parser/model.ts";
import { SentenceParser } from "../metrics/spice/parser/parse_sentence.ts";
import { type Example, readConll } from "../metrics/spice/training/example.ts";
import { fitParser } from "../metrics/spice/training/fit_parser.ts";
import { examplesOutside, readFixtures, textsIn } from "../metrics/spice/training/fixtures.ts";
import {
  freshLines,
  type FreshRow,
  parsedFresh,
  readFresh,
} from "../metrics/spice/training/fresh.ts";
import { measure } from "../metrics/spice/training/measure.ts";
import { withMeasured } from "../metrics/spice/training/measured_table.ts";
import { POOLS, poolSentences } from "../metrics/spice/training/pools.ts";
import { otherDemoPictures, readParsed } from "../metrics/spice/training/read_parsed.ts";
import {
  heldOutTexts,
  linesOf,
  parsedVariations,
  variedPictures,
} from "../metrics/spice/training/varied_pictures.ts";
import { engineOf, tsEngine } from "../metrics/spice/ts_engine.ts";
import type { CaptionTuples } from "../metrics/spice/tuple.ts";
import { readTuples, writeTuples } from "../metrics/spice/tuples_engine.ts";
import { WordNet } from "../metrics/wordnet/wordnet.ts";
import { ROOT } from "../setup/layout.ts";
import { gather, userPath, wholeNumber } from "./arguments.ts";
import { runChild } from "./child.ts";
import { SPICE_FOLDER } from "./data_spice.ts";
import { runProgram } from "./program.ts";

const SPICE = join(ROOT, "lib", "metrics", "spice");
const MODEL = join(SPICE, "parser", "model.bin"), README = join(SPICE, "README.md");

/** The run that captions fresh pictures where none is named. */
const CAPTIONER = join(ROOT, "data", "mini", "captioner");

/** Sentences in a file: small enough to keep what was parsed when a run is stopped. */
const SENTENCES = 1000;

/** Official tuples of pictures made for judging a parser. */
const VARIED = "varied.tuples.jsonl";

/** Fresh pictures' captions, and their official tuples; the pools of the study's sentences. */
const FRESH = "fresh.json",
  FRESH_TUPLES = "fresh.tuples.jsonl",
  STUDY_POOLS = ["p10", "p11", "p13"];

interface Options {
  fixtures: string;
  dir: string;
  run?: string[];
  out: string;
  fold?: number;
  heldOut: string;
}

/** Writes new sentences, which `label` has parsed. */
async function sentences({ fixtures, dir }: Options): Promise<void> {
  await mkdir(dir, { recursive: true });
  const { captioners, people, cut } = studySentences(ROOT);
  const study = [captioners, people, cut].map((lines, i) => [STUDY_POOLS[i], lines] as const);
  for (const [name, lines] of [...poolSentences(fixtures), ...study]) {
    for (let i = 0; i * SENTENCES < lines.length; i++) {
      const part = lines.slice(i * SENTENCES, (i + 1) * SENTENCES);
      const file = `${name}_${String(i).padStart(2, "0")}.txt`;
      await writeFileAtomic(join(dir, file), part.join("\n") + "\n");
    }
  }
}

/** Has the Stanford parser parse the files that are not parsed yet, as the official SPICE does. */
async function label({ fixtures, dir }: Options): Promise<void> {
  const open = globSync("p*_*.txt", { cwd: dir }).sort()
    .filter((file) => !existsSync(join(dir, `${file}.conll`)));
  const list = join(dir, "files.list");
  await writeFileAtomic(list, open.map((file) => join(dir, file)).join("\n") + "\n");
  const jars = ["lib/*", "maven/*"].map((each) => join(SPICE_FOLDER, each)).join(delimiter);
  const { code } = await runChild(
    "java",
    ["-Xmx3g", "-cp", jars, "edu.stanford.nlp.pipeline.StanfordCoreNLP", "-filelist", list]
      .concat("-annotators", "tokenize,ssplit,parse,lemma", "-ssplit.eolonly", "true")
      .concat("-outputFormat", "conll", "-outputDirectory", dir),
  );
  if (code !== 0) throw new Error(`Cannot parse the sentences: Java ended with status ${code}`);
  if (!existsSync(join(dir, VARIED))) await labelVariations(fixtures, dir);
}

/** Has the official program state the tuples of pictures to judge a parser by. */
async function labelVariations(fixtures: string, dir: string): Promise<void> {
  const lines = linesOf(variedPictures(fixtures));
  const tuples = await javaEngine({ folder: SPICE_FOLDER }).parse(lines);
  await writeTuples(join(dir, VARIED), new Map(lines.map((line, i) => [line, tuples[i]])));
}

/** Has new pictures captioned, and the official program state the tuples of all their captions. */
async function fresh({ fixtures, dir, run = [CAPTIONER] }: Options): Promise<void> {
  const made = await freshCaptions(dir, { root: ROOT, runs: run });
  const rows: FreshRow[] = [
    otherDemoPictures(fixtures),
    ...made.map(({ name, captions, references }): FreshRow => ({
      name: `mini, fresh: ${name}`,
      images: [...captions].map(([id, caption]) => [id, caption, references.get(id)!]),
    })),
  ];
  const path = join(dir, FRESH_TUPLES);
  const known = existsSync(path) ? await readTuples(path) : new Map<string, CaptionTuples>();
  const lines = freshLines(rows), open = lines.filter((line) => !known.has(line));
  const tuples = await javaEngine({ folder: SPICE_FOLDER }).parse(open);
  open.forEach((line, i) => known.set(line, tuples[i]));
  await writeTuples(path, new Map(lines.map((line) => [line, known.get(line)!])));
  await writeFileAtomic(join(dir, FRESH), JSON.stringify(rows));
  const learned = textsIn(readFixtures(fixtures));
  for (const row of rows) {
    const own = new Set(freshLines([row])), both = own.intersection(learned);
    console.log(
      `${row.name}: ${row.images.length} pictures, ${own.size} distinct captions, ` +
        `${both.size} of them under pictures of the fixtures too`,
    );
  }
}

/** Learns the parser from everything, or everything outside a fold, and writes it. */
async function fit({ fixtures, dir, out, fold }: Options): Promise<void> {
  const pools = POOLS.filter(({ folds }) => fold === undefined || !folds.includes(fold));
  const names = [...pools.map(({ name }) => name), ...STUDY_POOLS];
  const files = names.flatMap((name) => globSync(`${name}_*.conll`, { cwd: dir }).sort());
  const seen = readFixtures(fixtures), captions = examplesOutside(seen, fold);
  const unseen = new Set(freshLines(readFresh(join(dir, FRESH))));
  const heldOut = fold === undefined
    ? unseen
    : unseen.union(textsIn(seen, fold)).union(heldOutTexts(fixtures));
  const made = files.flatMap((file) => readConll(readFileSync(join(dir, basename(file)), "utf8")));
  const examples: Example[] = [
    ...captions,
    ...made.filter(({ words }) => !heldOut.has(words.join(" "))),
  ];
  console.log(`${examples.length} sentences, ${captions.length} of them of the fixtures`);
  const source =
    `${examples.length} sentences parsed by the Stanford parser 3.6.0 (englishPCFG): ` +
    "captions of COCO (CC BY 4.0) and of this project, and recombinations of them";
  const model = packModel(fitParser(examples, { source, report: console.log }));
  await writeFileAtomic(out, model);
  console.log(`${(model.length / 1e6).toFixed(2)} MB`);
}

/** Measures the committed model, and on unseen pictures its twin, and writes the tables of the README. */
async function report({ fixtures, dir, heldOut }: Options): Promise<void> {
  const twin = engineOf(new SentenceParser(unpackModel(readFileSync(heldOut)), WordNet.shared));
  const varied = parsedVariations(fixtures, await readTuples(join(dir, VARIED)));
  const rows = [];
  const mini = parsedFresh(
    readFresh(join(dir, FRESH)),
    await readTuples(join(dir, FRESH_TUPLES)),
  );
  for (const parsed of [...readParsed(fixtures), varied, ...mini]) {
    rows.push(await measure(parsed, parsed.isUnseen ? twin : tsEngine()));
  }
  await writeFileAtomic(README, withMeasured(readFileSync(README, "utf8"), rows));
  for (const { name, correlation, mean, official, errors, worst } of rows) {
    console.log(
      `${name}: ${mean.toFixed(4)} for ${official.toFixed(4)}, ` +
        `ratio ${(mean / official).toFixed(4)} (SE ${errors.ratio.toFixed(4)}), ` +
        `r ${correlation.toFixed(4)} (SE ${errors.correlation.toFixed(4)})`,
    );
    for (const { caption, share } of worst) {
      console.log(`  ${(100 * share).toFixed(0)} % of the squared differences: "${caption}"`);
    }
  }
}

/** Gathers paths as the user means them. */
const gatherPaths = (text: string, before?: readonly string[]) => gather(userPath(text), before);

const program = new Command("deno task spice:train")
  .description("Learns the parser of SPICE-ts: fresh, sentences, label, fit, one after the other.");
const withFolders = (command: Command) =>
  command.requiredOption(
    "--dir <folder>",
    "where new sentences and their parses are kept",
    userPath,
  )
    .requiredOption("--fixtures <folder>", "official parses of captions", userPath);
withFolders(program.command("fresh"))
  .description(
    "Has new pictures captioned, and labels the captions: to judge by, never to learn from.",
  )
  .option("--run <folder>", "a finished run; may be given several times", gatherPaths)
  .action(fresh);
withFolders(program.command("sentences")).description("Recombines captions into new sentences.")
  .action(sentences);
withFolders(program.command("label"))
  .description("Has the Stanford parser of data/spice/ parse them.").action(label);
withFolders(program.command("fit")).description("Learns from captions and sentences.")
  .option("--fold <n>", "fold to leave out; default: none", wholeNumber(0))
  .option("--out <file>", "the model", userPath, MODEL).action(fit);
withFolders(program.command("report"))
  .description("Measures the model and writes the tables of its README.")
  .requiredOption("--held-out <model>", "a model fitted with --fold 0", userPath).action(report);

await runProgram(program);
