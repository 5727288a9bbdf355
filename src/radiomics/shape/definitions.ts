// SPDX-License-Identifier: Apache-2.0
import type { FeatureDefinition, FeatureDefinitions } from '../features/definition.ts';
import { axisLength, axisVariance, diameters, mesh } from './measures.ts';
import { sphericity } from './mesh.ts';

const SOURCE = 'IBSI 3.1 (morphological features); PyRadiomics shape class';
const MESH_CAVEAT =
  'From the marching-cubes mesh with vertices half-way between voxels; the surface depends on the voxel size, every hole adds to it, and several parts count as one region.';
const DIAMETER_CAVEAT = "Between mesh vertices, along the image's axes and spacing only: the direction of the grid in the patient plays no part.";
const AXIS_CAVEAT =
  "From the voxel centres, not the mesh; the length is that of an ellipsoid with the same variances, so a region of another form differs. IBSI's covariance is of the same kind.";

function diameter(plane: 'slice' | 'column' | 'row', name: string, usual: string): FeatureDefinition {
  return {
    formula: `Largest distance between two mesh vertices that lie in the same plane of constant ${name}.`,
    caveat: `${usual} in a usual axial series. ${DIAMETER_CAVEAT} Not in IBSI. 0 when no plane holds two vertices.`,
    source: 'PyRadiomics shape class',
    compute: (context) => diameters(context)[plane],
  };
}

const DEFAULT_FEATURES: Readonly<Record<string, FeatureDefinition>> = {
  Elongation: {
    ibsi: 'Q3CK',
    formula: 'Square root of the minor over the major variance of the voxel centres. 1: as wide as long; 0: a line.',
    caveat: `Larger means less elongated. ${AXIS_CAVEAT}`,
    source: SOURCE,
    compute: (context) => Math.sqrt(axisVariance(context, 1) / axisVariance(context, 2)),
  },
  Flatness: {
    ibsi: 'N17B',
    formula: 'Square root of the least over the major variance of the voxel centres. 1: as thick as long; 0: flat.',
    caveat: `Larger means less flat. A region of one slice has 0. ${AXIS_CAVEAT}`,
    source: SOURCE,
    compute: (context) => Math.sqrt(axisVariance(context, 0) / axisVariance(context, 2)),
  },
  LeastAxisLength: {
    ibsi: '7J51',
    formula: 'Four times the square root of the smallest eigenvalue of the covariance of the voxel centres, in mm.',
    caveat: `A region of one slice has 0. ${AXIS_CAVEAT}`,
    source: SOURCE,
    compute: (context) => axisLength(context, 0),
  },
  MajorAxisLength: {
    ibsi: 'TDIC',
    formula: 'Four times the square root of the largest eigenvalue of the covariance of the voxel centres, in mm.',
    caveat: AXIS_CAVEAT,
    source: SOURCE,
    compute: (context) => axisLength(context, 2),
  },
  Maximum2DDiameterColumn: diameter('column', 'y', 'Coronal'),
  Maximum2DDiameterRow: diameter('row', 'x', 'Sagittal'),
  Maximum2DDiameterSlice: diameter('slice', 'z', 'Axial'),
  Maximum3DDiameter: {
    ibsi: 'L0JK',
    formula: 'Largest distance between two mesh vertices, in mm.',
    caveat: DIAMETER_CAVEAT,
    source: SOURCE,
    compute: (context) => diameters(context).threeD,
  },
  MeshVolume: {
    ibsi: 'RNU0',
    formula: 'Volume enclosed by the triangle mesh, in mm³: the sum of signed tetrahedra from one point to every triangle.',
    caveat: MESH_CAVEAT,
    source: SOURCE,
    compute: (context) => mesh(context).volumeMm3,
  },
  MinorAxisLength: {
    ibsi: 'P9VJ',
    formula: 'Four times the square root of the middle eigenvalue of the covariance of the voxel centres, in mm.',
    caveat: AXIS_CAVEAT,
    source: SOURCE,
    compute: (context) => axisLength(context, 1),
  },
  Sphericity: {
    ibsi: 'QCFX',
    formula: "Surface area of a ball of the same volume, divided by the region's surface area: (36π·V²)^(1/3) / A. 1 is a ball.",
    caveat: MESH_CAVEAT,
    source: SOURCE,
    compute: (context) => sphericity(mesh(context)),
  },
  SurfaceArea: {
    ibsi: 'C0JK',
    formula: 'Sum of the areas of the triangles of the mesh, in mm².',
    caveat: MESH_CAVEAT,
    source: SOURCE,
    compute: (context) => mesh(context).areaMm2,
  },
  SurfaceVolumeRatio: {
    ibsi: '2PR5',
    formula: 'Surface area of the mesh divided by its volume, in 1/mm.',
    caveat: `Falls with the size of the region. ${MESH_CAVEAT}`,
    source: SOURCE,
    compute: (context) => mesh(context).areaMm2 / mesh(context).volumeMm3,
  },
  VoxelVolume: {
    ibsi: 'YEKZ',
    formula: 'Number of voxels multiplied by the volume of one voxel, in mm³.',
    caveat: 'Larger than MeshVolume, which cuts the corners.',
    source: SOURCE,
    compute: ({ roi, spacingMm: [x, y, z] }) => roi.voxels * (z * x * y),
  },
};

const DEPRECATED = 'Deprecated in PyRadiomics and computed only when asked for by name; it carries nothing beyond Sphericity.';

/** Shape features of the region. */
export const SHAPE_FEATURES: FeatureDefinitions = {
  ...DEFAULT_FEATURES,
  Compactness1: {
    ibsi: 'SKGS',
    formula: 'Mesh volume divided by the square root of π times the 3/2 power of the surface area. A ball has 1/(6π).',
    caveat: DEPRECATED,
    source: SOURCE,
    compute: (context) => mesh(context).volumeMm3 / (mesh(context).areaMm2 ** 1.5 * Math.sqrt(Math.PI)),
  },
  Compactness2: {
    ibsi: 'BQWJ',
    formula: '36π times the squared mesh volume divided by the cubed surface area: the cube of Sphericity.',
    caveat: DEPRECATED,
    source: SOURCE,
    compute: (context) => (36 * Math.PI * mesh(context).volumeMm3 ** 2) / mesh(context).areaMm2 ** 3,
  },
  SphericalDisproportion: {
    ibsi: 'KRCK',
    formula: 'Surface area divided by that of a ball of the same volume: the inverse of Sphericity.',
    caveat: DEPRECATED,
    source: SOURCE,
    compute: (context) => mesh(context).areaMm2 / (36 * Math.PI * mesh(context).volumeMm3 ** 2) ** (1 / 3),
  },
};
