// SPDX-License-Identifier: Apache-2.0
import { type Code, OWN_SYSTEM } from '../../src/fhir/codes.ts';
import type { Assessment, Language } from '../../src/nomogram/assessment.ts';
import { capital, outcomeWords } from '../../src/nomogram/outcome-words.ts';
import type { Card, Link } from '../types.ts';
import { detailOf } from './detail.ts';
import { plain } from './escape.ts';
import { version } from './format.ts';
import { overrideReasons } from './override-reasons.ts';
import { suggestionsOf } from './suggestions.ts';
import { summaryOf } from './summary.ts';
import { DEMONSTRATION } from './texts.ts';

export interface CardOptions {
  readonly language: Language;
  readonly nowIso: string;
  readonly uuid: () => string;
  readonly publicBaseUrl: string;
  readonly appLaunchUrl: string;
  readonly imagingOrder?: Code;
}

/**
 * The card of an assessment: always informational, never critical; nothing preselected; only the assessment's opaque id travels in `appContext`.
 *
 * An incomplete answer and a refusal carry no suggestions: there is no estimate to act on.
 */
export function cardOf(assessment: Assessment, options: CardOptions): Card {
  const { language } = options;
  const { outcome } = assessment;
  const suggestions = outcome.status === 'assessed' ? suggestionsOf(assessment, options) : [];
  return {
    uuid: options.uuid(),
    summary: plain(summaryOf(assessment, language)),
    detail: detailOf(assessment, language),
    indicator: 'info',
    source: {
      label: sourceLabel(assessment, language),
      url: modelCardUrl(assessment, options.publicBaseUrl),
      topic: {
        system: OWN_SYSTEM.cardTopic,
        ...topicOf(assessment, language),
      },
    },
    ...(suggestions.length === 0 ? {} : { suggestions, selectionBehavior: 'at-most-one' as const }),
    ...(outcome.status === 'not-applicable' ? {} : { overrideReasons: overrideReasons(language) }),
    links: linksOf(assessment, options),
  };
}

/** The subject of the card: the code that has always stood for recurrence, another for other outcomes. */
function topicOf({ model }: Assessment, language: Language): { readonly code: string; readonly display: string } {
  const kind = model.outcome?.kind;
  if (kind === undefined || kind === 'recurrence' || kind === 'recurrence-or-metastasis')
    return { code: 'hcc-recurrence-after-resection', display: language === 'zh' ? '肝癌切除术后复发' : 'Recurrence after resection of HCC' };
  const { nounShort } = outcomeWords(model.outcome, language);
  return { code: 'hcc-outcome-after-resection', display: language === 'zh' ? `肝癌切除术后${nounShort}` : `${capital(nounShort)} after resection of HCC` };
}

function linksOf(assessment: Assessment, options: CardOptions): Link[] {
  const zh = options.language === 'zh';
  const label =
    assessment.outcome.status === 'incomplete'
      ? zh
        ? '补充所见并打开应用'
        : 'Add findings and open the app'
      : assessment.outcome.status === 'not-applicable'
        ? zh
          ? '查看哪项条件'
          : 'See which condition'
        : zh
          ? '打开列线图、曲线与 CT'
          : 'Open nomogram, curve and CT';
  return [
    { label, url: options.appLaunchUrl, type: 'smart', appContext: assessment.id },
    { label: zh ? '模型卡与证据' : 'Model card and evidence', url: modelCardUrl(assessment, options.publicBaseUrl), type: 'absolute' },
  ];
}

/** Title and version; a demonstration says so unless its title already does. */
function sourceLabel({ model }: Assessment, language: Language): string {
  const label = `${model.title[language]} ${version(model.version)}`;
  const said = /demonstration model, synthetic constants|演示/iu.test(model.title[language]);
  return model.demonstration && !said ? `${label} (${DEMONSTRATION[language].replace(/[.。]$/u, '')})` : label;
}

function modelCardUrl({ model }: Assessment, publicBaseUrl: string): string {
  return `${publicBaseUrl}/model-card/${encodeURIComponent(model.id)}/${encodeURIComponent(model.version)}`;
}
