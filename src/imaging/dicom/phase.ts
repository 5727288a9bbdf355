// SPDX-License-Identifier: Apache-2.0
import type { CtHeader } from './ct-header.ts';

/** One thing the headers say about the contrast phase. */
export interface PhaseEvidence {
  readonly kind: 'explicit-attribute' | 'series-description' | 'protocol-name' | 'bolus-delay' | 'contrast-agent' | 'no-contrast-agent';
  /** For portal venous (positive) or against it (negative). */
  readonly points: number;
  readonly value: string;
}

/**
 * How far the headers speak for the portal venous phase.
 * `explicit` needs (0018,9344); everything else is a hint that a person must confirm.
 */
export interface PhaseAssessment {
  readonly verdict: 'explicit-portal-venous' | 'explicit-other' | 'likely-portal-venous' | 'contradicted' | 'unknown';
  readonly score: number;
  readonly evidence: readonly PhaseEvidence[];
}

const PORTAL = /(^|[^a-z])(pvp?|portal|portovenous|porto-?ven\w*|venous|ven|70 ?s(ec)?)([^a-z]|$)|门静脉|門靜脈|门脉|門脈|静脉期|靜脈期/i;
// "AP" is left out: it is abdomen and pelvis more often than arterial phase
const OTHER =
  /(^|[^a-z])(art|arterial|hap|delay(ed)?|equilib\w*|excretory|non-?con\w*|nect|plain|native|unenhanced|w\/?o|pre-?contrast)([^a-z]|$)|动脉|動脈|平扫|平掃|未增强|未增強|延迟|延遲|平衡期|排泄期/i;

/** True for a description that names the portal venous phase and no other one. */
export function namesPortalVenous(description: string): boolean {
  return PORTAL.test(description) && !OTHER.test(description);
}

/**
 * Scores the phase evidence of a series.
 *
 * @param headers slices of the series (the first speaks for texts; times are taken from it too)
 * @param delayWindowS seconds after bolus start that the site counts as portal venous; a site's choice, given by configuration
 */
export function assessPhase(headers: readonly CtHeader[], delayWindowS: readonly [number, number] | undefined): PhaseAssessment {
  const first = headers[0];
  if (first === undefined) return { verdict: 'unknown', score: 0, evidence: [] };
  const evidence: PhaseEvidence[] = [];

  const explicit = first.contrast.phase.toUpperCase();
  if (explicit !== '') evidence.push({ kind: 'explicit-attribute', points: explicit === 'PORTAL_VENOUS' ? 10 : -10, value: explicit });
  for (const [kind, text] of [
    ['series-description', first.seriesDescription],
    ['protocol-name', first.protocolName],
  ] as const) {
    const portal = PORTAL.test(text);
    const other = OTHER.test(text);
    if (portal !== other) evidence.push({ kind, points: (portal ? 3 : -3) * (kind === 'series-description' ? 1 : 0.5), value: text }); // a protocol names all its phases
  }
  const delay = bolusDelayS(first);
  if (delay !== undefined && delayWindowS !== undefined) {
    const inside = delay >= delayWindowS[0] && delay <= delayWindowS[1];
    evidence.push({ kind: 'bolus-delay', points: inside ? 3 : -3, value: `${Math.round(delay)} s` });
  }
  const agent = first.contrast.agent;
  evidence.push(agent === '' ? { kind: 'no-contrast-agent', points: -1, value: '' } : { kind: 'contrast-agent', points: 1, value: agent });

  const score = evidence.reduce((sum, e) => sum + e.points, 0);
  return { verdict: verdictOf(explicit, score, evidence), score, evidence };
}

function verdictOf(explicit: string, score: number, evidence: readonly PhaseEvidence[]): PhaseAssessment['verdict'] {
  if (explicit === 'PORTAL_VENOUS') return 'explicit-portal-venous';
  if (explicit !== '') return 'explicit-other';
  const strong = evidence.filter((e) => e.kind !== 'contrast-agent' && e.kind !== 'no-contrast-agent');
  if (strong.some((e) => e.points <= -3)) return 'contradicted';
  return strong.some((e) => e.points > 0) && score >= 3 ? 'likely-portal-venous' : 'unknown';
}

/** Seconds from bolus start to acquisition; undefined where a time is missing or the difference makes no sense (re-stamped series). */
function bolusDelayS(header: CtHeader): number | undefined {
  const start = secondsOfDay(header.contrast.startTime);
  const acquired = secondsOfDay(header.acquisitionTime);
  if (start === undefined || acquired === undefined) return undefined;
  const delay = acquired - start;
  return delay >= 0 && delay <= 900 ? delay : undefined;
}

function secondsOfDay(time: string): number | undefined {
  const match = /^(\d{2})(\d{2})(\d{2}(?:\.\d+)?)/.exec(time);
  if (match === null) return undefined;
  return Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
}
