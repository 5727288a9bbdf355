// SPDX-License-Identifier: Apache-2.0
// What goes between the main thread and the tumour threads: plain data only.
import type { ExtractionRequest, RadiomicsTaskResult, TumourWork } from '../assessment/ports.ts';

export type TumourCall =
  | { readonly kind: 'work'; readonly id: number; readonly work: TumourWork }
  | { readonly kind: 'abort'; readonly id: number }
  /** Loads the code and lets the compiler see it, before the first patient waits. */
  | { readonly kind: 'warm-up'; readonly extraction: ExtractionRequest };

export type TumourReply =
  | { readonly id: number; readonly ok: true; readonly result: RadiomicsTaskResult; readonly stagesMs: Readonly<Record<'load' | 'measure', number>> }
  /** A bug: the name and places only go to the log. */
  | { readonly id: number; readonly ok: false; readonly name: string; readonly stack: string };
