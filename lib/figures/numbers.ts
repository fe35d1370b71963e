/** Writes a whole number with thousands marked and a true minus sign: 12,345. */
export function count(value: number): string {
  const digits = Math.abs(Math.round(value)).toFixed().replace(/\B(?=(\d{3})+$)/g, ",");
  return value <= -0.5 ? `−${digits}` : digits;
}

/** Writes a value with a fixed number of decimals and a true minus sign. */
export function decimals(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** Writes a share as a percentage: 12 %, 0.4 %. */
export function percent(share: number): string {
  const value = 100 * share;
  return `${decimals(value, value !== 0 && Math.abs(value) < 10 ? 1 : 0)} %`;
}

/** Writes "1 picture", "2 pictures". */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}
