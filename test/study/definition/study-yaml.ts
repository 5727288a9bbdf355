// SPDX-License-Identifier: Apache-2.0

/** A small study file that uses the short forms. */
export const STUDY_YAML = `schemaVersion: 1
id: example
version: 1.0.0
title: Recurrence after resection
cohort: {name: Example, accrual: {from: 2019-12, to: 2021-12}, cutOff: 2024-02-29, file: cohort.csv, id: patient_id, citation: none, licence: none}
features: {file: features.csv, id: patient_id, engine: {compat: "2.2.0", itk: "5.3"}}
outcome: {event: recurrence, timeZero: resection, time: rfs_days, unit: days, status: recurrence, eventCodes: 1, censoredCodes: ["0"]}
horizonsYears: [1, 2]
exclusions: [{column: prior_tace, equals: ["1"], reason: earlier treatment}]
eligibility: [{rule: adult, required: true, minAgeYears: 18}]
split: {method: random, trainingShare: 0.7}
seed: 7
candidates:
  - {key: afp, column: afp_ng_ml, label: AFP, kind: number, unit: ng/mL, transform: {kind: threshold, above: 20}}
  - {key: age, label: Age, kind: number, unit: a}
  - key: necrosis
    label: {en: Necrosis, zh: 坏死}
    kind: levels
    levels: [{value: 0, label: absent}, {value: ["1", yes], code: present, label: {en: present, zh: 有}}]
clinical: {selection: univariable-multivariable}
radiomics: {lasso: {rule: lambda.1se}}
groups: {rule: maxstat, minprop: 0.1}
subgroups: [{key: afp}, {key: age, above: 60}, {column: sex, label: Sex, levels: [{value: F, label: female}, {value: M, code: male, label: male}]}]
pathology: [{column: mvi, label: MVI, levels: [{value: 0, label: absent}, {value: 1, label: present}]}, {column: ki67, label: Ki-67, unit: "%"}]
`;
