// SPDX-License-Identifier: Apache-2.0
import { accessSync, closeSync, constants, existsSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from './input-error.ts';

/**
 * Checks, before hours of work, that a file can be written.
 *
 * @param option the option that named it, for messages
 * @throws InputError `out-folder-missing`, `out-is-a-folder`, `out-not-writable`
 */
export function assertWritable(file: string, option = '--out'): void {
  const folder = path.dirname(path.resolve(file));
  let isFolder = false;
  try {
    isFolder = statSync(folder).isDirectory();
  } catch {
    // said below
  }
  if (!isFolder) throw new InputError('out-folder-missing', `The folder ${folder} does not exist; make it first, or choose another ${option}.`);
  try {
    if (statSync(file).isDirectory()) throw new InputError('out-is-a-folder', `${option} ${file} is a folder; give a file name.`);
  } catch (error) {
    if (error instanceof InputError) throw error;
  }
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new InputError('out-not-writable', `The folder ${folder} cannot be written to; choose another ${option}.`);
  }
}

/**
 * Keeps what is there already, unless the user said otherwise.
 *
 * @throws InputError `out-exists`
 */
export function assertNew(file: string, option: string, force: boolean): void {
  if (!force && existsSync(file)) throw new InputError('out-exists', `${option} ${file} exists already; choose another name, or give --force to replace it.`);
}

/**
 * Writes a file so that it is either wholly there or as it was before: into a new file beside it, which then takes its name.
 * @throws InputError `out-not-writable`
 */
export function writeAtomically(file: string, parts: Iterable<string | Uint8Array>): void {
  const temporary = `${file}.${process.pid}.tmp`;
  let open: number | undefined;
  try {
    open = openSync(temporary, 'w');
    for (const part of parts) writeFileSync(open, part);
    closeSync(open);
    open = undefined;
    renameSync(temporary, file);
  } catch (error) {
    if (open !== undefined) closeSync(open);
    rmSync(temporary, { force: true });
    const code = (error as { code?: unknown }).code;
    if (typeof code !== 'string') throw error;
    throw new InputError('out-not-writable', `${file} could not be written (${code}); what was there before is unchanged.`);
  }
}
