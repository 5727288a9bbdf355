// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { ResultView } from '../api.ts';
import { day } from '../format.ts';
import { useWords } from '../text.tsx';

/** How many results the orders view shows; the results view shows all. */
const RECENT = 8;

/** Results as recorded: value, unit, date, where they come from. */
export function Results({ recent = false, results }: { results: readonly ResultView[]; recent?: boolean }): ReactNode {
  const { language, text } = useWords();
  const sources = { laboratory: text.laboratory, imaging: text.radiology, other: text.record };
  const shown = recent ? [...of(results, 'laboratory'), ...of(results, 'imaging')].slice(0, RECENT) : results;
  return (
    <section aria-labelledby="results-heading" className={recent ? 'below' : undefined}>
      <h2 className="h">
        <span id="results-heading">{recent ? text.recentResults : text.viewResults}</span>
        <span>{text.invented}</span>
      </h2>
      {shown.length === 0 ? (
        <p className="empty">{text.noResults}</p>
      ) : (
        <table>
          <caption className="vh">{text.recentResults}</caption>
          <thead className="vh">
            <tr>
              <th scope="col">{text.result}</th>
              <th scope="col">{text.value}</th>
              <th scope="col">{text.source}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ date, group, id, status, title, value }) => (
              <tr key={id}>
                <th scope="row">{title}</th>
                <td>{value}</td>
                <td>
                  {sources[group]}
                  {status === 'preliminary' ? ` (${text.preliminary})` : ''}
                  {text.comma}
                  {day(date, language)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function of(results: readonly ResultView[], group: ResultView['group']): readonly ResultView[] {
  return results.filter((result) => result.group === group);
}
