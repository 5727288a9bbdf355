// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { longestDiameter } from '../../smart-app/ct-viewer/caliper.ts';
import { type Ring, smoothRing, traceMask } from '../../smart-app/ct-viewer/marching-squares.ts';

/** Even-odd test of a point against all rings: the naive twin of "is this pixel inside". */
function inside(rings: readonly Ring[], x: number, y: number): boolean {
  let crossings = 0;
  for (const ring of rings)
    ring.forEach(([x1, y1], i) => {
      const [x2, y2] = ring[(i + 1) % ring.length]!;
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) crossings += 1;
    });
  return crossings % 2 === 1;
}

const area = (ring: Ring): number =>
  ring.reduce((sum, [x1, y1], i) => {
    const [x2, y2] = ring[(i + 1) % ring.length]!;
    return sum + (x1 * y2 - x2 * y1) / 2;
  }, 0);

const masks = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([w, h]) => fc.tuple(fc.constant(w), fc.constant(h), fc.uint8Array({ minLength: w * h, maxLength: w * h, max: 1 })));

describe('marching squares', () => {
  it('encloses exactly the pixels of the mask', () => {
    fc.assert(
      fc.property(masks, ([w, h, mask]) => {
        const rings = traceMask(mask, w, h);
        for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) expect(inside(rings, x, y + 1e-7)).toBe(mask[y * w + x] === 1);
      }),
    );
  });

  it('returns closed rings of unit or diagonal steps', () => {
    fc.assert(
      fc.property(masks, ([w, h, mask]) => {
        for (const ring of traceMask(mask, w, h))
          ring.forEach(([x1, y1], i) => {
            const [x2, y2] = ring[(i + 1) % ring.length]!;
            expect(Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1))).toBeLessThanOrEqual(1);
          });
      }),
    );
  });

  it('gives one pixel a diamond and a hole its own ring', () => {
    expect(traceMask(Uint8Array.of(1), 1, 1)[0]).toHaveLength(4);
    const ringed = Uint8Array.of(1, 1, 1, 1, 0, 1, 1, 1, 1);
    expect(traceMask(ringed, 3, 3)).toHaveLength(2);
  });

  it('keeps place and nearly the area when smoothed', () => {
    const n = 41;
    const disc = Uint8Array.from({ length: n * n }, (_, i) => (Math.hypot((i % n) - 20, Math.floor(i / n) - 20) <= 15 ? 1 : 0));
    const [ring] = traceMask(disc, n, n);
    // Rounding the corners of pixel stairs on a disc of 709 pixels costs less than one per cent.
    expect(Math.abs(area(smoothRing(ring!)))).toBeGreaterThan(0.99 * Math.abs(area(ring!)));
  });
});

describe('caliper', () => {
  it('is the farthest pair, as trying every pair finds it', () => {
    fc.assert(
      fc.property(masks, fc.double({ min: 0.3, max: 2, noNaN: true }), ([w, h, mask], sy) => {
        const rings = traceMask(mask, w, h);
        const points = rings.flat();
        let best = 0;
        for (const a of points) for (const b of points) best = Math.max(best, Math.hypot(a[0] - b[0], (a[1] - b[1]) * sy));
        expect(longestDiameter(rings, [1, sy])?.lengthMm ?? 0).toBeCloseTo(best, 9); // same arithmetic, other order
      }),
    );
  });
});
