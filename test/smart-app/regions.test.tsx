// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { PrintSheets } from '../../smart-app/print/sheets.tsx';
import { Eligibility } from '../../smart-app/regions/eligibility.tsx';
import { EstimateLoading } from '../../smart-app/regions/estimate.tsx';
import { FollowUp } from '../../smart-app/regions/follow-up.tsx';
import { Inputs } from '../../smart-app/regions/inputs.tsx';
import { CardBody } from '../../smart-app/regions/model-card.tsx';
import { SaveContent } from '../../smart-app/save/save-dialog.tsx';
import { MODELS, STATES, type StateName } from './support/assessments.ts';
import { markup, modelOf, renderEstimate, renderNotApplicable, renderWhy, words } from './support/render.tsx';

const LANGUAGES = ['en', 'zh'] as const;
const APPLICABLE = (Object.keys(STATES) as StateName[]).filter((name) => name !== 'not-applicable');
const nothing = (): void => undefined;

describe('estimate', () => {
  it('says the number both ways, with its range, and they make 100', () => {
    const text = words(renderEstimate(STATES.ready()));
    expect(text).toContain('High group');
    expect(text).toContain('About 45 of 100 range 35–56');
    expect(text).toContain('2 years of the operation. About 55 do not.');
    expect(text).toContain('Score 1.97, group cut-off 1.38.');
    expect(text).toContain('not validated here');
  });

  it('says the same in Chinese, with ISO dates that do not break', () => {
    const html = renderEstimate(STATES.ready(), { language: 'zh' });
    const text = words(html);
    expect(text).toContain('高风险组');
    expect(text).toContain('约 45 / 100 人 范围 35–56');
    expect(html).toContain('<span class="nb">2026-11-23</span>');
    expect(text).not.toMatch(/similar patients|of the operation/);
  });

  it.each([1, 2, 3] as const)('has recur + not recur = 100 at %i years, in chart, table and words', (years) => {
    const assessment = STATES.ready();
    const chart = words(renderEstimate(assessment, { years }));
    const recur = Number(/About (\d+) of 100/.exec(chart)?.[1]);
    const free = Number(/About (\d+) do not/.exec(chart)?.[1]);
    expect(recur + free).toBe(100);
    const table = words(renderEstimate(assessment, { tab: 'table' }));
    expect(table).toMatch(new RegExp(`${years} years? ${free} \\d+–\\d+ ${recur} \\d+–\\d+`));
    expect(words(renderEstimate(assessment, { years, tab: 'words' }))).toContain(`about ${recur} (range`);
  });

  it('shows bounds and every completion when inputs are missing, and no point estimate', () => {
    const text = words(renderEstimate(STATES.missing()));
    expect(text).toContain('High group in every case');
    expect(text).toContain('29–67 of 100');
    expect(text).toContain('So only bounds are shown. Nothing is filled in silently.');
    expect(text).toMatch(/AFP ≤ 20, no portal vein invasion 29/);
    expect(text).toMatch(/AFP > 20, portal vein invasion 67/);
    expect(text).not.toContain('About 45');
  });

  it.each(LANGUAGES)('shows no number of 100 where conditions are not confirmed (%s)', (language) => {
    const html = renderEstimate(STATES.blocked(), { language });
    expect(html).not.toContain('<svg class="chart"');
    expect(words(html)).not.toMatch(/of 100|\/ 100 人/);
  });

  it.each(LANGUAGES)('shows no probability for a model without baseline (%s)', (language) => {
    for (const state of ['dai', 'dai-complete'] as const) {
      const html = renderEstimate(STATES[state](), { language });
      expect(html).not.toContain('<svg class="chart"');
      expect(words(html)).not.toMatch(/About \d+|约 \d+ \/ 100/);
    }
  });

  it('says that a group model is not a probability for this patient', () => {
    const erasl = STATES.ready().others[0];
    if (!erasl) throw new Error('no second model');
    const text = words(renderEstimate({ ...STATES.ready(), model: erasl.model, inputs: erasl.inputs, outcome: erasl.outcome }));
    expect(text).toContain('Intermediate group');
    expect(text).toContain('It is not a probability for this patient.');
    expect(text).toContain('65 of 100 range 60–70');
    expect(text).toContain('35 did not');
    expect(text).not.toContain('similar patients');
  });

  it('warns of old data and dashes the curve', () => {
    const html = renderEstimate(STATES.stale());
    expect(words(html)).toContain('The CT was taken 43 days before the operation; the study used CT within 14 days.');
    expect(html).toContain('ln-p dash');
  });

  it('shows no digits while loading', () => {
    const text = words(markup(<EstimateLoading />));
    expect(text.replace('2 Estimate', '')).not.toMatch(/\d/);
  });
});

