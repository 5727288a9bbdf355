// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { AssessmentView } from '../api.ts';
import type { Catalogue } from '../catalogue.ts';
import { day, whole } from '../format.ts';
import { useWords } from '../text.tsx';

/** RiskAssessments of the chart, as written back by an app. */
export function Assessments({ assessments, onReload }: { assessments: readonly AssessmentView[]; onReload: () => void }): ReactNode {
  const { language, text } = useWords();
  return (
    <section aria-labelledby="assessments-heading">
      <h2 className="h">
        <span id="assessments-heading">{text.savedAssessments}</span>
        <button type="button" className="link" onClick={onReload}>
          {text.reload}
        </button>
      </h2>
      {assessments.length === 0 ? (
        <p className="empty">{text.noAssessments}</p>
      ) : (
        <table>
          <caption className="vh">{text.savedAssessments}</caption>
          <thead>
            <tr>
              <th scope="col">{text.assessment}</th>
              <th scope="col">{text.date}</th>
              <th scope="col">{text.estimate}</th>
              <th scope="col">{text.status}</th>
            </tr>
          </thead>
          <tbody>
            {assessments.map(({ date, id, method, notes, predictions, status }) => (
              <tr key={id}>
                <th scope="row">
                  {method ?? 'RiskAssessment'}
                  {notes.map((note) => (
                    <small key={note}>{note}</small>
                  ))}
                </th>
                <td className="nb">{day(date, language)}</td>
                <td>
                  {predictions.map((prediction) => (
                    <div key={`${prediction.outcome} ${prediction.percent} ${prediction.group}`}>{predictionText(prediction, text)}</div>
                  ))}
                </td>
                <td>{status}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function predictionText({ group, outcome, percent, percentHigh, percentLow }: AssessmentView['predictions'][number], text: Catalogue): string {
  const range = percentLow === undefined || percentHigh === undefined ? '' : `${whole(percentLow, text)}–${whole(percentHigh, text)}`;
  const value = percent === undefined ? (range === '' ? '' : text.of100(range, '')) : text.of100(whole(percent, text), range);
  return [outcome, value, group ?? ''].filter((part) => part !== '').join(': ');
}
