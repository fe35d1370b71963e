import type { Generated } from "./generated.ts";

/** How hypotheses are compared and how many there are. */
export interface BeamRules {
  /** Hypotheses that live at a time, `K`. */
  width: number;
  /** Id of `<end>`. */
  end: number;
  /** Most tokens, `<end>` counted. */
  maximumLength: number;
  /** What the log-probability of so many tokens is divided by, to be compared. */
  penalty: (length: number) => number;
  /** Whether each finished hypothesis takes a living one's place, to the end. */
  shrinking: boolean;
}

/** A caption that may go on. */
export interface Hypothesis {
  tokens: number[];
  logProbability: number;
}

/** A token that may follow a hypothesis. */
export interface Continuation {
  hypothesis: Hypothesis;
  /** The hypothesis's row in the batch. */
  row: number;
  id: number;
  /** Log-probability of all tokens, this one among them. */
  logProbability: number;
  /** What it is chosen by: the log-probability, less what diversity costs. */
  rank: number;
}

/** The hypotheses about one image. */
export class Beam {
  /** Those that go on, each with the row it comes from. */
  live: { hypothesis: Hypothesis; row: number }[];
  readonly #rules: BeamRules;
  #finished: { caption: Generated; score: number }[] = [];

  constructor(rules: BeamRules, row: number) {
    this.#rules = rules;
    this.live = [{ hypothesis: { tokens: [], logProbability: 0 }, row }];
  }

  /** The finished captions, best first. */
  get captions(): Generated[] {
    return this.#finished.map(({ caption }) => caption);
  }

  /**
   * Chooses which hypotheses go on and which are finished.
   *
   * @param continuations Of all live hypotheses; sorted here.
   * @returns The tokens that were chosen.
   */
  advance(continuations: Continuation[]): number[] {
    const { width, shrinking } = this.#rules;
    continuations.sort((a, b) => b.rank - a.rank);
    const chosen: number[] = [];
    const places = shrinking ? width - this.#finished.length : width;
    this.live = [];
    continuations.slice(0, shrinking ? places : 2 * width).forEach((each, rank) => {
      if (this.#isFinished(each)) {
        // A caption that ends far behind those that go on is not worth keeping.
        if (rank >= places) return;
        this.#finish(each);
      } else if (this.live.length < places) {
        const tokens = [...each.hypothesis.tokens, each.id];
        this.live.push({
          hypothesis: { tokens, logProbability: each.logProbability },
          row: each.row,
        });
      } else return;
      chosen.push(each.id);
    });
    if (!shrinking) this.#stopIfDecided();
    return chosen;
  }

  #isFinished({ hypothesis, id }: Continuation): boolean {
    const { end, maximumLength } = this.#rules;
    return id === end || hypothesis.tokens.length + 1 === maximumLength;
  }

  #finish({ hypothesis, id, logProbability }: Continuation): void {
    const ended = id === this.#rules.end;
    const tokens = ended ? hypothesis.tokens : [...hypothesis.tokens, id];
    const score = logProbability / this.#rules.penalty(hypothesis.tokens.length + 1);
    this.#finished.push({ caption: { tokens, logProbability, ended }, score });
    this.#finished.sort((a, b) => b.score - a.score);
    if (!this.#rules.shrinking) {
      this.#finished.length = Math.min(this.#finished.length, this.#rules.width);
    }
  }

  /** Log-probabilities only fall: nothing that lives can end above its own over the largest penalty. */
  #stopIfDecided(): void {
    const { width, maximumLength, penalty } = this.#rules;
    if (this.#finished.length < width || this.live.length === 0) return;
    const best = Math.max(...this.live.map(({ hypothesis }) => hypothesis.logProbability));
    if (best / penalty(maximumLength) <= this.#finished[width - 1].score) this.live = [];
  }
}
