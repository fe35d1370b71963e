import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { diversity, type DiversityName, DocumentFrequencies } from "#lib/metrics";
import { fixture } from "../fixtures.ts";
import { largestDifference } from "./reference_scores.ts";

function read(path: string) {
  return JSON.parse(readFileSync(fixture(path), "utf8"));
}

function close(actual: number, expected: number, tolerance = 1e-6) {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

/** Scores of one set among others, so that its words have weight. */
function scored(...captions: string[]): Record<DiversityName, number> {
  const scores = diversity(new Map([[1, captions], [2, ["x", "y"]], [3, ["x", "z"]]]));
  const own = Object.entries(scores).map(([name, { images }]) => [name, images[0]]);
  return Object.fromEntries(own);
}

Deno.test("diversity() counts distinct words and pairs of words", () => {
  const scores = scored("a red can", "a red mug");
  close(scores["Div-1"], 4 / 6);
  close(scores["Div-2"], 3 / 6); // "a red", "red can", "red mug"
});

Deno.test("diversity() gives BLEU of a caption against the others", () => {
  const scores = scored("a red can", "a red mug", "a red can");
  // "a red mug" finds two of three words, the other two find themselves.
  close(scores["mBLEU-1"], (1 + 2 / 3 + 1) / 3);
  close(scored("a b", "c d")["mBLEU-1"], 0);
});

Deno.test("diversity() gives self-CIDEr 0 to equal captions, 1 to strangers", () => {
  assert.equal(scored("a red can of soda", "a red can of soda")["self-CIDEr"], 0);
  close(scored("a red can of soda", "two blue dogs on grass")["self-CIDEr"], 1, 1e-12);
});

Deno.test("diversity() follows the singular values of the similarities", () => {
  // Two captions with n-grams of one length in common: similarity s on both sides of the diagonal.
  const documents = DocumentFrequencies.of([["a"], ["b"], ["c"]]);
  const { "self-CIDEr": { corpus } } = diversity(new Map([[1, ["a b", "a c"]]]), { documents });
  // Words weigh ln 3 each: of two words and one pair, one word is shared, for two lengths of four.
  const own = 2 / 4, shared = 1 / 2 / 4;
  const roots = [Math.sqrt(own + shared), Math.sqrt(own - shared)];
  close(corpus, -Math.log2(roots[0] / (roots[0] + roots[1])), 1e-12);
});

Deno.test("diversity() takes empty captions, and no number is NaN", () => {
  for (const captions of [["", ""], ["", "a can"], ["\u00a0", " "]]) {
    for (const value of Object.values(scored(...captions))) assert.ok(Number.isFinite(value));
  }
  assert.equal(scored("", "")["self-CIDEr"], 0);
});

Deno.test("diversity() does not depend on the order of the captions", () => {
  const captions = ["a red can", "a mug on a desk", "the red can on a desk"];
  const there = scored(...captions), back = scored(...captions.toReversed());
  for (const name of Object.keys(there) as DiversityName[]) close(there[name], back[name], 1e-12);
});

Deno.test("diversity() equals the reference computation", () => {
  const stored = read("metrics/diversity.json");
  const lines = new Map<number, string[]>(
    read("metrics/ptb_tokens.json").images.map((image: { id: number; sane: string[] }) =>
      [image.id, image.sane.slice(0, -1)] as const
    ),
  );
  const sets = new Map<number, string[]>(stored.ids.map((id: number) => [id, lines.get(id)!]));
  const scores = diversity(sets);
  const expected: [DiversityName, number[], number][] = [
    ["Div-1", stored.div1, stored.mean.div1],
    ["Div-2", stored.div2, stored.mean.div2],
    ...[0, 1, 2, 3].map((k): [DiversityName, number[], number] => [
      `mBLEU-${k + 1}` as DiversityName,
      stored.mbleu.map((values: number[]) => values[k]),
      stored.mean.mbleu[k],
    ]),
    ["self-CIDEr", stored.selfCider, stored.mean.selfCider],
  ];
  for (const [name, images, corpus] of expected) {
    close(scores[name].corpus, corpus, 1e-9);
    // Captions that occur twice make singular values 0. The stored scores have the root of what
    // rounding left of them, some 1e-9; ours have 0.
    const expected = images.map((value, i) => {
      const own = scores[name].images[i], twice = sets.get(stored.ids[i])!;
      const rounded = name === "self-CIDEr" && new Set(twice).size < twice.length;
      return rounded && Math.abs(own - value) < 1e-8 ? own : value;
    });
    assert.ok(largestDifference(scores[name].images, expected) <= 1e-9, name);
  }
});

Deno.test("diversity() refuses what cannot differ", () => {
  assert.throws(
    () => diversity(new Map([[7, ["a can"]]])),
    /^RangeError: Cannot score diversity: .*image 7 has 1$/,
  );
  assert.throws(() => diversity(new Map()), /^RangeError: .*there is no image$/);
});
