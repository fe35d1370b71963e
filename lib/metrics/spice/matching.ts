import { similarity } from "./concept.ts";
import { ConceptIndex } from "./concept_index.ts";
import type { Statement } from "./scene_graph.ts";

/** How many statements there are and match. */
export interface StatementCounts {
  /** Statements of the caption that the references make as well. */
  matched: number;
  /** Statements of the caption. */
  said: number;
  /** Statements of the references. */
  written: number;
}

/** Counts statements of a caption that are like one of the references: every part shares a name or synonym set. */
export function countStatements(
  caption: readonly Statement[],
  references: readonly Statement[],
): StatementCounts {
  const index = new ConceptIndex<Statement>();
  for (const written of references) index.add(written[0], written);
  const matched = caption.filter((said) =>
    index.near(said[0]).values().some((written) => isLike(said, written))
  );
  return { matched: matched.length, said: caption.length, written: references.length };
}

/** Harmonic mean of `matched / said` and `matched / written`; 0 where nothing matches. */
export function fScore({ matched, said, written }: StatementCounts): number {
  if (matched === 0 || said === 0 || written === 0) return 0;
  const precision = matched / said, recall = matched / written;
  return 2 * precision * recall / (precision + recall);
}

/** Whether every part of a statement shares a name or synonym set with the other's. */
export function isLike(a: Statement, b: Statement): boolean {
  return a.length === b.length && a.every((part, i) => similarity(part, b[i]) > 0);
}
