import { studyLabel } from "../../experiments/study.ts";
import type { Cell, Notebook } from "./ipynb.ts";

/** Cells with this tag are about the miniature data set: what it knows of itself, and what its runs say. */
const MINI = "mini";

/**
 * Gives a notebook as it is executed on a study: on another one than mini without the cells that are
 * about mini alone, and with a sentence that says so.
 *
 * A result that a text states was seen on mini; beneath figures of other data it would be wrong.
 */
export function forStudy(notebook: Notebook, study: string): Notebook {
  if (study === "mini") return notebook;
  const [title, ...others] = notebook.cells.filter((cell) => !tagsOf(cell).includes(MINI));
  if (title === undefined) return notebook;
  return { ...notebook, cells: [title, notice(study), ...others] };
}

function tagsOf({ metadata: { tags } }: Cell): readonly unknown[] {
  return Array.isArray(tags) ? tags : [];
}

function notice(study: string): Cell {
  return {
    cell_type: "markdown",
    id: "study",
    metadata: {},
    source:
      `This page is about **${
        studyLabel(study)
      }**. Passages that describe mini, the miniature data ` +
      "set, or state what was found on it are left out; the notebook itself has them.",
  };
}
