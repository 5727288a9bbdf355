// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Levels } from '../../../src/radiomics/texture/discretise.ts';
import { presentLevels } from '../../../src/radiomics/texture/matrix-cells.ts';
import { boxOf, matrixDirections, offsetsOf } from '../../../src/radiomics/texture/matrix-directions.ts';
import type { FlatAxis } from '../../../src/radiomics/texture/offsets.ts';
import { cooccurrenceTables } from '../../../src/radiomics/texture/pair-tables.ts';
import { runLengthTables } from '../../../src/radiomics/texture/run-tables.ts';
import { textureMatrixTwins } from '../../../src/radiomics/wasm/texture-matrices.ts';
import { randomNumbers } from '../support/cases.ts';
import { sameBytes } from '../support/random-volumes.ts';

const twins = textureMatrixTwins();

/** Random levels: patches of one level (`smooth` voxels long on average) with holes, in the narrowest array or a wider one. */
function randomLevels(
  seed: number,
  size: readonly [number, number, number],
  border: number,
  highest: number,
  smooth: number,
  fill: number,
  wide: boolean,
): Levels {
  const next = randomNumbers(seed, 1_000_000);
  const [nx, ny, nz] = [size[0] + 2 * border, size[1] + 2 * border, size[2] + 2 * border];
  const Kind = highest <= 255 && !wide ? Uint8Array : highest <= 65535 ? Uint16Array : Int32Array;
  const data = new Kind(nx * ny * nz);
  let level = 1;
  let voxels = 0;
  for (let z = border; z < nz - border; z++)
    for (let y = border; y < ny - border; y++)
      for (let x = border; x < nx - border; x++) {
        if (next() % smooth === 0) level = 1 + (next() % highest);
        if (next() > fill * 1_000_000) continue;
        data[(z * ny + y) * nx + x] = level;
        voxels += 1;
      }
  return { data, nx, ny, nz, border, highest, voxels, firstVoxel: (border * ny + border) * nx + border };
}

const levels = fc
  .record({
    seed: fc.integer(),
    size: fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 })),
    border: fc.integer({ min: 1, max: 3 }),
    highest: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 255 }), fc.integer({ min: 256, max: 300 })),
    smooth: fc.integer({ min: 1, max: 20 }),
    fill: fc.constantFrom(0.2, 0.7, 1),
    wide: fc.boolean(),
  })
  .map(({ seed, size, border, highest, smooth, fill, wide }) => randomLevels(seed, size, border, highest, smooth, fill, wide))
  .filter((made) => boxOf(made).some((length) => length > 1));

describe('texture matrices in WebAssembly', () => {
  it('find the same levels', () => {
    fc.assert(
      fc.property(levels, (made) => {
        expect(twins.presentLevels(made)).toEqual(presentLevels(made));
      }),
    );
  });

  it('count the same pairs', () => {
    fc.assert(
      fc.property(levels, fc.constantFrom([1], [1, 2], [1, 1], [3]), fc.constantFrom<FlatAxis>(undefined, 0, 1, 2), (made, distances, flat) => {
        fc.pre(Math.max(...distances) <= made.border);
        const box = boxOf(made).filter((_, axis) => flat === undefined || axis !== 2 - flat);
        fc.pre(box.some((length) => distances.some((distance) => length > distance)));
        const offsets = offsetsOf(made, matrixDirections(made, distances, flat));
        expect(sameBytes(twins.cooccurrenceTables(made, offsets), cooccurrenceTables(made, offsets))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('count the same runs', () => {
    fc.assert(
      fc.property(levels, fc.constantFrom<FlatAxis>(undefined, 0, 1, 2), (made, flat) => {
        fc.pre(boxOf(made).some((length, axis) => length > 1 && (flat === undefined || axis !== 2 - flat)));
        const offsets = offsetsOf(made, matrixDirections(made, [1], flat));
        const longest = Math.max(...boxOf(made));
        expect(sameBytes(twins.runLengthTables(made, offsets, longest), runLengthTables(made, offsets, longest))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('hold runs as long as a byte counts, and longer ones', () => {
    for (const length of [254, 255, 256, 300]) {
      const made = randomLevels(1, [length, 2, 2], 1, 1, 1, 1, false);
      const offsets = offsetsOf(made, matrixDirections(made, [1], undefined));
      const tables = twins.runLengthTables(made, offsets, length);
      expect(sameBytes(tables, runLengthTables(made, offsets, length))).toBe(true);
      expect(tables[offsets.indexOf(1) * 2 * length + 2 * length - 1]).toBe(4);
    }
  });

  it('see nothing of an earlier call behind the last voxel', () => {
    const dark = randomLevels(3, [3, 3, 3], 1, 2, 1, 1, false);
    const offsets = offsetsOf(dark, matrixDirections(dark, [1], undefined));
    // fills the working memory with a level that would be cell (1, 1) of a table of two levels
    twins.presentLevels({ ...dark, data: new Uint8Array(10_000).fill(4), highest: 4 });
    expect(sameBytes(twins.cooccurrenceTables(dark, offsets), cooccurrenceTables(dark, offsets))).toBe(true);
    twins.presentLevels({ ...dark, data: new Uint8Array(10_000).fill(4), highest: 4 });
    expect(sameBytes(twins.runLengthTables(dark, offsets, 3), runLengthTables(dark, offsets, 3))).toBe(true);
  });

  it('leave 32-bit levels to the reference', () => {
    const made = randomLevels(5, [6, 5, 4], 1, 66_000, 1, 1, false);
    const offsets = Int32Array.of(1);
    const few: Levels = { ...made, data: made.data.map((level) => level % 50), highest: 50 };
    expect(sameBytes(twins.cooccurrenceTables(few, offsets), cooccurrenceTables(few, offsets))).toBe(true);
    expect(sameBytes(twins.runLengthTables(few, offsets, 6), runLengthTables(few, offsets, 6))).toBe(true);
  });
});
