// SPDX-License-Identifier: Apache-2.0
import { fastestKernels } from '../../src/radiomics/kernels/fastest.ts';
import type { RoiCrop } from '../../src/radiomics/roi/crop.ts';
import type { TextureSettings } from '../../src/radiomics/settings/types.ts';
import { meshDiameters } from '../../src/radiomics/shape/diameters.ts';
import { meshMeasures } from '../../src/radiomics/shape/mesh.ts';
import { surfaceCubes } from '../../src/radiomics/shape/surface-cubes.ts';
import type { Levels } from '../../src/radiomics/texture/discretise.ts';
import { boxOf, matrixDirections, offsetsOf } from '../../src/radiomics/texture/matrix-directions.ts';
import { zoneMatrix } from '../../src/radiomics/texture/zone-matrix.ts';
import type { Vec3 } from '../../src/volume/grid.ts';
import type { PixelType, VoxelArray } from '../../src/volume/volume.ts';
import type { ReportBuilder } from './comparer.ts';

type Rows = readonly (readonly number[])[];

export interface ShapeStage {
  readonly SurfaceArea: number;
  readonly MeshVolume: number;
  readonly diameters_slice_column_row_3d: readonly number[];
  readonly voxels: number;
}

/** What the reference holds of one (filtered) image. */
export interface TypeStage {
  readonly dtype: string;
  readonly n: number;
  readonly min: number;
  readonly max: number;
  readonly binEdges: readonly number[];
  readonly Ng: number;
  readonly histogram: Rows;
  readonly glszm: Rows;
  readonly gldm: Rows;
  readonly ngtdm: Rows;
  readonly angles_zyx?: Rows;
  readonly glcm?: readonly Rows[];
  readonly glrlm_angles_zyx?: Rows;
  readonly glrlm?: readonly Rows[];
}

interface ImageInRegion {
  readonly values: VoxelArray;
  readonly pixelType: PixelType;
  readonly roi: RoiCrop;
  readonly texture: TextureSettings;
  readonly skipFirstCorner: boolean;
}

/** Mesh and diameters, within tolerance: sums in another order. */
export function compareShape(report: ReportBuilder, roi: RoiCrop, spacingMm: Vec3, stage: ShapeStage): void {
  const { areaMm2, volumeMm3 } = meshMeasures(roi, spacingMm);
  report.number('shape SurfaceArea', areaMm2, stage.SurfaceArea);
  report.number('shape MeshVolume', volumeMm3, stage.MeshVolume);
  report.check('shape voxels', roi.voxels === stage.voxels, `${roi.voxels} instead of ${stage.voxels}`);
  const { slice, column, row, threeD } = meshDiameters(surfaceCubes(roi), roi.size, spacingMm);
  [slice, column, row, threeD].forEach((diameter, i) => {
    report.number(`shape diameter ${i}`, diameter, stage.diameters_slice_column_row_3d[i] ?? Number.NaN);
  });
}

/** Rows of whole numbers, equal one by one. */
function sameRows(report: ReportBuilder, key: string, ours: Rows, reference: Rows): void {
  const at = ours.findIndex((row, i) => row.join() !== reference[i]?.join());
  report.check(
    key,
    at === -1 && ours.length === reference.length,
    `${ours.length} rows instead of ${reference.length}; row ${at}: ${ours[at]?.join()} instead of ${reference[at]?.join()}`,
  );
}

/** Non-zero counts of one direction's table as [row, column, count]. */
function tableRows(table: Uint32Array, columns: number, firstColumn: number): number[][] {
  const rows: number[][] = [];
  table.forEach((count, cell) => {
    if (count > 0) rows.push([Math.floor(cell / columns), (cell % columns) + firstColumn, count]);
  });
  return rows;
}

function histogramOf({ data, highest }: Levels): number[][] {
  const counts = new Uint32Array(highest + 1);
  for (const level of data) counts[level]! += 1;
  return [...counts].flatMap((count, level) => (level > 0 && count > 0 ? [[level, count]] : []));
}

