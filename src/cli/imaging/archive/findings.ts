// SPDX-License-Identifier: Apache-2.0

export type Verdict = 'ok' | 'attention' | 'fails';

/** One thing that was looked at in an archive. Counts and codes only: nothing in it comes from a patient. */
export interface ArchiveFinding {
  readonly check: string;
  readonly verdict: Verdict;
  /** What was seen, and what to do where something must be done. */
  readonly message: string;
  readonly values: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;
}

/** Collects findings in the order in which they are made. */
export class Findings {
  readonly #all: ArchiveFinding[] = [];
  readonly #onFinding: (finding: ArchiveFinding) => void;

  constructor(onFinding: (finding: ArchiveFinding) => void = () => undefined) {
    this.#onFinding = onFinding;
  }

  add(check: string, verdict: Verdict, message: string, values: ArchiveFinding['values'] = {}): void {
    const finding = { check, verdict, message, values };
    this.#all.push(finding);
    this.#onFinding(finding);
  }

  get all(): readonly ArchiveFinding[] {
    return this.#all;
  }
}

/** Exit status: 0 all ok, 1 something wants attention, 2 something fails. */
export function exitStatus(findings: readonly ArchiveFinding[]): 0 | 1 | 2 {
  if (findings.some(({ verdict }) => verdict === 'fails')) return 2;
  return findings.some(({ verdict }) => verdict === 'attention') ? 1 : 0;
}

/** A finding as a line of the table. */
export function findingLine({ check, verdict, message }: ArchiveFinding): string {
  return `${verdict.padEnd(11)}${check.padEnd(22)}${message}\n`;
}

/** The last line. */
export function summaryLine(findings: readonly ArchiveFinding[]): string {
  const count = (wanted: Verdict): number => findings.filter(({ verdict }) => verdict === wanted).length;
  return `${count('ok')} ok, ${count('attention')} attention, ${count('fails')} ${count('fails') === 1 ? 'fails' : 'fail'}.\n`;
}
