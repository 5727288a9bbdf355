// SPDX-License-Identifier: Apache-2.0
import type { DicomDataset } from '../dicom/dataset.ts';
import { writePart10 } from '../dicom/part10.ts';
import { dateAndTime, patientAndStudy } from '../dicom/study-modules.ts';
import { SOP_CLASS } from '../dicom/uids.ts';
import { ImagingError } from '../errors.ts';
import { CODING_SCHEMES, codedEntry, SR_CODES } from './codes.ts';
import { codeValueItem, containerItem, imageItem, template, textItem, uidItem } from './content-item.ts';
import { measurementGroup } from './measurement-group.ts';
import { type LesionMeasurements, type MeasurementReport, MeasurementReportSchema } from './types.ts';

/**
 * Measurements of tumours as a DICOM Comprehensive 3D SR: TID 1500 with a TID 1411 group per tumour, as a Part 10 file.
 *
 * @throws ImagingError `dicom-not-writable` where the report breaks a rule of its schema or a text the rules of its VR
 * @see DICOM PS3.3 section A.35.13, PS3.16 TID 1500
 */
export function writeMeasurementReport(report: MeasurementReport): Uint8Array {
  return writePart10(measurementReportDataset(report));
}

/** The dataset of {@link writeMeasurementReport}. */
export function measurementReportDataset(report: MeasurementReport): DicomDataset {
  const checked = MeasurementReportSchema.safeParse(report);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw new ImagingError('dicom-not-writable', `The report cannot be written: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`, {
      attribute: issue?.path.join('.') ?? '',
    });
  }
  const { ct, device, lesions } = report;
  const { date, time, zone } = dateAndTime(report.startedIso);
  return {
    ...patientAndStudy(ct),
    // series, equipment, SOP
    SOPClassUID: SOP_CLASS.comprehensive3dSr,
    SOPInstanceUID: report.sopInstanceUid,
    Modality: 'SR',
    SeriesInstanceUID: report.seriesInstanceUid,
    SeriesNumber: report.seriesNumber,
    SeriesDescription: report.seriesDescription,
    SeriesDate: date,
    SeriesTime: time,
    ReferencedPerformedProcedureStepSequence: [],
    Manufacturer: device.manufacturer,
    ManufacturerModelName: device.model,
    DeviceSerialNumber: device.serialNumber,
    SoftwareVersions: device.softwareVersion,
    ContributingEquipmentSequence: report.contributions.map((contribution) => ({
      PurposeOfReferenceCodeSequence: [codedEntry(SR_CODES.processingEquipment)],
      Manufacturer: contribution.manufacturer,
      ManufacturerModelName: contribution.model,
      SoftwareVersions: contribution.version,
      DeviceUID: contribution.deviceUid,
      ContributionDateTime: `${date}${time}${zone}`,
      ContributionDescription: contribution.description,
    })),
    // document
    InstanceNumber: 1,
    ContentDate: date,
    ContentTime: time,
    TimezoneOffsetFromUTC: zone,
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'UNVERIFIED',
    PerformedProcedureCodeSequence: [],
    CodingSchemeIdentificationSequence: CODING_SCHEMES,
    CurrentRequestedProcedureEvidenceSequence: [evidence(report)],
    // content
    ValueType: 'CONTAINER',
    ConceptNameCodeSequence: [codedEntry(SR_CODES.measurementReport)],
    ContinuityOfContent: 'SEPARATE',
    ...template('1500'),
    ContentSequence: [
      codeValueItem('HAS CONCEPT MOD', SR_CODES.language, SR_CODES.english),
      ...deviceObserver(report),
      codeValueItem('HAS CONCEPT MOD', SR_CODES.procedureReported, report.procedure),
      imageLibrary(report),
      containerItem(
        SR_CODES.imagingMeasurements,
        lesions.map((lesion) => measurementGroup(lesion, ct.seriesInstanceUid)),
      ),
    ],
  };
}

/** TID 1002 and 1004: who observed. */
function deviceObserver({ device }: MeasurementReport): readonly DicomDataset[] {
  return [
    codeValueItem('HAS OBS CONTEXT', SR_CODES.observerType, SR_CODES.device),
    uidItem('HAS OBS CONTEXT', SR_CODES.deviceUid, device.uid),
    textItem('HAS OBS CONTEXT', SR_CODES.deviceName, device.name),
    textItem('HAS OBS CONTEXT', SR_CODES.deviceManufacturer, device.manufacturer),
    textItem('HAS OBS CONTEXT', SR_CODES.deviceModel, device.model),
    textItem('HAS OBS CONTEXT', SR_CODES.deviceSerialNumber, device.serialNumber),
  ];
}

/** TID 1600: the CT slices in their order, then the segmentations. */
function imageLibrary({ ct, lesions }: MeasurementReport): DicomDataset {
  const { sopClassUid } = ct;
  return containerItem(SR_CODES.imageLibrary, [
    containerItem(SR_CODES.imageLibraryGroup, [
      codeValueItem('HAS ACQ CONTEXT', SR_CODES.modality, SR_CODES.computedTomography),
      uidItem('HAS ACQ CONTEXT', SR_CODES.frameOfReference, ct.frameOfReferenceUid),
      ...objectsOf(ct).map((sopInstanceUid) => imageItem('CONTAINS', SR_CODES.source, { sopClassUid, sopInstanceUid })),
    ]),
    containerItem(SR_CODES.imageLibraryGroup, [
      codeValueItem('HAS ACQ CONTEXT', SR_CODES.modality, SR_CODES.segmentationModality),
      uidItem('HAS ACQ CONTEXT', SR_CODES.frameOfReference, ct.frameOfReferenceUid),
      ...segmentations(lesions).map((segment) =>
        imageItem('CONTAINS', SR_CODES.source, { sopClassUid: segment.sopClassUid, sopInstanceUid: segment.sopInstanceUid }),
      ),
    ]),
  ]);
}

/** Everything that the content points at, by study and series (PS3.3 section C.17.2.3). */
function evidence({ ct, lesions }: MeasurementReport): DicomDataset {
  const series = new Map<string, DicomDataset[]>();
  const add = (seriesUid: string, sopClassUid: string, sopInstanceUid: string): void => {
    const list = series.get(seriesUid) ?? [];
    list.push({ ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid });
    series.set(seriesUid, list);
  };
  for (const sopInstanceUid of objectsOf(ct)) add(ct.seriesInstanceUid, ct.sopClassUid, sopInstanceUid);
  for (const segment of segmentations(lesions)) add(segment.seriesInstanceUid, segment.sopClassUid, segment.sopInstanceUid);
  return {
    StudyInstanceUID: ct.studyInstanceUid,
    ReferencedSeriesSequence: [...series].map(([SeriesInstanceUID, ReferencedSOPSequence]) => ({ ReferencedSOPSequence, SeriesInstanceUID })),
  };
}

/** SOP UIDs of the CT in slice order, each once: a multi-frame object holds many slices. */
function objectsOf(ct: MeasurementReport['ct']): readonly string[] {
  return [...new Set(ct.slices.map(({ sopInstanceUid }) => sopInstanceUid))];
}

/** Each segmentation object once, in the order of the lesions. */
function segmentations(lesions: readonly LesionMeasurements[]): readonly LesionMeasurements['segment'][] {
  return [...new Map(lesions.map(({ segment }) => [segment.sopInstanceUid, segment])).values()];
}
