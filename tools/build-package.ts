// SPDX-License-Identifier: Apache-2.0
// `npm pack` ships JavaScript: Node strips types only outside node_modules. A checkout never needs this.
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilePackage } from './package/compile.ts';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

rmSync(dist, { recursive: true, force: true });
compilePackage(dist);

const { buildSmartApp } = await import('../smart-app/build.ts');
await buildSmartApp();
const { buildOrderPage } = await import('../src/sandbox/order-page/build.ts');
cpSync(await buildOrderPage(), path.join(dist, 'src/sandbox/order-page/dist'), { recursive: true });
