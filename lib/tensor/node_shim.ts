/**
 * Restores `util.isNullOrUndefined`, which newer Node layers dropped and the package's backend calls.
 *
 * @module
 */
import util from "node:util";

const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
