// SPDX-License-Identifier: Apache-2.0
import { loadModel } from '../../nomogram/load-model.ts';
import type { ModelFile } from '../../nomogram/model-file.ts';
import type { LoadedModel } from '../../nomogram/prepare.ts';
import { nextVersion, siteEvidence } from '../calibrate/site-evidence.ts';
import { sealed } from '../calibrate/updated-file.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import type { LocalValidationSection } from '../report/study-report.ts';
import type { Validation } from './validate-model.ts';
import { validationEntry } from './validation-entry.ts';

export interface ValidatedFileOptions {
  readonly definition: StudyDefinition;
  readonly madeIso: string;
  /** Who stands behind the validation, as shown to people. */
  readonly who?: string;
  readonly sha256Hex: (text: string) => string;
}

/**
 * The file with the result of a local validation: a new patch version, an entry in `validation[]`, the badge set or cleared. Coefficients, baseline and
 * fixtures are those of the file.
 *
 * @throws ModelFileError when the new file does not pass its own checks (a bug)
 */
export function validatedFile(
  model: LoadedModel,
  { performance, local }: Validation,
  options: ValidatedFileOptions,
): { readonly file: ModelFile; readonly model: LoadedModel } {
  const { definition, madeIso, who } = options;
  const parent = model.file;
  const { evidence, sources } = siteEvidence(parent, definition, madeIso);
  const version = nextVersion(parent.version, 'patch');
  const { cohort } = definition;
  const passed = local.verdict === 'validated-locally';
  const byEn = who === undefined ? '' : ` By ${who}.`;
  const byZh = who === undefined ? '' : `由${who}完成。`;
  const entry = validationEntry(performance, definition, parent.daysPerYear, {
    kind: 'local',
    method: { en: 'applied unchanged to the site’s own patients', zh: '原样用于本院患者' },
    remark: {
      en: `${local.verdictText} Version ${parent.version} of the file.${byEn}`,
      zh: `${passed ? '符合全部标准。' : `未达到标准：${failedZh(local)}。`}文件版本 ${parent.version}。${byZh}`,
    },
    evidence,
  });
  const text = `${passed ? 'Validated' : 'Checked and not validated'} on ${cohort.name.en} (${performance.n} patients, ${performance.events} events).${byEn}`;
  const { deviceUid: _uid, signature: _signature, ...kept } = parent;
  const file = sealed(
    {
      ...kept,
      version,
      // A retired model stays retired, however well it does.
      status: parent.status === 'retired' ? 'retired' : local.verdict,
      sources,
      validation: [...parent.validation, entry],
      sourceAttributes: {
        ...parent.sourceAttributes,
        'validity-local': {
          en: `${passed ? 'validated' : 'not validated'} on ${performance.n} patients with ${performance.events} events of ${cohort.name.en}, ${madeIso.slice(0, 10)}`,
          zh: `${madeIso.slice(0, 10)}，${cohort.name.zh} ${performance.n} 例（${performance.events} 例事件）：${passed ? '已验证' : '未通过验证'}`,
        },
      },
      changeLog: [...parent.changeLog, { version, date: madeIso.slice(0, 10), text }],
      lineage: { parentId: parent.id, parentVersion: parent.version, parentHash: parent.hash, change: text },
    },
    options.sha256Hex,
  );
  return { file, model: loadModel(file, options.sha256Hex) };
}

const CRITERIA_ZH: Readonly<Record<string, string>> = {
  events: '事件数不足',
  discrimination: '区分度不足',
  slope: '校准斜率',
  level: '观察与期望事件之比',
  'no-assumed-number': '含假定数值',
  'real-patients': '患者为虚拟',
  'other-patients': '患者即为建模或校准所用者',
};

const failedZh = (local: LocalValidationSection): string =>
  local.criteria
    .filter(({ met }) => met !== true)
    .map(({ code }) => CRITERIA_ZH[code] ?? code)
    .join('、');
