// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import type { Condition, Procedure } from 'fhir/r4';
import { LOCAL_TREATMENT_CODES, POSSIBLE_LOCAL_TREATMENT_CODES, SYSTEM } from '../../../src/fhir/codes.ts';
import { DIAGNOSIS_RULE, readDiagnosis } from '../../../src/fhir/inputs/diagnosis.ts';
import { readExtrahepaticDisease, readOtherMalignancy, readPriorLocalTreatment } from '../../../src/fhir/inputs/history.ts';
import { readAlbumin, readBilirubin } from '../../../src/fhir/inputs/liver-function.ts';
import { readNecrosis, readPortalVeinInvasion } from '../../../src/fhir/inputs/statement.ts';
import { readTumourCount, readTumourSize } from '../../../src/fhir/inputs/tumour.ts';
import { windowBefore } from '../../../src/fhir/sift.ts';
import { AS_OF, afp, finding, hcc, OPERATION, tumourCount } from '../chart-builder.ts';

const window = windowBefore(OPERATION, 90, AS_OF);
const loinc = (code: string): { coding: { system: string; code: string }[] } => ({ coding: [{ system: SYSTEM.loinc, code }] });

describe('reader findings', () => {
  it('are present or absent only where a person said so', () => {
    expect(readNecrosis([finding('necrosis', '52101004')], window)).toMatchObject({
      kind: 'level',
      level: 'present',
      from: { kind: 'imaging-report', confirmed: true, by: 'Dr. Reader' },
    });
    expect(readPortalVeinInvasion([finding('portalVeinInvasion', '127494000')], window)).toMatchObject({ kind: 'level', level: 'absent' });
    expect(readPortalVeinInvasion([finding('portalVeinInvasion', '372287009')], window)).toMatchObject({ kind: 'level', level: 'present' });
    expect(readNecrosis([], window)).toEqual({ kind: 'missing', reason: 'not-stated', passedOver: [] });
  });

  it('are not read from preliminary reports, unknown codes or texts', () => {
    expect(readNecrosis([finding('necrosis', '52101004', { status: 'preliminary' })], window)).toMatchObject({ reason: 'not-final' });
    expect(readPortalVeinInvasion([finding('portalVeinInvasion', '127495004')], window)).toMatchObject({ reason: 'indeterminate' });
    expect(readNecrosis([finding('necrosis', '1', { valueCodeableConcept: { text: 'present' } })], window)).toMatchObject({
      kind: 'missing',
      reason: 'indeterminate',
    });
  });

  it('contradict each other at one moment, and give way to a newer doubt', () => {
    const present = finding('necrosis', '52101004');
    expect(readNecrosis([present, finding('necrosis', '2667000', { id: 'other' })], window)).toMatchObject({ kind: 'missing', reason: 'contradictory' });
    expect(readNecrosis([present, finding('necrosis', '2667000', { id: 'later', effectiveDateTime: '2026-11-20' })], window)).toMatchObject({
      kind: 'level',
      level: 'absent',
    });
    expect(readNecrosis([present, finding('necrosis', '82334004', { id: 'doubt', effectiveDateTime: '2026-11-20' })], window)).toMatchObject({
      kind: 'missing',
      reason: 'indeterminate',
    });
  });
});

describe('numbers of the report and the laboratory', () => {
  it('reads tumour size from the component, in cm or mm, and takes the largest of one reading', () => {
    const size = (id: string, value: number, unit: string): ReturnType<typeof afp> => ({
      ...finding('tumourCount', ''),
      id,
      code: loinc('21889-1'),
      component: [{ code: loinc('33728-7'), valueQuantity: { value, unit, code: unit } }],
    });
    expect(readTumourSize([size('a', 46, 'mm')], window)).toMatchObject({ kind: 'value', value: expect.closeTo(4.6, 12), unit: 'cm' });
    expect(readTumourSize([size('a', 4.6, 'cm'), size('b', 52, 'mm')], window)).toMatchObject({ value: expect.closeTo(5.2, 12) });
    expect(readTumourSize([size('a', 4.6, 'inch')], window)).toMatchObject({ reason: 'unit-not-usable' });
  });

  it('reads a whole number of tumours and nothing else', () => {
    expect(readTumourCount([tumourCount(2)], window)).toMatchObject({ kind: 'value', value: 2, unit: '1' });
    for (const count of [0, 1.5]) expect(readTumourCount([tumourCount(count)], window)).toMatchObject({ kind: 'missing', reason: 'indeterminate' });
  });

  it('converts mg/dL bilirubin to umol/L and g/dL albumin to g/L', () => {
    const bilirubin = afp(1, { code: loinc('1975-2'), valueQuantity: { value: 1, code: 'mg/dL' } });
    expect(readBilirubin([bilirubin], window)).toMatchObject({ kind: 'value', value: expect.closeTo(17.104, 3), unit: 'umol/L' });
    expect(readAlbumin([afp(1, { code: loinc('1751-7'), valueQuantity: { value: 3.5, code: 'g/dL' } })], window)).toMatchObject({ value: 35, unit: 'g/L' });
  });
});

