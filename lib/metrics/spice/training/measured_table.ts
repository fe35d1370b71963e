import type { Measured } from "./measure.ts";

const START = "<!-- measured: deno task spice:train report -->", END = "<!-- end of measured -->";

/** Puts tables of what was measured between the marks of a Markdown text. */
export function withMeasured(markdown: string, rows: readonly Measured[]): string {
  const start = markdown.indexOf(START), end = markdown.indexOf(END);
  if (start < 0 || end < start) {
    throw new SyntaxError(
      `Cannot write what was measured: the text must have "${START}" and "${END}"`,
    );
  }
  const text = [...scores(rows), "", ...tuples(rows)].join("\n");
  return `${markdown.slice(0, start + START.length)}\n\n${text}\n\n${markdown.slice(end)}`;
}

function scores(rows: readonly Measured[]): string[] {
  return [
    "| pictures | number | SPICE-ts | SPICE | ratio | correlation | mean difference |",
    "|---|---|---|---|---|---|---|",
    ...rows.map((row) =>
      `| ${row.name} | ${row.pictures} | ${row.mean.toFixed(4)} | ${row.official.toFixed(4)} | ` +
      `${(row.mean / row.official).toFixed(3)} ± ${row.errors.ratio.toFixed(3)} | ` +
      `${row.correlation.toFixed(3)} ± ${row.errors.correlation.toFixed(3)} | ` +
      `${row.difference.toFixed(3)} |`
    ),
  ];
}

function tuples(rows: readonly Measured[]): string[] {
  const percent = (share: number) => (100 * share).toFixed(1);
  const kinds = ["objects", "attributes", "relations"];
  return [
    `| captions of | all tuples right | ${kinds.map((kind) => `${kind} P / R`).join(" | ")} |`,
    "|---|---|---|---|---|",
    ...rows.filter(({ isMerged }) => !isMerged).map((row) =>
      `| ${row.name} | ${percent(row.captionsRight)} % | ` +
      row.precision.map((share, i) => `${percent(share)} / ${percent(row.recall[i])}`).join(" | ") +
      " |"
    ),
  ];
}
