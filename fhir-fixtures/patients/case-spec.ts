// SPDX-License-Identifier: Apache-2.0
import type { TumourSpec } from '../synthetic-liver/spec.ts';

/** What a demo patient shows. */
export type Scenario = 'high' | 'low' | 'afp-missing' | 'afp-unit' | 'two-tumours' | 'no-segmentation' | 'prior-tace' | 'findings-unconfirmed';

/** One laboratory result as written in the record. */
export interface LabValue {
  readonly value: number;
  readonly unit: string;
  /** UCUM code where it differs from the printed unit. */
  readonly ucumCode?: string;
  readonly comparator?: '<' | '<=' | '>=' | '>';
}

/** A demo patient in the words of a case book; everything dated follows from `asOf`. */
export interface CaseSpec {
  /** FHIR id, e.g. `demo-0017`; the hospital number is its upper case. */
  readonly id: string;
  /** `A`: shown as "Demo Patient A". */
  readonly letter: string;
  readonly scenario: Scenario;
  readonly story: { readonly en: string; readonly zh: string };
  readonly sex: 'male' | 'female';
  readonly ageYears: number;
  /** Birthday, `MM-DD`. */
  readonly birthday: string;
  readonly afp?: LabValue & { readonly loinc: string };
  readonly bilirubinUmolPerL: number;
  readonly albuminGPerL: number;
  readonly necrosis: boolean;
  readonly portalVeinInvasion: boolean;
  /** True: the report is signed and its findings final; false: preliminary. */
  readonly findingsConfirmed: boolean;
  /** Months since a TACE, where there was one. */
  readonly taceMonthsAgo?: number;
  /** Where the tumour lies and what is to be taken out, as the surgeon writes it. */
  readonly segments: string;
  readonly approach: string;
  /** Unit in which the report gives the size. */
  readonly sizeUnit: 'mm' | 'cm';
  readonly tumours: readonly TumourSpec[];
  /** False: nobody has outlined the tumour. */
  readonly segmented: boolean;
  readonly bodyScale: number;
  readonly noiseSdHu: number;
}
