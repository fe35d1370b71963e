import type { Random } from "../tensor/random.ts";

/** How pictures and seeds are drawn. */
export interface BootstrapOptions {
  /** Draws pictures and seeds; needed where no indices are given, and where there are several seeds. */
  random?: Random;
  /** How often, default 10,000. */
  draws?: number;
  /** Coverage, default 0.95. */
  level?: number;
  /** Pictures of each draw, `[draws, pictures]` row by row, instead of random ones. */
  indices?: Int32Array;
}
