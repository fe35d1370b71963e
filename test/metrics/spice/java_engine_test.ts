import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { javaEngine, spice } from "#lib/metrics";
import { parseJson } from "#lib/io";
import { javaVersion } from "../../../lib/metrics/spice/java_engine.ts";
import { reportTuples } from "../../../lib/metrics/spice/spice_report.ts";
import { inFolder } from "../../temporary.ts";

const JARS = join(import.meta.dirname!, "..", "..", "..", "data", "spice");

Deno.test("javaVersion() knows old and new ways of counting", () => {
  assert.equal(javaVersion('openjdk version "17.0.15" 2025-04-15'), 17);
  assert.equal(javaVersion('java version "1.8.0_292"'), 8);
  assert.equal(javaVersion('openjdk version "25" 2025-09-16'), 25);
  assert.equal(javaVersion("command not found"), undefined);
});

Deno.test("reportTuples() puts merged names apart, but not a word with a stroke", () => {
  const report = parseJson(
    JSON.stringify([
      {
        image_id: 1,
        test_tuples: [{ tuple: ["doughnut/donut", "in", "box"] }, { tuple: ["box"] }],
      },
      { image_id: 0, test_tuples: [{ tuple: ["12/05"] }, { tuple: ["can", "big/large"] }] },
    ]),
    "report",
  );
  assert.deepEqual(reportTuples(report, ["can of 12/05", "a donut"]), [
    [["12/05"], ["can", "big"], ["can", "large"]],
    [["box"], ["doughnut", "in", "box"]],
  ]);
  assert.throws(() => reportTuples(report, ["one"]), RangeError);
});

Deno.test("javaEngine() says what is missing, and which caption is too long", async () => {
  await inFolder(async (folder) => {
    const parse = async (captions: string[], options = {}) =>
      await javaEngine({ folder, ...options }).parse(captions);
    await assert.rejects(
      parse(["a can"]),
      /must hold spice-1\.0\.jar.*; deno task data spice fetches/,
    );
    await assert.rejects(
      parse(["a can", "a ".repeat(101)], { longest: 100 }),
      {
        name: "RangeError",
        message: /a caption must have at most 100 words, current value is 10\d/,
      },
    );
    mkdirSync(join(folder, "lib"));
    writeFileSync(join(folder, "spice-1.0.jar"), "");
    await assert.rejects(
      parse(["a can"], { java: join(folder, "java") }),
      /^Error: Cannot run the official SPICE: Java 11 or newer must be there, .* cannot be started\./,
    );
  });
});

Deno.test({
  name: "javaEngine() gives the official score, hostile and long captions included",
  ignore: !existsSync(JARS),
  fn: async () => {
    const long: string[] = [];
    const engine = javaEngine({
      folder: JARS,
      longest: 20,
      onTooLong: (caption) => long.push(caption),
    });
    const captions = new Map([
      [1, "this is one of the best pictures of a dog"],
      [2, ""],
      [3, "a \ud800 can \0 of \u{1f600}"],
      [4, "a ".repeat(30)],
    ]);
    const references = new Map([...captions.keys()].map((id) => [id, ["a picture of a dog"]]));
    const { images } = (await spice(captions, references, { engine })).SPICE;
    assert.ok(images[0] > 0 && images[0] < 1 && images[1] === 0 && images[3] === 0);
    assert.deepEqual(long, ["a ".repeat(30)]);
  },
});
