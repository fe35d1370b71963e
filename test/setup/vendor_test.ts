import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import * as nodePath from "node:path";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { layoutOf, ROOT } from "#lib/setup";
import { STUB, vendorStep, writeStub } from "../../lib/setup/vendor.ts";
import { inFolder } from "../temporary.ts";

/** The version that the lock names. */
const VERSION = readLock().specifiers["jsr:@std/path@1"];

interface Lock {
  version: string;
  specifiers: Record<string, string>;
  jsr: unknown;
}

function readLock(): Lock {
  return JSON.parse(readFileSync(join(ROOT, "deno.lock"), "utf8"));
}

/** Calls with a `fetch` that answers as given; nothing goes to the network. */
async function withFetch<T>(answer: () => Promise<Response>, run: () => Promise<T>): Promise<T> {
  const original = globalThis.fetch;
  globalThis.fetch = answer;
  try {
    return await run();
  } finally {
    globalThis.fetch = original;
  }
}

Deno.test("vendorStep() writes a stub where jsr.io does not answer, or with an error", async () => {
  const answers = [
    () => Promise.reject(new TypeError("error sending request")),
    () => Promise.resolve(new Response("not here", { status: 503 })),
  ];
  for (const answer of answers) {
    await inFolder(async (root) => {
      const step = vendorStep(layoutOf(root)), folder = join(root, "vendor/jsr.io/@std/path");
      assert.equal(step.present(), false);
      const remark = await withFetch(answer, step.run);
      assert.equal(remark, "jsr.io does not answer: a stub over node:path");
      assert.equal(step.present(), true);
      assert.equal(readFileSync(join(folder, VERSION, "mod.ts"), "utf8"), STUB);
    });
  }
});

Deno.test("writeStub() describes the stub as Deno would, and is the same again", async () => {
  await inFolder(async (folder) => {
    await writeStub(folder);
    const meta = readFileSync(join(folder, `${VERSION}_meta.json`), "utf8");
    const { manifest, exports } = JSON.parse(meta);
    const bytes = readFileSync(join(folder, VERSION, "mod.ts"));
    assert.deepEqual(manifest, {
      "/mod.ts": {
        size: bytes.length,
        checksum: `sha256-${createHash("sha256").update(bytes).digest("hex")}`,
      },
    });
    assert.equal(exports["."], "./mod.ts");
    assert.equal(JSON.parse(readFileSync(join(folder, "meta.json"), "utf8")).latest, VERSION);
    await writeStub(folder);
    assert.equal(readFileSync(join(folder, `${VERSION}_meta.json`), "utf8"), meta);
  });
});

Deno.test("the stub's functions are those of node:path and node:url", async () => {
  await inFolder(async (folder) => {
    await writeStub(folder);
    const stub = await import(pathToFileURL(join(folder, VERSION, "mod.ts")).href);
    assert.equal(stub.join("a", "../b", "c.txt"), join("b", "c.txt"));
    assert.equal(stub.SEPARATOR, nodePath.sep);
    assert.equal(stub.fromFileUrl("file:///a%20b/c"), "/a b/c");
    assert.equal(stub.toFileUrl("/a b").href, "file:///a%20b");
  });
});

Deno.test("Deno takes the stub without a network and leaves the lock as it is", async () => {
  await inFolder(async (root) => {
    await writeStub(join(root, "vendor/jsr.io/@std/path"));
    const { version, jsr, specifiers } = readLock();
    const lock = {
      version,
      specifiers: Object.fromEntries(
        Object.entries(specifiers).filter(([name]) => name.startsWith("jsr:")),
      ),
      jsr,
      workspace: { dependencies: ["jsr:@std/path@1"] },
    };
    const path = join(root, "deno.lock"), text = JSON.stringify(lock, null, 2) + "\n";
    writeFileSync(path, text);
    const config = { vendor: true, imports: { "@std/path": "jsr:@std/path@1" } };
    writeFileSync(join(root, "deno.json"), JSON.stringify(config));
    writeFileSync(
      join(root, "main.ts"),
      'import { join } from "@std/path"; console.log(join("a", "b"));',
    );
    for (const frozen of [[], ["--frozen"]]) {
      const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--cached-only", ...frozen, "main.ts"],
        cwd: root,
        // A cache of its own: what this machine has fetched before must not help.
        env: { DENO_DIR: join(root, "cache"), NO_COLOR: "1" },
      }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
      assert.equal(new TextDecoder().decode(stdout), "a/b\n");
      assert.equal(readFileSync(path, "utf8"), text);
    }
  });
});
