import { dataUri } from "./data_uri.ts";
import { NEUTRAL } from "./palette.ts";
import { element, stableId } from "./svg.ts";

/** Where a patch stands: left, upper edge and side of its square. */
export interface PatchPlace {
  /** Left edge in pixels. */
  x: number;
  /** Upper edge in pixels. */
  y: number;
  /** Side in pixels. */
  side: number;
}

/** A picture cut into patches: its markup once, and a function that shows one patch anywhere. */
export interface PicturePatches {
  /** The picture itself, not shown; must stand in the document before its patches. */
  definition: string;
  /** Draws the patch with this number, row by row from 0 at the top left. */
  patch(index: number, place: PatchPlace): string;
}

/**
 * Cuts the middle square of a picture into `perSide` × `perSide` patches.
 *
 * The file is embedded once; a patch is a window on it, so that 49 of them cost a few kilobytes.
 *
 * @param picture A JPEG or PNG file; without one the patches are grey squares.
 * @throws {TypeError} If the picture is neither.
 */
export function picturePatches(picture: Uint8Array | undefined, perSide: number): PicturePatches {
  if (picture === undefined) {
    const patch = (_: number, { x, y, side }: PatchPlace) =>
      element("rect", { x, y, width: side, height: side, fill: NEUTRAL.grid });
    return { definition: "", patch };
  }
  const href = dataUri(picture);
  const id = `${stableId(href)}-${perSide}`;
  const image = element("image", {
    id,
    width: perSide, // one unit a patch
    height: perSide,
    preserveAspectRatio: "xMidYMid slice",
    href,
  });
  return {
    definition: element("defs", {}, image),
    patch(index, { x, y, side }) {
      const viewBox = `${index % perSide} ${Math.floor(index / perSide)} 1 1`;
      const window = { x, y, width: side, height: side, viewBox };
      return element("svg", window, element("use", { href: `#${id}` }));
    },
  };
}