/** Levels and every texture matrix of one image: whole numbers equal, NGTDM's means within tolerance. */
export function compareMatrices(report: ReportBuilder, name: string, image: ImageInRegion, stage: TypeStage): void {
  const kernels = fastestKernels();
  const { texture, roi, skipFirstCorner } = image;
  const inside = Float64Array.from(image.values).filter((_, i) => roi.inside[i] === 1 && !Number.isNaN(image.values[i]));
  report.check(`${name} n`, roi.voxels === stage.n, `${roi.voxels} instead of ${stage.n}`);
  report.number(
    `${name} min`,
    inside.reduce((a, b) => Math.min(a, b), Infinity),
    stage.min,
  );
  report.number(
    `${name} max`,
    inside.reduce((a, b) => Math.max(a, b), -Infinity),
    stage.max,
  );
  const levels = kernels.discretise(image.values, image.pixelType, roi, texture.binning, Math.max(1, ...texture.distances));
  report.check(`${name} Ng`, levels.highest === stage.Ng, `${levels.highest} instead of ${stage.Ng}`);
  sameRows(report, `${name} histogram`, histogramOf(levels), stage.histogram);

  const zones = zoneMatrix(kernels.sizeZones(levels, texture.flat));
  sameRows(
    report,
    `${name} glszm`,
    Array.from(zones.level, (level, i) => [level, zones.size[i]!, zones.count[i]!]),
    stage.glszm,
  );
  const neighbours = { distances: texture.distances, flat: texture.flat, skipFirstCorner };
  const dependence = kernels.dependenceMatrix(levels, { ...neighbours, tolerance: texture.gldmTolerance });
  sameRows(
    report,
    `${name} gldm`,
    Array.from(dependence.level, (level, i) => [level, dependence.size[i]!, dependence.count[i]!]),
    stage.gldm,
  );
  const { level, voxels, difference } = kernels.neighbourhoodDifferences(levels, neighbours);
  const present = stage.ngtdm.filter(([count]) => count !== 0);
  sameRows(
    report,
    `${name} ngtdm levels`,
    Array.from(level, (i, row) => [voxels[row]!, i]),
    present.map((row) => [row[0]!, row[2]!]),
  );
  present.forEach((row, i) => {
    report.number(`${name} ngtdm s of level ${row[2]}`, difference[i] ?? Number.NaN, row[1]!);
  });

  if (stage.glcm !== undefined) {
    const directions = matrixDirections(levels, texture.distances, texture.flat);
    sameRows(
      report,
      `${name} angles_zyx`,
      directions.map(({ dx, dy, dz }) => [dz, dy, dx]),
      stage.angles_zyx ?? [],
    );
    const cells = (levels.highest + 1) ** 2;
    const tables = kernels.cooccurrenceTables(levels, offsetsOf(levels, directions));
    stage.glcm.forEach((rows, d) => {
      sameRows(report, `${name} glcm ${d}`, tableRows(tables.subarray(d * cells, (d + 1) * cells), levels.highest + 1, 0), rows);
    });
  }
  if (stage.glrlm !== undefined) {
    const directions = matrixDirections(levels, [1], texture.flat);
    sameRows(
      report,
      `${name} glrlm_angles_zyx`,
      directions.map(({ dx, dy, dz }) => [dz, dy, dx]),
      stage.glrlm_angles_zyx ?? [],
    );
    const longest = Math.max(...boxOf(levels));
    const cells = (levels.highest + 1) * longest;
    const tables = kernels.runLengthTables(levels, offsetsOf(levels, directions), longest);
    stage.glrlm.forEach((rows, d) => {
      sameRows(report, `${name} glrlm ${d}`, tableRows(tables.subarray(d * cells, (d + 1) * cells), longest, 1), rows);
    });
  }
}
