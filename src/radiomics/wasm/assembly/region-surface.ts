// SPDX-License-Identifier: Apache-2.0
// Loops of the shape features, as one module.
export { cubesOfLayers, padRows, placeVolumes } from './_surface-cubes';
export { hullPoints, largestInPlanes, vertexLines, walk, withinReach } from './_diameters';
