import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { download, type DownloadOptions } from "#lib/io";
import { ROOT } from "#lib/setup";
import { inspectResource, readResource } from "../../lib/io/http.ts";
import { CAN_MOUNT, onSmallDisk } from "../disk.ts";
import {
  type Behaviour,
  brokenAfter,
  type LoopbackServer,
  serving,
  type ServingOptions,
  stalledAfter,
} from "../loopback_server.ts";
import { inFolder } from "../temporary.ts";

const CONTENT = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) >> 3);
const SHA256 = createHash("sha256").update(CONTENT).digest("hex");
const WRONG = "0".repeat(64);
/** Small parts and no patience, so that tests are quick. */
const QUICK: DownloadOptions = {
  partBytes: 20_000,
  retrySeconds: 0,
  stallSeconds: 20,
  retries: 2,
};
/** For servers that stall. */
const IMPATIENT: DownloadOptions = { ...QUICK, stallSeconds: 0.2, retries: 5 };

/** Calls with a server that has the content, and with a path to fetch it to. */
function withServer(
  options: Partial<ServingOptions>,
  run: (
    place: { server: LoopbackServer; url: string; path: string; folder: string },
  ) => Promise<void>,
): Promise<void> {
  return serving(
    { files: { "/data.zip": CONTENT }, ...options },
    (server) =>
      inFolder((folder) =>
        run({ server, url: `${server.url}/data.zip`, path: join(folder, "data.zip"), folder })
      ),
  );
}

/** Calls a behaviour for the n-th requests that follow the first, which only asks what is there. */
const only = (numbers: readonly number[], behave: Behaviour): Behaviour => {
  let count = -1;
  return (request, answer) => numbers.includes(++count) ? behave(request, answer) : answer;
};
const always = (behave: Behaviour): Behaviour => {
  let count = -1;
  return (request, answer) => ++count > 0 ? behave(request, answer) : answer;
};
/** Nothing under the final name. */
const assertAbsent = (path: string) => assert.equal(existsSync(path), false);

Deno.test("download() fetches a file in parts, checks it, and leaves nothing else behind", async () => {
  await withServer({}, async ({ server, url, path, folder }) => {
    const seen: number[] = [];
    const options = { ...QUICK, onProgress: ({ done }: { done: number }) => seen.push(done) };
    const found = await download({ url, bytes: 100_000, sha256: SHA256 }, path, options);
    assert.deepEqual(found, { bytes: 100_000, sha256: SHA256 });
    assert.deepEqual(new Uint8Array(readFileSync(path)), CONTENT);
    assert.deepEqual(readdirSync(folder), ["data.zip"]);
    assert.equal(server.requests.length, 6); // what is there, and five parts
    assert.equal(seen.at(-1), 100_000);
    assert.deepEqual(seen, seen.toSorted((a, b) => a - b));
  });
});

Deno.test("download() checks and keeps a file that is there, without a request", async () => {
  await withServer({}, async ({ server, url, path }) => {
    writeFileSync(path, CONTENT);
    await download({ url, sha256: SHA256 }, path, QUICK);
    assert.equal(server.requests.length, 0);
    writeFileSync(path, "other");
    await assert.rejects(download({ url, sha256: SHA256 }, path, QUICK), /its SHA-256 must be/);
    assert.equal(readFileSync(path, "utf8"), "other");
  });
});

Deno.test("download() takes a whole file from a server that ignores ranges", async () => {
  await withServer({ ranges: false }, async ({ server, url, path }) => {
    await download({ url, sha256: SHA256 }, path, QUICK);
    assert.deepEqual(new Uint8Array(readFileSync(path)), CONTENT);
    assert.equal(server.requests.length, 2);
  });
});

Deno.test("download() fetches an empty file", async () => {
  await withServer({ files: { "/data.zip": new Uint8Array() } }, async ({ url, path }) => {
    assert.equal((await download({ url, bytes: 0 }, path, QUICK)).bytes, 0);
    assert.equal(readFileSync(path).length, 0);
  });
});

for (
  const [what, behave] of [
    ["a connection that breaks", only([1, 3], (_, answer) => brokenAfter(answer, 7_000))],
    [
      "a body that ends too early",
      only([2], async (_, answer) => {
        const { headers } = answer, range = headers.get("content-range")!;
        const body = (await answer.arrayBuffer()).slice(0, 5_000);
        return new Response(body, {
          status: 206,
          headers: { etag: '"1"', "content-range": range },
        });
      }),
    ],
    ["a stall", only([1], (_, answer) => stalledAfter(answer, 3_000))],
    ["a server that is busy at first", only([0, 1, 4], () => new Response(null, { status: 503 }))],
    ["a redirection", only([0, 2], ({ url }) => Response.redirect(`${url}?again`))],
  ] as [string, Behaviour][]
) {
  Deno.test(`download() gets over ${what}`, async () => {
    await withServer({ behave }, async ({ url, path }) => {
      const options = what === "a stall" ? IMPATIENT : QUICK;
      await download({ url, bytes: 100_000, sha256: SHA256 }, path, options);
      assert.deepEqual(new Uint8Array(readFileSync(path)), CONTENT);
    });
  });
}

