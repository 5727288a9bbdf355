// SPDX-License-Identifier: Apache-2.0
// `npm test`: jest with native ESM. Words that name a project select it (default: those that `npm test` runs), other words are path patterns, flags go to jest.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROJECTS = ['unit', 'integration', 'e2e'];
const root = fileURLToPath(new URL('..', import.meta.url));
const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const words = process.argv.slice(2).filter((word) => word !== '--selectProjects');
const projects = words.filter((word) => PROJECTS.includes(word));
const rest = words.filter((word) => !PROJECTS.includes(word));
const patterns = rest.filter((word) => !word.startsWith('-'));
const flags = rest.filter((word) => word.startsWith('-'));

const args = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  jest,
  ...flags,
  ...patterns.flatMap((pattern) => ['--testPathPatterns', pattern]),
  '--selectProjects',
  ...(projects.length > 0 ? projects : ['unit', 'integration']),
];
const run = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { TZ: 'UTC', ...process.env } });
process.exit(run.status ?? 1);
