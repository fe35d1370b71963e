/** Name of a fault of the published code. */
export type FaultName =
  | "untrained-end"
  | "scored-under-teacher-forcing"
  | "validation-on-text-form"
  | "unbounded-greedy"
  | "batch-statistics"
  | "crop-and-flip"
  | "other-normalization"
  | "raw-tokens"
  | "length-sampling"
  | "stripped-ends";

/** What is switched on; nothing: everything as it should be. */
export type Switches = ReadonlySet<FaultName>;

/** A fault that can be switched on by itself. */
export interface Fault {
  /** Its switch. */
  readonly name: FaultName;
  /** What figures call it. */
  readonly title: string;
  /** What the published code does, and what is done here without it. */
  readonly fact: string;
  /** Where it acts: on what is learned, on all that the encoder sees, or on how captions are made and scored. */
  readonly acts: "training" | "features" | "scoring";
  /** The experiment it is replayed on. */
  readonly model: "clip-attention" | "cnn-lstm";
}

/**
 * The faults of the published code that act on captions and scores, one switch each.
 *
 * Read in https://github.com/Malikeh97/csc2516-final-project, revision 1534e43. They are of the kind that
 * every project has until somebody looks; each is a line or two.
 */
export const FAULTS: readonly Fault[] = [
  {
    name: "untrained-end",
    title: "last word and <end> untrained",
    fact:
      "The loss stops two tokens early, because lengths are counted without <start> and <end>. " +
      "Here every word and <end> is a target.",
    acts: "training",
    model: "clip-attention",
  },
  {
    name: "length-sampling",
    title: "length sampling with replacement",
    fact:
      "Each batch draws a caption length and then captions of that length with replacement, so an " +
      "epoch leaves captions out and repeats others. Here an epoch is every caption once.",
    acts: "training",
    model: "clip-attention",
  },
  {
    name: "validation-on-text-form",
    title: "validation loss on the text form",
    fact:
      "Validation reads the annotation's printed form, with its field names, as the caption. Here " +
      "that loss chooses the weights, where otherwise CIDEr-D on dev does.",
    acts: "training",
    model: "clip-attention",
  },
  {
    name: "other-normalization",
    title: "another encoder's normalization",
    fact:
      "CLIP's pictures are normalized by ImageNet's means and deviations. The miniature CLIP learned " +
      "with ImageNet's, so here it is fed CLIP's: the same mismatch the other way round.",
    acts: "features",
    model: "clip-attention",
  },
  {
    name: "raw-tokens",
    title: "raw tokens, not normalized",
    fact:
      "Attention reads the transformer's tokens before its last layer norm, the class token among " +
      "them, as they are. Here it reads the patch tokens after that norm, normalized and projected.",
    acts: "features",
    model: "clip-attention",
  },
  {
    name: "crop-and-flip",
    title: "random crop and flip at evaluation",
    fact:
      "Pictures are cropped and mirrored at random for training and for scoring alike. Here that is " +
      "done to the scored pictures, which otherwise keep their middle.",
    acts: "scoring",
    model: "clip-attention",
  },
  {
    name: "batch-statistics",
    title: "batch norm in training mode",
    fact:
      "The frozen ResNet normalizes by the batch while the captioner learns and moves its running " +
      "statistics, by which it normalizes at evaluation. Here it uses those it was trained with.",
    acts: "features",
    model: "cnn-lstm",
  },
  {
    name: "unbounded-greedy",
    title: "unbounded greedy decoding",
    fact:
      "A caption goes on until <end> comes, however long that takes. Here it ends after 20 tokens.",
    acts: "scoring",
    model: "clip-attention",
  },
  {
    name: "scored-under-teacher-forcing",
    title: "captions under teacher forcing on the text form",
    fact:
      "The scored captions are the likeliest next words while the decoder reads the printed form of " +
      "an annotation of that picture. Here it reads its own words.",
    acts: "scoring",
    model: "clip-attention",
  },
  {
    name: "stripped-ends",
    title: "first and last token stripped",
    fact:
      "A clean-up meant for <start> and <end> takes the first and the last word. Here captions stay " +
      "whole.",
    acts: "scoring",
    model: "clip-attention",
  },
];

/** The switches of all faults that a model can have at once. */
export function allFaults(model: Fault["model"]): Switches {
  return new Set(FAULTS.filter((fault) => fault.model === model).map(({ name }) => name));
}

/** Those of some switches that decide which weights a training ends with. */
export function trainedWith(switches: Switches): FaultName[] {
  return FAULTS.filter(({ name, acts }) => switches.has(name) && acts !== "scoring")
    .map(({ name }) => name);
}
