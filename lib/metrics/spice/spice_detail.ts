import { countStatements, fScore, isLike } from "./matching.ts";
import { type Statement, statementsOf } from "./scene_graph.ts";
import { tsEngine } from "./ts_engine.ts";
import type { SpiceEngine } from "./tuple.ts";

/** A statement as a reader sees it, and whether the other side makes it too. */
export interface StatedBy {
  /** `[object]`, `[object, attribute]` or `[subject, relation, object]`; names that were merged have a stroke. */
  statement: string[];
  /** Whether a statement of the other side is like it. */
  matched: boolean;
}

/** What SPICE compares for one caption. */
export interface SpiceDetail {
  /** Name of the score: "SPICE-ts". */
  name: string;
  /** What the caption states. */
  said: StatedBy[];
  /** What the references state together. */
  written: StatedBy[];
  /** SPICE of this caption. */
  score: number;
}

/**
 * Shows the statements of one caption and of its references, and which of them match.
 *
 * The score follows from it: matched statements of the caption over all of the caption's for a precision,
 * and over all of the references' for a recall.
 *
 * @param caption Tokens between blanks.
 * @param references Tokens between blanks.
 * @param options `engine`: default {@linkcode tsEngine}.
 *
 * @example
 * ```ts
 * import { spiceDetail } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const { said } = await spiceDetail("a red car", ["a blue automobile"]);
 * assert.deepEqual(said, [
 *   { statement: ["car"], matched: true },
 *   { statement: ["car", "red"], matched: false },
 * ]);
 * ```
 */
export async function spiceDetail(
  caption: string,
  references: readonly string[],
  { engine = tsEngine() }: { engine?: SpiceEngine } = {},
): Promise<SpiceDetail> {
  const [own, ...others] = await engine.parse([caption, ...references]);
  const said = statementsOf([own]), written = statementsOf(others);
  const shown = (list: readonly Statement[], other: readonly Statement[]) =>
    list.map((statement): StatedBy => ({
      statement: statement.map(({ names }) => names.join("/")),
      matched: other.some((each) => isLike(statement, each)),
    }));
  return {
    name: engine.name,
    said: shown(said, written),
    written: shown(written, said),
    score: fScore(countStatements(said, written)),
  };
}
