// SPDX-License-Identifier: Apache-2.0
// Region 2: group, number, range, words, icons, curve; or bounds, or a group's observation, or why there is no number.
import { useState } from 'react';
import { useText } from '../i18n/use-text.tsx';
import { Region } from '../parts/region.tsx';
import { RadioGroup, Tabs } from '../parts/segmented.tsx';
import { Bar } from '../parts/skeleton.tsx';
import { drawnHorizons, estimateView } from '../view/estimate-view.ts';
import { BoundsEstimate } from './estimate-bounds.tsx';
import { GroupEstimate } from './estimate-group.tsx';
import { IndividualEstimate } from './estimate-individual.tsx';
import { EstimateNotices } from './estimate-notices.tsx';
import type { EstimateProps, EstimateTab } from './estimate-props.ts';
import { BlockedEstimate, NoProbability, OpenEstimate } from './estimate-without-number.tsx';

export function Estimate(props: EstimateProps) {
  const { t } = useText();
  const [tab, setTab] = useState<EstimateTab>(props.initialTab ?? 'chart');
  const view = estimateView(props.outcome);
  const numbers = view.kind === 'individual' || view.kind === 'bounds';
  const controls = (
    <div className="sp ctl">
      {numbers && (
        <RadioGroup
          name="horizon"
          label={t.estimate.horizon}
          value={props.years}
          onChange={props.onYears}
          options={drawnHorizons(props.outcome).map((value) => ({ value, label: t.estimate.years(value) }))}
        />
      )}
      {view.kind === 'individual' && (
        <Tabs
          label={t.estimate.showAs}
          panel="estimate-panel"
          value={tab}
          onChange={setTab}
          options={[
            { value: 'chart', label: t.estimate.chart },
            { value: 'table', label: t.estimate.table },
            { value: 'words', label: t.estimate.words },
          ]}
        />
      )}
    </div>
  );
  return (
    <Region id="r2" number={2} title={t.estimate.heading} controls={controls}>
      <EstimateNotices {...props} view={view} />
      {view.kind === 'individual' && (
        <div id="estimate-panel" role="tabpanel" aria-labelledby={`estimate-panel-${tab}`}>
          <IndividualEstimate {...props} prediction={view.prediction} tab={tab} />
        </div>
      )}
      {view.kind === 'bounds' && <BoundsEstimate {...props} bounds={view.bounds} missing={view.missing} />}
      {view.kind === 'group' && <GroupEstimate {...props} prediction={view.prediction} />}
      {view.kind === 'no-probability' && <NoProbability prediction={view.prediction} model={props.model} computedIso={props.assessment.createdIso} />}
      {view.kind === 'open' && <OpenEstimate missing={view.missing} model={props.model} {...(view.bounds ? { bounds: view.bounds } : {})} />}
      {view.kind === 'blocked' && (
        <BlockedEstimate criteria={view.criteria} operationDate={props.assessment.operationDate} busy={props.busy} onOperationDate={props.onOperationDate} />
      )}
    </Region>
  );
}

/** The shape of the charts while nothing is known; no numbers. */
export function EstimateLoading() {
  const { t } = useText();
  return (
    <Region id="r2" number={2} title={t.estimate.heading}>
      <div className="est" aria-busy="true">
        <div>
          <Bar width="120px" />
          <Bar width="210px" height={40} />
          <Bar />
          <Bar width="80%" />
          <span className="sk sk-dots" />
        </div>
        <div>
          <Bar width="230px" />
          <span className="sk sk-plot" />
          <p className="s gap-m">{t.estimate.loading}</p>
        </div>
      </div>
    </Region>
  );
}
