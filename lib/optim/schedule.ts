/** The learning rate of each update, counted from 1. */
export type Schedule = (update: number) => number;

/**
 * Raises the rate in a straight line over the first updates, then keeps it.
 *
 * `α_t = α · min(1, t / w)`.
 *
 * @param rate The rate to reach, α.
 * @param options.warmUp Updates until then, w; default 0.
 * @throws {RangeError} If the rate is not positive or a number of updates is not a whole number from 0.
 */
export function constantSchedule(rate: number, { warmUp = 0 } = {}): Schedule {
  check(rate, { warmUp });
  return (update) => rate * Math.min(1, warmUp > 0 ? update / warmUp : 1);
}

/**
 * Raises the rate in a straight line, then lowers it along half a cosine.
 *
 * `α_t = α t / w` up to the update w, then `α (f + (1 − f)(1 + cos(π (t − w) / (n − w))) / 2)`, and `α f`
 * after the update n. Loshchilov & Hutter, 2017, equation 5, without restarts
 * (https://arxiv.org/abs/1608.03983).
 *
 * @param rate The highest rate, α.
 * @param options.updates Updates until the lowest rate, n.
 * @param options.warmUp Updates until the highest, w; default 0.
 * @param options.final The lowest rate as a share of the highest, f; default 0.
 * @throws {RangeError} If the rate is not positive, a number of updates is not a whole number from 0 or the
 * share is not from 0 to 1.
 *
 * @example
 * ```ts
 * import { cosineSchedule } from "#lib/optim";
 * import assert from "node:assert/strict";
 *
 * const rate = cosineSchedule(0.1, { updates: 110, warmUp: 10 });
 * assert.deepEqual([1, 10, 60, 110].map((t) => rate(t).toFixed(3)), ["0.010", "0.100", "0.050", "0.000"]);
 * ```
 */
export function cosineSchedule(
  rate: number,
  { updates, warmUp = 0, final = 0 }: { updates: number; warmUp?: number; final?: number },
): Schedule {
  check(rate, { updates, warmUp, final });
  return (update) => {
    if (update < warmUp) return rate * update / warmUp;
    const share = passed(update, { updates, warmUp });
    return rate * (final + (1 - final) * (1 + Math.cos(Math.PI * share)) / 2);
  };
}

/**
 * Raises the rate in a straight line, then lowers it in one.
 *
 * `α_t = α t / w` up to the update w, then `α (f + (1 − f)(n − t) / (n − w))`, and `α f` after the update n.
 *
 * @param rate The highest rate, α.
 * @param options.updates Updates until the lowest rate, n.
 * @param options.warmUp Updates until the highest, w; default 0.
 * @param options.final The lowest rate as a share of the highest, f; default 0.
 * @throws {RangeError} As {@linkcode cosineSchedule}.
 *
 * @example
 * ```ts
 * import { linearSchedule } from "#lib/optim";
 * import assert from "node:assert/strict";
 *
 * const rate = linearSchedule(0.1, { updates: 110, warmUp: 10 });
 * assert.deepEqual([5, 10, 60, 110].map((t) => rate(t).toFixed(3)), ["0.050", "0.100", "0.050", "0.000"]);
 * ```
 */
export function linearSchedule(
  rate: number,
  { updates, warmUp = 0, final = 0 }: { updates: number; warmUp?: number; final?: number },
): Schedule {
  check(rate, { updates, warmUp, final });
  return (update) => {
    if (update < warmUp) return rate * update / warmUp;
    return rate * (1 - (1 - final) * passed(update, { updates, warmUp }));
  };
}

/** Share of the updates after the warm-up that is over, 0 to 1. */
function passed(update: number, { updates, warmUp }: { updates: number; warmUp: number }): number {
  return Math.min(1, (update - warmUp) / Math.max(1, updates - warmUp));
}

function check(
  rate: number,
  { final = 0, ...counts }: { final?: number; updates?: number; warmUp: number },
): void {
  if (!(rate > 0 && rate < Infinity)) {
    throw new RangeError(
      `Cannot make a schedule: the rate must be positive, current value is ${rate}`,
    );
  }
  if (!(final >= 0 && final <= 1)) {
    throw new RangeError(
      `Cannot make a schedule: final must be a share from 0 to 1, current value is ${final}`,
    );
  }
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 0) {
      throw new RangeError(
        `Cannot make a schedule: ${name} must be a whole number from 0, current value is ${value}`,
      );
    }
  }
}
