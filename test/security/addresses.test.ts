// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { isAllowedUrl, requireAllowedUrl } from '../../src/security/allow-list.ts';
import { type ImagingTokenQuestion, imagingToken } from '../../src/security/imaging-token.ts';

const allowed = ['https://ehr.example/fhir', 'http://127.0.0.1:8090/fhir'];

describe('allow-list (P8)', () => {
  it.each([
    'https://ehr.example/fhir',
    'https://ehr.example/fhir/',
    'https://ehr.example/fhir/Patient/p',
    'https://EHR.example:443/fhir',
    'http://127.0.0.1:8090/fhir/x?y=1',
  ])('allows %s', (url) => expect(isAllowedUrl(url, allowed)).toBe(true));

  it.each([
    'https://ehr.example/fhir2',
    'https://ehr.example/',
    'https://ehr.example:8443/fhir',
    'http://ehr.example/fhir',
    'https://ehr.example.evil.example/fhir',
    'https://ehr.example@evil.example/fhir',
    'https://user:pass@ehr.example/fhir',
    'https://ehr.example/fhir/../admin',
    'https://ehr.example/fhir/%2e%2e/admin',
    'https://ehr.example/fhir/..%2fadmin',
    'https://ehr.example\\@evil.example/fhir',
    'https://ehr.example/fhir#x',
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:8091/fhir',
    'file:///etc/passwd',
    'ehr.example/fhir',
    '',
  ])('refuses %s', (url) => expect(isAllowedUrl(url, allowed)).toBe(false));

  it('never allows plain http off this machine, even when listed', () => {
    expect(isAllowedUrl('http://ehr.example/fhir', ['http://ehr.example/fhir'])).toBe(false);
    expect(isAllowedUrl('http://localhost:1/fhir', ['http://localhost:1/fhir'])).toBe(true);
  });

  it('names only the origin when it refuses', () => {
    expect(() => requireAllowedUrl('https://evil.example/Patient/p-17', allowed, 'FHIR server')).toThrow(/^The FHIR server https:\/\/evil\.example is not on/);
  });
});

describe('which credential goes to a DICOMweb address (SMART Imaging Access)', () => {
  const question = (over: Partial<ImagingTokenQuestion> = {}): ImagingTokenQuestion => ({
    address: 'https://pacs.example/dicom-web',
    requiresAccessToken: true,
    fromAuthorisedSearch: true,
    allowed: ['https://pacs.example/dicom-web'],
    credentialOrigins: [],
    ...over,
  });
  const site = { credentialOrigins: ['https://pacs.example'] };

  it('true, from our authorised search and allowed: the SMART token', () => expect(imagingToken(question())).toEqual({ send: 'smart-token' }));
  it('false: no Authorization header at all, not even the site’s own', () =>
    expect(imagingToken(question({ requiresAccessToken: false, ...site }))).toEqual({ send: 'none' }));
  it('absent: never the SMART token, only what the site configured for that origin', () => {
    expect(imagingToken(question({ requiresAccessToken: 'absent' }))).toEqual({ send: 'none' });
    expect(imagingToken(question({ requiresAccessToken: 'absent', ...site }))).toEqual({ send: 'site-credentials' });
  });
  it('true, but found by another road: never the SMART token', () => {
    expect(imagingToken(question({ fromAuthorisedSearch: false }))).toEqual({ send: 'none' });
    expect(imagingToken(question({ fromAuthorisedSearch: false, ...site }))).toEqual({ send: 'site-credentials' });
  });
  it('an address that is not on the list, or not https, is not called at all', () => {
    for (const address of ['https://foreign.example/dicom-web', 'http://pacs.example/dicom-web', 'https://pacs.example/other'])
      for (const requiresAccessToken of [true, false, 'absent'] as const)
        expect(imagingToken(question({ address, requiresAccessToken, ...site }))).toEqual({ send: 'refuse', code: 'address-not-allowed' });
  });
});
