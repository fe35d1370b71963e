import type { CaptionTuples, SpiceEngine } from "./tuple.ts";

/**
 * Parses each caption once, however often it is scored: several models are judged by the same references.
 *
 * @example
 * ```ts
 * import { rememberingEngine, tsEngine } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * let parsed = 0;
 * const { name, parse } = tsEngine();
 * const engine = rememberingEngine({
 *   name,
 *   parse: (captions) => {
 *     parsed += captions.length;
 *     return parse(captions);
 *   },
 * });
 * await engine.parse(["a red car", "a dog"]);
 * await engine.parse(["a dog", "a cat"]);
 * assert.equal(parsed, 3);
 * ```
 */
export function rememberingEngine(engine: SpiceEngine): SpiceEngine {
  const known = new Map<string, CaptionTuples>();
  return {
    name: engine.name,
    async parse(captions) {
      const fresh = [...new Set(captions)].filter((caption) => !known.has(caption));
      const tuples = await engine.parse(fresh);
      fresh.forEach((caption, i) => known.set(caption, tuples[i]));
      return captions.map((caption) => known.get(caption)!);
    },
  };
}
