// SPDX-License-Identifier: Apache-2.0
// Real data against what SimpleITK and dcmqi made of it.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ConvertOptions } from '../../../src/cli/imaging/convert-options.ts';
import { runConvert } from '../../../src/cli/imaging/convert-run.ts';
import type { ConvertReport } from '../../../src/cli/imaging/report.ts';
import { readNifti } from '../../../src/imaging/nifti.ts';
import { readNrrd } from '../../../src/imaging/nrrd.ts';
import type { Mat3, Vec3 } from '../../../src/volume/grid.ts';
import type { VoxelArray } from '../../../src/volume/volume.ts';
import { describeWithOracles } from '../../support/oracles.ts';

interface Golden {
  readonly images: Readonly<
    Record<
      string,
      { readonly size: Vec3; readonly spacing: Vec3; readonly origin: Vec3; readonly direction: Mat3; readonly sha1: string; readonly nifti: string }
    >
  >;
}
const golden = JSON.parse(readFileSync(new URL('../../imaging/golden/simpleitk-geometry.json', import.meta.url), 'utf8')) as Golden;
const sha1 = ({ buffer, byteOffset, byteLength }: VoxelArray): string =>
  createHash('sha1')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');

describeWithOracles('hepanom convert on real data', (folder) => {
  const data = path.join(folder, 'data/dicom');
  let out: string;
  beforeAll(() => {
    out = mkdtempSync(path.join(tmpdir(), 'hepanom-convert-real-'));
  });
  afterAll(() => rmSync(out, { recursive: true, force: true }));
  const convert = (options: ConvertOptions): Promise<ConvertReport> => runConvert({ force: true, ...options }, { env: {}, nowIso: '2026-11-23T10:00:00' });

  it.each([
    ['crlm-1004', 'crlm-1004/image'],
    ['sts-001', 'sts-001/dicom/image'],
    ['dcmqi', 'dcmqi/ct-3slice'],
  ])('%s: NRRD has SimpleITK’s voxels and geometry to the last bit; NIfTI has its header byte for byte', async (name, series) => {
    const truth = golden.images[name]!;
    const nrrd = path.join(out, `${name}.nrrd`);
    const nifti = path.join(out, `${name}.nii`);
    await convert({ image: path.join(data, series), outImage: nrrd });
    const { grid, data: voxels } = readNrrd(readFileSync(nrrd));
    expect({ sha1: sha1(voxels), ...grid }).toEqual({
      sha1: truth.sha1,
      size: truth.size,
      spacingMm: truth.spacing,
      originMm: truth.origin,
      direction: truth.direction,
    });
    await convert({ image: nrrd, outImage: nifti });
    const bytes = readFileSync(nifti);
    expect(bytes.subarray(0, 348).toString('hex')).toBe(truth.nifti);
    expect(sha1(readNifti(bytes).data)).toBe(truth.sha1);
  });

  it.each([
    ['liver.dcm', undefined, 'liver_seg.nrrd'],
    ...['1', '2', '3', '4', '5'].map((segment) => ['partial_overlaps.dcm', segment, `partial_overlaps-${Number(segment) > 3 ? 1 : segment}.nrrd`] as const),
  ])('dcmqi %s, segment %s: the voxels of dcmqi’s own NRRD, also after a trip through SEG and NIfTI', async (seg, segment, reference) => {
    const ct = path.join(data, 'dcmqi/ct-3slice');
    const choice = segment === undefined ? {} : { segment };
    const masks = ['a.nrrd', 'b.seg.dcm', 'c.nii.gz', 'd.nrrd'].map((file) => path.join(out, file)) as [string, string, string, string];
    await convert({ image: ct, mask: path.join(data, 'dcmqi', seg), ...choice, outMask: masks[0] });
    await convert({ image: ct, mask: masks[0], outMask: masks[1] });
    await convert({ image: ct, mask: masks[1], outMask: masks[2] });
    await convert({ image: ct, mask: masks[2], outMask: masks[3] });
    // dcmqi may write a part of the grid: our converter puts it on the CT, which is checked by itself in the readers' tests
    const placed = path.join(out, 'reference.nrrd');
    await convert({ image: ct, mask: path.join(data, 'dcmqi', reference), ...choice, outMask: placed });
    const inside = (file: string): string =>
      createHash('sha1')
        .update(Uint8Array.from(readNrrd(readFileSync(file)).data, Number).map((value) => Math.min(value, 1)))
        .digest('hex');
    const truth = inside(placed);
    expect(inside(masks[0])).toBe(truth);
    expect(inside(masks[3])).toBe(truth);
    expect(readNrrd(readFileSync(masks[3])).grid.size).toEqual([512, 512, 3]);
  });

  it('STS-001: the structure set becomes the voxel mask that comes with it, in every format', async () => {
    const sts = path.join(data, 'sts-001');
    const truth = readNifti(readFileSync(path.join(sts, 'nifti/CT_mask.nii.gz')));
    const nifti = path.join(out, 'gtv.nii.gz');
    // the CT was cropped and got new UIDs
    const report = await convert({ image: path.join(sts, 'dicom/image'), mask: path.join(sts, 'dicom/mask/RS.dcm'), byPosition: true, outMask: nifti });
    expect(report.mask?.regions[0]).toMatchObject({ label: 'GTV_Mass_CT', voxels: 117_145 });
    const placed = readNifti(readFileSync(nifti));
    expect(Buffer.compare(Buffer.from(Uint8Array.from(placed.data)), Buffer.from(Uint8Array.from(truth.data)))).toBe(0);
    const seg = path.join(out, 'gtv.seg.dcm');
    const again = path.join(out, 'gtv.nrrd');
    await convert({ image: path.join(sts, 'dicom/image'), mask: nifti, outMask: seg });
    await convert({ image: path.join(sts, 'dicom/image'), mask: seg, outMask: again });
    expect(Buffer.compare(Buffer.from(Uint8Array.from(readNrrd(readFileSync(again)).data)), Buffer.from(Uint8Array.from(truth.data)))).toBe(0);
    // their NIfTI pair, converted on its own, is on one grid too
    const pair = await convert({ image: path.join(sts, 'nifti/CT_image.nii.gz'), mask: path.join(sts, 'nifti/CT_mask.nii.gz') });
    expect(pair.checks).toMatchObject([{ code: 'mask-grid', level: 'ok' }]);
  });
});
