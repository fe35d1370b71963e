import { OVER, ROUND, type SharedForces, shareForces } from "./forces.ts";

const self = globalThis as unknown as {
  onmessage: (event: { data: SharedForces }) => void;
  close(): void;
};

self.onmessage = ({ data: shared }) => {
  const { control } = shared;
  while (Atomics.load(control, OVER) === 0) {
    const round = Atomics.load(control, ROUND);
    shareForces(shared);
    Atomics.wait(control, ROUND, round);
  }
  self.close();
};
