// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import { RadiomicsError } from '../errors.ts';
import type { FlatAxis } from '../texture/offsets.ts';

const PLANES = { 0: 'axial (one z)', 1: 'coronal (one y)', 2: 'sagittal (one x)' } as const;

/**
 * Refuses shape2D where PyRadiomics has no value for it.
 *
 * It wants `force2D` and a region of one slice along `force2Ddimension` (0 = z, 1 = y, 2 = x), and besides looks at the extent along the axis of the same
 * number counted x, y, z, which must be more than 1. So dimension 1 never passes, and for 0 and 2 the region must extend along both x and z but for the slice.
 * Where that second look fails PyRadiomics drops the class with a warning; here nothing is dropped silently.
 *
 * @param boxSize voxels of the region's bounding box along x, y, z
 * @param flat force2Ddimension; undefined without force2D
 * @throws RadiomicsError `shape2d-needs-force2d`, `shape2d-needs-one-slice`
 */
export function checkOneSlice(boxSize: Vec3, flat: FlatAxis): asserts flat is 0 | 2 {
  if (flat === undefined)
    throw new RadiomicsError(
      'shape2d-needs-force2d',
      'shape2D cannot be computed: setting.force2D is not true. Set force2D and force2Ddimension (0 for an axial slice), or leave the class shape2D out (shape is for 3-D).',
    );
  const refuse = (why: string): never => {
    throw new RadiomicsError('shape2d-needs-one-slice', `shape2D cannot be computed: ${why}`, { boxSize, force2Ddimension: flat });
  };
  const slices = boxSize[2 - flat]!;
  if (slices > 1)
    refuse(
      `the region has ${slices} slices along force2Ddimension ${flat}, where it may have one (${PLANES[flat]}). Give one slice, or ask for shape instead.`,
    );
  if (flat === 1)
    refuse(
      'PyRadiomics has no shape2D for force2Ddimension 1 (it leaves the class out). Store the slice so that it is axial (0) or sagittal (2), or leave the class out.',
    );
  if (boxSize[flat] === 1)
    refuse(
      `with force2Ddimension ${flat} PyRadiomics has no shape2D for a region that is one voxel wide along ${flat === 0 ? 'x' : 'z'} too (it leaves the class out).`,
    );
}
