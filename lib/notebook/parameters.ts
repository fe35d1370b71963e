import { scaleOf } from "../experiments/study.ts";
import { ROOT } from "../setup/layout.ts";

/** What a notebook is told from outside. */
export interface NotebookParameters {
  /** The data set, default "mini". */
  study: string;
  /** Which of an experiment's settings apply to it. */
  scale: "miniature" | "full";
  /** Pictures in all, where the data set is generated; absent for its full size. */
  images?: number;
  /** Repeat the long studies whose records are committed. */
  full: boolean;
  /** The project's folder. */
  root: string;
}

/**
 * Reads a notebook's parameters from the environment, as `deno task reproduce` sets them: `STUDY`,
 * `IMAGES`, `FULL`.
 *
 * @throws {RangeError} If `IMAGES` is not a whole number from 1.
 */
export function notebookParameters(): NotebookParameters {
  const images = Deno.env.get("IMAGES");
  if (images !== undefined && !/^[1-9]\d*$/.test(images)) {
    throw new RangeError(
      `Cannot read the parameters: IMAGES must be a whole number from 1, current value is "${images}"`,
    );
  }
  const study = Deno.env.get("STUDY") ?? "mini";
  return {
    study,
    scale: scaleOf(study),
    ...(images === undefined ? {} : { images: Number(images) }),
    full: Deno.env.get("FULL") === "1",
    root: ROOT,
  };
}
