import * as tf from "@tensorflow/tfjs-core";
import { tensorflowLibrary } from "../setup/tensorflow_library.ts";
import { TensorFlowBinding } from "./binding.ts";
import "./node_shim.ts"; // before the package's backend, which calls what it restores
import "@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js";
import { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";

/** What the tensors run on. */
export interface BackendInfo {
  /** TensorFlow's version, "2.21.0" for instance. */
  tensorflow: string;
  /** Version of TensorFlow.js. */
  tfjs: string;
  /** What operations run on. */
  device: "CPU" | "GPU";
  /** Threads that one operation may use. */
  threads: number;
  /** All of it in one line, to print at the start of a run. */
  line: string;
}

let running: { binding: TensorFlowBinding; info: BackendInfo } | undefined;

/**
 * Starts TensorFlow's library and makes it the backend of all tensor operations. Later calls return
 * what is running.
 *
 * The backend is the one of `@tensorflow/tfjs-node-gpu`; only its compiled addon is replaced, by
 * `TensorFlowBinding`. Whether it computes on a CPU or on a GPU is decided by the library that set-up
 * installed (`deno task setup --gpu`).
 *
 * @param options.threads Threads that one operation may use; by default one a core.
 * @throws {Error} If the library is missing (run `deno task setup`) or cannot be opened.
 *
 * @example
 * ```ts
 * import { matMul, startTensors, tensor2d } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * const { device } = await startTensors();
 * const product = matMul(tensor2d([[1, 2]]), tensor2d([[3], [4]]));
 * assert.deepEqual(Array.from(await product.data()), [11]);
 * assert.ok(device === "CPU" || device === "GPU");
 * ```
 */
export async function startTensors(options: { threads?: number } = {}): Promise<BackendInfo> {
  if (running !== undefined) return running.info;
  const threads = options.threads ?? navigator.hardwareConcurrency;
  if (!Number.isInteger(threads) || threads < 1 || threads > 1024) {
    throw new RangeError(
      `Cannot start TensorFlow: threads must be from 1 to 1024, current value is ${threads}`,
    );
  }
  setDefault("TF_CPP_MIN_LOG_LEVEL", "2"); // without it every start prints a page about the processor
  setDefault("TF_FORCE_GPU_ALLOW_GROWTH", "true"); // else the first process takes all of a GPU's memory
  const binding = new TensorFlowBinding(tensorflowLibrary(), threadConfig(threads));
  tf.registerBackend("tensorflow", () => {
    // The package's type wants the compiled addon; the binding has the methods that are called.
    // deno-lint-ignore no-explicit-any
    return new NodeJSKernelBackend(binding as any, "@tensorflow/tfjs-node-gpu") as any;
  }, 3);
  await tf.setBackend("tensorflow");
  // A process that has loaded sharp, too, crashes at its end if TensorFlow has computed nothing by then.
  tf.add(0, 0).dispose();
  const device = binding.isUsingGpuDevice() ? "GPU" : "CPU";
  const line = `TensorFlow ${binding.TF_Version} through TensorFlow.js ${tf.version_core}, ` +
    `Deno ${Deno.version.deno}, ${device}, ${threads} ${threads === 1 ? "thread" : "threads"}`;
  const info: BackendInfo = {
    tensorflow: binding.TF_Version,
    tfjs: tf.version_core,
    device,
    threads,
    line,
  };
  running = { binding, info };
  return info;
}

/**
 * Counts the live tensor handles of TensorFlow, those that nobody has disposed of yet: the measure of
 * the tests that nothing leaks.
 */
export function liveHandles(): number {
  return runningBinding().getNumOfTensors();
}

/** Counts the operations executed since the start, for benchmarks. */
export function executedOperations(): number {
  return runningBinding().executed;
}

/** The running backend, for raw operations. */
export function backend(): NodeJSKernelBackend {
  runningBinding();
  return tf.backend() as unknown as NodeJSKernelBackend;
}

/** The running library. */
export function runningBinding(): TensorFlowBinding {
  if (running === undefined) {
    throw new Error("Cannot use tensors: `await startTensors()` must be called first");
  }
  return running.binding;
}

function setDefault(name: string, value: string): void {
  if (Deno.env.get(name) === undefined) Deno.env.set(name, value);
}

/** A serialized `ConfigProto` with `intra_op_parallelism_threads` (field 2). */
function threadConfig(threads: number): Uint8Array<ArrayBuffer> {
  return threads < 128
    ? Uint8Array.of(0x10, threads)
    : Uint8Array.of(0x10, (threads & 0x7f) | 0x80, threads >> 7);
}
