/** What is measured now and then on pictures that are not learned from. */
export interface DevelopmentScore {
  /** Cross-entropy in nats a token. */
  loss: number;
  /** What the best weights are chosen by; higher is better. */
  score: number;
}

/** How a training went. */
export interface Course {
  /** Cross-entropy of each update's batch, in nats a token. */
  losses: number[];
  /** What was measured on the development pictures, and after which update. */
  evaluations: (DevelopmentScore & { update: number })[];
  /** Time spent on updates, over all runs, in seconds; without evaluations and checkpoints. */
  seconds: number;
  /** Captions learned from, repetitions counted. */
  captions: number;
  /** Why it has ended; not there while it goes on. */
  ended?: "all updates made" | "no better score";
}

/** The course before the first update. */
export function newCourse(): Course {
  return { losses: [], evaluations: [], seconds: 0, captions: 0 };
}

/** The evaluation with the highest score; of equal ones the first. */
export function bestEvaluation({ evaluations }: Course): Course["evaluations"][number] | undefined {
  return evaluations.reduce<Course["evaluations"][number] | undefined>(
    (best, each) => best === undefined || each.score > best.score ? each : best,
    undefined,
  );
}

/**
 * Why a training ends here; nothing if it goes on.
 *
 * @param options.updates Updates to make.
 * @param options.patience Evaluations in a row without a better score that end it; any number if missing.
 */
export function endOf(
  course: Course,
  { updates, patience = Infinity }: { updates: number; patience?: number },
): Course["ended"] {
  if (course.losses.length >= updates) return "all updates made";
  const { evaluations } = course, best = bestEvaluation(course);
  const since = best === undefined ? 0 : evaluations.length - 1 - evaluations.indexOf(best);
  return since >= patience ? "no better score" : undefined;
}

/** Means of the losses over at most so many stretches of equal length, each at its last update. */
export function averagedLosses(
  losses: readonly number[],
  most: number,
): { update: number; loss: number }[] {
  const stretch = Math.ceil(losses.length / most);
  const points: { update: number; loss: number }[] = [];
  for (let from = 0; from < losses.length; from += stretch) {
    const part = losses.slice(from, from + stretch);
    const loss = part.reduce((sum, each) => sum + each, 0) / part.length;
    points.push({ update: from + part.length, loss: Number(loss.toFixed(4)) });
  }
  return points;
}
