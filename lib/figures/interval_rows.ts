import { decimals } from "./numbers.ts";
import { modelStyle } from "./palette.ts";

/** What charts of intervals know of a row. */
interface Row {
  model: string;
  value: number;
  low: number;
  high: number;
}

/**
 * Refuses what cannot be drawn as values with intervals.
 *
 * @param nameOf What a row is called besides its model: its metric, its label.
 * @throws {RangeError} If there is no row, or an interval's ends are not in order.
 */
export function checkIntervals<T extends Row>(
  rows: readonly T[],
  nameOf: (row: T) => string,
): void {
  if (rows.length === 0) throw new RangeError("Cannot draw intervals: the list must not be empty");
  const wrong = rows.find(({ value, low, high }) => !(Number.isFinite(value) && low <= high));
  if (wrong === undefined) return;
  throw new RangeError(
    `Cannot draw an interval: it must be finite, with its lower end first, current value is ${wrong.value} in [${wrong.low}, ${wrong.high}] (${wrong.model}, ${
      nameOf(wrong)
    })`,
  );
}

/** A row in words, for alternative texts. */
export function intervalText({ model, value, low, high }: Row): string {
  return `${modelStyle(model).label} ${decimals(value, 3)} [${decimals(low, 3)}, ${
    decimals(high, 3)
  }]`;
}
