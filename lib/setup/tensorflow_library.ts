import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = new URL("../../.venv/tensorflow/tensorflow/", import.meta.url);

/**
 * Path of TensorFlow's C library, as set-up installed it.
 *
 * @throws {Error} If it is not there: `deno task setup` installs it.
 */
export function tensorflowLibrary(): string {
  const name = Deno.build.os === "darwin" ? "libtensorflow_cc.2.dylib" : "libtensorflow_cc.so.2";
  const path = fileURLToPath(new URL(name, FOLDER));
  if (!existsSync(path)) {
    throw new Error(
      `Cannot start TensorFlow: its library must be installed (run \`deno task setup\`), ` +
        `current value of ".venv" has no ${name}`,
    );
  }
  return path;
}
