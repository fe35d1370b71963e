/**
 * Reading and writing: every output is complete or absent.
 *
 * @module
 */
export { writeFileAtomic, writeJson } from "./write.ts";
