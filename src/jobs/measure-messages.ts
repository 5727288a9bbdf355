// SPDX-License-Identifier: Apache-2.0
// What goes between the main thread and the measuring thread. Typed arrays are transferred, not copied.
import type { Measurement } from '../assessment/ports.ts';
import type { LabelVolume, Volume } from '../volume/volume.ts';

export interface MeasureCall {
  readonly id: number;
  readonly image: Volume;
  readonly mask: LabelVolume;
  readonly params: unknown;
}

export type MeasureReply =
  | { readonly id: number; readonly ok: true; readonly measurement: Measurement }
  /** `code` is a RadiomicsError's; without one it was a bug. */
  | { readonly id: number; readonly ok: false; readonly code?: string; readonly message: string };
