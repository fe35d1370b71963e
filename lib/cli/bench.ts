import { Argument, Command } from "commander";
import { join, relative } from "node:path";
import { provenance } from "../experiments/provenance.ts";
import { writeJson } from "../io/write.ts";
import { ROOT } from "../setup/layout.ts";
import type { Benchmark, Measured } from "./benchmarks/benchmark.ts";
import { ENCODE } from "./benchmarks/encode.ts";
import { FEATURES } from "./benchmarks/features.ts";
import { METRICS } from "./benchmarks/metrics.ts";
import { TRAIN } from "./benchmarks/train.ts";
import { TSNE } from "./benchmarks/tsne.ts";
import { runProgram } from "./program.ts";

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  train: TRAIN,
  encode: ENCODE,
  features: FEATURES,
  metrics: METRICS,
  tsne: TSNE,
};

/** Runs one benchmark or all, prints a table and writes it as JSON. */
async function bench(only: string | undefined): Promise<void> {
  for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
    if (only !== undefined && name !== only) continue;
    console.log(`\n${name}: ${benchmark.about}`);
    const measured = await benchmark.run((note) => console.error(`${name}: ${note}`));
    printTable(measured);
    const path = join(ROOT, "runs", "bench", `${name}.json`);
    await writeJson(path, {
      benchmark: name,
      ...measured,
      ...await provenance(),
    });
    console.log(`written to ${relative(Deno.cwd(), path)}`);
  }
}

function printTable({ rows, facts }: Measured): void {
  const keys = Object.keys(rows[0]);
  const widths = keys.map((key) =>
    Math.max(key.length, ...rows.map((row) => String(row[key]).length))
  );
  const print = (cells: string[]) =>
    console.log(cells.map((cell, k) => cell.padStart(widths[k])).join("  "));
  print(keys);
  for (const row of rows) print(keys.map((key) => String(row[key])));
  for (const [name, value] of Object.entries(facts)) console.log(`${name}: ${value}`);
}

await runProgram(
  new Command("deno task bench")
    .description("Measures speed, prints a table and writes runs/bench/<name>.json.")
    .addArgument(
      new Argument("[name]", "which one; default: all").choices(Object.keys(BENCHMARKS)),
    )
    .action(bench),
);
