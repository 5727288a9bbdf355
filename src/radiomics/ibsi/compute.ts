// SPDX-License-Identifier: Apache-2.0
import { boxSize } from '../../volume/geometry.ts';
import type { Vec3 } from '../../volume/grid.ts';
import { FeatureContext } from '../features/context.ts';
import { FEATURES } from '../features/registry.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { cropRoi, cropValues, type RoiCrop } from '../roi/crop.ts';
import type { WorkingCase } from '../roi/working-case.ts';
import { type FeatureClass, isFeatureClass } from '../settings/feature-names.ts';
import type { TextureSettings } from '../settings/types.ts';
import type { Levels } from '../texture/discretise.ts';
import { type Aggregation, aggregations, type Dimension, FAMILIES } from './table.ts';
import type { Ingredient, TableRow } from './table-row.ts';

/** Where a row's ingredients come from. */
interface Sources {
  readonly contextOf: (featureClass: FeatureClass) => FeatureContext;
  readonly region: Readonly<Record<string, number>>;
}

/** The value of an ingredient, or undefined while the engine lacks it. */
function ingredient(name: Ingredient, { contextOf, region }: Sources): number | undefined {
  const at = name.indexOf('.');
  const [from, what] = [name.slice(0, at), name.slice(at + 1)];
  if (!isFeatureClass(from)) return region[what];
  const definition = Object.hasOwn(FEATURES[from], what) ? FEATURES[from][what] : undefined;
  return definition?.compute(contextOf(from));
}

function rowValue(row: TableRow, sources: Sources): number | undefined {
  const values: number[] = [];
  for (const name of row.needs) {
    const value = ingredient(name, sources);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return row.value(...values);
}

/** Values that are grey levels already keep their numbers. */
const LEVELS_AS_THEY_ARE: Pick<TextureSettings, 'binning'> = { binning: { kind: 'width', width: 1, from: 1 } };

/** One slice as an image of its own. Its number of grey levels is the region's, which IBSI's normalised differences divide by. */
class SliceContext extends FeatureContext {
  readonly highest: number;

  constructor(fields: ConstructorParameters<typeof FeatureContext>[0], highest: number) {
    super(fields);
    this.highest = highest;
  }

  override levels(border = 1): Levels {
    return { ...super.levels(border), highest: this.highest };
  }
}

/** The slices of an image inside the region's box that hold any voxel of it. */
function slices(image: FeatureContext, levels: ArrayLike<number>, highest: number): SliceContext[] {
  const [nx, ny, nz] = image.roi.size;
  const found: SliceContext[] = [];
  for (let z = 0; z < nz; z++) {
    const inside = image.roi.inside.subarray(z * nx * ny, (z + 1) * nx * ny);
    let voxels = 0;
    for (const one of inside) voxels += one;
    if (voxels === 0) continue;
    const values = Int32Array.from({ length: nx * ny }, (_, i) => levels[z * nx * ny + i]!);
    const roi: RoiCrop = { size: [nx, ny, 1], inside, voxels };
    found.push(new SliceContext({ ...image, values, pixelType: 'int32', roi, texture: { ...image.texture, ...LEVELS_AS_THEY_ARE } }, highest));
  }
  return found;
}

/** Mean of a feature over slices; slices in which it is not defined (no neighbours at all) do not count. */
function meanOverSlices(row: TableRow, contexts: readonly FeatureContext[]): number | undefined {
  let sum = 0;
  let count = 0;
  for (const context of contexts) {
    const value = rowValue(row, { contextOf: () => context, region: { voxels: context.roi.voxels } });
    if (value === undefined) return undefined;
    if (!Number.isFinite(value)) continue;
    sum += value;
    count += 1;
  }
  return sum / count;
}

function withTexture(context: FeatureContext, changes: Partial<TextureSettings>): FeatureContext {
  const fields = { ...context, texture: { ...context.texture, ...changes } };
  return context instanceof SliceContext ? new SliceContext(fields, context.highest) : new FeatureContext(fields);
}

/** Slices lie across z: the directions of 2D and 2.5D leave z (axis 0 in z, y, x) alone. */
const IN_SLICE: Partial<TextureSettings> = { flat: 0 };
const MERGED: Partial<TextureSettings> = { weightingNorm: 'no_weighting' };

/**
 * IBSI's features of a prepared case, by IBSI tag; undefined where the engine lacks an ingredient.
 *
 * 3D: all 13 directions. 2.5D: the 4 directions inside a slice, counted over all slices into one matrix per direction. 2D: one matrix per slice and
 * direction, features averaged. `_avg` averages features over directions, `_comb` merges the directions' matrices first.
 *
 * @param texture binning and options of the original image
 * @see IBSI reference manual, sections 3.1 to 3.11
 */
export function ibsiFeatures(
  work: WorkingCase,
  label: number,
  texture: TextureSettings,
  dimensions: readonly Dimension[],
  kernels: Kernels,
): ReadonlyMap<string, number | undefined> {
  const { spacingMm, size } = work.image.grid;
  const { box } = work.roi;
  const basics = { spacingMm, texture, skipFirstCorner: false, kernels, pixelType: work.image.pixelType } as const;
  const intensity = new FeatureContext({ ...basics, values: cropValues(work.image.data, size, box), roi: cropRoi(work.mask, label, box) });
  const shape = new FeatureContext({ ...basics, values: new Uint8Array(0), pixelType: 'uint8', roi: cropRoi(work.shapeMask, label, box) });
  const { data, highest } = intensity.levels(0);
  const levels = Int32Array.from(data);
  const histogram = withTexture(new FeatureContext({ ...intensity, values: levels, pixelType: 'int32' }), LEVELS_AS_THEY_ARE);
  const bySlice = dimensions.includes('2D') ? slices(intensity, levels, highest) : [];
  const extent = boxSize(work.fullRoi.box).map((voxels, d) => voxels * spacingMm[d]!) as unknown as Vec3;
  const region = { voxels: intensity.roi.voxels, morphologicalVoxels: shape.roi.voxels, widthMm: extent[0], heightMm: extent[1], depthMm: extent[2] };

  const results = new Map<string, number | undefined>();
  const contexts = new Map<Aggregation, readonly FeatureContext[]>();
  const contextsOf = (aggregation: Aggregation): readonly FeatureContext[] => {
    const known = contexts.get(aggregation);
    if (known !== undefined) return known;
    const inSlice = aggregation.startsWith('3D') ? {} : IN_SLICE;
    const merged = aggregation.endsWith('_comb') ? MERGED : {};
    const sources = aggregation.startsWith('2D') ? bySlice : [intensity];
    const made = sources.map((source) => withTexture(source, { ...inSlice, ...merged }));
    contexts.set(aggregation, made);
    return made;
  };
  for (const family of FAMILIES) {
    if (family.aggregation === 'none') {
      const grey = family.prefix === 'ih' ? histogram : intensity;
      for (const row of family.rows) results.set(row.tag, rowValue(row, { contextOf: (name) => (name === 'shape' ? shape : grey), region }));
      continue;
    }
    for (const aggregation of dimensions.flatMap((dimension) => aggregations(family, dimension))) {
      for (const row of family.rows) results.set(`${row.tag}_${aggregation}`, meanOverSlices(row, contextsOf(aggregation)));
    }
  }
  return results;
}
