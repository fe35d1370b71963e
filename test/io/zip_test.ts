import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { type ByteSource, openUrlSource, openZip } from "#lib/io";
import { serving } from "../loopback_server.ts";
import { inFolder } from "../temporary.ts";
import { type Bytes, zipped } from "../zipped.ts";

const NOISE = Uint8Array.from({ length: 40_000 }, (_, i) => (i * i * 31) >> 5);
const TEXT = new TextEncoder().encode("a can ".repeat(500));

/** Bytes in memory, or a few regions of a file that is far larger. */
function sourceOf(size: number, regions: readonly { at: number; bytes: Bytes }[]) {
  let read = 0;
  const source: ByteSource = {
    name: "a.zip",
    size,
    read(offset, length) {
      read += length;
      const found = new Uint8Array(length);
      for (const { at, bytes } of regions) {
        const from = Math.max(at, offset), to = Math.min(at + bytes.length, offset + length);
        if (from < to) found.set(bytes.subarray(from - at, to - at), from - offset);
      }
      return Promise.resolve(found);
    },
    close: () => Promise.resolve(),
  };
  return { source, read: () => read };
}

const inMemory = (bytes: Bytes) => sourceOf(bytes.length, [{ at: 0, bytes }]).source;

Deno.test("an archive's files are listed and unpacked, packed or not, with zip64 or without", async () => {
  for (const options of [{ level: 0 }, { level: 6 }, { zip64: true }]) {
    const bytes = await zipped(
      { "train/": new Uint8Array(), "train/a.jpg": NOISE, "b.txt": TEXT },
      options,
    );
    const zip = await openZip(inMemory(bytes));
    assert.deepEqual(zip.files.map(({ name, size }) => [name, size]), [
      ["train/a.jpg", 40_000],
      ["b.txt", 3_000],
    ]);
    await inFolder(async (folder) => {
      for (const [i, content] of [NOISE, TEXT].entries()) {
        const path = join(folder, "deep", `${i}`);
        assert.equal(await zip.extract(zip.files[i], path), true);
        assert.deepEqual(new Uint8Array(readFileSync(path)), content);
      }
      assert.deepEqual(readdirSync(join(folder, "deep")), ["0", "1"]);
    });
    await zip.close();
  }
});

Deno.test("a file that is there is kept if it is the same, and replaced if it is not", async () => {
  const zip = await openZip(inMemory(await zipped({ "a": NOISE }))), [file] = zip.files;
  await inFolder(async (folder) => {
    const path = join(folder, "a");
    assert.equal(await zip.extract(file, path), true);
    assert.equal(await zip.extract(file, path), false);
    writeFileSync(path, new Uint8Array(40_000)); // same size
    assert.equal(await zip.extract(file, path), true);
    assert.deepEqual(new Uint8Array(readFileSync(path)), NOISE);
  });
});

Deno.test("of an archive of 11 GB only directory and file are read", async () => {
  // The archive's own bytes stand behind 11 GB of nothing: offsets need 64 bits.
  const gap = 11 * 2 ** 30, writer = new ZipWriter(new Uint8ArrayWriter(), { offset: gap });
  await writer.add("train/a.jpg", new Uint8ArrayReader(NOISE), { level: 0 });
  const bytes = await writer.close() as Bytes;
  const { source, read } = sourceOf(gap + bytes.length, [{ at: gap, bytes }]);
  const zip = await openZip(source);
  assert.deepEqual(zip.files.map(({ name }) => name), ["train/a.jpg"]);
  await inFolder(async (folder) => {
    await zip.extract(zip.files[0], join(folder, "a.jpg"));
    assert.deepEqual(new Uint8Array(readFileSync(join(folder, "a.jpg"))), NOISE);
  });
  assert.ok(read() < 5e6, `${read()} bytes`);
});

Deno.test("a photograph of a remote archive costs one request of its size", async () => {
  const names = Array.from({ length: 60 }, (_, i) => `train/${i}.jpg`);
  const bytes = await zipped(Object.fromEntries(names.map((name) => [name, NOISE])), { level: 0 });
  await serving({ files: { "/a.zip": bytes } }, async (server) => {
    const zip = await openZip(await openUrlSource(`${server.url}/a.zip`));
    const before = server.requests.length, promised = server.promised;
    await inFolder(async (folder) => {
      await zip.extract(zip.files[3], join(folder, "3.jpg"));
      assert.deepEqual(new Uint8Array(readFileSync(join(folder, "3.jpg"))), NOISE);
    });
    assert.equal(server.requests.length - before, 1);
    assert.ok(server.promised - promised < 41_000, `${server.promised - promised} bytes`);
    await zip.close();
  });
});

Deno.test("a damaged file, an encrypted one and what is no archive are errors that name it; nothing is left", async () => {
  const sound = await zipped({ "a.jpg": NOISE }, { level: 0 }), damaged = sound.slice();
  damaged[20_000] ^= 1;
  const locked = await zipped({ "a.jpg": NOISE }, { password: "x" });
  await inFolder(async (folder) => {
    for (const bytes of [damaged, locked]) {
      const zip = await openZip(inMemory(bytes)), path = join(folder, "a.jpg");
      await assert.rejects(zip.extract(zip.files[0], path), /"a\.jpg" of "a\.zip"|Cannot write/);
      assert.equal(existsSync(path), false);
      assert.deepEqual(readdirSync(folder), []);
    }
  });
  for (const bytes of [NOISE, new Uint8Array(), sound.slice(0, 30_000)]) {
    await assert.rejects(openZip(inMemory(bytes)), /Cannot read "a\.zip" as a zip archive: /);
  }
});

Deno.test("a link in an archive is refused: what it leads to is not in the archive", async () => {
  const writer = new ZipWriter(new Uint8ArrayWriter());
  const content = new TextEncoder().encode("/etc/passwd");
  await writer.add("a.jpg", new Uint8ArrayReader(content), { unixMode: 0o120777 });
  const zip = await openZip(inMemory(await writer.close() as Bytes));
  await assert.rejects(
    zip.extract(zip.files[0], "x"),
    /Cannot unpack "a\.jpg" of "a\.zip": it is a link/,
  );
});
