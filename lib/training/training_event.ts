import type { Progress } from "../types.ts";
import type { Course, DevelopmentScore } from "./course.ts";

/** What happens in a training, in the order in which it happens; `update` is the last one made. */
export type TrainingEvent =
  /** It begins, or goes on after an update and so many evaluations. */
  | { kind: "begin"; update: number; evaluations: number }
  /** A checkpoint was not good; the one before it is used. */
  | { kind: "refused"; update: number; file: string; reason: string }
  /** An update was made: loss in nats a token, gradients' norm before clipping. */
  | {
    kind: "update";
    update: number;
    loss: number;
    norm: number;
    rate: number;
    seconds: number;
  }
  /** The decoder was measured; `best` if never better before. */
  | { kind: "evaluation"; update: number; best: boolean } & DevelopmentScore
  /** A checkpoint was written. */
  | { kind: "checkpoint"; update: number; file: string }
  /** It is over. */
  | { kind: "end"; update: number; reason: NonNullable<Course["ended"]> };

/** A training's progress: what bars and terminals show, with the event that it comes from. */
export interface TrainingProgress extends Progress {
  /** What has happened. */
  event: TrainingEvent;
}
