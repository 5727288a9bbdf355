// SPDX-License-Identifier: Apache-2.0
// The CT as FHIR shows it: study, report, and what the radiologist found.
import type { DiagnosticReport, ImagingStudy, Observation } from 'fhir/r4';
import { FINDING, OWN_SYSTEM, SNOMED, SYSTEM } from '../../src/fhir/codes.ts';
import { SOP_CLASS } from '../../src/imaging/dicom/uids.ts';
import { CT_SERIES_DESCRIPTION, CT_SERIES_NUMBER, SEG_SERIES_NUMBER, STUDY_DESCRIPTION } from '../synthetic-liver/ct-part10.ts';
import { SEG_SERIES_DESCRIPTION } from '../synthetic-liver/study.ts';
import { code, concept, INVENTED_META, narrative, ucum } from './build.ts';
import { conditionId, subjectOf } from './clinical.ts';
import { at, type CaseContext, DAY } from './context.ts';
import { ENDPOINT_ID, RADIOLOGIST } from './people.ts';

export const studyId = (c: CaseContext): string => `${c.patientId}-ct`;

/** ImagingStudy of the CT; it lists the SEG series only where there is one. */
export function imagingStudyOf(c: CaseContext): ImagingStudy {
  const modality = (value: 'CT' | 'SEG') => ({ system: SYSTEM.dicom, code: value });
  const ct = {
    uid: c.uids.ctSeries,
    number: CT_SERIES_NUMBER,
    modality: modality('CT'),
    description: CT_SERIES_DESCRIPTION,
    numberOfInstances: c.study.grid.slices,
    started: at(c, DAY.ct, '09:40:00'),
    bodySite: { system: SYSTEM.snomed, code: SNOMED.liver },
  };
  const seg = {
    uid: c.uids.segSeries,
    number: SEG_SERIES_NUMBER,
    modality: modality('SEG'),
    description: SEG_SERIES_DESCRIPTION,
    numberOfInstances: 1,
    started: at(c, DAY.outline, '11:05:00'),
    performer: [{ actor: { reference: `Practitioner/${RADIOLOGIST.id}` } }],
    instance: [{ uid: c.uids.segInstance, sopClass: { system: 'urn:ietf:rfc:3986', code: `urn:oid:${SOP_CLASS.segmentation}` }, number: 1 }],
  };
  const series = c.spec.segmented ? [ct, seg] : [ct];
  return {
    resourceType: 'ImagingStudy',
    id: studyId(c),
    meta: INVENTED_META,
    text: narrative(`CT of the abdomen with contrast, ${c.day(DAY.ct)}; ${c.spec.segmented ? 'tumour outlined' : 'no outline'}. Drawn by a program.`),
    identifier: [
      { system: SYSTEM.dicomUid, value: `urn:oid:${c.uids.study}` },
      {
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'ACSN' }] },
        system: 'https://demo-hospital.example/accession',
        value: c.accession,
      },
    ],
    status: 'available',
    modality: series.map((one) => one.modality),
    subject: subjectOf(c),
    started: at(c, DAY.ct, '09:34:00'),
    endpoint: [{ reference: `Endpoint/${ENDPOINT_ID}` }],
    numberOfSeries: series.length,
    numberOfInstances: series.reduce((sum, one) => sum + one.numberOfInstances, 0),
    description: STUDY_DESCRIPTION,
    series,
  };
}

function finding(c: CaseContext, name: string, title: string, spoken: string, rest: Pick<Observation, 'code'> & Partial<Observation>): Observation {
  return {
    resourceType: 'Observation',
    id: `${c.patientId}-${name}`,
    meta: INVENTED_META,
    text: narrative(`${title}: ${spoken}, CT of ${c.day(DAY.ct)}`),
    status: c.spec.findingsConfirmed ? 'final' : 'preliminary',
    category: [concept('Imaging', code(SYSTEM.observationCategory, 'imaging')), { coding: [{ system: SYSTEM.umls, code: 'C0034375' }] }],
    subject: subjectOf(c),
    focus: [{ reference: `Condition/${conditionId(c)}` }],
    effectiveDateTime: at(c, DAY.ct, '09:40:00'),
    issued: at(c, DAY.ct, '15:10:00'),
    performer: [{ reference: `Practitioner/${RADIOLOGIST.id}`, display: 'Dr. Reader, radiology' }],
    derivedFrom: [{ reference: `ImagingStudy/${studyId(c)}` }],
    ...rest,
  };
}

