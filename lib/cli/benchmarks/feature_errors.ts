import type { FrozenEncoder } from "../../experiments/encoders.ts";
import { dims, Random, type Tensor, tensor4d } from "../../tensor/mod.ts";

/** Vectors that an encoder gave: one a picture, one a position. */
type Vectors = Record<"pooled" | "grid", Float32Array[]>;

/** Encodes one batch of pictures that differ, always the same. */
export async function readFeatures({ encoder }: FrozenEncoder, batch: number): Promise<Vectors> {
  const random = new Random(4), side = encoder.imageSize;
  const pixels = Float32Array.from(
    { length: batch * side * side * 3 },
    (_, i) => Math.sin(i / (7 + Math.floor(i / (side * side * 3)))) + random.uniform(-1, 1),
  );
  const images = tensor4d(pixels, [batch, side, side, 3]);
  const { pooled, grid } = encoder.encode(images);
  const rows = async (values: Tensor, count: number) => {
    const all = await values.data() as Float32Array, width = all.length / count;
    return Array.from({ length: count }, (_, i) => all.subarray(i * width, (i + 1) * width));
  };
  const read = {
    pooled: await rows(pooled, batch),
    grid: await rows(grid, batch * dims(grid, "B P G").P),
  };
  for (const each of [images, pooled, grid]) each.dispose();
  return read;
}

/** What is lost in bfloat16: the error relative to all features together, and the lowest cosine of a vector. */
export function featureErrors(
  narrow: Vectors,
  { wide, name }: { wide: Vectors; name: string },
): Record<string, number> {
  return Object.fromEntries((["pooled", "grid"] as const).flatMap((kind) => {
    let difference = 0, total = 0, lowest = 1;
    for (const [i, exact] of wide[kind].entries()) {
      let own = 0, other = 0, product = 0;
      for (const [k, value] of exact.entries()) {
        const is = narrow[kind][i][k];
        difference += (is - value) ** 2;
        own += is * is;
        other += value * value;
        product += is * value;
      }
      total += other;
      lowest = Math.min(lowest, product / Math.sqrt(own * other));
    }
    const start = `bfloat16, ${name}, ${kind}`;
    return [
      [`${start}: relative error`, Number(Math.sqrt(difference / total).toPrecision(2))],
      [`${start}: lowest cosine`, Number(lowest.toFixed(6))],
    ];
  }));
}
