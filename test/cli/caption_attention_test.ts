import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generateMini } from "#lib/datasets";
import { CLIP_ATTENTION, miniStudy, prepareMaterial, runExperiment } from "#lib/experiments";
import { ROOT } from "#lib/setup";
import { inFolder } from "../temporary.ts";
import { runCommand } from "./command.ts";

const PHOTOGRAPH = "test/testdata/models/images/07_photo_641x479.jpg";

Deno.test("caption --attention draws where a captioner with attention looked", async () => {
  await inFolder(async (folder) => {
    await generateMini({ folder: join(folder, "data"), counts: { train: 40, val: 4, test: 1 } });
    const places = { features: join(folder, "features"), runs: join(folder, "runs") };
    const study = miniStudy({ folder: join(folder, "data"), ...places });
    const settings = {
      ...CLIP_ATTENTION.settings.miniature,
      ...{ embeddingWidth: 8, hiddenWidth: 8, batchSize: 8, updates: 1, evaluateEvery: 1 },
    };
    const material = await prepareMaterial(study, settings, { root: ROOT });
    const run = await runExperiment(CLIP_ATTENTION, { material, settings });
    material.frozen.encoder.dispose();
    const maps = join(folder, "maps");
    const options = ["--run", run.folder, "--beam", "2", "--attention", maps];
    const { code, stderr } = await runCommand("caption", ...options, PHOTOGRAPH);
    assert.equal(code, 0, stderr);
    const [name] = readdirSync(maps);
    assert.equal(name, "test-testdata-models-images-07_photo_641x479.jpg.svg");
    assert.match(readFileSync(join(maps, name), "utf8"), /^<svg[\s\S]*CLIP\+LSTM \(attention\)/);
  });
});

Deno.test("caption --attention says that a captioner without attention has none", async () => {
  await inFolder(async (folder) => {
    const options = ["--run", "data/mini/captioner", "--attention", join(folder, "maps")];
    const { code, stderr } = await runCommand("caption", ...options, PHOTOGRAPH);
    assert.equal(code, 1);
    assert.match(stderr, /it must have attention, and reads the pooled vector alone/);
    assert.doesNotMatch(stderr, /^\s+at /m);
  });
});

Deno.test("caption --beam searches, and a beam's caption is at least as probable", async () => {
  const probability = async (...options: string[]) => {
    const run = ["--run", "data/mini/captioner", "--json"];
    const { stdout } = await runCommand("caption", ...run, ...options, PHOTOGRAPH);
    return JSON.parse(stdout)[0].logProbability;
  };
  assert.ok(await probability("--beam", "5") >= await probability() - 1e-4);
});
