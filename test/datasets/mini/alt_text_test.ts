import assert from "node:assert/strict";
import {
  altTextVocabulary,
  COLOURS,
  KINDS,
  MATERIALS,
  sampleScene,
  writeAltText,
} from "#lib/datasets/mini";
import { Random } from "#lib/tensor";
import { tokenize } from "#lib/text";

const SCENES = Array.from({ length: 400 }, (_, i) => sampleScene(new Random(1).split(i)));
const text = (i: number) => writeAltText(SCENES[i], new Random(2).split(i));

Deno.test("writeAltText() names kind, material and colour of every scene", () => {
  // Each fact gives the set of its words away: texts of scenes that share it share a word.
  const facts = { kind: KINDS, material: MATERIALS, colour: COLOURS };
  for (const [fact, values] of Object.entries(facts)) {
    for (const value of values) {
      const own = SCENES.flatMap((scene, i) => {
        return scene[fact as "kind"] === value ? [new Set(tokenize(text(i)))] : [];
      });
      const words = new Set(own.flatMap((each) => [...each]));
      if (own.length < 2) continue;
      // At most two names a fact: one of two words is in every text.
      const covering = [...words].some((a) =>
        [...words].some((b) => own.every((each) => each.has(a) || each.has(b)))
      );
      assert.ok(covering, `${fact} ${value}`);
    }
  }
});

Deno.test("writeAltText() uses no word outside its vocabulary, and no sentence", () => {
  const vocabulary = altTextVocabulary();
  for (const i of SCENES.keys()) {
    const tokens = tokenize(text(i));
    assert.ok(tokens.length >= 3 && tokens.length <= 11, text(i));
    assert.ok(tokens.every((token) => vocabulary.has(token)), text(i));
    assert.doesNotMatch(text(i), /^an? |\.$/);
  }
});

Deno.test("writeAltText() names a place sometimes, and gives the same text for the same seed", () => {
  const placed = [...SCENES.keys()].filter((i) => / on /.test(text(i))).length;
  assert.ok(placed > 60 && placed < 200, String(placed));
  assert.equal(text(7), text(7));
});
