import assert from "node:assert/strict";
import { liveHandles, startTensors, tensor2d } from "#lib/tensor";
import { advanceState, disposeState, gatherState } from "../../lib/decoding/state.ts";

await startTensors();

/** Two rows of one image and one of another; a step hands on the grid and makes a new hidden state. */
function states() {
  const grid = tensor2d([[7], [7], [8]]);
  const before = { grid, h: tensor2d([[0], [1], [2]]) };
  return { before, after: { grid, h: tensor2d([[10], [11], [12]]) } };
}
const IMAGES = [0, 0, 1];

/** Advances, gives the values and frees them; nothing may be left. */
async function advanced(rows: number[]) {
  const start = liveHandles(), { before, after } = states(), { grid } = after;
  const survivors = rows.map((row) => ({ row, image: IMAGES[row] }));
  const next = advanceState({ before, after }, { survivors, images: IMAGES });
  const values = { grid: [...await next.grid.data()], h: [...await next.h.data()] };
  const stayed = next.grid === grid;
  disposeState(next);
  assert.equal(liveHandles(), start);
  return { ...values, stayed };
}

Deno.test("advanceState() leaves what is of the image alone where it is while the images stay", async () => {
  assert.deepEqual(await advanced([0, 1, 2]), { grid: [7, 7, 8], h: [10, 11, 12], stayed: true });
  assert.deepEqual(await advanced([1, 1, 2]), { grid: [7, 7, 8], h: [11, 11, 12], stayed: true });
});

Deno.test("advanceState() gathers everything when a row leaves or an image gains one", async () => {
  assert.deepEqual(await advanced([1, 2]), { grid: [7, 8], h: [11, 12], stayed: false });
  assert.deepEqual(await advanced([2, 2, 2]), { grid: [8, 8, 8], h: [12, 12, 12], stayed: false });
  assert.deepEqual(await advanced([0, 0, 1, 2]), {
    grid: [7, 7, 7, 8],
    h: [10, 10, 11, 12],
    stayed: false,
  });
  assert.deepEqual(await advanced([]), { grid: [], h: [], stayed: false });
});

Deno.test("gatherState() repeats rows and leaves the state", async () => {
  const { before } = states();
  const repeated = gatherState(before, [2, 0, 0]);
  assert.deepEqual([...await repeated.h.data()], [2, 0, 0]);
  assert.deepEqual([...await before.h.data()], [0, 1, 2]);
});
