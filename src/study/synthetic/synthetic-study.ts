// SPDX-License-Identifier: Apache-2.0
// A whole study on generated patients, as the files that `hepanom develop` reads.
import { seededRandom, shuffle } from '../../survival/core/random.ts';
import { csvText } from '../table/csv.ts';
import { syntheticFeatures } from './features.ts';
import { checkedSeed, FOLLOW_UP, type SyntheticPatient, syntheticPatients } from './patients.ts';
import { SYNTHETIC_PARAMS_YAML, syntheticStudyYaml } from './study-yaml.ts';
import { type SyntheticTruth, TRUE_COEFFICIENTS, TRUE_FEATURES } from './truth.ts';
import { PATHOLOGY, VARIABLES } from './variables.ts';

/** Patients of the study after exclusions, as published. */
const STUDIED = 322;
/** Further patients of the file, whom the exclusions leave out; numbers chosen here. */
const LEFT_OUT = [
  { column: 'prior_local_treatment', n: 13 },
  { column: 'extrahepatic_metastasis', n: 6 },
  { column: 'other_malignancy', n: 4 },
] as const;

export interface SyntheticStudy {
  readonly cohortCsv: string;
  readonly featuresCsv: string;
  readonly studyYaml: string;
  /** PyRadiomics settings that the study file names. */
  readonly paramsYaml: string;
  readonly truth: SyntheticTruth;
}

interface FileRow {
  readonly patient: SyntheticPatient;
  readonly leftOut?: string;
  /** Position among the patients studied. */
  readonly studied?: number;
}

function cellsOf({ patient, leftOut }: FileRow, id: string): readonly string[] {
  const finding = (key: string): string => String(patient.pathology[key]);
  const clinical = VARIABLES.map((variable) => {
    const value = patient.values[variable.key]!;
    return variable.kind === 'binary' ? variable.codes[value]! : String(value);
  });
  const isStageC = patient.values.portalVeinInvasion === 1 || patient.values.hepaticVeinInvasion === 1;
  return [
    id,
    ...LEFT_OUT.map(({ column }) => (column === leftOut ? '1' : '0')),
    ...clinical,
    String(patient.values.tumourThrombus),
    ...PATHOLOGY.map(({ key }) => (key === 'edmondson' ? (finding(key) === '1' ? 'III-IV' : 'I-II') : finding(key))),
    isStageC ? 'C' : '0-A',
    String(patient.timeDays),
    String(patient.status),
  ];
}

const COLUMNS = [
  'patient_id',
  ...LEFT_OUT.map(({ column }) => column),
  ...VARIABLES.map(({ column }) => column),
  'tumour_thrombus',
  ...PATHOLOGY.map(({ column }) => column),
  'bclc',
  'rfs_days',
  'recurrence',
];

/**
 * Generates a study: 322 patients with the study's frequencies and effects and 1,874 features, and 23 more whom the exclusions leave out.
 *
 * The same seed gives the same bytes on every machine. Nothing is missing. Line ends are LF.
 *
 * @param seed whole number, 0 to 2³² − 1
 * @throws StudyError `option-out-of-range`
 */
export function syntheticStudy(seed: number): SyntheticStudy {
  const patients = syntheticPatients(checkedSeed(seed), STUDIED);
  const extra = LEFT_OUT.reduce((sum, { n }) => sum + n, 0);
  const random = seededRandom(seed + 2 ** 34);
  const others = syntheticPatients(Math.floor(random() * 2 ** 32), extra);
  const reasons = LEFT_OUT.flatMap(({ column, n }) => Array.from({ length: n }, () => column));
  const rows: readonly FileRow[] = shuffle(
    [...patients.map((patient, studied): FileRow => ({ patient, studied })), ...others.map((patient, i): FileRow => ({ patient, leftOut: reasons[i]! }))],
    random,
  );
  const ids = rows.map((_, i) => `SYN-${String(i + 1).padStart(4, '0')}`);
  const features = syntheticFeatures(patients, seed);
  const featureRows = rows.flatMap(({ studied }, i) =>
    studied === undefined ? [] : [[ids[i]!, ...features.columns.map((column) => String(column[studied]!))]],
  );
  return {
    cohortCsv: csvText(
      COLUMNS,
      rows.map((row, i) => cellsOf(row, ids[i]!)),
    ),
    featuresCsv: csvText(['patient_id', ...features.names], featureRows),
    studyYaml: syntheticStudyYaml(seed),
    paramsYaml: SYNTHETIC_PARAMS_YAML,
    truth: {
      seed,
      coefficients: TRUE_COEFFICIENTS,
      features: TRUE_FEATURES,
      baseline: { shape: FOLLOW_UP.shape, scaleDays: FOLLOW_UP.scaleDays },
    },
  };
}
