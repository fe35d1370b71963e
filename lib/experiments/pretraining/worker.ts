/**
 * A worker that renders pictures for pre-training: it gets a seed, a first index and a count, and
 * answers with their pixels and labels.
 *
 * @module
 */
import { renderPictures } from "./pictures.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<{ seed: number; first: number; count: number }>) => void;
  postMessage(answer: unknown, transfer: Transferable[]): void;
};

scope.onmessage = ({ data }) => {
  const answer = renderPictures(data);
  scope.postMessage(answer, [answer.pixels.buffer as ArrayBuffer]);
};
