import {
  add,
  argMax,
  matMul,
  mean,
  type Random,
  sparseCrossEntropy,
  type StoredTensor,
  type Tensor,
  tensor,
  tensor1d,
  tidy,
  transpose,
  type Variable,
  variable,
  zeros,
} from "../../tensor/mod.ts";
import type { Parameters } from "../../types.ts";

/**
 * Linear classifiers on pooled features, one for each question about a picture.
 *
 * `logits = pooled · W + b`; the loss is the sum over the questions of the mean cross-entropy.
 */
export class ClassHeads {
  /** `<question>.weight` `[F, classes]` and `<question>.bias` `[classes]`. */
  readonly parameters: Parameters;
  /** The questions. */
  readonly names: readonly string[];

  /**
   * @param width Width of the pooled features, `F`.
   * @param classes Number of classes of each question.
   */
  constructor(width: number, classes: Readonly<Record<string, number>>, random: Random) {
    const parameters = new Map<string, Variable>();
    for (const [name, count] of Object.entries(classes)) {
      const stream = random.split(name), bound = 1 / Math.sqrt(width);
      const values = Float32Array.from(
        { length: width * count },
        () => stream.uniform(-bound, bound),
      );
      parameters.set(`${name}.weight`, tidy(() => variable(tensor(values, [width, count]))));
      parameters.set(`${name}.bias`, tidy(() => variable(zeros([count]))));
    }
    this.parameters = parameters;
    this.names = Object.keys(classes);
  }

  /** Sum of the mean cross-entropies in nats; `classes[name]` holds the right class of each row. */
  loss(pooled: Tensor, classes: Readonly<Record<string, Int32Array>>): Tensor {
    return this.names.map((name) => {
      const logits = add(
        matMul(pooled, this.parameters.get(`${name}.weight`)!),
        this.parameters.get(`${name}.bias`)!,
      );
      return mean(sparseCrossEntropy(logits, tensor1d(classes[name], "int32")));
    }).reduce((sum, loss) => add(sum, loss));
  }

  /** Gives the weights as `head.<question>.weight` `[classes, F]` and `head.<question>.bias`. */
  async tensors(): Promise<Map<string, StoredTensor>> {
    const stored = new Map<string, StoredTensor>();
    for (const name of this.names) {
      const weight = tidy(() => transpose(this.parameters.get(`${name}.weight`)!));
      const bias = this.parameters.get(`${name}.bias`)!;
      for (const [part, values] of [["weight", weight], ["bias", bias]] as const) {
        const data = Float32Array.from(await values.data());
        stored.set(`head.${name}.${part}`, { dtype: "F32", shape: values.shape, data });
      }
      weight.dispose();
    }
    return stored;
  }

  /** Disposes of the variables. */
  dispose(): void {
    for (const each of this.parameters.values()) each.dispose();
  }
}

/**
 * Answers one question about pictures with stored heads: the class with the largest logit.
 *
 * @param pooled `[B, F]`.
 * @param tensors Hold `head.<name>.weight` and `head.<name>.bias`, as `ClassHeads.tensors` gives them.
 */
export async function nameClasses(
  pooled: Tensor,
  tensors: ReadonlyMap<string, StoredTensor>,
  name: string,
): Promise<Int32Array> {
  const load = (part: string) => {
    const { data, shape } = tensors.get(`head.${name}.${part}`)!;
    return tensor(data as Float32Array, [...shape]);
  };
  const answers = tidy(() =>
    argMax(add(matMul(pooled, load("weight"), false, true), load("bias")), -1)
  );
  const classes = Int32Array.from(await answers.data());
  answers.dispose();
  return classes;
}
