// SPDX-License-Identifier: Apache-2.0
import type { Known } from '../../nomogram/transforms.ts';
import { restrictedCubicSpline } from '../../survival/index.ts';
import type { ModelTerm } from './terms.ts';

/**
 * The design columns of one value, written from the study's own definition and the survival room's spline; on purpose not the model file's transforms,
 * so that fixtures made with it check those.
 */
export function designRow({ candidate, terms, transform }: ModelTerm, value: Known): readonly number[] {
  if (candidate?.kind === 'levels') {
    const at = candidate.levels.findIndex(({ code }) => code === value);
    return terms.length === 1 ? [at] : terms.map((_, j) => (at === j + 1 ? 1 : 0));
  }
  const number = value as number;
  const how = candidate?.transform ?? { kind: 'identity' };
  switch (how.kind) {
    case 'identity':
      return [number];
    case 'ln':
      return [Math.log(number)];
    case 'log10':
      return [Math.log10(number)];
    case 'sqrt':
      return [Math.sqrt(number)];
    case 'threshold':
      return [number > how.above ? 1 : 0];
    case 'bins':
      return [how.values[how.edges.findLastIndex((edge) => edge <= number) + 1]!];
    case 'rcs':
      return restrictedCubicSpline(number, transform.kind === 'rcs' ? transform.knots : []);
  }
}
