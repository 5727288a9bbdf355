// SPDX-License-Identifier: Apache-2.0
// Prefetch first, FHIR for what is missing, and a plain list of what could not be had (HTTP 412). CDS Hooks 2.0.1, section Prefetch.
import type { Bundle, Condition, FhirResource, ImagingStudy, Observation, OperationOutcome, Patient, Procedure, ServiceRequest } from 'fhir/r4';
import { type ChartResources, type ChartRules, DEFAULT_CHART_RULES, isHepatectomy } from './chart.ts';
import type { FhirClient } from './client.ts';
import {
  ALBUMIN_CODES,
  BILIRUBIN_CODES,
  type Code,
  EXTRAHEPATIC_CODES,
  NECROSIS_CODES,
  OTHER_MALIGNANCY_CODES,
  PORTAL_VEIN_CODES,
  PRIOR_TREATMENT_CODES,
  TUMOUR_COUNT_CODES,
  TUMOUR_SIZE_CODES,
} from './codes.ts';
import { FhirError } from './errors.ts';
import { studyUidOf } from './imaging-pointers.ts';
import { type FoundStudies, foundStudies, namedStudyUids, searchStudies } from './imaging-search.ts';
import { siteCodes } from './inputs/site-input.ts';
import { instantMs } from './time.ts';

/** Prefetch keys, the same for every service. */
export type PrefetchKey = 'patient' | 'conditions' | 'laboratory' | 'findings' | 'procedures' | 'imaging' | 'orders';

export type PrefetchTemplates = Readonly<Partial<Record<PrefetchKey, string>>>;

/** Why a key could not be had. */
export type MissingDataReason =
  | 'no-fhir-access'
  | 'client-failed'
  | 'forbidden'
  | 'timeout'
  | 'unreachable'
  | 'not-found'
  | 'refused'
  | 'wrong-patient'
  | 'malformed';

export interface MissingData {
  readonly key: PrefetchKey;
  readonly reason: MissingDataReason;
}

export type Gathered =
  | { readonly kind: 'chart'; readonly chart: ChartResources /** Keys that were fetched here rather than sent. */; readonly fetched: readonly PrefetchKey[] }
  | { readonly kind: 'missing'; readonly missing: readonly MissingData[] };

/**
 * Templates that ask for exactly what {@link readChart} reads. Only instance reads and type searches by token equality, no parameter twice, no `_include`.
 *
 * @param withOrders true where the hook brings no draft order (patient-view), so that the planned operation is looked up
 */
export function prefetchTemplates(rules: ChartRules = DEFAULT_CHART_RULES, withOrders = false): PrefetchTemplates {
  const of = (...tables: readonly (readonly Code[])[]): string => [...new Set(tables.flat().map(({ system, code }) => `${system}|${code}`))].join(',');
  const patient = 'patient={{context.patientId}}';
  return {
    patient: 'Patient/{{context.patientId}}',
    conditions: `Condition?${patient}`,
    laboratory: `Observation?${patient}&code=${of(rules.afp.codes, BILIRUBIN_CODES, ALBUMIN_CODES, siteCodes(rules.models ?? []))}`,
    findings: `Observation?${patient}&code=${of(NECROSIS_CODES, PORTAL_VEIN_CODES, TUMOUR_COUNT_CODES, TUMOUR_SIZE_CODES, PRIOR_TREATMENT_CODES, EXTRAHEPATIC_CODES, OTHER_MALIGNANCY_CODES)}`,
    procedures: `Procedure?${patient}`,
    imaging: `ImagingStudy?${patient}`,
    ...(withOrders ? { orders: `ServiceRequest?${patient}&status=active,draft` } : {}),
  };
}

export interface GatherOptions {
  /** Logical id without `Patient/`. */
  readonly patientId: string;
  /** The request's prefetch object as received; values are not trusted. */
  readonly prefetch?: Readonly<Record<string, unknown>>;
  /** FHIR access, when there is any and it is allowed. */
  readonly client?: FhirClient;
  /** The same token at the FHIR base that serves ImagingStudy, where that is another one. */
  readonly imagingClient?: FhirClient;
  readonly rules?: ChartRules;
  /** The order that asks (order hooks); for patient-view it is looked for among `orders`. */
  readonly order?: ServiceRequest;
  /** Keys beyond the order's that are wanted: true adds `orders`. */
  readonly withOrders?: boolean;
}

