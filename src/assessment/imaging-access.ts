// SPDX-License-Identifier: Apache-2.0
// From studies named by a chart to archives that may be asked, each with exactly the credential it may get.
import type { ImagingAddress, ImagingPointer, PatientIdentifier } from '../fhir/chart.ts';
import type { SeriesSummary } from '../imaging/dicomweb/client.ts';
import type { DicomWebTarget } from '../imaging/dicomweb/http.ts';
import { imagingToken } from '../security/imaging-token.ts';
import { searchArchives } from './archive-search.ts';
import type { ImagingRefusal, ImagingSite } from './imaging-site.ts';
import { searchWithOwnToken } from './own-search.ts';

/** How to speak to an archive, with exactly the credential that it may get. */
export type ArchiveTarget = Omit<DicomWebTarget, 'signal'>;

/** Where one study is: plain data, so that it can go to another thread. */
export interface StudyArchive {
  readonly target: ArchiveTarget;
  /** Series that have an endpoint of their own: it beats the study's. */
  readonly seriesTargets?: readonly { readonly seriesUid: string; readonly target: ArchiveTarget }[];
  /** Series as the record lists them, for archives without QIDO-RS. */
  readonly knownSeries?: readonly SeriesSummary[];
}

export interface ImagingTarget extends StudyArchive {
  readonly pointer: ImagingPointer;
}

export interface LocatedImages {
  /** Newest study first, each once. */
  readonly targets: readonly ImagingTarget[];
  readonly refusals: readonly ImagingRefusal[];
}

/** Whose images, and what the chart says about them. */
export interface ImagingQuestion {
  /** `Patient/<id>`. */
  readonly patient: string;
  /** As the chart names them; used where we have no token of our own. */
  readonly imaging: readonly ImagingPointer[];
  /** Of the systems that the site states; used where the record lists no study. */
  readonly identifiers?: readonly PatientIdentifier[];
}

/**
 * Finds the archives of a patient's studies. Our own backend token searches the studies again: only an Endpoint from that answer may get the token.
 * Where no study is listed, the archive is asked by the patient's identifiers, if the site says which.
 */
export async function locateImages(site: ImagingSite, of: ImagingQuestion, signal: AbortSignal): Promise<LocatedImages> {
  const refusals: ImagingRefusal[] = [];
  const own = site.tokens === undefined ? undefined : await searchWithOwnToken(site, site.tokens, of.patient, signal);
  if (own?.kind === 'refused') refusals.push(own.refusal);
  const found = own?.kind === 'found' ? own : undefined;
  let pointers = found === undefined ? of.imaging.map(withoutTrust) : merge(of.imaging, found.pointers, found.separate);
  // Where the EHR said no, the archive is not asked behind its back.
  if (pointers.length === 0 && site.patientIdentifiers.length > 0 && !refusals.some(({ code }) => code === 'imaging-forbidden')) {
    const archives = await searchArchives(site, of.identifiers ?? [], signal);
    pointers = archives.pointers;
    refusals.push(...archives.refusals);
  }
  const targets = pointers.flatMap((pointer) => {
    const target = targetOf(site, pointer, found?.token, refusals);
    return target === undefined ? [] : [target];
  });
  return { targets, refusals };
}

/** The study's archive: its own endpoint, and those of series that have one; without any in the record, what the site lists (out-of-band discovery). */
function targetOf(site: ImagingSite, pointer: ImagingPointer, token: string | undefined, refusals: ImagingRefusal[]): ImagingTarget | undefined {
  const named = pointer.addresses.filter(({ connection }) => connection === 'dicom-wado-rs');
  const addresses: readonly ImagingAddress[] =
    named.length > 0
      ? named
      : site.allowed.map((address) => ({ address, connection: 'dicom-wado-rs', requiresAccessToken: 'absent', fromAuthorisedSearch: false }));
  if (addresses.length === 0)
    refusals.push({
      code: 'no-endpoint',
      message: 'The chart names no DICOMweb endpoint for the CT, and none is configured for this EHR. Add it under "dicomweb.allowed".',
    });
  const open = addresses.flatMap((address) => {
    const target = archiveTarget(site, address, token);
    if (!('code' in target)) return [{ seriesUid: address.seriesUid, target }];
    refusals.push(target);
    return [];
  });
  // Series endpoints only: any of them answers for the study, and each series still goes to its own.
  const forStudy = open.find(({ seriesUid }) => seriesUid === undefined) ?? open[0];
  if (forStudy === undefined) return undefined;
  const bySeries = new Map<string, ArchiveTarget>();
  for (const { seriesUid, target } of open) if (seriesUid !== undefined && !bySeries.has(seriesUid)) bySeries.set(seriesUid, target);
  const seriesTargets = [...bySeries].map(([seriesUid, target]) => ({ seriesUid, target }));
  const knownSeries = seriesOf(pointer);
  return {
    pointer,
    target: forStudy.target,
    ...(seriesTargets.length === 0 ? {} : { seriesTargets }),
    ...(knownSeries.length === 0 ? {} : { knownSeries }),
  };
}

function archiveTarget(site: ImagingSite, at: ImagingAddress, token: string | undefined): ArchiveTarget | ImagingRefusal {
  const { address, requiresAccessToken, fromAuthorisedSearch } = at;
  const decision = imagingToken({
    address,
    requiresAccessToken,
    fromAuthorisedSearch: fromAuthorisedSearch && token !== undefined,
    allowed: site.allowed,
    credentialOrigins: [...site.credentials.keys()],
  });
  if (decision.send === 'refuse')
    return {
      code: decision.code,
      message: `The image archive ${originOf(address)} is not on this site's list of allowed DICOMweb addresses. Add it under "dicomweb.allowed" if it is right.`,
    };
  const authorization =
    decision.send === 'smart-token' ? `Bearer ${token}` : decision.send === 'site-credentials' ? site.credentials.get(new URL(address).origin) : undefined;
  return {
    baseUrl: address,
    timeoutMs: site.dicomwebTimeoutMs,
    maxBytes: site.maxBytes,
    retry: site.retry,
    ...(authorization === undefined ? {} : { headers: { Authorization: authorization } }),
  };
}

function seriesOf(pointer: ImagingPointer): readonly SeriesSummary[] {
  const of = (modality: string, series: ImagingPointer['ctSeries']): SeriesSummary[] =>
    series.map(({ uid, description, number, instances }) => ({
      seriesInstanceUid: uid,
      modality,
      description: description ?? '',
      seriesNumber: number,
      instances,
      frameOfReferenceUid: '',
    }));
  return [...of('CT', pointer.ctSeries), ...of('SEG', pointer.segSeries), ...of('RTSTRUCT', pointer.structureSeries ?? [])];
}

/**
 * The chart's choice and order of studies, with what our own search says about each; a study that only the chart names is kept, without trust.
 * What only our own search sees is taken where the chart could not know it: the user's rights are not widened by ours.
 */
function merge(chart: readonly ImagingPointer[], own: readonly ImagingPointer[], separate: boolean): readonly ImagingPointer[] {
  const ours = new Map(own.map((pointer) => [pointer.studyUid, pointer]));
  if (!separate || chart.length > 0) return chart.map((pointer) => ours.get(pointer.studyUid) ?? withoutTrust(pointer));
  return own;
}

/** An endpoint found with somebody else's token is no endpoint for ours. */
function withoutTrust(pointer: ImagingPointer): ImagingPointer {
  return { ...pointer, addresses: pointer.addresses.map((address) => ({ ...address, fromAuthorisedSearch: false })) };
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : '(not an address)';
}
