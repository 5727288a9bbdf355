// SPDX-License-Identifier: Apache-2.0
// The page about a model: what it is, what it needs, what it was tested on, and the 31 source attributes.
import type { Language, LocalText } from '../../nomogram/assessment.ts';
import type { Covariate } from '../../nomogram/model-file.ts';
import { modelOutcome } from '../../nomogram/outcome.ts';
import { outcomeWords } from '../../nomogram/outcome-words.ts';
import type { LoadedModel } from '../../nomogram/prepare.ts';
import { decimal } from '../../nomogram/present.ts';
import { SOURCE_ATTRIBUTE_GROUPS } from '../../nomogram/source-attributes.ts';
import { escapeHtml } from './escape.ts';
import { TEXTS } from './texts.ts';

/** Whole HTML page of one model file in one language; everything from the file is escaped. */
export function modelCardPage(model: LoadedModel, language: Language): string {
  const { file } = model;
  const say = (text: LocalText): string => escapeHtml(text[language]);
  const word = (key: keyof typeof TEXTS): string => escapeHtml(TEXTS[key][language]);
  const attributes = SOURCE_ATTRIBUTE_GROUPS.map((group) => {
    const rows = group.items.map((item) => {
      const value = file.sourceAttributes[item.id];
      const shown = value === undefined ? `<span class="absent">${word('notAssessed')}</span>` : say(value);
      return `<div class="item"><dt>${say(item.title)}</dt><dd>${shown}</dd></div>`;
    });
    return `<section><h3>${say(group.title)}</h3><dl>${rows.join('')}</dl></section>`;
  });
  const covariates = file.covariates.map((covariate) => {
    const coefficients = (Array.isArray(covariate.coefficient) ? covariate.coefficient : [covariate.coefficient]).map(
      (coefficient, column) => `${columnName(covariate, column, language)}${decimal(coefficient.value, 4)} (${TEXTS[coefficient.evidence][language]})`,
    );
    return `<tr><th scope="row">${say(covariate.label)}${covariate.hint === undefined ? '' : `<br><small>${say(covariate.hint)}</small>`}</th><td class="number">${escapeHtml(coefficients.join(', '))}</td></tr>`;
  });
  const validations = file.validation.map((validation) => {
    const concordance = validation.concordance;
    const range =
      concordance?.lower === undefined || concordance.upper === undefined ? '' : ` (${decimal(concordance.lower, 3)}–${decimal(concordance.upper, 3)})`;
    const cells = [
      TEXTS[validation.kind][language],
      validation.cohort.name[language],
      validation.cohort.n === undefined ? '' : String(validation.cohort.n),
      concordance === undefined ? '' : `${decimal(concordance.value, 3)}${range}`,
      validation.date,
    ];
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
  });
  const sources = Object.values(file.sources).map(
    (source) => `<li>${escapeHtml(source.citation)}${source.doi === undefined ? '' : ` doi:${escapeHtml(source.doi)}`} · ${escapeHtml(source.licence)}</li>`,
  );
  const other = language === 'en' ? 'zh' : 'en';
  const title = say(file.title);
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${word('modelCard')}</title>
<link rel="stylesheet" href="/model-card/style.css">
</head>
<body>
<main>
<p class="switch"><a href="?lang=${other}" lang="${other === 'zh' ? 'zh-CN' : 'en'}">${other === 'zh' ? '中文' : 'English'}</a></p>
<h1>${title}</h1>
<p class="facts">${escapeHtml(file.id)} · ${word('version')} ${escapeHtml(file.version)} · ${escapeHtml(TEXTS[file.status][language])}</p>
${model.demonstration ? `<p class="notice" role="note">${file.notice === undefined ? word('demonstration') : say(file.notice)}</p>` : ''}
<p>${say(file.intendedUse)}</p>${file.outcome.kind === undefined ? '' : `\n<p>${word('counted')}${escapeHtml(outcomeWords(modelOutcome(file.outcome), language).noun)}</p>`}
<h2>${word('limits')}</h2>
<ul>${file.knownLimits.map((limit) => `<li>${say(limit)}</li>`).join('')}</ul>
<h2>${word('coefficients')}</h2>
<div class="scroll"><table><thead><tr><th scope="col">${word('covariate')}</th><th scope="col" class="number">${word('coefficient')}</th></tr></thead><tbody>${covariates.join('')}</tbody></table></div>
<h2>${word('tested')}</h2>
${validations.length === 0 ? `<p class="absent">${word('notAssessed')}</p>` : `<div class="scroll"><table><thead><tr>${(['kind', 'cohort', 'patients', 'concordance', 'date'] as const).map((key) => `<th scope="col">${word(key)}</th>`).join('')}</tr></thead><tbody>${validations.join('')}</tbody></table></div>`}
<h2>${word('attributes')}</h2>
${attributes.join('\n')}
<h2>${word('sources')}</h2>
<ul>${sources.join('')}</ul>
<p class="facts">SHA-256 <code>${escapeHtml(file.hash)}</code><br><a href="/api/models/${encodeURIComponent(file.id)}/${encodeURIComponent(file.version)}">${word('wholeFile')}</a></p>
</main>
</body>
</html>
`;
}

/** `II: ` before the coefficient of a level. */
function columnName({ transform, inputs }: Covariate, column: number, language: Language): string {
  if (transform.kind !== 'dummies') return '';
  const code = transform.levels[column + 1];
  return `${inputs[0]!.levels?.find((level) => level.code === code)?.label[language] ?? code}${language === 'zh' ? '：' : ': '}`;
}
