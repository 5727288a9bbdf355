// SPDX-License-Identifier: Apache-2.0
import { EVIDENCE_ORDER, type Evidence } from './assessment.ts';

/** The weakest of several kinds of evidence: what a figure that rests on all of them may claim. Nothing given: `site`, the neutral element. */
export function weakest(evidences: Iterable<Evidence>): Evidence {
  let worst = 0;
  for (const evidence of evidences) worst = Math.max(worst, EVIDENCE_ORDER.indexOf(evidence));
  return EVIDENCE_ORDER[worst]!;
}
