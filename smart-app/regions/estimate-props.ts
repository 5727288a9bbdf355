// SPDX-License-Identifier: Apache-2.0
import type { Assessment, ModelRef, Outcome } from '../../src/nomogram/assessment.ts';
import type { ModelInputs } from '../../src/nomogram/inputs.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';

export type EstimateTab = 'chart' | 'table' | 'words';

export interface EstimateProps {
  readonly assessment: Assessment;
  readonly model: ModelRef;
  readonly loaded: LoadedModel | undefined;
  readonly inputs: ModelInputs;
  readonly outcome: Outcome;
  readonly years: number;
  readonly onYears: (years: number) => void;
  readonly whatIf: boolean;
  readonly onFindings: () => void;
  readonly onRecompute: () => void;
  /** The user states the day of the resection (ISO). */
  readonly onOperationDate?: (operationDate: string) => void;
  readonly busy: boolean;
  readonly initialTab?: EstimateTab;
}
