import assert from "node:assert/strict";
import { ptbTokenize, tokenizedCaptions, tokenizedReferences } from "#lib/metrics";

Deno.test("captions and references get the official tokens, each under its image", () => {
  const captions = tokenizedCaptions(new Map([[7, "A person's can."], [3, "T. Okafor's tea"]]));
  assert.deepEqual([...captions], [[7, "a person 's can"], [3, "t. okafor 's tea"]]);
  const references = tokenizedReferences(
    new Map([[7, ["A can.", "One, two"]], [3, []], [5, ["A dog isn't"]]]),
  );
  assert.deepEqual([...references], [[7, ["a can", "one two"]], [3, []], [5, ["a dog is n't"]]]);
});

Deno.test("a caption among others has the tokens that it has alone", () => {
  const texts = ["plan B.", "A can", "", "<unk> can"],
    ids = texts.map((_, i): [number, string] => [i, texts[i]]);
  const together = [...tokenizedCaptions(new Map(ids)).values()];
  assert.deepEqual(together, texts.map((text) => ptbTokenize([text]).lines[0]));
});
