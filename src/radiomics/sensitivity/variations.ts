// SPDX-License-Identifier: Apache-2.0
import { gridMaths, type IndexBox, indexToPoint, labelBox, pointToContinuousIndex } from '../../volume/geometry.ts';
import type { Grid, Vec3 } from '../../volume/grid.ts';
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import type { ExtractionSettings } from '../settings/types.ts';
import { dilate, erode, type Reach } from './mask-change.ts';
import { addNoise } from './noise.ts';

/** What is done differently in one re-extraction. Plain data. */
export type Change =
  | { readonly kind: 'pad-distance'; readonly voxels: number }
  | { readonly kind: 'log-sigma'; readonly factor: number }
  | { readonly kind: 'engine'; readonly compat: ExtractionSettings['compat'] }
  | { readonly kind: 'erode' | 'dilate'; readonly reach: Reach }
  | { readonly kind: 'noise'; readonly sd: number; readonly seed: number };

/** One re-extraction, and why it is a fair question to ask. */
export interface Variation {
  /** Short name, the column of the table. */
  readonly id: string;
  readonly change: Change;
  /** Amounts are our own choice, never a published one. */
  readonly evidence: 'assumed';
  readonly reason: string;
}

/** A variation that was not run, and why. */
export interface Skipped {
  readonly id: string;
  readonly reason: string;
}

/** How far each thing is varied. All amounts are assumed; {@link DEFAULT_AMOUNTS} says why. */
export interface Amounts {
  /** Paddings of the working box that are tried, in (new) voxels. */
  readonly padVoxels: readonly number[];
  /** Relative change of each LoG scale, both ways; above 0 and below 1. */
  readonly sigmaFraction: number;
  readonly reach: Reach;
  /** Standard deviation of the added noise in the image's unit (HU for CT). */
  readonly noiseSd: number;
  readonly noiseDraws: number;
  readonly seed: number;
}

/**
 * Paddings: PyRadiomics' default 5, none, and 10 as in its CT example file; studies seldom state theirs. Sigma ± 10 %: about the difference between a scale in mm and the next round number of voxels.
 * One voxel in the slice: what two readers' contours of one tumour commonly differ by at least; whole slices are left alone because one is several mm thick.
 * Noise of 10 HU in three draws: of the order of the noise of portal-venous CT at usual dose, added to what the image already has.
 */
export const DEFAULT_AMOUNTS: Amounts = { padVoxels: [0, 5, 10], sigmaFraction: 0.1, reach: 'in-plane', noiseSd: 10, noiseDraws: 3, seed: 1 };

/** What is done and why it is a fair question, for a person. */
function reasonFor(change: Change): string {
  switch (change.kind) {
    case 'pad-distance':
      return `padDistance ${change.voxels}: it is seldom published, and decides the box that every filter runs over`;
    case 'log-sigma':
      return `every LoG sigma times ${change.factor}: scales are rounded numbers; a robust feature changes little with them`;
    case 'engine':
      return `as PyRadiomics ${change.compat}: 2.2.0 (ITK 4.13) and 3.x (ITK 5) place voxels and count corner neighbours differently`;
    case 'erode':
    case 'dilate':
      return `mask one voxel ${change.kind === 'erode' ? 'smaller' : 'larger'} (${change.reach}): readers' contours differ by at least that`;
    case 'noise':
      return `Gaussian noise of standard deviation ${change.sd} added (seed ${change.seed}): another dose or kernel gives the same tumour other noise`;
  }
}

function variation(id: string, change: Change): Variation {
  return { id, change, evidence: 'assumed', reason: reasonFor(change) };
}

/** Which variations make sense with these settings, in a fixed order, and which do not and why. */
export function variationsFor(settings: ExtractionSettings, amounts: Amounts): { readonly run: readonly Variation[]; readonly skipped: readonly Skipped[] } {
  const run: Variation[] = [];
  const skipped: Skipped[] = [];
  const usesPadding = settings.resample !== undefined || settings.preCrop;
  for (const voxels of amounts.padVoxels) {
    const id = `pad ${voxels}`;
    if (!usesPadding) skipped.push({ id, reason: 'without resampling or preCrop no box is cut, so padding changes nothing' });
    else if (voxels === settings.padDistance) skipped.push({ id, reason: 'it is the setting itself' });
    else run.push(variation(id, { kind: 'pad-distance', voxels }));
  }
  const hasLog = settings.images.some(({ filter }) => filter.kind === 'LoG');
  for (const sign of [-1, 1]) {
    const percent = Math.round(amounts.sigmaFraction * 1000) / 10;
    const id = `sigma ${sign < 0 ? '-' : '+'}${percent}%`;
    if (hasLog) run.push(variation(id, { kind: 'log-sigma', factor: (100 + sign * percent) / 100 }));
    else skipped.push({ id, reason: 'the settings have no LoG image' });
  }
  const other = settings.compat === '3.x' ? '2.2.0' : '3.x';
  if (settings.ibsi === undefined) run.push(variation(`engine ${other}`, { kind: 'engine', compat: other }));
  else skipped.push({ id: `engine ${other}`, reason: 'IBSI mode follows no PyRadiomics version' });
  run.push(variation('mask -1', { kind: 'erode', reach: amounts.reach }), variation('mask +1', { kind: 'dilate', reach: amounts.reach }));
  for (let draw = 0; draw < amounts.noiseDraws; draw++)
    run.push(variation(`noise #${draw + 1}`, { kind: 'noise', sd: amounts.noiseSd, seed: amounts.seed + draw }));
  return { run, skipped };
}

