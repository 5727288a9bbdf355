// SPDX-License-Identifier: Apache-2.0
// How a published score adds up: one bar per term, the score's axis with its cut-offs.
import type { Prediction } from '../../src/nomogram/assessment.ts';
import type { ModelInputs } from '../../src/nomogram/inputs.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { scoreText } from '../../src/nomogram/present.ts';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { type ScoreSegment, ScoreWaterfall } from '../charts/score-waterfall.tsx';
import { useText } from '../i18n/use-text.tsx';
import { termLabel } from '../view/term-label.ts';

export interface ScoreTermsProps {
  readonly loaded: LoadedModel;
  readonly inputs: ModelInputs;
  readonly prediction: Prediction;
}

export function ScoreTerms({ loaded, inputs, prediction }: ScoreTermsProps) {
  const { t, language } = useText();
  const terms = prediction.contributions.map((c) => ({
    key: c.covariate ?? c.key,
    label: termLabel(c, loaded, inputs, t, language),
    value: c.logHazard,
    shown: scoreText(c.logHazard),
  }));
  const cuts = prediction.cutoffs ?? [];
  const segments: ScoreSegment[] = (loaded.file.groups?.levels ?? []).map((level, i) => ({
    group: level.id,
    ...(cuts[i] === undefined ? {} : { to: cuts[i], toShown: scoreText(cuts[i]) }),
  }));
  const score = scoreText(prediction.score);
  const group = prediction.group ? t.groups[prediction.group.id] : '';
  return (
    <>
      <ChartFrame
        label={t.waterfall.label(score, group)}
        initialWidth={928}
        draw={(width) => (
          <ScoreWaterfall width={width} terms={terms} score={prediction.score} scoreShown={score} segments={segments} groupLabel={group} t={t} />
        )}
      />
      <p className="foot">{t.nomogram.scoreFoot(loaded.file.sourceLabel[language])}</p>
    </>
  );
}
