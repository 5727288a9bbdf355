// SPDX-License-Identifier: Apache-2.0
// R (survival, glmnet, riskRegression) and scikit-survival as running programs that time themselves, so that ours and theirs can take turns.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';

/** A peer's answer: milliseconds, and a number that shows that it computed the same thing. */
export interface PeerRun {
  readonly ms: number;
  readonly value: number;
}

const R = `
suppressMessages({library(survival); has <- function(p) suppressMessages(requireNamespace(p, quietly=TRUE))})
glm <- has('glmnet'); rr <- has('riskRegression'); if (glm) suppressMessages(library(glmnet)); if (rr) suppressMessages(library(riskRegression))
version <- function(p) if (has(p)) as.character(packageVersion(p)) else NULL
say <- function(l) cat(paste0('{', paste(sprintf('"%s":%s', names(l), l), collapse=','), '}'), '\\n', sep='')
quote <- function(s) if (is.null(s)) 'null' else paste0('"', s, '"')
say(list(R=quote(as.character(getRversion())), survival=quote(version('survival')), glmnet=quote(version('glmnet')), riskRegression=quote(version('riskRegression'))))
timed <- function(expr) { gc(FALSE); start <- Sys.time(); value <- expr; c(as.numeric(Sys.time() - start, units='secs') * 1000, value) }
d <- list()
con <- file('stdin', 'r')
while (length(line <- readLines(con, 1)) > 0) {
  a <- strsplit(line, ' ')[[1]]
  r <- tryCatch({
    if (a[1] == 'data') {
      n <- as.integer(a[4]); p <- as.integer(a[5]); k <- as.integer(a[6]); all <- readBin(a[3], 'double', n * (p + 3) + k * n); at <- 0
      take <- function(m) { at <<- at + m; all[(at - m + 1):at] }
      x <- matrix(take(n * p), n); colnames(x) <- paste0('x', 1:p); time <- take(n); status <- take(n); fold <- take(n)
      d[[a[2]]] <- list(x=x, y=Surv(time / 365.25, status), fold=fold, samples=if (k > 0) matrix(take(n * k), k, byrow=TRUE) + 1 else NULL,
        frame=data.frame(time=time, status=status, x)); c(0, n)
    } else { b <- d[[a[2]]]; switch(a[1],
      cv = timed({ cv <- cv.glmnet(b$x, b$y, family='cox', nlambda=100, lambda.min.ratio=0.05, foldid=b$fold); which(cv$lambda == cv$lambda.min) - 1 }),
      formula = timed({ f <- as.formula(paste('Surv(time, status) ~', paste(colnames(b$x), collapse='+')))
        mean(apply(b$samples, 1, function(i) coef(coxph(f, data=b$frame[i, ]))[1])) }),
      fit = timed({ y <- Surv(b$frame$time, b$frame$status); ctl <- coxph.control()
        mean(apply(b$samples, 1, function(i) coxph.fit(b$x[i, ], y[i], NULL, NULL, NULL, ctl, NULL, 'efron', NULL)$coefficients[1])) }),
      roc = timed({ s <- Score(list(m=b$x[, ncol(b$x)]), formula=Surv(time, status) ~ 1, data=b$frame, times=c(365, 730, 1095), metrics='auc', summary=NULL)
        s$AUC$score$AUC[1] }))
    }}, error=function(e) { message(conditionMessage(e)); c(NaN, NaN) })
  say(list(ms=if (is.nan(r[1])) 'null' else sprintf('%.6f', r[1]), value=if (is.nan(r[2])) 'null' else sprintf('%.12g', r[2])))
}`;

const PYTHON = `
import sys, time, json, warnings
import numpy as np, sksurv
from sksurv.linear_model import CoxnetSurvivalAnalysis as Coxnet
warnings.filterwarnings('ignore')
print(json.dumps({'sksurv': sksurv.__version__}), flush=True)
d = {}
for line in sys.stdin:
    a = line.split()
    if a[0] == 'data':
        n, p = int(a[3]), int(a[4]); v = np.fromfile(a[2]); x = v[:n * p].reshape(p, n).T
        y = np.array(list(zip(v[n * p + n:n * p + 2 * n] == 1, v[n * p:n * p + n])), dtype=[('e', bool), ('t', float)])
        d[a[1]] = (np.asfortranarray((x - x.mean(0)) / x.std(0)), y, v[n * p + 2 * n:n * p + 3 * n]); print(json.dumps({'ms': 0, 'value': n}), flush=True); continue
    x, y, fold = d[a[1]]; start = time.perf_counter()
    whole = Coxnet(l1_ratio=1.0, n_alphas=100, alpha_min_ratio=0.05).fit(x, y)
    for k in range(1, int(fold.max()) + 1): Coxnet(l1_ratio=1.0, alphas=whole.alphas_).fit(x[fold != k], y[fold != k])
    print(json.dumps({'ms': (time.perf_counter() - start) * 1000, 'value': len(whole.alphas_)}), flush=True)
`;

/** A peer that waits for lines on its input and answers each with one line. */
export class Peer {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  readonly versions: Readonly<Record<string, string | null>>;

  private constructor(process: ChildProcess, reader: Interface, lines: AsyncIterator<string>, versions: Record<string, string | null>) {
    this.#process = process;
    this.#reader = reader;
    this.#lines = lines;
    this.versions = versions;
  }

  static async #start(command: string, args: readonly string[]): Promise<Peer | undefined> {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' } });
    const missing = new Promise<undefined>((resolve) => child.once('error', () => resolve(undefined)));
    const reader = createInterface({ input: child.stdout! });
    const lines = reader[Symbol.asyncIterator]();
    const first = await Promise.race([lines.next(), missing]);
    if (first === undefined || first.done === true) return undefined;
    return new Peer(child, reader, lines, JSON.parse(first.value) as Record<string, string | null>);
  }

  /** R, or undefined where there is no Rscript. */
  static r(): Promise<Peer | undefined> {
    return Peer.#start('Rscript', ['--vanilla', '-e', R]);
  }

  /** scikit-survival in the Python that HEPANOM_PEER_PYTHON names, or undefined. */
  static async scikitSurvival(): Promise<Peer | undefined> {
    const python = process.env.HEPANOM_PEER_PYTHON;
    return python === undefined || !existsSync(python) ? undefined : Peer.#start(python, ['-c', PYTHON]);
  }

  async ask(...words: readonly (string | number)[]): Promise<PeerRun | undefined> {
    this.#process.stdin!.write(`${words.join(' ')}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) return undefined;
    const answer = JSON.parse(value) as { ms: number | null; value: number | null };
    return answer.ms === null ? undefined : { ms: answer.ms, value: answer.value ?? Number.NaN };
  }

  stop(): void {
    this.#process.stdin!.end();
    this.#reader.close();
  }
}
