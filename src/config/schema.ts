// SPDX-License-Identifier: Apache-2.0
// Every setting of a site, with its meaning. Clinical values have no default here: they live in model files.
import { z } from 'zod';

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address, for example https://ehr.example.org/fhir' })
  .refine((text) => !/[?#]/.test(text) && !/^https?:\/\/[^/]*@/.test(text), { error: 'must carry no user name, query or fragment' })
  .transform((text) => text.replace(/\/+$/, ''));

const origin = z
  .url({ protocol: /^https?$/, error: 'must be an origin such as https://ehr.example.org' })
  .refine((text) => new URL(text).origin === text, { error: 'must be a bare origin (scheme, host, port) without a path or a trailing slash' });

const milliseconds = (least: number, most: number) => z.int({ error: 'must be a whole number of milliseconds' }).min(least).max(most);

const jwks = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).min(1, { error: 'must hold at least one key' }) });

/** Who may sign hook requests for an EHR: `jku` allow-list, or keys registered by hand, or both. */
const cdsIssuer = z
  .strictObject({
    iss: z.string().min(1),
    jku: z.array(httpUrl).default([]),
    jwks: jwks.optional(),
    tenants: z.array(z.string().min(1)).optional(),
    algorithms: z.array(z.enum(['ES384', 'RS384', 'ES256', 'RS256'])).default(['ES384', 'RS384']),
  })
  .refine((issuer) => issuer.jku.length > 0 || issuer.jwks !== undefined, {
    error: 'needs "jku" (allowed key set addresses) or "jwks" (keys registered by hand)',
  });

/** Our SMART Backend Services client at an EHR. */
const backendClient = z
  .strictObject({
    clientId: z.string().min(1),
    /** PKCS #8 PEM or JWK file. */
    privateKeyFile: z.string().min(1).optional(),
    /** JWK inline, for tests and the demo. */
    privateKey: z.looseObject({ kty: z.string() }).optional(),
    kid: z.string().min(1).optional(),
    algorithm: z.enum(['ES384', 'RS384']).optional(),
    /** Only where the EHR publishes no smart-configuration. */
    tokenUrl: httpUrl.optional(),
    scopes: z
      .string()
      .default(
        'system/Patient.rs system/Observation.rs system/Condition.rs system/Procedure.rs system/ImagingStudy.rs system/RiskAssessment.crus system/Observation.c system/Provenance.c system/AuditEvent.c',
      ),
  })
  .refine((client) => (client.privateKeyFile === undefined) !== (client.privateKey === undefined), {
    error: 'needs exactly one of "privateKeyFile" and "privateKey"',
  });

const dicomweb = z.strictObject({
  /** DICOMweb roots that may be called; a path prefix counts, nothing else is ever fetched. */
  allowed: z.array(httpUrl).default([]),
  /** Credentials of the site's own for an origin (never the SMART token of a user). */
  credentials: z
    .array(
      z
        .strictObject({ origin, authorization: z.string().min(1).optional(), authorizationFile: z.string().min(1).optional() })
        .refine((entry) => (entry.authorization === undefined) !== (entry.authorizationFile === undefined), {
          error: 'needs exactly one of "authorization" and "authorizationFile" (the full header value)',
        }),
    )
    .default([]),
});

/** Where the images of an EHR's patients are looked for, beside its own FHIR base. */
const ehrImaging = z.strictObject({
  /** FHIR base that serves ImagingStudy, where the EHR's smart-configuration does not say it (out-of-band discovery). */
  fhirBase: httpUrl.optional(),
  /** Imaging FHIR bases elsewhere than at the EHR's own origin that its smart-configuration may name. */
  allowedFhirBases: z.array(httpUrl).default([]),
  /** Systems of Patient.identifier whose value is the DICOM Patient ID: where the record lists no study, the archive is asked by it. */
  patientIdentifiers: z
    .array(
      z.strictObject({
        system: z.string().min(1),
        /** IssuerOfPatientID (0010,0021); where it is stated, studies without it are not taken. */
        issuer: z.string().min(1).optional(),
      }),
    )
    .default([]),
  /** On 503 with Retry-After, at FHIR server and archive: repetitions at most, and the longest wait before each. */
  retryAttempts: z.int().min(0).max(10).default(2),
  retryMaxWaitMs: milliseconds(0, 60_000).default(5000),
});

