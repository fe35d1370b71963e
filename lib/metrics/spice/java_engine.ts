import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parseJson } from "../../io/json.ts";
import type { CaptionTuples, SpiceEngine } from "./tuple.ts";
import { reportTuples } from "./spice_report.ts";

/** The official parser's time grows with the cube of the length: 267 words took it over five minutes. */
const LONGEST = 100;

/** Nashorn, which writes the program's results, needs it. */
const OLDEST_JAVA = 11;

/** Where the official program is, and how it runs. */
export interface JavaOptions {
  /** The folder that `deno task data spice` has filled. */
  folder: string;
  /** Java's program; default `java`, from the PATH. */
  java?: string;
  /** Memory for Java as it writes it; default `4G`. */
  memory?: string;
  /** Words in a caption, at most; default 100. */
  longest?: number;
  /**
   * Gets each caption that is too long, which then states nothing; default: captions that are too long
   * are an error.
   */
  onTooLong?: (caption: string) => void;
  /** Ends the program. */
  signal?: AbortSignal;
}

/**
 * Parses captions with the official program, so that scores are the official ones: about 40 captions a
 * second on two cores, after ten seconds' start.
 *
 * Each distinct caption is parsed by itself. Its tuples can be kept with `writeTuples` and used again by
 * `tuplesEngine`, without Java.
 *
 * @throws {RangeError} When parsing, if a caption is too long.
 * @throws {Error} When parsing, if Java or the program's files are missing, unfit, or fail.
 *
 * @example
 * ```ts
 * import { javaEngine } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const engine = javaEngine({ folder: "no such folder" });
 * assert.equal(engine.name, "SPICE");
 * await assert.rejects(async () => await engine.parse(["a red can"]), /deno task data spice/);
 * ```
 */
export function javaEngine(options: JavaOptions): SpiceEngine {
  return { name: "SPICE", parse: (captions) => parseWithJava(captions, options) };
}

async function parseWithJava(
  captions: readonly string[],
  options: JavaOptions,
): Promise<CaptionTuples[]> {
  const short = withoutTooLong(captions, options);
  requireJars(options.folder);
  await requireJava(options.java ?? "java");
  const folder = await mkdtemp(join(tmpdir(), "spice-"));
  try {
    const input = short.map((caption, image_id) => ({ image_id, test: caption, refs: [caption] }));
    await writeFile(join(folder, "in.json"), JSON.stringify(input));
    await runScorer(folder, options);
    const text = await readFile(join(folder, "out.json"), "utf8");
    return reportTuples(parseJson(text, "the official program's report"), short);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The captions with those that are too long emptied, and with whole characters only. */
function withoutTooLong(captions: readonly string[], options: JavaOptions): string[] {
  const { longest = LONGEST, onTooLong } = options;
  return captions.map((caption) => {
    const words = caption.split(/\s+/).length;
    if (words <= longest) return caption.toWellFormed();
    if (onTooLong) {
      onTooLong(caption);
      return "";
    }
    throw new RangeError(
      `Cannot parse captions with the official program: a caption must have at most ${longest} words, ` +
        `current value is ${words} (${JSON.stringify(caption.slice(0, 40) + "…")})`,
    );
  });
}

function requireJars(folder: string): void {
  if (existsSync(join(folder, "spice-1.0.jar"))) return;
  throw new Error(
    `Cannot run the official SPICE: "${folder}" must hold spice-1.0.jar and what it needs; ` +
      "deno task data spice fetches them",
  );
}

/** Makes sure of a Java that can run the program. */
async function requireJava(java: string): Promise<void> {
  const start = `Cannot run the official SPICE: Java ${OLDEST_JAVA} or newer must be there`;
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(java, { args: ["-version"], stdin: "null" }).output();
  } catch {
    throw new Error(
      `${start}, "${java}" cannot be started. On Debian and Ubuntu: sudo apt install ` +
        "default-jre-headless; on macOS: brew install openjdk. tsEngine() needs no Java",
    );
  }
  const version = new TextDecoder().decode(output.stderr);
  const number = javaVersion(version);
  if (!output.success || number === undefined || number < OLDEST_JAVA) {
    const current = number ?? JSON.stringify(version.split("\n")[0]);
    throw new Error(`${start}, current value is ${current}`);
  }
}

/** The main number in what `java -version` prints: 8 for "1.8.0_292", 17 for "17.0.15". */
export function javaVersion(printed: string): number | undefined {
  const [, first, second] = printed.match(/version "(\d+)(?:\.(\d+))?/) ?? [];
  if (first === undefined) return undefined;
  return first === "1" ? Number(second) : Number(first);
}

async function runScorer(folder: string, options: JavaOptions): Promise<void> {
  const { folder: jars, java = "java", memory = "4G", signal } = options;
  const path = ["spice-1.0.jar", "lib/*", "maven/*"].map((each) => join(jars, each)).join(
    delimiter,
  );
  const { success, code, stderr } = await new Deno.Command(java, {
    args: [`-Xmx${memory}`, "-cp", path, "edu.anu.spice.SpiceScorer", join(folder, "in.json")]
      .concat("-out", join(folder, "out.json"), "-detailed", "-subset", "-silent"),
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    signal,
  }).output();
  signal?.throwIfAborted();
  if (success && existsSync(join(folder, "out.json"))) return;
  throw new Error(
    `Cannot run the official SPICE: ${reasonIn(new TextDecoder().decode(stderr), code)}`,
  );
}

/** The line of the program's messages that says what went wrong. */
function reasonIn(printed: string, code: number): string {
  if (printed.includes("OutOfMemoryError")) return "it needs more memory than it was given";
  const lines = printed.trim().split("\n");
  return lines.find((line) => /Exception|Error/.test(line))?.trim() ??
    `it ended with status ${code}: ${lines.at(-1)}`;
}
