// SPDX-License-Identifier: Apache-2.0

/** Extended Offset Table and its lengths, (7FE0,0001) and (7FE0,0002), explicit little endian with VR OV. */
const TABLES: readonly Buffer[] = ['e07f01004f560000', 'e07f02004f560000'].map((hex) => Buffer.from(hex, 'hex'));
const OB = Buffer.from('OB', 'latin1');

/**
 * A copy of the file in which the extended offset tables are called OB; undefined where it has none. dicom-parser 1.8.21 does not know that
 * elements of VR OV have a 32-bit length, and loses its way at them. The tables themselves are not needed: with one of them every frame is
 * exactly one fragment.
 * @see DICOM PS3.3 section C.7.6.3.1.8, PS3.5 section 7.1.2
 */
export function withoutExtendedOffsets(bytes: Uint8Array): Uint8Array | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places = TABLES.map((table) => view.indexOf(table)).filter((at) => at >= 0);
  if (places.length === 0) return undefined;
  const copy = Buffer.from(view);
  for (const at of places) OB.copy(copy, at + 4);
  return copy;
}
