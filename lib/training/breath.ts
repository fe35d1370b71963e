/** Milliseconds from one breath to the next. */
const EVERY = 100;

/**
 * Makes a function that lets signals and timers come in now and then: call it often in long work.
 *
 * Work that only waits for tensors never gives them a turn.
 */
export function breath(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last <= EVERY) return;
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
  };
}