for (
  const [what, behave, message] of [
    [
      "a body that always ends too early",
      always((_, answer) => brokenAfter(answer, 0)),
      /Cannot read "http:\/\/127\.0\.0\.1:\d+\/data\.zip": the connection failed; ".*data\.zip" is not complete/,
    ],
    [
      "a server that stalls",
      always((_, answer) => stalledAfter(answer, 0)),
      /data\.zip": no byte came for 0\.2 s; ".*data\.zip" is not complete/,
    ],
    [
      "416 to a range that was there",
      always(() => new Response(null, { status: 416 })),
      /data\.zip": bytes \d+ to \d+ of 100000 were asked for, the server answered 416/,
    ],
    [
      "another range than asked for",
      always((_, { body, headers }) =>
        new Response(body, {
          status: 206,
          headers: {
            etag: '"1"',
            "content-range": headers.get("content-range")!.replace("0-", "1-"),
          },
        })
      ),
      /were asked for, the server answered 206, "bytes \d/,
    ],
    ["a file that is not there", () => new Response(null, { status: 404 }), /answered 404/],
    ["a server that is always busy", () => new Response(null, { status: 503 }), /answered 503/],
    ["a circle of redirections", ({ url }) => Response.redirect(url), /redirected in a circle/],
  ] as [string, Behaviour, RegExp][]
) {
  Deno.test(`download() gives up at ${what}, names it, and leaves no file`, async () => {
    await withServer({ behave }, async ({ url, path }) => {
      const options = what === "a server that stalls" ? { ...IMPATIENT, retries: 1 } : QUICK;
      await assert.rejects(download({ url }, path, options), { message });
      assertAbsent(path);
    });
  });
}

Deno.test("download() refuses another size before it fetches anything", async () => {
  await withServer({}, async ({ server, url, path }) => {
    await assert.rejects(download({ url, bytes: 99_999 }, path, QUICK), {
      message:
        `Cannot fetch "${url}" to "${path}": it must have 99999 bytes, current size is 100000 bytes; ` +
        "if the publisher has changed the file and you trust it, accept it by its SHA-256 (--accept-checksum)",
    });
    assert.equal(server.requests.length, 1);
    assertAbsent(path);
  });
});

Deno.test("download() names both checksums and how to accept the new one, without fetching again", async () => {
  await withServer({}, async ({ server, url, path }) => {
    await assert.rejects(download({ url, sha256: WRONG }, path, QUICK), (error: Error) => {
      for (
        const part of [url, path, WRONG, SHA256, "100000 bytes", `--accept-checksum ${SHA256}`]
      ) {
        assert.ok(error.message.includes(part), `${part} in ${error.message}`);
      }
      return true;
    });
    assertAbsent(path);
    const before = server.promised;
    await download({ url, sha256: WRONG }, path, { ...QUICK, acceptChecksums: [WRONG, SHA256] });
    assert.ok(server.promised - before <= 1); // only the question what is there
    assert.deepEqual(new Uint8Array(readFileSync(path)), CONTENT);
  });
});

Deno.test("download() starts anew when the file has changed since the last try", async () => {
  let version = 1;
  const files = { "/data.zip": CONTENT }, etag = () => `"${version}"`;
  const behave = only([3], () => new Response(null, { status: 404 }));
  await withServer({ files, etag, behave }, async ({ server, url, path }) => {
    await assert.rejects(download({ url }, path, { ...QUICK, connections: 1 }), /answered 404/);
    version = 2;
    const before = server.promised;
    await download({ url, sha256: SHA256 }, path, { ...QUICK, connections: 1 });
    assert.ok(server.promised - before >= 100_000);
  });
});

Deno.test("download() does not mix versions of a file that changes under its hands", async () => {
  let count = 0;
  await withServer({ etag: () => ++count > 3 ? '"new"' : '"old"' }, async ({ url, path }) => {
    const message = /it has changed while it was read; .* is not complete: 40000 of 100000 bytes/;
    await assert.rejects(download({ url }, path, { ...QUICK, connections: 1 }), { message });
    assertAbsent(path);
  });
});

