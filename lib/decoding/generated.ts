/** What a decoder says about one image. */
export interface Generated {
  /** Token ids without `<start>` and `<end>`. */
  tokens: number[];
  /** Sum of the log-probabilities of the tokens, `<end>` among them, in nats. */
  logProbability: number;
  /** True if it ended by itself, false if it was cut at the longest length. */
  ended: boolean;
}

/** How captions are generated, whatever the algorithm. */
export interface DecodingOptions {
  /** Id of `<start>`, which is read first. */
  start: number;
  /** Id of `<end>`, which closes a caption. */
  end: number;
  /** Most tokens of a caption, `<end>` counted; default 20. */
  maximumLength?: number;
  /** Fewest tokens before `<end>`; default 0. */
  minimumLength?: number;
  /** Ids that are never said: `<pad>`, `<start>`, as a rule `<unk>`; default none. */
  suppressed?: readonly number[];
  /** Length of the runs of tokens that a caption must not say twice, 3 for instance; default none. */
  blockedRepeat?: number;
}

/** With all defaults filled in; `blockedRepeat` is 0 where nothing is blocked. */
export type CheckedOptions = Required<DecodingOptions>;

/** Fills in the defaults and refuses numbers out of their range. */
export function checkDecoding(options: DecodingOptions): CheckedOptions {
  const { maximumLength = 20, minimumLength = 0, suppressed = [], blockedRepeat = 0 } = options;
  checkWhole("maximumLength", maximumLength, 1);
  checkWhole("minimumLength", minimumLength, 0);
  checkWhole("blockedRepeat", options.blockedRepeat ?? 1, 1);
  if (minimumLength >= maximumLength) {
    throw new RangeError(
      `Cannot generate captions: minimumLength must be below maximumLength ${maximumLength}, current value is ${minimumLength}`,
    );
  }
  if (suppressed.includes(options.end)) {
    throw new RangeError(
      `Cannot generate captions: the end token must not be suppressed, current value is ${options.end}`,
    );
  }
  return { ...options, maximumLength, minimumLength, suppressed, blockedRepeat };
}

/** Refuses what is not a whole number from `least`. */
export function checkWhole(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new RangeError(
    `Cannot generate captions: ${name} must be a whole number from ${least}, current value is ${value}`,
  );
}
