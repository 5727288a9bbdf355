// SPDX-License-Identifier: Apache-2.0
// Models side by side, never averaged: each row says whom its number is for.
import type { Assessment, ModelRef, Outcome } from '../../src/nomogram/assessment.ts';
import { outcomeWords } from '../../src/nomogram/outcome-words.ts';
import { boundsOf100, peopleOf100, rangeText } from '../../src/nomogram/present.ts';
import { GroupGlyph } from '../charts/svg.tsx';
import { useText } from '../i18n/use-text.tsx';
import { estimateView, groupOfView, shownYears } from '../view/estimate-view.ts';

export function ModelComparison({ assessment }: { readonly assessment: Assessment }) {
  const { t, language } = useText();
  const rows: { model: ModelRef; outcome: Outcome }[] = [{ model: assessment.model, outcome: assessment.outcome }, ...assessment.others];
  const years = shownYears(assessment.outcome, undefined);
  const counted = new Set(rows.map(({ model }) => outcomeWords(model.outcome, language).noun));
  const words = t.estimate.years(years);
  return (
    <>
      <h3>{t.nomogram.sideBySide}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls sideways must be reachable by keyboard */}
      <section className="scroll-x" aria-label={t.nomogram.sideBySide} tabIndex={0}>
        <table className="compare">
          <thead>
            <tr>
              <th scope="col">{t.nomogram.model}</th>
              <th scope="col">{t.nomogram.group}</th>
              <th scope="col" className="n">
                {counted.size === 1 ? t.nomogram.recurAt(words) : t.nomogram.eventAt(words)}
              </th>
              <th scope="col">{t.nomogram.numberFor}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={`${row.model.id}@${row.model.version}`} {...row} years={years} event={counted.size > 1} />
            ))}
          </tbody>
        </table>
      </section>
      <p className="foot">
        {[
          t.nomogram.disagree,
          ...rows.flatMap(({ model }) => (model.elsewhere ? [`${model.title[language].split(/[:：]/)[0]}: ${model.elsewhere[language]}`] : [])),
        ].join(' ')}
      </p>
    </>
  );
}

interface RowProps {
  readonly model: ModelRef;
  readonly outcome: Outcome;
  readonly years: number;
  /** True where the models count different things, so that each row says what. */
  readonly event: boolean;
}

function Row({ model, outcome, years, event }: RowProps) {
  const { t, language } = useText();
  const view = estimateView(outcome);
  const group = groupOfView(view);
  const observed = view.kind === 'group' ? (view.prediction.observed.find((o) => o.chosen) ?? view.prediction.observed[0]) : undefined;
  const at = view.kind === 'individual' ? view.prediction.survival.find((s) => s.years === years) : observed?.years === years ? observed : undefined;
  const people = at
    ? peopleOf100({ years, survival: at.survival, ...(at.lower === undefined || at.upper === undefined ? {} : { lower: at.lower, upper: at.upper }) })
    : undefined;
  const open = view.kind === 'bounds' ? view.bounds.survival.find((s) => s.years === years) : undefined;
  const bounds = open ? boundsOf100(open) : undefined;
  return (
    <tr>
      <th scope="row">
        {model.title[language]}
        {event && <div className="xs">{outcomeWords(model.outcome, language).noun}</div>}
      </th>
      <td>
        {group ? (
          <>
            <GroupGlyph group={group.id} size={13} /> {t.groups[group.id]}
          </>
        ) : (
          '–'
        )}
      </td>
      <td className="n">
        {people ? (
          <>
            <b>{people.recur}</b> {people.recurRange && <span className="xs">{rangeText(...people.recurRange)}</span>}
          </>
        ) : bounds ? (
          <b>{rangeText(...bounds.recur)}</b>
        ) : (
          t.nomogram.noNumber
        )}
      </td>
      <td>{observed ? t.nomogram.wholeGroup(observed.cohort[language]) : view.kind === 'individual' || bounds ? t.nomogram.likeThis : '–'}</td>
    </tr>
  );
}