Deno.test("download() goes on where it was stopped, and fetches only what is missing", async () => {
  await withServer({}, async ({ server, url, path }) => {
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }) => done >= 60_000 && stop.abort();
    const options = { ...QUICK, connections: 1, onProgress, signal: stop.signal };
    await assert.rejects(download({ url }, path, options), { name: "AbortError" });
    assertAbsent(path);
    const before = server.promised;
    await download({ url, sha256: SHA256 }, path, QUICK);
    assert.ok(server.promised - before <= 60_001, `${server.promised - before}`);
  });
});

Deno.test("two downloads of one file at once fetch it once", async () => {
  await withServer({}, async ({ server, url, path, folder }) => {
    const both = await Promise.all(
      [1, 2].map(() => download({ url, sha256: SHA256 }, path, QUICK)),
    );
    assert.deepEqual(both[0], both[1]);
    assert.equal(server.requests.length, 6);
    assert.deepEqual(readdirSync(folder), ["data.zip"]);
  });
});

Deno.test("a download that is killed in the middle goes on in another process", async () => {
  const slow: Behaviour = async (_, answer) => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return answer;
  };
  await withServer({ behave: slow }, async ({ server, url, path }) => {
    const program = `import { download } from ${
      JSON.stringify(pathToFileURL(join(ROOT, "lib/io/download.ts")).href)
    };
      await download({ url: ${JSON.stringify(url)} }, ${JSON.stringify(path)}, {
        partBytes: 20_000, connections: 1,
        onProgress: ({ done }) => done >= 60_000 && Deno.kill(Deno.pid, "SIGKILL"),
      });`;
    const { signal } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", program],
      cwd: ROOT,
    })
      .output();
    assert.equal(signal, "SIGKILL");
    assertAbsent(path);
    const before = server.promised;
    await download({ url, sha256: SHA256 }, path, QUICK);
    assert.deepEqual(new Uint8Array(readFileSync(path)), CONTENT);
    assert.ok(server.promised - before <= 60_001, `${server.promised - before}`);
  });
});

Deno.test({
  name: "download() asks for room before the first byte, and names what is needed and there",
  ignore: !CAN_MOUNT,
  async fn() {
    const files = { "/data.zip": new Uint8Array(2 ** 21) };
    await serving({ files }, async (server) => {
      await onSmallDisk(async (folder) => {
        const path = join(folder, "data.zip");
        await assert.rejects(download({ url: `${server.url}/data.zip` }, path, QUICK), {
          message:
            /Cannot write ".*data\.zip": it needs 2097152 bytes more, current room is \d+ bytes; .* 0 of 2097152 bytes of "http/,
        });
        assert.deepEqual(readdirSync(folder), []);
        assert.equal(server.requests.length, 1);
      });
    });
  },
});

Deno.test({
  name: "download() leaves no file when the disk fills up while it writes",
  ignore: !CAN_MOUNT,
  async fn() {
    await serving({ files: { "/data.zip": new Uint8Array(900_000) } }, async (server) => {
      await onSmallDisk(async (folder) => {
        const path = join(folder, "data.zip");
        let filled = false;
        const onProgress = () => {
          if (!filled) writeFileSync(join(folder, "other"), new Uint8Array(500_000));
          filled = true;
        };
        const file = { url: `${server.url}/data.zip` };
        await assert.rejects(download(file, path, { ...QUICK, onProgress }), {
          message: /Cannot write .*: the disk is full; ".*data\.zip" is not complete/,
        });
        assertAbsent(path);
      });
    });
  },
});

Deno.test("download() does not mix what two hosts call by the same version", async () => {
  const other = CONTENT.map((byte) => byte ^ 1);
  await withServer({ files: { "/data.zip": CONTENT, "/other": other } }, async (place) => {
    const { server, url, path } = place, stop = new AbortController();
    const onProgress = ({ done }: { done: number }) => done >= 60_000 && stop.abort();
    const options = { ...QUICK, connections: 1, onProgress, signal: stop.signal };
    await assert.rejects(download({ url: `${server.url}/other` }, path, options));
    await download({ url }, path, QUICK);
    assert.deepEqual(new Uint8Array(readFileSync(path)), CONTENT);
  });
});

Deno.test("download() believes no journal whose partial file was deleted, however often it is stopped", async () => {
  const stopAt = (bytes: number) => {
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }) => done >= bytes && stop.abort();
    return { ...QUICK, connections: 1, onProgress, signal: stop.signal };
  };
  await withServer({}, async ({ url, path }) => {
    await assert.rejects(download({ url }, path, stopAt(60_000)), { name: "AbortError" });
    rmSync(`${path}.partial`);
    await assert.rejects(download({ url }, path, stopAt(1)), { name: "AbortError" });
    await download({ url }, path, QUICK);
    assert.deepEqual(new Uint8Array(readFileSync(path)), CONTENT);
  });
});

