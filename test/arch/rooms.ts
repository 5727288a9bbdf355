// SPDX-License-Identifier: Apache-2.0
// Who may import whom. A room is a folder; the longest matching prefix wins.

export interface Room {
  readonly folder: string;
  /** Rooms that this one may import (itself is always allowed). */
  readonly mayImport: readonly string[];
  /** Pure rooms: no `node:`, no DOM, no clock, no unseeded randomness; packages only from `packages`. */
  readonly pure?: boolean;
  /** For pure rooms: the only packages allowed. */
  readonly packages?: readonly string[];
  /** True where code must also run in a browser: no `node:` modules. */
  readonly browser?: boolean;
}

const EVERYTHING_IN_PRODUCTION = ['volume', 'radiomics', 'nomogram', 'fhir', 'imaging', 'store', 'jobs', 'security', 'config', 'assessment', 'cds-services'];

export const ROOMS: Readonly<Record<string, Room>> = {
  volume: { folder: 'src/volume', mayImport: [], pure: true, packages: ['ml-matrix'] },
  radiomics: { folder: 'src/radiomics', mayImport: ['volume'], pure: true, packages: ['ml-matrix'] },
  survival: { folder: 'src/survival', mayImport: [], pure: true, packages: ['ml-matrix'] },
  nomogram: { folder: 'src/nomogram', mayImport: [], pure: true, packages: ['ml-matrix', 'zod'] },
  fhir: { folder: 'src/fhir', mayImport: ['nomogram'], browser: true },
  imaging: { folder: 'src/imaging', mayImport: ['volume'] },
  security: { folder: 'src/security', mayImport: [] },
  store: { folder: 'src/store', mayImport: ['nomogram', 'assessment'] },
  jobs: { folder: 'src/jobs', mayImport: ['volume', 'radiomics', 'imaging', 'nomogram', 'store', 'assessment'] },
  config: { folder: 'src/config', mayImport: ['nomogram'] },
  assessment: { folder: 'src/assessment', mayImport: ['nomogram', 'radiomics', 'imaging', 'fhir', 'volume', 'security'] },
  'cds-services': { folder: 'cds-services', mayImport: ['assessment', 'fhir', 'security', 'nomogram'] },
  // Colour, type and spacing: style sheets only, shared by every page.
  design: { folder: 'smart-app/design', mayImport: [], browser: true },
  'smart-app': { folder: 'smart-app', mayImport: ['nomogram', 'fhir', 'volume', 'radiomics', 'design'], browser: true },
  sandbox: { folder: 'src/sandbox', mayImport: ['fhir', 'imaging', 'volume', 'security', 'nomogram', 'fhir-fixtures', 'design'] },
  'fhir-fixtures': { folder: 'fhir-fixtures', mayImport: ['volume', 'imaging', 'fhir'] },
  study: { folder: 'src/study', mayImport: ['survival', 'nomogram'] },
  server: { folder: 'src/server', mayImport: EVERYTHING_IN_PRODUCTION },
  cli: { folder: 'src/cli', mayImport: [...EVERYTHING_IN_PRODUCTION, 'survival', 'study', 'server', 'sandbox', 'fhir-fixtures', 'smart-app'] },
};

/** The room of a repository path, or undefined for files outside every room. */
export function roomOf(file: string): string | undefined {
  let best: string | undefined;
  for (const [name, room] of Object.entries(ROOMS)) {
    const inside = file.startsWith(`${room.folder}/`) || file.startsWith(`${room.folder}.`);
    if (inside && (best === undefined || room.folder.length > ROOMS[best]!.folder.length)) best = name;
  }
  return best;
}
