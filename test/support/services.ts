// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from '@jest/globals';

/** Programs outside npm that some tests run for real. */
export type ServiceName = 'orthanc' | 'postgres' | 'chromium' | 'dcmtk' | 'dicom3tools' | 'java';

const CANDIDATES: Readonly<Record<ServiceName, readonly string[]>> = {
  orthanc: ['Orthanc'],
  postgres: ['initdb'],
  chromium: ['chromium'],
  dcmtk: ['dcmdump'],
  dicom3tools: ['dciodvfy'],
  java: ['java'],
};
const EXTRA_FOLDERS = ['/usr/sbin', '/usr/bin', '/usr/lib/postgresql/17/bin', '/usr/lib/postgresql/16/bin', '/usr/lib/postgresql/15/bin'];

/** Full path of the service's program, or undefined where it is not installed. */
export function servicePath(name: ServiceName): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), ...EXTRA_FOLDERS];
  for (const program of CANDIDATES[name]) {
    for (const folder of folders) {
      const candidate = path.join(folder, program);
      if (existsSync(candidate)) return candidate;
    }
  }
  return undefined;
}

/** True where nothing real may be skipped. */
export const servicesRequired = process.env.HEPANOM_REQUIRE_SERVICES === '1';

/** `describe` where the program exists (or is required); otherwise one skipped test that says what is missing. */
export function describeWithService(name: ServiceName, title: string, body: (program: string) => void): void {
  const program = servicePath(name);
  if (program !== undefined) describe(title, () => body(program));
  else if (servicesRequired)
    describe(title, () =>
      it(`needs ${name}`, () => {
        throw new Error(`${name} is not installed, and HEPANOM_REQUIRE_SERVICES=1 allows no skip`);
      }),
    );
  else describe(title, () => it.skip(`needs ${name}, which is not installed here`, () => undefined));
}