describe('not applicable', () => {
  it.each(LANGUAGES)('names the rule, the value and the source, and shows no estimate (%s)', (language) => {
    const text = words(renderNotApplicable(STATES['not-applicable'](), language));
    expect(text).toContain('2');
    expect(text).toContain(language === 'zh' ? '2026-11-14' : '14 Nov 2026');
    expect(text).not.toMatch(/of 100|\/ 100|每 100/);
  });
});

describe('why', () => {
  it('adds up on the screen: 20 + 30 + 0 + 58 = 108', () => {
    const text = words(renderWhy(STATES.ready()));
    expect(text).toContain('20 + 30 + 0 + 58');
    const parts = [20, 30, 0, 58];
    expect(parts.reduce((a, b) => a + b)).toBe(108);
    expect(text).toContain('108');
  });

  it('gives the same numbers as a table', () => {
    const text = words(renderWhy(STATES.ready(), { table: true }));
    expect(text).toMatch(/Total points High group \(cut-off 87\) 0–172 108/);
    expect(text).toContain('70 (62–77)');
    expect(text).toContain('55 (44–65)');
    expect(text).toContain('47 (34–59)');
  });

  it('leads from the average patient to the total: 73 + 20 + 11 + 8 − 4 = 108', () => {
    const text = words(renderWhy(STATES.ready()));
    expect(text).toContain('average patient: 73 points');
    const bars = [...text.matchAll(/([+−])(\d+)(?= |$)/g)].map(([, sign, n]) => (sign === '+' ? 1 : -1) * Number(n));
    expect(bars).toEqual(expect.arrayContaining([20, 11, 8, -4]));
    expect(73 + 20 + 11 + 8 - 4).toBe(108);
  });

  it('marks a missing covariate with a question mark and the total as a range', () => {
    const text = words(renderWhy(STATES.missing()));
    expect(text).toContain('?');
    expect(text).toContain('88–130');
    expect(text).toContain('33–71');
  });

  it('reads nothing down from the total where the study publishes no baseline', () => {
    expect(words(renderWhy(STATES['dai-complete']()))).not.toMatch(/year RFS/);
  });
});