describe('diagnosis on the problem list', () => {
  const read = (...conditions: Condition[]): ReturnType<typeof readDiagnosis> => readDiagnosis(conditions, DIAGNOSIS_RULE, AS_OF);
  const status = (system: string, code: string): Condition['clinicalStatus'] => ({ coding: [{ system, code }] });

  it('is confirmed only for an active, confirmed HCC code', () => {
    expect(read(hcc())).toMatchObject({ hcc: { kind: 'known', value: 'confirmed' }, condition: 'Condition/hcc' });
    expect(read(hcc({ code: { coding: [{ system: SYSTEM.icd10cm, code: 'C22.0' }] } })).condition).toBe('Condition/hcc');
  });

  it('is suspected for C22.9 alone, a missing status or a lesser verification', () => {
    const { clinicalStatus: _c, ...noClinical } = hcc();
    const { verificationStatus: _v, ...noVerification } = hcc();
    for (const condition of [
      hcc({ code: { coding: [{ system: SYSTEM.icd10, code: 'C22.9' }] } }),
      noClinical,
      noVerification,
      hcc({ verificationStatus: status(SYSTEM.conditionVerification, 'provisional') }),
    ])
      expect(read(condition as Condition)).toMatchObject({ hcc: { value: 'suspected' } });
  });

  it('is none for refuted, resolved, other or unknown diagnoses', () => {
    for (const condition of [
      hcc({ verificationStatus: status(SYSTEM.conditionVerification, 'refuted') }),
      hcc({ verificationStatus: status(SYSTEM.conditionVerification, 'entered-in-error') }),
      hcc({ clinicalStatus: status(SYSTEM.conditionClinical, 'resolved') }),
      hcc({ code: { text: 'Hepatocellular carcinoma' } }),
    ])
      expect(read(condition)).toMatchObject({ hcc: { value: 'none' } });
  });

  it('reads the histology of mCODE: another morphology makes an HCC code doubtful', () => {
    const histology = (code: string): Condition => ({
      ...hcc(),
      extension: [
        {
          url: 'http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior',
          valueCodeableConcept: { coding: [{ system: SYSTEM.snomed, code }] },
        },
      ],
    });
    expect(read(histology('25370001'))).toMatchObject({ hcc: { value: 'confirmed' } });
    expect(read(histology('70179006'))).toMatchObject({ hcc: { value: 'suspected' } });
  });
});

describe('history', () => {
  const rule = { local: LOCAL_TREATMENT_CODES, possible: POSSIBLE_LOCAL_TREATMENT_CODES };
  const procedure = (system: string, code: string, over: Partial<Procedure> = {}): Procedure => ({
    resourceType: 'Procedure',
    id: 'tace',
    status: 'completed',
    code: { coding: [{ system, code }] },
    subject: { reference: 'Patient/p' },
    performedDateTime: '2026-04',
    ...over,
  });
  const none = finding('priorLocalTreatment', '2667000');

  it('knows an earlier TACE or ablation from its code, with a full date', () => {
    expect(readPriorLocalTreatment([procedure(SYSTEM.icd10pcs, '04L33DZ')], [], rule, window)).toMatchObject({
      kind: 'known',
      value: true,
      from: { dateIso: '2026-04-01', reference: 'Procedure/tace' },
    });
    expect(readPriorLocalTreatment([procedure(SYSTEM.cpt, '47382')], [], rule, window)).toMatchObject({ kind: 'known', value: true });
    expect(readPriorLocalTreatment([procedure(SYSTEM.cpt, '47382', { status: 'not-done' })], [], rule, window)).toMatchObject({ kind: 'unknown' });
  });

  it('needs a statement for "none": an empty record is unknown', () => {
    expect(readPriorLocalTreatment([], [], rule, window)).toEqual({ kind: 'unknown', reason: 'not-stated' });
    expect(readPriorLocalTreatment([], [none], rule, window)).toMatchObject({ kind: 'known', value: false });
  });

  it('is unknown where a procedure and a statement contradict each other, or a code fits any organ', () => {
    expect(readPriorLocalTreatment([procedure(SYSTEM.icd10pcs, '04L33DZ')], [none], rule, window)).toEqual({ kind: 'unknown', reason: 'contradictory' });
    expect(readPriorLocalTreatment([procedure(SYSTEM.cpt, '37243')], [], rule, window)).toEqual({ kind: 'unknown', reason: 'indeterminate' });
  });

  it.each([
    ['C50.9', true, false],
    ['C22.1', true, false],
    ['C78.7', true, false],
    ['C61', true, false],
    ['C78.0', false, true],
    ['C79.5', false, true],
    ['C22.0', false, false],
    ['C22.9', false, false],
    ['D12.6', false, false],
  ])('ICD-10 %s: other cancer %s, spread %s', (code, other, spread) => {
    const condition = hcc({ id: 'x', code: { coding: [{ system: SYSTEM.icd10, code }] } });
    expect(readOtherMalignancy([condition], [], window).kind === 'known').toBe(other);
    expect(readExtrahepaticDisease([condition], [], window).kind === 'known').toBe(spread);
  });
});
