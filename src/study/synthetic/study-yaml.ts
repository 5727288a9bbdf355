// SPDX-License-Identifier: Apache-2.0
// The study file that goes with generated patients.

/** Names of the generated files. */
export const SYNTHETIC_FILES = { study: 'study.yaml', cohort: 'cohort.csv', features: 'features.csv', params: 'params.yaml' } as const;

const finding = (key: string, en: string, zh: string, column: string): string =>
  `  - { key: ${key}, column: ${column}, label: {en: ${en}, zh: ${zh}}, kind: levels, levels: [ {value: "0", code: absent, label: {en: absent, zh: 无}}, {value: "1", code: present, label: {en: present, zh: 有}} ] }`;

const above = (key: string, en: string, zh: string, column: string, unit: string, limit: number, chart = ''): string =>
  `  - { key: ${key}, column: ${column}, label: {en: ${en}, zh: ${zh}}, hint: {en: above ${limit} ${unit.replaceAll(/[[\]]/g, '')}, zh: 高于 ${limit} ${unit.replaceAll(/[[\]]/g, '')}}, kind: number, unit: "${unit}", transform: {kind: threshold, above: ${limit}}${chart} }`;

/** `edges` counts a value equal to the limit as above it. */
const from = (key: string, en: string, zh: string, column: string, unit: string, limit: number): string =>
  `  - { key: ${key}, column: ${column}, label: {en: ${en}, zh: ${zh}}, hint: {en: at least ${limit} ${unit.replaceAll(/[[\]]/g, '')}, zh: 不低于 ${limit} ${unit.replaceAll(/[[\]]/g, '')}}, kind: number, unit: "${unit}", transform: {kind: bins, edges: [${limit}], values: [0, 1]} }`;

const loinc = (code: string): string => `, chart: {codes: ["http://loinc.org|${code}"]}`;

const CANDIDATES = [
  '  - { key: age, column: age, label: {en: Age, zh: 年龄}, kind: number, unit: a, plausible: {min: 18, max: 110} }',
  '  - { key: sex, column: sex, label: {en: Sex, zh: 性别}, kind: levels, levels: [ {value: F, code: female, label: {en: female, zh: 女}}, {value: M, code: male, label: {en: male, zh: 男}} ] }',
  above('afp', 'AFP', '甲胎蛋白', 'afp_ng_ml', 'ng/mL', 20),
  above('cea', 'CEA', '癌胚抗原', 'cea_ng_ml', 'ng/mL', 5, loinc('2039-6')),
  above('ca199', 'CA19-9', '糖类抗原 19-9', 'ca199_u_ml', 'U/mL', 37, loinc('24108-3')),
  above('hbvDna', 'HBV DNA', '乙肝病毒 DNA', 'hbv_dna_iu_ml', '[IU]/mL', 100, loinc('42595-9')),
  from('hbsAg', 'HBsAg', '乙肝表面抗原', 'hbsag_iu_ml', '[IU]/mL', 0.05),
  "  # Albumin has no effect on these patients: the study's printed counts look swapped against their labels, so nothing is built on them.",
  from('albumin', 'Albumin', '白蛋白', 'albumin_g_l', 'g/L', 35),
  above('bilirubin', 'Total bilirubin', '总胆红素', 'bilirubin_umol_l', 'umol/L', 20.4),
  above('alt', 'ALT', '丙氨酸氨基转移酶', 'alt_u_l', 'U/L', 50, loinc('1742-6')),
  above('ast', 'AST', '天冬氨酸氨基转移酶', 'ast_u_l', 'U/L', 40, loinc('1920-8')),
  above('prothrombinTime', 'Prothrombin time', '凝血酶原时间', 'pt_s', 's', 12.5, loinc('5902-2')),
  above('fibrinogen', 'Fibrinogen', '纤维蛋白原', 'fibrinogen_g_l', 'g/L', 4, loinc('3255-7')),
  above('tumourSize', 'Tumour diameter', '肿瘤直径', 'tumour_size_cm', 'cm', 5),
  finding('cirrhosis', 'Cirrhosis', '肝硬化', 'cirrhosis'),
  '  - { key: margin, column: margin_nonsmooth, label: {en: Tumour margin, zh: 肿瘤边缘}, kind: levels, levels: [ {value: "0", code: smooth, label: {en: smooth, zh: 光滑}}, {value: "1", code: nonsmooth, label: {en: not smooth, zh: 不光滑}} ] }',
  finding('peritumouralEnhancement', 'Arterial peritumoural enhancement', '动脉期瘤周强化', 'peritumoural_enhancement'),
  finding('pseudocapsule', 'Pseudocapsule', '假包膜', 'pseudocapsule'),
  finding('necrosis', 'Intratumoural necrosis', '瘤内坏死', 'necrosis'),
  finding('hepaticVeinInvasion', 'Hepatic vein invasion', '肝静脉侵犯', 'hepatic_vein_invasion'),
  finding('portalVeinInvasion', 'Portal vein invasion', '门静脉侵犯', 'portal_vein_invasion'),
  finding('tumourThrombus', 'Portal vein tumour thrombus', '门静脉癌栓', 'tumour_thrombus'),
];

const twoLevels = (absent: string, present: string): string => `levels: [ {value: "0", label: ${absent}}, {value: "1", label: ${present}} ]`;

/**
 * The study file of generated patients: complete, so that `hepanom develop` runs it as it is.
 *
 * @param seed of the generator; also the study's own seed
 */
