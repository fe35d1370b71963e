import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "#lib/setup";
import { inFolder } from "../temporary.ts";
import { runCommand } from "./command.ts";

/** The captioner that comes with the repository. */
const RUN = "data/mini/captioner";
const METRICS = ["BLEU-1", "BLEU-2", "BLEU-3", "BLEU-4", "ROUGE-L", "CIDEr-D"];

/** A run of three updates on the data set that the commands below are tried on. */
async function trainTiny(folder: string): Promise<void> {
  const settings = ["updates=3", "hiddenWidth=16", "embeddingWidth=16", "batchSize=8"];
  const { code, stderr } = await runCommand(
    "train",
    ...["--experiment", "cnn-lstm", "--images", "60", "--out", folder],
    ...settings.flatMap((setting) => ["--set", setting]),
  );
  assert.equal(code, 0, stderr);
}

function read(path: string) {
  return JSON.parse(readFileSync(path, "utf8"));
}

Deno.test("evaluate prints a table and writes settings, scores and captions", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "new", "evaluation.json");
    const { code, stdout, stderr } = await runCommand(
      "evaluate",
      ...["--run", RUN, "--images", "60", "--out", out],
    );
    assert.equal(code, 0, stderr);
    const { settings, corpus, intervals, statistics, images, ...more } = read(out);
    assert.equal(settings.run, RUN);
    assert.deepEqual([settings.study, settings.split, settings.decoding], [
      "mini",
      "val",
      "greedy",
    ]);
    assert.equal(settings.images + settings.withoutReference, 9);
    assert.deepEqual(Object.keys(corpus), METRICS);
    assert.equal(images.length, settings.images);
    assert.equal(statistics.captions, images.length);
    for (const image of images) {
      assert.deepEqual(Object.keys(image), [
        "image_id",
        "caption",
        "log_probability",
        "ended",
        ...METRICS,
      ]);
    }
    assert.deepEqual(Object.keys(more), ["machine", "versions", "revision", "date"]);
    const { value, low, high } = intervals["CIDEr-D"];
    const line = [value.toFixed(3), `[${low.toFixed(3)}, ${high.toFixed(3)}]`].join("  ");
    assert.ok(stdout.includes(line), stdout);
    assert.match(stdout, /^run {6}data\/mini\/captioner: cnn-lstm, seed 1, mini-resnet$/m);
    assert.match(stdout, /^ended +\d+\.\d %$/m);
    assert.doesNotMatch(stdout, /against|difference/);
    assert.deepEqual(globSync("**/*.partial", { cwd: folder }), []);
  });
});

Deno.test("evaluate --against shows and writes paired differences with intervals and p", async () => {
  await inFolder(async (folder) => {
    const tiny = join(folder, "tiny"), out = join(folder, "evaluation.json");
    await trainTiny(tiny);
    const { code, stdout, stderr } = await runCommand(
      "evaluate",
      ...["--run", RUN, "--against", tiny, "--images", "60", "--out", out],
    );
    assert.equal(code, 0, stderr);
    const { corpus, images, differences, against } = read(out);
    assert.equal(against.settings.run, relative(ROOT, tiny));
    const ids = (rows: { image_id: number }[]) => rows.map(({ image_id }) => image_id);
    assert.deepEqual(ids(images), ids(against.images));
    for (const metric of METRICS) {
      const { value, low, high, p } = differences[metric];
      assert.ok(Math.abs(value - (corpus[metric] - against.corpus[metric])) < 1e-12);
      assert.ok(low <= value && value <= high && p > 0 && p <= 1);
      assert.match(stdout, new RegExp(`^${metric} .*\\] +${p.toFixed(4)}$`, "m"));
    }
    assert.match(stdout, /^against {2}.*tiny: cnn-lstm, seed 1, mini-resnet$/m);
    assert.match(stdout, /^ +run +95 % interval +against +95 % interval +difference .* p$/m);
  });
});

Deno.test("evaluate --split dev takes only a run that was not trained on these pictures", async () => {
  await inFolder(async (folder) => {
    const tiny = join(folder, "tiny"), out = join(folder, "evaluation.json");
    await trainTiny(tiny);
    const evaluate = (run: string) =>
      runCommand(
        "evaluate",
        ...["--run", run, "--split", "dev", "--images", "60", "--out", out],
      );
    const refused = await evaluate(RUN);
    assert.deepEqual([refused.code, refused.stdout], [1, ""]);
    assert.match(
      refused.stderr,
      /\nCannot evaluate on "dev": .* 43 training pictures, current number is 2850, /,
    );
    assert.ok(!existsSync(out));
    const own = await evaluate(tiny);
    assert.equal(own.code, 0, own.stderr);
    assert.equal(read(out).settings.split, "dev");
    assert.match(own.stdout, /^mini dev: \d of 2 pictures scored/m);
  });
});

Deno.test("evaluate says that a folder holds no finished run, without a stack trace", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "evaluation.json");
    const { code, stdout, stderr } = await runCommand(
      "evaluate",
      ...["--run", folder, "--images", "60", "--out", out],
    );
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /\nCannot evaluate ".*": the folder must hold a finished run\n$/);
    assert.doesNotMatch(stderr, /^\s+at /m);
    assert.ok(!existsSync(out));
  });
});
