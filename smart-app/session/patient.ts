// SPDX-License-Identifier: Apache-2.0
// The patient banner: name, sex, age, record number. Shown on the page and on paper, never in the title, a link or a log.
import type { HumanName, Identifier, Patient } from 'fhir/r4';
import type { Language } from '../../src/nomogram/assessment.ts';

export interface PatientBanner {
  readonly name: string;
  readonly sex?: 'male' | 'female';
  readonly ageYears?: number;
  readonly recordNumber?: string;
  /** The record itself marks the person as test data: said on the page, and the images are drawn. */
  readonly invented: boolean;
}

function nameOf(names: readonly HumanName[], language: Language): string {
  const hasHan = (n: HumanName) => /\p{Script=Han}/u.test(`${n.text ?? ''}${n.family ?? ''}${(n.given ?? []).join('')}`);
  const usable = names.filter((n) => n.use !== 'old');
  const wanted = usable.find((n) => hasHan(n) === (language === 'zh')) ?? usable.find((n) => n.use === 'official') ?? usable[0];
  if (!wanted) return '';
  if (wanted.text) return wanted.text;
  const given = (wanted.given ?? []).join(' ');
  return hasHan(wanted) ? `${wanted.family ?? ''}${given}` : [given, wanted.family].filter(Boolean).join(' ');
}

const isRecordNumber = (id: Identifier): boolean => id.type?.coding?.some((c) => c.code === 'MR') ?? false;

/** Whole years between two ISO dates. */
export function ageAt(birthDate: string, todayIso: string): number | undefined {
  const [by, bm = 1, bd = 1] = birthDate.split('-').map(Number);
  const [ty, tm, td] = todayIso.slice(0, 10).split('-').map(Number);
  if (!by || !ty || !tm || !td) return undefined;
  return ty - by - (tm < bm || (tm === bm && td < bd) ? 1 : 0);
}

export function patientBanner(patient: Patient, language: Language, todayIso: string): PatientBanner {
  const age = patient.birthDate ? ageAt(patient.birthDate, todayIso) : undefined;
  const number = (patient.identifier?.find(isRecordNumber) ?? patient.identifier?.[0])?.value;
  return {
    name: nameOf(patient.name ?? [], language),
    ...(patient.gender === 'male' || patient.gender === 'female' ? { sex: patient.gender } : {}),
    ...(age === undefined ? {} : { ageYears: age }),
    ...(number === undefined ? {} : { recordNumber: number }),
    invented: patient.meta?.security?.some((s) => s.code === 'HTEST') ?? false,
  };
}
