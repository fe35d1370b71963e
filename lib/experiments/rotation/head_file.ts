import { VIEWS } from "../../encoders/four_views.ts";
import { checkRotationHead, type RotationHead } from "../../encoders/rotation_head.ts";
import { readSafetensors, writeSafetensors } from "../../tensor/mod.ts";

/** A head as it stands in a file, and what it says of itself. */
export interface StoredHead {
  /** The head. */
  head: RotationHead;
  /** Texts: what it was fitted to. */
  metadata: Readonly<Record<string, string>>;
}

/** Writes a head: `weight` `[4, 3 G]` and `prior` `[4]`. */
export async function writeRotationHead(
  path: string,
  { head: { width, weight, prior }, metadata }: StoredHead,
): Promise<void> {
  await writeSafetensors(path, {
    tensors: new Map([
      ["weight", { dtype: "F32", shape: [VIEWS, width], data: weight }],
      ["prior", { dtype: "F64", shape: [VIEWS], data: Float64Array.from(prior) }],
    ]),
    metadata,
  });
}

/**
 * Reads what {@linkcode writeRotationHead} wrote.
 *
 * @throws {SyntaxError} If it is not a safetensors file, or holds no head.
 */
export async function readRotationHead(path: string): Promise<StoredHead> {
  const { tensors, metadata } = await readSafetensors(path);
  const [weight, prior] = ["weight", "prior"].map((name) => tensors.get(name));
  if (weight?.dtype !== "F32" || prior?.dtype !== "F64" || weight.shape.length !== 2) {
    throw new SyntaxError(`Cannot read "${path}": it must hold a rotation head, weight and prior`);
  }
  const head = { width: weight.shape[1], weight: weight.data, prior: [...prior.data] };
  checkRotationHead(head);
  return { head, metadata };
}
