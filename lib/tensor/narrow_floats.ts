/** Floating-point types that arrays do not have: how many bytes a value takes, and how they are widened. */
export const NARROW_FLOATS = {
  BF16: { bytes: 2, widen: widenBfloat16 },
  F8_E4M3: { bytes: 1, widen: (bytes) => Float32Array.from(new Uint8Array(bytes), e4m3) },
  F8_E5M2: { bytes: 1, widen: widenE5m2 },
} as const satisfies Record<
  string,
  { bytes: number; widen: (bytes: ArrayBuffer) => Float32Array<ArrayBuffer> }
>;

/** The upper half of 32 bits. */
function widenBfloat16(bytes: ArrayBuffer): Float32Array<ArrayBuffer> {
  const wide = Uint32Array.from(new Uint16Array(bytes), (half) => half << 16);
  return new Float32Array(wide.buffer);
}

/** The upper half of 16 bits. */
function widenE5m2(bytes: ArrayBuffer): Float32Array<ArrayBuffer> {
  const wide = Uint16Array.from(new Uint8Array(bytes), (quarter) => quarter << 8);
  return Float32Array.from(new Float16Array(wide.buffer));
}

/** Four bits of exponent, three of fraction, no infinity (Micikevicius et al., 2022, table 1). */
function e4m3(byte: number): number {
  const sign = byte & 0x80 ? -1 : 1, exponent = (byte >> 3) & 0xf, fraction = byte & 7;
  if (exponent === 15 && fraction === 7) return NaN;
  if (exponent === 0) return sign * fraction * 2 ** -9;
  return sign * (1 + fraction / 8) * 2 ** (exponent - 7);
}
