// SPDX-License-Identifier: Apache-2.0
// Region 3: what the estimate rests on, each value with unit, date and source; what-if beside it, never saved.
import { Fragment, useState } from 'react';
import type { Assessment } from '../../src/nomogram/assessment.ts';
import type { InputKey, ModelInput, ModelInputs } from '../../src/nomogram/inputs.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { Rich, useText } from '../i18n/use-text.tsx';
import { Notice } from '../parts/notice.tsx';
import { Region } from '../parts/region.tsx';
import { RowBars } from '../parts/skeleton.tsx';
import { type InputRow, inputRows } from '../view/inputs-view.ts';
import { InputDetails } from './input-details.tsx';
import { WhatIfControl } from './what-if-control.tsx';

export interface InputsProps {
  readonly assessment: Assessment;
  readonly loaded: LoadedModel | undefined;
  readonly inputs: ModelInputs;
  readonly onFindings: () => void;
  readonly onRecompute: () => void;
  readonly busy: boolean;
  readonly whatIf: {
    readonly on: boolean;
    /** False where the browser cannot compute (no model file, or conditions not confirmed). */
    readonly possible: boolean;
    readonly changed: ReadonlySet<InputKey>;
    readonly toggle: () => void;
    readonly change: (key: InputKey, input: ModelInput) => void;
    readonly reset: () => void;
  };
}

export function Inputs(props: InputsProps) {
  const { t, language } = useText();
  const { assessment, loaded, inputs, whatIf } = props;
  const [open, setOpen] = useState<InputKey>();
  const limit = assessment.criteria.find((c) => c.id === 'ct-and-blood-in-window')?.values.limitDays;
  const rows = inputRows(loaded, inputs, { operationDate: assessment.operationDate, limitDays: typeof limit === 'number' ? limit : undefined, t, language });
  return (
    <Region
      id="r3"
      number={3}
      title={t.inputs.heading}
      className="side"
      controls={
        <button type="button" className="lnk sp" onClick={props.onFindings}>
          {t.inputs.form}
        </button>
      }
    >
      <table className="inp">
        <caption className="vh">{t.inputs.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.inputs.input}</th>
            <th scope="col">{t.inputs.value}</th>
            <th scope="col">{t.inputs.before}</th>
            <th scope="col">
              <span className="vh">{t.inputs.edit}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Fragment key={row.key}>
              <tr className={whatIf.changed.has(row.key) ? 'wi' : ''}>
                <th scope="row">
                  <span>{row.label}</span>
                  <span className="src">
                    <Rich text={whatIf.changed.has(row.key) ? t.inputs.tried : row.source} />
                  </span>
                </th>
                {whatIf.on && loaded ? (
                  <td colSpan={3} className="wi-c">
                    <WhatIfControl row={row} model={loaded} onChange={(input) => whatIf.change(row.key, input)} />
                  </td>
                ) : (
                  <>
                    <ValueCell row={row} />
                    <DaysCell row={row} />
                    <td className="e">
                      <RowAction
                        row={row}
                        open={open === row.key}
                        onFindings={props.onFindings}
                        onDetails={() => setOpen(open === row.key ? undefined : row.key)}
                      />
                    </td>
                  </>
                )}
              </tr>
              {open === row.key && !whatIf.on && (
                <tr className="det">
                  <td colSpan={4} id={`details-${row.key}`}>
                    <InputDetails row={row} assessment={assessment} onRecompute={props.onRecompute} busy={props.busy} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
      <p className="xs foot-in">{t.inputs.foot}</p>
      <div className="sw">
        <button type="button" role="switch" aria-checked={whatIf.on} disabled={!whatIf.possible} aria-labelledby="what-if-label" onClick={whatIf.toggle} />
        <span id="what-if-label">
          <b>{t.inputs.whatIf}</b> <span className="s">{t.inputs.whatIfHint}</span>
        </span>
        {whatIf.changed.size > 0 && (
          <button type="button" className="lnk" onClick={whatIf.reset}>
            {t.inputs.reset}
          </button>
        )}
      </div>
      {whatIf.on && (
        <div className="gap-m">
          <Notice tone="note" fact={t.inputs.whatIfNote} />
        </div>
      )}
    </Region>
  );
}

function ValueCell({ row }: { readonly row: InputRow }) {
  if (!row.value) return <td className="miss">{row.missing}</td>;
  return (
    <td className="val">
      {row.value.number}
      {row.value.unit && <small>{` ${row.value.unit}`}</small>}
      {row.value.note && <span className="src">{row.value.note}</span>}
    </td>
  );
}

function DaysCell({ row }: { readonly row: InputRow }) {
  const { t } = useText();
  if (!row.days) return <td />;
  const { n, stale } = row.days;
  return (
    <td>
      <span className={`age${stale ? ' w' : ''}`}>{n < 0 ? t.inputs.after(String(-n)) : t.inputs.days(String(n), n === 1)}</span>
    </td>
  );
}

function RowAction(p: { readonly row: InputRow; readonly open: boolean; readonly onFindings: () => void; readonly onDetails: () => void }) {
  const { t } = useText();
  const { row } = p;
  if (row.action === 'finding') {
    const [label, spoken] = row.value ? [t.inputs.edit, t.inputs.editOf(row.label)] : [t.inputs.add, t.inputs.addOf(row.label)];
    return (
      <button type="button" className="lnk" aria-label={spoken} onClick={p.onFindings}>
        {label}
      </button>
    );
  }
  return (
    <button
      type="button"
      className="lnk"
      aria-label={t.inputs.detailsOf(row.label)}
      aria-expanded={p.open}
      aria-controls={`details-${row.key}`}
      onClick={p.onDetails}
    >
      {t.inputs.details}
    </button>
  );
}

export function InputsLoading() {
  const { t } = useText();
  return (
    <Region id="r3" number={3} title={t.inputs.heading} className="side">
      <RowBars rows={4} />
    </Region>
  );
}
