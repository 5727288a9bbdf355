// SPDX-License-Identifier: Apache-2.0
// `npm pack` ships JavaScript: Node strips types only outside node_modules. A checkout never needs this.
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function run(program: string, ...args: string[]): void {
  const result = spawnSync(process.execPath, [path.join(root, program), ...args], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${result.status}`);
}

rmSync(path.join(root, 'dist'), { recursive: true, force: true });
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');

// tsc rewrites import specifiers, but not the URLs that name worker modules.
for (const file of globSync('dist/**/*.js', { cwd: root })) {
  const full = path.join(root, file);
  const text = readFileSync(full, 'utf8');
  const rewritten = text.replace(/(new URL\(\s*['"]\.[^'"]+)\.ts(['"])/g, '$1.js$2');
  if (rewritten !== text) writeFileSync(full, rewritten);
}

const { buildSmartApp } = await import('../smart-app/build.ts');
await buildSmartApp();
const { buildOrderPage } = await import('../src/sandbox/order-page/build.ts');
cpSync(await buildOrderPage(), path.join(root, 'dist/src/sandbox/order-page/dist'), { recursive: true });
