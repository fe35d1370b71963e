import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ROOT } from "#lib/setup";
import { type Cell, codeCells, joined, readNotebook } from "../lib/cli/reports/ipynb.ts";
import { forStudy } from "../lib/cli/reports/study_cells.ts";
import { inFolder } from "./temporary.ts";

const FOLDER = join(ROOT, "notebooks");
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith(".ipynb"))
  .map((name) => basename(name, ".ipynb")).sort();
const IMPORT_MAP: Record<string, string> =
  JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8")).imports;

/** Parts that every notebook has, in this order; what is particular to it stands before the last three. */
const FIRST = ["Imports", "Parameters"];
const LAST = [/^What differs from the paper/, /^Summary$/, /^Exercises$/];

/** Bytes of output that a notebook may have; the maps of notebook 06 are many points. */
const outputLimit = (name: string) => name.startsWith("06") ? 1_000_000 : 300_000;

const read = async (name: string) => await readNotebook(join(FOLDER, `${name}.ipynb`));
const textOf = (cell: Cell) => joined(cell.source);
const linesOf = (cell: Cell) => textOf(cell).trimEnd().split("\n");

/** Prose as parts: heading and text below it, up to the next heading. */
function partsOf(cells: readonly Cell[]): { heading: string; text: string }[] {
  const prose = cells.filter((cell) => cell.cell_type === "markdown").map(textOf).join("\n\n");
  return prose.split(/^## /m).slice(1).map((part) => {
    const [heading, ...text] = part.split("\n");
    return { heading: heading.trim(), text: text.join("\n").trim() };
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b), middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

/** Code without what stands in quotation marks or in comments. */
function bareCode(cell: Cell): string {
  return textOf(cell).replaceAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`/g, '""')
    .replaceAll(/\/\/.*|\/\*[\s\S]*?\*\//g, "");
}

/** Whether a cell ends with an expression, whose value a reader expects to see. */
function endsWithExpression(cell: Cell): boolean {
  // The code is formatted: a statement's first line is the one that is not indented.
  const start = linesOf(cell).findLast((line) => /^[^\s)\]}]/.test(line))!;
  return !/^(const|let|import|export|type|interface|await \w+\.(close|dispose))\b/.test(start);
}

Deno.test("the notebooks' names are numbers and words", () => {
  assert.ok(NAMES.length > 0);
  for (const name of NAMES) assert.match(name, /^0[1-6]-[a-z]+$/);
});

for (const name of NAMES) {
  Deno.test(`${name} opens with its question, the paper's place and what it needs, writes, takes`, async () => {
    const { cells: [first] } = await read(name), text = textOf(first);
    assert.equal(first.cell_type, "markdown");
    assert.match(text, new RegExp(`^# ${name.slice(0, 2)} · .*\\?\n`));
    assert.match(text, /\bpaper\b/);
    assert.match(text, /\b([Ss]ections?|Tables?|Figures?) \d/);
    for (const row of ["needs", "writes", "takes"]) {
      assert.match(text, new RegExp(`^\\| \\*\\*${row}\\*\\* \\| \\S.* \\|$`, "m"));
    }
    assert.match(text, /\btakes\b.*\b(minutes?|seconds?|hours?)\b.*\bGPU\b/);
  });

  Deno.test(`${name} has the parts of every notebook in their order`, async () => {
    const { cells } = await read(name), headings = partsOf(cells).map(({ heading }) => heading);
    assert.deepEqual(headings.slice(0, 2), FIRST);
    for (const [i, pattern] of LAST.entries()) assert.match(headings.at(i - 3)!, pattern);
    assert.equal(
      cells.filter((cell) => /^# /m.test(textOf(cell)) && cell.cell_type === "markdown").length,
      1,
    );
  });

  Deno.test(`${name} ends with differences, a summary of 3 to 5 sentences, and 3 to 5 exercises`, async () => {
    const [differences, summary, exercises] = partsOf((await read(name)).cells).slice(-3);
    assert.ok((differences.text.match(/^- \*\*/gm) ?? []).length >= 2, differences.text);
    const sentences = summary.text.replaceAll(/`[^`]*`/g, "code").match(
      /[.!?](?=\s+[A-Z*“<]|\s*$)/g,
    );
    assert.ok(sentences !== null && sentences.length >= 3 && sentences.length <= 5, summary.text);
    const numbers = [...exercises.text.matchAll(/^(\d)\. /gm)].map(([, number]) => Number(number));
    assert.deepEqual(numbers, numbers.map((_, i) => i + 1));
    assert.ok(numbers.length >= 3 && numbers.length <= 5, exercises.text);
  });

  Deno.test(`${name} imports in its first cell of code, from the library and deno.json only`, async () => {
    const [imports, parameters, ...others] = codeCells(await read(name));
    const sources = [...textOf(imports).matchAll(/^(?:import .*|\} )from "([^"]+)";$/gm)];
    assert.equal(sources.length, textOf(imports).match(/^import\b/gm)?.length);
    for (const [, source] of sources) assert.ok(source in IMPORT_MAP, source);
    assert.ok(sources.some(([, source]) => source.startsWith("#lib/")));
    for (const cell of [parameters, ...others]) assert.doesNotMatch(bareCode(cell), /\bimport\b/);
  });

  Deno.test(`${name} has one constant of parameters, with the study from outside`, async () => {
    const cells = codeCells(await read(name)).map(textOf);
    assert.match(cells[1], /^const PARAMETERS = \{ \.\.\.notebookParameters\(\)/m);
    assert.equal(cells.join("\n").match(/const PARAMETERS\b/g)?.length, 1);
    assert.doesNotMatch(cells.join("\n"), /Deno\.env/);
  });

  Deno.test(`${name} says something before each cell of code`, async () => {
    const { cells } = await read(name);
    cells.forEach((cell, i) => {
      if (cell.cell_type === "markdown") return;
      assert.equal(cell.cell_type, "code");
      assert.equal(cells[i - 1].cell_type, "markdown", textOf(cell));
    });
  });

  Deno.test(`${name} has short cells, and six words of prose for each line of code`, async () => {
    const notebook = await read(name),
      lengths = codeCells(notebook).map((cell) => linesOf(cell).length);
    for (const cell of codeCells(notebook)) assert.ok(linesOf(cell).length <= 12, textOf(cell));
    assert.ok(median(lengths) <= 6, `median ${median(lengths)}`);
    const words = notebook.cells.filter((cell) => cell.cell_type === "markdown")
      .flatMap((cell) => textOf(cell).match(/\S*\p{L}\S*/gu) ?? []).length;
    const lines = lengths.reduce((sum, length) => sum + length, 0);
    assert.ok(words >= 6 * lines, `${words} words, ${lines} lines of code`);
  });

  Deno.test(`${name} has no function, class, loop, branch or parsing in a cell`, async () => {
    for (const cell of codeCells(await read(name))) {
      const code = bareCode(cell);
      assert.doesNotMatch(code, /\b(function|class|for|while|do|if|switch|try)\b|\.forEach\(/);
      assert.doesNotMatch(code, /\b(const|let|var)\s+\w+\s*=\s*(async\s*)?(\([^)]*\)|\w+)\s*=>/);
      assert.doesNotMatch(code, /JSON\.parse|readFile|readTextFile|\bfetch\(/);
    }
  });

  Deno.test(`${name} was executed from top to bottom without an error`, async () => {
    const cells = codeCells(await read(name));
    assert.deepEqual(cells.map((cell) => cell.execution_count), cells.map((_, i) => i + 1));
    for (const output of cells.flatMap((cell) => cell.outputs ?? [])) {
      assert.notEqual(output.output_type, "error", output.evalue ?? "");
      assert.notEqual(output.name, "stderr", joined(output.text));
    }
  });

  Deno.test(`${name} shows something wherever a cell ends with an expression`, async () => {
    const cells = codeCells(await read(name)).filter(endsWithExpression);
    assert.ok(cells.length > 0);
    for (const cell of cells) {
      const shown = (cell.outputs ?? []).some(({ text, data }) =>
        joined(text).trim() !== "" || Object.keys(data ?? {}).length > 0
      );
      assert.ok(shown, textOf(cell));
    }
  });

  Deno.test(`${name} says in words what its figures show`, async () => {
    const outputs = codeCells(await read(name)).flatMap((cell) => cell.outputs ?? []);
    const figures = outputs.filter(({ data }) => data?.["image/svg+xml"] !== undefined);
    assert.ok(figures.length > 0);
    for (const { data } of figures) {
      assert.ok(joined(data!["text/plain"] as string | string[]).trim().length > 20);
      const chart = data!["application/vnd.vegalite.v5+json"] as
        | { description?: string }
        | undefined;
      if (chart !== undefined) assert.ok(chart.description, JSON.stringify(chart).slice(0, 200));
    }
  });

  Deno.test(`${name} has no more output than a reader can load`, async () => {
    const outputs = codeCells(await read(name)).map((cell) => cell.outputs ?? []);
    const size = new TextEncoder().encode(JSON.stringify(outputs)).length;
    assert.ok(size <= outputLimit(name), `${size} bytes`);
  });
}

Deno.test("the cells of each notebook, joined, pass the type check, on mini and on other studies", async () => {
  await inFolder(async (folder) => {
    const files = await Promise.all(
      NAMES.flatMap((name) =>
        ["mini", "vizwiz"].map(async (study) => {
          const path = join(folder, `${name}-${study}.ts`),
            notebook = forStudy(await read(name), study);
          writeFileSync(path, codeCells(notebook).map(textOf).join("\n\n") + "\n");
          return path;
        })
      ),
    );
    // A mistake of ours shows that the check sees these files at all.
    const mistake = join(folder, "mistake.ts");
    writeFileSync(
      mistake,
      'import { ROOT } from "#lib/setup";\nexport const wrong: number = ROOT;\n',
    );
    const { stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--config", join(ROOT, "deno.json"), ...files, mistake],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder().decode(stderr);
    const places = [...text.matchAll(/^ +at file:\/\/.*\/([^/]+\.ts):\d+/gm)].map(([, file]) =>
      file
    );
    assert.deepEqual(places, ["mistake.ts"], text);
    assert.equal(text.match(/\[ERROR\]/g)?.length, 1, text);
  });
});