/**
 * Gathers a chart: prefetch by key, FHIR for absent keys.
 *
 * P3: an absent key is fetched; `null` and an empty Bundle mean "asked, nothing there". P4: an OperationOutcome means the client tried and failed, and is not asked again.
 * P5: `next` links of a prefetched Bundle are followed on the same server only. Resources of another patient are dropped.
 */
export async function gatherChart(options: GatherOptions): Promise<Gathered> {
  const { patientId, client, imagingClient = client } = options;
  const templates = prefetchTemplates(options.rules, options.withOrders ?? false);
  const fetched: PrefetchKey[] = [];
  const keys = Object.keys(templates) as PrefetchKey[];
  const results = await Promise.all(
    keys.map(async (key): Promise<readonly [PrefetchKey, FhirResource[] | MissingDataReason]> => {
      const query = (templates[key] ?? '').replaceAll('{{context.patientId}}', encodeURIComponent(patientId)).replaceAll('|', '%7C');
      const sent = options.prefetch?.[key];
      try {
        if (sent !== undefined) return [key, await fromPrefetch(sent, client)];
        if (client === undefined) return [key, 'no-fhir-access'];
        fetched.push(key);
        return [key, await fromServer(key, query, key === 'imaging' && imagingClient !== undefined ? imagingClient : client)];
      } catch (error) {
        return [key, reasonOf(error)];
      }
    }),
  );
  const got = new Map<PrefetchKey, FhirResource[]>();
  const missing: MissingData[] = [];
  for (const [key, value] of results) {
    if (typeof value !== 'string') got.set(key, value);
    // An EHR that does not serve ImagingStudy at all; the images may be found in another way.
    else if (key === 'imaging' && (value === 'not-found' || value === 'refused')) got.set(key, []);
    // The planned operation is a comfort of patient-view, not a need.
    else if (key !== 'orders') missing.push({ key, reason: value });
  }
  const patient = got.get('patient')?.find((resource): resource is Patient => resource.resourceType === 'Patient');
  if (patient === undefined && !missing.some(({ key }) => key === 'patient')) missing.push({ key: 'patient', reason: 'not-found' });
  else if (patient !== undefined && patient.id !== patientId) missing.push({ key: 'patient', reason: 'wrong-patient' });
  if (patient === undefined || missing.length > 0) return { kind: 'missing', missing };

  const all = [...got.values()].flat().filter((resource) => isOf(resource, patientId));
  const only = <T extends FhirResource>(type: T['resourceType']): T[] => all.filter((resource): resource is T => resource.resourceType === type);
  const images = await imagesOf(
    only<ImagingStudy>('ImagingStudy'),
    { resources: got.get('imaging') ?? [], ownSearch: fetched.includes('imaging') },
    namedStudyUids(all),
    patientId,
    imagingClient,
  );
  const found = options.order === undefined ? plannedOrder(only<ServiceRequest>('ServiceRequest'), options.rules ?? DEFAULT_CHART_RULES) : undefined;
  const order = options.order ?? found;
  return {
    kind: 'chart',
    fetched,
    chart: {
      patient,
      conditions: only<Condition>('Condition'),
      observations: only<Observation>('Observation'),
      procedures: only<Procedure>('Procedure'),
      ...images,
      ...(options.imagingClient !== undefined && fetched.includes('imaging') ? { imagingAsked: true } : {}),
      ...(order === undefined ? {} : { order, orderOnServer: found !== undefined }),
    },
  };
}

async function fromPrefetch(sent: unknown, client: FhirClient | undefined): Promise<FhirResource[] | MissingDataReason> {
  if (sent === null) return [];
  if (typeof sent !== 'object' || !('resourceType' in sent)) return 'malformed';
  const resource = sent as FhirResource;
  if (resource.resourceType === 'OperationOutcome') return 'client-failed';
  if (resource.resourceType !== 'Bundle') return [resource];
  const entries = Array.isArray(resource.entry) ? resource.entry : [];
  if (entries.some(({ resource: item }) => item?.resourceType === 'OperationOutcome' && isFailure(item as OperationOutcome))) return 'client-failed';
  if (resource.link?.some(({ relation }) => relation === 'next')) {
    if (client === undefined) return 'no-fhir-access'; // one page of several is not the answer
    return client.rest(resource as Bundle);
  }
  return entries.flatMap(({ resource: item }) => (item === undefined || item.resourceType === 'OperationOutcome' ? [] : [item as FhirResource]));
}

