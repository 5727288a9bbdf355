// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext, Shared } from '../features/context.ts';
import { symmetricEigenvalues, voxelCovariance } from './axes.ts';
import { type MeshMeasures, measureSurface } from './mesh.ts';
import { type SurfaceCubes, surfaceCubes } from './surface-cubes.ts';
import { type SurfaceLines, surfaceLines } from './surface-lines.ts';

const SURFACE: Shared<SurfaceCubes> = { make: (context) => surfaceCubes(context.roi) };
const MESH: Shared<MeshMeasures> = { make: (context) => measureSurface(context.shared(SURFACE), context.spacingMm) };
const LINES: Shared<SurfaceLines> = { make: (context) => surfaceLines(context.shared(SURFACE), context.roi.size) };
const EIGENVALUES: Shared<readonly [number, number, number]> = { make: ({ roi, spacingMm }) => symmetricEigenvalues(voxelCovariance(roi, spacingMm)) };

/** Area and volume of the region's mesh, computed once. */
export const mesh = (context: FeatureContext): MeshMeasures => context.shared(MESH);

/** Ends of the mesh's lines of vertices, found once. */
export const meshLines = (context: FeatureContext): SurfaceLines => context.shared(LINES);

/** Variance (mm²) of the voxel centres along a principal axis: 0 least, 1 minor, 2 major. */
export const axisVariance = (context: FeatureContext, axis: 0 | 1 | 2): number => context.shared(EIGENVALUES)[axis];

/** Length (mm) of a principal axis: that of an ellipsoid with the same variance. */
export const axisLength = (context: FeatureContext, axis: 0 | 1 | 2): number => 4 * Math.sqrt(axisVariance(context, axis));
