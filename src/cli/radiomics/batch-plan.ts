// SPDX-License-Identifier: Apache-2.0
import type { ExtractionSettings } from '../../radiomics/settings/types.ts';
import type { BatchCase, BatchFile } from './batch-file.ts';
import type { CaseWork, RegionChoice } from './case-messages.ts';
import type { Layout, RunIdentity } from './result-row.ts';

/** What is to be done with the cases of a batch file. */
export interface BatchPlan {
  readonly batch: BatchFile;
  readonly settings: ExtractionSettings;
  readonly regions: RegionChoice;
  readonly segment?: number;
  readonly format: 'csv' | 'json';
  readonly layout: Layout;
  /** What a row of an earlier run must show to be kept. */
  readonly identityOf: (settings: ExtractionSettings) => RunIdentity;
}

/** Settings of one row: its own label and channel before the run's. */
export function settingsOfCase(settings: ExtractionSettings, { label, labelChannel }: BatchCase): ExtractionSettings {
  return { ...settings, ...(typeof label === 'number' ? { label } : {}), ...(labelChannel === undefined ? {} : { labelChannel }) };
}

/** Whether every label of a row's mask is measured. */
export function measuresAllLabels({ regions }: BatchPlan, { label }: BatchCase): boolean {
  return label === 'all' || (label === undefined && regions.allLabels);
}

/** What says which case cells are about, whatever line they are on: every cell but the label's, and which label is meant (a number, `all`, or nothing). */
export function keyOfCells({ batch, regions }: BatchPlan, cells: Readonly<Record<string, string>>, label: string): string {
  const others = batch.columns.filter((name) => name !== batch.labelColumn).map((name) => [name, cells[name] ?? '']);
  return JSON.stringify([others, label, regions.components]);
}

/** {@link keyOfCells} of a row of the batch file. */
export function keyOfCase(plan: BatchPlan, item: BatchCase): string {
  const { labelColumn } = plan.batch;
  return keyOfCells(plan, item.cells, measuresAllLabels(plan, item) ? 'all' : labelColumn === undefined ? '' : (item.cells[labelColumn] ?? ''));
}

/** The order to a thread. */
export function workOfCase(plan: BatchPlan, item: BatchCase): CaseWork {
  const { regions, segment } = plan;
  return {
    image: item.image,
    mask: item.mask,
    ...(segment === undefined ? {} : { segment }),
    settings: settingsOfCase(plan.settings, item),
    regions: { ...regions, allLabels: measuresAllLabels(plan, item), labelGiven: regions.labelGiven || item.label !== undefined },
  };
}
