// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext, Shared } from '../features/context.ts';
import { symmetricEigenvalues, voxelCovariance } from './axes.ts';
import type { Diameters } from './diameters.ts';
import { type MeshMeasures, measureSurface } from './mesh.ts';
import type { SurfaceCubes } from './surface-cubes.ts';

const SURFACE: Shared<SurfaceCubes> = { make: ({ kernels, roi }) => kernels.surfaceCubes(roi) };
const MESH: Shared<MeshMeasures> = { make: (context) => measureSurface(context.shared(SURFACE), context.spacingMm, context.kernels.sumCubes) };
const DIAMETERS: Shared<Diameters> = { make: (context) => context.kernels.meshDiameters(context.shared(SURFACE), context.roi.size, context.spacingMm) };
const EIGENVALUES: Shared<readonly [number, number, number]> = { make: ({ roi, spacingMm }) => symmetricEigenvalues(voxelCovariance(roi, spacingMm)) };

/** Area and volume of the region's mesh, computed once. */
export const mesh = (context: FeatureContext): MeshMeasures => context.shared(MESH);

/** Largest distances between the mesh's vertices, searched once. */
export const diameters = (context: FeatureContext): Diameters => context.shared(DIAMETERS);

/** Variance (mm²) of the voxel centres along a principal axis: 0 least, 1 minor, 2 major. */
export const axisVariance = (context: FeatureContext, axis: 0 | 1 | 2): number => context.shared(EIGENVALUES)[axis];

/** Length (mm) of a principal axis: that of an ellipsoid with the same variance. */
export const axisLength = (context: FeatureContext, axis: 0 | 1 | 2): number => 4 * Math.sqrt(axisVariance(context, axis));
