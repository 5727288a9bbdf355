// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from '@jest/globals';
import type { FhirResource, Provenance, RiskAssessment } from 'fhir/r4';
import { fhirClient } from '../../src/fhir/client.ts';
import { toProvenance, toStatementProvenance } from '../../src/fhir/provenance.ts';
import { toRadScoreObservation } from '../../src/fhir/rad-score-observation.ts';
import { personReference } from '../../src/fhir/references.ts';
import { type Author, toRiskAssessment, WriteRefusedError, writeRefusal } from '../../src/fhir/risk-assessment.ts';
import { latestWritten, writeAssessment } from '../../src/fhir/write-back.ts';
import { assessed, assessment, GROUPS, model } from './assessment-builder.ts';
import { sendJson, serve, type TestServer } from './http-server.ts';
import { valid } from './validated.ts';

const author: Author = { practitioner: 'Practitioner/s', practitionerDisplay: 'Dr. Demo', nowIso: '2026-11-23T02:05:00Z', responsiblePerson: 'Dr. Owner' };
const real = assessment({ model: model({ demonstration: false }) });

/** All literal references of a resource, wherever they are. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'reference' && typeof inner === 'string' ? [inner] : references(inner)));
}

describe('Provenance of findings that a person stated', () => {
  it('is valid, names the person as author and the software as what put it together, and targets every Observation', () => {
    const provenance = toStatementProvenance(['Observation/a', 'Observation/b'], real, author);
    valid(provenance);
    expect(provenance.target.map(({ reference }) => reference)).toEqual(['Observation/a', 'Observation/b']);
    expect(provenance.agent.map(({ type, who }) => [type?.coding?.[0]?.code, who.display])).toEqual([
      ['author', 'Dr. Demo'],
      ['assembler', `HepaNom ${real.softwareVersion}`],
    ]);
  });
});

describe('RiskAssessment', () => {
  const resource = toRiskAssessment(real, author);

  it('is valid FHIR R4 in every state that may be written', () => {
    valid(resource);
    valid(toRiskAssessment(assessment(), author));
    valid(toRiskAssessment(assessment({ outcome: assessed({ survival: [], hazardRatioToReference: 3.1 }) }), author));
    const { operationDate: _, condition: _c, ...undated } = real;
    valid(toRiskAssessment({ ...undated, basis: [] }, author));
  });

  it('gives whole percentages 0 to 100 (first trap), each with its own period from the operation (second trap)', () => {
    expect(resource.prediction?.map(({ probabilityDecimal, whenPeriod, outcome }) => [outcome?.text, probabilityDecimal, whenPeriod])).toEqual([
      ['recurrence or metastasis within 1 year of resection', 30, { start: '2026-11-26', end: '2027-11-26' }],
      ['recurrence or metastasis within 2 years of resection', 45, { start: '2026-11-26', end: '2028-11-26' }],
      ['recurrence or metastasis within 3 years of resection', 53, { start: '2026-11-26', end: '2029-11-26' }],
    ]);
    expect(JSON.stringify(resource)).not.toContain('whenRange');
  });

  it('never calls a hazard ratio a relative risk (third trap), nor gives a probability twice', () => {
    const text = JSON.stringify(toRiskAssessment(assessment({ outcome: assessed({ survival: [], hazardRatioToReference: 3.1 }) }), author));
    expect(text).not.toMatch(/relativeRisk|probabilityDecimal|probabilityRange/);
    expect(text).toContain('3.10');
    expect(JSON.stringify(resource)).not.toContain('probabilityRange');
    expect(resource.prediction?.[1]?.rationale).toContain('(range 35 to 56)');
  });

  it('names the group by the code of R4 and its own label', () => {
    expect(resource.prediction?.[0]?.qualitativeRisk).toEqual({
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/risk-probability', code: 'high' }],
      text: 'High group (group of the model)',
    });
    expect(
      toRiskAssessment(assessment({ outcome: assessed({ group: GROUPS.intermediate }) }), author).prediction?.[0]?.qualitativeRisk?.coding?.[0]?.code,
    ).toBe('moderate');
  });

  it('refers literally only to what was read on that server', () => {
    expect(references(resource).toSorted()).toEqual([
      'Condition/hcc',
      'Condition/hcc',
      'ImagingStudy/ct',
      'Observation/afp-1',
      'Observation/necrosis-1',
      'Patient/p',
    ]);
    const mixed = toRiskAssessment(
      { ...real, basis: ['https://ehr.example/fhir/Observation/a', 'https://other.example/fhir/Observation/b', '#contained', 'urn:uuid:1'] },
      author,
    );
    expect(mixed.basis).toEqual([{ reference: 'Observation/a' }]);
  });

  it('carries the input hash as identifier, model id and version as method', () => {
    expect(resource).toMatchObject({
      identifier: [{ value: real.inputHash }],
      method: { coding: [{ code: 'demo', version: '1.0.0' }] },
      performer: { identifier: { value: 'hepanom|0.1.0' } },
    });
  });

  it('shows observed group figures as such, not as a probability of this patient', () => {
    const observed = [{ cohort: { en: 'China (1,297)', zh: '中国' }, n: 1297, years: 2, survival: 0.349, lower: 0.301, upper: 0.397, chosen: true }];
    const group = valid(
      toRiskAssessment(
        assessment({ model: model({ kind: 'score-groups', demonstration: false }), outcome: assessed({ survival: [], observed, group: GROUPS.intermediate }) }),
        author,
      ),
    );
    expect(group.prediction?.[0]?.probabilityDecimal).toBeUndefined();
    expect(group.prediction?.[0]?.rationale).toMatch(/65 of 100 \(range 60 to 70\).*not a probability for this patient/);
  });

  it('is refused for bounds, for a model that does not apply, and for a demonstration without a responsible person', () => {
    const incomplete = assessment({ outcome: { status: 'incomplete', missing: [], blockedBy: [] } });
    const notApplicable = assessment({ outcome: { status: 'not-applicable', failed: [] } });
    const { responsiblePerson: _, ...rest } = author;
    const nobody: Author = rest;
    expect(writeRefusal(incomplete, author)).toBe('incomplete');
    expect(writeRefusal(notApplicable, author)).toBe('not-applicable');
    expect(writeRefusal(assessment(), nobody)).toBe('demonstration-model');
    expect(writeRefusal(assessment(), { responsiblePerson: '  ' })).toBe('demonstration-model');
    expect(writeRefusal(real, nobody)).toBeUndefined();
    for (const one of [incomplete, notApplicable]) expect(() => toRiskAssessment(one, author)).toThrow(WriteRefusedError);
    expect(() => toRiskAssessment(assessment(), nobody)).toThrow(/synthetic constants/);
  });

  it('says "demonstration model, synthetic constants" in text, method and note, with the responsible person', () => {
    const demo = toRiskAssessment(assessment(), author);
    expect(demo.text?.div).toContain('Demonstration model, synthetic constants.');
    expect(demo.method?.text).toContain('demonstration model, synthetic constants');
    expect(demo.note?.[0]?.text).toContain('responsibility of Dr. Owner');
  });

  it('cannot be broken by marks in a title', () => {
    const title = { en: '<script>&"', zh: '' };
    expect(valid(toRiskAssessment({ ...real, model: model({ title, demonstration: false }) }, author)).text?.div).toContain('&lt;script&gt;&amp;&quot;');
  });
});

describe('Provenance and rad-score', () => {
  it('name the software and the person by identifier, and each source', () => {
    const provenance = valid(toProvenance('RiskAssessment/1', real, author));
    expect(provenance.agent.map(({ type, onBehalfOf }) => [type?.coding?.[0]?.code, onBehalfOf?.display])).toEqual([
      ['author', 'Dr. Demo'],
      ['verifier', undefined],
    ]);
    expect(references(provenance.agent)).toEqual([]);
    expect(provenance.entity?.map(({ what }) => what.reference)).toEqual(real.basis);
  });

  it('a person is named by type and id on the EHR, relative or absolute', () => {
    const expected = { type: 'Practitioner', identifier: { system: 'https://ehr.example/fhir/Practitioner', value: 's' }, display: 'Dr. Demo' };
    for (const reference of ['Practitioner/s', 'https://ehr.example/fhir/Practitioner/s'])
      expect(personReference(reference, 'https://ehr.example/fhir/', 'Dr. Demo')).toEqual(expected);
  });

  it('the rad-score is unitless, names its pipeline and segmentation, and is absent while not computed', () => {
    const observation = toRadScoreObservation(real, author.nowIso);
    if (observation === undefined) throw new Error('the rad-score is computed, so there is an Observation');
    valid(observation);
    expect(observation).toMatchObject({
      valueQuantity: { value: 0.82, code: '1' },
      effectiveDateTime: '2026-11-14T09:40:00+08:00',
      component: [{ valueQuantity: { value: 0.71 } }],
    });
    expect(observation.identifier?.[0]?.value).toBe('1.2.3.4|1.2.3.9.1|1|hepanom-radiomics|0.1.0');
    expect(toRadScoreObservation(assessment({ radiomics: { status: 'pending' } }), author.nowIso)).toBeUndefined();
  });
});

describe('writing back', () => {
  const servers: TestServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((one) => one.stop()));
  });

  /** A FHIR server that keeps what it gets and honours If-None-Exist; `failOnce` breaks the first create of a type. */
  async function ehr(failOnce?: string): Promise<{ client: ReturnType<typeof fhirClient>; stored: FhirResource[] }> {
    const stored: FhirResource[] = [];
    let failed = false;
    const matches = (type: string, query: string): FhirResource[] =>
      stored.filter((resource) => {
        if (resource.resourceType !== type) return false;
        return [...new URLSearchParams(query)].every(([name, value]) => {
          if (name === 'identifier') return (resource as RiskAssessment).identifier?.some((one) => `${one.system}|${one.value}` === value) === true;
          if (name === 'subject') return (resource as RiskAssessment).subject.reference === value;
          return name === 'target' && (resource as Provenance).target.some(({ reference }) => reference === value);
        });
      });
    const server = await serve(({ method, url, body, headers }, response) => {
      const [type = '', query = ''] = url.replace(/^\/fhir\//, '').split('?');
      if (method === 'GET')
        return sendJson(response, 200, { resourceType: 'Bundle', type: 'searchset', entry: matches(type, query).map((resource) => ({ resource })) });
      if (type === failOnce && !failed) {
        failed = true;
        return sendJson(response, 500, {});
      }
      const [existing] = matches(type, String(headers['if-none-exist'] ?? 'none'));
      if (existing !== undefined) return sendJson(response, 200, existing);
      const resource = { ...(JSON.parse(body) as FhirResource), id: String(stored.length + 1) };
      stored.push(resource);
      return sendJson(response, 201, undefined, { Location: `/fhir/${type}/${resource.id}/_history/1` });
    });
    servers.push(server);
    return { stored, client: fhirClient({ baseUrl: `${server.origin}/fhir` }) };
  }

  it('writes RiskAssessment and Provenance once, however often it is asked', async () => {
    const { client, stored } = await ehr();
    expect(await writeAssessment(client, real, author)).toEqual({ riskAssessment: 'RiskAssessment/1', provenance: 'Provenance/2', created: true });
    expect(await writeAssessment(client, real, author)).toEqual({ riskAssessment: 'RiskAssessment/1', provenance: 'Provenance/2', created: false });
    expect(stored.map(({ resourceType }) => resourceType)).toEqual(['RiskAssessment', 'Provenance']);
    expect((await latestWritten(client, 'Patient/p'))?.id).toBe('1');
  });

  it('adds the Provenance that an earlier failure left out', async () => {
    const { client, stored } = await ehr('Provenance');
    await expect(writeAssessment(client, real, author)).rejects.toMatchObject({ code: 'server' });
    expect(await writeAssessment(client, real, author)).toMatchObject({ riskAssessment: 'RiskAssessment/1', created: false });
    expect(stored.map(({ resourceType }) => resourceType)).toEqual(['RiskAssessment', 'Provenance']);
  });

  it('writes new inputs as a new resource, and the same inputs of another patient as theirs', async () => {
    const { client, stored } = await ehr();
    await writeAssessment(client, real, author);
    await writeAssessment(client, { ...real, inputHash: 'c'.repeat(64) }, author);
    await writeAssessment(client, { ...real, patient: 'Patient/q' }, author);
    expect(stored.filter(({ resourceType }) => resourceType === 'RiskAssessment')).toHaveLength(3);
  });

  it('writes nothing that must not be written', async () => {
    const { client, stored } = await ehr();
    await expect(writeAssessment(client, assessment({ outcome: { status: 'not-applicable', failed: [] } }), author)).rejects.toBeInstanceOf(WriteRefusedError);
    expect(stored).toEqual([]);
  });
});
