// SPDX-License-Identifier: Apache-2.0

/** The eight bytes of every number, in hexadecimal: equal text means equal bits. */
export function bytesOf(features: Readonly<Record<string, number>>): Record<string, string> {
  const view = new DataView(new ArrayBuffer(8));
  return Object.fromEntries(
    Object.entries(features).map(([name, value]) => {
      view.setFloat64(0, value);
      return [name, view.getBigUint64(0).toString(16).padStart(16, '0')];
    }),
  );
}
