// SPDX-License-Identifier: Apache-2.0
// The nomogram's numbers as a table: the same points, the same sum, the same survival.
import type { Outcome } from '../../src/nomogram/assessment.ts';
import type { NomogramModel } from '../charts/nomogram-model.ts';
import { useText } from '../i18n/use-text.tsx';

const whole = (points: number): string => String(Math.round(points));

export function NomogramTable({ nomogram, outcome }: { readonly nomogram: NomogramModel; readonly outcome: Outcome }) {
  const { t } = useText();
  const { total } = nomogram;
  const group = outcome.status === 'assessed' ? outcome.prediction.group : outcome.status === 'incomplete' ? outcome.bounds?.group : undefined;
  const cutoff = total.cutoff?.points;
  const most = nomogram.rows.reduce((sum, row) => sum + row.to, 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls sideways must be reachable by keyboard
    <section className="scroll-x" aria-label={t.nomogram.caption} tabIndex={0}>
      <table>
        <caption className="vh">{t.nomogram.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.nomogram.covariate}</th>
            <th scope="col">{t.nomogram.thisPatient}</th>
            <th scope="col">{t.nomogram.possible}</th>
            <th scope="col" className="n">
              {t.nomogram.points}
            </th>
          </tr>
        </thead>
        <tbody>
          {nomogram.rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                {row.label} <span className="xs">{row.hint}</span>
              </th>
              <td>{row.patient ? (row.patient.level ?? '') : '?'}</td>
              <td>{row.continuous ? `${whole(row.from)}–${whole(row.to)}` : row.ticks.map((tick) => whole(tick.at)).join(', ')}</td>
              <td className="n">{row.patient ? row.patient.points : '?'}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t.nomogram.total}</th>
            <td>{group && cutoff ? t.nomogram.cutoffGroup(t.groups[group.id], cutoff) : ''}</td>
            <td>0–{whole(most)}</td>
            <td className="n">
              <b>{total.patient?.shown ?? total.bounds?.shown ?? '?'}</b>
            </td>
          </tr>
          {nomogram.rfs.map((axis) => (
            <tr key={axis.years}>
              <th scope="row">{t.nomogram.rfsRow(t.estimate.years(axis.years))}</th>
              <td colSpan={3}>
                {axis.patient ? `${axis.patient.n}${axis.patient.lower ? ` (${axis.patient.lower}–${axis.patient.upper})` : ''}` : (axis.bounds ?? '–')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
