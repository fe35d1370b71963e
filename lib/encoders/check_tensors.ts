/**
 * Checks that a weight file holds exactly the tensors that a network wants.
 *
 * Names with a "/" (a fixture's inputs and outputs) are passed over.
 *
 * @param wanted Shape of each tensor by its name in the file.
 * @param options.what The network and whose names these are, for the error.
 * @param options.ignored Tensors that a file may hold and the network does not need.
 * @throws {TypeError} Lists every tensor that is missing, surplus or of another shape.
 */
export function checkTensors(
  tensors: ReadonlyMap<string, { shape: readonly number[] }>,
  wanted: ReadonlyMap<string, readonly number[]>,
  { what, ignored }: { what: { network: string; library: string }; ignored: RegExp },
): void {
  const faults: string[] = [];
  for (const [name, shape] of wanted) {
    const found = tensors.get(name)?.shape;
    if (found === undefined) faults.push(`"${name}" [${shape}] is missing`);
    else if (String(found) !== String(shape)) {
      faults.push(`"${name}" must be [${shape}], current shape is [${found}]`);
    }
  }
  for (const name of tensors.keys()) {
    if (!wanted.has(name) && !ignored.test(name) && !name.includes("/")) {
      faults.push(`"${name}" is surplus`);
    }
  }
  if (faults.length > 0) {
    throw new TypeError(
      `Cannot load ${what.network}: its tensors under ${what.library}'s names do not fit: ` +
        faults.join("; "),
    );
  }
}
