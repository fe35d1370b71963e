import type { Precision } from "../tensor/mod.ts";

/**
 * Refuses a decoder's configuration with a number out of its range.
 *
 * @param kind What is made, "an LSTM decoder" for instance.
 * @param numbers.sizes Whole numbers from 1, by name.
 * @param numbers.dropout A share from 0 to below 1.
 * @param numbers.precision Of the products; none: `float32`.
 * @throws {RangeError} That names the number.
 */
export function checkConfig(
  kind: string,
  { sizes, dropout, precision = "float32" }: {
    sizes: Readonly<Record<string, number>>;
    dropout: number;
    precision?: Precision;
  },
): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (!Number.isInteger(size) || size < 1) {
      throw refusal(kind, { name, requirement: "a whole number from 1", value: size });
    }
  }
  if (!(dropout >= 0 && dropout < 1)) {
    throw refusal(kind, {
      name: "dropout",
      requirement: "from 0 to below 1",
      value: dropout,
    });
  }
  if (precision !== "float32" && precision !== "bfloat16") {
    throw refusal(kind, {
      name: "precision",
      requirement: '"float32" or "bfloat16"',
      value: JSON.stringify(precision),
    });
  }
}

/** The error of a configuration that cannot be. */
export function refusal(
  kind: string,
  { name, requirement, value }: { name: string; requirement: string; value: unknown },
): RangeError {
  return new RangeError(
    `Cannot make ${kind}: ${name} must be ${requirement}, current value is ${value}`,
  );
}
