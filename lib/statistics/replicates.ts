import type { BootstrapOptions } from "./bootstrap_options.ts";
import { pictureCount, type Statistic, sumRows } from "./statistic.ts";

/**
 * Computes the values of several systems on the same draws of pictures.
 *
 * @returns The values by system, name and draw.
 * @throws {TypeError} If the systems have not the same names, columns and number of pictures, counts do
 * not fill whole rows, or neither `random` nor `indices` is given.
 * @throws {RangeError} If there is no system or picture, or draws, level or an index is out of range.
 */
export function replicates(
  systems: readonly Statistic[],
  options: BootstrapOptions,
): Float64Array[][] {
  const images = pictureCount(systems);
  const draws = checkedDraws(options, images);
  const { random, indices } = options;
  const values = systems.map(({ names }) => names.map(() => new Float64Array(draws)));
  const sums = systems.map(({ columns }) => new Float64Array(columns));
  const drawn = new Int32Array(images);
  for (let draw = 0; draw < draws; draw++) {
    if (indices) drawn.set(indices.subarray(draw * images, (draw + 1) * images));
    else for (let i = 0; i < images; i++) drawn[i] = random!.integer(images);
    systems.forEach((system, s) => {
      sumRows(system, drawn, sums[s]);
      const aggregated = system.aggregate(sums[s], images);
      for (let k = 0; k < values[s].length; k++) values[s][k][draw] = aggregated[k];
    });
  }
  return values;
}

/** The number of draws, after all options were checked. */
function checkedDraws(options: BootstrapOptions, images: number): number {
  const { random, indices, level = 0.95 } = options;
  const draws = indices ? indices.length / images : options.draws ?? 10_000;
  if (!indices && !random) {
    throw new TypeError("Cannot draw pictures: random numbers or indices must be given");
  }
  if (!Number.isInteger(draws) || draws < 1) {
    throw new RangeError(
      `Cannot draw pictures: the number of draws must be a whole number from 1, current value is ${draws}`,
    );
  }
  if (!(level > 0 && level < 1)) {
    throw new RangeError(
      `Cannot draw pictures: the level must be between 0 and 1, current value is ${level}`,
    );
  }
  const wrong = indices?.find((index) => index < 0 || index >= images);
  if (wrong !== undefined) {
    throw new RangeError(
      `Cannot draw pictures: an index must be from 0 to ${images - 1}, current value is ${wrong}`,
    );
  }
  return draws;
}
