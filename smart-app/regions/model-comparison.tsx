// SPDX-License-Identifier: Apache-2.0
// Models side by side, never averaged: each row says whom its number is for.
import type { Assessment, ModelRef, Outcome } from '../../src/nomogram/assessment.ts';
import { boundsOf100, peopleOf100, rangeText } from '../../src/nomogram/present.ts';
import { GroupGlyph } from '../charts/svg.tsx';
import { useText } from '../i18n/use-text.tsx';
import { estimateView, groupOfView } from '../view/estimate-view.ts';

export function ModelComparison({ assessment }: { readonly assessment: Assessment }) {
  const { t, language } = useText();
  const rows: { model: ModelRef; outcome: Outcome }[] = [{ model: assessment.model, outcome: assessment.outcome }, ...assessment.others];
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
                {t.nomogram.recur2}
              </th>
              <th scope="col">{t.nomogram.numberFor}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={`${row.model.id}@${row.model.version}`} {...row} />
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

function Row({ model, outcome }: { readonly model: ModelRef; readonly outcome: Outcome }) {
  const { t, language } = useText();
  const view = estimateView(outcome);
  const group = groupOfView(view);
  const observed = view.kind === 'group' ? (view.prediction.observed.find((o) => o.chosen) ?? view.prediction.observed[0]) : undefined;
  const at = view.kind === 'individual' ? view.prediction.survival.find((s) => s.years === 2) : observed?.years === 2 ? observed : undefined;
  const people = at
    ? peopleOf100({ years: 2, survival: at.survival, ...(at.lower === undefined || at.upper === undefined ? {} : { lower: at.lower, upper: at.upper }) })
    : undefined;
  const open = view.kind === 'bounds' ? view.bounds.survival.find((s) => s.years === 2) : undefined;
  const bounds = open ? boundsOf100(open) : undefined;
  return (
    <tr>
      <th scope="row">{model.title[language]}</th>
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
