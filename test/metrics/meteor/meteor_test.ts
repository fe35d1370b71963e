import assert from "node:assert/strict";
import {
  loadParaphrases,
  meteor,
  METEOR_COLUMNS,
  meteorCounts,
  meteorFromStatistics,
  type MeteorOptions,
  meteorStatistics,
  type Metric,
  scoreAll,
} from "#lib/metrics";
import { bootstrap } from "#lib/statistics";
import { Random } from "#lib/tensor";
import { ParaphraseReader } from "../../../lib/metrics/meteor/paraphrase_reader.ts";
import { Paraphrases } from "../../../lib/metrics/meteor/paraphrases.ts";
import { largestDifference } from "../reference_scores.ts";
import { TABLE } from "./meteor_data.ts";
import { type ReferenceLines, referenceLines, type Table } from "./reference_lines.ts";

/** METEOR without paraphrases. */
const NO_TABLE: MeteorOptions = {};

/** Tables with a few paraphrases. */
function withParaphrases(...pairs: [string, string][]): MeteorOptions {
  const reader = new ParaphraseReader();
  const text = pairs.map((pair) => `0.5\n${pair.join("\n")}\n`).join("");
  reader.push(new TextEncoder().encode(text));
  return { paraphrases: new Paraphrases(reader.finish()) };
}

function line(data: MeteorOptions, caption: string, ...references: string[]): number[] {
  return [...meteorStatistics(new Map([[1, caption]]), new Map([[1, references]]), data)];
}

function score(data: MeteorOptions, caption: string, ...references: string[]): number {
  return meteorFromStatistics(line(data, caption, ...references));
}

function close(actual: number, expected: number) {
  assert.ok(Math.abs(actual - expected) <= 1e-12, `${actual} is not ${expected}`);
}

Deno.test("meteor() gives 1 when caption and reference are equal, 0 when they share nothing", () => {
  assert.equal(score(NO_TABLE, "a red can", "a red can"), 1);
  assert.equal(score(NO_TABLE, "seven green lamps", "blue mug"), 0);
});

Deno.test("meteor() follows its formula", () => {
  // All of "a dog" is matched in two chunks: P = R = 1, frag = 2 / 2, penalty .6 · 1.
  close(score(NO_TABLE, "a dog", "dog a"), 1 - 0.6);
  // One content word of "dog cat" (2 · .75) against all of "dog": P = 1/2, R = 1, frag = 1/1.
  close(score(NO_TABLE, "dog zebra", "dog"), 0.4 / (0.15 / 0.5 + 0.85));
});

Deno.test("meteorStatistics() counts by matcher, content and function words of both sides", () => {
  const data = withParaphrases(["in front of", "before"]);
  const caption = "the dogs run before a sofa", reference = "the dog runs in front of a couch";
  assert.deepEqual(line(data, caption, reference), [
    ...[6, 8, 2, 4], // words; function words: the, a; the, in, of, a
    ...[0, 0, 2, 2], // exact: the, a
    ...[2, 2, 0, 0], // stem: dogs, run
    ...[1, 1, 0, 0], // synonym: sofa
    ...[1, 1, 0, 2], // paraphrase: before
    ...[1, 6, 8],
  ]);
});

Deno.test("meteor() counts the best reference, and of equal ones the first", () => {
  assert.equal(score(NO_TABLE, "a red can", "blue mug", "a red can", "can"), 1);
  assert.deepEqual(
    line(NO_TABLE, "green lamp", "mug", "a box"),
    line(NO_TABLE, "green lamp", "mug"),
  );
});

Deno.test("meteor() gives an empty caption 0 and the first reference's words", () => {
  const expected = Array<number>(METEOR_COLUMNS).fill(0);
  [expected[1], expected[3]] = [2, 1];
  assert.deepEqual(line(NO_TABLE, "", "a dog", "a dog and a cat"), expected);
  assert.deepEqual(line(NO_TABLE, " \t", ""), Array<number>(METEOR_COLUMNS).fill(0));
  assert.equal(score(NO_TABLE, "a dog", ""), 0);
});

Deno.test("meteor() takes words for equal if Java's hashes are, paraphrases only if the words are", () => {
  const data = withParaphrases(["c5", "purple"]);
  assert.equal(score(data, "np", "p2"), 1);
  assert.equal(score(data, "as", "purple"), 0);
  assert.ok(score(data, "c5", "purple") > 0);
});

Deno.test("meteor() names its values by whether paraphrases were used", () => {
  const captions = new Map([[1, "before"]]), references = new Map([[1, ["in front of"]]]);
  const names = (options: MeteorOptions) => Object.keys(meteor(captions, references, options));
  assert.deepEqual(names(NO_TABLE), ["METEOR-noPara"]);
  assert.deepEqual(names(withParaphrases()), ["METEOR-noPara"]);
  assert.deepEqual(names(withParaphrases(["a", "b"])), ["METEOR"]);
});

