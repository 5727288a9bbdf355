// SPDX-License-Identifier: Apache-2.0
import type { Grid } from '../../src/volume/grid.ts';
import type { LabelVolume, Volume } from '../../src/volume/volume.ts';
import { buildScene, buildTumours, type Scene, sliceCentreMm, sliceRenderer } from './scene.ts';
import type { SyntheticStudySpec } from './spec.ts';
import { pixelCentreMm, type Tumour } from './tumour.ts';

/** A name of this module: looking up a global on each call is slow where the code runs in a context of its own, as under the test runner. */
const M = Math;

/** HU that a scanner of this kind stores: 12 bits above −1024. */
const LOWEST_HU = -1024;
const HIGHEST_HU = 3071;

/** The CT of a study and the outlines of its tumours, on one grid in patient space (x left, y back, z head; slice 0 is the lowest). */
export interface SyntheticVolume {
  readonly scene: Scene;
  readonly image: Volume & { readonly data: Int16Array };
  /** 1 = the outlined (first) tumour, 2 = the next one, ... */
  readonly mask: LabelVolume & { readonly data: Uint8Array };
}

/** The grid of a spec in volume order: the z axis runs from foot to head. */
export function gridOf(spec: SyntheticStudySpec): Grid {
  const { columns, rows, pixelMm, slices, sliceMm } = spec.grid;
  return {
    size: [columns, rows, slices],
    spacingMm: [pixelMm, pixelMm, sliceMm],
    originMm: [pixelCentreMm(0, columns, pixelMm), pixelCentreMm(0, rows, pixelMm), sliceCentreMm(spec, slices - 1)],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  };
}

/** Rounds to whole HU within the stored range. */
export function storeHu(hu: Float32Array, out: Int16Array): void {
  for (let i = 0; i < hu.length; i += 1) {
    const value = ((hu[i]! + 32768.5) | 0) - 32768; // rounds half up; several times as fast as M.round
    out[i] = value < LOWEST_HU ? LOWEST_HU : M.min(value, HIGHEST_HU);
  }
}

/** Labels every voxel whose centre lies inside a tumour; an earlier tumour wins where two meet. */
export function paintMask(spec: SyntheticStudySpec, tumours: readonly Tumour[]): Uint8Array {
  const { columns, rows, pixelMm, slices } = spec.grid;
  const mask = new Uint8Array(columns * rows * slices);
  tumours.forEach((tumour, index) => {
    const [cx, cy, cz] = tumour.spec.centreMm;
    const reach = tumour.reachMm;
    const column = (mm: number) => M.round(mm / pixelMm + (columns - 1) / 2);
    const row = (mm: number) => M.round(mm / pixelMm + (rows - 1) / 2);
    for (let k = 0; k < slices; k += 1) {
      const z = sliceCentreMm(spec, slices - 1 - k);
      if (M.abs(z - cz) > reach) continue;
      for (let j = M.max(0, row(cy - reach)); j <= M.min(rows - 1, row(cy + reach)); j += 1) {
        const y = pixelCentreMm(j, rows, pixelMm);
        for (let i = M.max(0, column(cx - reach)); i <= M.min(columns - 1, column(cx + reach)); i += 1) {
          const at = (k * rows + j) * columns + i;
          if (mask[at] === 0 && tumour.distance(pixelCentreMm(i, columns, pixelMm), y, z) < 0) mask[at] = index + 1;
        }
      }
    }
  });
  return mask;
}

/**
 * Renders all slices, head to foot.
 * @param each called with the slice's index (0 = towards the head) and its HU, which are valid during the call only
 */
export function renderSlices(scene: Scene, each: (index: number, hu: Int16Array) => void): void {
  const { columns, rows, slices } = scene.spec.grid;
  const stored = new Int16Array(columns * rows);
  const renderer = sliceRenderer(scene);
  for (let index = 0; index < slices; index += 1) {
    storeHu(renderer.render(index), stored);
    each(index, stored);
  }
}

/** Renders a whole study in memory. Equal specs give equal bytes. */
export function syntheticVolume(spec: SyntheticStudySpec): SyntheticVolume {
  const scene = buildScene(spec);
  const { columns, rows, slices } = spec.grid;
  const perSlice = columns * rows;
  const data = new Int16Array(perSlice * slices);
  renderSlices(scene, (index, hu) => data.set(hu, (slices - 1 - index) * perSlice));
  return { scene, image: { grid: gridOf(spec), pixelType: 'int16', data }, mask: maskOf(spec, scene.tumours) };
}

/** The outlines of a study without its pixels. */
export function syntheticMask(spec: SyntheticStudySpec): SyntheticVolume['mask'] {
  return maskOf(spec, buildTumours(spec));
}

function maskOf(spec: SyntheticStudySpec, tumours: readonly Tumour[]): SyntheticVolume['mask'] {
  return { grid: gridOf(spec), data: paintMask(spec, tumours) };
}
