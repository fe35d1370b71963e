import type { Cell, Notebook } from "../../../lib/cli/reports/ipynb.ts";

/** A notebook of these cells. */
export const notebook = (...cells: Cell[]): Notebook => ({
  cells,
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});
