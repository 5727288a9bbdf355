// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Endpoint, ImagingStudy } from 'fhir/r4';
import { demoPatients } from '../../fhir-fixtures/patients/index.ts';
import { type ChartResources, isHepatectomy, readChart } from '../../src/fhir/chart.ts';
import { SYSTEM } from '../../src/fhir/codes.ts';
import { imagingPointers, REQUIRES_ACCESS_TOKEN } from '../../src/fhir/imaging-pointers.ts';
import { AS_OF, afp, chart, ctStudy, hcc, OPERATION, order, patient, tumourCount } from './chart-builder.ts';

const read = (over: Partial<ChartResources> = {}, operationDate?: string): ReturnType<typeof readChart> =>
  readChart(chart(over), { asOfIso: AS_OF, ...(operationDate === undefined ? {} : { operationDate }) });
const { order: _order, ...withoutOrder } = chart();

describe('a chart', () => {
  it('takes a day that the surgeon states as saying that a resection is planned, where the record has no order', () => {
    const read = (operationDate?: string) => readChart(withoutOrder, { asOfIso: AS_OF, ...(operationDate === undefined ? {} : { operationDate }) }).facts;
    expect(read().resectionPlanned).toEqual({ kind: 'unknown', reason: 'not-stated' });
    expect(read(OPERATION).resectionPlanned).toMatchObject({ kind: 'known', value: true, from: { kind: 'user' } });
  });

  it('does not let a stated day undo a revoked order', () => {
    const { facts } = readChart(chart({ order: { ...order(), status: 'revoked' } }), { asOfIso: AS_OF, operationDate: OPERATION });
    expect(facts.resectionPlanned).toMatchObject({ kind: 'known', value: false });
  });

  it('gives inputs and facts, each with its source', () => {
    const { inputs, facts, condition } = read();
    expect(inputs).toMatchObject({
      afp: { value: 420 },
      necrosis: { level: 'present' },
      portalVeinInvasion: { level: 'absent' },
      sex: { level: 'male' },
      tumourCount: { value: 1 },
    });
    expect(facts).toMatchObject({
      ageYears: { kind: 'known', value: 58 },
      hcc: { value: 'confirmed' },
      tumourCount: { value: 1 },
      priorLocalTreatment: { value: false },
      extrahepaticDisease: { value: false },
      otherMalignancy: { value: false },
      resectionPlanned: { value: true },
      operationDate: { value: OPERATION },
      portalVenousCt: { value: { dateIso: '2026-11-14T10:12:00+08:00' } },
      laboratoryDate: { value: '2026-11-17' },
    });
    expect(condition).toBe('Condition/hcc');
  });

  it('names as basis only what was read from the server: not the draft order, not the subject', () => {
    const { basis } = read();
    expect(basis).toEqual([...basis].toSorted());
    expect(basis).toEqual(expect.arrayContaining(['Observation/afp-1', 'Condition/hcc', 'ImagingStudy/ct']));
    expect(basis.some((reference) => /^(?:ServiceRequest|Patient)\//.test(reference))).toBe(false);
    expect(read({ orderOnServer: true }).basis).toContain('ServiceRequest/draft-1');
  });

  it('leaves unknown what nobody stated', () => {
    const { facts, inputs } = readChart(
      { ...withoutOrder, observations: [], conditions: [], imagingStudies: [], patient: patient({ gender: 'other' }) },
      { asOfIso: AS_OF },
    );
    expect(facts).toMatchObject({
      hcc: { kind: 'known', value: 'none' },
      tumourCount: { kind: 'unknown', reason: 'no-result' },
      priorLocalTreatment: { kind: 'unknown', reason: 'not-stated' },
      resectionPlanned: { kind: 'unknown' },
      operationDate: { kind: 'unknown', reason: 'not-stated' },
      portalVenousCt: { kind: 'unknown', reason: 'no-imaging' },
      laboratoryDate: { kind: 'unknown', reason: 'no-result' },
    });
    expect(inputs.sex).toMatchObject({ kind: 'missing', reason: 'not-stated' });
  });

  it('counts the window back from the operation, as the study did, whatever day it is today', () => {
    const late = order({ occurrenceDateTime: '2026-12-15' });
    expect(read({ order: late }).inputs.afp).toMatchObject({ kind: 'missing', reason: 'too-old' });
    expect(read({ order: late }, '2026-11-30').inputs.afp).toMatchObject({ kind: 'value' });
    expect(read({ order: late }, '2026-11-30').facts.operationDate).toMatchObject({ value: '2026-11-30', from: { kind: 'user' } });
  });

  it('takes the operation day as written, in whichever zone', () => {
    expect(read({ order: order({ occurrenceDateTime: '2026-11-26T00:30:00+08:00' }) }).facts.operationDate).toMatchObject({ value: '2026-11-26' });
    expect(read({ order: order({ occurrenceDateTime: '2026-11' }) }).facts.operationDate).toMatchObject({ kind: 'unknown' });
  });

  it('knows a hepatectomy by code, never by text, and no transplant, no percutaneous excision', () => {
    expect(isHepatectomy(order())).toBe(true);
    expect(isHepatectomy(order({ code: { text: 'Hepatectomy, segments V-VI' } }))).toBe(false);
    expect(isHepatectomy(order({ code: { coding: [{ system: SYSTEM.icd10pcs, code: '0FB03ZZ' }] } }))).toBe(false);
    expect(isHepatectomy(order({ code: { coding: [{}] } }))).toBe(false);
    expect(read({ order: order({ doNotPerform: true }) }).facts.resectionPlanned).toMatchObject({ value: false });
  });

  it('takes the fewest years a partial birth date allows', () => {
    expect(read({ patient: patient({ birthDate: '2008' }) }).facts.ageYears).toMatchObject({ value: 17 });
    expect(read({ patient: patient({ birthDate: '2008-11-23' }) }).facts.ageYears).toMatchObject({ value: 18 });
    expect(read({ patient: patient({ birthDate: '2008-11-24' }) }).facts.ageYears).toMatchObject({ value: 17 });
  });

  it('does not call ">1" a number of tumours, and ">2" not single', () => {
    const count = (value: number): ReturnType<typeof tumourCount> => {
      const { valueInteger: _, ...rest } = tumourCount(1);
      return { ...rest, valueQuantity: { value, comparator: '>' } };
    };
    const others = chart().observations.filter(({ id }) => id !== 'tumour-count-1');
    expect(read({ observations: [...others, count(1)] }).facts.tumourCount).toMatchObject({ kind: 'unknown' });
    expect(read({ observations: [...others, count(2)] }).facts.tumourCount).toMatchObject({ kind: 'known', value: 2 });
  });

  it('does not depend on the order or the duplication of resources', () => {
    const base = chart({
      observations: [...chart().observations, afp(388, { id: 'afp-0', effectiveDateTime: '2026-11-13' })],
      conditions: [hcc(), hcc({ id: 'hcc-2', recordedDate: '2026-01-01' })],
    });
    const twice = <T>(items: readonly T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray([...items, ...items], { minLength: items.length * 2 });
    fc.assert(
      fc.property(twice(base.observations), twice(base.conditions), twice(base.imagingStudies), (observations, conditions, imagingStudies) =>
        expect(readChart({ ...base, observations, conditions, imagingStudies }, { asOfIso: AS_OF })).toEqual(readChart(base, { asOfIso: AS_OF })),
      ),
      { numRuns: 100 },
    );
  });
});

describe('imaging pointers', () => {
  const endpoint = (over: Partial<Endpoint> = {}): Endpoint => ({ ...(chart().endpoints[0] as Endpoint), ...over });
  const flag = (value: boolean): Partial<Endpoint> => ({ extension: [{ url: REQUIRES_ACCESS_TOKEN, valueBoolean: value }] });
  const first = (study: ImagingStudy, endpoints: Endpoint[], authorised: string[] = []): ReturnType<typeof imagingPointers>[number] | undefined =>
    imagingPointers([study], endpoints, authorised)[0];

  it('name bare UIDs of study, CT and SEG, and the DICOMweb root', () => {
    expect(first(ctStudy(), [endpoint()])).toMatchObject({
      reference: 'ImagingStudy/ct',
      studyUid: '1.2.3',
      seriesListed: true,
      ctSeries: [{ uid: '1.2.3.4', number: 4 }],
      segSeries: [{ uid: '1.2.3.9' }],
      addresses: [{ address: 'https://pacs.example/dicom-web', connection: 'dicom-wado-rs', requiresAccessToken: 'absent', fromAuthorisedSearch: false }],
    });
  });

  it('read requires-access-token true, false and absent, from separate and contained endpoints (I11, I13)', () => {
    expect(first(ctStudy(), [endpoint(flag(true))], ['Endpoint/wado'])?.addresses[0]).toMatchObject({ requiresAccessToken: true, fromAuthorisedSearch: true });
    expect(first(ctStudy(), [endpoint(flag(false))])?.addresses[0]).toMatchObject({ requiresAccessToken: false });
    const contained = ctStudy({ contained: [endpoint({ id: 'e', ...flag(true) })], endpoint: [{ reference: '#e' }] });
    expect(first(contained, [], ['ImagingStudy/ct'])?.addresses[0]).toMatchObject({ requiresAccessToken: true, fromAuthorisedSearch: true });
    expect(first(contained, [])?.addresses[0]).toMatchObject({ fromAuthorisedSearch: false });
  });

  it('prefer an endpoint of the series to that of the study', () => {
    const study = ctStudy();
    const series = (study.series ?? []).map((one, i) => (i === 0 ? { ...one, endpoint: [{ reference: 'Endpoint/series' }] } : one));
    expect(
      first({ ...study, series }, [endpoint(), endpoint({ id: 'series', address: 'https://fast.example/dw' })])?.addresses.map(({ address, seriesUid }) => [
        address,
        seriesUid,
      ]),
    ).toEqual([
      ['https://fast.example/dw', '1.2.3.4'],
      ['https://pacs.example/dicom-web', undefined],
    ]);
  });

  it('keep a study without series detail (I12), drop cancelled, foreign and unreadable ones, and switched-off endpoints', () => {
    const { series: _, ...bare } = ctStudy();
    expect(first(bare, [endpoint()])).toMatchObject({ seriesListed: false, ctSeries: [] });
    expect(first({ ...bare, modality: [{ code: 'MR' }] }, [])).toBeUndefined();
    expect(first(ctStudy({ status: 'entered-in-error' }), [])).toBeUndefined();
    expect(first(ctStudy({ identifier: [{ system: 'urn:dicom:uid', value: 'urn:oid:1.2/../3' }] }), [])).toBeUndefined();
    expect(first(ctStudy(), [endpoint({ status: 'off' })])?.addresses).toEqual([]);
    expect(first(ctStudy(), [endpoint({ connectionType: { system: SYSTEM.endpointConnectionType, code: 'hl7-fhir-rest' } })])?.addresses).toEqual([]);
  });

  it('put the newest study first', () => {
    const older = ctStudy({ id: 'old', started: '2026-10-01', identifier: [{ system: 'urn:dicom:uid', value: 'urn:oid:9.9' }] });
    expect(imagingPointers([older, ctStudy()], []).map(({ reference }) => reference)).toEqual(['ImagingStudy/ct', 'ImagingStudy/old']);
  });
});

describe('the demo patients', () => {
  const options = { asOf: '2026-11-23', dicomwebBase: 'http://127.0.0.1:9/dicomweb' };
  const facts = Object.fromEntries(
    demoPatients(options).map(({ scenario, resources, patient: person, draftOrder }) => {
      const only = <T extends { resourceType: string }>(type: T['resourceType']): T[] =>
        resources.filter(({ resourceType }) => resourceType === type) as unknown as T[];
      const resourcesOf: ChartResources = {
        patient: person,
        conditions: only('Condition'),
        observations: only('Observation'),
        procedures: only('Procedure'),
        imagingStudies: only('ImagingStudy'),
        endpoints: only('Endpoint'),
        order: draftOrder,
      };
      return [scenario, readChart(resourcesOf, { asOfIso: `${options.asOf}T08:30:00Z` })];
    }),
  );

  it('show what their story says', () => {
    expect(facts.high?.inputs).toMatchObject({ afp: { value: 420 }, necrosis: { level: 'present' }, tumourSize: { value: 4.6 } });
    expect(facts.low?.inputs.afp).toMatchObject({ value: 6 });
    expect(facts['afp-missing']?.inputs.afp).toMatchObject({ reason: 'no-result' });
    expect(facts['afp-unit']?.inputs.afp).toMatchObject({ reason: 'unit-not-usable', passedOver: [{ asWritten: '35 IU/mL' }] });
    expect(facts['two-tumours']?.facts.tumourCount).toMatchObject({ value: 2 });
    expect(facts['no-segmentation']?.imaging[0]?.segSeries).toEqual([]);
    expect(facts['prior-tace']?.facts.priorLocalTreatment).toMatchObject({ value: true });
    expect(facts['findings-unconfirmed']?.inputs.necrosis).toMatchObject({ reason: 'not-final' });
  });
});
