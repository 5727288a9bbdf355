// SPDX-License-Identifier: Apache-2.0
// Region 4: why. The nomogram with each covariate's points, or how a published score adds up, and what moved the estimate.
import { useState } from 'react';
import type { Assessment, ModelRef, Outcome } from '../../src/nomogram/assessment.ts';
import type { ModelInputs } from '../../src/nomogram/inputs.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { Contributions } from '../charts/contributions.tsx';
import { Nomogram } from '../charts/nomogram.tsx';
import { nomogramPoints } from '../charts/nomogram-layout.ts';
import { Rich, useText } from '../i18n/use-text.tsx';
import { Region } from '../parts/region.tsx';
import { contributionBars } from '../view/contribution-bars.ts';
import { estimateView } from '../view/estimate-view.ts';
import { date, yearsList } from '../view/format.ts';
import { nomogramView } from '../view/nomogram-view.ts';
import { ModelComparison } from './model-comparison.tsx';
import { NomogramTable } from './nomogram-table.tsx';
import { ScoreTerms } from './score-terms.tsx';

export interface WhyProps {
  readonly assessment: Assessment;
  readonly model: ModelRef;
  readonly loaded: LoadedModel | undefined;
  readonly inputs: ModelInputs;
  readonly outcome: Outcome;
  readonly years: number;
  readonly initialTable?: boolean;
}

export function Why(props: WhyProps) {
  const { t, language } = useText();
  const [table, setTable] = useState(props.initialTable ?? false);
  const { loaded, model } = props;
  const view = estimateView(props.outcome);
  const nomogram = loaded ? nomogramView(loaded, props.inputs, props.outcome, t, language) : undefined;
  const scoreModel = model.kind === 'score-groups';
  const bars = loaded && view.kind === 'individual' ? contributionBars(loaded, view.prediction, props.inputs, t, language) : undefined;
  return (
    <Region
      id="r4"
      number={4}
      title={scoreModel ? t.nomogram.headingScore : t.nomogram.heading}
      className="r4"
      controls={
        nomogram && (
          <button type="button" className="lnk sp" aria-pressed={table} onClick={() => setTable(!table)}>
            {t.nomogram.toggle}
          </button>
        )
      }
    >
      {!loaded && <p className="s">{t.nomogram.unavailable}</p>}
      {nomogram && (
        <>
          {table ? (
            <NomogramTable nomogram={nomogram} outcome={props.outcome} />
          ) : (
            <ChartFrame
              label={nomogram.label}
              initialWidth={928}
              draw={(width) => <Nomogram width={width} model={nomogram} selectedYears={props.years} t={t} />}
              points={(width) => nomogramPoints(width, nomogram, t)}
              onPick={() => setTable(true)}
            />
          )}
          <p className="foot">
            <Rich
              text={[
                nomogram.rfs.length > 0 ? t.nomogram.foot(yearsList(nomogram.rfs, t, language)) : t.nomogram.footNoRfs,
                model.demonstration ? t.nomogram.demoFoot(date(props.assessment.createdIso, language)) : '',
              ]
                .filter(Boolean)
                .join(language === 'zh' ? '' : ' ')}
            />
          </p>
        </>
      )}
      {scoreModel && loaded && (view.kind === 'group' || view.kind === 'no-probability') && (
        <ScoreTerms loaded={loaded} inputs={props.inputs} prediction={view.prediction} />
      )}
      {bars && bars.bars.length > 0 && (
        <>
          <h3>{t.nomogram.moved}</h3>
          <ChartFrame
            label={t.contributions.label}
            initialWidth={928}
            draw={(width) => <Contributions width={width} bars={bars.bars} average={bars.average} t={t} />}
          />
          <p className="xs gap-s">{t.nomogram.movedFoot}</p>
        </>
      )}
      {props.assessment.others.length > 0 && <ModelComparison assessment={props.assessment} />}
    </Region>
  );
}

export function WhyLoading() {
  const { t } = useText();
  return (
    <Region id="r4" number={4} title={t.nomogram.heading} className="r4">
      <div aria-busy="true">
        <span className="sk sk-axes" />
      </div>
    </Region>
  );
}
