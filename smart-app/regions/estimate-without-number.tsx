// SPDX-License-Identifier: Apache-2.0
// Where no number of 100 may be shown: the model gives none, inputs leave nothing to bound, or conditions are not confirmed.
import { useState } from 'react';
import type { Bounds, CriterionResult, MissingItem, ModelRef, Prediction } from '../../src/nomogram/assessment.ts';
import { ratioText, scoreText } from '../../src/nomogram/present.ts';
import { Rich, useText } from '../i18n/use-text.tsx';
import { criteriaLines } from '../view/criteria-view.ts';
import { date } from '../view/format.ts';
import { GroupLine } from './group-line.tsx';

/** Assessed by a model without baseline: group, score, hazard ratio, no probability. */
export function NoProbability({ prediction, model, computedIso }: { readonly prediction: Prediction; readonly model: ModelRef; readonly computedIso: string }) {
  const { t, language } = useText();
  return (
    <div className="plain">
      {prediction.group && <GroupLine group={prediction.group} />}
      <p className="say">{t.estimate.noProbability}</p>
      {prediction.hazardRatioToReference !== undefined && <p className="stmt gap-m">{t.estimate.hazardRatio(ratioText(prediction.hazardRatioToReference))}</p>}
      <p className="foot">
        <Rich
          text={[
            prediction.cutoff === undefined ? '' : t.estimate.score(scoreText(prediction.score), scoreText(prediction.cutoff)),
            `${model.title[language]} v${model.version}.`,
            t.estimate.computed(date(computedIso, language)),
          ]
            .filter(Boolean)
            .join(' ')}
        />
      </p>
    </div>
  );
}

/** Missing inputs and no probability: the score's bounds where they exist. */
export function OpenEstimate({ bounds, missing, model }: { readonly bounds?: Bounds; readonly missing: readonly MissingItem[]; readonly model: ModelRef }) {
  const { t, language } = useText();
  const unscaled = missing.some((m) => m.reason === 'no-standardisation');
  return (
    <div className="plain">
      {bounds?.group && <GroupLine group={bounds.group} text={t.estimate.inEveryCase(t.groups[bounds.group.id])} />}
      <p className="say">{unscaled ? t.estimate.noProbabilityBounds : t.estimate.missingNoBounds}</p>
      {bounds && <p className="stmt gap-m">{t.estimate.scoreRange(scoreText(bounds.score[0]), scoreText(bounds.score[1]))}</p>}
      <p className="foot">{`${model.title[language]} v${model.version}`}</p>
    </div>
  );
}

/** Required conditions that nobody has confirmed. */
export function BlockedEstimate({
  criteria,
  operationDate,
  busy = false,
  onOperationDate,
}: {
  readonly criteria: readonly CriterionResult[];
  readonly operationDate: string | undefined;
  readonly busy?: boolean;
  readonly onOperationDate?: ((operationDate: string) => void) | undefined;
}) {
  const { t, language } = useText();
  return (
    <div className="plain">
      <p className="say">{t.estimate.blocked}</p>
      <ul className="list gap-m">
        {criteriaLines(criteria, operationDate, t, language).map((line) => (
          <li key={line.key}>
            <b>{line.title}</b> <span className="s">{line.source}</span>
          </li>
        ))}
      </ul>
      {onOperationDate && criteria.some(({ id }) => id === 'resection-planned') && <PlannedDay busy={busy} onDay={onOperationDate} />}
    </div>
  );
}

/** Opened from the chart before an order is signed: the surgeon states the day, and with it that a resection is planned. */
function PlannedDay({ busy, onDay }: { readonly busy: boolean; readonly onDay: (isoDate: string) => void }) {
  const { t } = useText();
  const [day, setDay] = useState('');
  return (
    <form
      className="ctl gap-m"
      onSubmit={(event) => {
        event.preventDefault();
        if (day !== '') onDay(day);
      }}
    >
      <label className="planned">
        <span className="s">{t.estimate.plannedDay}</span> <input type="date" required value={day} onChange={(event) => setDay(event.currentTarget.value)} />
      </label>
      <button type="submit" className="btn sm" disabled={busy || day === ''}>
        {t.estimate.usePlannedDay}
      </button>
    </form>
  );
}
