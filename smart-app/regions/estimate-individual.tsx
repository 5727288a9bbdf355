// SPDX-License-Identifier: Apache-2.0
// An individual estimate as chart, table or words: the same numbers three times.
import { useState } from 'react';
import type { Language, Prediction } from '../../src/nomogram/assessment.ts';
import { scoreText } from '../../src/nomogram/present.ts';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { IconArray } from '../charts/icon-array.tsx';
import { curveFrame, type HorizonNumbers, SurvivalCurve } from '../charts/survival-curve.tsx';
import type { Catalogue } from '../i18n/catalogue.ts';
import { Rich, useText } from '../i18n/use-text.tsx';
import { horizons, lastDrawnYear, peopleText } from '../view/estimate-view.ts';
import { date } from '../view/format.ts';
import { groupLines } from '../view/group-lines.ts';
import { namesOf } from '../view/input-name.ts';
import { noteText } from '../view/note-text.ts';
import type { EstimateProps, EstimateTab } from './estimate-props.ts';
import { GroupLine } from './group-line.tsx';

type Props = EstimateProps & { readonly prediction: Prediction; readonly tab: EstimateTab };

export function IndividualEstimate(props: Props) {
  if (props.tab === 'table') return <EstimateTable {...props} />;
  if (props.tab === 'words') return <EstimateWords {...props} />;
  return <EstimateChart {...props} />;
}

/** Numbers of the curve at each horizon. */
export function curveNumbers(prediction: Prediction, language: Language): readonly HorizonNumbers[] {
  return prediction.survival.map((at, i) => {
    const words = peopleText(horizons(prediction.survival)[i]!, language);
    return {
      years: at.years,
      survival: at.survival,
      ...(at.lower === undefined ? {} : { lower: at.lower }),
      ...(at.upper === undefined ? {} : { upper: at.upper }),
      n: words.free,
      range: words.freeRange,
    };
  });
}

export const curveHeight = (width: number): number => (width < 460 ? 380 : 470);

/** Score, cut-off, what the range covers, when: the small print under every number. */
export function footText(p: Pick<Props, 'prediction' | 'model' | 'assessment' | 'whatIf'>, t: Catalogue, language: Language): string {
  const { prediction, model } = p;
  const gap = language === 'zh' ? '' : ' ';
  return [
    prediction.cutoff === undefined ? '' : t.estimate.score(scoreText(prediction.score), scoreText(prediction.cutoff)),
    model.status === 'validated-locally' ? t.estimate.studyValidated(model.version) : t.estimate.study(model.version),
    prediction.outsideRange.length > 0 ? t.estimate.outside(namesOf(prediction.outsideRange, prediction.contributions, t, language)) : '',
    p.whatIf ? t.estimate.whatIfFoot : t.estimate.computed(date(p.assessment.createdIso, language)),
  ]
    .filter(Boolean)
    .join(gap);
}