describe('every state, both languages', () => {
  it.each(APPLICABLE.flatMap((name) => LANGUAGES.map((language) => [name, language] as const)))(
    'renders %s in %s without an undefined or NaN',
    (name, language) => {
      const assessment = STATES[name]();
      const html =
        renderEstimate(assessment, { language }) +
        renderWhy(assessment, { language }) +
        markup(
          <>
            <Eligibility criteria={assessment.criteria} operationDate={assessment.operationDate} missingInputs={0} />
            <Inputs
              assessment={assessment}
              loaded={modelOf(assessment)}
              inputs={assessment.inputs}
              onFindings={nothing}
              onRecompute={nothing}
              busy={false}
              whatIf={{ on: false, possible: true, changed: new Set(), toggle: nothing, change: nothing, reset: nothing }}
            />
            <FollowUp assessment={assessment} group={undefined} />
            <PrintSheets assessment={assessment} loaded={modelOf(assessment)} patient={undefined} years={2} />
          </>,
          language,
        );
      expect(html).not.toMatch(/undefined|NaN|\[object/);
      expect(html).not.toContain('**');
    },
  );
});

describe('eligibility', () => {
  it('counts what it shows, and joins adult with no other cancer', () => {
    const { criteria, operationDate } = STATES.ready();
    const html = markup(<Eligibility criteria={criteria} operationDate={operationDate} missingInputs={0} />);
    expect(words(html)).toContain('Yes. All 8 conditions checked.');
    expect(html.match(/<li/g)).toHaveLength(8);
    expect(words(html)).toContain('Adult, no other cancer');
  });

  it('does not read "not stated" as "no"', () => {
    const { criteria, operationDate } = STATES.blocked();
    const text = words(markup(<Eligibility criteria={criteria} operationDate={operationDate} missingInputs={0} />));
    expect(text).toContain('Not yet known. Two conditions need confirmation.');
    expect(text).toContain('Earlier treatment not stated');
    expect(text).not.toContain('No earlier ablation or TACE');
  });
});

describe('inputs', () => {
  const render = (name: StateName): string => {
    const assessment = STATES[name]();
    return words(
      markup(
        <Inputs
          assessment={assessment}
          loaded={modelOf(assessment)}
          inputs={assessment.inputs}
          onFindings={nothing}
          onRecompute={nothing}
          busy={false}
          whatIf={{ on: false, possible: true, changed: new Set(), toggle: nothing, change: nothing, reset: nothing }}
        />,
      ),
    );
  };

  it('shows value, unit, date, source and days before the operation', () => {
    const text = render('ready');
    expect(text).toContain('AFP laboratory, 17 Nov 2026 420 ng/mL above 20 9 days');
    expect(text).toContain('Intratumoural necrosis CT report, confirmed, 14 Nov 2026 Present 12 days');
    expect(text).toContain('0.82 studied −1.5 to 2.5 12 days');
  });

  it('says missing and unknown with the reason', () => {
    const text = render('missing');
    expect(text).toContain('AFP no result in the time window Missing');
    expect(text).toContain('not mentioned, which is not “absent” Unknown');
  });
});

describe('model card', () => {
  it.each(LANGUAGES)('lists 31 attributes; an empty one reads "not assessed" (%s)', (language) => {
    const html = markup(<CardBody file={MODELS.demo.file} evidence={MODELS.demo.evidence} />, language);
    expect(html.match(/<dt>/g)).toHaveLength(31);
    expect(words(html)).toContain(language === 'zh' ? '未评估' : 'not assessed');
  });
});

describe('save dialog', () => {
  it('lists the same numbers as the page', () => {
    const assessment = STATES.ready();
    if (assessment.outcome.status !== 'assessed') throw new Error('not assessed');
    const text = words(markup(<SaveContent assessment={assessment} prediction={assessment.outcome.prediction} loaded={modelOf(assessment)} />));
    expect(text).toContain('30 (23–38), 45 (35–56), 53 (41–66) of 100');
    expect(text).toContain('AFP 420 ng/mL (17 Nov 2026)');
  });
});

describe('paper', () => {
  const sheets = (name: StateName, language: 'en' | 'zh' = 'en'): string =>
    markup(
      <PrintSheets
        assessment={STATES[name]()}
        loaded={modelOf(STATES[name]())}
        patient={{ name: 'Demo Patient A', sex: 'male', ageYears: 58, recordNumber: 'DEMO-0017', invented: true }}
        years={2}
      />,
      language,
    );

  it('prints two sheets for an estimate, and the patient sheet carries no name', () => {
    const html = sheets('ready');
    expect(html.match(/class="sheet/g)).toHaveLength(2);
    const patientSheet = html.slice(html.indexOf('p-pt'));
    expect(patientSheet).not.toContain('Demo Patient A');
    expect(words(patientSheet)).toContain('about 45 had the cancer come back or spread within 2 years, and about 55 did not.');
  });

  it('prints one sheet with the reason where the model does not apply', () => {
    const html = sheets('not-applicable');
    expect(html.match(/class="sheet/g)).toHaveLength(1);
    expect(words(html)).toContain('The model does not apply, so no estimate is shown.');
    expect(html).not.toContain('<svg class="chart"');
  });
});
