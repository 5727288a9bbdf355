// SPDX-License-Identifier: Apache-2.0
import type { LoadedModel } from '../../nomogram/prepare.ts';
import type { Cohort } from '../cohort/cohort.ts';
import { StudyError } from '../errors.ts';
import type { Standardisation } from '../validate/apply-model.ts';

/** Constants of one feature at a site, with the patients they come from. */
export interface SiteConstants extends Standardisation {
  readonly n: number;
}

/** Fewest patients for a mean and standard deviation. */
const FEWEST = 20;

/**
 * Mean and n − 1 standard deviation of the features of a model's rad-score, over the patients who have all of them: the constants that a study must publish
 * with its formula, and that a site puts in where it did not.
 *
 * @throws StudyError `data-invalid` without the features, `too-few-patients`, `not-computable` for a feature that does not vary
 */
export function siteStandardisation(model: LoadedModel, cohort: Cohort): SiteConstants[] {
  const wanted = model.file.radScore?.features.map(({ name }) => name) ?? [];
  const { features } = cohort;
  const lacking = wanted.filter((name) => features === undefined || !features.names.includes(name));
  if (lacking.length > 0)
    throw new StudyError(
      'data-invalid',
      `The constants of the rad-score need the features ${lacking.join(', ')}; ${features === undefined ? 'add `features` to the study file' : 'the features file has no such column'}. To calibrate the clinical part alone, leave the rad-score out with --without radScore.`,
    );
  const at = wanted.map((name) => features!.names.indexOf(name));
  const value = (f: number, row: number): number => features!.values[at[f]! * cohort.n + row]!;
  const rows = Array.from({ length: cohort.n }, (_, i) => i).filter((row) => wanted.every((_, f) => Number.isFinite(value(f, row))));
  if (rows.length < FEWEST)
    throw new StudyError(
      'too-few-patients',
      `${rows.length} patients have all features of the rad-score; at least ${FEWEST} are needed for its means and standard deviations.`,
    );
  return wanted.map((feature, f) => {
    const mean = rows.reduce((sum, row) => sum + value(f, row), 0) / rows.length;
    const sd = Math.sqrt(rows.reduce((sum, row) => sum + (value(f, row) - mean) ** 2, 0) / (rows.length - 1));
    if (!(sd > 1e-12 * Math.abs(mean)) || !(sd > 0))
      throw new StudyError(
        'not-computable',
        `${feature} has the same value in all ${rows.length} patients: it cannot be standardised. Check the features file.`,
      );
    return { feature, mean, sd, n: rows.length };
  });
}
