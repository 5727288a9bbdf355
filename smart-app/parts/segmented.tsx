// SPDX-License-Identifier: Apache-2.0
// Segmented controls: buttons that are pressed, a radio group (horizon), or tabs (views). Arrows move inside, Tab leaves.
import type { KeyboardEvent } from 'react';

export interface SegmentOption<T extends string | number> {
  readonly value: T;
  readonly label: string;
  readonly lang?: string;
}

interface Common<T extends string | number> {
  readonly label: string;
  readonly options: readonly SegmentOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly className?: string;
}

export function PressedGroup<T extends string | number>({ label, options, value, onChange, className = '' }: Common<T>) {
  return (
    <fieldset className={`segm ${className}`}>
      <legend className="vh">{label}</legend>
      {options.map((o) => (
        <button key={o.value} type="button" aria-pressed={o.value === value} lang={o.lang} onClick={() => onChange(o.value)}>
          {o.label}
        </button>
      ))}
    </fieldset>
  );
}

export function RadioGroup<T extends string | number>({ label, options, value, onChange, className = '', name }: Common<T> & { readonly name: string }) {
  return (
    <fieldset className={`segm ${className}`}>
      <legend className="vh">{label}</legend>
      {options.map((o) => (
        <label key={o.value}>
          <input type="radio" name={name} value={o.value} checked={o.value === value} onChange={() => onChange(o.value)} />
          <span>{o.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** @param panel id of the element that the tabs change */
export function Tabs<T extends string | number>({ label, options, value, onChange, panel }: Common<T> & { readonly panel: string }) {
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const i = options.findIndex((o) => o.value === value);
    const next = options[(i + step + options.length) % options.length];
    if (!next) return;
    onChange(next.value);
    event.currentTarget.querySelectorAll<HTMLButtonElement>('[role=tab]')[options.indexOf(next)]?.focus();
  };
  return (
    <div className="segm" role="tablist" aria-label={label} onKeyDown={move}>
      {options.map((o) => (
        <button
          key={o.value}
          type="button"
          role="tab"
          id={`${panel}-${o.value}`}
          aria-selected={o.value === value}
          aria-controls={panel}
          tabIndex={o.value === value ? 0 : -1}
          onClick={() => onChange(o.value)}
        >
          {o.label}
        </button>
      ))}
    </div>
  );
}
