/** Writes a whole number with thousands marked: 12,345. */
export function count(value: number): string {
  return Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ",");
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
