import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { fixture } from "../fixtures.ts";
import { TABLE } from "../metrics/meteor/meteor_data.ts";
import { inFolder } from "../temporary.ts";
import { runCommand } from "./command.ts";

const REFERENCES = {
  images: [{ id: 5 }, { id: 3 }, { id: 8 }, { id: 9 }],
  annotations: [
    { id: 1, image_id: 3, caption: "A dog on a couch.", is_rejected: false, is_precanned: false },
    { id: 2, image_id: 3, caption: "The dog sleeps.", is_rejected: false, is_precanned: false },
    { id: 3, image_id: 5, caption: "A red can of soda", is_rejected: false, is_precanned: false },
    { id: 4, image_id: 5, caption: "spam", is_rejected: true, is_precanned: false },
    { id: 5, image_id: 8, caption: "Too blurry.", is_rejected: true, is_precanned: true },
    { id: 6, image_id: 9, caption: "Two old books", is_rejected: false, is_precanned: false },
  ],
};
const ALL = ["BLEU-1", "BLEU-2", "BLEU-3", "BLEU-4", "ROUGE-L", "CIDEr-D"];

/** Writes files into a folder of its own and gives a function that scores them there. */
async function withFiles(
  files: Readonly<Record<string, unknown>>,
  test: (
    score: (...args: string[]) => ReturnType<typeof runCommand>,
    folder: string,
  ) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), JSON.stringify(content));
    }
    const path = (arg: string) => arg.endsWith(".json") ? join(folder, arg) : arg;
    await test((...args) => runCommand("score", ...args.map(path)), folder);
  });
}

function results(captions: Readonly<Record<number, string>>) {
  return Object.entries(captions).map(([id, caption]) => ({ image_id: Number(id), caption }));
}

function read(folder: string, name: string) {
  return JSON.parse(readFileSync(join(folder, name), "utf8"));
}

Deno.test("score prints a table, says what it left out, and writes settings, corpus and images", () =>
  withFiles({
    "references.json": REFERENCES,
    "captions.json": results({ 9: "two\nbooks", 8: "a blurry thing", 5: "a red can", 3: "a dog" }),
  }, async (score, folder) => {
    const { code, stdout, stderr } = await score(
      ...["--captions", "captions.json", "--references", "references.json", "--out", "out.json"],
      ...["--paraphrases", "none"],
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^3 pictures +score +95 % interval$/m);
    assert.match(stdout, /^METEOR-noPara +\d\.\d{4} +\[\d\.\d{4}, \d\.\d{4}\]$/m);
    assert.match(
      stderr,
      /^2 of 6 annotations were marked as rejected or precanned and left out\.$/m,
    );
    assert.match(stderr, /nobody described picture 8; captioned, but not scored/);
    assert.match(stderr, /1 line break was taken for a blank/);
    const { settings, corpus, intervals, images, ...more } = read(folder, "out.json");
    assert.deepEqual([settings.captions, settings.tokenizer, settings.images], [
      ...["captions.json", "safe", 3],
    ]);
    assert.deepEqual([settings.withoutReference, settings.missing, settings.lineBreaks], [
      ...[[8], [], 1],
    ]);
    assert.deepEqual(settings.annotations, { captions: 6, rejected: 2, precanned: 1, both: 1 });
    assert.deepEqual(Object.keys(corpus), [...ALL, "METEOR-noPara", "SPICE-ts"]);
    assert.deepEqual(images.map(({ image_id }: { image_id: number }) => image_id), [5, 3, 9]);
    assert.deepEqual(Object.keys(images[0]), ["image_id", ...Object.keys(corpus)]);
    assert.equal(intervals["SPICE-ts"].value, corpus["SPICE-ts"]);
    assert.deepEqual(more, {});
  }));

