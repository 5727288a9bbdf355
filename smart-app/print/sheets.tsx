// SPDX-License-Identifier: Apache-2.0
// Two A4 sheets: one for the clinician, one for the patient. The record's estimate only, never what-if; without an estimate one sheet with the reason.
import { estimateView } from '../view/estimate-view.ts';
import { ClinicianSheet } from './clinician-sheet.tsx';
import { PatientSheet } from './patient-sheet.tsx';
import type { SheetsProps } from './sheet-parts.tsx';

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
