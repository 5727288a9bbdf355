// SPDX-License-Identifier: Apache-2.0
import type { AssessmentContext, AssessmentService, AuditPort, Clock } from '../../assessment/ports.ts';
import type { Config } from '../../config.ts';
import type { ChartRules } from '../../fhir/chart.ts';
import type { DicomWebClient } from '../../imaging/dicomweb/client.ts';
import type { CtCase } from '../../imaging/load-ct.ts';
import type { TumourCase } from '../../imaging/load-tumour.ts';
import type { KeySets } from '../../security/key-sets.ts';
import type { ViewTokens } from '../../store/view-tokens.ts';
import type { Discovery } from '../discovery.ts';
import type { Logger } from '../logging.ts';
import type { ModelLibrary } from '../models.ts';

/** Everything the app API needs; made once by the composition root. */
export interface AppApiDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly assessments: AssessmentService;
  readonly contextOf: (assessmentId: string) => Promise<AssessmentContext | undefined>;
  readonly audit: AuditPort;
  readonly views: ViewTokens;
  readonly models: ModelLibrary;
  readonly rules: ChartRules;
  readonly keySets: KeySets;
  readonly discovery: Discovery;
  /** Loads the CT and the mask that an assessment was computed from. */
  readonly loadImages: (
    of: { fhirBase: string; patient: string; context: AssessmentContext; studyUid: string; segSopInstanceUid: string | undefined },
    signal: AbortSignal,
  ) => Promise<TumourCase>;
  /** Loads the CT alone, for a study without a usable outline. */
  readonly loadCt: (of: { fhirBase: string; patient: string; context: AssessmentContext; studyUid: string }, signal: AbortSignal) => Promise<CtCase>;
  /** The archive that the images of a study come from, with the same credentials as for reading them. */
  readonly archive: (of: { fhirBase: string; patient: string; context: AssessmentContext; studyUid: string }, signal: AbortSignal) => Promise<DicomWebClient>;
  /** Our address as the EHR sees it. */
  readonly publicUrl: () => string;
}
