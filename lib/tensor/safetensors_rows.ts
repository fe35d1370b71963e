import {
  readFully,
  requireTensors,
  type StoredTensor,
  storedTensor,
  withSafetensors,
} from "./safetensors.ts";

/**
 * Reads some rows of a stored tensor, its first axis counted: only the bytes of these rows are loaded.
 *
 * @param options.name The tensor.
 * @param options.rows Numbers of the rows, in the order wanted; a row may be wanted several times.
 * @returns A tensor of the same type, `[rows.length, …]`.
 * @throws {SyntaxError} If the file is not a sound safetensors file.
 * @throws {RangeError} If it has no such tensor, or the tensor no such row.
 */
export async function readSafetensorsRows(
  path: string,
  { name, rows }: { name: string; rows: readonly number[] },
): Promise<StoredTensor> {
  return await withSafetensors(path, async (file, header) => {
    requireTensors(header, { path, names: [name] });
    const { dtype, shape: [count = 0, ...row], begin, end } = header.tensors.get(name)!;
    const wrong = rows.find((each) => !(Number.isInteger(each) && each >= 0 && each < count));
    if (wrong !== undefined) {
      throw new RangeError(
        `Cannot read "${path}": a row of "${name}" must be from 0 to ${count - 1}, ` +
          `current value is ${wrong}`,
      );
    }
    const width = count === 0 ? 0 : (end - begin) / count;
    const bytes = new Uint8Array(rows.length * width);
    for (const [to, from] of rows.entries()) {
      const part = bytes.subarray(to * width, (to + 1) * width);
      await readFully(file, part, header.dataStart + begin + from * width);
    }
    return storedTensor(dtype, [rows.length, ...row], bytes.buffer);
  });
}
