// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { buildProgram } from '../../src/cli/main.ts';

const at = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Everything that `--help` prints, the examples after it included. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}

describe('the command line', () => {
  const program = buildProgram();

  it('lists every command that has a file', () => {
    const files = readdirSync(at('../../src/cli/commands')).map((file) => file.replace(/\.ts$/, ''));
    expect(program.commands.map((command) => command.name()).toSorted()).toEqual(files.toSorted());
    for (const name of files) expect(helpOf(program)).toContain(`  ${name}`);
  });

  it.each(program.commands.map((command) => [command.name(), command] as const))('%s has help with an example', (name, command) => {
    const text = helpOf(command);
    expect(text).toMatch(/Examples?:/);
    expect(text).toMatch(name === 'demo' ? /\$ npm run demo/ : new RegExp(`\\$ .*hepanom ${name}`));
  });

  it('starts through the package’s own entry, whatever Node runs it', () => {
    expect(execFileSync(process.execPath, [at('../../bin/hepanom.js'), '--help'], { encoding: 'utf8' })).toContain('Usage: hepanom');
  });

  it('answers an unknown command with what to do', () => {
    expect(() => execFileSync(process.execPath, [at('../../bin/hepanom.js'), 'estimate'], { encoding: 'utf8', stdio: 'pipe' })).toThrow(/--help/);
  });
});
