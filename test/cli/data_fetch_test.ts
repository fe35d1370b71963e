import assert from "node:assert/strict";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { DATA_SOURCES } from "#lib/datasets";
import { serving, stalledAfter } from "../loopback_server.ts";
import { inFolder } from "../temporary.ts";
import { type Bytes, zipped } from "../zipped.ts";
import { command, runCommand } from "./command.ts";

/** COCO with 40 pictures, 30 for training, 6 for validation, 4 for the test, in two archives. */
async function cocoHost(): Promise<Record<string, Bytes>> {
  const images = Array.from({ length: 40 }, (_, i) => ({
    ...{ filename: `${i}.jpg`, filepath: i % 2 ? "val2014" : "train2014", imgid: i, cocoid: i },
    ...{ split: i < 30 ? "train" : i < 36 ? "val" : "test", sentences: [{ raw: "a can" }] },
  }));
  const archive = (folder: string) =>
    zipped(
      Object.fromEntries(
        images.filter(({ filepath }) => filepath === folder)
          .map(({ filename, imgid }) => [`${folder}/${filename}`, `picture ${imgid}`]),
      ),
    );
  const [train, val] = DATA_SOURCES.coco.pictures, [texts] = DATA_SOURCES.coco.annotations;
  return {
    [new URL(texts.url).pathname]: await zipped({
      "dataset_coco.json": JSON.stringify({ images }),
    }),
    [new URL(train.url).pathname]: await archive("train2014"),
    [new URL(val.url).pathname]: await archive("val2014"),
  };
}

const files = await cocoHost();

Deno.test("data coco takes a part, names licence and authors, and says at once what is there", async () => {
  await serving({ files }, (server) =>
    inFolder(async (parent) => {
      const folder = join(parent, "coco-20");
      const args = ["coco", "--images", "20", "--mirror", server.url, "--dir", folder];
      const first = await runCommand("data", ...args);
      assert.equal(first.code, 0, first.stderr);
      assert.match(
        first.stdout,
        /Licence: captions CC BY 4\.0[^]*Please name: T\.-Y\. Lin[^]*20 pictures in/,
      );
      assert.equal(globSync("*2014/*.jpg", { cwd: folder }).length, 20);
      const before = server.requests.length;
      assert.deepEqual((await runCommand("data", ...args)).stdout, first.stdout);
      assert.equal(server.requests.length, before);

      const wrong = await runCommand("data", "coco", "--images", "30", ...args.slice(3));
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /must hold 30 pictures or nothing, current number is 20/);
    }));
});

Deno.test("two processes that fetch one data set at once fetch it once", async () => {
  await serving({ files }, (server) =>
    inFolder(async (parent) => {
      const args = ["coco", "--mirror", server.url, "--dir", join(parent, "coco")];
      const both = await Promise.all([1, 2].map(() => runCommand("data", ...args)));
      for (const { code, stdout, stderr } of both) {
        assert.equal(code, 0, stderr);
        assert.match(stdout, /40 pictures in/);
      }
      assert.equal(server.requests.length, 6); // of each archive what it is, and its only part
    }));
});

Deno.test("data coco stops on a signal in the middle of a picture with 85, and goes on", async () => {
  const { pathname } = new URL(DATA_SOURCES.coco.pictures[1].url);
  const asked = Promise.withResolvers<void>();
  let stalls = true;
  const behave = (request: Request, answer: Response) => {
    if (!stalls || new URL(request.url).pathname !== pathname) return answer;
    if (request.headers.get("range") !== "bytes=0-0") asked.resolve();
    return stalledAfter(answer, 1);
  };
  await serving({ files, behave }, (server) =>
    inFolder(async (parent) => {
      const folder = join(parent, "coco");
      const args = ["coco", "--mirror", server.url, "--dir", folder];
      const child = command("data", args).spawn();
      const [stdout, said] = [child.stdout, child.stderr].map((each) => new Response(each).text());
      await asked.promise;
      child.kill("SIGINT");
      const stderr = await said;
      assert.equal((await child.status).code, 85, stderr);
      await stdout;
      assert.match(stderr, /Stopped; the same command goes on from here\n$/);
      assert.equal(existsSync(join(folder, "source.json")), false);
      stalls = false;
      const before = server.requests.length, second = await runCommand("data", ...args);
      assert.equal(second.code, 0, second.stderr);
      const paths = server.requests.slice(before).map(({ path }) => path);
      assert.deepEqual([...new Set(paths)], [pathname]); // the others are there
    }));
});
