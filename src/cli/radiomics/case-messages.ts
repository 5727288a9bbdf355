// SPDX-License-Identifier: Apache-2.0
// What goes between the main thread and the threads that extract whole cases: plain data only.
import type { FeatureNotes } from '../../radiomics/notes.ts';
import type { Change } from '../../radiomics/sensitivity/variations.ts';
import type { ExtractionSettings, ExtractionWarning } from '../../radiomics/settings/types.ts';
import type { StageTime } from '../../radiomics/stopwatch.ts';
import type { Failure } from '../failure.ts';

/** Which regions of a mask are measured. */
export interface RegionChoice {
  /** Every label of the mask instead of the settings' one. */
  readonly allLabels: boolean;
  /** The settings' label was chosen for this case: in a DICOM segmentation it then names the segment. */
  readonly labelGiven: boolean;
  /** Each connected part of a label on its own. */
  readonly components: boolean;
}

/** One image with one mask. */
export interface CaseWork {
  /** Paths; messages name them as they are here. */
  readonly image: string;
  readonly mask: string;
  readonly segment?: number;
  readonly settings: ExtractionSettings;
  readonly regions: RegionChoice;
  /** Done differently, to see how far the numbers move. */
  readonly change?: Change;
  /** Hashes of image and mask that an earlier run worked on: when they are still the same, nothing is computed. */
  readonly known?: ContentHashes;
}

/** SHA-1 of the voxels, as PyRadiomics' diagnostics have it: the image in its own number type, the mask as 32-bit unsigned numbers. */
export interface ContentHashes {
  readonly image: string;
  readonly mask: string;
}

/** One measured region. */
export interface RegionValues {
  readonly label: number;
  /** 1 = the largest part; undefined when parts are not told apart. */
  readonly component?: number;
  readonly features: Readonly<Record<string, number>>;
  readonly diagnostics: Readonly<Record<string, string | number | readonly number[]>>;
  /** Why a value is not-a-number or without meaning, by feature. */
  readonly notes: FeatureNotes;
  readonly warnings: readonly ExtractionWarning[];
  readonly stages: readonly StageTime[];
}

/** One region that was refused. */
export interface RegionFailure {
  readonly label: number;
  readonly component?: number;
  readonly failure: Failure;
}

/** What became of one region. */
export type RegionResult = RegionValues | RegionFailure;

/** Every region of a case, in the order of the output. */
export interface CaseResult {
  readonly hashes: ContentHashes;
  readonly regions: readonly RegionResult[];
}

/** What became of a case: results, the case as a whole refused, or nothing new because the inputs are as they were. */
export type CaseOutcome =
  | { readonly kind: 'done'; readonly result: CaseResult }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'unchanged' };

/** Main thread to thread. */
export interface CaseCall {
  readonly id: number;
  readonly work: CaseWork;
}

/** Thread to main thread. */
export interface CaseReply {
  readonly id: number;
  readonly outcome: CaseOutcome;
}
