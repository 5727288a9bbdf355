// SPDX-License-Identifier: Apache-2.0
// Region 6: the guideline's visits with dates; what is not known stands beside it. Orders are drafted on the card and signed by the user.
import { useState } from 'react';
import type { Assessment, FollowUpPlan, RiskGroup } from '../../src/nomogram/assessment.ts';
import { FOLLOW_UP_RULES, followUpPlan } from '../../src/nomogram/follow-up.ts';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { CALENDAR_MIN_WIDTH, FollowUpCalendar } from '../charts/follow-up-calendar.tsx';
import { useText } from '../i18n/use-text.tsx';
import { Region } from '../parts/region.tsx';
import { PressedGroup } from '../parts/segmented.tsx';
import { date, shortDate } from '../view/format.ts';

export interface FollowUpProps {
  readonly assessment: Assessment;
  readonly group: RiskGroup | undefined;
}

export function FollowUp({ assessment, group }: FollowUpProps) {
  const { t, language } = useText();
  const [ruleId, setRuleId] = useState(assessment.followUp?.ruleId ?? FOLLOW_UP_RULES[0]?.id ?? '');
  const rule = FOLLOW_UP_RULES.find((r) => r.id === ruleId);
  const plan = planOf(assessment, ruleId, group);
  return (
    <Region
      id="r6"
      number={6}
      title={t.followUp.heading}
      className="full"
      controls={
        <PressedGroup
          className="sp"
          label={t.followUp.rule}
          value={ruleId}
          onChange={setRuleId}
          options={FOLLOW_UP_RULES.map((r) => ({ value: r.id, label: r.title[language] }))}
        />
      }
    >
      <p className="fu-rule">
        <span>{rule?.text[language] ?? plan?.text[language]}</span>
        {rule && <span className="xs">{`${rule.source[language]}${language === 'zh' ? '；' : '; '}${rule.strength[language]}`}</span>}
      </p>
      {plan && rule ? (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls sideways must be reachable by keyboard */}
          <section className="scroll-x" aria-label={t.followUp.calendar} tabIndex={0}>
            <ChartFrame
              className="cal"
              label={t.calendar.label}
              initialWidth={1376}
              draw={(width) => (
                <FollowUpCalendar
                  width={width}
                  visits={plan.visits.map((v) => ({ months: v.months, tests: v.tests, draftable: v.draftable, shortDate: shortDate(v.from, language) }))}
                  phases={rule.phases}
                  {...(rule.firstVisitMonths ? { firstVisit: rule.firstVisitMonths } : {})}
                  operation={date(assessment.operationDate ?? '', language)}
                  continues={rule.continues[language]}
                  t={t}
                />
              )}
              points={(width) => {
                const x = (month: number) => 148 + (month / 37) * (Math.max(width, CALENDAR_MIN_WIDTH) - 26 - 148);
                return plan.visits.map((v) => ({ x: (x(v.months[0]) + x(v.months[1])) / 2, y: 78, text: visitText(v, t, language) }));
              }}
            />
          </section>
          <p className="s gap-l">{t.followUp.drafts}</p>
          <details>
            <summary>{t.followUp.table}</summary>
            <DueDates plan={plan} />
          </details>
        </>
      ) : (
        <p className="s">{t.followUp.noDate}</p>
      )}
      {group?.id === 'high' && (
        <details>
          <summary>{t.followUp.whatFollows}</summary>
          <p>{t.followUp.adjuvant}</p>
        </details>
      )}
      <details>
        <summary>{t.followUp.factors}</summary>
        <ul>
          {Object.entries(t.followUp.factorList).map(([key, text]) => (
            <li key={key}>{text}</li>
          ))}
        </ul>
      </details>
    </Region>
  );
}

/** The server's own plan where it is the chosen rule, else the same code here. */
function planOf(assessment: Assessment, ruleId: string, group: RiskGroup | undefined): FollowUpPlan | undefined {
  if (assessment.followUp?.ruleId === ruleId) return assessment.followUp;
  return assessment.operationDate === undefined ? undefined : followUpPlan(ruleId, assessment.operationDate, group?.id);
}

type Text = ReturnType<typeof useText>;

function whenText(visit: FollowUpPlan['visits'][number], language: Text['language']): string {
  const from = date(visit.from, language);
  return visit.from === visit.to ? from : `${from} – ${date(visit.to, language)}`;
}

function testsText(visit: FollowUpPlan['visits'][number], t: Text['t']): string {
  return visit.tests.map((test) => t.followUp.testNames[test]).join(t.followUp.listJoin);
}

function visitText(visit: FollowUpPlan['visits'][number], t: Text['t'], language: Text['language']): string {
  return `${whenText(visit, language)}${language === 'zh' ? '：' : ': '}${testsText(visit, t)}`;
}

function DueDates({ plan }: { readonly plan: FollowUpPlan }) {
  const { t, language } = useText();
  return (
    <table className="due">
      <thead>
        <tr>
          <th scope="col">{t.followUp.date}</th>
          <th scope="col">{t.followUp.from}</th>
          <th scope="col">{t.followUp.tests}</th>
        </tr>
      </thead>
      <tbody>
        {plan.visits.map((visit) => (
          <tr key={visit.from}>
            <th scope="row">{whenText(visit, language)}</th>
            <td>{t.followUp.months(String(visit.months[0]), String(visit.months[1]))}</td>
            <td>{testsText(visit, t)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function FollowUpLoading() {
  const { t } = useText();
  return (
    <Region id="r6" number={6} title={t.followUp.heading} className="full">
      <div aria-busy="true">
        <span className="sk sk-axes short" />
      </div>
    </Region>
  );
}
