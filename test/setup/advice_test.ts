import assert from "node:assert/strict";
import { adviceFor } from "../../lib/setup/advice.ts";
import { probe, run } from "../../lib/setup/command.ts";
import { SetupError } from "#lib/setup";

/** What tools print, and a word of the advice that helps. */
const FAILURES: readonly (readonly [string, RegExp])[] = [
  ["error: failed to copy file: No space left on device (os error 28)", /2\.5 GB of free disk/],
  ["OSError: [Errno 122] Disk quota exceeded", /UV_CACHE_DIR/],
  ["The virtual environment was not created: ensurepip is not available", /python3-venv/],
  ["/usr/bin/python3: No module named venv", /python3-venv/],
  ["Hash mismatch for `uv==0.1`", /uv cache clean/],
  ["THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", /uv cache clean/],
  ["invalid peer certificate: UnknownIssuer", /SSL_CERT_FILE/],
  ["dns error: failed to lookup address information", /HTTPS_PROXY/],
  ["Temporary failure in name resolution", /UV_DEFAULT_INDEX/],
  ["tcp connect error: Connection refused (os error 111)", /HTTPS_PROXY/],
  ["operation timed out", /HTTPS_PROXY/],
  ["Permission denied (os error 13)", /writable by you/],
  ["Read-only file system (os error 30)", /writable by you/],
  ["No solution found when resolving dependencies", /glibc 2\.28/],
  ["tensorflow has no wheels with a matching platform tag", /Python 3\.10/],
];

Deno.test("adviceFor() knows the usual failures of the tools", () => {
  for (const [output, advice] of FAILURES) assert.match(adviceFor(output), advice, output);
});

Deno.test("adviceFor() goes from exact to vague: a full disk during a download is a full disk", () => {
  const output =
    "error sending request: failed to write to the client cache: No space left on device";
  assert.match(adviceFor(output), /free disk/);
  assert.match(adviceFor("error sending request: invalid peer certificate"), /SSL_CERT_FILE/);
});

Deno.test("adviceFor() says that the same command goes on, also of an unknown failure", () => {
  for (const output of ["No space left on device", "timed out", "Killed"]) {
    assert.match(adviceFor(output), /run the same command again/);
  }
  assert.match(adviceFor("Killed"), /own words are above/);
});

Deno.test("run() gives what a tool prints on its standard output alone", async () => {
  const options = { purpose: "print" };
  assert.equal(await run("sh", ["-c", "echo out; echo err >&2"], options), "out\n");
  const env = { WORD: "a b" };
  assert.equal(await run("sh", ["-c", 'echo "$WORD"'], { ...options, env }), "a b\n");
});

Deno.test("run() says what failed, with the tool's last words and advice", async () => {
  const script =
    "for i in $(seq 20); do echo line $i; done; echo Read-only file system >&2; exit 3";
  await assert.rejects(run("sh", ["-c", script], { purpose: "install a thing" }), (error) => {
    assert.ok(error instanceof SetupError);
    const [first, ...rest] = error.message.split("\n");
    assert.equal(first, "Cannot install a thing: line 10");
    assert.equal(rest.at(-1), "Read-only file system");
    assert.equal(rest.length, 11);
    assert.match(error.advice, /writable by you/);
    return true;
  });
});

Deno.test("run() and probe() survive a tool that is not there or says nothing", async () => {
  const options = { purpose: "try" };
  await assert.rejects(
    run("no-such-program", [], options),
    /^SetupError: Cannot try: .*no-such-program/,
  );
  await assert.rejects(run("false", [], options), {
    name: "SetupError",
    message: "Cannot try: false failed without a word",
  });
  assert.equal(await probe("no-such-program", []), undefined);
  assert.equal(await probe("false", []), undefined);
  assert.equal(await probe("echo", ["here"]), "here\n");
});
