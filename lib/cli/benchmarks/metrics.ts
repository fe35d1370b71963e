import { existsSync } from "node:fs";
import { sampleScene, writeCaptions } from "../../datasets/mini/mod.ts";
import { bleu } from "../../metrics/bleu.ts";
import { cider } from "../../metrics/cider.ts";
import { loadParaphrases } from "../../metrics/meteor/load_paraphrases.ts";
import { meteor } from "../../metrics/meteor/meteor.ts";
import { ptbTokenize } from "../../metrics/ptb_tokenize.ts";
import { rougeL } from "../../metrics/rouge_l.ts";
import { spice } from "../../metrics/spice/spice.ts";
import { Random } from "../../tensor/random.ts";
import type { Captions, Metric, References } from "../../types.ts";
import { PARAPHRASES } from "../scoring/metrics_of.ts";
import type { Benchmark, Measured } from "./benchmark.ts";

/** Pictures, with one caption and five references each; for SPICE fewer, it is the slowest. */
const PICTURES = 40_000, SPICE_PICTURES = 4_000;

/** Seconds of tokenizer and metrics on a data set of COCO's size, each stage by itself. */
export const METRICS: Benchmark = {
  about:
    `${PICTURES} captions with five references each, of mini's grammar; one process, one thread`,
  async run(onProgress): Promise<Measured> {
    onProgress("writing captions");
    const raw = writtenCaptions(PICTURES);
    const rows: Measured["rows"] = [];
    const timed = async <T>(stage: string, captions: number, run: () => T | Promise<T>) => {
      onProgress(stage);
      const started = performance.now(), result = await run();
      const seconds = (performance.now() - started) / 1000;
      rows.push({
        stage,
        captions,
        seconds: Number(seconds.toFixed(2)),
        "captions/s": Math.round(captions / seconds),
        "MB resident": Math.round(Deno.memoryUsage().rss / 1e6),
      });
      return result;
    };
    const { lines } = await timed("tokenizer", raw.length, () => ptbTokenize(raw));
    const [captions, references] = byPicture(lines);
    const stages: [string, Metric][] = [
      ["BLEU", bleu],
      ["ROUGE-L", rougeL],
      ["CIDEr-D", (said, written) => cider(said, written)],
    ];
    for (const [stage, metric] of stages) {
      await timed(stage, PICTURES, () => metric(captions, references));
    }
    const paraphrases = existsSync(PARAPHRASES)
      ? await timed("table of paraphrases", 1, () => loadParaphrases(PARAPHRASES))
      : undefined;
    const name = paraphrases ? "METEOR" : "METEOR-noPara";
    await timed(name, PICTURES, () => meteor(captions, references, { paraphrases }));
    const few = new Map([...captions].slice(0, SPICE_PICTURES));
    await timed(
      "SPICE-ts, 1 picture",
      1,
      () => spice(new Map([[0, captions.get(0)!]]), references),
    );
    await timed("SPICE-ts", 6 * SPICE_PICTURES, () => spice(few, references));
    return { rows, facts: { "different captions": new Set(lines).size } };
  },
};

/** For each picture a caption, then five references, as people would write them. */
function writtenCaptions(pictures: number): string[] {
  const random = new Random(1), texts: string[] = [];
  for (let i = 0; i < pictures; i++) {
    const own = random.split(i), scene = sampleScene(own.split(0));
    const people = [1, 2].flatMap((stream) => writeCaptions(scene, own.split(stream)));
    texts.push(...people.slice(0, 6).map(({ caption }) => caption));
  }
  return texts;
}

function byPicture(lines: readonly string[]): [Captions, References] {
  const pictures = lines.length / 6;
  const ids = Array.from({ length: pictures }, (_, i) => i);
  return [
    new Map(ids.map((i) => [i, lines[6 * i]])),
    new Map(ids.map((i) => [i, lines.slice(6 * i + 1, 6 * i + 6)])),
  ];
}
