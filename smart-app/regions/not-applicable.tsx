// SPDX-License-Identifier: Apache-2.0
// In place of regions 2, 4 and 6: which rule failed, with the value and its source, and what still helps. No estimate, no number of 100.
import type { Assessment, CriterionResult, ModelRef } from '../../src/nomogram/assessment.ts';
import { Rich, useText } from '../i18n/use-text.tsx';
import { criterionValue } from '../view/criteria-view.ts';
import { sourceInSentence, sourceLine } from '../view/source-line.ts';
import { shortTitle } from './header.tsx';

export interface NotApplicableProps {
  readonly assessment: Assessment;
  readonly failed: readonly CriterionResult[];
  /** Another model whose answer is an estimate, if any. */
  readonly other: ModelRef | undefined;
  readonly onOther: () => void;
  readonly onCorrect: () => void;
}

const PRESENCE: readonly string[] = ['no-prior-local-treatment', 'no-extrahepatic-disease', 'no-other-malignancy'];

export function NotApplicable({ failed, other, onOther, onCorrect }: NotApplicableProps) {
  const { t, language } = useText();
  const source = (c: CriterionResult): string => (c.from ? sourceLine(c.from, t, language) : '');
  const value = (c: CriterionResult): string => criterionValue(c) || (PRESENCE.includes(c.id) ? t.notApplicable.recorded : t.notApplicable.notRecorded);
  return (
    <section className="r" aria-labelledby="na-h" id="rna">
      <div className="na-box">
        <h2 id="na-h">{t.notApplicable.heading}</h2>
        {failed.map((c) => (
          <p key={c.id} className="na-why">
            <Rich text={t.notApplicable.reasons[c.id](c.from ? sourceInSentence(c.from, t, language) : t.inputs.source['patient-record'], criterionValue(c))} />
          </p>
        ))}
        <table>
          <thead>
            <tr>
              <th scope="col">{t.notApplicable.condition}</th>
              <th scope="col">{t.notApplicable.study}</th>
              <th scope="col">{t.notApplicable.patient}</th>
              <th scope="col">{t.notApplicable.source}</th>
            </tr>
          </thead>
          <tbody>
            {failed.map((c) => (
              <tr key={c.id}>
                <th scope="row">{t.notApplicable.conditionNames[c.id]}</th>
                <td>{t.notApplicable.studyValues[c.id]}</td>
                <td>
                  <b>{value(c)}</b>
                </td>
                <td>
                  <Rich text={source(c)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className="fu-act">
          <button type="button" className="btn" onClick={onCorrect}>
            {t.notApplicable.correct}
          </button>
          {other && (
            <button type="button" className="btn" onClick={onOther}>
              {t.notApplicable.other(shortTitle(other, language, t.frame.nomogram))}
            </button>
          )}
        </div>
        <h3 className="na-still">{t.notApplicable.still}</h3>
        <p className="s">{t.notApplicable.stillText}</p>
      </div>
    </section>
  );
}
