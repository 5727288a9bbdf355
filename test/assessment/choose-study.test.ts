// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { chooseStudy } from '../../src/assessment/choose-study.ts';
import type { ImagingTarget } from '../../src/assessment/imaging-access.ts';
import type { SeriesSummary } from '../../src/imaging/dicomweb/client.ts';
import { ImagingError } from '../../src/imaging/errors.ts';

const series = (modality: string): SeriesSummary => ({
  seriesInstanceUid: `1.${modality.length}`,
  modality,
  description: '',
  seriesNumber: undefined,
  instances: 3,
  frameOfReferenceUid: '',
});
const target = (studyUid: string, listed: 'outlined' | 'ct only'): ImagingTarget => ({
  target: { baseUrl: 'https://pacs.example/dicom-web', timeoutMs: 1000 },
  pointer: {
    reference: `ImagingStudy/${studyUid}`,
    studyUid,
    seriesListed: true,
    ctSeries: [{ uid: `${studyUid}.1` }],
    segSeries: listed === 'outlined' ? [{ uid: `${studyUid}.2` }] : [],
    addresses: [],
    startedIso: '2026-03-01T10:00:00Z',
  },
});
/** What the archive says of each study, or throws. */
const archive = (answers: Readonly<Record<string, readonly SeriesSummary[] | Error>>) => async (of: ImagingTarget) => {
  const answer = answers[of.pointer.studyUid] ?? [];
  if (answer instanceof Error) throw answer;
  return answer;
};
const never = async (): Promise<never> => {
  throw new Error('must not be asked');
};
const down = new ImagingError('dicomweb-unreachable', 'The archive cannot be reached.');

describe('which study is measured', () => {
  it('the only one, without asking its archive', async () => {
    expect(await chooseStudy([target('1', 'ct only')], undefined, never)).toMatchObject({ kind: 'study', target: { pointer: { studyUid: '1' } } });
  });
  it('the only one with an outline, also where it is older, or where the record does not list the outline yet', async () => {
    const both = [target('1', 'ct only'), target('2', 'ct only')];
    expect(await chooseStudy(both, undefined, archive({ '2': [series('CT'), series('RTSTRUCT')] }))).toMatchObject({ target: { pointer: { studyUid: '2' } } });
    expect(await chooseStudy([both[0]!, target('2', 'outlined')], undefined, archive({ '1': [series('CT')] }))).toMatchObject({
      target: { pointer: { studyUid: '2' } },
    });
  });
  it('none of two with an outline: both are listed', async () => {
    const choice = await chooseStudy([target('1', 'ct only'), target('2', 'outlined')], undefined, archive({ '1': [series('SEG')] }));
    expect(choice).toMatchObject({
      kind: 'record',
      record: { status: 'refused', code: 'several-studies', candidates: [{ studyUid: '1' }, { studyUid: '2' }] },
    });
  });
  it('the newest where none has an outline, so that the answer says so', async () => {
    expect(await chooseStudy([target('1', 'ct only'), target('2', 'ct only')], undefined, archive({}))).toMatchObject({
      target: { pointer: { studyUid: '1' } },
    });
  });
  it('not an older one in place of a newer one that cannot be looked into', async () => {
    const choice = await chooseStudy([target('1', 'ct only'), target('2', 'outlined')], undefined, archive({ '1': down }));
    expect(choice).toMatchObject({ kind: 'record', record: { status: 'unavailable', code: 'dicomweb-unreachable', studyUid: '1' } });
  });
  it('a newer one though an older one cannot be looked into', async () => {
    const choice = await chooseStudy([target('1', 'outlined'), target('2', 'ct only')], undefined, archive({ '2': down }));
    expect(choice).toMatchObject({ kind: 'study', target: { pointer: { studyUid: '1' } } });
  });
  it('the one that a person named, or none', async () => {
    const both = [target('1', 'outlined'), target('2', 'outlined')];
    expect(await chooseStudy(both, { studyUid: '2' }, never)).toMatchObject({ target: { pointer: { studyUid: '2' } } });
    expect(await chooseStudy(both, { studyUid: '3' }, never)).toMatchObject({ record: { status: 'absent', code: 'study-not-visible' } });
  });
  it('a bug is no refusal', async () => {
    await expect(chooseStudy([target('1', 'ct only'), target('2', 'ct only')], undefined, never)).rejects.toThrow('must not be asked');
  });
});
