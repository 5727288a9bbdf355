// SPDX-License-Identifier: Apache-2.0
// Where the images are: ImagingStudy and Endpoint resources turned into UIDs and addresses. Nothing is fetched here.
import type { Endpoint, ImagingStudy, Reference } from 'fhir/r4';
import { SYSTEM } from './codes.ts';
import { instantMs } from './time.ts';

export interface SeriesPointer {
  readonly uid: string;
  readonly number?: number;
  readonly description?: string;
  readonly startedIso?: string;
  readonly instances?: number;
}

/** A DICOMweb root that an Endpoint names. */
export interface ImagingAddress {
  readonly address: string;
  /** `dicom-wado-rs`, `dicom-qido-rs` or `dicom-stow-rs`. */
  readonly connection: string;
  /** Extension of SMART Imaging Access; `absent` for an ordinary EHR. */
  readonly requiresAccessToken: boolean | 'absent';
  /** True when the Endpoint came in the answer of our own authorised ImagingStudy search. */
  readonly fromAuthorisedSearch: boolean;
  /** Set when the endpoint belongs to one series; it beats the study's. */
  readonly seriesUid?: string;
}

/** One study that may hold the CT and its segmentation. */
export interface ImagingPointer {
  /** `ImagingStudy/<id>`. */
  readonly reference: string;
  readonly studyUid: string;
  readonly startedIso?: string;
  /** False where the study lists no series: then DICOMweb has to be asked. */
  readonly seriesListed: boolean;
  readonly ctSeries: readonly SeriesPointer[];
  readonly segSeries: readonly SeriesPointer[];
  /** RT structure sets. */
  readonly structureSeries?: readonly SeriesPointer[];
  readonly description?: string;
  /** Modalities of the study as the record states them. */
  readonly modalities?: readonly string[];
  readonly addresses: readonly ImagingAddress[];
}

export const REQUIRES_ACCESS_TOKEN = 'http://fhir.org/argonaut/smart-imaging/StructureDefinition/requires-access-token';

/**
 * Studies that may hold a CT, newest first. Cancelled and entered-in-error studies are left out; a study without series detail is kept when its modality does not exclude CT.
 *
 * @param authorised references (`Endpoint/<id>`, or `ImagingStudy/<id>` for contained ones) that came in the answer of an authorised search
 */
export function imagingPointers(studies: readonly ImagingStudy[], endpoints: readonly Endpoint[], authorised: readonly string[] = []): ImagingPointer[] {
  const byReference = new Map<string, Endpoint>(
    endpoints.flatMap((endpoint) => (endpoint.id === undefined ? [] : [[`Endpoint/${endpoint.id}`, endpoint] as const])),
  );
  const pointers = new Map<string, ImagingPointer>();
  for (const study of studies) {
    const studyUid = studyUidOf(study);
    if (studyUid === undefined || study.id === undefined || study.status === 'cancelled' || study.status === 'entered-in-error') continue;
    const series = study.series ?? [];
    const ofModality = (code: string): SeriesPointer[] =>
      series
        .filter(({ modality }) => modality.code === code)
        .map(seriesPointer)
        .toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0) || (a.uid < b.uid ? -1 : 1));
    const seriesListed = series.length > 0;
    const ctSeries = ofModality('CT');
    const modalities = [...new Set([...(study.modality ?? []), ...series.map(({ modality }) => modality)].flatMap(({ code }) => code ?? []))];
    const mayHoldCt = seriesListed ? ctSeries.length > 0 : study.modality === undefined || study.modality.some(({ code }) => code === 'CT');
    if (!mayHoldCt) continue;
    const resolve = (reference: Reference, seriesUid?: string): ImagingAddress[] => {
      const target = reference.reference ?? '';
      const contained = target.startsWith('#')
        ? study.contained?.find((resource): resource is Endpoint => resource.resourceType === 'Endpoint' && `#${resource.id}` === target)
        : undefined;
      const key = target.replace(/^.*\/(?=Endpoint\/)/u, '').replace(/\/_history\/.*$/u, '');
      const endpoint = contained ?? byReference.get(key);
      const trusted = authorised.includes(contained === undefined ? key : `ImagingStudy/${study.id}`);
      const address = endpoint === undefined ? undefined : addressOf(endpoint, trusted);
      return address === undefined ? [] : [seriesUid === undefined ? address : { ...address, seriesUid }];
    };
    const addresses = [
      ...series.flatMap((one) => (one.endpoint ?? []).flatMap((reference) => resolve(reference, one.uid))),
      ...(study.endpoint ?? []).flatMap((reference) => resolve(reference)),
    ];
    pointers.set(study.id, {
      reference: `ImagingStudy/${study.id}`,
      studyUid,
      seriesListed,
      ctSeries,
      segSeries: ofModality('SEG'),
      structureSeries: ofModality('RTSTRUCT'),
      addresses,
      ...(study.description === undefined ? {} : { description: study.description }),
      ...(modalities.length === 0 ? {} : { modalities }),
      ...(study.started === undefined ? {} : { startedIso: study.started }),
    });
  }
  const time = (pointer: ImagingPointer): number => (pointer.startedIso === undefined ? 0 : instantMs(pointer.startedIso));
  return [...pointers.values()].toSorted((a, b) => time(b) - time(a) || (a.reference < b.reference ? -1 : 1));
}

/** Bare study UID of an ImagingStudy (`urn:dicom:uid` identifier, with or without `urn:oid:`). */
export function studyUidOf(study: ImagingStudy): string | undefined {
  const value = study.identifier?.find(({ system }) => system === SYSTEM.dicomUid)?.value?.replace(/^urn:oid:/u, '');
  return value !== undefined && /^[0-9.]{1,64}$/u.test(value) ? value : undefined;
}

function seriesPointer(series: NonNullable<ImagingStudy['series']>[number]): SeriesPointer {
  return {
    uid: series.uid.replace(/^urn:oid:/u, ''),
    ...(series.number === undefined ? {} : { number: series.number }),
    ...(series.description === undefined ? {} : { description: series.description }),
    ...(series.started === undefined ? {} : { startedIso: series.started }),
    ...(series.numberOfInstances === undefined ? {} : { instances: series.numberOfInstances }),
  };
}

function addressOf(endpoint: Endpoint, fromAuthorisedSearch: boolean): ImagingAddress | undefined {
  if (endpoint.status !== 'active' && endpoint.status !== 'test') return undefined;
  const { system, code } = endpoint.connectionType;
  if (system !== SYSTEM.endpointConnectionType || code === undefined || !code.startsWith('dicom-')) return undefined;
  const flag = endpoint.extension?.find(({ url }) => url === REQUIRES_ACCESS_TOKEN)?.valueBoolean;
  return { address: endpoint.address.replace(/\/+$/u, ''), connection: code, requiresAccessToken: flag ?? 'absent', fromAuthorisedSearch };
}
