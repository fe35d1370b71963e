import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { CANNED, type Scene, writeCaptions, type Written } from "#lib/datasets/mini";
import { NOUNS } from "../../../lib/datasets/mini/nouns.ts";
import { describe } from "../../../lib/datasets/mini/photograph.ts";
import { RARE_BRANDS } from "../../../lib/datasets/mini/words.ts";
import { Random } from "#lib/tensor";
import { fits, PICTURES, share } from "./described.ts";
import { MUG } from "./mug.ts";

const ANSWERS = PICTURES.flatMap(({ scene, captions }) =>
  captions.map((written) => ({ ...written, scene }))
);
const OWN_WORDS = ANSWERS.filter(({ precanned }) => !precanned);

/** Answers of many people about one scene. */
function answers(scene: Scene, people = 500): Written[] {
  return Array.from({ length: people / 5 }, (_, i) => writeCaptions(scene, new Random(i))).flat();
}

// Another grammar is another data set: raise `VERSION` in generate.ts, and train the captioners anew
// (`deno task train`).
Deno.test("the captions of the first twenty pictures are those that captioners were trained on", () => {
  const captions = Array.from({ length: 20 }, (_, i) => describe(1, "train", i).captions);
  assert.equal(captions[0].length, 5);
  assert.equal(
    createHash("sha256").update(JSON.stringify(captions)).digest("hex"),
    "1d4950b60c7410e3a687296d276704a86912f759d74f43748102d4b82a4f2546",
  );
});

Deno.test("writeCaptions() says what is seen, in other words each time", () => {
  const captions = answers(MUG).filter(({ rejected, precanned }) => !rejected && !precanned);
  const noun = new RegExp(NOUNS.mug.join("|"), "i");
  // A slip of the pen may hit the noun.
  assert.ok(share(captions, ({ caption }) => noun.test(caption)) > 0.97);
  assert.ok(share(captions, ({ caption }) => /red/i.test(caption)) > 0.6);
  assert.ok(share(captions, ({ caption }) => /table/i.test(caption)) > 0.6);
  assert.ok(captions.every(({ caption }) => !/blue|keyboard|hand\b|says/i.test(caption)));
  assert.ok(new Set(captions.map(({ caption }) => caption)).size > 300);
});

Deno.test("writeCaptions() names what can be read only if the annotator saw text", () => {
  const scene: Scene = { ...MUG, text: ["hello"] };
  const [saw, missed] = [true, false].map((text) =>
    answers(scene, 2000).filter((each) => each.text === text && !each.rejected)
  );
  assert.ok(fits(saw.length / (saw.length + missed.length), 0.93, 2000));
  assert.ok(share(saw, ({ caption }) => /hello/i.test(caption)) > 0.05);
  assert.ok(missed.length > 50);
  assert.ok(missed.every(({ caption }) => !/hello/i.test(caption)));
});

Deno.test("writeCaptions() has 5 to 25 words", () => {
  const lengths = OWN_WORDS.map(({ caption }) => caption.replace(/ \.$/, ".").split(" ").length);
  assert.deepEqual([Math.min(...lengths), Math.max(...lengths) <= 25], [5, true]);
  assert.ok(Math.max(...lengths) > 18);
  for (const { caption } of ANSWERS) assert.match(caption, /^\S+( \S+)*$/);
});

Deno.test("writeCaptions() gives the canned sentence exactly where the answer is marked as canned", () => {
  for (const { caption, precanned, rejected } of ANSWERS) {
    assert.equal(caption === CANNED, precanned);
    assert.ok(!(precanned && rejected));
  }
  const canned = share(ANSWERS, ({ precanned }) => precanned);
  assert.ok(canned > 0.03 && canned < 0.1, String(canned));
});

Deno.test("writeCaptions() mostly gives up on hopeless pictures, seldom on sharp ones", () => {
  const gaveUp = (quality: Partial<Scene["quality"]>) =>
    share(
      answers({ ...MUG, quality: { ...MUG.quality, ...quality } }, 2000),
      ({ precanned }) => precanned,
    );
  assert.ok(fits(gaveUp({ blur: 1.6, hopeless: true }), 0.93, 2000));
  assert.ok(fits(gaveUp({ blur: 0.9 }), 0.3, 2000));
  assert.ok(gaveUp({}) < 0.01);
  const guesses = answers({ ...MUG, quality: { ...MUG.quality, blur: 1.6, hopeless: true } })
    .filter(({ precanned }) => !precanned);
  assert.ok(guesses.length > 5);
  assert.ok(guesses.every(({ caption, text }) => !/mug|\bred\b|table/i.test(caption) && !text));
});

Deno.test("writeCaptions() has some answers rejected, most of them useless", () => {
  const rejected = OWN_WORDS.filter((each) => each.rejected);
  assert.ok(fits(rejected.length / OWN_WORDS.length, 0.026, OWN_WORDS.length));
  const useless = share(rejected, ({ caption }) => /nice picture|not see|item|good/.test(caption));
  assert.ok(useless > 0.25 && useless < 0.9, String(useless));
});

Deno.test("writeCaptions() sees text where text is, and next to never elsewhere", () => {
  const printed = ANSWERS.filter(({ scene }) => scene.text.length > 0 && !scene.quality.hopeless);
  const bare = ANSWERS.filter(({ scene }) => scene.text.length === 0);
  const sees = (answers: typeof ANSWERS) => share(answers, ({ text }) => text);
  assert.ok(printed.length > 1000 && bare.length > 500);
  assert.ok(sees(printed) > 0.8 && sees(printed) < 0.95, String(sees(printed)));
  assert.ok(sees(bare) > 0 && sees(bare) < 0.03, String(sees(bare)));
  // Three of five must agree, so that no picture without text is marked.
  for (const { scene, captions } of PICTURES) {
    const marked = captions.filter(({ text }) => text).length >= 3;
    if (scene.text.length === 0 || scene.quality.hopeless) assert.ok(!marked);
  }
});

Deno.test("writeCaptions() names rare makers", () => {
  const rare = new Set(RARE_BRANDS.map((brand) => brand.toLowerCase()));
  const naming = share(
    OWN_WORDS,
    ({ caption }) => caption.toLowerCase().split(/[^a-z]+/).some((word) => rare.has(word)),
  );
  assert.ok(naming > 0.01 && naming < 0.08, String(naming));
});

Deno.test("writeCaptions() writes as people do: capitals, full stops and slips vary", () => {
  const has = (is: (caption: string) => boolean) => share(OWN_WORDS, ({ caption }) => is(caption));
  assert.ok(fits(has((c) => c === c.toUpperCase()), 0.03, OWN_WORDS.length));
  const lower = has((c) => c === c.toLowerCase()), stopped = has((c) => c.endsWith("."));
  assert.ok(lower > 0.15 && lower < 0.27, String(lower));
  assert.ok(stopped > 0.62 && stopped < 0.78, String(stopped));
  const openings = new Set(OWN_WORDS.map(({ caption }) => caption.split(" ")[0].toLowerCase()));
  assert.ok(openings.size > 30);
});

Deno.test("the five writers of a picture differ", () => {
  const same = share(PICTURES, ({ captions }) => {
    const own = captions.filter(({ precanned }) => !precanned).map(({ caption }) => caption);
    return new Set(own).size < own.length;
  });
  assert.ok(same < 0.02, String(same));
});
