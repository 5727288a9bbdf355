// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import { SOP_CLASS } from '../dicom/uids.ts';
import { ImagingError } from '../errors.ts';
import { chooseStructure, tumourStructures } from '../rtstruct/choose-structure.ts';
import { type RasterReport, structureMask } from '../rtstruct/structure-mask.ts';
import type { Contour, Structure, StructureSet } from '../rtstruct/types.ts';
import { isTumourType } from '../seg/codes.ts';
import type { SegmentInfo } from '../seg/read-seg.ts';
import type { DrawnPlane, OutlineCheck, OutlineObject } from './types.ts';

/** From this share of the mask on, voxels that only the edge rule decides about are worth a look. */
const MANY_ON_OUTLINE = 0.01;

/** An RT Structure Set as an {@link OutlineObject}. */
export function structureSetOutline(set: StructureSet): OutlineObject {
  const of = (region: SegmentInfo): Structure => {
    const found = set.structures.find((s) => s.number === region.number);
    if (found !== undefined) return found;
    throw new ImagingError('structure-not-found', `The structure set has no structure ${region.number}.`, { structure: region.number });
  };
  return {
    kind: 'RTSTRUCT',
    sopClassUid: SOP_CLASS.rtStructureSet,
    sopInstanceUid: set.sopInstanceUid,
    seriesInstanceUid: set.seriesInstanceUid,
    seriesDescription: set.seriesDescription || set.label,
    patientId: set.patientId,
    contentDate: set.date,
    referencedSeries: set.referencedSeries,
    regions: set.structures.map(asSegment),
    tumours: tumourStructures(set).map(asSegment),
    choose: (wanted) => asSegment(chooseStructure(set, wanted)),
    frameOfReferenceOf: (region) => of(region).frameOfReferenceUid,
    creatorOf: (region) => of(region).interpreter || set.operator,
    planesOf: (region) => of(region).contours.flatMap((contour) => planeOf(contour) ?? []),
    place(region, { grid, frameOfReferenceUid, slices }) {
      const { mask, report } = structureMask(of(region), grid, { frameOfReferenceUid, ...(slices === undefined ? {} : { slices }) });
      return { mask, checks: checksOf(report) };
    },
  };
}

function asSegment(structure: Structure): SegmentInfo {
  return {
    number: structure.number,
    label: structure.name,
    category: undefined,
    type: structure.codes.find(isTumourType) ?? structure.codes[0],
    algorithmType: structure.generationAlgorithm,
    algorithmName: '',
    trackingId: '',
    trackingUid: '',
  };
}

/** The plane of a contour, its normal by Newell's sum over the edges; undefined where it encloses no area. */
function planeOf(contour: Contour): DrawnPlane | undefined {
  const p = contour.pointsMm;
  const [x0, y0, z0] = [p[0] as number, p[1] as number, p[2] as number]; // coordinates far from the origin would cost digits
  let [nx, ny, nz] = [0, 0, 0];
  let [ax, ay, az] = [0, 0, 0];
  for (let i = 3; i < p.length; i += 3) {
    const [bx, by, bz] = [(p[i] as number) - x0, (p[i + 1] as number) - y0, (p[i + 2] as number) - z0];
    nx += ay * bz - az * by;
    ny += az * bx - ax * bz;
    nz += ax * by - ay * bx;
    [ax, ay, az] = [bx, by, bz];
  }
  const length = Math.hypot(nx, ny, nz);
  if (!(length > 0)) return undefined;
  const normal: Vec3 = [nx / length, ny / length, nz / length];
  const row = unit(cross(Math.abs(normal[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0], normal));
  return {
    positionMm: [x0, y0, z0],
    orientation: [...row, ...cross(normal, row)],
    sourceSopUids: contour.sourceSopUids,
  };
}

function checksOf(report: RasterReport): readonly OutlineCheck[] {
  const { contours, holes, onOutline, withoutVoxel, gapsMm, voxels } = report;
  const checks: OutlineCheck[] = [
    {
      code: 'contour-rule',
      level: 'ok',
      message: `${contours} contours became voxels: a voxel counts where its centre lies inside${holes === 0 ? '' : `; ${holes} contours cut holes`}.`,
      values: { contours, holes },
    },
  ];
  if (onOutline > MANY_ON_OUTLINE * voxels)
    checks.push({
      code: 'outline-through-centres',
      level: 'attention',
      message: `The contours run through ${onOutline} voxel centres; left and upper edges count as inside. A mask that was stored as contours may come back smaller.`,
      values: { onOutline, voxels },
    });
  if (gapsMm.length > 0)
    checks.push({
      code: 'outline-gaps',
      level: 'attention',
      message: `${gapsMm.length} slices between the first and the last contour have none; nothing was filled in between.`,
      values: { gapsMm },
    });
  if (withoutVoxel > 0)
    checks.push({
      code: 'contours-without-voxel',
      level: 'ok',
      message: `${withoutVoxel} contours enclose no voxel centre and were left out.`,
      values: { contours: withoutVoxel },
    });
  return checks;
}

function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(a: Vec3): Vec3 {
  const length = Math.hypot(...a);
  return [a[0] / length, a[1] / length, a[2] / length];
}