async function fromServer(key: PrefetchKey, query: string, client: FhirClient): Promise<FhirResource[]> {
  if (key === 'patient') return [await client.read<Patient>(query)];
  return client.search(key === 'imaging' ? `${query}&_include=ImagingStudy:endpoint` : query);
}

/** Studies that reports name by identifier only are looked up at most this many times. */
const MOST_NAMED = 5;

/**
 * The studies with their Endpoints: those that came along, else one authorised search for them; studies that a report names by UID only are searched for.
 * Without FHIR access a site's own DICOMweb root may still serve.
 */
async function imagesOf(
  studies: readonly ImagingStudy[],
  imaging: { readonly resources: readonly FhirResource[]; readonly ownSearch: boolean },
  named: readonly string[],
  patientId: string,
  client: FhirClient | undefined,
): Promise<Pick<ChartResources, 'imagingStudies' | 'endpoints' | 'authorisedEndpoints'>> {
  const known = new Set(studies.map(studyUidOf));
  const unknown = named.filter((uid) => !known.has(uid)).slice(0, MOST_NAMED);
  const came = foundStudies(imaging.resources, { patientId });
  const endpointsSeen = new Set(came.endpoints.map(({ id }) => `Endpoint/${id}`));
  const unresolved = studies
    .flatMap((study) => [...(study.endpoint ?? []), ...(study.series ?? []).flatMap((series) => series.endpoint ?? [])])
    .some(({ reference = '' }) => !reference.startsWith('#') && !endpointsSeen.has(reference.replace(/^.*\/(?=Endpoint\/)/u, '')));
  const searches = client === undefined ? [] : unknown.map((studyUid) => searchStudies(client, { patientId, studyUid }));
  if (client !== undefined && !imaging.ownSearch && unresolved) searches.push(searchStudies(client, { patientId }));
  // A search that fails takes nothing away: the images may still be found by the site's own address, and the rad-score says so if not.
  const answers = (await Promise.allSettled(searches)).flatMap((result): FoundStudies[] => (result.status === 'fulfilled' ? [result.value] : []));
  const authorised = [...(imaging.ownSearch ? [came] : []), ...answers];
  return {
    imagingStudies: [...studies, ...answers.flatMap((answer) => answer.studies.filter((study) => unknown.includes(studyUidOf(study) ?? '')))],
    endpoints: [...came.endpoints, ...answers.flatMap(({ endpoints }) => endpoints)],
    ...(authorised.length === 0 ? {} : { authorisedEndpoints: [...new Set(authorised.flatMap((answer) => answer.authorised))] }),
  };
}

/** The newest order on the server that plans a resection. */
function plannedOrder(orders: readonly ServiceRequest[], rules: ChartRules): ServiceRequest | undefined {
  return orders
    .filter((order) => (order.status === 'active' || order.status === 'draft') && isHepatectomy(order, rules))
    .toSorted((a, b) => instantMs(b.authoredOn ?? '1970') - instantMs(a.authoredOn ?? '1970') || ((a.id ?? '') < (b.id ?? '') ? -1 : 1))[0];
}

function isOf(resource: FhirResource, patientId: string): boolean {
  if (resource.resourceType === 'Patient') return resource.id === patientId;
  const subject = 'subject' in resource ? resource.subject : undefined;
  const reference = subject !== undefined && 'reference' in subject ? subject.reference : undefined;
  return (
    reference !== undefined &&
    reference
      .replace(/\/_history\/.*$/u, '')
      .split('/')
      .slice(-2)
      .join('/') === `Patient/${patientId}`
  );
}

function isFailure(outcome: OperationOutcome): boolean {
  return outcome.issue?.some(({ severity }) => severity === 'error' || severity === 'fatal') ?? true;
}

function reasonOf(error: unknown): MissingDataReason {
  if (!(error instanceof FhirError)) throw error;
  if (error.code === 'unauthorised' || error.code === 'forbidden') return 'forbidden';
  if (error.code === 'timeout') return 'timeout';
  if (error.code === 'not-found') return 'not-found';
  return error.code === 'network' || error.code === 'server' ? 'unreachable' : 'refused';
}
