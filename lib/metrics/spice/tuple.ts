/**
 * What a caption states, in dictionary forms: `[object]`, `[object, attribute]` or
 * `[subject, relation, object]`.
 */
export type Tuple =
  | readonly [string]
  | readonly [string, string]
  | readonly [
    string,
    string,
    string,
  ];

/** All that one caption states, in the order in which it enters the scene graph. */
export type CaptionTuples = readonly Tuple[];

/** Turns captions into tuples: the part of SPICE that has several answers. */
export interface SpiceEngine {
  /** What its scores are called: `SPICE` only where the tuples are the official program's. */
  readonly name: string;
  /** Parses captions (tokens between blanks), in their order. */
  parse(captions: readonly string[]): CaptionTuples[] | Promise<CaptionTuples[]>;
}
