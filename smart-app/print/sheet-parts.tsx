// SPDX-License-Identifier: Apache-2.0
// What both sheets share: head, foot, and the width of the paper.
import type { Assessment } from '../../src/nomogram/assessment.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { useText } from '../i18n/use-text.tsx';
import type { PatientBanner } from '../session/patient.ts';

export interface SheetsProps {
  readonly assessment: Assessment;
  readonly loaded: LoadedModel | undefined;
  readonly patient: PatientBanner | undefined;
  readonly years: number;
}

/** Width of the paper's text block in CSS pixels (A4 less 15 mm margins). */
export const PAPER_WIDTH = 680;

export function SheetHead({ title, small, right }: { readonly title: string; readonly small?: string; readonly right: readonly string[] }) {
  return (
    <header>
      <div>
        <h1>{title}</h1>
        {small && <small>{small}</small>}
      </div>
      <small>
        {right.map((line) => (
          <span key={line} className="line">
            {line}
          </span>
        ))}
      </small>
    </header>
  );
}

export function SheetFoot({ assessment, text }: { readonly assessment: Assessment; readonly text: string }) {
  const { t, language } = useText();
  return (
    <p className="foot">
      {[assessment.model.demonstration ? (assessment.model.notice?.[language] ?? t.frame.demoModel) : '', text]
        .filter(Boolean)
        .join(language === 'zh' ? '' : ' ')}
    </p>
  );
}
