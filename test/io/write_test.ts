import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeBegun, writeFileAtomic, writeJson } from "../../lib/io/write.ts";

const MODULE = new URL("../../lib/io/write.ts", import.meta.url).href;
const isRoot = Deno.build.os === "linux" && Deno.uid() === 0;

/** Calls with a folder of its own, which is removed afterwards. */
async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "write-"));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

Deno.test("writeFileAtomic() writes text, bytes and pieces, and makes the folder", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a", "b.bin");
    await writeFileAtomic(path, "grün");
    assert.equal(readFileSync(path, "utf8"), "grün");
    await writeFileAtomic(path, Uint8Array.of(1, 2));
    assert.deepEqual([...readFileSync(path)], [1, 2]);
    await writeFileAtomic(path, [Uint8Array.of(3), new Uint8Array(), Uint8Array.of(4, 5)]);
    assert.deepEqual([...readFileSync(path)], [3, 4, 5]);
    assert.deepEqual(readdirSync(join(folder, "a")), ["b.bin"]);
  });
});

Deno.test("writeJson() indents and ends with a line break", async () => {
  await inFolder(async (folder) => {
    await writeJson(join(folder, "a.json"), { a: [1] });
    assert.equal(readFileSync(join(folder, "a.json"), "utf8"), '{\n  "a": [\n    1\n  ]\n}\n');
  });
});

Deno.test("writeFileAtomic() keeps the old file when its source fails half way", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a.bin");
    writeFileSync(path, "old");
    async function* broken() {
      yield await Promise.resolve(new Uint8Array(100_000));
      throw new Error("the source is gone");
    }
    await assert.rejects(writeFileAtomic(path, broken()), {
      message: `Cannot write "${path}": the source is gone`,
    });
    assert.equal(readFileSync(path, "utf8"), "old");
    assert.deepEqual(readdirSync(folder), ["a.bin"]);
  });
});

Deno.test("writeFileAtomic() keeps the old file under another name if it is told to", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a"), previous = join(folder, "b");
    for (const text of ["one", "two", "three"]) await writeFileAtomic(path, text, { previous });
    assert.deepEqual([path, previous].map((each) => readFileSync(each, "utf8")), ["three", "two"]);
    assert.deepEqual(readdirSync(folder).sort(), ["a", "b"]);
  });
});

Deno.test("removeBegun() removes what was begun in a file's place, and nothing else", async () => {
  await inFolder(async (folder) => {
    const names = ["a", "a.0a1b2c3d.partial", "a.txt", "b.0a1b2c3d.partial"];
    for (const name of names) writeFileSync(join(folder, name), "");
    await removeBegun(join(folder, "a"));
    assert.deepEqual(readdirSync(folder).sort(), ["a", "a.txt", "b.0a1b2c3d.partial"]);
    await removeBegun(join(folder, "no folder", "a"));
  });
});

Deno.test("writeFileAtomic() says that the disk is full where the system does", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "big.bin");
    const full = Object.assign(new Error("write"), { code: "ENOSPC" });
    async function* pieces() {
      yield new Uint8Array(1000);
      await Promise.reject(full);
    }
    await assert.rejects(writeFileAtomic(path, pieces()), {
      message: `Cannot write "${path}": the disk is full`,
      cause: full,
    });
    assert.deepEqual(readdirSync(folder), []);
  });
});

Deno.test("writeFileAtomic() leaves the old file alone on a full disk of 1 MB", async () => {
  await inFolder(async (disk) => {
    // Only root may mount, and not in every container; the test above covers the message anyway.
    if (!isRoot || !succeeds("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk)) return;
    try {
      const path = join(disk, "big.bin");
      writeFileSync(path, "old");
      await assert.rejects(writeFileAtomic(path, new Uint8Array(2 ** 21)), {
        message: `Cannot write "${path}": the disk is full`,
      });
      assert.deepEqual(readdirSync(disk), ["big.bin"]);
      assert.equal(readFileSync(path, "utf8"), "old");
      await writeFileAtomic(path, new Uint8Array(2 ** 19));
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});

Deno.test("writeFileAtomic() says that there is no permission, as an ordinary user", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a.txt");
    writeFileSync(path, "old");
    chmodSync(folder, 0o555);
    try {
      const message = `Cannot write "${path}": no permission to write there`;
      if (isRoot) assert.equal(messageAsNobody(path), message);
      else await assert.rejects(writeFileAtomic(path, "new"), { message });
      assert.deepEqual(readdirSync(folder), ["a.txt"]);
      assert.equal(readFileSync(path, "utf8"), "old");
    } finally {
      chmodSync(folder, 0o755);
    }
  });
});

Deno.test("writeFileAtomic() says that a file is in the way of the folder", async () => {
  await inFolder(async (folder) => {
    writeFileSync(join(folder, "a"), "");
    const path = join(folder, "a", "b.txt");
    await assert.rejects(writeFileAtomic(path, "x"), {
      message: `Cannot write "${path}": a file is in the way of its folder`,
    });
  });
});

function succeeds(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Root may write everywhere, so a process of its own becomes "nobody" and tries. */
function messageAsNobody(path: string): string {
  const code = `
    import process from "node:process";
    import { writeFileAtomic } from ${JSON.stringify(MODULE)};
    process.seteuid(65534);
    await writeFileAtomic(${
    JSON.stringify(path)
  }, "new").catch(({ message }) => console.log(message));
  `;
  return execFileSync(Deno.execPath(), ["eval", code], { encoding: "utf8" }).trimEnd();
}