/** Settings with the change, where it concerns settings. A scale keeps its name, so that features keep theirs. */
export function changeSettings(settings: ExtractionSettings, change: Change): ExtractionSettings {
  switch (change.kind) {
    case 'pad-distance':
      return { ...settings, padDistance: change.voxels };
    case 'log-sigma':
      return {
        ...settings,
        images: settings.images.map((request) =>
          request.filter.kind === 'LoG'
            ? {
                ...request,
                filter: { ...request.filter, sigmas: request.filter.sigmas.map((sigma) => ({ ...sigma, valueMm: sigma.valueMm * change.factor })) },
              }
            : request,
        ),
      };
    case 'engine':
      return { ...settings, compat: change.compat, itk: change.compat === '2.2.0' ? '4.13' : '5' };
    default:
      return settings;
  }
}

/** Image voxels beyond the region (besides the padding) that can still reach a feature: the spline's memory, and the support of its kernel. */
const REACH_VOXELS = 32;

/** The part of the image that the region's features read: the region's box plus padding and the spline's memory, in the image's voxels. */
function noiseBox(image: Grid, mask: LabelVolume, settings: ExtractionSettings): IndexBox {
  const whole: IndexBox = { min: [0, 0, 0], max: [image.size[0] - 1, image.size[1] - 1, image.size[2] - 1] };
  const found = labelBox(mask, settings.label);
  // normalisation and filters without resampling or cropping read the whole image
  if (found === undefined || settings.resample === undefined || settings.normalise !== undefined) return whole;
  const { spacingMm } = settings.resample;
  const padMm = Math.max(...spacingMm.map((mm, axis) => (mm === 0 ? mask.grid.spacingMm[axis]! : mm))) * (settings.padDistance + 1);
  const toPoint = gridMaths(mask.grid);
  const toIndex = gridMaths(image);
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  const point = new Float64Array(3);
  const index = new Float64Array(3);
  for (let corner = 0; corner < 8; corner++) {
    const at = (axis: 0 | 1 | 2): number => ((corner >> axis) & 1 ? found.box.max : found.box.min)[axis];
    indexToPoint(toPoint, at(0), at(1), at(2), point);
    pointToContinuousIndex(toIndex, point, index);
    for (let axis = 0; axis < 3; axis++) {
      min[axis] = Math.min(min[axis]!, index[axis]!);
      max[axis] = Math.max(max[axis]!, index[axis]!);
    }
  }
  const bound = (values: readonly number[], sign: 1 | -1): Vec3 => {
    const end = (axis: 0 | 1 | 2): number => {
      const margin = REACH_VOXELS + Math.ceil(padMm / image.spacingMm[axis]);
      return Math.min(image.size[axis] - 1, Math.max(0, Math.round(values[axis]! + sign * margin)));
    };
    return [end(0), end(1), end(2)];
  };
  return { min: bound(min, -1), max: bound(max, 1) };
}

/**
 * Image and mask with the change, where it concerns them. The given ones are left as they are.
 * @returns the reason as text when the change cannot be made
 */
export function changeVolumes(
  image: Volume,
  mask: LabelVolume,
  settings: ExtractionSettings,
  change: Change,
): { readonly image: Volume; readonly mask: LabelVolume } | string {
  if (change.kind === 'erode') {
    const smaller = erode(mask, settings.label, change.reach);
    return smaller === undefined ? 'erosion leaves no voxel of the region' : { image, mask: smaller };
  }
  if (change.kind === 'dilate') return { image, mask: dilate(mask, settings.label, change.reach) };
  if (change.kind === 'noise') return { image: addNoise(image, noiseBox(image.grid, mask, settings), change.sd, change.seed), mask };
  return { image, mask };
}
