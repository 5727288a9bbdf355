// SPDX-License-Identifier: Apache-2.0
// Code systems and code tables. Every LOINC here is check-digit tested (test/fhir/codes.test.ts). Texts of codes are never matched, only codes.

/** Code systems by short name. */
export const SYSTEM = {
  loinc: 'http://loinc.org',
  snomed: 'http://snomed.info/sct',
  ucum: 'http://unitsofmeasure.org',
  dicom: 'http://dicom.nema.org/resources/ontology/DCM',
  dicomUid: 'urn:dicom:uid',
  icd10: 'http://hl7.org/fhir/sid/icd-10',
  icd10cm: 'http://hl7.org/fhir/sid/icd-10-cm',
  icd10pcs: 'http://www.cms.gov/Medicare/Coding/ICD10',
  icd11: 'http://id.who.int/icd/release/11/mms',
  cpt: 'http://www.ama-assn.org/go/cpt',
  umls: 'http://terminology.hl7.org/CodeSystem/umls',
  observationCategory: 'http://terminology.hl7.org/CodeSystem/observation-category',
  conditionClinical: 'http://terminology.hl7.org/CodeSystem/condition-clinical',
  conditionVerification: 'http://terminology.hl7.org/CodeSystem/condition-ver-status',
  conditionCategory: 'http://terminology.hl7.org/CodeSystem/condition-category',
  endpointConnectionType: 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type',
  dataAbsentReason: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
  riskProbability: 'http://terminology.hl7.org/CodeSystem/risk-probability',
  provenanceAgent: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type',
  dataOperation: 'http://terminology.hl7.org/CodeSystem/v3-DataOperation',
  participationType: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
  auditEventType: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
  auditEntityType: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
  auditObjectRole: 'http://terminology.hl7.org/CodeSystem/object-role',
  restfulInteraction: 'http://hl7.org/fhir/restful-interaction',
  balpEntityType: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
  nonAdherenceReason: 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes',
} as const;

const OWN = 'https://hepanom.org/fhir';

/** HepaNom's own code systems, for what no public system names. */
export const OWN_SYSTEM = {
  finding: `${OWN}/CodeSystem/hcc-imaging-finding`,
  overrideReason: `${OWN}/CodeSystem/card-override-reason`,
  auditSubtype: `${OWN}/CodeSystem/audit-event-subtype`,
  auditEntity: `${OWN}/CodeSystem/audit-entity`,
  cardTopic: `${OWN}/CodeSystem/card-topic`,
  model: `${OWN}/CodeSystem/model`,
  feature: `${OWN}/CodeSystem/radiomics-feature`,
} as const;

/** Identifier systems of resources that HepaNom writes or names. */
export const IDENTIFIER = {
  riskAssessment: `${OWN}/identifier/risk-assessment`,
  provenance: `${OWN}/identifier/provenance`,
  radScore: `${OWN}/identifier/rad-score`,
  device: `${OWN}/identifier/device`,
  assessment: `${OWN}/identifier/assessment`,
} as const;

/** A code in a system, without display: displays are licensed text or local habit. */
export interface Code {
  readonly system: string;
  readonly code: string;
}

/** Builds a table from one system and its codes. */
export function codesOf(system: string, ...codes: readonly string[]): readonly Code[] {
  return codes.map((code) => ({ system, code }));
}

const { loinc, snomed } = SYSTEM;

/** AFP: mass, arbitrary and molar units; the unit decides usability, not the code. */
export const AFP_CODES: readonly Code[] = codesOf(
  loinc,
  '53962-7', // tumour marker, mass
  '1834-1', // mass
  '83073-7', // mass, immunoassay
  '53961-9', // tumour marker, arbitrary units
  '19176-7', // arbitrary units
  '83072-9', // arbitrary units, immunoassay
  '19177-5', // moles
  '53960-1', // tumour marker, moles
);

/** Total bilirubin: moles and mass. */
export const BILIRUBIN_CODES: readonly Code[] = codesOf(loinc, '14631-6', '1975-2');
/** Albumin in serum or plasma. */
export const ALBUMIN_CODES: readonly Code[] = codesOf(loinc, '1751-7');

/** mCODE TumorSize: no top-level value, the longest dimension is a component. */
export const TUMOUR_SIZE_CODES: readonly Code[] = codesOf(loinc, '21889-1');
export const TUMOUR_LONGEST_COMPONENT: readonly Code[] = codesOf(loinc, '33728-7');
export const TUMOUR_OTHER_COMPONENT: readonly Code[] = codesOf(loinc, '33729-5');

/** PIVKA-II: mass and arbitrary units are two tests. */
export const PIVKA_CODES: readonly Code[] = codesOf(loinc, '34444-0', '93768-0');

/** Codes of `OWN_SYSTEM.finding`. */
export const FINDING = {
  necrosis: 'intratumoral-necrosis',
  portalVeinInvasion: 'portal-vein-invasion',
  tumourCount: 'tumour-count',
  priorLocalTreatment: 'prior-local-treatment',
  extrahepaticDisease: 'extrahepatic-disease',
  otherMalignancy: 'other-malignancy',
  radScore: 'rad-score',
  tumourRadiomics: 'tumour-radiomics',
} as const;

