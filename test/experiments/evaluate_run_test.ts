import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateMini } from "#lib/datasets/mini";
import {
  Captioner,
  evaluateRun,
  type EvaluateRunOptions,
  evaluationReport,
  loadSplit,
  miniStudy,
  type Study,
} from "#lib/experiments";
import { liveHandles, startTensors } from "#lib/tensor";
import { inFolder } from "../temporary.ts";

await startTensors();

/** The captioner that comes with the repository. */
const RUN = "data/mini/captioner";

/** A tiny mini, drawn once for all tests of this file. */
async function withStudy(test: (study: Study, folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const counts = { train: 20, val: 8, test: 1 };
    await generateMini({ folder: join(folder, "data"), counts });
    await test(
      miniStudy({
        folder: join(folder, "data"),
        features: join(folder, "features"),
        runs: join(folder, "runs"),
      }),
      folder,
    );
  });
}

/** A copy of the run that says it was trained on so many pictures. */
function copyTrainedOn(images: number, folder: string): string {
  cpSync(RUN, folder, { recursive: true });
  const path = join(folder, "record.json");
  const record = JSON.parse(readFileSync(path, "utf8"));
  record.study.trainImages = images;
  writeFileSync(path, JSON.stringify(record));
  return folder;
}

Deno.test("a finished run is evaluated on other pictures", async (t) => {
  await withStudy(async (study, folder) => {
    const evaluate = (run = RUN, options: Partial<EvaluateRunOptions> = {}) =>
      evaluateRun(run, { study, root: ".", ...options });

    await t.step("the captions are those of the captioner, in the order of the file", async () => {
      const { images, references } = await loadSplit(study, "val");
      const captioner = await Captioner.load(RUN, { root: "." });
      const expected = await captioner.caption(images.map(({ path }) => path));
      captioner.dispose();
      const { captions, skipped, evaluation, ...about } = await evaluate();
      assert.deepEqual([...captions.keys()], images.map(({ id }) => id));
      assert.deepEqual(
        [...captions.values()].map(({ caption }) => caption),
        expected.map((each) => "caption" in each && each.caption),
      );
      assert.deepEqual(skipped, []);
      assert.equal(evaluation.scores.images.length, references.size);
      assert.equal(about.name, RUN);
      assert.deepEqual(about.study, { name: "mini", split: "val", images: 8 });
    });

    await t.step("features are kept, and each stage tells how far it is", async () => {
      const told: unknown[] = [];
      await evaluate(RUN, {
        onProgress: (stage, { done, total, note }) => told.push([stage, done, total, note]),
      });
      assert.deepEqual(told, [
        ["features", 8, 8, "already there"],
        ["captions", 8, 8, undefined],
      ]);
    });

    await t.step("the report has the captions beside their scores", async () => {
      const run = await evaluate(RUN, { name: "a run" });
      const report = await evaluationReport(run);
      const { settings, corpus, images, differences, against } = report;
      assert.deepEqual([settings.run, settings.experiment, settings.seed], [
        "a run",
        "cnn-lstm",
        1,
      ]);
      assert.deepEqual(corpus, run.evaluation.scores.corpus);
      assert.deepEqual([differences, against], [undefined, undefined]);
      for (const [i, { caption, image_id, ended, ...values }] of images.entries()) {
        assert.equal(caption, run.captions.get(image_id)!.caption);
        assert.equal(ended, run.captions.get(image_id)!.ended);
        assert.equal(values["CIDEr-D"], run.evaluation.scores.images[i]["CIDEr-D"]);
      }
      assert.match(report.date, /^\d{4}-\d\d-\d\d$/);
    });

    await t.step("a run against itself differs by nothing", async () => {
      const run = await evaluate(), { differences, against } = await evaluationReport(run, run);
      assert.deepEqual(Object.keys(differences!), Object.keys(run.evaluation.intervals));
      for (const { value, low, high, p } of Object.values(differences!)) {
        assert.deepEqual([value, low, high, p], [0, 0, 0, 1]);
      }
      assert.deepEqual(against!.corpus, run.evaluation.scores.corpus);
    });

    await t.step(
      "dev is evaluated for a run that was trained on the rest, and refused else",
      async () => {
        await assert.rejects(evaluate(RUN, { split: "dev" }), {
          name: "RangeError",
          message: 'Cannot evaluate on "dev": the run must be trained on the other 19 training ' +
            "pictures, current number is 2850, and these may be among them",
        });
        const own = copyTrainedOn(19, join(folder, "own"));
        const { study: of, captions } = await evaluate(own, { split: "dev" });
        assert.deepEqual(of, { name: "mini", split: "dev", images: 1 });
        assert.equal(captions.size, 1);
      },
    );

    await t.step("nothing stays in memory, not even after a failure", async () => {
      const before = liveHandles();
      await evaluate();
      await assert.rejects(evaluate(RUN, { split: "dev" }));
      assert.equal(liveHandles(), before);
    });

    await t.step("it stops when it is told to", async () => {
      await assert.rejects(evaluate(RUN, { signal: AbortSignal.abort() }), { name: "AbortError" });
    });

    await t.step(
      "a picture that cannot be read is left out, and then nothing is paired",
      async () => {
        const whole = await evaluate();
        const [first] = (await loadSplit(study, "val")).images.filter(({ id }) =>
          whole.evaluation.scores.images.some(({ image_id }) => image_id === id)
        );
        writeFileSync(first.path, "not a picture");
        const part = await evaluate();
        assert.deepEqual(part.skipped.map(({ fileName }) => fileName), [first.fileName]);
        assert.ok(!part.captions.has(first.id));
        await assert.rejects(evaluationReport(whole, part), {
          name: "TypeError",
          message: /^Cannot compare "cnn-lstm" with "cnn-lstm": both must have captioned the same/,
        });
      },
    );

    await t.step("a folder without a finished run is refused by name", async () => {
      await assert.rejects(evaluate(folder, { name: "runs/none" }), {
        message: 'Cannot evaluate "runs/none": the folder must hold a finished run',
      });
    });
  });
});
