import { CLIP_HARD_ATTENTION, openStudy, prepareMaterial, runExperiment, whereItLooked } from "#lib/experiments";
import { startTensors } from "#lib/tensor";
await startTensors();
const study = await openStudy("mini", { root: "." });
const base: any = CLIP_HARD_ATTENTION.settings.miniature;
const material = await prepareMaterial(study, base, { root: "." });
for (const [reward, rate] of [[1, 4e-3], [0.1, 4e-3], [0.02, 4e-3]]) {
  const settings = { ...base, rate, updates: 200, evaluateEvery: 100, objective: { kind: "hard-attention", reward, entropy: 0.002 } };
  const run = await runExperiment(CLIP_HARD_ATTENTION, { material, settings, folder: `runs/hard-${reward}` });
  const looked = await whereItLooked(run, { material, root: "." });
  console.log(reward, rate, run.record.training.best, run.record.training.seconds, run.evaluation.intervals["CIDEr-D"].value, looked.entropy.slice(0, 6).map((x) => x.entropy.toFixed(2)).join(" "));
}
