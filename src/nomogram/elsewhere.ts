// SPDX-License-Identifier: Apache-2.0
import type { LocalText } from './assessment.ts';
import type { ModelFile } from './model-file.ts';
import { measureText } from './present.ts';

/**
 * How the model fared away from the patients it was made on, in one or two sentences; undefined where nobody has looked.
 * External checks that carry a remark (what happened to calibration) are told first, grouped by it; C indices stand beside each cohort.
 *
 * @param file a valid model file
 */
export function faredElsewhere(file: Pick<ModelFile, 'validation'>): LocalText | undefined {
  const checks = file.validation.filter(({ kind, concordance }) => kind === 'external' && concordance !== undefined);
  const remarked = checks.filter(({ remark }) => remark !== undefined);
  const told = remarked.length > 0 ? remarked : checks;
  if (told.length === 0) return undefined;
  const groups = Map.groupBy(told, ({ method, remark }) => JSON.stringify([method, remark]));
  const sentence = (language: 'en' | 'zh'): string =>
    [...groups.values()]
      .map((rows) => {
        const [first] = rows;
        const cohorts = rows.map(({ cohort, concordance }) =>
          language === 'zh' ? `${measureText(concordance!.value)}（${cohort.name.zh}）` : `${measureText(concordance!.value)} (${cohort.name.en})`,
        );
        const remark = first?.remark?.[language];
        const method = first?.method?.[language] ?? '';
        return language === 'zh'
          ? `${method}：${cohorts.join('、')}。${remark ?? ''}`
          : `${method}: ${cohorts.join(', ')}.${remark === undefined ? '' : ` ${remark}`}`;
      })
      .join(language === 'zh' ? '' : ' ');
  return { en: sentence('en'), zh: sentence('zh') };
}
