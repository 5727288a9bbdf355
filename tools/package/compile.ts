// SPDX-License-Identifier: Apache-2.0
// The compiled part of the package: JavaScript, types and the schema of model files.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelFileJsonSchema } from '../../src/nomogram/model-file.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Compiles the sources of the package into a folder, as `hepanom/survival` and the others are exported from it. @throws Error when the compiler ends with errors */
export function compilePackage(folder: string): void {
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const result = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', folder], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) throw new Error(`tsc -p tsconfig.build.json ended with ${result.status}`);
  // tsc rewrites import specifiers, but not the URLs that name worker modules.
  for (const file of globSync('**/*.js', { cwd: folder })) {
    const full = path.join(folder, file);
    const text = readFileSync(full, 'utf8');
    const rewritten = text.replace(/(new URL\(\s*['"]\.[^'"]+)\.ts(['"])/g, '$1.js$2');
    if (rewritten !== text) writeFileSync(full, rewritten);
  }
  writeFileSync(path.join(folder, 'model.schema.json'), `${JSON.stringify(modelFileJsonSchema(), null, 2)}\n`);
}
