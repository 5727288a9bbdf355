// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import type { CtVolume } from '../../../src/imaging/dicom/assemble-volume.ts';
import { readDicomFolder } from '../../../src/imaging/dicom/read-folder.ts';
import { toIndex } from '../../../src/imaging/index-space.ts';
import { readNifti } from '../../../src/imaging/nifti.ts';
import { readMask } from '../../../src/imaging/read-mask.ts';
import { chooseStructure } from '../../../src/imaging/rtstruct/choose-structure.ts';
import { readStructureSet } from '../../../src/imaging/rtstruct/read-rtstruct.ts';
import { structureMask } from '../../../src/imaging/rtstruct/structure-mask.ts';
import type { StructureSet } from '../../../src/imaging/rtstruct/types.ts';
import { describeWithOracles } from '../../support/oracles.ts';

// Origin: theibsi/data_sets, ibsi_validation STS_001 (Soft-tissue-Sarcoma of TCIA, CC BY 3.0): the contours of MIM Software as RTSTRUCT and the voxel
// mask that MIRP made of them.
describeWithOracles('the structure set of a real tumour, against the voxel mask of the same contours', (folder) => {
  const sts = path.join(folder, 'data/dicom/sts-001');
  let ct: CtVolume;
  let set: StructureSet;
  beforeAll(async () => {
    ct = await readDicomFolder(path.join(sts, 'dicom/image'));
    set = readStructureSet(readFileSync(path.join(sts, 'dicom/mask/RS.dcm')));
  });

  it('gives the very same voxels: no one of 117,145 differs', () => {
    const structure = chooseStructure(set);
    const { mask, report } = structureMask(structure, ct.grid, { frameOfReferenceUid: ct.source.frameOfReferenceUid, slices: ct.source.slices });
    const truth = readNifti(readFileSync(path.join(sts, 'nifti/CT_mask.nii.gz')));
    expect(truth.grid.size).toEqual(mask.grid.size);
    let differing = 0;
    for (let i = 0; i < mask.data.length; i++) if ((mask.data[i] !== 0) !== (truth.data[i] !== 0)) differing++;
    expect(differing).toBe(0);
    // no voxel centre lies on the outline, so the rule for edges decides nothing here
    expect(report).toEqual({ contours: 32, voxels: 117_145, holes: 0, withoutVoxel: 0, onOutline: 0, gapsMm: [] });
  });

  it('cannot tell how the outline itself is to be counted: no voxel centre is nearer to it than a quarter of a pixel', () => {
    let nearest = Number.POSITIVE_INFINITY;
    for (const { pointsMm } of chooseStructure(set).contours) {
      const points = Array.from({ length: pointsMm.length / 3 }, (_, i) =>
        toIndex(ct.grid, [...pointsMm.subarray(3 * i, 3 * i + 3)] as [number, number, number]),
      );
      points.forEach(([bx, by], i) => {
        const [ax, ay] = points.at(i - 1) as readonly [number, number, number];
        const [dx, dy] = [bx - ax, by - ay];
        for (let y = Math.floor(Math.min(ay, by)); y <= Math.ceil(Math.max(ay, by)); y++)
          for (let x = Math.floor(Math.min(ax, bx)); x <= Math.ceil(Math.max(ax, bx)); x++) {
            const length = dx * dx + dy * dy;
            const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length));
            nearest = Math.min(nearest, Math.hypot(x - ax - t * dx, y - ay - t * dy));
          }
      });
    }
    expect(nearest).toBeGreaterThan(0.25);
  });

  it('is the same mask when read by content, and it is said that the CT images it names are not in the series', () => {
    const target = { grid: ct.grid, frameOfReferenceUid: ct.source.frameOfReferenceUid, slices: ct.source.slices };
    const contours = readMask(readFileSync(path.join(sts, 'dicom/mask/RS.dcm')), target);
    const voxels = readMask(readFileSync(path.join(sts, 'nifti/CT_mask.nii.gz')), target); // its grid is that of the CT in float32
    expect([contours.report.kind, voxels.report.kind]).toEqual(['RTSTRUCT', 'NIfTI']);
    expect(Buffer.compare(Buffer.from(contours.mask.data), Buffer.from(voxels.mask.data))).toBe(0);
    expect(contours.report.checks.map((c) => [c.code, c.level])).toEqual([
      ['contour-rule', 'ok'],
      ['source-images-absent', 'attention'],
    ]);
  });

  it('says what it was drawn on, and by which name', () => {
    expect(set.structures.map((s) => [s.number, s.name, s.observationLabels, s.interpretedTypes])).toEqual([[1, 'GTV_Mass_CT', ['GTV_Mass'], ['GTV']]]);
    expect(set.referencedSeries.map((s) => s.seriesInstanceUid)).toEqual([ct.source.seriesInstanceUid]);
    const drawnOn = new Set(set.structures[0]?.contours.flatMap((c) => c.sourceSopUids));
    expect(drawnOn.size).toBe(31);
    // the CT was exported again under new UIDs after the contours were drawn, so none of the slices they name is in it
    expect(ct.source.slices.filter((s) => drawnOn.has(s.sopInstanceUid))).toHaveLength(0);
  });
});
