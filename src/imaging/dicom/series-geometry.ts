// SPDX-License-Identifier: Apache-2.0
import type { Grid, Mat3, Vec3 } from '../../volume/grid.ts';
import { ImagingError } from '../errors.ts';
import type { CtHeader } from './ct-header.ts';

/** Relative deviation of a slice distance from the median that still counts as regular. */
const SPACING_TOLERANCE = 0.01;
/** In-plane drift of the slice step, relative to the step: more is a tilted gantry. */
const TILT_TOLERANCE = 1e-3;
/** Header values carry few decimals: differences below this (mm, or in direction cosines) are rounding. */
const ROUNDING = 1e-3;
const SAME_DIRECTION = 1e-4;
const FEWEST_SLICES = 3;

/** A slice with what its place in the stack depends on, all present. */
export interface PlacedSlice<T> {
  readonly slice: T;
  readonly header: CtHeader;
  readonly positionMm: Vec3;
  /** Distance along the slice normal, mm. */
  readonly alongMm: number;
}

/**
 * Direction of rows, columns and slices as ITK 5.3 makes them from Image Orientation (Patient): slices = rows x columns, then rows and
 * columns made orthogonal to it. Column j of the matrix is the direction of index axis j.
 */
export function directionOf(orientation: readonly number[]): Mat3 {
  const columnAxis = orientation.slice(3, 6) as unknown as Vec3;
  const normal = normalised(cross(orientation.slice(0, 3) as unknown as Vec3, columnAxis));
  const x = normalised(cross(columnAxis, normal));
  const y = cross(normal, x);
  return [x[0], y[0], normal[0], x[1], y[1], normal[1], x[2], y[2], normal[2]];
}

/** Distance of a slice from the origin along the normal of `orientation`, mm; undefined where either is absent. */
export function slicePosition(header: CtHeader, orientation: CtHeader['orientation']): number | undefined {
  if (header.positionMm === undefined || orientation === undefined) return undefined;
  const direction = directionOf(orientation);
  return dot(header.positionMm, [direction[2], direction[5], direction[8]]);
}

/**
 * Slices in ascending order along their normal, after every check that one 3-D grid needs.
 *
 * @throws ImagingError `missing-attribute`, `geometry-differs` (rows, columns, spacing or orientation not the same everywhere)
 */
export function placeSlices<T>(slices: readonly T[], headerOf: (slice: T) => CtHeader): readonly PlacedSlice<T>[] {
  const reference = slices[0];
  if (reference === undefined) return [];
  const first = headerOf(reference);
  const orientation = required(first, first.orientation, 'ImageOrientationPatient');
  const direction = directionOf(orientation);
  const normal: Vec3 = [direction[2], direction[5], direction[8]];
  const placed = slices.map((slice) => {
    const header = headerOf(slice);
    checkSameGeometry(first, header);
    const positionMm = required(header, header.positionMm, 'ImagePositionPatient');
    return { slice, header, positionMm, alongMm: dot(positionMm, normal) };
  });
  return placed.sort((a, b) => a.alongMm - b.alongMm);
}

/**
 * The grid of placed slices, as ITK 5.3 has it: origin of the first slice, distance of first and last over n - 1.
 *
 * @throws ImagingError `too-few-slices`, `spacing-irregular` (lists the gaps), `gantry-tilt`
 */
export function gridOf<T>(placed: readonly PlacedSlice<T>[]): Grid {
  const first = placed[0];
  const last = placed.at(-1);
  if (first === undefined || last === undefined || placed.length < FEWEST_SLICES)
    throw new ImagingError('too-few-slices', `The series has ${placed.length} slices; a volume needs at least ${FEWEST_SLICES}. Send the whole series.`, {
      slices: placed.length,
    });
  const spacing = required(first.header, first.header.pixelSpacingMm, 'PixelSpacing');
  const direction = directionOf(required(first.header, first.header.orientation, 'ImageOrientationPatient'));

  checkRegular(placed);
  checkUpright(placed, [direction[2], direction[5], direction[8]]);
  return {
    size: [first.header.columns, first.header.rows, placed.length],
    spacingMm: [spacing[1], spacing[0], length(minus(last.positionMm, first.positionMm)) / (placed.length - 1)],
    originMm: first.positionMm,
    direction,
  };
}

