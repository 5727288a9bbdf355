// SPDX-License-Identifier: Apache-2.0
import type { ErrorRequestHandler, Response } from 'express';
import { FhirError } from '../../fhir/errors.ts';
import { ImagingError } from '../../imaging/errors.ts';
import { SecurityError } from '../../security/errors.ts';
import { type Logger, safeError } from '../logging.ts';

/** An answer that is an error: machine code, HTTP status, a sentence that says what to do. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 502 | 503;
  constructor(status: ApiError['status'], code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
  }
}

/** Turns what the rooms below throw into the API's JSON; anything unknown is 500 without detail, and is logged without its message. */
export function apiErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const answer = asApiError(error);
    if (answer !== undefined) {
      log.info({ requestId: response.locals.requestId, code: answer.code, status: answer.status }, 'api refusal');
      return send(response, answer.status, answer.code, answer.message);
    }
    const parserStatus: unknown = error instanceof Error ? Reflect.get(error, 'status') : undefined;
    if (parserStatus === 400 || parserStatus === 413)
      return send(
        response,
        parserStatus,
        parserStatus === 400 ? 'body-not-json' : 'body-too-large',
        parserStatus === 400 ? 'The body is not JSON.' : 'The body is too large.',
      );
    log.error({ requestId: response.locals.requestId, err: safeError(error) }, 'unexpected error');
    return send(response, 500, 'internal', `Something failed in this software. Tell its operator the request id ${String(response.locals.requestId)}.`);
  };
}

function asApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof FhirError) {
    if (error.status === 401) return new ApiError(401, 'token-refused', 'The EHR did not accept the access token. Launch the app again.', { cause: error });
    if (error.status === 403 || error.status === 404)
      return new ApiError(403, 'patient-not-allowed', 'The EHR does not let this access token read that patient.', { cause: error });
    return new ApiError(502, 'ehr-unavailable', "The EHR's FHIR server did not answer as expected. Try again.", { cause: error });
  }
  if (error instanceof ImagingError) return new ApiError(error.code.startsWith('dicomweb-') ? 502 : 409, error.code, error.message, { cause: error });
  if (error instanceof SecurityError)
    return new ApiError(401, `id-token-${error.code}`, 'The id_token of the EHR could not be verified. Launch the app again.', { cause: error });
  return undefined;
}

function send(response: Response, status: number, code: string, message: string): void {
  response.status(status).json({ code, message });
}
