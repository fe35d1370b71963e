/**
 * Maps of high-dimensional points: t-SNE and principal components, and figures that say how far a map can be
 * trusted.
 *
 * {@linkcode tsne} makes a map. Its parts stand on their own: {@linkcode nearestNeighbours} finds neighbours
 * on the tensor backend; {@linkcode affinities} and {@linkcode sparseAffinities} turn distances into
 * probabilities `p_ij`; {@linkcode exactObjective} and {@linkcode BarnesHutObjective} give divergence and
 * gradient of a map; {@linkcode descend} moves it. {@linkcode pca} is the start, and the plainest map to
 * compare with. {@linkcode trustworthiness}, {@linkcode neighbourPreservation} and {@linkcode klDivergence}
 * judge a map.
 *
 * Two kinds of points in one space, pictures and captions, have figures of their own: {@linkcode modalityGap}
 * says how far apart they lie, {@linkcode partnerRanks} whether partners find each other, and
 * {@linkcode fitLinearMap} brings one kind into the other's space.
 *
 * ## How it works
 *
 * In the data, `p_j|i ∝ exp(−|x_i − x_j|² / 2σ_i²)`: each σ is such that about `perplexity` points count, be the
 * place dense or sparse. `p_ij = (p_j|i + p_i|j) / 2N`. In the map, `q_ij ∝ 1 / (1 + |y_i − y_j|²)`: its heavy tail
 * lets points that are moderately far apart stand farther apart, for which a plane has no room otherwise. The
 * map makes `KL(P‖Q) = Σ p_ij ln(p_ij / q_ij)` small by moving along
 * `∂KL/∂y_i = 4 Σ_j (p_ij − q_ij)(y_i − y_j) / (1 + |y_i − y_j|²)`.
 *
 * van der Maaten & Hinton, 2008, https://jmlr.org/papers/v9/vandermaaten08a.html; van der Maaten, 2014,
 * https://jmlr.org/papers/v15/vandermaaten14a.html.
 *
 * ## What a map keeps and what it invents
 *
 * - **Kept: who is near whom.** A small `p_ij` costs little whatever its `q_ij` is, a large one costs much. So
 *   neighbours can be trusted, as far as the figures of quality say.
 * - **Invented: size and density of clusters.** σ differs from point to point, so a dense cluster and a sparse
 *   one come out alike.
 * - **Invented: distances between clusters**, and gaps. What is left of them comes from the start, which is
 *   why it is the principal components and not chance. Noise alone shows clumps at low perplexity.
 * - **Axes mean nothing**, nor do turn and reflection. Two maps made apart have nothing in common: points that
 *   are to be compared must be in one fit.
 * - **Perplexity is a choice.** Believe what several of them show.
 *
 * ## Exact or Barnes–Hut
 *
 * Exact costs `O(N²)` for each iteration and is the default up to 3,000 points. Barnes–Hut takes far points
 * together, `O(N log N)`, and its `KL` is a few percent higher. From 3,000 points on all cores share it: on two
 * that are free, an iteration for 10,000 points takes 7.5 ms instead of 14.5; for 1,000 points a second thread
 * gains nothing. Its own `KL` lacks the pairs that are no neighbours: compare methods by
 * {@linkcode klDivergence}.
 *
 * @example
 * ```ts
 * import { trustworthiness, tsne } from "#lib/projection";
 * import { Random, startTensors } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const random = new Random(1);
 * const data = Float32Array.from({ length: 60 * 8 }, (_, at) => random.normal(4 * (Math.floor(at / 160))));
 * const points = { shape: [60, 8], data };
 * const { map } = await tsne(points, { tsnePerplexity: 8 });
 * assert.ok(await trustworthiness({ points, map }) > 0.8);
 * ```
 *
 * @module
 */
export {
  affinities,
  perplexityRow,
  type SparseAffinities,
  sparseAffinities,
} from "./affinities.ts";
export { BarnesHutObjective, type BarnesHutOptions } from "./barnes_hut.ts";
export { descend, type Iteration } from "./descent.ts";
export { exactObjective, type Objective } from "./gradient.ts";
export { fitLinearMap, type LinearMap, mapLinearly } from "./linear_map.ts";
export type { Matrix } from "./matrix.ts";
export {
  centredPairs,
  joinedRows,
  type ModalityGap,
  modalityGap,
  type Pairs,
  partnerRanks,
  unitRows,
} from "./modality_gap.ts";
export { nearestNeighbours, type Neighbours } from "./neighbours.ts";
export { pca, type Principal } from "./pca.ts";
export { klDivergence, neighbourPreservation, type Projected, trustworthiness } from "./quality.ts";
export { StoppedDescent, tsne, type TsneMap, type TsneMethod, type TsneOptions } from "./tsne.ts";
