// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import type { Condition, Observation, Patient, Procedure } from 'fhir/r4';
import { chartBefore, imagingBefore, indexMoment, placeInTime } from '../../../src/assessment/cohort/as-of.ts';
import type { ImagingPointer } from '../../../src/fhir/chart.ts';

const index = indexMoment('2022-03-10', 'exclude');
const patient: Patient = { resourceType: 'Patient', id: 'p' };
const subject = { reference: 'Patient/p' };
const result = (id: string, effectiveDateTime: string): Observation => ({ resourceType: 'Observation', id, status: 'final', code: {}, effectiveDateTime });
const empty = { patient, conditions: [], observations: [], procedures: [], imagingStudies: [], endpoints: [] };

describe('what is known before an operation', () => {
  it.each([
    ['2022-03-09', 'before'],
    ['2022-03-09T23:59:00+08:00', 'before'],
    ['2022-03-10', 'same-day'],
    ['2022-03-10T06:00:00+08:00', 'same-day'],
    ['2022-03-11', 'after'],
    ['2022-02', 'before'],
    ['2022-03', 'after'], // part of the month is after it
    ['2021', 'before'],
    ['not a date', 'after'],
  ])('places %s %s an operation of which only the day is known', (time, place) => {
    expect(placeInTime(time, index)).toBe(place);
  });

  it('tells the same day apart where both sides have a time', () => {
    const timed = indexMoment('2022-03-10T08:00:00+08:00', 'exclude');
    expect(placeInTime('2022-03-10T06:00:00+08:00', timed)).toBe('before');
    expect(placeInTime('2022-03-10T00:30:00Z', timed)).toBe('after'); // 08:30 in the hospital
    expect(placeInTime('2022-03-10', timed)).toBe('same-day');
  });

  it('leaves later results out, and those of the same day unless the site says that they are from before', () => {
    const observations = [result('before', '2022-03-01'), result('same', '2022-03-10'), result('after', '2022-04-01')];
    const { chart, sameDayLeftOut } = chartBefore({ ...empty, observations }, index);
    expect(chart.observations.map(({ id }) => id)).toEqual(['before']);
    expect(sameDayLeftOut).toBe(1);
    const included = chartBefore({ ...empty, observations }, indexMoment('2022-03-10', 'include'));
    expect(included.chart.observations.map(({ id }) => id)).toEqual(['before', 'same']);
    expect(included.sameDayLeftOut).toBe(0);
  });

  it('leaves out the operation itself, and problems that came to be known later', () => {
    const procedure = (id: string, performedDateTime?: string): Procedure => ({
      resourceType: 'Procedure',
      id,
      status: 'completed',
      subject,
      ...(performedDateTime === undefined ? {} : { performedDateTime }),
    });
    const condition = (id: string, dates: Partial<Condition>): Condition => ({ resourceType: 'Condition', id, subject, ...dates });
    const { chart } = chartBefore(
      {
        ...empty,
        procedures: [
          procedure('tace', '2021-09-01'),
          procedure('operation', '2022-03-10'),
          procedure('tace-of-recurrence', '2023-01-01'),
          procedure('undated'),
        ],
        conditions: [
          condition('hcc', { onsetDateTime: '2022-03-01', recordedDate: '2022-03-02' }),
          condition('migrated', { onsetDateTime: '2010', recordedDate: '2024-01-01' }),
          condition('later-cancer', { onsetDateTime: '2023-05-01', recordedDate: '2023-05-02' }),
        ],
      },
      index,
    );
    expect(chart.procedures.map(({ id }) => id)).toEqual(['tace', 'undated']);
    expect(chart.conditions.map(({ id }) => id)).toEqual(['hcc', 'migrated']);
  });

  it('takes only CT studies of the time that the study asks for; an undated one is left to its own headers', () => {
    const study = (reference: string, startedIso?: string): ImagingPointer => ({
      reference,
      studyUid: '1.2',
      seriesListed: false,
      ctSeries: [],
      segSeries: [],
      addresses: [],
      ...(startedIso === undefined ? {} : { startedIso }),
    });
    const pointers = [study('after', '2022-05-01'), study('before', '2022-03-01'), study('old', '2021-03-01'), study('undated')];
    expect(imagingBefore(pointers, index, undefined).map(({ reference }) => reference)).toEqual(['before', 'old', 'undated']);
    expect(imagingBefore(pointers, index, 30).map(({ reference }) => reference)).toEqual(['before', 'undated']);
  });
});