const smartApp = z.strictObject({
  clientId: z.string().min(1),
  scopes: z
    .string()
    .default(
      'launch openid fhirUser patient/Patient.rs patient/Observation.rs patient/Condition.rs patient/Procedure.rs patient/ServiceRequest.rs patient/ImagingStudy.rs patient/RiskAssessment.crs patient/Provenance.crs patient/Observation.c',
    ),
});

const ehr = z.strictObject({
  name: z.string().min(1).optional(),
  /** FHIR R4 base; also the SMART `iss`. */
  fhirBase: httpUrl,
  /** SMART issuer of id_tokens where it differs from the FHIR base. */
  issuer: httpUrl.optional(),
  cdsIssuers: z.array(cdsIssuer).default([]),
  backend: backendClient.optional(),
  dicomweb: dicomweb.prefault({}),
  imaging: ehrImaging.prefault({}),
  smartApp: smartApp.optional(),
  /** False: audit events stay in our own store (for an EHR that takes no AuditEvent). */
  postAuditEvents: z.boolean().default(true),
});

export const ConfigSchema = z.strictObject({
  /** Address under which the EHR and browsers reach this server; part of JWT audiences and card links. Default: the listening address. */
  publicBaseUrl: httpUrl.optional(),
  host: z.string().min(1).default('127.0.0.1'),
  port: z.int().min(0).max(65535).default(4400),
  /** `pglite:FOLDER` (embedded), `memory:` (embedded, lost at exit) or `postgres://…`. */
  databaseUrl: z
    .string()
    .regex(/^(pglite:.+|memory:|postgres(ql)?:\/\/.+)$/, { error: 'must be pglite:FOLDER, memory: or postgres://user:password@host:port/database' })
    .default('pglite:.hepanom/db'),
  ehrs: z.array(ehr).default([]),
  /** Origins allowed to show the app in a frame. */
  frameAncestors: z.array(origin).default([]),
  /** Origins of browser-based CDS clients. */
  corsOrigins: z.array(origin).default([]),
  discoveryOpen: z.boolean().default(true),
  /** Accept hook calls without a JWT. Only for a closed test network: refused unless host is a loopback address. */
  devMode: z.boolean().default(false),
  /** Number of reverse proxies in front, for client addresses. */
  trustProxy: z.int().min(0).max(10).default(0),
  cdsHooksVersion: z.enum(['2.0', '3.0']).default('2.0'),
  models: z
    .strictObject({
      /** Folder of model files; default: the files shipped with the package. */
      folder: z.string().min(1).optional(),
      /** Further model files by path, beside the folder: a site's own. */
      files: z.array(z.string().min(1)).default([]),
      /** Id, or `id@version`. */
      active: z.string().min(1).default('dai-2024'),
      /** Shown beside the active model, never averaged. */
      others: z.array(z.string().min(1)).default(['erasl-pre-2018']),
      /** Computed, stored and audited, never shown. */
      shadow: z.array(z.string().min(1)).default([]),
      /** Named cohort of a score-groups model whose observed survival is shown first. */
      eraslCohort: z.string().min(1).optional(),
    })
    .prefault({}),
  /** Id of a follow-up rule; default: the product's. */
  followUpRule: z.string().min(1).optional(),
  /** What this site states about its charts. */
  chartRules: z
    .strictObject({
      /** Nanograms per IU of this site's AFP assay; without it AFP in IU/mL is not usable. */
      afpNgPerIu: z.number().positive().optional(),
      /** Unit of AFP results that state none. */
      afpAssumedUnit: z.string().min(1).optional(),
      /** Local order codes that mean a liver resection, beside the standard ones. */
      hepatectomyCodes: z.array(z.strictObject({ system: z.string().min(1), code: z.string().min(1) })).default([]),
      laboratoryDays: z.int().min(1).max(90).optional(),
      statementDays: z.int().min(1).max(365).optional(),
    })
    .prefault({}),
  /** Extraction parameters for a model file that names none: shown with the statement. */
  extraction: z
    .strictObject({ params: z.record(z.string(), z.unknown()), statement: z.strictObject({ en: z.string().min(1), zh: z.string().min(1) }) })
    .optional(),
  deadlines: z
    .strictObject({
      hookHardMs: milliseconds(200, 30_000).default(1500),
      hookTargetMs: milliseconds(50, 30_000).default(500),
      appMs: milliseconds(200, 60_000).default(4000),
      fhirMs: milliseconds(100, 60_000).default(5000),
      /** Longest silence of an image archive. */
      dicomwebMs: milliseconds(100, 600_000).default(15_000),
      /** Longest time of one radiomics job. */
      radiomicsMs: milliseconds(1000, 1_800_000).default(300_000),
    })
    .prefault({}),
  /** A stored rad-score older than this answers at once and is checked against the archive in the background. */
  lookAgainMinutes: z.int().min(1).max(10_080).default(60),
  imaging: z
    .strictObject({
      /** True: a user of the app may send the measurements to the archive that the images came from (DICOM SR by STOW-RS). */
      storeReports: z.boolean().default(false),
      /** IANA zone of the hospital, for dates and times in DICOM objects; default: this machine's. */
      timeZone: z
        .string()
        .refine((name) => isTimeZone(name), { error: 'must be an IANA time zone such as Asia/Shanghai' })
        .optional(),
      /** Seconds from the start of the bolus that this site counts as portal venous, `[from, to]`; without it the timing is no evidence. */
      portalVenousDelayS: z
        .tuple([z.number().positive(), z.number().positive()])
        .refine(([from, to]) => from < to, { error: 'must be two numbers of seconds, the smaller first, such as [60, 90]' })
        .optional(),
      /** True: a CT that was compressed with loss is read, and every result says so. */
      allowLossy: z.boolean().default(false),
      /** Share (0 to 1) from which on a voxel of a FRACTIONAL segmentation belongs to the tumour; without it such segmentations are refused. */
      fractionalThreshold: z.number().gt(0).max(1).optional(),
    })
    .prefault({}),
  dicomwebMaxBytes: z.int().min(1_000_000).default(1_500_000_000),
  languages: z
    .array(z.enum(['en', 'zh']))
    .min(1)
    .default(['en', 'zh']),
  feedback: z
    .strictObject({
      /** 32 bytes, base64: encrypts clinicians' comments. Without it comments are not stored. */
      encryptionKey: z
        .string()
        .refine((text) => Buffer.from(text, 'base64').length === 32, { error: 'must be 32 bytes in base64; make one with: openssl rand -base64 32' })
        .optional(),
      unknownCard: z.enum(['200', '404']).default('200'),
    })
    .prefault({}),
  audit: z
    .strictObject({
      /** Refuse to answer when the audit store is down (true), or answer and log (false). */
      required: z.boolean().default(true),
      retryBaseMs: milliseconds(10, 600_000).default(1000),
      retryMaxMs: milliseconds(100, 86_400_000).default(600_000),
    })
    .prefault({}),
  viewTokenMinutes: z.int().min(1).max(720).default(60),
  /** Named person who allows writing back an estimate of a demonstration model. */
  responsiblePerson: z.strictObject({ name: z.string().min(1), role: z.string().min(1).optional() }).optional(),
  rateLimit: z.strictObject({ hookPerMinute: z.int().min(1).default(600), appPerMinute: z.int().min(1).default(1200) }).prefault({}),
  /** True: this process also runs jobs. With an embedded database it always does. */
  worker: z.boolean().default(true),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  /** Built app to serve at /app/; default: the one in the package. */
  appFolder: z.string().min(1).optional(),
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** What a caller may write: everything optional that has a default. */
export type ConfigInput = z.input<typeof ConfigSchema>;
