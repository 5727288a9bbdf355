// SPDX-License-Identifier: Apache-2.0
import type { Observation } from 'fhir/r4';
import type { Assessment } from '../nomogram/assessment.ts';
import { FINDING, IDENTIFIER, OWN_SYSTEM, SNOMED, SYSTEM } from './codes.ts';
import { softwareReference } from './references.ts';

/**
 * The rad-score as an Observation with each feature as a component; undefined while it is not computed.
 * Its identifier is the CT series, the segmentation instance and the pipeline, so that the same pixels are written once.
 */
export function toRadScoreObservation(assessment: Assessment, nowIso: string): Observation | undefined {
  const { radiomics } = assessment;
  if (radiomics.status !== 'computed' || radiomics.radScore === undefined) return undefined;
  const study = assessment.basis.find((reference) => reference.startsWith('ImagingStudy/'));
  const quantity = (value: number): Observation['valueQuantity'] => ({ value, system: SYSTEM.ucum, code: '1' });
  const names = Object.entries(radiomics.features ?? {});
  const notes = [
    ...(radiomics.segSopInstanceUid === undefined ? [] : [outlineNote(radiomics, radiomics.segSopInstanceUid)]),
    ...(radiomics.sliceThicknessMm === undefined ? [] : [`Slice thickness ${radiomics.sliceThicknessMm} mm.`]),
    ...(radiomics.checks ?? []).filter(({ ok }) => !ok).map(({ text }) => text),
    ...(assessment.model.demonstration ? ['Demonstration model, synthetic constants: the standardisation of the features is not published.'] : []),
  ];
  return {
    resourceType: 'Observation',
    identifier: [
      { system: IDENTIFIER.radScore, value: [radiomics.ctSeriesUid, radiomics.segSopInstanceUid, radiomics.segmentNumber, radiomics.pipeline].join('|') },
    ],
    status: 'final',
    category: [{ coding: [{ system: SYSTEM.observationCategory, code: 'imaging' }] }],
    code: { coding: [{ system: OWN_SYSTEM.finding, code: FINDING.radScore }] },
    subject: { reference: assessment.patient },
    ...(study === undefined
      ? {}
      : {
          partOf: [
            {
              reference: study,
              ...(radiomics.studyUid === undefined
                ? {}
                : {
                    identifier: {
                      type: { coding: [{ system: SYSTEM.dicom, code: '110180' }] },
                      system: SYSTEM.dicomUid,
                      value: `urn:oid:${radiomics.studyUid}`,
                    },
                  }),
            },
          ],
          derivedFrom: [{ reference: study }],
        }),
    ...(radiomics.acquiredIso === undefined ? {} : { effectiveDateTime: radiomics.acquiredIso }),
    issued: nowIso,
    bodySite: { coding: [{ system: SYSTEM.snomed, code: SNOMED.liver }] },
    device: softwareReference(assessment.softwareVersion),
    ...(radiomics.pipeline === undefined
      ? {}
      : { method: { text: `${radiomics.pipeline}${radiomics.settingsHash === undefined ? '' : `, settings ${radiomics.settingsHash}`}` } }),
    valueQuantity: quantity(radiomics.radScore) ?? {},
    ...(names.length === 0
      ? {}
      : {
          component: names.map(([name, value]) => ({ code: { coding: [{ system: OWN_SYSTEM.feature, code: name }] }, valueQuantity: quantity(value) ?? {} })),
        }),
    ...(notes.length === 0 ? {} : { note: notes.map((text) => ({ text })) }),
  };
}

/** Which object outlined the tumour, and which part of it. */
function outlineNote(radiomics: Assessment['radiomics'], sopInstanceUid: string): string {
  const number = radiomics.segmentNumber ?? 'not stated';
  return radiomics.outlineKind === 'RTSTRUCT'
    ? `RT structure set ${sopInstanceUid}, structure ${number}.`
    : `Segmentation ${sopInstanceUid}, segment ${number}.`;
}
