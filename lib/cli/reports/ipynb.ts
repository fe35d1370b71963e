import { readFile } from "node:fs/promises";
import { DENO_VERSION } from "../../setup/layout.ts";

/** A notebook as its file holds it (nbformat 4.5), as far as it matters here. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

/** A cell of prose or of code. */
export interface Cell {
  cell_type: "markdown" | "code" | "raw";
  id?: string;
  metadata: Record<string, unknown>;
  source: string | string[];
  execution_count?: number | null;
  outputs?: Output[];
}

/** What a cell of code has shown. */
export interface Output {
  output_type: "stream" | "display_data" | "execute_result" | "error";
  name?: string;
  text?: string | string[];
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  execution_count?: number | null;
  ename?: string;
  evalue?: string;
  traceback?: string[];
}

/**
 * Reads a notebook.
 *
 * @throws {SyntaxError} If the file is not a notebook.
 */
export async function readNotebook(path: string): Promise<Notebook> {
  const text = await readFile(path, "utf8");
  let notebook: Notebook;
  try {
    notebook = JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(`Cannot read "${path}": ${(error as Error).message}`);
  }
  if (notebook?.nbformat !== 4 || !Array.isArray(notebook.cells)) {
    throw new SyntaxError(`Cannot read "${path}": a notebook of format 4 is needed`);
  }
  return notebook;
}

/** A text that the format allows to be cut into lines. */
export function joined(text: string | string[] | undefined): string {
  return Array.isArray(text) ? text.join("") : text ?? "";
}

/** The cells that a kernel runs, in order. */
export function codeCells(notebook: Notebook): Cell[] {
  return notebook.cells.filter((cell) => cell.cell_type === "code" && joined(cell.source).trim());
}

/** The first heading, or `undefined`. */
export function titleOf(notebook: Notebook): string | undefined {
  for (const cell of notebook.cells) {
    if (cell.cell_type !== "markdown") continue;
    const heading = joined(cell.source).match(/^#\s+(.+)$/m);
    if (heading) return heading[1].replaceAll(/[*_`$]/g, "").trim();
  }
}

/**
 * The notebook without what changes from run to run or from machine to machine: times, versions of the
 * writer, colours; neighbouring pieces of one stream are one.
 */
export function tidyNotebook(notebook: Notebook): Notebook {
  return {
    cells: notebook.cells.map(tidyCell),
    metadata: {
      kernelspec: { display_name: `Deno ${DENO_VERSION}`, language: "typescript", name: "deno" },
      language_info: { file_extension: ".ts", mimetype: "text/x.typescript", name: "typescript" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

function tidyCell(cell: Cell, index: number): Cell {
  const tidy: Cell = {
    cell_type: cell.cell_type,
    id: cell.id ?? `cell-${index + 1}`,
    metadata: "tags" in cell.metadata ? { tags: cell.metadata.tags } : {},
    source: lines(joined(cell.source)),
  };
  if (cell.cell_type !== "code") return tidy;
  return {
    ...tidy,
    execution_count: cell.execution_count ?? null,
    outputs: coalesce(cell.outputs ?? []).map(tidyOutput),
  };
}

function tidyOutput(output: Output): Output {
  if (output.output_type === "stream") return { ...output, text: lines(joined(output.text)) };
  return output.output_type === "error" ? output : { ...output, metadata: {} };
}

/** Joins neighbouring pieces of one stream. */
function coalesce(outputs: readonly Output[]): Output[] {
  const result: Output[] = [];
  for (const output of outputs) {
    const last = result.at(-1);
    if (
      output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name
    ) {
      last.text = joined(last.text) + joined(output.text);
    } else {
      result.push({ ...output });
    }
  }
  return result;
}

function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The notebook's text as Jupyter's own tools would write it: sorted keys, one space an indent. */
export function serializeNotebook(notebook: Notebook): string {
  return JSON.stringify(sorted(notebook), null, 1) + "\n";
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map((
      [key, item],
    ) => [key, sorted(item)]),
  );
}