function checkSameGeometry(a: CtHeader, b: CtHeader): void {
  const spacingA = required(a, a.pixelSpacingMm, 'PixelSpacing');
  const spacingB = required(b, b.pixelSpacingMm, 'PixelSpacing');
  const orientationA = required(a, a.orientation, 'ImageOrientationPatient');
  const orientationB = required(b, b.orientation, 'ImageOrientationPatient');
  const differs = (what: string, from: readonly number[], to: readonly number[]): ImagingError =>
    new ImagingError(
      'geometry-differs',
      `The slices of this series do not have the same ${what} (${from.join(', ')} and ${to.join(', ')}); it is a mix of images, not one stack. Choose one reconstruction.`,
      {
        attribute: what,
        first: [...from],
        other: [...to],
      },
    );
  if (a.rows !== b.rows || a.columns !== b.columns) throw differs('rows and columns', [a.rows, a.columns], [b.rows, b.columns]);
  if (spacingA.some((s, i) => Math.abs(s - (spacingB[i] as number)) > ROUNDING * s)) throw differs('pixel spacing', spacingA, spacingB);
  if (orientationA.some((c, i) => Math.abs(c - (orientationB[i] as number)) > SAME_DIRECTION)) throw differs('orientation', orientationA, orientationB);
}

function checkRegular<T>(placed: readonly PlacedSlice<T>[]): void {
  const steps = placed.slice(1).map((p, i) => p.alongMm - (placed[i] as PlacedSlice<T>).alongMm);
  const median = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] as number;
  const odd = steps.flatMap((step, i) => (Math.abs(step - median) > Math.max(SPACING_TOLERANCE * median, ROUNDING) ? [i] : []));
  if (odd.length === 0) return;
  throw new ImagingError(
    'spacing-irregular',
    `Slices are missing or unevenly spaced: the usual distance is ${round(median)} mm, but not after position ${odd.map((i) => round((placed[i] as PlacedSlice<T>).alongMm)).join(', ')} mm. Send the missing slices, or a reconstruction with even spacing.`,
    { medianMm: median, afterMm: odd.map((i) => (placed[i] as PlacedSlice<T>).alongMm), stepsMm: odd.map((i) => steps[i] as number) },
  );
}

function checkUpright<T>(placed: readonly PlacedSlice<T>[], normal: Vec3): void {
  for (const [i, p] of placed.entries()) {
    const previous = placed[i - 1];
    if (previous === undefined) continue;
    const step = minus(p.positionMm, previous.positionMm);
    const along = dot(step, normal);
    const drift = length(minus(step, [normal[0] * along, normal[1] * along, normal[2] * along]));
    if (drift > Math.max(TILT_TOLERANCE * along, ROUNDING))
      throw new ImagingError(
        'gantry-tilt',
        `The slices are shifted against each other by ${round(drift)} mm a step (gantry tilt); this stack is no rectangular grid and is not resampled silently. Send a reconstruction without tilt.`,
        {
          driftMm: drift,
          stepMm: along,
          atMm: p.alongMm,
        },
      );
  }
}

function required<T>(header: CtHeader, value: T | undefined, attribute: string): T {
  if (value !== undefined) return value;
  throw new ImagingError(
    'missing-attribute',
    `A slice has no usable ${attribute}; it cannot be placed in the patient. Send the original CT images, not a converted copy.`,
    {
      attribute,
      sopInstanceUid: header.sopInstanceUid,
    },
  );
}

/** For messages only: three decimals are enough to find a slice. */
function round(mm: number): number {
  return Math.round(mm * 1000) / 1000;
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function minus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function length(a: Vec3): number {
  return Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
}

function normalised(a: Vec3): Vec3 {
  const scale = 1 / length(a); // ITK multiplies by the reciprocal
  return [a[0] * scale, a[1] * scale, a[2] * scale];
}
