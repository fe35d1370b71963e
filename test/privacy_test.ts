import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ROOT } from "#lib/setup";

/** Files of the checkout that git knows or would add, with their text; pictures and weights have none. */
function textFiles(): { path: string; text: string }[] {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const paths = execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).split("\0");
  return paths.filter((path) => path !== "" && existsSync(join(ROOT, path))).flatMap((path) => {
    const bytes = readFileSync(join(ROOT, path));
    return bytes.subarray(0, 8000).includes(0) ? [] : [{ path, text: bytes.toString("utf8") }];
  });
}

/** Where a pattern occurs, as `file:line: text`. */
function places(files: readonly { path: string; text: string }[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(({ index, 0: found }) =>
      `${path}:${text.slice(0, index).split("\n").length}: ${found.slice(0, 80)}`
    )
  );
}

/** A text as a pattern that matches it as a whole word or path. */
function literal(text: string): RegExp {
  return new RegExp(`(?<![\\w.}/-])${RegExp.escape(text)}(?![\\w-])`, "g");
}

const FILES = existsSync(join(ROOT, ".git")) ? textFiles() : [];

/** What runs and notebooks have written: there even the machine's name must not be. */
const RESULTS = FILES.filter(({ path }) => /^(notebooks|figures|data)\//.test(path))
  // In the letters of an embedded picture a short name may occur by chance.
  .map(({ path, text }) => ({ path, text: text.replaceAll(/[\w+/=]{80,}/g, "…") }));

function check(name: string, run: () => void): void {
  // An unpacked archive has no list of its files, and nothing that is about to be published.
  Deno.test({ name, ignore: FILES.length === 0, fn: run });
}

check("no file names a home folder", () => {
  assert.ok(FILES.some(({ path }) => path === "README.md"));
  assert.deepEqual(places(FILES, /(?<![\w.}-])\/(home|Users)\/(?!me\b)[a-z][\w.-]*/g), []);
  assert.deepEqual(places(FILES, /(?<![\w.}-])\/(?:root)\/[\w.-]+/g), []);
  assert.deepEqual(places(FILES, /\b[A-Z]:\\+Users\\+\w+/g), []);
});

check("no file names the folder of this checkout or of this user", () => {
  for (const folder of new Set([ROOT.replace(/\/$/, ""), homedir()])) {
    // In a container the home folder may be "/", which is everywhere.
    if (folder.length < 3) continue;
    assert.deepEqual(places(FILES, literal(folder)), []);
  }
});

/** Hosts of package registries, and of the mirrors of them that this machine is told to use. */
function registries(): RegExp[] {
  const variables = /^(UV_(DEFAULT_INDEX|INDEX_URL)|PIP_INDEX_URL|NPM_CONFIG_REGISTRY|JSR_URL)$/i;
  const mirrors = Object.entries(Deno.env.toObject())
    .filter(([name, value]) => variables.test(name) && URL.canParse(value))
    .map(([, value]) => new URL(value).hostname).filter((host) => host !== "localhost");
  return [
    /\b(pypi\.org|pypi\.python\.org|pythonhosted\.org|npmjs\.(org|com)|yarnpkg\.com)\b/g,
    ...mirrors.map(literal),
  ];
}

check("no file names a host of a package registry", () => {
  for (const pattern of registries()) assert.deepEqual(places(FILES, pattern), []);
});

check("only set-up and Deno's own files name JSR's host", () => {
  const others = FILES.filter(({ path }) => !/^((lib|test)\/setup\/|deno\.)/.test(path));
  assert.deepEqual(places(others, /\bjsr\.io\b/g), []);
});

check("no notebook, drawing or record names the machine", () => {
  assert.ok(RESULTS.some(({ path }) => path.endsWith(".ipynb")));
  assert.ok(RESULTS.some(({ path }) => path.startsWith("data/mini/")));
  assert.deepEqual(places(RESULTS, literal(Deno.hostname())), []);
});

check(
  "no notebook, drawing or record has an absolute path or an address of a local network",
  () => {
    assert.deepEqual(places(RESULTS, /file:\/\/\/[\w%.-]+/g), []);
    assert.deepEqual(
      places(RESULTS, /(?<![\w.}<-])\/(tmp|var|opt|mnt|work|workspace)\/[\w.-]+/g),
      [],
    );
    assert.deepEqual(
      places(RESULTS, /\b(127\.0\.0\.1|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+)\b/g),
      [],
    );
  },
);
