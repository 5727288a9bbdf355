// SPDX-License-Identifier: Apache-2.0
// Region 1, "Does it apply?": the verdict, then every condition with its value and source.
import { useState } from 'react';
import type { CriterionResult } from '../../src/nomogram/assessment.ts';
import { Rich, useText } from '../i18n/use-text.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { Bar } from '../parts/skeleton.tsx';
import { type CriterionMark, criteriaLines, verdictText } from '../view/criteria-view.ts';

export interface EligibilityProps {
  readonly criteria: readonly CriterionResult[] | undefined;
  readonly operationDate: string | undefined;
  readonly missingInputs: number;
}

const LOOK: Readonly<Record<CriterionMark, readonly [string, IconName]>> = {
  met: ['', 'ok'],
  stale: ['w', 'warn'],
  'not-met': ['x', 'no'],
  unknown: ['w', 'unknown'],
  information: ['i', 'info'],
};

export function Eligibility({ criteria, operationDate, missingInputs }: EligibilityProps) {
  const { t, language } = useText();
  const [open, setOpen] = useState(false);
  const spoken: Partial<Record<CriterionMark, string>> = { 'not-met': t.apply.notMetMark, stale: t.apply.checkMark, unknown: t.apply.unknownMark };
  return (
    <section className="r full elig" aria-labelledby="r1-h" id="r1">
      <div>
        <h2 id="r1-h">
          <span className="n">1</span>
          <span>{t.apply.heading}</span>
        </h2>
        <p className="verdict">{criteria ? <Rich text={verdictText(criteria, missingInputs, t)} /> : <Bar width="140px" />}</p>
      </div>
      {criteria ? (
        <ul className={`crit${open ? ' open' : ''}`} id="crit-list">
          {criteriaLines(criteria, operationDate, t, language).map((line) => {
            const [className, icon] = LOOK[line.mark];
            const label = spoken[line.mark];
            return (
              <li key={line.key} className={className}>
                <Icon name={icon} {...(label ? { label } : {})} />
                <span>{line.title}</span>
                <small>
                  <Rich text={line.source} />
                  {open && line.reference && <span className="ref">{line.reference}</span>}
                </small>
              </li>
            );
          })}
        </ul>
      ) : (
        <ul className="crit" aria-busy="true" aria-label={t.frame.loading}>
          {['80%', '70%', '85%', '60%'].map((width) => (
            <li key={width} className="i">
              <span />
              <Bar width={width} />
            </li>
          ))}
        </ul>
      )}
      {criteria && (
        <button type="button" className="lnk" aria-expanded={open} aria-controls="crit-list" onClick={() => setOpen(!open)}>
          {open ? t.apply.fewer : t.apply.all}
        </button>
      )}
    </section>
  );
}
