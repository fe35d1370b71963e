import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "#lib/setup";
import { COMMANDS, TASKS } from "./cli/command.ts";
import { inFolder } from "./temporary.ts";

const PAGES = [
  "README.md",
  "lib/README.md",
  "data/README.md",
  ...globSync(".github/*.md", { cwd: ROOT }).sort(),
];
const README = read("README.md");

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** Blocks of code of a language. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language).map(([, , code]) => code);
}

/** Tasks that a text names, in commands and between backticks. */
function tasksIn(text: string): string[] {
  return [...text.matchAll(/(?:\bdeno(?:@[\d.]+)? |`)task ([a-z][\w:]*)/g)].map(([, name]) => name);
}

/** Anchors of a page's headings, as GitHub makes them. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
  );
}

for (const [i, code] of blocks(README, "ts").entries()) {
  Deno.test(`the README's TypeScript block ${i + 1} passes the type check, runs and prints`, async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "block.ts");
      writeFileSync(path, code);
      const { code: status, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--check", "--config", join(ROOT, "deno.json"), path],
        cwd: ROOT,
        env: { NO_COLOR: "1" },
      }).output();
      const decoder = new TextDecoder();
      assert.equal(status, 0, decoder.decode(stderr));
      const printed = decoder.decode(stdout).trim();
      assert.match(printed, /\S/);
      assert.doesNotMatch(printed, /undefined|NaN/);
    });
  });
}

Deno.test("the README has TypeScript to try", () => {
  assert.ok(blocks(README, "ts").length > 0);
});

Deno.test("every task that the pages name is in deno.json", () => {
  const named = tasksIn(README);
  for (const name of ["reproduce", "test", "caption", "train"]) {
    assert.ok(named.includes(name), name);
  }
  for (const page of PAGES) {
    for (const name of tasksIn(read(page))) assert.ok(name in TASKS, `${page}: task ${name}`);
  }
});

Deno.test("every task of deno.json is one that shows --help, or Deno's own", () => {
  for (const [name, { command }] of Object.entries(TASKS)) {
    const [, file] = command.match(/^deno run -A lib\/cli\/(\w+)\.ts$/) ?? [];
    // The help of these is tested in test/cli and test/setup.
    const ours = COMMANDS.includes(file) || command.endsWith("lib/setup/main.ts");
    assert.ok(ours || /^deno (test|task) /.test(command), `${name}: ${command}`);
  }
});

Deno.test("every command has a task, with a description", () => {
  const commands = Object.values(TASKS).map(({ command }) => command).join("\n");
  for (const name of COMMANDS) assert.ok(commands.includes(`lib/cli/${name}.ts`), name);
  for (const [name, { description }] of Object.entries(TASKS)) assert.ok(description, name);
});

for (const page of PAGES) {
  Deno.test(`every relative link in ${page} leads somewhere`, () => {
    const text = read(page).replaceAll(/^```[\s\S]*?^```$/gm, "");
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target)
      .filter((target) => !/^[a-z]+:/.test(target));
    for (const target of links) {
      const [path, anchor] = target.split("#");
      const file = path === "" ? page : join(dirname(page), decodeURI(path));
      assert.ok(existsSync(join(ROOT, file)), target);
      if (anchor) assert.ok(anchors(read(file)).includes(anchor), target);
    }
  });
}

Deno.test("the README's table of notebooks names every notebook, with its own question", () => {
  const rows = [...README.matchAll(/^\| \[([\w-]+)\]\(notebooks\/([\w-]+)\.ipynb\) \| (.+) \|$/gm)];
  for (const [, label, name] of rows) assert.equal(label, name);
  const notebooks = globSync("notebooks/*.ipynb", { cwd: ROOT }).sort()
    .map((path) => path.slice("notebooks/".length, -".ipynb".length));
  assert.deepEqual(rows.map(([, , name]) => name), notebooks);
  for (const [, , name, question] of rows) {
    assert.ok(question.endsWith("?"), `${name}: ${question}`);
  }
});