Deno.test("score compares two files on the same pictures", () =>
  withFiles({
    "references.json": REFERENCES,
    "captions.json": results({ 3: "a dog on a couch", 5: "a red can of soda", 9: "two books" }),
    "other.json": results({ 3: "a cat", 5: "a mug", 9: "a shoe" }),
    "few.json": results({ 3: "a cat" }),
  }, async (score, folder) => {
    const files = ["--captions", "captions.json", "--references", "references.json"];
    const { code, stdout, stderr } = await score(
      ...[...files, "--against", "other.json", "--metrics", "rouge,bleu", "--out", "out.json"],
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /difference/);
    const { corpus, differences, against } = read(folder, "out.json");
    assert.deepEqual(Object.keys(differences), ALL.slice(0, 5)); // in the order of the table
    const { value, low, p } = differences["ROUGE-L"];
    assert.ok(Math.abs(value - (corpus["ROUGE-L"] - against.corpus["ROUGE-L"])) < 1e-12);
    assert.ok(low > 0 && p > 0 && p <= 1);
    const few = await score(...files, "--against", "few.json", "--allow-missing");
    assert.equal(few.code, 1);
    assert.match(few.stderr, /both must caption the same pictures, current numbers are 3 and 1/);
  }));

Deno.test("score names images that are unknown, missing or captioned twice, and wrong arguments", () =>
  withFiles({
    "references.json": REFERENCES,
    "unknown.json": results({ 3: "a dog", 77: "a cat" }),
    "few.json": results({ 3: "a dog" }),
    "twice.json": [...results({ 3: "a dog" }), ...results({ 3: "a cat" })],
  }, async (score) => {
    const run = (captions: string, ...more: string[]) =>
      score("--captions", captions, "--references", "references.json", ...more);
    const failures: [string, RegExp][] = [
      ["unknown.json", /not there is image 77/],
      ["few.json", /without a caption are images 5, 9/],
      ["twice.json", /result 1: "image_id" 3 has a caption before, in result 0/],
      ["none.json", /none\.json/],
    ];
    for (const [file, message] of failures) {
      const { code, stdout, stderr } = await run(file);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, message);
    }
    const allowed = await run("few.json", "--allow-missing", "--metrics", "bleu");
    assert.equal(allowed.code, 0);
    assert.match(
      allowed.stderr,
      /no caption of 2 pictures: 5, 9; such scores compare with no others/,
    );
    for (const wrong of [["--metrics", "blue"], ["--spice", "tuples"], ["--tokenizer", "nltk"]]) {
      assert.equal((await run("few.json", ...wrong)).code, 2);
    }
  }));

Deno.test({
  name: "score gives the official numbers of the COCO demo set",
  ignore: !existsSync(fixture("metrics/coco_demo.json.gz")),
  fn: async () => {
    const demo = JSON.parse(
      gunzipSync(readFileSync(fixture("metrics/coco_demo.json.gz"))).toString(),
    );
    const ids: number[] = demo.ids;
    const annotations = ids.flatMap((image_id, i) =>
      demo.refs[i].map((caption: string) => ({ image_id, caption }))
    );
    await withFiles({
      "references.json": { images: ids.map((id) => ({ id })), annotations },
      "captions.json": ids.map((image_id, i) => ({ image_id, caption: demo.cand[i] })).reverse(),
    }, async (score, folder) => {
      const { code, stderr } = await score(
        ...["--captions", "captions.json", "--references", "references.json", "--out", "out.json"],
        ...["--tokenizer", "none", "--metrics", "bleu,rouge,cider,meteor"],
        ...["--paraphrases", TABLE === undefined ? "none" : "full"],
      );
      assert.equal(code, 0, stderr);
      const { corpus } = read(folder, "out.json");
      const official: Record<string, number> = {
        ...Object.fromEntries([1, 2, 3, 4].map((n) => [`BLEU-${n}`, demo.corpus[`Bleu_${n}`]])),
        "ROUGE-L": demo.corpus.ROUGE_L,
        "CIDEr-D": demo.corpus.CIDEr_D,
        ...TABLE === undefined
          ? { "METEOR-noPara": demo.meteor.empty.corpus }
          : { METEOR: demo.meteor.full.corpus },
      };
      assert.deepEqual(Object.keys(corpus), Object.keys(official));
      for (const [name, value] of Object.entries(official)) {
        assert.ok(Math.abs(corpus[name] - value) <= 1e-9, `${name} ${corpus[name]}`);
      }
    });
  },
});
