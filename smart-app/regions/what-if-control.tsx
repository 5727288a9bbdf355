// SPDX-License-Identifier: Apache-2.0
// Controls to try another value: a radio pair for levels, a slider with a number field and step buttons for numbers. Bounded by the studied range.
import type { InputSource, ModelInput } from '../../src/nomogram/inputs.ts';
import { inputSpec, type LoadedModel } from '../../src/nomogram/prepare.ts';
import { unitText } from '../../src/nomogram/present.ts';
import { useText } from '../i18n/use-text.tsx';
import { Icon } from '../parts/icons.tsx';
import { RadioGroup } from '../parts/segmented.tsx';
import { levelName } from '../view/input-name.ts';
import type { InputRow } from '../view/inputs-view.ts';

/** A tried value has no date of its own and is never sent anywhere. */
const TRIED: InputSource = { kind: 'user', dateIso: '1970-01-01' };

export interface WhatIfControlProps {
  readonly row: InputRow;
  readonly model: LoadedModel;
  readonly onChange: (input: ModelInput) => void;
}

export function WhatIfControl({ row, model, onChange }: WhatIfControlProps) {
  const { t, language } = useText();
  const spec = inputSpec(model, row.key);
  if (!spec) return null;
  if (spec.levels) {
    const value = row.input?.kind === 'level' ? row.input.level : '';
    return (
      <RadioGroup
        name={`what-if-${row.key}`}
        label={row.label}
        value={value}
        onChange={(level) => onChange({ kind: 'level', level, from: TRIED })}
        options={spec.levels.map((l) => ({ value: l.code, label: levelName(l.code, t, language, spec) }))}
      />
    );
  }
  const covariate = model.terms.find((term) => term.covariate.inputs.includes(spec))?.covariate;
  const min = covariate?.axis?.min ?? spec.cohortRange?.min ?? 0;
  const max = covariate?.axis?.max ?? spec.cohortRange?.max;
  const step = covariate?.axis?.minor ?? (spec.unit === '1' ? 1 : row.key === 'tumourSize' ? 0.1 : 1);
  const value = row.input && row.input.kind !== 'missing' && row.input.kind !== 'level' ? row.input.value : undefined;
  const set = (next: number): void => {
    if (Number.isFinite(next) && next >= min && (max === undefined || next <= max)) onChange({ kind: 'value', value: next, unit: spec.unit, from: TRIED });
  };
  // Steps land on the grid of the step, so that 0.1 + 0.2 stays 0.3.
  const nudge = (direction: 1 | -1): void => {
    const per = Math.round(1 / step);
    set(per >= 1 ? Math.round((value ?? min) * per + direction) / per : (value ?? min) + direction * step);
  };
  return (
    <div className="wi-n">
      <button type="button" className="icb" aria-label={t.inputs.less(row.label)} onClick={() => nudge(-1)}>
        <Icon name="minus" />
      </button>
      <input
        type="number"
        aria-label={row.label}
        min={min}
        {...(max === undefined ? {} : { max })}
        step="any"
        value={value ?? ''}
        placeholder="–"
        onChange={(event) => set(event.currentTarget.valueAsNumber)}
      />
      {spec.unit !== '1' && <small>{unitText(spec.unit, language)}</small>}
      <button type="button" className="icb" aria-label={t.inputs.more(row.label)} onClick={() => nudge(1)}>
        <Icon name="plus" />
      </button>
    </div>
  );
}
