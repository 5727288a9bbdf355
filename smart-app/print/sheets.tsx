// SPDX-License-Identifier: Apache-2.0
// Two A4 sheets: one for the clinician, one for the patient. The record's estimate only, never what-if; without an estimate one sheet with the reason.
import type { Assessment } from '../../src/nomogram/assessment.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { useText } from '../i18n/use-text.tsx';
import type { PatientBanner } from '../session/patient.ts';
import { estimateView } from '../view/estimate-view.ts';
import { ClinicianSheet } from './clinician-sheet.tsx';
import { PatientSheet } from './patient-sheet.tsx';

export interface SheetsProps {
  readonly assessment: Assessment;
  readonly loaded: LoadedModel | undefined;
  readonly patient: PatientBanner | undefined;
  readonly years: 1 | 2 | 3;
}

/** Width of the paper's text block in CSS pixels (A4 less 15 mm margins). */
export const PAPER_WIDTH = 680;

export function PrintSheets(props: SheetsProps) {
  const view = estimateView(props.assessment.outcome);
  const two = view.kind === 'individual';
  return (
    <>
      <ClinicianSheet {...props} view={view} sheets={two ? 2 : 1} />
      {two && <PatientSheet {...props} prediction={view.prediction} />}
    </>
  );
}

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
