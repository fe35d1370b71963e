import { attachFeatures } from "../parser/attach_features.ts";
import { FeatureList } from "../parser/feature_list.ts";
import { Linear } from "../parser/linear.ts";
import type { Partial, Tagged } from "../parser/partial_parse.ts";
import { act, ACTIONS, extend, LEFT, RIGHT, SHIFT, START } from "../parser/shift_reduce.ts";
import { Averaged } from "./averaged.ts";
import { shuffled } from "./shuffled.ts";

const EPOCHS = 8, BITS = 22;

/** Partial parses that are kept while learning: the more, the harder the mistakes to learn from. */
const BEAM = 8;

/** Steps that a search goes on after the right parse has left the beam. */
const PATIENCE = 4;

const features = new FeatureList(), scores = new Float32Array(ACTIONS);

/** Runs over the sentences in other orders, whose weights are averaged: steadier at no cost later. */
const RUNS = 2;

interface Known {
  tagged: Tagged;
  actions: readonly number[];
}

/**
 * Learns to attach words: a perceptron over whole parses, moved where the wrong one is furthest ahead of
 * the right one (Huang et al., 2012, https://aclanthology.org/N12-1015).
 */
export function fitAttach(
  examples: readonly { tagged: Tagged; heads: readonly number[] }[],
): Linear {
  const known = examples.flatMap(({ tagged, heads }) => {
    const actions = actionsOf(heads);
    return actions ? [{ tagged, actions }] : [];
  });
  const mean = new Linear(ACTIONS, new Float32Array(ACTIONS * 2 ** BITS));
  for (let run = 0; run < RUNS; run++) {
    const { weights } = fitOnce(known, run);
    for (let i = 0; i < weights.length; i++) mean.weights[i] += weights[i] / RUNS;
  }
  return mean;
}

function fitOnce(known: readonly Known[], run: number): Linear {
  const linear = new Averaged(ACTIONS, BITS);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const { tagged, actions } of shuffled(known, run * EPOCHS + epoch)) {
      const { right, wrong } = worst(tagged, actions, linear);
      linear.tick();
      if (!right || !wrong || isSame(right, wrong)) continue;
      move(linear, tagged, { parse: right, by: 1 });
      move(linear, tagged, { parse: wrong, by: -1 });
    }
  }
  return linear.mean();
}

/** The actions that lead to a tree; `undefined` if its arcs cross. */
export function actionsOf(heads: readonly number[]): number[] | undefined {
  const waiting = heads.map(() => 0), stack: number[] = [], actions: number[] = [];
  for (const head of heads) if (head >= 0) waiting[head]++;
  for (let next = 0; next < heads.length || stack.length > 1;) {
    const first = stack.at(-1), second = stack.at(-2);
    if (second !== undefined && heads[second] === first && waiting[second] === 0) {
      stack.splice(-2, 1);
      waiting[first!]--;
      actions.push(LEFT);
    } else if (second !== undefined && heads[first!] === second && waiting[first!] === 0) {
      stack.pop();
      waiting[second]--;
      actions.push(RIGHT);
    } else if (next < heads.length) {
      stack.push(next++);
      actions.push(SHIFT);
    } else return undefined;
  }
  return actions;
}

/** The right and the best parse at the step at which the right one is furthest behind. */
function worst(
  tagged: Tagged,
  actions: readonly number[],
  linear: Linear,
): { right?: Partial; wrong?: Partial } {
  let beam = [START], right = START, gap = 0, since = -1;
  let found: { right?: Partial; wrong?: Partial } = {};
  for (const [step, action] of actions.entries()) {
    beam = extend(beam, tagged, { linear, width: BEAM });
    attachFeatures(right, tagged, features);
    linear.score(features, scores);
    right = act(right, action, right.score + scores[action]);
    const inBeam = beam.some((each) => isSame(each, right));
    const behind = beam[0].score - right.score;
    if (behind > gap || (!inBeam && since < 0 && behind >= gap)) {
      [gap, since, found] = [behind, step, { right, wrong: beam[0] }];
    }
    if (!inBeam && step > since + PATIENCE) break;
  }
  return found;
}

function isSame(a: Partial, b: Partial): boolean {
  for (let x: Partial | null = a, y: Partial | null = b; x && y; x = x.before, y = y.before) {
    if (x === y) return true;
    if (x.action !== y.action) return false;
  }
  return true;
}

function move(
  linear: Averaged,
  tagged: Tagged,
  { parse, by }: { parse: Partial; by: number },
): void {
  for (let at = parse; at.before; at = at.before) {
    attachFeatures(at.before, tagged, features);
    linear.move(features, { to: at.action, by });
  }
}
