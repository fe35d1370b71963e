import { Command } from "commander";
import { globSync } from "node:fs";
import { join } from "node:path";
import { layoutOf, ROOT } from "../setup/layout.ts";
import { runChild } from "./child.ts";
import { runProgram, Stopped } from "./program.ts";

/** The checks in order, the quick ones first; each is a call of Deno. */
function checks(): string[][] {
  return [
    ["fmt", "--check"],
    ["lint"],
    ["check", "--quiet", "lib", "test"],
  ];
}

/**
 * Runs Deno's documentation lint over the public parts, and prints what it finds in `lib/`: it also
 * looks into packages whose exports are passed on, which are not ours to mend.
 */
async function documentationFaults(): Promise<number> {
  const areas = globSync("lib/*/mod.ts", { cwd: ROOT }).sort();
  const { stderr } = await new Deno.Command(layoutOf().deno, {
    args: ["doc", "--lint", "--quiet", ...areas],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
  }).output();
  const text = new TextDecoder().decode(stderr);
  const faults = text.split(/\n\n(?=error\[)/);
  const ours = faults.filter((fault) => fault.includes(`--> ${join(ROOT, "lib")}`));
  // Text without a single located fault means that the lint itself failed.
  if (text.trim() !== "" && !faults.some((fault) => fault.includes("-->"))) ours.push(text);
  for (const fault of ours) console.error(fault + "\n");
  return ours.length;
}

/** Runs all checks, so that one run shows all that is to be mended. */
async function check(): Promise<void> {
  const failed: string[] = [];
  for (const args of checks()) {
    const name = `deno ${args.slice(0, 2).filter((word) => word !== "--quiet").join(" ")}`;
    const { code, signal } = await runChild(layoutOf().deno, args, { cwd: ROOT });
    if (signal) throw new Stopped();
    if (code !== 0) failed.push(name);
  }
  if (await documentationFaults() > 0) failed.push("deno doc --lint");
  if (failed.length > 0) throw new Error(`Checks failed: ${failed.join(", ")}`);
  console.log("All checks passed");
}

await runProgram(
  new Command("deno task check")
    .description("Format, lint with the layer rule, types, documentation of the public parts.")
    .action(check),
);
