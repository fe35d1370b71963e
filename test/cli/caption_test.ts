import assert from "node:assert/strict";
import { copyFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ROOT } from "#lib/setup";
import { inFolder } from "../temporary.ts";
import { type Ended, runCommand } from "./command.ts";

const IMAGES = join(ROOT, "test", "testdata", "models", "images");
/** The captioner that comes with the repository. */
const RUN = "data/mini/captioner";

/** Captions a JPEG, a PNG that is called .jpg, and a text that is called .jpg. */
async function captionThree(...options: string[]): Promise<{ ended: Ended; files: string[] }> {
  return await inFolder(async (folder) => {
    const files = ["photograph.jpg", "a shelf.jpg", "notes.jpg"].map((name) => join(folder, name));
    copyFileSync(join(IMAGES, "07_photo_641x479.jpg"), files[0]);
    copyFileSync(join(IMAGES, "09_rgba_301x199.png"), files[1]);
    writeFileSync(files[2], "This is not a picture.\n");
    // The text stands in the middle: the rest must go on.
    const order = [files[0], files[2], files[1]];
    return { ended: await runCommand("caption", "--run", RUN, ...options, ...order), files };
  });
}

Deno.test("caption captions what it can read, names what it cannot, and ends with 1", async () => {
  const { ended: { code, stdout, stderr }, files: [jpeg, png, text] } = await captionThree();
  assert.equal(code, 1, stderr);
  const lines = stdout.trimEnd().split("\n");
  assert.equal(lines.length, 2);
  for (const [i, file] of [jpeg, png].entries()) {
    assert.ok(lines[i].startsWith(`${file}: `), lines[i]);
    assert.match(lines[i].slice(file.length + 2), /^[a-z0-9'<>]+( [a-z0-9'<>]+)+$/);
  }
  assert.ok(stderr.includes(`Cannot decode "${basename(text)}": its content is not a`), stderr);
  assert.match(stderr, /Captions by data\/mini\/captioner\n/);
  assert.match(stderr, /\n1 of 3 files could not be captioned\n$/);
  assert.doesNotMatch(stderr, /^\s+at /m);
});

Deno.test("caption --json gives an array in the order of the files, and nothing else", async () => {
  const { ended: { code, stdout }, files: [jpeg, png, text] } = await captionThree("--json");
  assert.equal(code, 1);
  const rows = JSON.parse(stdout);
  assert.deepEqual(rows.map(({ file }: { file: string }) => file), [jpeg, text, png]);
  for (const row of [rows[0], rows[2]]) {
    assert.deepEqual(Object.keys(row), ["file", "caption", "logProbability", "run"]);
    assert.ok(row.caption.length > 0);
    assert.ok(row.logProbability < 0);
    assert.equal(row.run, RUN);
  }
  assert.deepEqual(Object.keys(rows[1]), ["file", "error"]);
  assert.match(rows[1].error, /^Cannot decode "notes\.jpg": its content is not a/);
});

Deno.test("caption ends with 0 when every picture has its caption", async () => {
  const { code, stdout } = await runCommand(
    "caption",
    ...[
      "--run",
      RUN,
      "--json",
      join(IMAGES, "05_one_1x1.png"),
      join(IMAGES, "11_cmyk_240x180.jpg"),
    ],
  );
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).length, 2);
});

Deno.test("caption says that there is no run in a folder, without a stack trace", async () => {
  await inFolder(async (folder) => {
    const { code, stdout, stderr } = await runCommand("caption", "--run", folder, "a.jpg");
    assert.deepEqual([code, stdout], [1, ""]);
    assert.ok(stderr.includes(`Cannot read "${join(folder, "weights.safetensors")}"`), stderr);
    assert.doesNotMatch(stderr, /^\s+at /m);
  });
});
