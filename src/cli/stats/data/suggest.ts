// SPDX-License-Identifier: Apache-2.0

/** Number of letters to add, remove, replace or exchange with the next one between two words. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

const plain = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Words that somebody may have meant: without regard to case and signs, beginning or ending alike, or few letters away; best first, at most three. */
export function similarTo(word: string, known: readonly string[]): string[] {
  const own = plain(word);
  const rank = (candidate: string): number => {
    const other = plain(candidate);
    if (other === own) return 0;
    const changes = distance(own, other);
    const near = changes <= Math.max(1, Math.floor(Math.max(own.length, other.length) / 3));
    const part = own.length >= 3 && (other.startsWith(own) || other.endsWith(own));
    return near ? changes : part ? 1.5 : Infinity;
  };
  const near = known.map((candidate) => ({ candidate, rank: rank(candidate) })).sort((a, b) => a.rank - b.rank);
  const best = near[0]?.rank ?? Infinity;
  return near
    .filter((entry) => entry.rank < Infinity && entry.rank <= best + 0.5)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** ` Did you mean a, b?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const similar = similarTo(word, known);
  return similar.length === 0 ? '' : ` Did you mean ${similar.join(' or ')}?`;
}
