import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tsne } from "../../projection/tsne.ts";
import { trustworthiness } from "../../projection/quality.ts";
import { probe, run } from "../../setup/command.ts";
import { layoutOf } from "../../setup/layout.ts";
import { Random, startTensors, writeSafetensors } from "../../tensor/mod.ts";
import type { Benchmark, Measured } from "./benchmark.ts";

/** Points, columns and clusters. */
const ROWS = 10_000, COLUMNS = 512, CLUSTERS = 20;

/** Prints seconds and divergence of scikit-learn's map of the file's tensor "x", read by hand: it needs no other package. */
const SCIKIT_LEARN = `
import json, struct, sys, time
import numpy
from sklearn.manifold import TSNE
with open(sys.argv[1], "rb") as file:
    header = struct.unpack("<Q", file.read(8))[0]
    shape = json.loads(file.read(header))["x"]["shape"]
    x = numpy.frombuffer(file.read(), "<f4").reshape(shape)
TSNE(max_iter=250).fit_transform(x[:200])
started = time.perf_counter()
made = TSNE(random_state=0, n_jobs=-1).fit(x)
print(json.dumps([time.perf_counter() - started, float(made.kl_divergence_)]))
`;

/** Seconds of a map by Barnes–Hut, beside scikit-learn's in the same run. */
export const TSNE: Benchmark = {
  about: `a map of ${ROWS} × ${COLUMNS} by Barnes–Hut, perplexity 30, 1,000 iterations`,
  async run(onProgress): Promise<Measured> {
    onProgress((await startTensors()).line);
    const data = clusters(), points = { shape: [ROWS, COLUMNS], data };
    await tsne({ shape: [200, COLUMNS], data: data.slice(0, 200 * COLUMNS) }, {
      method: "barnes-hut",
      iterations: 250,
    });
    onProgress("here");
    const started = performance.now();
    const { map, divergence } = await tsne(points);
    const seconds = (performance.now() - started) / 1000;
    const memory = peakMemory();
    const rows = [row("here", seconds, divergence)];
    const theirs = await scikitLearn(data, onProgress);
    if (typeof theirs !== "string") rows.push(row("scikit-learn", ...theirs));
    return {
      rows,
      facts: {
        "trustworthiness": Number((await trustworthiness({ points, map })).toFixed(4)),
        ...(memory === undefined ? {} : { "peak memory, MB": memory }),
        ...(typeof theirs === "string"
          ? { "scikit-learn": theirs }
          : { "share of scikit-learn's time": Number((seconds / theirs[0]).toFixed(3)) }),
      },
    };
  },
};

function row(program: string, seconds: number, divergence: number) {
  return { program, seconds: Number(seconds.toFixed(1)), KL: Number(divergence.toFixed(4)) };
}

/** Clusters whose columns vary by very different amounts, as features do. */
function clusters(): Float32Array {
  const random = new Random(1);
  const centres = Float32Array.from({ length: CLUSTERS * COLUMNS }, () => random.normal());
  const data = new Float32Array(ROWS * COLUMNS);
  for (let at = 0; at < data.length; at++) {
    const column = at % COLUMNS, cluster = Math.floor(at / COLUMNS) % CLUSTERS;
    data[at] = (centres[cluster * COLUMNS + column] + random.normal()) / Math.sqrt(1 + column);
  }
  return data;
}

/** Most memory that this process has had, in MB, where the system tells. */
function peakMemory(): number | undefined {
  try {
    const status = Deno.readTextFileSync("/proc/self/status");
    return Math.round(Number(status.match(/VmHWM:\s+(\d+)/)![1]) / 1024);
  } catch {
    return undefined;
  }
}

/** Seconds and divergence; or, where it is not installed, how to install it. */
async function scikitLearn(
  data: Float32Array,
  onProgress: (note: string) => void,
): Promise<[number, number] | string> {
  const { python, uv } = layoutOf(), check = ["-c", "import sklearn; print(sklearn.__version__)"];
  const version = await probe(python, check);
  if (version === undefined) {
    return `not installed; to compare: ${uv.replace(/.*\.venv/, ".venv")} pip install ` +
      "--python .venv/bin/python scikit-learn";
  }
  onProgress(`scikit-learn ${version.trim()}`);
  const folder = await mkdtemp(join(tmpdir(), "bench-tsne-"));
  try {
    const path = join(folder, "x.safetensors");
    await writeSafetensors(path, {
      tensors: new Map([["x", { dtype: "F32", shape: [ROWS, COLUMNS], data }]]),
    });
    const purpose = "run scikit-learn";
    return JSON.parse(await run(python, ["-c", SCIKIT_LEARN, path], { purpose }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
