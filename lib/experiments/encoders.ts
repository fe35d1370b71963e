import { join } from "node:path";
import { loadResnet } from "../encoders/resnet.ts";
import { MINI_RESNET, type ResnetConfig } from "../encoders/resnet_config.ts";
import { checksum } from "../io/checksum.ts";
import { startTensors } from "../tensor/mod.ts";
import type { FrozenEncoder } from "./features.ts";

/** Name of an encoder. */
export type EncoderName = "mini-resnet";

/** The encoders whose weights are in the repository: configuration and file. */
const COMMITTED: Readonly<Record<EncoderName, { config: ResnetConfig; file: string }>> = {
  "mini-resnet": { config: MINI_RESNET, file: "data/mini/mini-resnet.safetensors" },
};

/**
 * Loads a frozen encoder by its name.
 *
 * @param options.root The project's folder.
 * @param options.expected SHA-256 that the weights must have: those that a captioner was trained on.
 * @throws {RangeError} If there is no encoder of that name.
 * @throws {Error} If the weights are others than expected.
 */
export async function frozenEncoder(
  name: string,
  { root, expected }: { root: string; expected?: string },
): Promise<FrozenEncoder> {
  if (!Object.hasOwn(COMMITTED, name)) {
    throw new RangeError(
      `Cannot load an encoder: its name must be one of ${Object.keys(COMMITTED).join(", ")}, ` +
        `current value is "${name}"`,
    );
  }
  const { config, file } = COMMITTED[name as EncoderName], path = join(root, file);
  const sum = await checksum(path);
  if (expected !== undefined && sum !== expected) {
    throw new Error(
      `Cannot use "${file}": the captioner was trained on weights with checksum ${
        expected.slice(0, 12)
      }…, current value is ${sum.slice(0, 12)}…`,
    );
  }
  await startTensors();
  return { encoder: await loadResnet(path, config), pipeline: config.pipeline, checksum: sum };
}
