// SPDX-License-Identifier: Apache-2.0
import type { FeatureClass } from '../settings/feature-names.ts';

/** A feature of the engine as `class.Name`, or a plain fact about the region. */
export type Ingredient = `${FeatureClass}.${string}` | `region.${'voxels' | 'morphologicalVoxels' | 'widthMm' | 'heightMm' | 'depthMm'}`;

/** How one IBSI feature is had from the engine's features. */
export interface TableRow {
  /** IBSI tag without the aggregation: `cm_joint_max`, `morph_volume`. */
  readonly tag: string;
  /** IBSI code of the feature. */
  readonly code: string;
  readonly needs: readonly Ingredient[];
  /** The transformation in words; undefined when the engine's feature is IBSI's. */
  readonly how?: string;
  /** From the ingredients, in their order. */
  readonly value: (...ingredients: readonly number[]) => number;
}

/** The engine's feature is IBSI's. */
export function same(tag: string, code: string, feature: Ingredient): TableRow {
  return { tag, code, needs: [feature], value: (x) => x! };
}

/** A published formula leads from the engine's features to IBSI's. */
export function derived(tag: string, code: string, needs: readonly Ingredient[], how: string, value: TableRow['value']): TableRow {
  return { tag, code, needs, how, value };
}
