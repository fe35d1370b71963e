/** What a decoder says about one image. */
export interface Generated {
  /** Token ids without `<start>` and `<end>`. */
  tokens: number[];
  /** Sum of the log-probabilities of the tokens, `<end>` among them, in nats. */
  logProbability: number;
  /** True if it ended by itself, false if it was cut at the longest length. */
  ended: boolean;
}

/** How captions are generated. */
export interface DecodingOptions {
  /** Id of `<start>`, which is read first. */
  start: number;
  /** Id of `<end>`, which closes a caption. */
  end: number;
  /** Most tokens of a caption, `<end>` counted; default 20. */
  maximumLength?: number;
  /** Ids that are never said: `<pad>`, `<start>`, as a rule `<unk>`; default none. */
  suppressed?: readonly number[];
}

/** Fills in the defaults and refuses a length that is not a whole number from 1. */
export function checkDecoding(options: DecodingOptions): Required<DecodingOptions> {
  const { maximumLength = 20, suppressed = [] } = options;
  if (!Number.isInteger(maximumLength) || maximumLength < 1) {
    throw new RangeError(
      `Cannot generate captions: maximumLength must be a whole number from 1, current value is ${maximumLength}`,
    );
  }
  if (suppressed.includes(options.end)) {
    throw new RangeError(
      `Cannot generate captions: the end token must not be suppressed, current value is ${options.end}`,
    );
  }
  return { ...options, maximumLength, suppressed };
}
