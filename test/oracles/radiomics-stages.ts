// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readNrrd } from '../../src/imaging/nrrd.ts';
import { filteredImages } from '../../src/radiomics/filters/image-types.ts';
import { fastestKernels } from '../../src/radiomics/kernels/fastest.ts';
import { cropRoi, type RoiCrop } from '../../src/radiomics/roi/crop.ts';
import { prepareCase } from '../../src/radiomics/roi/prepare.ts';
import type { ExtractionSettings } from '../../src/radiomics/settings/types.ts';
import { gridMaths, type IndexBox } from '../../src/volume/geometry.ts';
import type { Grid } from '../../src/volume/grid.ts';
import type { LabelVolume, PixelType, Volume, VoxelArray } from '../../src/volume/volume.ts';
import { type FileReport, ReportBuilder } from './comparer.ts';
import { compareMatrices, compareShape, type ShapeStage, type TypeStage } from './radiomics-matrices.ts';

interface StageGrid {
  readonly size: readonly number[];
  readonly spacing: readonly number[];
  readonly origin: readonly number[];
  readonly direction: readonly number[];
  readonly physicalToIndexRows: readonly (readonly number[])[];
}

interface Matrices {
  readonly input_image: StageGrid;
  readonly input_mask: StageGrid;
  readonly working_image: StageGrid;
  readonly boundingBox_xyz: readonly number[];
  readonly shape: ShapeStage;
  readonly types: Readonly<Record<string, TypeStage>>;
}

/** Every number equal to the bit, except that 0 and −0 count as equal. */
function sameNumbers(report: ReportBuilder, key: string, ours: ArrayLike<number>, reference: ArrayLike<number>): void {
  let at = ours.length === reference.length ? -1 : Math.min(ours.length, reference.length);
  for (let i = 0; at === -1 && i < ours.length; i++) if (ours[i] !== reference[i] && !(Number.isNaN(ours[i]) && Number.isNaN(reference[i]))) at = i;
  report.check(key, at === -1, `${ours.length} numbers instead of ${reference.length}, the first other one at ${at}: ${ours[at]} instead of ${reference[at]}`);
}

function sameGrid(report: ReportBuilder, key: string, grid: Grid, stage: StageGrid): void {
  sameNumbers(report, `${key} size`, grid.size, stage.size);
  sameNumbers(report, `${key} spacing`, grid.spacingMm, stage.spacing);
  sameNumbers(report, `${key} origin`, grid.originMm, stage.origin);
  sameNumbers(report, `${key} direction`, grid.direction, stage.direction);
  sameNumbers(report, `${key} physicalToIndexRows`, gridMaths(grid).physicalToIndex, stage.physicalToIndexRows.flat());
}

/** numpy's log and exp differ from the C library's by one bit on some processors (README of the reference set, "numpy"); exp multiplies the logarithm's. */
const TO_ONE_BIT = /^(logarithm|exponential)$/;
const ONE_BIT = 4e-15;

function sameImage(report: ReportBuilder, name: string, pixelType: PixelType, ours: VoxelArray, expected: ReturnType<typeof readNrrd>): void {
  report.check(`${name} number type`, pixelType === expected.pixelType, `${pixelType} instead of ${expected.pixelType}`);
  if (/^lbp-/.test(name)) {
    let worst = 0;
    for (let i = 0; i < ours.length; i++) {
      const [a, b] = [ours[i]!, expected.data[i]!];
      if (!(Number.isNaN(a) && Number.isNaN(b))) worst = Math.max(worst, Number.isNaN(a - b) ? Infinity : Math.abs(a - b) / (1e-6 + 1e-3 * Math.abs(b)));
    }
    report.check(name, ours.length === expected.data.length && worst <= 1, `deviates by up to ${worst} of the tolerance of lbp images`);
  } else if (TO_ONE_BIT.test(name)) {
    let worst = 0;
    for (let i = 0; i < ours.length; i++) worst = Math.max(worst, Math.abs(ours[i]! - expected.data[i]!) / Math.abs(expected.data[i]! || 1));
    report.check(name, ours.length === expected.data.length && worst <= ONE_BIT, `deviates by up to ${worst} relative`);
  } else sameNumbers(report, name, ours, expected.data);
}

const wholeBox = ({ size }: Grid): IndexBox => ({ min: [0, 0, 0], max: [size[0] - 1, size[1] - 1, size[2] - 1] });

/** A pattern image where the reference has it: outside the region 0, because PyRadiomics leaves it undefined there. */
function insideOnly(values: VoxelArray, roi: RoiCrop): VoxelArray {
  return values.map((value, i) => (roi.inside[i] === 1 ? value : 0)) as VoxelArray;
}

/** Compares the intermediate images and matrices of one case. */
export function compareStages(stage: string, image: Volume, mask: LabelVolume, settings: ExtractionSettings): FileReport {
  const report = new ReportBuilder(stage, 'stages');
  const work = prepareCase(image, mask, settings);
  const kernels = fastestKernels();
  const matrices = JSON.parse(readFileSync(path.join(stage, 'matrices.json'), 'utf8')) as Matrices;
  const stored = (name: string): ReturnType<typeof readNrrd> => readNrrd(readFileSync(path.join(stage, `${name}.nrrd`)));
  sameGrid(report, 'input_image', image.grid, matrices.input_image);
  sameGrid(report, 'input_mask', mask.grid, matrices.input_mask);
  sameGrid(report, 'working_image', work.image.grid, matrices.working_image);
  sameImage(report, 'image', work.image.pixelType, work.image.data, stored('image'));
  sameNumbers(report, 'mask', work.mask.data, stored('mask').data);
  const { min, max } = work.roi.box;
  sameNumbers(
    report,
    'boundingBox_xyz',
    [0, 1, 2].flatMap((axis) => [min[axis]!, max[axis]!]),
    matrices.boundingBox_xyz,
  );
  compareShape(report, cropRoi(work.shapeMask, settings.label, work.roi.box), work.image.grid.spacingMm, matrices.shape);

  const left = new Set([...Object.keys(matrices.types), ...readdirSync(stage).flatMap((name) => (name.endsWith('.nrrd') ? [name.slice(0, -5)] : []))]);
  for (const known of ['image', 'mask']) left.delete(known);
  const files = new Set(readdirSync(stage));
  const roi = cropRoi(work.mask, settings.label, work.roi.box);
  for (const { filter, texture } of settings.images) {
    for (const filtered of filteredImages(filter, work.image, kernels)) {
      const { name } = filtered;
      left.delete(name);
      const inBox = filtered.make(work.roi.box);
      if (files.has(`${name}.nrrd`)) {
        const isPattern = name.startsWith('lbp-3D');
        const whole = isPattern ? { ...inBox, values: insideOnly(inBox.values, roi) } : filtered.make(wholeBox(work.image.grid));
        sameImage(report, name, whole.pixelType, whole.values, stored(name));
      }
      const type = matrices.types[name];
      if (type === undefined) report.fail(name, 'no matrices in the stage file');
      else compareMatrices(report, name, { ...inBox, roi, texture, skipFirstCorner: settings.compat === '2.2.0' }, type);
    }
  }
  for (const name of left) report.fail(name, 'no such image came out');
  return report.done();
}
