import assert from "node:assert/strict";
import { type Damage, DAMAGES, scoreKept } from "#lib/experiments";
import { Random } from "#lib/tensor";

const truth = (id: number, kind: string, colour: string) => ({
  ...{ id, kind, colour, material: "metal", rotation: 0 },
  quality: {},
});
const TRUTHS = [truth(1, "can", "red"), truth(2, "keys", "gray"), truth(3, "mug", "orange")];

/** What a damage makes of a caption. */
function damaged(name: string, caption: string, of = TRUTHS[0]): string | undefined {
  const { apply } = DAMAGES.find((damage) => damage.name === name)!;
  return apply(caption.split(" "), { truth: of, random: new Random(7) })?.join(" ");
}

Deno.test("another colour is put in the place of the picture's own, under any of its names", () => {
  const caption = damaged("another colour", "a red can on a red table")!;
  assert.match(caption, /^an? (?!red)\w+ can on a red table$/);
  assert.match(damaged("another colour", "a grey key ring", TRUTHS[1])!, /^an? (?!gr[ea]y)\w+ key/);
  assert.equal(damaged("another colour", "a can"), undefined);
});

Deno.test("another thing replaces the whole name of the thing", () => {
  const caption = damaged("another thing", "a red tin can on a table")!;
  assert.match(caption, /^a red [\w ]+ on a table$/);
  assert.doesNotMatch(caption, /\b(tin|can)\b/);
  assert.doesNotMatch(damaged("another thing", "a set of keys", TRUTHS[1])!, /keys/);
  assert.equal(damaged("another thing", "a red object"), undefined);
});

Deno.test("what is put in gets the article that fits", () => {
  const apply = (seed: number) =>
    DAMAGES[0].apply(["a", "red", "can"], { truth: TRUTHS[0], random: new Random(seed) })!;
  const captions = Array.from({ length: 40 }, (_, seed) => apply(seed).join(" "));
  assert.ok(captions.includes("an orange can") && captions.includes("a blue can"));
  assert.ok(captions.every((caption) => /^an? /.test(caption) && !/^a orange/.test(caption)));
});

Deno.test("form and length are damaged, words are kept", () => {
  const caption = "the red can is on a table";
  assert.equal(damaged("words backwards", caption), "table a on is can red the");
  assert.equal(damaged("no function words", caption), "red can table");
  assert.equal(damaged("second half cut off", caption), "the red can is");
  assert.equal(damaged("said twice", "a can"), "a can a can");
  const shuffled = damaged("words shuffled", caption)!;
  assert.notEqual(shuffled, caption);
  assert.deepEqual(shuffled.split(" ").toSorted(), caption.split(" ").toSorted());
});

const REFERENCES = new Map([
  [1, ["A red can on a table.", "a red can on a table", "a can"]],
  [2, ["a key ring", "a gray key ring"]], // no colour in the first
  [3, ["an orange mug on a desk", "the mug on a desk"]],
  [4, ["a red can", "a can"]], // not known to the generator
]);

Deno.test("scoreKept() gives the share of the corpus score that is left, of captions that can be damaged", async () => {
  const same: Damage = { name: "nothing", apply: (words) => [...words] };
  const gone: Damage = { name: "everything", apply: () => ["zzz"] };
  const damages = [DAMAGES[0], DAMAGES[3], same, gone];
  const { pictures, kept, example } = await scoreKept(REFERENCES, {
    truths: TRUTHS,
    damages,
    draws: 50,
  });
  assert.equal(pictures, 2);
  const of = (damage: string, metric: string) =>
    kept.find((row) => row.damage === damage && row.metric === metric)!;
  assert.deepEqual(
    [of("nothing", "CIDEr-D").value, of("nothing", "CIDEr-D").low, of("nothing", "BLEU-4").value],
    [1, 1, 1],
  );
  assert.ok(of("everything", "ROUGE-L").value === 0 && of("everything", "BLEU-1").value < 1e-9);
  assert.equal(of("words backwards", "BLEU-1").value, 1);
  assert.ok(of("words backwards", "BLEU-2").value < 0.5);
  const { value } = of("another colour", "BLEU-1");
  assert.ok(value > 0.5 && value < 1);
  assert.deepEqual(example.map(({ damage }) => damage), [
    "as written",
    ...damages.map(({ name }) => name),
  ]);
  assert.equal(example[0].caption, "a red can on a table");
});

Deno.test("scoreKept() spoils a caption alike each time", async () => {
  const [one, other] = await Promise.all(
    [1, 2].map(() => scoreKept(REFERENCES, { truths: TRUTHS, draws: 10 })),
  );
  assert.deepEqual(one, other);
});

Deno.test("scoreKept() refuses captions that cannot be damaged", async () => {
  await assert.rejects(scoreKept(new Map([[1, ["a can", "a can"]]]), { truths: TRUTHS }), {
    name: "RangeError",
    message: "Cannot damage captions: none has all that is to be damaged",
  });
});
