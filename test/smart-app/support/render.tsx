// SPDX-License-Identifier: Apache-2.0
// Regions to static markup, as a reader without scripts would get them.
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { LanguageProvider } from '../../../smart-app/i18n/use-text.tsx';
import { Estimate } from '../../../smart-app/regions/estimate.tsx';
import type { EstimateTab } from '../../../smart-app/regions/estimate-props.ts';
import { NotApplicable } from '../../../smart-app/regions/not-applicable.tsx';
import { Why } from '../../../smart-app/regions/why.tsx';
import { estimateView } from '../../../smart-app/view/estimate-view.ts';
import type { Assessment, Language } from '../../../src/nomogram/assessment.ts';
import type { LoadedModel } from '../../../src/nomogram/prepare.ts';
import { MODELS } from './assessments.ts';

const nothing = (): void => undefined;

export function markup(node: ReactNode, language: Language = 'en'): string {
  return renderToStaticMarkup(<LanguageProvider language={language}>{node}</LanguageProvider>);
}

/** Words of markup: tags away, entities and no-break spaces plain. */
export function words(html: string): string {
  return html
    .replace(/<style[\s\S]*?<\/style>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replaceAll('\u00a0', ' ')
    .replace(/\s+/g, ' ');
}

export function modelOf(assessment: Assessment): LoadedModel {
  const found = Object.values(MODELS).find((m) => m.file.id === assessment.model.id);
  if (!found) throw new Error(`no model ${assessment.model.id}`);
  return found;
}

export interface RenderOptions {
  readonly language?: Language;
  readonly years?: 1 | 2 | 3;
  readonly tab?: EstimateTab;
  readonly table?: boolean;
}

export function renderEstimate(assessment: Assessment, { language = 'en', years = 2, tab = 'chart' }: RenderOptions = {}): string {
  return markup(
    <Estimate
      assessment={assessment}
      model={assessment.model}
      loaded={modelOf(assessment)}
      inputs={assessment.inputs}
      outcome={assessment.outcome}
      years={years}
      onYears={nothing}
      whatIf={false}
      onFindings={nothing}
      onRecompute={nothing}
      busy={false}
      initialTab={tab}
    />,
    language,
  );
}

export function renderWhy(assessment: Assessment, { language = 'en', years = 2, table = false }: RenderOptions = {}): string {
  return markup(
    <Why
      assessment={{ ...assessment, others: [] }}
      model={assessment.model}
      loaded={modelOf(assessment)}
      inputs={assessment.inputs}
      outcome={assessment.outcome}
      years={years}
      initialTable={table}
    />,
    language,
  );
}

export function renderNotApplicable(assessment: Assessment, language: Language = 'en'): string {
  const view = estimateView(assessment.outcome);
  if (view.kind !== 'not-applicable') throw new Error('the assessment applies');
  return markup(
    <NotApplicable assessment={assessment} failed={view.failed} other={assessment.others[0]?.model} onOther={nothing} onCorrect={nothing} />,
    language,
  );
}
