// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { readCtSlice } from '../../../src/imaging/dicom/ct-header.ts';
import type { DicomDataset } from '../../../src/imaging/dicom/dataset.ts';
import { assessPhase } from '../../../src/imaging/dicom/phase.ts';
import { seriesFiles } from '../support/series.ts';

const window: readonly [number, number] = [60, 100];
const verdict = (attributes: DicomDataset, delayWindow: readonly [number, number] | undefined = window) =>
  assessPhase(
    seriesFiles({ attributes, slices: 1 }).map((file) => readCtSlice(file).header),
    delayWindow,
  ).verdict;

describe('the contrast phase of a CT', () => {
  it.each<[string, DicomDataset, string]>([
    ['says so itself', { ContrastBolusAgentPhase: 'PORTAL_VENOUS' }, 'explicit-portal-venous'],
    ['says itself that it is arterial', { ContrastBolusAgentPhase: 'ARTERIAL', SeriesDescription: 'portal' }, 'explicit-other'],
    ['is named in the series', { SeriesDescription: 'Abdomen PV 5.0', ContrastBolusAgent: 'Iomeprol' }, 'likely-portal-venous'],
    ['is named in Chinese', { SeriesDescription: '腹部 门静脉期', ContrastBolusAgent: 'Iohexol' }, 'likely-portal-venous'],
    ['is named in traditional Chinese', { SeriesDescription: '腹部 門靜脈期', ContrastBolusAgent: 'Iohexol' }, 'likely-portal-venous'],
    ['is plain by name in Chinese', { SeriesDescription: '上腹部平扫' }, 'contradicted'],
    ['is arterial by name in Chinese', { SeriesDescription: '动脉期 1.25mm', ContrastBolusAgent: 'Iohexol' }, 'contradicted'],
    ['is delayed by name in Chinese', { SeriesDescription: '延迟期' }, 'contradicted'],
    ['is arterial by name', { SeriesDescription: 'LIVER ARTERIAL', ContrastBolusAgent: 'Iohexol' }, 'contradicted'],
    ['is plain by name', { SeriesDescription: 'CT abdomen non-contrast' }, 'contradicted'],
    // a real Siemens series: bolus start 14:02:16, acquisition 14:03:52
    ['follows from the delay', { ContrastBolusAgent: 'APPLIED', ContrastBolusStartTime: '140216.694', AcquisitionTime: '140352.895' }, 'likely-portal-venous'],
    ['is spoken against by a short delay', { ContrastBolusAgent: 'x', ContrastBolusStartTime: '140216', AcquisitionTime: '140245' }, 'contradicted'],
    // a real GE series: re-stamped five hours later
    ['cannot be told from times that make no sense', { ContrastBolusAgent: 'x', ContrastBolusStartTime: '132900', AcquisitionTime: '183900' }, 'unknown'],
    ['is unknown when only an agent is named', { ContrastBolusAgent: 'GASTRO & OMNI', SeriesDescription: 'CT CH/AB/PEL' }, 'unknown'],
    ['is unknown from a description that fits both', { SeriesDescription: 'arterial and portal' }, 'unknown'],
    ['is not read into a word that merely contains the letters', { SeriesDescription: 'Ventricle part', ContrastBolusAgent: 'x' }, 'unknown'],
  ])('%s', (_, attributes, expected) => {
    expect(verdict(attributes)).toBe(expected);
  });

  it('takes no delay as evidence until the site has said which delays count', () => {
    const attributes = { ContrastBolusAgent: 'x', ContrastBolusStartTime: '140216', AcquisitionTime: '140352' };
    const first = seriesFiles({ attributes, slices: 1 }).map((file) => readCtSlice(file).header);
    expect(assessPhase(first, undefined).verdict).toBe('unknown');
  });
});