/** Imaging findings by our own code, plus SNOMED where exact. */
export const NECROSIS_CODES: readonly Code[] = codesOf(OWN_SYSTEM.finding, FINDING.necrosis);
export const PORTAL_VEIN_CODES: readonly Code[] = codesOf(OWN_SYSTEM.finding, FINDING.portalVeinInvasion);
export const TUMOUR_COUNT_CODES: readonly Code[] = codesOf(OWN_SYSTEM.finding, FINDING.tumourCount);
export const PRIOR_TREATMENT_CODES: readonly Code[] = codesOf(OWN_SYSTEM.finding, FINDING.priorLocalTreatment);
export const EXTRAHEPATIC_CODES: readonly Code[] = codesOf(OWN_SYSTEM.finding, FINDING.extrahepaticDisease);
export const OTHER_MALIGNANCY_CODES: readonly Code[] = codesOf(OWN_SYSTEM.finding, FINDING.otherMalignancy);

/** Values that say "present", "absent" or "cannot be told". */
export const PRESENT_VALUES: readonly Code[] = codesOf(snomed, '52101004', '372287009');
export const ABSENT_VALUES: readonly Code[] = codesOf(snomed, '2667000', '127494000');
export const INDETERMINATE_VALUES: readonly Code[] = codesOf(snomed, '127495004', '82334004');
export const SNOMED = {
  present: '52101004',
  absent: '2667000',
  vascularInvasionPresent: '372287009',
  vascularInvasionAbsent: '127494000',
  vascularInvasionIndeterminate: '127495004',
  portalVein: '32764006',
  liver: '10200004',
  hepatocellularCarcinoma: '109841003',
  tumour: '4147007',
  excisionOfLiver: '107963000',
} as const;

/** Hepatocellular carcinoma, exactly. */
export const HCC_CODES: readonly Code[] = [
  ...codesOf(snomed, '109841003'),
  ...codesOf(SYSTEM.icd10, 'C22.0'),
  ...codesOf(SYSTEM.icd10cm, 'C22.0'),
  ...codesOf(SYSTEM.icd11, '2C12.02'),
];
/** Liver cancer without a stated type: alone, it only makes HCC suspected. */
export const LIVER_CANCER_UNSPECIFIED: readonly Code[] = [
  ...codesOf(snomed, '93870000'),
  ...codesOf(SYSTEM.icd10, 'C22.9'),
  ...codesOf(SYSTEM.icd10cm, 'C22.9', 'C22.8'),
  ...codesOf(SYSTEM.icd11, '2C12'),
];

/** Orders that plan a resection. ICD-10-PCS approach 3 (percutaneous) is not a hepatectomy. */
export const HEPATECTOMY_CODES: readonly Code[] = [
  ...codesOf(snomed, '107963000', '71273005', '17203000', '63816008'),
  ...codesOf(SYSTEM.cpt, '47120', '47122', '47125', '47130'),
  ...codesOf(SYSTEM.icd10pcs, '0FB00ZZ', '0FB04ZZ', '0FB10ZZ', '0FB14ZZ', '0FB20ZZ', '0FB24ZZ'),
  ...codesOf(SYSTEM.icd10pcs, '0FT00ZZ', '0FT04ZZ', '0FT10ZZ', '0FT14ZZ', '0FT20ZZ', '0FT24ZZ'),
];

/**
 * Earlier local treatment of the liver, by procedure codes that name the liver or its artery.
 * ICD-10-PCS 0F5[0-2]: destruction of liver (ablation); 04L33: occlusion of the hepatic artery (the embolisation of TACE). CPT 47370-47383: ablation of liver tumours.
 * SNOMED codes for TACE and ablation were not confirmed from a source: a site adds its own.
 */
export const LOCAL_TREATMENT_CODES: readonly Code[] = [
  ...codesOf(SYSTEM.icd10pcs, '0F500ZZ', '0F503ZZ', '0F504ZZ', '0F510ZZ', '0F513ZZ', '0F514ZZ', '0F520ZZ', '0F523ZZ', '0F524ZZ'),
  ...codesOf(SYSTEM.icd10pcs, '0F503ZF', '0F513ZF', '0F523ZF', '04L33DZ', '04L33ZZ'),
  ...codesOf(SYSTEM.cpt, '47370', '47371', '47380', '47381', '47382', '47383'),
];
/** Treatments that may or may not have been of the liver: alone they make the history unknown, not positive. CPT 37243: embolisation of a tumour, any organ. */
export const POSSIBLE_LOCAL_TREATMENT_CODES: readonly Code[] = codesOf(SYSTEM.cpt, '37243');

/** Morphologies that are hepatocellular carcinoma (mCODE histology extension). */
export const HCC_MORPHOLOGIES: readonly Code[] = [...codesOf(snomed, '25370001'), ...codesOf('http://terminology.hl7.org/CodeSystem/icd-o-3', '8170/3')];