function EstimateChart(props: Props) {
  const { t, language } = useText();
  const { prediction, years, loaded } = props;
  const people = horizons(prediction.survival).find((h) => h.years === years);
  if (!people) return null;
  const words = peopleText(people, language);
  const groups = loaded ? groupLines(loaded, language) : undefined;
  const numbers = curveNumbers(prediction, language);
  const lastYears = lastDrawnYear(prediction.survival);
  const stale = props.assessment.criteria.some((c) => c.verdict === 'stale');
  const [lower, upper] = people.recurRange ?? [people.recur, people.recur];
  const said = people.recur < 1 || people.recur > 99 ? '' : t.estimate.about;
  return (
    <div className="est">
      <div className="st">
        <div>
          {prediction.group && <GroupLine group={prediction.group} />}
          <p className="big-n">
            {said && <small className="ab">{said}</small>}
            <span>{words.recur}</span>
            <small>{t.estimate.of100}</small>
            {words.recurRange && (
              <span className="rng">
                <span>{t.estimate.range}</span> <b>{words.recurRange}</b>
              </span>
            )}
          </p>
          <p className="stmt">
            <Rich text={t.estimate.statement(t.estimate.years(years), words.free)} />
          </p>
          {prediction.group?.id === 'low' && <p className="foot">{t.groups.lowNote}</p>}
          <p className="foot">
            <Rich text={footText(props, t, language)} />
          </p>
        </div>
        <ChartFrame
          className="icons"
          label={t.icons.label(words.recur, String(lower), String(upper))}
          initialWidth={328}
          draw={(width) => <IconArray width={width} n={people.recur} lower={lower} upper={upper} group={prediction.group?.id} mode="estimate" t={t} />}
        />
      </div>
      <ChartFrame
        label={t.curve.label(String(lastYears * 12))}
        initialWidth={560}
        draw={(width) => (
          <SurvivalCurve
            width={width}
            height={curveHeight(width)}
            curve={prediction.curve}
            horizons={numbers}
            selectedYears={years}
            lastYears={lastYears}
            dashed={stale}
            groups={groups?.lines ?? []}
            {...(groups?.cohort ? { atRiskCohort: groups.cohort } : {})}
            t={t}
          />
        )}
        points={(width) => {
          const { x, y } = curveFrame(width, curveHeight(width), groups?.lines.some((l) => l.atRisk) ?? false, lastYears);
          return numbers.map((h) => ({ x: x(h.years * 12), y: y(h.survival), text: t.curve.point(t.estimate.years(h.years), h.n, h.range) }));
        }}
        onPick={(index) => numbers[index] && props.onYears(numbers[index].years)}
      />
    </div>
  );
}

function EstimateTable(props: Props) {
  const { t, language } = useText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls sideways must be reachable by keyboard
    <section className="scroll-x" aria-label={t.estimate.tableCaption} tabIndex={0}>
      <table>
        <caption className="vh">{t.estimate.tableCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.estimate.fromOperation}</th>
            <th scope="col" className="n">
              {t.estimate.free}
            </th>
            <th scope="col" className="n">
              {t.estimate.rangeHead}
            </th>
            <th scope="col" className="n">
              {t.estimate.recurHead}
            </th>
            <th scope="col" className="n">
              {t.estimate.rangeHead}
            </th>
          </tr>
        </thead>
        <tbody>
          {horizons(props.prediction.survival).map((h) => {
            const words = peopleText(h, language);
            return (
              <tr key={h.years}>
                <th scope="row">{t.estimate.years(h.years)}</th>
                <td className="n">{words.free}</td>
                <td className="n">{words.freeRange}</td>
                <td className="n">{words.recur}</td>
                <td className="n">{words.recurRange}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="foot">
        <Rich
          text={`${footText(props, t, language)}${language === 'zh' ? '' : ' '}${t.estimate.noDataBeyond(t.estimate.years(lastDrawnYear(props.prediction.survival)))}`}
        />
      </p>
    </section>
  );
}

function EstimateWords(props: Props) {
  const { t, language } = useText();
  const [copied, setCopied] = useState(false);
  const people = horizons(props.prediction.survival).find((h) => h.years === props.years);
  if (!people) return null;
  const words = peopleText(people, language);
  const note = noteText(props, people, t, language);
  return (
    <div className="words">
      <div>
        <h3>{t.estimate.forPatient}</h3>
        <p className="say">{t.estimate.patientWords(words.recur, words.recurRange, t.estimate.years(props.years), words.free)}</p>
        <p className="foot">{t.estimate.forConversation}</p>
      </div>
      {!props.whatIf && (
        <div>
          <h3>{t.estimate.forNote}</h3>
          <p>
            <Rich text={note} />
          </p>
          <button
            type="button"
            className="btn sm gap-m"
            onClick={() =>
              navigator.clipboard?.writeText(note).then(
                () => setCopied(true),
                () => setCopied(false),
              )
            }
          >
            {copied ? t.estimate.copied : t.estimate.copy}
          </button>
        </div>
      )}
    </div>
  );
}
