// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { saveBlock } from '../../smart-app/regions/overlays.tsx';
import { parseAppConfig } from '../../smart-app/session/config.ts';
import { checkLaunch, cleanQuery, offersPkce, scopesFor } from '../../smart-app/session/launch-rules.ts';
import { ageAt, patientBanner } from '../../smart-app/session/patient.ts';
import { mayCreate, writeRights } from '../../smart-app/session/scopes.ts';
import { assessmentIdOf, userReference } from '../../smart-app/session/session.ts';
import { pacsUrl } from '../../smart-app/view/pacs-url.ts';
import { STATES } from './support/assessments.ts';

const ISS = 'https://ehr.example/fhir';

describe('launch', () => {
  it('accepts a listed issuer, with or without a closing slash', () => {
    expect(checkLaunch(`?iss=${encodeURIComponent(`${ISS}/`)}&launch=xyz`, [ISS])).toEqual({ iss: `${ISS}/`, known: ISS, launch: 'xyz' });
  });

  it.each(['https://ehr.example/fhir2', 'https://ehr.example.evil/fhir', 'https://evil/?https://ehr.example/fhir', 'http://ehr.example/fhir'])(
    'refuses %s',
    (iss) => {
      expect(checkLaunch(`?iss=${encodeURIComponent(iss)}`, [ISS])).toEqual({ code: 'issRefused', iss });
    },
  );

  it('refuses a launch without an issuer', () => {
    expect(checkLaunch('?launch=x', [ISS])).toEqual({ code: 'noIss' });
  });

  it('lets no parameter of the URL override the page: only iss and launch stay', () => {
    const launch = checkLaunch(`?iss=${encodeURIComponent(ISS)}&launch=x&clientId=evil&patientId=p&fhirServiceUrl=https://evil`, [ISS]);
    if ('code' in launch) throw new Error('refused');
    expect([...new URLSearchParams(cleanQuery(launch)).keys()]).toEqual(['iss', 'launch']);
  });

  it('asks for launch in an EHR and for a patient picker alone', () => {
    expect(scopesFor('launch openid patient/Patient.rs', { launch: 'x' })).toBe('launch openid patient/Patient.rs');
    expect(scopesFor('launch openid patient/Patient.rs', {})).toBe('launch/patient openid patient/Patient.rs');
  });

  it('signs in only where S256 is offered', () => {
    const base = { authorization_endpoint: 'https://a', token_endpoint: 'https://t' };
    expect(offersPkce({ ...base, code_challenge_methods_supported: ['S256'] })).toBe(true);
    expect(offersPkce({ ...base, code_challenge_methods_supported: ['plain'] })).toBe(false);
    expect(offersPkce(base)).toBe(false);
    expect(offersPkce({ code_challenge_methods_supported: ['S256'] })).toBe(false);
  });
});

describe('configuration', () => {
  it('takes one client for all issuers or one each', () => {
    const one = parseAppConfig({ clientId: 'a', scopes: 's', issuers: [ISS] });
    expect(one.clients[ISS]).toEqual({ clientId: 'a', scopes: 's' });
    const each = parseAppConfig({ issuers: [ISS], clients: { [ISS]: { clientId: 'b', scopes: 't' } } });
    expect(each.clients[ISS]?.clientId).toBe('b');
  });

  it('names the responsible person with the role where there is one', () => {
    const person = (responsiblePerson: unknown) => parseAppConfig({ clientId: 'a', scopes: 's', issuers: [ISS], responsiblePerson }).responsiblePerson;
    expect(person({ name: 'Dr Lin', role: 'head of surgery' })).toBe('Dr Lin, head of surgery');
    expect(person({ name: 'Dr Lin' })).toBe('Dr Lin');
    expect(person({ name: ' ' })).toBeUndefined();
    expect(person(undefined)).toBeUndefined();
  });

  it('names what is wrong', () => {
    expect(() => parseAppConfig({ issuers: [ISS] })).toThrow(`no clientId and scopes for ${ISS}`);
    expect(() => parseAppConfig({ clientId: 'a', scopes: 's' })).toThrow('issuers');
    expect(() => parseAppConfig(null)).toThrow('not an object');
  });
});

