// SPDX-License-Identifier: Apache-2.0
// Runs the command lines of a documentation page and puts in what they print.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
/** The archive's address as the pages show it: Orthanc's own. */
export const SHOWN_BASE = 'http://127.0.0.1:8042/dicom-web';

/** A `console` block's commands; lines after one are its output. */
export function commandsOf(page: string): readonly string[] {
  return [...page.matchAll(/^\$ npx hepanom (.*)$/gm)].map(([, line]) => line as string);
}

/**
 * The page with every output as it is now.
 *
 * @param cwd where the files lie that the page names
 * @param base address of the archive that stands for {@link SHOWN_BASE}
 */
export async function runPage(page: string, cwd: string, base: string): Promise<string> {
  let done = '';
  let rest = page;
  for (let block = /```console\n([\s\S]*?)```/.exec(rest); block !== null; block = /```console\n([\s\S]*?)```/.exec(rest)) {
    const lines: string[] = [];
    for (const line of commandsOf(block[1] as string)) {
      const printed = await run(line.replaceAll(SHOWN_BASE, base).split(' '), cwd);
      lines.push(`$ npx hepanom ${line}\n`, printed.replaceAll(base, SHOWN_BASE).replaceAll(new URL(base).origin, new URL(SHOWN_BASE).origin));
    }
    done += `${rest.slice(0, block.index)}\`\`\`console\n${lines.join('')}\`\`\``;
    rest = rest.slice(block.index + block[0].length);
  }
  return done + rest;
}

function run(words: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [ENTRY, ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void printed.push(chunk));
    child.on('error', reject);
    child.on('close', () => resolve(Buffer.concat(printed).toString()));
  });
}

/** Times and rates differ from run to run, and how small gzip makes a file from zlib to zlib. */
export function withoutTimes(text: string): string {
  return text.replace(/\d+(\.\d+)? (ms|MB\/s|kB|MB)\b/g, 'N $2');
}
