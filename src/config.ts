// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { packageRoot } from './config/package-root.ts';
import { type ConfigInput, ConfigSchema } from './config/schema.ts';

export type { ConfigInput } from './config/schema.ts';

type DeepReadonly<T> = T extends readonly (infer U)[] ? readonly DeepReadonly<U>[] : T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** The checked, frozen settings of a running process. */
export type Config = DeepReadonly<z.output<typeof ConfigSchema>>;
export type EhrConfig = Config['ehrs'][number];

/** The settings cannot be used; `problems` lists each one: what is wrong, with which value, what to do. */
export class ConfigError extends Error {
  readonly code = 'config-invalid';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Variables named HEPANOM_… that are no settings. */
const RESERVED = new Set(['HEPANOM_CONFIG', 'HEPANOM_ORACLES', 'HEPANOM_REQUIRE_SERVICES']);
const SECRET = /(key|secret|password|authorization|token)$/i;

/**
 * Reads the settings once: JSON file (`file`, else HEPANOM_CONFIG, else none), overlaid by `HEPANOM_*` variables.
 * `HEPANOM_PORT=4400` sets `port`; two underscores step into an object: `HEPANOM_DEADLINES__HOOK_HARD_MS=1000`. Values that are JSON are read as JSON.
 *
 * @throws ConfigError naming every problem
 */
export function loadConfig(options: { readonly file?: string | undefined; readonly env?: Readonly<Record<string, string | undefined>> } = {}): Config {
  const env = options.env ?? process.env;
  const file = options.file ?? env.HEPANOM_CONFIG;
  let written: unknown = {};
  if (file !== undefined) {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      throw new ConfigError([`The file ${file} cannot be read (${reasonOf(error)}). Give an existing JSON file with --config or HEPANOM_CONFIG.`]);
    }
    try {
      written = JSON.parse(text);
    } catch (error) {
      throw new ConfigError([`The file ${file} is not JSON (${reasonOf(error)}). Correct it at that place.`]);
    }
  }
  return parseConfig(overlayEnvironment(written, env), file === undefined ? process.cwd() : path.dirname(path.resolve(file)));
}

/**
 * Checks settings that are already in memory.
 *
 * @param folder relative paths in the settings start here
 * @throws ConfigError naming every problem
 */
export function parseConfig(written: ConfigInput | unknown, folder: string = process.cwd()): Config {
  const parsed = ConfigSchema.safeParse(written);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => describeIssue(issue, written)));
  const config = withAbsolutePaths(parsed.data, folder);
  const problems = crossChecks(config);
  if (problems.length > 0) throw new ConfigError(problems);
  return deepFreeze(config);
}

/** The settings with every secret replaced, for logs and `doctor`. */
export function redactedConfig(config: Config): unknown {
  return redact(config);
}

/** The EHR of a FHIR base (or SMART issuer), or undefined when it is not on the list. */
export function ehrOf(config: Config, fhirBase: string): EhrConfig | undefined {
  const wanted = fhirBase.replace(/\/+$/, '');
  return config.ehrs.find((ehr) => ehr.fhirBase === wanted);
}

/** Folder of the model files in use. */
export function modelsFolder(config: Config): string {
  return config.models.folder ?? path.join(packageRoot(), 'models');
}

function describeIssue(issue: z.core.$ZodIssue, written: unknown): string {
  const where = issue.path.length === 0 ? 'The whole file' : `"${issue.path.map(String).join('.')}"`;
  if (issue.code === 'unrecognized_keys') return `${where} has unknown settings: ${issue.keys.join(', ')}. Remove them or correct their spelling.`;
  const value = issue.path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), written);
  const hidden = issue.path.some((key) => SECRET.test(String(key)));
  const shown = hidden ? '(hidden)' : (JSON.stringify(value)?.slice(0, 120) ?? 'nothing');
  return `${where}: ${issue.message}; it is ${shown}. Correct this setting.`;
}

