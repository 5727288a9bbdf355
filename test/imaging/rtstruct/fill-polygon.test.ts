// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fillPolygon, LATTICE } from '../../../src/imaging/rtstruct/fill-polygon.ts';

/**
 * The naive twin: for one pixel centre, count the edges that a ray to the left meets. Written in whole numbers of the lattice with BigInt, so that
 * it shares no rounding with the kernel.
 */
function isInside(points: ArrayLike<number>, x: number, y: number): boolean {
  const at = (i: number): [bigint, bigint] => [
    BigInt(Math.round((points[2 * i] as number) * LATTICE)),
    BigInt(Math.round((points[2 * i + 1] as number) * LATTICE)),
  ];
  const [px, py] = [BigInt(x * LATTICE), BigInt(y * LATTICE)];
  const count = points.length / 2;
  let inside = false;
  for (let i = 0; i < count; i++) {
    const [ax, ay] = at(i);
    const [bx, by] = at((i + 1) % count);
    if (ay <= py === by <= py) continue; // the upper end belongs to an edge, the lower one does not
    // crossing ≤ px, with the sign of the edge's height taken out
    const left = (py - ay) * (bx - ax) - (px - ax) * (by - ay);
    if (by > ay ? left <= 0n : left >= 0n) inside = !inside;
  }
  return inside;
}

function twin(points: Float64Array, columns: number, rows: number): number[] {
  return Array.from({ length: columns * rows }, (_, i) => (isInside(points, i % columns, Math.floor(i / columns)) ? 1 : 0));
}

function filled(points: Float64Array, columns: number, rows: number): number[] {
  const polygon = fillPolygon(points, columns, rows);
  const out = new Array<number>(columns * rows).fill(0);
  for (let r = 0; r < polygon.rows; r++)
    for (let c = 0; c < polygon.columns; c++) out[(polygon.y + r) * columns + polygon.x + c] = polygon.inside[r * polygon.columns + c] as number;
  expect(out.reduce((a, b) => a + b, 0)).toBe(polygon.pixels);
  return out;
}

const [columns, rows] = [13, 11];
/** On pixel centres and half ways as often as anywhere, since edges through centres are where mistakes are made; some outside of the image. */
const coordinate = (size: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: -4, max: 2 * size + 4 }).map((v) => v / 2),
    fc.double({ min: -3, max: size + 3, noNaN: true }),
    fc.integer({ min: -3 * LATTICE, max: (size + 3) * LATTICE }).map((v) => v / LATTICE),
  );
const polygon = fc.array(fc.tuple(coordinate(columns), coordinate(rows)), { minLength: 3, maxLength: 14 }).map((corners) => Float64Array.from(corners.flat()));

describe('filling a polygon', () => {
  it('agrees with the naive twin for any polygon: self-crossing, degenerate, partly outside', () => {
    fc.assert(
      fc.property(polygon, (points) => {
        expect(filled(points, columns, rows)).toEqual(twin(points, columns, rows));
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on where the contour starts or which way round it goes', () => {
    fc.assert(
      fc.property(polygon, fc.nat(13), fc.boolean(), (points, start, backwards) => {
        const corners = Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i] as number, points[2 * i + 1] as number]);
        const turned = corners.map((_, i) => corners[(i + start) % corners.length] as number[]);
        const other = Float64Array.from((backwards ? turned.reverse() : turned).flat());
        expect(filled(other, columns, rows)).toEqual(filled(points, columns, rows));
      }),
    );
  });

  it('gives each pixel to one side only where two polygons share an edge, and leaves none out', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate(columns), coordinate(rows)), { minLength: 4, maxLength: 4 }), (corners) => {
        const [a, b, c, d] = corners as [[number, number], [number, number], [number, number], [number, number]];
        const first = filled(Float64Array.from([a, b, c].flat()), columns, rows);
        const second = filled(Float64Array.from([a, c, d].flat()), columns, rows);
        const both = filled(Float64Array.from([a, b, c, d].flat()), columns, rows);
        expect(first.map((v, i) => v ^ (second[i] as number))).toEqual(both);
      }),
    );
  });

  it('takes left and upper edges in, leaves right and lower edges out, and counts the centres on the line', () => {
    const square = Float64Array.from([2, 3, 5, 3, 5, 6, 2, 6]);
    const { x, y, pixels, onOutline } = fillPolygon(square, columns, rows);
    expect(filled(square, columns, rows).flatMap((v, i) => (v === 1 ? [[i % columns, Math.floor(i / columns)]] : []))).toEqual([
      [2, 3],
      [3, 3],
      [4, 3],
      [2, 4],
      [3, 4],
      [4, 4],
      [2, 5],
      [3, 5],
      [4, 5], // biome-ignore format: a square
    ]);
    expect([x, y, pixels, onOutline]).toEqual([2, 3, 9, 12]);
    // the same square as a program that writes three decimals of a millimetre might store it
    const noisy = square.map((v, i) => v + (i % 3 === 0 ? 4e-4 : -4e-4));
    expect(filled(noisy, columns, rows)).toEqual(filled(square, columns, rows));
  });

  it('cuts a hole by a keyhole, and the slit leaves no trace', () => {
    const keyhole = Float64Array.from([0.5, 0.5, 9.5, 0.5, 9.5, 9.5, 0.5, 9.5, 0.5, 5, 3.5, 5, 3.5, 6.5, 6.5, 6.5, 6.5, 3.5, 3.5, 3.5, 3.5, 5, 0.5, 5]);
    const outer = twin(Float64Array.from([0.5, 0.5, 9.5, 0.5, 9.5, 9.5, 0.5, 9.5]), columns, rows);
    const inner = twin(Float64Array.from([3.5, 3.5, 6.5, 3.5, 6.5, 6.5, 3.5, 6.5]), columns, rows);
    expect(filled(keyhole, columns, rows)).toEqual(outer.map((v, i) => v - (inner[i] as number)));
  });

  it('gives nothing for a contour between pixel centres or beside the image', () => {
    expect(fillPolygon(Float64Array.from([2.1, 2.1, 2.9, 2.1, 2.5, 2.9]), columns, rows).pixels).toBe(0);
    expect(fillPolygon(Float64Array.from([-9, -9, -5, -9, -5, -5]), columns, rows)).toMatchObject({ columns: 0, rows: 0, pixels: 0, onOutline: 0 });
  });

  it('stays exact at the far end of a large image', () => {
    const far = 16_383;
    const points = Float64Array.from([0, 0, far, 3 - 1 / LATTICE, far, 4, 5, 1]);
    const { inside, x, y, columns: width, rows: height } = fillPolygon(points, far + 1, 6);
    const edges = Array.from({ length: height * width }, (_, i) => i).filter((i) => inside[i] !== inside[i - 1]);
    expect(edges.length).toBeGreaterThan(4);
    for (const at of edges.flatMap((i) => [i - 1, i])) {
      if (at >= 0) expect(inside[at] === 1).toBe(isInside(points, (at % width) + x, Math.floor(at / width) + y));
    }
  });
});
