/**
 * What a run of a notebook in JupyterLab must have brought, as functions that give a line for every
 * fault.
 *
 * @module
 */
import { codeCells, type Notebook, type Output } from "../../lib/cli/reports/ipynb.ts";
import { CHART } from "./shown_outputs.ts";

/** A progress bar at one moment. */
export interface BarState {
  title: string;
  /** How much is done, in the bar's own unit. */
  done: number;
  /** Width of what is coloured, in pixels. */
  width: number;
}

/** The forms of each of a cell's outputs, in order; the picture that JupyterLab adds to a chart aside. */
function formsOf(outputs: readonly Output[] = []): string {
  const forms = outputs.map(({ output_type, name, ename, data }) => {
    if (data === undefined) return `${output_type} ${name ?? ename}`;
    const added = CHART in data ? "image/png" : undefined;
    return Object.keys(data).filter((form) => form !== added).sort().join(" or ");
  });
  return forms.join(", ") || "no output";
}

/** Where an executed notebook lacks an output, or a form of one, with which it was committed. */
export function lostOutputs(committed: Notebook, executed: Notebook): string[] {
  const faults: string[] = [], before = codeCells(committed), after = codeCells(executed);
  if (after.length !== before.length) faults.push(`${after.length} cells, not ${before.length}`);
  for (const [i, { execution_count, outputs }] of after.entries()) {
    const has = formsOf(outputs), had = formsOf(before[i]?.outputs);
    if (execution_count !== i + 1) faults.push(`cell ${i + 1} has the count ${execution_count}`);
    if (has !== had) faults.push(`cell ${i + 1} has ${has}, not ${had}`);
  }
  return faults;
}

/** Different states that a bar must be seen in. */
const STATES = 3;

/** What is wrong with the bars that were seen: one must have moved, and none backwards. */
export function barFaults(seen: readonly BarState[]): string[] {
  const bars = [...Map.groupBy(seen, ({ title }) => title)];
  const moved = bars.some(([, states]) =>
    new Set(states.map(({ done }) => done)).size >= STATES &&
    new Set(states.map(({ width }) => width)).size >= STATES
  );
  const back = bars.filter(([, states]) =>
    states.some(({ done, width }, i) =>
      i > 0 && (done < states[i - 1].done || width < states[i - 1].width)
    )
  );
  return [
    ...moved ? [] : [`no bar was seen to move: ${JSON.stringify(seen.slice(0, 9))}`],
    ...back.map(([title]) => `the bar "${title}" went back`),
  ];
}
