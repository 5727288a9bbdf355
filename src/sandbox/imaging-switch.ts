// SPDX-License-Identifier: Apache-2.0
// How the sandbox's imaging FHIR server behaves: every form that SMART Imaging Access allows, and every way to get it wrong, on demand.
import type { Bundle, BundleEntry, Endpoint, FhirResource, ImagingStudy } from 'fhir/r4';
import { REQUIRES_ACCESS_TOKEN } from '../fhir/imaging-pointers.ts';

export interface ImagingBehaviour {
  /** Endpoints as entries of their own, or contained in each study. */
  readonly endpoints: 'separate' | 'contained';
  /** Extension requires-access-token of the Endpoint; with false the archive is open to everybody. */
  readonly accessToken: true | false | 'missing';
  /** Address that the Endpoint names instead of the archive's own. */
  readonly address?: string;
  /** False: studies come without series, which is legal; `ct`: outlines are not listed (yet). */
  readonly seriesDetail: boolean | 'ct';
  /** The first two ImagingStudy searches get 503. */
  readonly busyTwice?: { readonly retryAfter: string };
  /** Images are served at the clinical FHIR base, or at another one that the smart-configuration names. */
  readonly base: 'clinical' | 'associated';
  /** Modes that the smart-configuration states beside the capability. */
  readonly modes: readonly ('app-launch' | 'backend-services')[];
  /** True: nothing but the searches that every imaging server must answer. */
  readonly strictSearch: boolean;
}

export const USUAL_IMAGING: ImagingBehaviour = {
  endpoints: 'separate',
  accessToken: true,
  seriesDetail: true,
  base: 'clinical',
  modes: ['app-launch', 'backend-services'],
  strictSearch: false,
};

export interface ImagingSwitch {
  set(changes: Partial<ImagingBehaviour>): void;
  current(): ImagingBehaviour;
  /** Counts a search; true while the server plays busy. */
  busy(): boolean;
}

/** A switch that stands on the usual behaviour; `set` starts from there each time. */
export function imagingSwitch(): ImagingSwitch {
  let behaviour = USUAL_IMAGING;
  let searches = 0;
  return {
    set(changes) {
      behaviour = { ...USUAL_IMAGING, ...changes };
      searches = 0;
    },
    current: () => behaviour,
    busy: () => behaviour.busyTwice !== undefined && ++searches <= 2,
  };
}

/** Searches that SMART Imaging Access asks of a server: by patient, and by patient with `identifier` or `_lastUpdated`; `_include` always. */
export function isPlainImagingSearch(url: string): boolean {
  const parameters = new URL(url, 'http://sandbox').searchParams;
  const names = [...parameters.keys()];
  if (!parameters.has('patient') || parameters.getAll('_include').some((value) => value !== 'ImagingStudy:endpoint')) return false;
  const rest = names.filter((name) => name !== 'patient' && name !== '_include');
  return new Set(names).size === names.length && rest.length <= 1 && rest.every((name) => name === 'identifier' || name === '_lastUpdated');
}

/** The answer to an ImagingStudy search as this behaviour gives it. */
export function shapedImaging(bundle: Bundle, behaviour: ImagingBehaviour): Bundle {
  const endpoints = new Map<string, Endpoint>();
  const others: BundleEntry[] = [];
  for (const entry of bundle.entry ?? []) {
    if (entry.resource?.resourceType === 'Endpoint') endpoints.set(`Endpoint/${entry.resource.id}`, shapedEndpoint(entry.resource as Endpoint, behaviour));
    else others.push(entry);
  }
  const contained = behaviour.endpoints === 'contained';
  const studies = others.map((entry) => ({ ...entry, resource: shapedStudy(entry.resource as FhirResource, endpoints, behaviour) }));
  const separate = (bundle.entry ?? []).flatMap((entry) => {
    const endpoint = endpoints.get(`Endpoint/${entry.resource?.id}`);
    return entry.resource?.resourceType !== 'Endpoint' || contained || endpoint === undefined ? [] : [{ ...entry, resource: endpoint }];
  });
  return { ...bundle, entry: [...studies, ...separate] };
}

function shapedStudy(resource: FhirResource, endpoints: ReadonlyMap<string, Endpoint>, behaviour: ImagingBehaviour): FhirResource {
  if (resource.resourceType !== 'ImagingStudy') return resource;
  const { series, ...whole } = resource as ImagingStudy;
  const listed = behaviour.seriesDetail === 'ct' ? series?.filter(({ modality }) => modality.code === 'CT') : behaviour.seriesDetail ? series : undefined;
  const study: ImagingStudy = listed === undefined ? whole : { ...whole, series: listed };
  if (behaviour.endpoints === 'separate') return study;
  const own = (study.endpoint ?? []).flatMap(({ reference }) => endpoints.get(reference ?? '') ?? []);
  return {
    ...study,
    contained: own.map(({ meta: _meta, ...endpoint }, index) => ({ ...endpoint, id: `archive-${index}` })),
    endpoint: own.map((_, index) => ({ reference: `#archive-${index}` })),
  };
}

function shapedEndpoint(endpoint: Endpoint, { accessToken, address }: ImagingBehaviour): Endpoint {
  const { extension = [], ...rest } = endpoint;
  const others = extension.filter(({ url }) => url !== REQUIRES_ACCESS_TOKEN);
  const flagged = accessToken === 'missing' ? others : [...others, { url: REQUIRES_ACCESS_TOKEN, valueBoolean: accessToken }];
  return { ...rest, ...(flagged.length === 0 ? {} : { extension: flagged }), ...(address === undefined ? {} : { address }) };
}
