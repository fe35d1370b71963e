import assert from "node:assert/strict";
import { type CaptionTuples, tuplesEngine } from "#lib/metrics";
import { readConll } from "../../../lib/metrics/spice/training/example.ts";
import { freshLines, parsedFresh, readFresh } from "../../../lib/metrics/spice/training/fresh.ts";
import { fragments } from "../../../lib/metrics/spice/training/fragments.ts";
import { measure } from "../../../lib/metrics/spice/training/measure.ts";
import { withMeasured } from "../../../lib/metrics/spice/training/measured_table.ts";
import { recombine } from "../../../lib/metrics/spice/training/recombine.ts";
import { shortCaptions } from "../../../lib/metrics/spice/training/short_captions.ts";
import { standardErrors } from "../../../lib/metrics/spice/training/standard_errors.ts";
import { randomOf } from "../../../lib/metrics/spice/training/shuffled.ts";
import { readTree, wordsOf } from "../../../lib/metrics/spice/training/tree.ts";
import { variations, vary } from "../../../lib/metrics/spice/training/vary.ts";

const TREES = [
  "(ROOT (S (NP (DT a) (NN dog)) (VP (VBZ eats))))",
  "(ROOT (S (NP (DT the) (JJ old) (NN cat)) (VP (VBZ sleeps))))",
];

Deno.test("readTree() reads a bracketed tree", () => {
  const tree = readTree(TREES[1]);
  assert.deepEqual(wordsOf(tree), ["the", "old", "cat", "sleeps"]);
  assert.deepEqual(tree.children[0].children.map(({ label }) => label), ["NP", "VP"]);
});

Deno.test("recombine() makes new sentences of old parts, the same for the same seed", () => {
  const words = new Map([["NN", { words: ["mug"], weights: Float64Array.of(1) }]]);
  const make = () => recombine(TREES, { count: 5, words, random: randomOf(3) });
  const made = make();
  assert.deepEqual(make(), made);
  assert.equal(new Set(made).size, 5);
  const known = new Set(["a", "the", "old", "dog", "cat", "mug", "eats", "sleeps"]);
  for (const line of made) {
    assert.ok(line.split(" ").every((word) => known.has(word)), line);
    assert.ok(!["a dog eats", "the old cat sleeps"].includes(line));
  }
});

Deno.test("vary() exchanges a thing for the same other one in all lines, digits for digits", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const [first, second, price] = vary(
      ["a pill bottle on an apple", "the pill bottle", "$ 4.99"],
      randomOf(seed),
    );
    assert.match(first, /^(a [^aeio].*|an [aeio].*) on (a [^aeio].*|an [aeio].*)$/);
    const thing = first.slice(first.indexOf(" "), first.indexOf(" on "));
    assert.equal(second, `the${thing}`);
    assert.match(price, /^\$ \d\.\d\d$/);
  }
});

Deno.test("variations() makes new captions, none that is left out or known", () => {
  const captions = ["a cup on a table", "a mug by a lamp"];
  const make = (without: string[]) =>
    variations(captions, { count: 30, without: new Set(without), random: randomOf(4) });
  const made = make([]), rest = make(made.slice(0, 10));
  assert.equal(new Set(made).size, 30);
  assert.ok(!made.some((line) => captions.includes(line)));
  assert.ok(!rest.some((line) => made.slice(0, 10).includes(line)));
});

Deno.test("shortCaptions() fills short forms with words of the captions and the lexicon", () => {
  const words = new Map([["NN", { words: ["mug"], weights: Float64Array.of(1) }]]);
  const made = shortCaptions(TREES, { count: 40, words, random: randomOf(5) });
  assert.equal(new Set(made).size, 40);
  assert.ok(made.includes("a mug") || made.includes("a cat") || made.includes("a dog"));
  assert.ok(made.every((line) => line.split(" ").length <= 6));
});

Deno.test("fragments() cuts pieces of one to four words, none twice and no whole caption", () => {
  const captions = ["a red can of soup on a table", "a can"];
  const make = () => fragments(captions, { count: 200, random: randomOf(6) });
  const made = make();
  assert.deepEqual(make(), made);
  assert.equal(new Set(made).size, made.length);
  // 8 words have 8 + 7 + 6 + 5 pieces; "a" stands twice, and "a can" adds nothing.
  assert.equal(made.length, 25);
  for (const piece of made) {
    assert.ok(captions[0].includes(piece) && piece.split(" ").length <= 4, piece);
    assert.notEqual(piece, "a can");
  }
});

