import { Command } from "commander";
import { globSync } from "node:fs";
import { layoutOf, ROOT } from "../setup/layout.ts";
import { runChild } from "./child.ts";
import { runProgram, Stopped } from "./program.ts";

/** The checks in order, the quick ones first; each is a call of Deno. */
function checks(): string[][] {
  const areas = globSync("lib/*/mod.ts", { cwd: ROOT }).sort();
  return [
    ["fmt", "--check"],
    ["lint"],
    ["check", "--quiet", "lib", "test"],
    ["doc", "--lint", "--quiet", ...areas],
  ];
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
  if (failed.length > 0) throw new Error(`Checks failed: ${failed.join(", ")}`);
  console.log("All checks passed");
}

await runProgram(
  new Command("deno task check")
    .description("Format, lint with the layer rule, types, documentation of the public parts.")
    .action(check),
);
