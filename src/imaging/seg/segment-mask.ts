// SPDX-License-Identifier: Apache-2.0
import type { Grid, Vec3 } from '../../volume/grid.ts';
import { voxelCount } from '../../volume/grid.ts';
import type { LabelVolume } from '../../volume/volume.ts';
import { ImagingError } from '../errors.ts';
import { toIndex, toIndexVector } from '../index-space.ts';
import { unpackFrame } from './bits.ts';
import type { SegFrame, Segmentation, SegmentInfo } from './read-seg.ts';

/** How far a frame's corner may lie off a voxel centre, in voxels: in the plane, and along the slices, which are less even. */
const IN_PLANE_TOLERANCE = 0.1;
const THROUGH_PLANE_TOLERANCE = 0.25;
/** Relative deviation of a pixel step from one voxel (spacing), and its share along another axis (direction cosines). */
const SPACING_TOLERANCE = 1e-2;
const DIRECTION_TOLERANCE = 1e-3;

/** What {@link segmentMask} needs to know beyond the segmentation. */
export interface PlacementOptions {
  /** Frame of reference of the image whose grid is given. */
  readonly frameOfReferenceUid: string;
  /** FRACTIONAL only: a voxel belongs to the segment from this share on, in (0, 1]. There is no default. */
  readonly threshold?: number;
}

/**
 * One segment as a 0/1 mask on the grid of its CT. Frames are placed by their Image Position, never by their order, and copied voxel by voxel:
 * nothing is resampled. Flipped, transposed and cropped frames are fine as long as their pixels are the CT's.
 *
 * @returns size of `grid`; x fastest, then y, then z
 * @throws ImagingError `frame-of-reference-missing`, `frame-of-reference-differs` (both UIDs), `segment-oblique`, `segment-grid-differs`,
 *   `segment-outside-image`, `threshold-needed`, `duplicate-position` (two frames of one place that differ), `empty-mask`
 */
export function segmentMask(seg: Segmentation, segment: SegmentInfo, grid: Grid, options: PlacementOptions): LabelVolume {
  checkFrameOfReference(seg.frameOfReferenceUid, options.frameOfReferenceUid);
  const read = frameReader(seg, segment, options.threshold);
  const data = new Uint8Array(voxelCount(grid));
  const plane = new Uint8Array(seg.rows * seg.columns);
  const again = new Map(twice(seg.frames.filter((frame) => isOf(frame, segment)).map(placeOf)).map((place) => [place, undefined as Uint8Array | undefined]));
  let voxels = 0;
  seg.frames.forEach((frame, index) => {
    if (!isOf(frame, segment)) return;
    read(index, plane);
    if (again.has(placeOf(frame))) checkSamePixels(again, frame, plane, segment);
    voxels += copyFrame(seg, frame, plane, grid, data);
  });
  if (voxels === 0)
    throw new ImagingError(
      'empty-mask',
      `Segment ${segment.number} (${segment.label}) holds no voxel, so no feature can be computed from it. Outline the tumour in it, or choose another segment.`,
      {
        segment: segment.number,
      },
    );
  return { grid, data };
}

/**
 * @param what the object that was drawn, for the message
 * @throws ImagingError `frame-of-reference-missing` where one of the two is absent, `frame-of-reference-differs` where they differ
 */
export function checkFrameOfReference(segmentationUid: string, imageUid: string, what: 'segmentation' | 'structure set' = 'segmentation'): void {
  const values = { segmentation: segmentationUid, image: imageUid };
  if (segmentationUid === '' || imageUid === '')
    throw new ImagingError(
      'frame-of-reference-missing',
      `The ${what} or the CT names no frame of reference, so one cannot be placed on the other. Store the ${what} again from a program that writes FrameOfReferenceUID.`,
      values,
    );
  if (segmentationUid !== imageUid)
    throw new ImagingError(
      'frame-of-reference-differs',
      `The ${what} was drawn in another frame of reference than the CT has; it does not belong to this series. Choose the series it was drawn on, or outline the tumour on this one.`,
      values,
    );
}

/**
 * Frames of a segment that hold a pixel of it, in stored order: many writers store a frame for every slice of the CT.
 * For FRACTIONAL segmentations any share above 0 counts.
 */
export function occupiedFrames(seg: Segmentation, segment: SegmentInfo): readonly SegFrame[] {
  const read = frameReader(seg, segment, Number.MIN_VALUE);
  const plane = new Uint8Array(seg.rows * seg.columns);
  return seg.frames.filter((frame, index) => {
    if (!isOf(frame, segment)) return false;
    read(index, plane);
    return plane.includes(1);
  });
}

/** A LABELMAP frame belongs to every segment; its values say where. */
function isOf(frame: SegFrame, segment: SegmentInfo): boolean {
  return frame.segmentNumber === undefined || frame.segmentNumber === segment.number;
}

function placeOf(frame: SegFrame): string {
  return frame.positionMm.join('\\');
}

function twice(places: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return places.filter((place) => seen.size === seen.add(place).size);
}

/** One place stored twice with different pixels (two time points, a correction) has no one answer. */
function checkSamePixels(again: Map<string, Uint8Array | undefined>, frame: SegFrame, plane: Uint8Array, segment: SegmentInfo): void {
  const earlier = again.get(placeOf(frame));
  if (earlier === undefined) again.set(placeOf(frame), plane.slice());
  else if (earlier.some((pixel, i) => pixel !== plane[i]))
    throw new ImagingError(
      'duplicate-position',
      `Segment ${segment.number} (${segment.label}) has two frames at the same place with different pixels; store one segmentation per time point.`,
      { segment: segment.number, positionMm: [...frame.positionMm] },
    );
}

