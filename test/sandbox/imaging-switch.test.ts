// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import type { Bundle, Endpoint, ImagingStudy } from 'fhir/r4';
import { imagingPointers, REQUIRES_ACCESS_TOKEN } from '../../src/fhir/imaging-pointers.ts';
import { imagingSwitch, isPlainImagingSearch, shapedImaging } from '../../src/sandbox/imaging-switch.ts';

describe('the searches that every imaging server answers', () => {
  it.each([
    '/ImagingStudy?patient=p',
    '/ImagingStudy?patient=p&_include=ImagingStudy:endpoint',
    '/ImagingStudy?patient=p&identifier=urn:oid:1.2&_include=ImagingStudy:endpoint',
    '/ImagingStudy?patient=p&_lastUpdated=gt2026-01-01',
  ])('%s', (url) => expect(isPlainImagingSearch(url)).toBe(true));
  it.each([
    '/ImagingStudy',
    '/ImagingStudy?_include=ImagingStudy:endpoint',
    '/ImagingStudy?patient=p&modality=CT',
    '/ImagingStudy?patient=p&_count=10',
    '/ImagingStudy?patient=p&_sort=started',
    '/ImagingStudy?patient=p&patient=q',
    '/ImagingStudy?patient=p&_include=ImagingStudy:subject',
    '/ImagingStudy?patient=p&identifier=1.2&_lastUpdated=gt2026-01-01',
  ])('nothing else: %s', (url) => expect(isPlainImagingSearch(url)).toBe(false));
});

describe('the shapes of an answer', () => {
  const endpoint: Endpoint = {
    resourceType: 'Endpoint',
    id: 'e',
    status: 'active',
    connectionType: { system: 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', code: 'dicom-wado-rs' },
    payloadType: [{ text: 'DICOM' }],
    address: 'https://pacs.example/dicom-web',
    extension: [
      { url: REQUIRES_ACCESS_TOKEN, valueBoolean: true },
      { url: 'urn:another', valueBoolean: false },
    ],
  };
  const study: ImagingStudy = {
    resourceType: 'ImagingStudy',
    id: 's',
    status: 'available',
    subject: { reference: 'Patient/p' },
    identifier: [{ system: 'urn:dicom:uid', value: 'urn:oid:1.2' }],
    endpoint: [{ reference: 'Endpoint/e' }],
    series: [{ uid: '1.2.1', modality: { code: 'CT' } }],
  };
  const bundle: Bundle = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: study }, { resource: endpoint }] };
  const seen = (changes: Parameters<ReturnType<typeof imagingSwitch>['set']>[0]) => {
    const play = imagingSwitch();
    play.set(changes);
    const resources = shapedImaging(bundle, play.current()).entry?.map(({ resource }) => resource) ?? [];
    const studies = resources.filter((one): one is ImagingStudy => one?.resourceType === 'ImagingStudy');
    const endpoints = resources.filter((one): one is Endpoint => one?.resourceType === 'Endpoint');
    return { endpoints, pointer: imagingPointers(studies, endpoints, ['Endpoint/e', 'ImagingStudy/s'])[0] };
  };
  const plain = { address: endpoint.address, connection: 'dicom-wado-rs', requiresAccessToken: true, fromAuthorisedSearch: true };

  it('as usual, and contained, lead to the same address', () => {
    expect(seen({}).pointer?.addresses).toEqual([plain]);
    const { endpoints, pointer } = seen({ endpoints: 'contained' });
    expect(endpoints).toEqual([]);
    expect(pointer?.addresses).toEqual([plain]);
  });
  it('the flag false and the flag missing are two things, and other extensions stay', () => {
    expect(seen({ accessToken: false }).pointer?.addresses[0]?.requiresAccessToken).toBe(false);
    const { endpoints, pointer } = seen({ accessToken: 'missing' });
    expect(pointer?.addresses[0]?.requiresAccessToken).toBe('absent');
    expect(endpoints[0]?.extension).toEqual([{ url: 'urn:another', valueBoolean: false }]);
  });
  it('without series, and with another address', () => {
    expect(seen({ seriesDetail: false }).pointer).toMatchObject({ seriesListed: false, ctSeries: [] });
    expect(seen({ address: 'https://foreign.example/x' }).pointer?.addresses[0]?.address).toBe('https://foreign.example/x');
  });
  it('busy twice, then no more, until set again', () => {
    const play = imagingSwitch();
    play.set({ busyTwice: { retryAfter: '1' } });
    expect([play.busy(), play.busy(), play.busy()]).toEqual([true, true, false]);
    play.set({});
    expect(play.busy()).toBe(false);
  });
});
