/**
 * The miniature data set: pictures that look the way VizWiz looks, made by a seeded generator.
 *
 * A `Scene` says what a picture shows: a thing of one of 28 kinds, its material, colour and print, where
 * it is, what else is there, and what went wrong. Scenes are drawn first; the picture and its captions
 * are both functions of the scene. A picture is built in space from meshes (`models/`, `room.ts`), lit by
 * one light (`light.ts`, `shade.ts`) and taken with a phone's faults (`lens.ts`, `sensor.ts`). Captions
 * come from a grammar of several ways of writing (`grammar.ts`). Nothing is drawn at random but from
 * `Random` streams, and letters are outlines of one font, so that a seed gives the same set everywhere.
 *
 * @example
 * ```ts
 * import { Random } from "#lib/tensor";
 * import { renderScene, sampleScene } from "#lib/datasets/mini";
 * import assert from "node:assert/strict";
 *
 * const random = new Random(7);
 * const scene = sampleScene(random.split("scene"));
 * const picture = renderScene(scene, random.split("render"), { maxSide: 64 });
 * assert.equal(picture.data.length, picture.width * picture.height * 3);
 * ```
 *
 * @module
 */
export { altTextVocabulary, writeAltText } from "./alt_text.ts";
export { type Colour, COLOURS } from "./colours.ts";
export { CANNED, writeCaptions, type Written } from "./grammar.ts";
export { generateMini, type MiniInfo, type MiniOptions } from "./generate.ts";
export type { Counts } from "./annotations.ts";
export { type Kind, KINDS, type Pose } from "./kinds.ts";
export { type Material, MATERIALS } from "./materials.ts";
export { type PlaceName, PLACES } from "./places.ts";
export type { Quality } from "./quality.ts";
export { renderScene } from "./render.ts";
export { sampleScene, type Scene, type Thing } from "./scene.ts";
export { countBy, loadTruth, type Truth } from "./truth.ts";
