// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext, Shared } from '../features/context.ts';
import type { FeatureDefinitions } from '../features/definition.ts';
import { axisLength, axisVariance, diameters } from '../shape/measures.ts';
import { type Contour, measureContour } from './contour.ts';
import { checkOneSlice } from './one-slice.ts';

/** The axis with one slice. @throws RadiomicsError `shape2d-needs-one-slice` */
function sliceAxis({ roi, texture: { flat } }: FeatureContext): 0 | 2 {
  checkOneSlice(roi.size, flat);
  return flat;
}

const CONTOUR: Shared<Contour> = { make: (context) => measureContour(context.roi, context.spacingMm, sliceAxis(context)) };
const contour = (context: FeatureContext): Contour => context.shared(CONTOUR);
const sphericity = (context: FeatureContext): number => (2 * Math.sqrt(Math.PI * contour(context).areaMm2)) / contour(context).perimeterMm;

/** Area (mm²) of the pixels: their number times the spacing within the slice. */
function pixelSurface(context: FeatureContext): number {
  const [x, y, z] = context.spacingMm;
  return context.roi.voxels * (sliceAxis(context) === 0 ? x * y : y * z);
}

const SOURCE = 'PyRadiomics shape2D class; no IBSI counterpart';
const OUTLINE_CAVEAT =
  'From the outline through the points half-way between pixels; pixels that touch at a corner only are apart, and every hole adds to the outline.';
const AXIS_CAVEAT = 'From the pixel centres, not the outline; the length is that of an ellipse with the same variances.';
const ONE_SLICE = 'Only for a region of one slice, with force2D and force2Ddimension 0 (axial) or 2 (sagittal).';

/** Shape features of a region of one slice. */
export const SHAPE_2D_FEATURES: FeatureDefinitions = {
  Elongation: {
    formula: 'Square root of the minor over the major variance of the pixel centres. 1: as wide as long; 0: a line.',
    caveat: `Larger means less elongated. ${AXIS_CAVEAT} ${ONE_SLICE}`,
    source: SOURCE,
    compute: (context) => Math.sqrt(axisVariance(context, 1) / axisVariance(context, 2)),
  },
  MajorAxisLength: {
    formula: 'Four times the square root of the larger eigenvalue of the covariance of the pixel centres, in mm.',
    caveat: `${AXIS_CAVEAT} ${ONE_SLICE}`,
    source: SOURCE,
    compute: (context) => axisLength(context, 2),
  },
  MaximumDiameter: {
    formula: 'Largest distance between two points of the outline, in mm.',
    caveat: `Between points half-way between pixels. ${ONE_SLICE}`,
    source: SOURCE,
    compute: (context) => diameters(context)[sliceAxis(context) === 0 ? 'slice' : 'row'],
  },
  MeshSurface: {
    formula: 'Area within the outline, in mm².',
    caveat: `${OUTLINE_CAVEAT} ${ONE_SLICE}`,
    source: SOURCE,
    compute: (context) => contour(context).areaMm2,
  },
  MinorAxisLength: {
    formula: 'Four times the square root of the smaller eigenvalue of the covariance of the pixel centres, in mm.',
    caveat: `${AXIS_CAVEAT} ${ONE_SLICE}`,
    source: SOURCE,
    compute: (context) => axisLength(context, 1),
  },
  Perimeter: {
    formula: 'Length of the outline, in mm.',
    caveat: `${OUTLINE_CAVEAT} ${ONE_SLICE}`,
    source: SOURCE,
    compute: (context) => contour(context).perimeterMm,
  },
  PerimeterSurfaceRatio: {
    formula: 'Length of the outline divided by the area within it, in 1/mm.',
    caveat: `Falls with the size of the region. ${OUTLINE_CAVEAT} ${ONE_SLICE}`,
    source: SOURCE,
    compute: (context) => contour(context).perimeterMm / contour(context).areaMm2,
  },
  PixelSurface: {
    formula: 'Number of pixels multiplied by the area of one pixel, in mm².',
    caveat: `Larger than MeshSurface, which cuts the corners. ${ONE_SLICE}`,
    source: SOURCE,
    compute: pixelSurface,
  },
  Sphericity: {
    formula: 'Perimeter of a disc of the same area, divided by the length of the outline: 2·√(π·A) / P. 1 is a disc.',
    caveat: `${OUTLINE_CAVEAT} ${ONE_SLICE}`,
    source: SOURCE,
    compute: sphericity,
  },
  SphericalDisproportion: {
    formula: 'Length of the outline divided by the perimeter of a disc of the same area: the inverse of Sphericity.',
    caveat: `Deprecated in PyRadiomics and computed only when asked for by name; it carries nothing beyond Sphericity. ${ONE_SLICE}`,
    source: SOURCE,
    compute: (context) => 1 / sphericity(context),
  },
};
