// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { GRADIENT_WASM } from '../../../src/radiomics/wasm/gradient.wasm.ts';
import { KernelModule } from '../../../src/radiomics/wasm/module.ts';

/** More than a 32 bit memory can hold. */
const TOO_MUCH = 5 * 2 ** 30;

describe('a kernel module', () => {
  it('turns to the other way where its memory does not suffice, and works afterwards', () => {
    const module = new KernelModule<object>(GRADIENT_WASM);
    expect(
      module.run(
        (_, arena) => arena.space(TOO_MUCH),
        () => -1,
      ),
    ).toBe(-1);
    expect(() => module.run((_, arena) => arena.space(TOO_MUCH))).toThrow('pages');
    expect(
      module.run((_, arena) => {
        const at = arena.put([3, 1, 2], Int16Array);
        return [...arena.view(Int16Array, at, 3)];
      }),
    ).toEqual([3, 1, 2]);
  });

  it('gives large memories back', () => {
    const module = new KernelModule<object>(GRADIENT_WASM);
    const bytesAfter = (bytes: number): number =>
      module.run((_, arena) => {
        const at = arena.space(bytes);
        return arena.view(Uint8Array, at, 1).buffer.byteLength;
      });
    expect(bytesAfter(100 * 2 ** 20)).toBeGreaterThan(100 * 2 ** 20);
    expect(bytesAfter(1)).toBeLessThan(2 ** 20);
  });
});
