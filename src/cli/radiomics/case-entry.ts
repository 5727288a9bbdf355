// SPDX-License-Identifier: Apache-2.0

import type { Failure } from '../failure.ts';
import type { BatchCase } from './batch-file.ts';
import { type BatchPlan, keyOfCase, measuresAllLabels } from './batch-plan.ts';
import type { CaseOutcome } from './case-messages.ts';
import type { JournalEntry } from './journal.ts';
import { failureRemark, type Remark, regionRemarks } from './remarks.ts';
import { LABEL_COLUMN, type Row, type RowSubject } from './result-row.ts';

function subjectOf(plan: BatchPlan, item: BatchCase, label?: number, component?: number): RowSubject {
  const labelColumn = measuresAllLabels(plan, item) ? (plan.batch.labelColumn ?? LABEL_COLUMN) : undefined;
  return {
    cells: item.cells,
    ...(labelColumn === undefined ? {} : { labelColumn }),
    ...(label === undefined ? {} : { label }),
    ...(component === undefined ? {} : { component }),
  };
}

/** The failure with files named as in the table: no folders of this machine in the output. */
function asWritten({ batch }: BatchPlan, { image, mask, cells }: BatchCase, { code, message }: Failure): Failure {
  return { code, message: message.replaceAll(image, cells[batch.imageColumn]!).replaceAll(mask, cells[batch.maskColumn]!) };
}

/** Rows and remarks of a finished case. Warnings that the settings themselves give are said once for the run, not once for each case. */
export function entryOfCase(plan: BatchPlan, item: BatchCase, outcome: Exclude<CaseOutcome, { kind: 'unchanged' }>): JournalEntry {
  const { layout, settings } = plan;
  const key = keyOfCase(plan, item);
  if (outcome.kind === 'failed') {
    const subject = subjectOf(plan, item);
    const failure = asWritten(plan, item, outcome.failure);
    return { key, rows: [layout.failedRow(subject, failure)], remarks: [failureRemark(subject, failure)], failed: true };
  }
  const { regions, hashes } = outcome.result;
  const rows: Row[] = [];
  const remarks: Remark[] = [];
  const ofSettings = new Set(settings.warnings?.map(({ message }) => message));
  for (const region of regions) {
    const subject = subjectOf(plan, item, region.label, region.component);
    if ('failure' in region) {
      rows.push(layout.failedRow(subject, region.failure));
      remarks.push(failureRemark(subject, region.failure));
    } else {
      rows.push(layout.row(subject, region, hashes));
      remarks.push(...regionRemarks(subject, region).filter(({ message }) => !ofSettings.has(message)));
    }
  }
  return { key, rows, remarks, failed: regions.some((region) => 'failure' in region) };
}
