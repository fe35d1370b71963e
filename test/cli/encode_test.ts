import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { FeatureStore } from "#lib/datasets";
import { ROOT } from "#lib/setup";
import { inFolder } from "../temporary.ts";
import { command, runCommand } from "./command.ts";

const IMAGES = join(ROOT, "test/testdata/models/images");
const SOURCES = ["07_photo_641x479.jpg", "12_exif6_320x200.jpg", "09_rgba_301x199.png"];

/** A folder with so many pictures, the sources in turn, and for each store the arguments that encode it. */
function pictureFolder(parent: string, count: number): (out: string) => string[] {
  const folder = join(parent, "some pictures");
  mkdirSync(folder);
  for (let i = 0; i < count; i++) {
    const source = SOURCES[i % SOURCES.length], name = `${String(i).padStart(4, "0")}-${source}`;
    copyFileSync(join(IMAGES, source), join(folder, name));
  }
  return (out) => ["--encoder", "mini-clip", "--images", folder, "--out", join(parent, out)];
}

/** Each file of a folder with its content. */
function contents(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "hex")]));
}

/** Starts a command and sends a signal when a file is there; gives the status it ended with. */
async function stopWhen(
  path: string,
  args: string[],
  signal: Deno.Signal,
): Promise<Deno.CommandStatus> {
  const child = command("encode", args).spawn();
  const said = Promise.all(
    [child.stdout, child.stderr].map((stream) => new Response(stream).text()),
  );
  let ended = false;
  child.status.then(() => ended = true);
  while (!ended && !existsSync(path)) await new Promise((next) => setTimeout(next, 5));
  assert.ok(!ended, `ended before "${path}" was there`);
  child.kill(signal);
  await said;
  return await child.status;
}

Deno.test("encode that was killed, and stopped, goes on at the first missing shard to the same bytes", async () => {
  await inFolder(async (parent) => {
    const args = pictureFolder(parent, 600), store = join(parent, "store");
    const shard = (number: number) => join(store, `shard-0000${number}.safetensors`);
    const killed = await stopWhen(shard(0), args("store"), "SIGKILL");
    assert.equal(killed.signal, "SIGKILL");
    assert.ok(!existsSync(join(store, "index.json")));
    const first = Deno.statSync(shard(0)).mtime;
    const stopped = await stopWhen(shard(1), args("store"), "SIGTERM");
    assert.equal(stopped.code, 85);
    assert.ok(!existsSync(join(store, "index.json")));

    const { code, stdout, stderr } = await runCommand("encode", ...args("store"));
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^600 pictures encoded: pooled \[600, 160\], grid \[600, 49, 160\]; written/,
    );
    assert.deepEqual(Deno.statSync(shard(0)).mtime, first);
    assert.equal((await runCommand("encode", ...args("whole"))).code, 0);
    assert.deepEqual(contents(store), contents(join(parent, "whole")));
    const again = await runCommand("encode", ...args("store"));
    assert.deepEqual([again.code, again.stdout], [0, stdout]);
    assert.match(again.stderr, /already there/);
  });
});

Deno.test("encode names what it leaves out, and stores what it can", async () => {
  await inFolder(async (parent) => {
    const args = [...pictureFolder(parent, 2)("store"), "--no-grid"];
    writeFileSync(join(parent, "some pictures", "broken.png"), "no picture");
    writeFileSync(join(parent, "some pictures", "notes.txt"), "words");
    const { code, stdout, stderr } = await runCommand("encode", ...args);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^2 pictures encoded, 1 skipped: pooled \[2, 160\]; written/);
    assert.match(stderr, /some pictures: 1 file of other kinds left out/);
    assert.match(stderr, /\nbroken\.png: Cannot decode "broken\.png": /);
    const { pictures, skipped, gridShape } = await FeatureStore.open(join(parent, "store"));
    assert.deepEqual(pictures.map(({ fileName }) => fileName.slice(0, 4)), ["0000", "0001"]);
    assert.deepEqual([skipped.length, gridShape], [1, undefined]);

    const other = ["--encoder", "mini-resnet", ...args.slice(2)];
    const refused = await runCommand("encode", ...other);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /its encoder must be "mini-resnet", current value is "mini-clip"/);
  });
});

Deno.test("encode refuses pictures that it cannot mean", async () => {
  await inFolder(async (parent) => {
    const run = (...images: string[]) =>
      runCommand(
        "encode",
        "--encoder",
        "mini-clip",
        "--out",
        join(parent, "x"),
        "--images",
        ...images,
      );
    const files = ["a", "b"].map((name) => {
      mkdirSync(join(parent, name));
      copyFileSync(join(IMAGES, SOURCES[0]), join(parent, name, "same.jpg"));
      return join(parent, name, "same.jpg");
    });
    const cases: [string[], RegExp][] = [
      [[join(parent, "nowhere")], /^Cannot read ".*nowhere": there is no such file or folder\n$/],
      [[parent], /^Cannot encode ".*": it must hold pictures .* current number is 0\n$/],
      [[parent, files[0]], /--images must be one folder or files, current value is a folder among/],
      [files, /each picture must be listed once, "same\.jpg" is not\n$/],
    ];
    for (const [images, message] of cases) {
      const { code, stderr } = await run(...images);
      assert.equal(code, 1, stderr);
      assert.match(stderr, message);
    }
    assert.ok(!existsSync(join(parent, "x")));
  });
});