/** Fills a plane with 0/1 from one frame, by the kind of segmentation. */
function frameReader(seg: Segmentation, segment: SegmentInfo, threshold: number | undefined): (frame: number, out: Uint8Array) => void {
  const count = seg.rows * seg.columns;
  if (seg.type === 'BINARY') return (frame, out) => unpackFrame(seg.pixels, frame, count, out);
  if (seg.type === 'FRACTIONAL') {
    if (threshold === undefined || !(threshold > 0 && threshold <= 1))
      throw new ImagingError(
        'threshold-needed',
        'This segmentation holds fractions; say from which share on (above 0, up to 1) a voxel belongs to the tumour.',
        {
          threshold: threshold ?? null,
          maximumFractionalValue: seg.maximumFractionalValue ?? null,
        },
      );
    const least = threshold * (seg.maximumFractionalValue as number); // read-seg refuses fractions without it
    return (frame, out) => {
      for (let i = 0, at = frame * count; i < count; i++, at++) out[i] = (seg.pixels[at] as number) >= least ? 1 : 0;
    };
  }
  const bytes = seg.bitsAllocated / 8;
  return (frame, out) => {
    for (let i = 0, at = frame * count * bytes; i < count; i++, at += bytes) {
      const value = (seg.pixels[at] as number) + (bytes === 2 ? (seg.pixels[at + 1] as number) * 256 : 0);
      out[i] = value === segment.number ? 1 : 0;
    }
  };
}

/** Copies the set pixels of one frame into the grid and returns how many voxels became set. */
function copyFrame(seg: Segmentation, frame: SegFrame, plane: Uint8Array, grid: Grid, data: Uint8Array): number {
  if (!plane.includes(1)) return 0;
  const [nx, ny, nz] = grid.size;
  const { start, column, row } = frameInIndexSpace(seg, frame, grid);
  let set = 0;
  for (let r = 0, i = 0; r < seg.rows; r++) {
    for (let c = 0; c < seg.columns; c++, i++) {
      if (plane[i] === 0) continue;
      const x = start[0] + c * column[0] + r * row[0];
      const y = start[1] + c * column[1] + r * row[1];
      if (x < 0 || y < 0 || start[2] < 0 || x >= nx || y >= ny || start[2] >= nz)
        throw new ImagingError(
          'segment-outside-image',
          'A part of the segment lies outside the CT series. Store the whole series that it was drawn on, or outline the tumour on this one.',
          {
            voxel: [x, y, start[2]],
            size: [...grid.size],
            positionMm: [...frame.positionMm],
          },
        );
      const at = x + nx * (y + ny * start[2]);
      if (data[at] === 0) set++;
      data[at] = 1;
    }
  }
  return set;
}

/** First pixel and whole-voxel steps of a frame in the index space of the grid. */
function frameInIndexSpace(seg: Segmentation, frame: SegFrame, grid: Grid): { readonly start: Vec3; readonly column: Vec3; readonly row: Vec3 } {
  const o = frame.orientation;
  const columnStep = toIndexVector(grid, [o[0] as number, o[1] as number, o[2] as number], frame.pixelSpacingMm[1]);
  const rowStep = toIndexVector(grid, [o[3] as number, o[4] as number, o[5] as number], frame.pixelSpacingMm[0]);
  const column = unitStep(columnStep, frame);
  const row = unitStep(rowStep, frame);
  const exact = toIndex(grid, frame.positionMm);
  const start: Vec3 = [Math.round(exact[0]), Math.round(exact[1]), Math.round(exact[2])];
  for (const [c, r] of [
    [0, 0],
    [seg.columns - 1, 0],
    [0, seg.rows - 1],
  ] as const) {
    const off = [0, 1, 2].map((i) =>
      Math.abs(
        (exact[i] as number) +
          c * (columnStep[i] as number) +
          r * (rowStep[i] as number) -
          ((start[i] as number) + c * (column[i] as number) + r * (row[i] as number)),
      ),
    );
    if ((off[0] as number) > IN_PLANE_TOLERANCE || (off[1] as number) > IN_PLANE_TOLERANCE || (off[2] as number) > THROUGH_PLANE_TOLERANCE)
      throw new ImagingError(
        'segment-grid-differs',
        'A frame of the segmentation lies between the voxels of the CT; it was drawn on another grid and is not resampled silently. Export it on the grid of the CT.',
        {
          offByVoxels: off,
          positionMm: [...frame.positionMm],
        },
      );
  }
  return { start, column, row };
}

/** A pixel step must be one voxel along x or y of the CT, forwards or backwards. */
function unitStep(step: Vec3, frame: SegFrame): Vec3 {
  const axis = Math.abs(step[0]) >= Math.abs(step[1]) ? 0 : 1;
  const across = Math.max(Math.abs(step[1 - axis] as number), Math.abs(step[2]));
  if (across > Math.max(DIRECTION_TOLERANCE, 1e-3 * Math.abs(step[axis])))
    throw new ImagingError(
      'segment-oblique',
      'The planes of the segmentation are oblique to the CT slices; it is not resampled silently. Export it on the grid of the CT.',
      {
        orientation: [...frame.orientation],
        stepVoxels: [...step],
      },
    );
  if (Math.abs(Math.abs(step[axis]) - 1) > SPACING_TOLERANCE)
    throw new ImagingError(
      'segment-grid-differs',
      'The pixels of the segmentation have another size than those of the CT; it is not resampled silently. Export it on the grid of the CT.',
      {
        pixelSpacingMm: [...frame.pixelSpacingMm],
        stepVoxels: [...step],
      },
    );
  const sign = Math.sign(step[axis]);
  return axis === 0 ? [sign, 0, 0] : [0, sign, 0];
}
