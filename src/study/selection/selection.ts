// SPDX-License-Identifier: Apache-2.0
// What the selection steps say about what they did.

/** One step: how many came in, how many were left. */
export interface SelectionStep {
  readonly name: string;
  readonly rule: string;
  readonly before: number;
  readonly after: number;
}

/** One feature that did not get through, with the reason in plain words. */
export interface Dropped {
  readonly feature: string;
  readonly step: string;
  readonly reason: string;
}

/** Something a reader must know; becomes a warning of the report. */
export interface StudyWarning {
  readonly code: string;
  readonly severity: 'note' | 'serious';
  readonly message: string;
}
