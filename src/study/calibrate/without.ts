// SPDX-License-Identifier: Apache-2.0
import type { ModelFile } from '../../nomogram/model-file.ts';
import { type LoadedModel, prepareModel } from '../../nomogram/prepare.ts';
import { StudyError } from '../errors.ts';

/**
 * The model without some covariates, for a site that cannot measure them. What belonged to the whole model goes with them: its baseline, its covariance, its
 * cut-offs. The remaining coefficients are those of the file, which held the left-out covariates constant; a calibration on the site's patients must follow.
 *
 * @param keys keys of covariates or of their inputs
 * @throws StudyError `option-out-of-range` for a key that the model does not have, or when nothing would be left
 */
export function withoutCovariates(model: LoadedModel, keys: readonly string[]): LoadedModel {
  if (keys.length === 0) return model;
  const { file } = model;
  const names = (covariate: ModelFile['covariates'][number]): string[] => [covariate.key, ...covariate.inputs.map(({ key }) => key)];
  const all = file.covariates.flatMap(names);
  const unknown = keys.filter((key) => !all.includes(key));
  if (unknown.length > 0)
    throw new StudyError(
      'option-out-of-range',
      `Model ${file.id} has no covariate ${unknown.join(', ')}; it has ${file.covariates.map(({ key }) => key).join(', ')}.`,
    );
  const covariates = file.covariates.filter((covariate) => !names(covariate).some((name) => keys.includes(name)));
  if (covariates.length === 0) throw new StudyError('option-out-of-range', `Without ${keys.join(', ')} nothing is left of model ${file.id}.`);
  const { baseline: _baseline, uncertainty: _uncertainty, radScore, centring: _centring, groups, ...rest } = file;
  const keepsRadScore = covariates.some(({ inputs }) => inputs.some(({ key }) => key === 'radScore'));
  const left = file.covariates.filter((covariate) => !covariates.includes(covariate));
  const because = {
    en: `The cut-off belongs to the score with ${left.map(({ label }) => label.en).join(', ')}, which this file leaves out.`,
    zh: `界值属于包含${left.map(({ label }) => label.zh).join('、')}的评分，本文件未使用这些变量。`,
  };
  return prepareModel({
    ...rest,
    covariates,
    ...(radScore === undefined || !keepsRadScore ? {} : { radScore }),
    ...(groups === undefined ? {} : { groups: { ...groups, assignable: false, because, cohorts: [], observed: [], curves: [], nearestCohort: undefined } }),
    knownLimits: [
      {
        en: `${left.map(({ label }) => label.en).join(', ')} left out: the other coefficients are those of a model that contained ${left.length > 1 ? 'them' : 'it'}.`,
        zh: `未使用${left.map(({ label }) => label.zh).join('、')}：其余系数来自包含这些变量的模型。`,
      },
      ...file.knownLimits,
    ],
  } as ModelFile);
}
