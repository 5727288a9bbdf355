// SPDX-License-Identifier: Apache-2.0
import { type Grid, voxelCount } from '../../volume/grid.ts';
import type { LabelVolume } from '../../volume/volume.ts';
import { frameKey } from '../dicom/frame-reference.ts';
import type { SourceSlice } from '../dicom/source-ct.ts';
import { ImagingError } from '../errors.ts';
import { sliceLevelMm } from '../index-space.ts';
import { checkFrameOfReference } from '../seg/segment-mask.ts';
import { nestingOf, xorInto } from './combine-contours.ts';
import { type FilledPolygon, fillPolygon } from './fill-polygon.ts';
import { checkGeometricTypes, isXor, type PlacedContour, placeContour } from './place-contour.ts';
import type { Structure } from './types.ts';

/** How often the boxes of all contours may cover the whole image; more is no drawing, and would take for ever. */
const MOST_COVER = 64;

/** What {@link structureMask} needs to know beyond the structure. */
export interface StructurePlacement {
  /** Frame of reference of the image whose grid is given. */
  readonly frameOfReferenceUid: string;
  /** Slices of the image in z order; with them, each contour must lie on the slice that it names. */
  readonly slices?: readonly Pick<SourceSlice, 'sopInstanceUid' | 'frameNumber'>[];
}

/** How a structure became a mask. */
export interface RasterReport {
  /** Contours that enclose something. */
  readonly contours: number;
  readonly voxels: number;
  /** Contours that cut something out of the one around them. */
  readonly holes: number;
  /** Contours of fewer than three points, or between pixel centres; they enclose no voxel. */
  readonly withoutVoxel: number;
  /** Voxel centres that lie on a contour itself, where the edge rule decides. */
  readonly onOutline: number;
  /** Levels (mm along the normal) of slices between the first and the last one drawn that have no contour. */
  readonly gapsMm: readonly number[];
}

/**
 * A structure as a 0/1 mask on the grid of its CT: a voxel belongs to it where its centre lies inside the contours of its slice, by the even-odd
 * rule ({@link fillPolygon} says what happens on the line itself). Nothing is interpolated between slices.
 *
 * @returns mask of the size of `grid` (x fastest, then y, then z), and what it took to make it
 * @throws ImagingError `frame-of-reference-missing`, `frame-of-reference-differs`, `contour-type-unsupported`, `contour-off-plane`,
 *   `contour-between-slices`, `contour-slice-differs`, `contours-overlap`, `segment-outside-image`, `structure-set-malformed`, `empty-mask`
 * @see DICOM PS3.3 section C.8.8.6
 */
export function structureMask(structure: Structure, grid: Grid, placement: StructurePlacement): { readonly mask: LabelVolume; readonly report: RasterReport } {
  checkFrameOfReference(structure.frameOfReferenceUid, placement.frameOfReferenceUid, 'structure set');
  if (structure.contours.length === 0) throw empty(structure, 'was listed but never drawn');
  checkGeometricTypes(structure);

  const bySlice = new Map<number, PlacedContour[]>();
  let withoutVoxel = 0;
  const sliceOf = sliceIndex(placement.slices ?? []);
  for (const contour of structure.contours) {
    const placed = placeContour(contour, grid, sliceOf);
    if (placed === undefined) {
      withoutVoxel++;
      continue;
    }
    const onSlice = bySlice.get(placed.slice);
    if (onSlice === undefined) bySlice.set(placed.slice, [placed]);
    else onSlice.push(placed);
  }

  const [nx, ny] = grid.size;
  const data = new Uint8Array(voxelCount(grid));
  let [contours, holes, onOutline, cover] = [0, 0, 0, 0];
  for (const [slice, placed] of bySlice) {
    const filled = placed.map(({ pointsPx }) => {
      const polygon = fillPolygon(pointsPx, nx, ny);
      cover += polygon.inside.length;
      if (cover > MOST_COVER * data.length) throw tooMuch(structure);
      return polygon;
    });
    if (!placed.every((p) => isXor(p.contour))) holes += holesOf(filled, grid, slice, structure);
    const plane = data.subarray(slice * nx * ny, (slice + 1) * nx * ny);
    for (const polygon of filled) {
      xorInto(plane, polygon, nx);
      onOutline += polygon.onOutline;
      if (polygon.pixels === 0) withoutVoxel++;
      else contours++;
    }
  }
  let voxels = 0;
  for (let i = 0; i < data.length; i++) voxels += data[i] as number;
  if (voxels === 0) throw empty(structure, 'encloses no voxel centre');
  return { mask: { grid, data }, report: { contours, voxels, holes, withoutVoxel, onOutline, gapsMm: gapsOf(bySlice, grid) } };
}

function holesOf(filled: readonly FilledPolygon[], grid: Grid, slice: number, structure: Structure): number {
  const nesting = nestingOf(filled, grid.size[0], grid.size[1]);
  if (nesting.kind === 'nested') return nesting.holes;
  const atMm = sliceLevelMm(grid, slice);
  throw new ImagingError(
    'contours-overlap',
    `Two contours of structure ${structure.number} (${structure.name}) cross or repeat each other at ${Math.round(atMm * 100) / 100} mm; merge them where they were drawn, because one area and a hole are both possible.`,
    {
      structure: structure.number,
      atMm,
      slice,
      pixels: [(filled[nesting.first] as FilledPolygon).pixels, (filled[nesting.second] as FilledPolygon).pixels],
    },
  );
}

/** Slice number by the key of the image; the frames of one object that are not told apart name no slice. */
function sliceIndex(slices: readonly Pick<SourceSlice, 'sopInstanceUid' | 'frameNumber'>[]): ReadonlyMap<string, number> {
  const index = new Map(slices.map(({ sopInstanceUid, frameNumber }, k) => [frameKey(sopInstanceUid, frameNumber), k]));
  return index.size === slices.length ? index : new Map();
}

function gapsOf(bySlice: ReadonlyMap<number, unknown>, grid: Grid): readonly number[] {
  const drawn = [...bySlice.keys()].sort((a, b) => a - b);
  const gaps: number[] = [];
  for (let k = drawn[0] as number; k < (drawn.at(-1) as number); k++) if (!bySlice.has(k)) gaps.push(sliceLevelMm(grid, k));
  return gaps;
}

function empty(structure: Structure, why: string): ImagingError {
  return new ImagingError(
    'empty-mask',
    `Structure ${structure.number} (${structure.name}) ${why}, so no feature can be computed from it. Draw it, or choose another structure.`,
    {
      structure: structure.number,
      contours: structure.contours.length,
    },
  );
}

function tooMuch(structure: Structure): ImagingError {
  return new ImagingError(
    'structure-set-malformed',
    `The contours of structure ${structure.number} (${structure.name}) cover the whole image more than ${MOST_COVER} times; this is no outline of a tumour.`,
    { structure: structure.number, contours: structure.contours.length },
  );
}
