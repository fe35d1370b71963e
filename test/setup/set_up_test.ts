import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "#lib/setup";
import { isRecentUv } from "../../lib/setup/python.ts";
import { inFolder } from "../temporary.ts";

const MODULE = new URL("../../lib/setup/set_up.ts", import.meta.url).href;
const MAIN = join(ROOT, "lib", "setup", "main.ts");

/** Stands in for uv: notes its arguments and leaves what set-up looks for; needs no network. */
const UV = `#!/bin/sh
[ "$1" = --version ] || echo "$*" >> "$CALLS"
case "$1" in
--version) echo "uv 0.9.1" ;;
venv)
  for folder; do :; done
  mkdir -p "$folder/bin" && : > "$folder/bin/python" ;;
pip)
  if [ -n "$FAILURE" ]; then echo "$FAILURE" >&2; exit 2; fi
  while [ $# -gt 0 ]; do
    case "$1" in
    --python) python=$2 ;;
    --target) target=$2 ;;
    esac
    shift
  done
  if [ -n "$target" ]; then
    mkdir -p "$target/tensorflow/python" "$target/numpy"
    : > "$target/tensorflow/libtensorflow_cc.so.2"
    : > "$target/tensorflow/__init__.py"
  else
    mkdir -p "$(dirname "$python")/../share/jupyter/nbconvert"
  fi ;;
esac
`;

/** Sets a folder up in a process of its own, where jsr.io is out of reach and uv is the one above. */
async function setUpIn(
  root: string,
  { failure = "", uv = UV }: { failure?: string; uv?: string } = {},
) {
  const tools = join(root, "tools");
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, "uv"), uv, { mode: 0o755 });
  const code = `
    import { setUp } from ${JSON.stringify(MODULE)};
    globalThis.fetch = () => Promise.reject(new TypeError("no network"));
    await setUp({ root: Deno.args[0], report: console.log }).catch(({ name, message, advice }) => {
      console.log(name + ": " + message);
      console.log(advice);
      Deno.exit(1);
    });`;
  const { code: status, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", code, "--", root],
    cwd: root,
    env: {
      PATH: `${tools}:/usr/bin:/bin`,
      CALLS: join(root, "calls"),
      FAILURE: failure,
      NO_COLOR: "1",
    },
  }).output();
  const lines = new TextDecoder().decode(stdout).trim().replaceAll(/\d+\.\d s/g, "0.0 s");
  // What is said of platforms that are not proved is tested elsewhere.
  return { status, lines: lines.split("\n").filter((line) => !line.endsWith("x86_64 is")) };
}

/** What uv was called for. */
function calls(root: string): string[] {
  return readFileSync(join(root, "calls"), "utf8").trim().split("\n");
}

const ready = Deno.build.os === "linux" && Deno.build.arch === "x86_64";

Deno.test({
  name: "setUp() makes everything in a folder with spaces, then finds nothing to do",
  ignore: !ready, // the lines below are those of the proved platform
  fn: async () => {
    await inFolder(async (root) => {
      const first = await setUpIn(root);
      assert.equal(first.status, 0, first.lines.join("\n"));
      assert.deepEqual(first.lines, [
        "@std/path: 0.0 s (jsr.io does not answer: a stub over node:path)",
        "uv: 0.0 s (uv 0.9.1 of this machine)",
        "JupyterLab and nbconvert: 0.0 s",
        "Deno: 0.0 s",
        "notebook kernel: 0.0 s",
        "report template: 0.0 s",
        "TensorFlow library: 0.0 s",
        "done in 0.0 s",
      ]);
      const wheel = join(root, ".venv", "tensorflow");
      assert.deepEqual(readdirSync(wheel), ["tensorflow"]);
      assert.deepEqual(readdirSync(join(wheel, "tensorflow")), ["libtensorflow_cc.so.2"]);
      assert.deepEqual(readdirSync(root).sort(), [".venv", "calls", "tools", "vendor"]);
      const made = calls(root);
      assert.ok(
        made.filter((call) => call.startsWith("pip")).every((call) =>
          call.includes("--require-hashes") && call.includes("--only-binary :all:")
        ),
      );
      assert.equal(made.length, 3);

      assert.deepEqual(await setUpIn(root), { status: 0, lines: ["nothing to do"] });
      assert.deepEqual(calls(root), made);
    });
  },
});

Deno.test("setUp() goes on after a full disk with the step that failed, and with what was deleted", async () => {
  await inFolder(async (root) => {
    const broken = await setUpIn(root, { failure: "error: No space left on device (os error 28)" });
    assert.equal(broken.status, 1);
    const [message, advice] = broken.lines.slice(-2);
    assert.match(
      message,
      /^SetupError: Cannot install JupyterLab and nbconvert: error: No space left/,
    );
    assert.match(advice, /free disk.*run the same command again/);
    const mended = await setUpIn(root);
    assert.equal(mended.status, 0);
    assert.match(mended.lines[0], /^JupyterLab and nbconvert/);
    rmSync(join(root, ".venv", "share", "jupyter", "kernels"), { recursive: true });
    const again = await setUpIn(root);
    assert.deepEqual(again.lines, ["notebook kernel: 0.0 s", "done in 0.0 s"]);
  });
});

Deno.test("setUp() twice at a time does everything once", async () => {
  await inFolder(async (root) => {
    const runs = await Promise.all([setUpIn(root), setUpIn(root)]);
    assert.deepEqual(runs.map(({ status }) => status), [0, 0]);
    assert.equal(new Set(calls(root)).size, calls(root).length);
  });
});

Deno.test("setUp() says what is needed where there is neither uv nor Python", async () => {
  await inFolder(async (root) => {
    const code = `
      import { setUp } from ${JSON.stringify(MODULE)};
      globalThis.fetch = () => Promise.reject(new TypeError("no network"));
      await setUp({ root: Deno.args[0] }).catch((e) => console.log(e.message + "\\n" + e.advice));`;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-config", code, "--", root],
      env: { PATH: join(root, "empty") },
    }).output();
    const [message, advice] = new TextDecoder().decode(stdout).split("\n");
    assert.equal(
      message,
      "Cannot make a Python environment: Python 3.10 or newer must be on the PATH, current value is none",
    );
    assert.match(advice, /apt install python3 python3-venv.*brew install python.*uv/);
    assert.ok(!existsSync(join(root, ".venv", "bootstrap")));
  });
});

Deno.test("isRecentUv() wants 0.5 or newer", () => {
  const versions = ["uv 0.4.30", "uv 0.5.0 (abc 2024)", "uv 0.13.9", "uv 1.0.0", "nonsense"];
  assert.deepEqual(versions.map(isRecentUv), [false, true, true, true, false]);
});

Deno.test("setup has --help, and refuses other options with status 2", async () => {
  const setup = async (...args: string[]) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-config", MAIN, ...args],
    }).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  };
  const help = await setup("--help");
  assert.equal(help.code, 0);
  assert.match(help.stdout, /^Usage: deno task setup \[--gpu\]/);
  const wrong = await setup("--cpu");
  assert.equal(wrong.code, 2);
  assert.equal(wrong.stdout, "");
  assert.match(wrong.stderr, /^set-up: .*'--cpu'/);
  assert.doesNotMatch(wrong.stderr, /^\s+at /m);
});
