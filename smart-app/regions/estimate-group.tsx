// SPDX-License-Identifier: Apache-2.0
// A group model: what was observed in the patient's group of named cohorts. Never this patient's probability.
import type { Prediction } from '../../src/nomogram/assessment.ts';
import { decimal, peopleOf100, rangeText, scoreText } from '../../src/nomogram/present.ts';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { GroupCohorts } from '../charts/group-cohorts.tsx';
import { Rich, useText } from '../i18n/use-text.tsx';
import { Notice } from '../parts/notice.tsx';
import { cohortRows } from '../view/cohort-rows.ts';
import type { EstimateProps } from './estimate-props.ts';
import { GroupLine } from './group-line.tsx';

export function GroupEstimate(props: EstimateProps & { readonly prediction: Prediction }) {
  const { t, language } = useText();
  const { prediction, model, loaded } = props;
  const row = prediction.observed.find((o) => o.chosen) ?? prediction.observed[0];
  if (!row || !prediction.group) return null;
  const people = peopleOf100({
    years: row.years,
    survival: row.survival,
    ...(row.lower === undefined || row.upper === undefined ? {} : { lower: row.lower, upper: row.upper }),
  });
  const years = t.estimate.years(row.years);
  const rows = loaded ? cohortRows(loaded, row.years, row.cohortId, t, language) : [];
  return (
    <div className="est">
      <div className="st">
        <div>
          <GroupLine group={prediction.group} />
          <p className="big-n">
            <span>{people.recur}</span>
            <small>{t.estimate.of100}</small>
            {people.recurRange && (
              <span className="rng">
                <span>{t.estimate.range}</span> <b>{rangeText(...people.recurRange)}</b>
              </span>
            )}
          </p>
          <p className="stmt">
            <Rich
              text={t.estimate.groupStatement(
                years,
                row.cohort[language],
                decimal(row.n, 0, language),
                String(people.free),
                people.freeRange ? rangeText(...people.freeRange) : '',
              )}
            />
          </p>
          <div className="gap-m">
            <Notice tone="info" fact={t.estimate.groupNotice} />
          </div>
          {model.elsewhere && <p className="s">{model.elsewhere[language]}</p>}
          <p className="foot">
            {t.estimate.groupFoot(
              model.title[language],
              scoreText(prediction.score),
              (prediction.cutoffs ?? []).map(scoreText).join(language === 'zh' ? '、' : ', '),
            )}
          </p>
        </div>
      </div>
      {rows.length > 0 && (
        <ChartFrame
          label={t.cohorts.label}
          initialWidth={560}
          draw={(width) => <GroupCohorts width={width} rows={rows} patientGroup={prediction.group?.id} years={years} t={t} />}
        />
      )}
    </div>
  );
}
