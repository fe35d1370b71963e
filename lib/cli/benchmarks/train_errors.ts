import {
  dispose,
  type Precision,
  Random,
  tensor3d,
  variableGrads,
  zeros,
} from "../../tensor/mod.ts";
import { SHAPE, type TrainCase } from "./train_cases.ts";

/** By how much one precision is off another. */
export interface Slips {
  /** `|L − L₃₂| / L₃₂`. */
  loss: number;
  /** The largest `‖g − g₃₂‖ / ‖g₃₂‖` of a parameter. */
  gradients: number;
}

/** Compares the loss and the gradients of a fresh decoder on one batch with those in 32 bits. */
export async function slips(
  subject: TrainCase,
  { precision, batch }: { precision: Precision; batch: number },
): Promise<Slips> {
  if (precision === "float32") return { loss: 0, gradients: 0 };
  const narrow = await slopes(subject, { precision, batch });
  const wide = await slopes(subject, { precision: "float32", batch });
  const off = wide.gradients.map((exact, i) => distance(narrow.gradients[i], exact));
  return {
    loss: Number((Math.abs(narrow.loss - wide.loss) / wide.loss).toPrecision(2)),
    gradients: Number(Math.max(...off).toPrecision(2)),
  };
}

async function slopes(
  { make }: TrainCase,
  { precision, batch }: { precision: Precision; batch: number },
): Promise<{ loss: number; gradients: Float32Array[] }> {
  const random = new Random(2), { F, P, G, T, V } = SHAPE;
  const decoder = make(random, precision);
  const draw = (length: number) => Float32Array.from({ length }, () => random.uniform(0, 1));
  const pooled = zeros([batch, F]), grid = tensor3d(draw(batch * P * G), [batch, P, G]);
  const ids = () => Int32Array.from({ length: batch * T }, () => 4 + random.integer(V - 4));
  const rows = { size: batch, length: T, inputs: ids(), targets: ids() };
  const { value, grads } = variableGrads(
    () => decoder.loss!({ pooled, grid }, rows, { training: true, random }).asScalar(),
    [...decoder.parameters.values()],
  );
  const [loss] = await value.data(), gradients: Float32Array[] = [];
  for (const parameter of decoder.parameters.values()) {
    gradients.push(await grads[parameter.name].data() as Float32Array);
  }
  dispose([pooled, grid, value, ...Object.values(grads)]);
  decoder.dispose();
  return { loss, gradients };
}

/** `‖a − b‖ / ‖b‖`; 0 where both are nothing. */
function distance(a: Float32Array, b: Float32Array): number {
  let difference = 0, total = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i] - b[i]) ** 2;
    total += b[i] ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / total);
}