Deno.test("readResource() does not count the caller's time as the server's", async () => {
  const files = { "/data.zip": new Uint8Array(3_000_000) };
  await withServer({ files, ranges: false }, async ({ url }) => {
    const options = { ...QUICK, stallSeconds: 0.2 };
    const resource = await inspectResource(url, options);
    let bytes = 0;
    for await (const piece of readResource(resource, options)) {
      if (bytes === 0) await new Promise((resolve) => setTimeout(resolve, 400));
      bytes += piece.length;
    }
    assert.equal(bytes, 3_000_000);
  });
});

Deno.test("download() takes a body without an end only if it can be checked", async () => {
  await withBareServer("half of it", async (url) => {
    await inFolder(async (folder) => {
      const path = join(folder, "x");
      await assert.rejects(download({ url }, path, QUICK), {
        message: /the server must say its size where neither size nor checksum are known/,
      });
      assertAbsent(path);
      await assert.rejects(download({ url, bytes: 20 }, path, QUICK), /must have 20 bytes/);
      assertAbsent(path);
      assert.equal((await download({ url, bytes: 10 }, path, QUICK)).bytes, 10);
    });
  });
});

/** A server whose answers have no size: what it sends ends with the connection. */
async function withBareServer(body: string, run: (url: string) => Promise<void>): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serve = async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(4096));
      const answer = `HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n${body}`;
      await connection.write(new TextEncoder().encode(answer));
      connection.close();
    }
  };
  const served = serve();
  try {
    await run(`http://127.0.0.1:${listener.addr.port}/x`);
  } finally {
    listener.close();
    await served;
  }
}

Deno.test("download() accepts another checksum beside the known one, not in its place", async () => {
  await withServer({}, async ({ url, path }) => {
    const options = { ...QUICK, acceptChecksums: [WRONG] };
    assert.equal((await download({ url, sha256: SHA256 }, path, options)).bytes, 100_000);
  });
});

Deno.test("download() takes the whole in one where parts do not say of how much", async () => {
  const behave: Behaviour = (request, answer) => {
    const range = answer.headers.get("content-range")?.replace(/\d+$/, "*");
    if (!range || request.headers.get("range") === null) return answer;
    const headers = { etag: '"1"', "content-range": range };
    return new Response(answer.body, { status: 206, headers });
  };
  await withServer({ behave }, async ({ server, url, path }) => {
    await download({ url }, path, QUICK);
    assert.deepEqual(new Uint8Array(readFileSync(path)), CONTENT);
    assert.deepEqual(server.requests.map(({ range }) => range), ["bytes=0-0", null]);
  });
});

Deno.test("download() says how much is there, and of what, when the connection fails", async () => {
  const behave = only([3, 4, 5], () => new Response(null, { status: 503 }));
  await withServer({ behave }, async ({ url, path }) => {
    await assert.rejects(download({ url }, path, { ...QUICK, connections: 1 }), {
      message: `Cannot read "${url}": the server answered 503; "${path}" is not complete: ` +
        `40000 of 100000 bytes of "${url}" are there`,
    });
  });
});

Deno.test("download() that waits for another one ends with the reason of its own signal", async () => {
  await withServer({ behave: (_, answer) => stalledAfter(answer, 10) }, async ({ url, path }) => {
    const first = new AbortController(), second = new AbortController();
    const running = [first, second].map(({ signal }) =>
      download({ url }, path, { ...QUICK, signal }).then(() => "fetched", (error) => error)
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    second.abort();
    assert.equal(await running[1], second.signal.reason);
    first.abort();
    assert.equal(await running[0], first.signal.reason);
  });
});

Deno.test("download() refuses what is no URL of http or https", async () => {
  for (const url of ["file:///etc/passwd", "ftp://host/x", "nothing"]) {
    await assert.rejects(download({ url }, "x"), {
      name: "TypeError",
      message: /must be a URL of http/,
    });
  }
  for (const url of ["ftp://user:secret@host/x?key=hidden", "http://user:secret@host:x/"]) {
    await assert.rejects(download({ url }, "x"), ({ message }: Error) => {
      assert.doesNotMatch(message, /secret|hidden/);
      return /must be a URL of http/.test(message);
    });
  }
});

Deno.test("an error never shows a password or a signature", async () => {
  await serving({ files: {} }, async (server) => {
    const url = server.url.replace("//", "//user:secret@") + "/data.zip?signature=hidden";
    await inFolder(async (folder) => {
      await assert.rejects(download({ url }, join(folder, "x"), QUICK), (error: Error) => {
        assert.doesNotMatch(error.message, /secret|hidden|user/);
        return /answered 404/.test(error.message);
      });
    });
  });
});
