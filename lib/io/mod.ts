/**
 * Reading and writing: every output is complete or absent, every wrong input is named.
 *
 * @module
 */
export { checksum } from "./checksum.ts";
export { Field, parseJson, readJson } from "./json.ts";
export { machine, revision } from "./machine.ts";
export type { Machine } from "./machine.ts";
export { writeFileAtomic, writeJson } from "./write.ts";
