// SPDX-License-Identifier: Apache-2.0
import { codeOf, type DicomDataset, itemsOf, numberOf, textOf } from '../dicom/dataset.ts';
import { readPart10 } from '../dicom/part10.ts';
import { SOP_CLASS } from '../dicom/uids.ts';
import { ImagingError } from '../errors.ts';
import { PRIVATE_CODES, SR_CODES, sameCode } from './codes.ts';
import { FEATURE_PARAMETER } from './measurement-group.ts';
import { childOf, childrenOf, codeBelow, conceptOf, imageOf, measuredOf, textBelow, textsBelow, uidBelow } from './read-content.ts';
import { type MeasurementReport, MeasurementReportSchema } from './types.ts';

/**
 * Reads a measurement report of this product back to the data that it was written from.
 *
 * @throws ImagingError `dicom-unreadable` for bytes that are no DICOM object, `not-a-measurement-report` for another kind of object,
 *   `report-malformed` where something of the report is missing or against its rules, with its place
 */
export function readMeasurementReport(bytes: Uint8Array): MeasurementReport {
  const { dataset } = readPart10(bytes);
  const sopClass = textOf(dataset, 'SOPClassUID');
  if (sopClass !== SOP_CLASS.comprehensive3dSr || !sameCode(codeOf(dataset, 'ConceptNameCodeSequence'), SR_CODES.measurementReport))
    throw new ImagingError('not-a-measurement-report', 'This DICOM object is no measurement report (Comprehensive 3D SR of TID 1500).', {
      sopClassUid: sopClass ?? null,
      concept: codeOf(dataset, 'ConceptNameCodeSequence')?.value ?? null,
    });
  const parsed = MeasurementReportSchema.safeParse(withoutUndefined(asPlainData(dataset)));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') ?? '';
  throw new ImagingError('report-malformed', `The measurement report is incomplete or breaks its own rules at "${place}": ${issue?.message ?? ''}.`, { place });
}

function asPlainData(dataset: DicomDataset): unknown {
  return {
    sopInstanceUid: textOf(dataset, 'SOPInstanceUID'),
    seriesInstanceUid: textOf(dataset, 'SeriesInstanceUID'),
    seriesNumber: numberOf(dataset, 'SeriesNumber'),
    seriesDescription: textOf(dataset, 'SeriesDescription'),
    startedIso: isoOf(dataset),
    ct: ctOf(dataset),
    procedure: codeBelow(dataset, SR_CODES.procedureReported),
    device: {
      uid: uidBelow(dataset, SR_CODES.deviceUid),
      name: textBelow(dataset, SR_CODES.deviceName),
      manufacturer: textBelow(dataset, SR_CODES.deviceManufacturer),
      model: textBelow(dataset, SR_CODES.deviceModel),
      serialNumber: textBelow(dataset, SR_CODES.deviceSerialNumber),
      softwareVersion: textOf(dataset, 'SoftwareVersions'),
    },
    contributions: itemsOf(dataset, 'ContributingEquipmentSequence').map((item) => ({
      deviceUid: textOf(item, 'DeviceUID'),
      manufacturer: textOf(item, 'Manufacturer'),
      model: textOf(item, 'ManufacturerModelName'),
      version: textOf(item, 'SoftwareVersions'),
      description: textOf(item, 'ContributionDescription'),
    })),
    lesions: childrenOf(childOf(dataset, SR_CODES.imagingMeasurements), SR_CODES.measurementGroup).map((group) => lesionOf(group, dataset)),
  };
}

