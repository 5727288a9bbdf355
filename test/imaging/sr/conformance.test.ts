// SPDX-License-Identifier: Apache-2.0
// What programs of others say about our report.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { writeMeasurementReport } from '../../../src/imaging/sr/write-report.ts';
import { describeWithService } from '../../support/services.ts';
import { report } from '../support/report.ts';

const run = promisify(execFile);
let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hepanom-sr-'));
  file = path.join(folder, 'sr.dcm');
  await writeFile(file, writeMeasurementReport(report));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Messages that dciodvfy gives about any object with a scheme of its own, and about two attributes younger than its tables. */
const EXPLAINED = [
  /^Warning - Unrecognized defined term <99HEPANOM> for value 1 of attribute <Coding Scheme Designator>$/, // a private scheme is in no table (PS3.3 section 8.2)
  /^Warning - Attribute is not present in standard DICOM IOD - \(0x0008,0x010e\) UR Coding Scheme URL\s*$/, // SOP Common, Coding Scheme Identification Sequence
  /^Warning - Attribute is not present in standard DICOM IOD - \(0x0018,0x1002\) UI Device UID\s*$/, // SOP Common, Contributing Equipment Sequence
  /^Warning - Dicom dataset contains attributes not present in standard DICOM IOD - this is a Standard Extended SOP Class$/, // follows from the two before
];

describeWithService('dicom3tools', 'dciodvfy', (dciodvfy) => {
  it('takes it for a Comprehensive 3D SR and finds no error, and nothing to warn of but what is explained', async () => {
    const { stdout, stderr } = await run(dciodvfy, [file]);
    const lines = `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '');
    expect(lines).toContain('Comprehensive3DSR');
    expect(lines.filter((line) => line !== 'Comprehensive3DSR' && !EXPLAINED.some((known) => known.test(line)))).toEqual([]);
  });
});

describeWithService('dcmtk', 'dsrdump', (dcmdump) => {
  it('reads the content tree, with nothing to complain of', async () => {
    const dsrdump = path.join(path.dirname(dcmdump), 'dsrdump');
    const { stdout, stderr } = await run(dsrdump, ['+Pl', '+Pc', file]);
    expect(stderr).toBe('');
    const lines = stdout.split('\n').map((line) => line.trimEnd());
    const texts = [
      'Comprehensive 3D SR Document',
      'Patient             : Test^Phantom (M, 1960-01-02, #phantom-1)',
      'Series              : RESEARCH tumour measurements (#901)',
      'Completion Flag     : COMPLETE',
      'Verification Flag   : UNVERIFIED',
      'Content Date/Time   : 2026-11-09 10:12:00',
      '<CONTAINER:(126000,DCM,"Imaging Measurement Report")=SEPARATE>',
      '  <has obs context CODE:(121005,DCM,"Observer Type")=(121007,DCM,"Device")>',
      '  <has concept mod CODE:(121058,DCM,"Procedure reported")=(25045-6,LN,"CT unspecified body region")>',
      '      <contains IMAGE:(260753009,SCT,"Source")=(CT image,)>',
      '      <contains IMAGE:(121191,DCM,"Referenced Segment")=(SG image,,2)>',
      '      <has concept mod CODE:(363698007,SCT,"Finding Site")=(10200004,SCT,"Liver")>',
      '      <contains NUM:(RNU0,IBSI,"Mesh Volume")="50965.123456789" (mm3,UCUM,"mm3")>',
      '        <has concept mod TEXT:(111002,DCM,"Algorithm Parameters")="feature: original_shape_MeshVolume">',
      '        <has concept mod CODE:(IMAGETYPE,99HEPANOM,"Image that the feature was computed on")=(log-sigma-3-0-mm-3D,99HEPANOM,"log-sigma-3-0-mm-3D")>',
      '      <contains NUM:(KE2A,IBSI,"Skewness")=empty (114000,DCM,"Not a number")>',
      '      <contains NUM:(RADSCORE,99HEPANOM,"Rad-score")="0.81" (1,UCUM,"no units")>',
    ];
    expect(lines).toEqual(expect.arrayContaining(texts));
    const group = lines.slice(lines.findIndex((line) => line.includes('Measurement Group'))).filter((line) => line.startsWith('      <'));
    expect(group.slice(0, 9).map((line) => /\((\w+),/.exec(line)?.[1])).toEqual(
      ['C67447', '112039', '112040', '276214006', '121071', '121191', '121232', '363698007', 'RNU0'], // the order of P6
    );
  });
});