export function syntheticStudyYaml(seed: number): string {
  return `# A study on GENERATED patients: nobody was ever treated, nothing here says anything about a real person.
# Frequencies follow the training set of Dai and others (J Hepatocell Carcinoma); correlations, spreads and follow-up were chosen by the generator.
# True log hazard ratios: AFP above 20 ng/mL 0.668, necrosis 1.068, portal vein invasion 0.824 (published); rad-score 1 per unit (chosen).
# Everything else has no effect of its own. Develop models on it with: hepanom develop --study study.yaml --out result
schemaVersion: 1
id: hcc-rfs-synthetic
version: 1.0.0
title: { en: "Recurrence-free survival after resection of HCC: generated patients", zh: 肝癌切除术后无复发生存：生成的病例 }
description: A teaching study on patients made by a seeded generator, to show the whole method. Not for patient care.
synthetic: true                # a banner on the report, evidence "assumed" in the model files

cohort:
  name: { en: Generated patients (seed ${seed}), zh: 生成的病例（种子 ${seed}） }
  centre: none; made by "hepanom cohort --synthetic --seed ${seed}"
  accrual: { from: 2019-12, to: 2021-12 }      # the calendar that the generator imitates
  cutOff: 2024-02-29
  file: ${SYNTHETIC_FILES.cohort}
  id: patient_id
  citation: Generated by HepaNom, seed ${seed}; no publication
  licence: CC0-1.0

features:
  file: ${SYNTHETIC_FILES.features}
  id: patient_id
  profile: ${SYNTHETIC_FILES.params}            # the PyRadiomics settings whose 1874 names the generated features bear
  engine: { compat: "2.2.0", itk: "5.3" }

outcome:
  event: { en: recurrence or metastasis, zh: 复发或转移 }
  timeZero: { en: resection, zh: 切除手术 }
  time: rfs_days
  unit: days                   # or months, years; or \`start\` and \`end\` columns of dates instead of \`time\` and \`unit\`
  status: recurrence
  eventCodes: ["1"]
  censoredCodes: ["0"]
horizonsYears: [1, 2, 3]

exclusions:
  - { column: prior_local_treatment, equals: ["1"], reason: earlier local treatment }
  - { column: extrahepatic_metastasis, equals: ["1"], reason: extrahepatic metastasis }
  - { column: other_malignancy, equals: ["1"], reason: other malignancy }

eligibility:                   # copied to the model files: for whom a number may be shown
  - { rule: single-tumour, required: true, maxTumours: 1 }
  - { rule: resection-planned, required: true }
  - { rule: ct-and-blood-in-window, required: false, maxDays: 14 }
  - { rule: portal-venous-ct, required: false }
  - { rule: no-prior-local-treatment, required: true }
  - { rule: no-extrahepatic-disease, required: true }
  - { rule: adult, required: true, minAgeYears: 18 }
  - { rule: no-other-malignancy, required: true }
  - { rule: hcc-confirmed, required: true }

split: { method: random, trainingShare: 0.7, stratify: true }
seed: ${seed}
missing: { method: complete-case }

candidates:                    # the 22 of the study, with its thresholds; the first level is the reference
${CANDIDATES.join('\n')}

clinical: { selection: univariable-multivariable, univariableP: 0.05, multivariableP: 0.05 }
radiomics:
  nearZeroVariance: { freqCut: 19, uniqueCut: 10 }
  correlation: { method: spearman, cutoff: 0.9, algorithm: auto }
  lasso: { folds: 10, nLambda: 100, lambdaMinRatio: 0.05, rule: lambda.min }
  cox: { univariableP: 0.05, multivariableP: 0.05 }
combined: true
groups: { rule: maxstat, minprop: 0.1 }

subgroups:
  - { key: sex }
  - { key: age, above: 60 }
  - { key: afp }
  - { key: hbvDna }
  - { key: tumourSize }
  - { key: cirrhosis }
  - { key: necrosis }
  - { key: bclcStage, column: bclc, label: BCLC stage, levels: [ {value: "0-A", label: 0 or A}, {value: C, label: C} ] }

pathology:
  - { column: mvi, label: {en: Microvascular invasion, zh: 微血管侵犯}, ${twoLevels('absent', 'present')} }
  - { column: edmondson_grade, label: {en: Edmondson-Steiner grade, zh: Edmondson-Steiner 分级}, levels: [ {value: I-II, label: I or II}, {value: III-IV, label: III or IV} ] }
  - { column: ki67_above_10, label: Ki-67, ${twoLevels('up to 10 %', 'above 10 %')} }
  - { column: ck19, label: CK19, ${twoLevels('negative', 'positive')} }
  - { column: bclc, label: {en: BCLC stage, zh: BCLC 分期}, levels: [ {value: "0-A", label: 0 or A}, {value: C, label: C} ] }

bootstrap: { samples: 20 }     # of the whole pipeline, so that this example runs in under a minute; a publication wants 500

report:
  authors: nobody; the patients and this file come from a generator
  funding: none
  ethics: No patients, no ethics approval needed.
  dataAvailability: The command hepanom cohort --synthetic --seed ${seed} makes the same files again.
`;
}

/** PyRadiomics' settings whose 1,874 feature names the generated features bear. The study publishes neither its twenty image types nor all settings. */
export const SYNTHETIC_PARAMS_YAML = `# PyRadiomics settings that give 1874 features: 14 of shape, 93 for each of 20 image types. The study does not publish its own list.
setting: { binWidth: 25, resampledPixelSpacing: [1, 1, 1], interpolator: sitkBSpline }
imageType:
  Original: {}
  Wavelet: {}
  LoG: { sigma: [1.0, 2.0, 3.0] }
  Square: {}
  SquareRoot: {}
  Logarithm: {}
  Exponential: {}
  Gradient: {}
  LBP3D: {}
featureClass: { firstorder: , glcm: , gldm: , glrlm: , glszm: , ngtdm: , shape:  }
`;