/** Date, time and zone of the content as ISO 8601. */
function isoOf(dataset: DicomDataset): string | undefined {
  const text = `${textOf(dataset, 'ContentDate')}T${textOf(dataset, 'ContentTime')}${textOf(dataset, 'TimezoneOffsetFromUTC')}`;
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\.\d{1,6})?([+-]\d{2})(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zoneHour, zoneMinute] = match;
  const zone = `${zoneHour}:${zoneMinute}`;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${zone === '+00:00' ? 'Z' : zone}`;
}

function ctOf(dataset: DicomDataset): unknown {
  const groups = childrenOf(childOf(dataset, SR_CODES.imageLibrary), SR_CODES.imageLibraryGroup);
  const group = groups.find((one) => sameCode(codeBelow(one, SR_CODES.modality), SR_CODES.computedTomography));
  const images = childrenOf(group, SR_CODES.source).map(imageOf);
  return {
    patientName: textOf(dataset, 'PatientName') ?? '',
    patientId: textOf(dataset, 'PatientID') ?? '',
    patientBirthDate: textOf(dataset, 'PatientBirthDate') ?? '',
    patientSex: textOf(dataset, 'PatientSex') ?? '',
    studyInstanceUid: textOf(dataset, 'StudyInstanceUID'),
    studyId: textOf(dataset, 'StudyID') ?? '',
    studyDate: textOf(dataset, 'StudyDate') ?? '',
    studyTime: textOf(dataset, 'StudyTime') ?? '',
    studyDescription: textOf(dataset, 'StudyDescription'),
    accessionNumber: textOf(dataset, 'AccessionNumber') ?? '',
    referringPhysicianName: textOf(dataset, 'ReferringPhysicianName') ?? '',
    seriesInstanceUid: seriesHolding(dataset, images[0]?.sopInstanceUid),
    frameOfReferenceUid: uidBelow(group, SR_CODES.frameOfReference),
    sopClassUid: images[0]?.sopClassUid,
    slices: images.map((image) => ({ sopInstanceUid: image?.sopInstanceUid })),
  };
}

function lesionOf(group: DicomDataset, dataset: DicomDataset): unknown {
  const segment = imageOf(childOf(group, SR_CODES.referencedSegment));
  return {
    session: textBelow(group, SR_CODES.activitySession),
    trackingIdentifier: textBelow(group, SR_CODES.trackingIdentifier),
    trackingUid: uidBelow(group, SR_CODES.trackingUid),
    findingCategory: codeBelow(group, SR_CODES.findingCategory),
    finding: codeBelow(group, SR_CODES.finding),
    findingSite: codeBelow(group, SR_CODES.findingSite),
    segment: segment === undefined ? undefined : { ...segment, seriesInstanceUid: seriesHolding(dataset, segment.sopInstanceUid) },
    measurements: itemsOf(group, 'ContentSequence')
      .filter((item) => textOf(item, 'ValueType') === 'NUM')
      .map(measurementOf),
  };
}

function measurementOf(item: DicomDataset): unknown {
  const parameters = textsBelow(item, SR_CODES.algorithmParameters);
  const named = parameters.findIndex((text) => text.startsWith(FEATURE_PARAMETER));
  const { value, unit } = measuredOf(item);
  return {
    name: parameters[named]?.slice(FEATURE_PARAMETER.length),
    code: conceptOf(item),
    value,
    unit,
    imageType: codeBelow(item, PRIVATE_CODES.imageType)?.value,
    algorithm: {
      name: textBelow(item, SR_CODES.algorithmName),
      version: textBelow(item, SR_CODES.algorithmVersion),
      parameters: parameters.filter((_, i) => i !== named),
    },
  };
}

/** The series of the evidence that an object is listed in. */
function seriesHolding(dataset: DicomDataset, sopInstanceUid: string | undefined): string | undefined {
  for (const study of itemsOf(dataset, 'CurrentRequestedProcedureEvidenceSequence'))
    for (const series of itemsOf(study, 'ReferencedSeriesSequence'))
      if (itemsOf(series, 'ReferencedSOPSequence').some((reference) => textOf(reference, 'ReferencedSOPInstanceUID') === sopInstanceUid))
        return textOf(series, 'SeriesInstanceUID');
  return undefined;
}

/** Absent members, not members that are undefined. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, withoutUndefined(inner)]),
  );
}
