import { bleu, cider, ptbTokenize, rougeL, spiceDetail, tokenizedReferences } from "#lib/metrics";
import { bleuByHand, ciderByHand, meteorByHand, rougeByHand, spiceByHand } from "#lib/notebook";
import assert from "node:assert/strict";
import { HOSTILE } from "../metrics/hostile.ts";

const CORPUS = new Map([
  [1, ["A red can of soda.", "a can on a table", "Someone's can"]],
  [2, ["a blue mug on a table"]],
  [3, ["a dog"]],
]);
const CAPTION = "a red can on a a table", REFERENCES = CORPUS.get(1)!;
const CAPTIONS = new Map([[1, CAPTION]]);

Deno.test("bleuByHand() shows the counts, the brevity penalty and the scores of bleu()", () => {
  const { description } = bleuByHand(CAPTION, REFERENCES);
  assert.match(description, /words \(6 of 7 = 0\.857\): a \(2 of 3\), red, can, on, table/);
  assert.match(
    description,
    /2 words in a row \(5 of 6 = 0\.833\): a red, red can, can on, on a, \[a a\]/,
  );
  assert.match(description, /the caption has 7 words, the reference closest in length 5/);
  assert.match(description, /factor 1\.000/);
  const scores = bleu(CAPTIONS, tokenizedReferences(new Map([[1, REFERENCES]])));
  for (const [name, { corpus }] of Object.entries(scores)) {
    assert.ok(description.includes(`${name} ${corpus.toFixed(3)}`), name);
  }
});

Deno.test("bleuByHand() multiplies by the brevity penalty what is too short", () => {
  const { description } = bleuByHand("a can", ["a can on a table"]);
  assert.ok(description.includes(`factor ${Math.exp(1 - 5 / 2).toFixed(3)}`));
  assert.match(description, /3 words in a row \(none\)/);
});

Deno.test("rougeByHand() draws the reference with the best precision and says where recall is from", () => {
  const { description, svg } = rougeByHand("a can of soda", REFERENCES, { name: "x" });
  assert.match(description, /a person: "a red can of soda"\. 4 matches: a, can, of, soda\.$/);
  const { corpus } =
    rougeL(new Map([[1, "a can of soda"]]), tokenizedReferences(CORPUS))["ROUGE-L"];
  assert.ok(description.includes(`ROUGE-L ${corpus.toFixed(3)}`));
  assert.match(svg, /precision 4 of 4 words with this reference, recall 4 of 5/);
  const two = rougeByHand("one can", ["one blue can can", "can"], { name: "x" });
  assert.match(
    two.svg,
    /precision 2 of 2 words with this reference, best recall 1 of 1 with another/,
  );
});

Deno.test("ciderByHand() adds up to the caption's CIDEr-D among all pictures", () => {
  const { description } = ciderByHand(CAPTION, REFERENCES, { corpus: CORPUS });
  const captions = new Map([[1, CAPTION], [2, "x"], [3, "x"]]);
  const { images: [score] } = cider(captions, tokenizedReferences(CORPUS))["CIDEr-D"];
  assert.ok(description.includes(`the sum of all (${score.toFixed(3)})`));
  assert.match(description, /\[a\] \(in 3\)/); // all pictures have it: it weighs nothing
  assert.match(description, /red \(\d\.\d\d, in 1\)/);
});

Deno.test("any caption can be taken apart", () => {
  for (const text of HOSTILE) {
    assert.match(bleuByHand(text, [text, "a can"]).description, /BLEU-4 \d/);
    assert.match(rougeByHand(text, ["a can"], { name: "x" }).description, /ROUGE-L \d/);
    assert.match(
      ciderByHand(text, [text], { corpus: CORPUS }).description,
      /sum of all \(\d+\.\d+\)/,
      ptbTokenize([text]).lines[0].slice(0, 40),
    );
  }
});

Deno.test("meteorByHand() draws the alignment with the best reference, and says what made words match", () => {
  const { description, svg } = meteorByHand("a dog sleeping on a couch", [
    "one can",
    "The dog sleeps on a sofa.",
  ], {
    name: "x",
  });
  assert.match(
    description,
    /a person: "the dog sleeps on a sofa"\. 5 matches: dog, sleeping – sleeps \(stem\), on, a, couch – sofa \(synonym\)\.$/,
  );
  assert.match(svg, /METEOR-noPara 0\.\d{3}.*5 matches in 1 chunk</s);
});

Deno.test("spiceByHand() shows statements of both sides, and what SPICE-ts makes of them", async () => {
  const { description, html } = await spiceByHand("a red car on a road", [
    "a red automobile on a street",
    "a dog",
  ]);
  assert.match(description, /the caption, objects: .*car/);
  assert.match(description, /people, objects: .*\[dog\]/);
  const { score } = await spiceDetail("a red car on a road", [
    "a red automobile on a street",
    "a dog",
  ]);
  assert.ok(description.includes(`SPICE-ts ${score.toFixed(3)}`));
  assert.ok(score > 0 && /precision \d of \d, recall \d of \d/.test(description));
  // What people state and the caption does not is no fault of theirs.
  assert.doesNotMatch(html, /line-through">dog</);
});
