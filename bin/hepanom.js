#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Starts the built command line where the package is installed, the TypeScript sources where it is a checkout.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const source = at('../src/cli/main.ts');
const entry = existsSync(source) ? source : at('../dist/src/cli/main.js');
const major = Number(process.versions.node.split('.')[0]);

if (major >= 24) {
  const { main } = await import(entry);
  await main(process.argv);
} else {
  // The devDependency `node` brings the right runtime to a machine whose own Node is older.
  const local = at('../node_modules/node/bin/node');
  if (!existsSync(local)) {
    console.error(`hepanom needs Node 24 or newer; this is ${process.version}. Run npm install in the checkout (it brings Node 24), or install Node 24.`);
    process.exit(1);
  }
  const run = spawn(local, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A signal is for the program, not for this launcher. Ctrl-C at a terminal reaches both by itself; told twice, a program may take it for impatience.
  const atTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !atTerminal) run.kill(signal);
    });
  run.on('error', (error) => {
    console.error(`hepanom could not start ${local}: ${error.message}`);
    process.exit(1);
  });
  run.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