function crossChecks(config: z.output<typeof ConfigSchema>): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const ehr of config.ehrs) {
    if (seen.has(ehr.fhirBase)) problems.push(`"ehrs" lists ${ehr.fhirBase} twice. Keep one entry.`);
    seen.add(ehr.fhirBase);
  }
  if (config.devMode && !isLoopback(config.host))
    problems.push(
      `"devMode" accepts unsigned hook calls and is only for a loopback host; "host" is ${config.host}. Set "devMode" to false or "host" to 127.0.0.1.`,
    );
  if (config.deadlines.hookTargetMs > config.deadlines.hookHardMs)
    problems.push(
      `"deadlines.hookTargetMs" (${config.deadlines.hookTargetMs}) is longer than "deadlines.hookHardMs" (${config.deadlines.hookHardMs}). Lower the target.`,
    );
  if (config.publicBaseUrl?.startsWith('http:') && !isLoopback(new URL(config.publicBaseUrl).hostname))
    problems.push(`"publicBaseUrl" is ${config.publicBaseUrl}: patient data needs https outside loopback. Use an https address.`);
  if (config.models.shadow.includes(config.models.active)) problems.push(`"models.shadow" holds the active model ${config.models.active}. Remove it there.`);
  return problems;
}

/** True for addresses that never leave this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

function withAbsolutePaths(config: z.output<typeof ConfigSchema>, folder: string): z.output<typeof ConfigSchema> {
  const at = (file: string): string => path.resolve(folder, file);
  const data = structuredClone(config);
  if (data.databaseUrl.startsWith('pglite:')) data.databaseUrl = `pglite:${at(data.databaseUrl.slice('pglite:'.length))}`;
  if (data.models.folder !== undefined) data.models.folder = at(data.models.folder);
  if (data.appFolder !== undefined) data.appFolder = at(data.appFolder);
  for (const ehr of data.ehrs) {
    if (ehr.backend?.privateKeyFile !== undefined) ehr.backend.privateKeyFile = at(ehr.backend.privateKeyFile);
    for (const entry of ehr.dicomweb.credentials) if (entry.authorizationFile !== undefined) entry.authorizationFile = at(entry.authorizationFile);
  }
  return data;
}

function overlayEnvironment(written: unknown, env: Readonly<Record<string, string | undefined>>): unknown {
  const problems: string[] = [];
  const overlay: Record<string, unknown> =
    typeof written === 'object' && written !== null && !Array.isArray(written) ? (structuredClone(written) as Record<string, unknown>) : {};
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return written;
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith('HEPANOM_') || RESERVED.has(name) || text === undefined || text === '') continue;
    const steps = name.slice('HEPANOM_'.length).split('__').map(camelCase);
    const top = steps[0];
    // A variable that is no setting may belong to a tool beside us: only settings are taken.
    if (top === undefined || !(top in ConfigSchema.shape)) continue;
    let at = overlay;
    for (const step of steps.slice(0, -1)) {
      const next = at[step];
      if (next === undefined) at = at[step] = {} as Record<string, unknown>;
      else if (typeof next === 'object' && next !== null && !Array.isArray(next)) at = next as Record<string, unknown>;
      else problems.push(`The variable ${name} steps into "${step}", which is no object. Correct its name.`);
    }
    at[steps[steps.length - 1] ?? top] = jsonOrText(text);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return overlay;
}

/** System errors by their code, others by their message. */
function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  return 'code' in error ? String(error.code) : 'message' in error ? String(error.message) : 'unknown reason';
}

function camelCase(snake: string): string {
  return snake.toLowerCase().replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (SECRET.test(key) && inner !== undefined) return [key, '(hidden)'];
      if (key === 'databaseUrl' && typeof inner === 'string') return [key, inner.replace(/\/\/[^@/]*@/, '//(hidden)@')];
      return [key, redact(inner)];
    }),
  );
}

function deepFreeze<T>(value: T): DeepReadonly<T> {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value as DeepReadonly<T>;
}
