import assert from "node:assert/strict";
import { Linear } from "../../../lib/metrics/spice/parser/linear.ts";
import { lemmaOf } from "../../../lib/metrics/spice/parser/lemma_of.ts";
import { packModel, unpackModel } from "../../../lib/metrics/spice/parser/model.ts";
import { SentenceParser } from "../../../lib/metrics/spice/parser/parse_sentence.ts";
import { actionsOf } from "../../../lib/metrics/spice/training/fit_attach.ts";
import type { Example } from "../../../lib/metrics/spice/training/example.ts";
import { fitParser } from "../../../lib/metrics/spice/training/fit_parser.ts";
import { WordNet } from "../../../lib/metrics/wordnet/wordnet.ts";

Deno.test("lemmaOf() changes verbs and plural nouns only", () => {
  const lemma = (word: string, tag: string) => lemmaOf(word, tag, WordNet.shared);
  const verbs = [
    "sitting",
    "riding",
    "holds",
    "made",
    "is",
    "carries",
    "stopped",
    "dressed",
    "visiting",
  ];
  assert.deepEqual(
    verbs.map((verb) => lemma(verb, "VBG")),
    ["sit", "ride", "hold", "make", "be", "carry", "stop", "dress", "visit"],
  );
  const plurals = [
    "dogs",
    "boxes",
    "buses",
    "men",
    "children",
    "knives",
    "scissors",
    "berries",
    "glasses",
  ];
  assert.deepEqual(
    plurals.map((noun) => lemma(noun, "NNS")),
    ["dog", "box", "bus", "man", "child", "knife", "scissors", "berry", "glass"],
  );
  assert.equal(lemma("sitting", "NN"), "sitting");
  assert.equal(lemma("his", "PRP$"), "he");
});

Deno.test("actionsOf() finds the actions of a tree, and none for crossing arcs", () => {
  // "a red can": both words hang from the third.
  assert.deepEqual(actionsOf([2, 2, -1]), [0, 0, 0, 1, 1]);
  assert.deepEqual(actionsOf([-1, 0]), [0, 0, 2]);
  assert.equal(actionsOf([2, 3, -1, 2]), undefined);
});

const EXAMPLES: Example[] = [
  ["a dog runs", "DT NN VBZ", [1, 2, -1], "det nsubj root"],
  ["the cat sleeps", "DT NN VBZ", [1, 2, -1], "det nsubj root"],
  ["a cat eats a fish", "DT NN VBZ DT NN", [1, 2, -1, 4, 2], "det nsubj root det dobj"],
  ["the dog eats the cat", "DT NN VBZ DT NN", [1, 2, -1, 4, 2], "det nsubj root det dobj"],
].map(([words, tags, heads, relations]) => ({
  words: (words as string).split(" "),
  tags: (tags as string).split(" "),
  heads: heads as number[],
  relations: (relations as string).split(" "),
}));

Deno.test("fitParser() learns what it is shown, carries it over to new words, and again the same", () => {
  const model = fitParser(EXAMPLES, { source: "by hand" });
  const parser = new SentenceParser(unpackModel(packModel(model)), WordNet.shared);
  const { tags, arcs } = parser.parse("a fish eats the dog".split(" "));
  assert.deepEqual(tags, ["DT", "NN", "VBZ", "DT", "NN"]);
  assert.deepEqual(
    arcs.map(({ relation, governor }) => `${relation} ${governor}`),
    ["det 1", "nsubj 2", "root -1", "det 4", "dobj 2"],
  );
  assert.deepEqual(packModel(fitParser(EXAMPLES, { source: "by hand" })), packModel(model));
});

Deno.test("unpackModel() gives back what packModel() packed, but for small weights", () => {
  const weights = new Int8Array(2 * 2048);
  weights.set([127, -127], 0);
  weights.set([0, 30], 2 * 700);
  weights.set([-10, 9], 2 * 2047);
  const linear = new Linear(2, weights);
  const parts = { first: linear, second: linear, attach: linear, relate: linear };
  const model = { tags: ["NN", "ÄÖ"], relations: ["dobj"], source: "a\nb", ...parts };
  const unpacked = unpackModel(packModel(model));
  weights[2 * 2047 + 1] = 0;
  assert.deepEqual(unpacked.relate.weights, weights);
  assert.deepEqual([unpacked.tags, unpacked.source], [model.tags, model.source]);
});