/** Largest diameter of the first tumour and what else the report states. */
export function findingsOf(c: CaseContext): Observation[] {
  const { spec } = c;
  const own = (value: string, text: string) => concept(text, code(OWN_SYSTEM.finding, value));
  const level = (present: boolean) => concept(present ? 'Present' : 'Absent', code(SYSTEM.snomed, present ? SNOMED.present : SNOMED.absent));
  const spoken = (present: boolean) => (present ? 'present' : 'absent');
  const sizeMm = spec.tumours[0]!.diameterMm;
  const size = spec.sizeUnit === 'mm' ? ucum(sizeMm, 'mm') : ucum(sizeMm / 10, 'cm');
  return [
    finding(c, 'necrosis', 'Intratumoural necrosis', spoken(spec.necrosis), {
      code: own(FINDING.necrosis, 'Intratumoural necrosis'),
      valueCodeableConcept: level(spec.necrosis),
    }),
    finding(c, 'portal-vein', 'Portal vein invasion', spoken(spec.portalVeinInvasion), {
      code: own(FINDING.portalVeinInvasion, 'Portal vein invasion'),
      bodySite: concept('Portal vein', code(SYSTEM.snomed, SNOMED.portalVein)),
      valueCodeableConcept: concept(
        spec.portalVeinInvasion ? 'Present' : 'Absent',
        code(SYSTEM.snomed, spec.portalVeinInvasion ? SNOMED.vascularInvasionPresent : SNOMED.vascularInvasionAbsent),
      ),
    }),
    finding(c, 'tumour-count', 'Number of tumours', String(spec.tumours.length), {
      code: own(FINDING.tumourCount, 'Number of tumours'),
      valueInteger: spec.tumours.length,
    }),
    finding(c, 'extrahepatic', 'Disease outside the liver', 'absent', {
      code: own(FINDING.extrahepaticDisease, 'Disease outside the liver'),
      valueCodeableConcept: level(false),
    }),
    finding(c, 'tumour-size', 'Tumour size', `longest diameter ${size.value} ${size.unit}`, {
      code: concept('Tumour size', code(SYSTEM.loinc, '21889-1')),
      component: [{ code: concept('Longest diameter', code(SYSTEM.loinc, '33728-7')), valueQuantity: size }],
    }),
  ];
}

/** The report as text, with its discrete findings. */
export function reportOf(c: CaseContext, findings: readonly Observation[]): DiagnosticReport {
  const { spec } = c;
  const sizes = spec.tumours.map(({ diameterMm }) => `${diameterMm} mm`).join(' and ');
  const conclusion = [
    spec.tumours.length === 1
      ? `Single tumour of ${sizes} in ${spec.segments}, LI-RADS 5.`
      : `${spec.tumours.length} tumours, ${sizes}, in ${spec.segments}, LI-RADS 5.`,
    `Intratumoural necrosis ${spec.necrosis ? 'present' : 'absent'}.`,
    `Portal vein invasion ${spec.portalVeinInvasion ? 'present' : 'absent'}.`,
    'No disease outside the liver.',
    ...(spec.findingsConfirmed ? [] : ['Preliminary reading, to be confirmed.']),
  ].join(' ');
  return {
    resourceType: 'DiagnosticReport',
    id: `${c.patientId}-ct-report`,
    meta: INVENTED_META,
    text: narrative(conclusion),
    status: spec.findingsConfirmed ? 'final' : 'preliminary',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'RAD' }], text: 'Radiology' }],
    code: concept('CT abdomen, contrast', code(SYSTEM.loinc, '18748-4')),
    subject: subjectOf(c),
    effectiveDateTime: at(c, DAY.ct, '09:40:00'),
    issued: at(c, DAY.ct, '15:10:00'),
    performer: [{ reference: `Practitioner/${RADIOLOGIST.id}` }],
    resultsInterpreter: [{ reference: `Practitioner/${RADIOLOGIST.id}` }],
    result: findings.map(({ id }) => ({ reference: `Observation/${id}` })),
    imagingStudy: [{ reference: `ImagingStudy/${studyId(c)}` }],
    conclusion,
  };
}