Deno.test("meteor() computes the corpus from sums, without the chunk of a perfect caption", () => {
  const captions = new Map([[5, "a dog"], [3, "a red can"], [4, "a box"]]);
  const references = new Map([[3, ["a red can"]], [4, ["mug"]], [5, ["dog a"]]]);
  const { corpus, images } = meteor(captions, references, NO_TABLE)["METEOR-noPara"];
  assert.deepEqual([images[1], images[2]], [1, 0]);
  const statistics = meteorStatistics(captions, references, NO_TABLE);
  const sums = new Float64Array(METEOR_COLUMNS);
  statistics.forEach((count, i) => sums[i % METEOR_COLUMNS] += count);
  sums[20]--;
  assert.equal(corpus, meteorFromStatistics(sums));
});

Deno.test("meteor() is a metric like the others", async () => {
  const captions = new Map([[1, "a dog"]]), references = new Map([[1, ["a dog"]]]);
  const metrics = [(...[said, written]: Parameters<Metric>) => meteor(said, written, NO_TABLE)];
  const { corpus } = await scoreAll(captions, references, { metrics });
  assert.deepEqual(corpus, { "METEOR-noPara": 1 });
});

Deno.test("meteorCounts() are what the bootstrap sums", () => {
  const { captions, references } = referenceLines()[0];
  const statistic = meteor(captions, references, NO_TABLE)["METEOR-noPara"].statistic!;
  assert.deepEqual(
    statistic.counts,
    meteorCounts(meteorStatistics(captions, references, NO_TABLE)),
  );
  const { value, low, high } =
    bootstrap(statistic, { random: new Random(1), draws: 200 })["METEOR-noPara"];
  assert.equal(value, meteor(captions, references, NO_TABLE)["METEOR-noPara"].corpus);
  assert.ok(low < value && value < high);
});

Deno.test("meteor() survives anything that a line may hold", () => {
  const data = withParaphrases(["the", "this"], ["this", "the"], ["the the", "this"]);
  const hostile = [
    ...[
      "",
      " ",
      ".",
      "...",
      "'",
      "-",
      "``''",
      "\0",
      "a\0b",
      "\ud800",
      "x\udc00y",
      "\u202eabc\u202c",
    ],
    ...[
      "\u05e9\u05dc\u05d5\u05dd",
      "👩‍👩‍👧‍👦 🇩🇪",
      "a\u0301\u0327",
      "||| a |||",
      "\r\n\u2028",
      "__proto__",
      "constructor",
    ],
    ...[
      ".".repeat(2000),
      "'".repeat(2000),
      "-".repeat(2000),
      "a".repeat(20_000),
      "a.".repeat(2000),
    ],
  ];
  for (const caption of hostile) {
    for (const reference of hostile) {
      const value = score(data, caption, reference);
      assert.ok(value >= 0 && value <= 1, JSON.stringify([caption, reference]).slice(0, 80));
    }
  }
});

Deno.test("meteor() reads captions of 10,000 words", () => {
  const data = withParaphrases(["the", "this"], ["this", "the"]);
  const words = Array.from({ length: 10_000 }, (_, i) => `w${i * 7919 % 10_007}`);
  const same = "the ".repeat(10_000);
  assert.equal(score(data, same, same), 1);
  assert.ok(score(data, words.join(" "), words.toReversed().join(" ")) > 0.3);
  assert.ok(score(data, same, "this ".repeat(2000)) > 0);
});

function compare(
  { captions, references, ...official }: ReferenceLines,
  table: Table,
  data: MeteorOptions,
) {
  const { stats, scores, corpus } = official[table];
  const lines = meteorStatistics(captions, references, data);
  const ours = stats.map((_, i) =>
    lines.subarray(i * METEOR_COLUMNS, (i + 1) * METEOR_COLUMNS).join(" ")
  );
  assert.deepEqual(ours, stats.map((text) => text.trim().split(/\s+/).map(Number).join(" ")));
  const [values] = Object.values(meteor(captions, references, data));
  // Powers differ in the last place between Java's machines.
  assert.ok(largestDifference(values.images, scores) <= 1e-12);
  if (corpus !== undefined) close(values.corpus, corpus);
}

Deno.test("meteor() without paraphrases equals the official program with an empty table", async (test) => {
  for (const set of referenceLines()) {
    await test.step(set.name, () => compare(set, "empty", NO_TABLE));
  }
});

Deno.test({
  name: "meteor() with the table of paraphrases equals the official program",
  ignore: TABLE === undefined, // `deno task data meteor` fetches it
  fn: async (test) => {
    const data = { paraphrases: await loadParaphrases(TABLE!) };
    for (const set of referenceLines()) await test.step(set.name, () => compare(set, "full", data));
  },
});

Deno.test("meteor() refuses a caption without a reference", () => {
  assert.throws(
    () => meteor(new Map([[2, "a can"]]), new Map(), NO_TABLE),
    /^RangeError: .*image 2 has none/,
  );
});
