// SPDX-License-Identifier: Apache-2.0
import { GAPS } from './table.ts';

/** One of IBSI's reference values; `value` is undefined where the initiative reached no consensus. */
export interface ReferenceValue {
  readonly tag: string;
  readonly value: number | undefined;
  readonly tolerance: number;
}

export interface ComparedValue {
  readonly tag: string;
  readonly ours: number;
  readonly reference: number;
  /** IBSI's tolerance. */
  readonly tolerance: number;
  /** Largest difference that passes: the tolerance, or the precision to which the reference value is given. */
  readonly allowed: number;
  readonly passes: boolean;
}

/** Reference values that were not compared, with the reason. */
export interface NotCompared {
  readonly family: string;
  readonly reason: string;
  readonly tags: readonly string[];
}

export interface ComplianceReport {
  readonly compared: readonly ComparedValue[];
  readonly notCompared: readonly NotCompared[];
}

const SIGNIFICANT_DIGITS = 3;

/**
 * Half a unit in the last digit of a reference value: the third significant one, or the last one given where there are more.
 * A reference of 0 is good to half a thousandth.
 */
export function halfUnit(value: number): number {
  if (value === 0) return 0.5e-3;
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const digits = Math.max(SIGNIFICANT_DIGITS, mantissa.replace('.', '').length);
  return 0.5 * 10 ** (Number(exponent) - digits + 1);
}

/** Rounding error of a difference of decimal fractions. */
const SLACK = 1e-12;

/**
 * Compares values with the reference. Every reference value ends in one of the two lists; one that has neither a counterpart nor a known reason
 * is listed as unknown, so that nothing is passed over.
 *
 * @param ours by tag; undefined where the engine lacks an ingredient
 */
export function compareWithReference(ours: ReadonlyMap<string, number | undefined>, references: readonly ReferenceValue[]): ComplianceReport {
  const compared: ComparedValue[] = [];
  const left = new Map<string, { family: string; reason: string; tags: string[] }>();
  const leave = (family: string, reason: string, tag: string): void => {
    const entry = left.get(`${family} ${reason}`) ?? { family, reason, tags: [] };
    entry.tags.push(tag);
    left.set(`${family} ${reason}`, entry);
  };
  for (const { tag, value: reference, tolerance } of references) {
    const value = ours.get(tag);
    if (value === undefined) {
      const gap = GAPS.find(({ tags }) => tags.test(tag));
      const noValue = reference === undefined ? ', and IBSI gives no reference value (no consensus)' : '';
      if (gap !== undefined) leave(gap.family, `${gap.reason}${noValue}`, tag);
      else leave('Unknown', `${ours.has(tag) ? 'the engine lacks a feature that it needs' : 'no row of the table has this tag'}${noValue}`, tag);
    } else if (reference === undefined) leave('No reference', 'IBSI gives no reference value (no consensus)', tag);
    else {
      const allowed = Math.max(tolerance, halfUnit(reference));
      const passes = Math.abs(value - reference) <= allowed + SLACK * Math.abs(reference);
      compared.push({ tag, ours: value, reference, tolerance, allowed, passes });
    }
  }
  return { compared, notCompared: [...left.values()] };
}