Deno.test("readConll() reads words, tags and heads, and leaves broken sentences out", () => {
  const text = "1\ta\ta\tDT\t_\t2\tdet\n2\tdog\tdog\tNN\t_\t0\tROOT\n\n1\tx\tx\n\n";
  assert.deepEqual(readConll(text), [
    { words: ["a", "dog"], tags: ["DT", "NN"], heads: [1, -1], relations: ["det", "root"] },
  ]);
});

Deno.test("measure() gives 1 to official tuples, and less to an engine that drops some", async () => {
  const tuples = new Map<string, CaptionTuples>([
    ["a red can", [["can", "red"], ["can"]]],
    ["a can on a mug", [["can", "on", "mug"], ["can"], ["mug"]]],
  ]);
  const captions = new Map([[1, "a red can"], [2, "a can on a mug"]]);
  const references = new Map([[1, ["a can on a mug"]], [2, ["a can on a mug", "a red can"]]]);
  const parsed = { name: "two", captions, references, tuples };
  const same = await measure(parsed, tuplesEngine(tuples));
  assert.deepEqual([same.captionsRight, same.mean, same.difference], [1, same.official, 0]);
  assert.ok(Math.abs(same.correlation - 1) < 1e-12);
  const objects = new Map(
    [...tuples].map(([line, own]) => [line, own.filter((t) => t.length === 1)]),
  );
  const less = await measure(parsed, tuplesEngine(objects));
  assert.deepEqual(less.recall, [1, 0, 0]);
  assert.equal(less.captionsRight, 0);
  assert.equal(less.worst.length, 2);
  assert.ok(Math.abs(less.worst[0].share + less.worst[1].share - 1) < 1e-12);
});

Deno.test("withMeasured() replaces what stands between the marks, and refuses a text without them", () => {
  const [start, end] = [
    "<!-- measured: deno task spice:train report -->",
    "<!-- end of measured -->",
  ];
  const row = {
    name: "ten",
    pictures: 10,
    isMerged: false,
    mean: 0.1,
    official: 0.2,
    correlation: 0.9,
    difference: 0.01,
    errors: { ratio: 0.02, correlation: 0.03 },
    worst: [],
    captionsRight: 0.5,
    precision: [1, 0.5, 0.25],
    recall: [1, 1, 0],
  };
  const text = withMeasured(`before ${start} old ${end} after`, [row]);
  assert.ok(
    text.startsWith(`before ${start}`) && text.endsWith(`${end} after`) && !text.includes("old"),
  );
  assert.ok(
    text.includes("| ten | 10 | 0.1000 | 0.2000 | 0.500 ± 0.020 | 0.900 ± 0.030 | 0.010 |"),
    text,
  );
  assert.ok(text.includes("| ten | 50.0 % | 100.0 / 100.0 | 50.0 / 100.0 | 25.0 / 0.0 |"), text);
  assert.throws(() => withMeasured("nothing", [row]), SyntaxError);
});

Deno.test("standardErrors() gives 0 where one list is a multiple of the other", () => {
  const { ratio, correlation } = standardErrors([0.2, 0.4, 0.6, 0.8], [0.1, 0.2, 0.3, 0.4]);
  assert.ok(ratio < 1e-9 && correlation < 1e-6, `${ratio} ${correlation}`);
});

Deno.test("standardErrors() comes near the textbook's: (1 - r²) / √n for normal scores", () => {
  const random = randomOf(8), n = 400;
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const official = Array.from({ length: n }, () => 10 + normal());
  const ours = official.map((value) => value + 0.75 * normal());
  const { ratio, correlation } = standardErrors(ours, official);
  assert.ok(Math.abs(correlation - (1 - 0.8 ** 2) / Math.sqrt(n)) < 0.005, `${correlation}`);
  assert.ok(Math.abs(ratio - 0.075 / Math.sqrt(n)) < 0.0005, `${ratio}`);
});

Deno.test("parsedFresh() gives captions and references back; freshLines() names each line once", () => {
  const rows = [
    { name: "a, greedy", images: [[7, "a can", ["a red can", "a can"]]] },
    { name: "one person", images: [[7, "a red can", ["a can"]]] },
  ] satisfies Parameters<typeof freshLines>[0];
  assert.deepEqual(freshLines(rows), ["a can", "a red can"]);
  const [parsed] = parsedFresh(rows, new Map());
  assert.equal(parsed.name, "a, greedy");
  assert.equal(parsed.captions.get(7), "a can");
  assert.deepEqual(parsed.references.get(7), ["a red can", "a can"]);
});

Deno.test("readFresh() says what writes the file", () => {
  assert.throws(() => readFresh("no such file"), /deno task spice:train fresh/);
});