describe('granted scopes', () => {
  it.each([
    ['patient/Observation.c', true],
    ['patient/Observation.cruds', true],
    ['patient/Observation.crs', true],
    ['user/*.cruds', true],
    ['patient/Observation.write', true],
    ['patient/*.*', true],
    ['patient/Observation.rs', false],
    ['patient/Observation.read', false],
    ['patient/Condition.c', false],
    ['system/Observation.c', false],
    ['patient/Observation.sc', false],
  ])('%s may create an Observation: %s', (scope, may) => {
    expect(mayCreate(`openid ${scope} fhirUser`, 'Observation')).toBe(may);
  });

  it('turn saving off with the reason when a right is missing', () => {
    const full = 'patient/RiskAssessment.c patient/Provenance.c';
    const assessment = STATES.ready();
    expect(saveBlock({ granted: 'patient/RiskAssessment.c', fhirUser: 'Practitioner/1' }, assessment, 'P')).toBe('noScope');
    expect(saveBlock({ granted: full }, assessment, 'P')).toBe('noUser');
    expect(saveBlock({ granted: full, fhirUser: 'Practitioner/1' }, assessment, undefined)).toBe('noResponsible');
    expect(saveBlock({ granted: full, fhirUser: 'Practitioner/1' }, assessment, 'P')).toBeUndefined();
    expect(writeRights(full).findings).toBe(false);
  });
});

describe('launch context', () => {
  it('takes only a UUID as the assessment of the card', () => {
    expect(assessmentIdOf(' 5f0e9d1c-7a43-4b55-9d7c-0a54c3b2f111 ')).toBe('5f0e9d1c-7a43-4b55-9d7c-0a54c3b2f111');
    for (const other of ['', 'javascript:alert(1)', '../x', { id: 1 }, undefined, '5f0e9d1c']) expect(assessmentIdOf(other)).toBeUndefined();
  });

  it('reads the user from a relative or absolute reference', () => {
    expect(userReference('https://ehr.example/fhir/Practitioner/7')).toBe('Practitioner/7');
    expect(userReference('Practitioner/7')).toBe('Practitioner/7');
    expect(userReference('https://ehr.example/fhir/Device/7')).toBeUndefined();
    expect(userReference(null)).toBeUndefined();
  });
});

describe('patient banner', () => {
  const patient = {
    resourceType: 'Patient' as const,
    name: [
      { family: '演示', given: ['甲'] },
      { family: 'Patient', given: ['Demo'] },
    ],
    gender: 'male' as const,
    birthDate: '1968-11-24',
    identifier: [{ value: 'x' }, { value: 'DEMO-0017', type: { coding: [{ code: 'MR' }] } }],
  };

  it('shows the name in the script of the page, sex, age and record number', () => {
    expect(patientBanner(patient, 'en', '2026-11-23')).toEqual({ name: 'Demo Patient', sex: 'male', ageYears: 57, recordNumber: 'DEMO-0017', invented: false });
    expect(patientBanner(patient, 'zh', '2026-11-24').name).toBe('演示甲');
  });

  it('counts whole years, turning on the birthday', () => {
    expect(ageAt('1968-11-24', '2026-11-23')).toBe(57);
    expect(ageAt('1968-11-24', '2026-11-24')).toBe(58);
    expect(ageAt('1968', '2026-01-01')).toBe(58);
  });
});

describe('PACS link', () => {
  it('puts in the study UID and nothing else', () => {
    expect(pacsUrl('https://pacs.example/v?study={studyUid}', '1.2.3')).toBe('https://pacs.example/v?study=1.2.3');
    expect(pacsUrl('javascript:{studyUid}', '1.2.3')).toBeUndefined();
    expect(pacsUrl('https://pacs.example/{studyUid}', 'x"><')).toBeUndefined();
    expect(pacsUrl(undefined, '1.2.3')).toBeUndefined();
  });
});
