import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ByteSource, openFileSource, openUrlSource } from "#lib/io";
import { brokenAfter, serving } from "../loopback_server.ts";
import { inFolder } from "../temporary.ts";

const CONTENT = Uint8Array.from({ length: 5_000 }, (_, i) => i % 251);
const files = { "/x.bin": CONTENT };
const patience = { retrySeconds: 0, stallSeconds: 0.2, retries: 2 };

async function checkReads(source: ByteSource): Promise<void> {
  assert.equal(source.size, 5_000);
  for (const [offset, length] of [[0, 5_000], [4_999, 1], [17, 0], [100, 300]]) {
    assert.deepEqual(await source.read(offset, length), CONTENT.slice(offset, offset + length));
  }
  for (const [offset, length] of [[-1, 2], [4_999, 2], [0.5, 1], [0, NaN]]) {
    await assert.rejects(source.read(offset, length), {
      name: "RangeError",
      message: /must be inside/,
    });
  }
}

Deno.test("a file and a resource are read at any place alike", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "x.bin");
    writeFileSync(path, CONTENT);
    const file = await openFileSource(path);
    assert.equal(file.name, path);
    await checkReads(file);
    await file.close();
  });
  await serving({ files }, async ({ url }) => {
    const resource = await openUrlSource(`${url}/x.bin`, patience);
    assert.equal(resource.version, '"1"');
    await checkReads(resource);
    await resource.close();
  });
});

Deno.test("a read goes on where the connection broke", async () => {
  let count = 0;
  const behave = (_: Request, answer: Response) => ++count === 2 ? brokenAfter(answer, 70) : answer;
  await serving({ files, behave }, async (server) => {
    const source = await openUrlSource(`${server.url}/x.bin`, patience);
    assert.deepEqual(await source.read(100, 300), CONTENT.slice(100, 400));
    const ranges = server.requests.map(({ range }) => range);
    assert.equal(ranges[1], "bytes=100-399");
    assert.match(ranges[2]!, /^bytes=1\d\d-399$/);
  });
});

Deno.test("a missing file and a server without ranges are named", async () => {
  await assert.rejects(openFileSource("no such file"), {
    message: 'Cannot read "no such file": there is no such file',
  });
  await serving({ files, ranges: false }, async ({ url }) => {
    await assert.rejects(openUrlSource(`${url}/x.bin`, patience), {
      message:
        `Cannot read parts of "${url}/x.bin": the server must answer range requests and say ` +
        "the size, current answer is the whole file",
    });
  });
});
