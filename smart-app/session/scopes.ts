// SPDX-License-Identifier: Apache-2.0
// Granted scopes may be fewer than asked: each ability of the page is checked against what was granted.

/**
 * True when a granted scope lets the page create this type: SMART v2 (`patient/X.cruds` holding `c`) or v1 (`.write`, `.*`), for the type or all types.
 *
 * @param granted the token response's `scope`, blanks between
 */
export function mayCreate(granted: string, type: string): boolean {
  return granted.split(/\s+/).some((scope) => {
    const match = /^(?:patient|user)\/([A-Za-z]+|\*)\.([a-z*]+)(?:\?.*)?$/.exec(scope);
    if (!match || (match[1] !== '*' && match[1] !== type)) return false;
    const rights = match[2]!;
    return rights === '*' || rights === 'write' || (/^c?r?u?d?s?$/.test(rights) && rights.includes('c'));
  });
}

/** What the page may write, decided once per launch. */
export interface WriteRights {
  readonly assessment: boolean;
  readonly findings: boolean;
  readonly provenance: boolean;
}

export function writeRights(granted: string): WriteRights {
  return {
    assessment: mayCreate(granted, 'RiskAssessment') && mayCreate(granted, 'Provenance'),
    findings: mayCreate(granted, 'Observation'),
    provenance: mayCreate(granted, 'Provenance'),
  };
}
