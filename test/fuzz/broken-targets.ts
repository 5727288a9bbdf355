// SPDX-License-Identifier: Apache-2.0
// Readers that make every mistake the fuzzer must find: a fuzzer that finds nothing must be shown to be able to.
import { ImagingError } from '../../src/imaging/errors.ts';
import { GENERIC } from './mutate.ts';
import type { FuzzTarget } from './targets.ts';
import { Violation } from './violation.ts';

const seeds = new Map([['broken', new TextEncoder().encode('a sound input of the broken reader')]]);
const broken = (name: string, read: (bytes: Uint8Array) => string): FuzzTarget => ({
  name: `broken-${name}`,
  weight: 1,
  seeds,
  mutators: GENERIC,
  read: (bytes) => (isSound(bytes) ? 'sound' : read(bytes)),
});

function isSound(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes, seeds.get('broken') ?? bytes) === 0;
}

export const brokenTargets: readonly FuzzTarget[] = [
  broken('crash', () => (undefined as unknown as Uint8Array).subarray(1).toString()),
  broken('code', () => {
    throw new ImagingError('' as 'not-ct', 'an error without a code', {});
  }),
  broken('allocation', () => `${new Float64Array(20_000_000).length}`),
  broken('violation', () => {
    throw new Violation('a grid of 0 voxels');
  }),
  broken('slow', () => {
    const until = performance.now() + 2100;
    while (performance.now() < until);
    return 'slow';
  }),
  broken('hang', () => {
    for (;;);
  }),
];
