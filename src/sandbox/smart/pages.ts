// SPDX-License-Identifier: Apache-2.0

/** One patient that the user may hand to an app. */
export interface PatientChoice {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
}

const STYLE = `
:root{color-scheme:light dark;--page:#fff;--wash:#eef1f3;--line:#dfe4e7;--line-2:#c3ccd2;--ink:#13202b;--ink-2:#44525d;--accent:#0a6270;--on-accent:#fff;--fault:#8d2743}
@media (prefers-color-scheme:dark){:root{--page:#10161b;--wash:#0b1014;--line:#27323a;--line-2:#3a4852;--ink:#e9eef2;--ink-2:#b6c2cb;--accent:#6fc7cf;--on-accent:#06191c;--fault:#f29caf}}
*{box-sizing:border-box}body{margin:0;background:var(--wash);color:var(--ink);font:400 15px/22px -apple-system,"Segoe UI",Inter,Roboto,"Helvetica Neue","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",Arial,sans-serif}
header{background:#39454f;color:#fff;padding:9px 24px;font-size:13px;font-weight:600}main{max-width:560px;margin:48px auto;padding:28px 32px;background:var(--page);border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
h1{font-size:17px;line-height:24px;font-weight:640;margin:0 0 12px}p{margin:0 0 12px;color:var(--ink-2)}ul{margin:0 0 20px;padding-left:20px;color:var(--ink-2);font-size:13.5px}
fieldset{border:0;margin:0 0 20px;padding:0}legend{padding:0;font-weight:550;margin-bottom:6px}label{display:flex;gap:10px;padding:8px 0;border-bottom:1px solid var(--line);min-height:36px}label small{display:block;font-size:12px;line-height:16px;color:var(--ink-2)}input{accent-color:var(--accent);margin-top:4px}
button{font:inherit;font-size:13.5px;font-weight:550;min-height:36px;padding:6px 16px;border-radius:6px;border:1px solid var(--line-2);background:var(--page);color:var(--ink);cursor:pointer;margin-right:8px}button.p{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}.fault{color:var(--fault);font-weight:550}@media(max-width:599px){main{margin:16px 0;padding:20px 16px}}`;

/** Escapes text for HTML; every value on these pages passes through it. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A whole page: the only HTML that the authorization server makes. */
function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><header>Demo Hospital</header><main>${body}</main></body></html>`;
}

/** Sign-in of the demonstration user: one button, no password, because nothing here is real. */
export function loginPage(userName: string, returnTo: string): string {
  return page(
    'Sign in',
    `<h1>Sign in to Demo Hospital</h1><p>This is a demonstration with invented patients. There is one user.</p>
<form method="post" action="/auth/login"><input type="hidden" name="return_to" value="${escapeHtml(returnTo)}"><button class="p" autofocus>Sign in as ${escapeHtml(userName)}</button></form>`,
  );
}

/** Consent for an app, with the patient picker when the app asks for a patient and none is in context. */
export function consentPage(options: {
  appName: string;
  pending: string;
  csrf: string;
  scopes: readonly string[];
  patients?: readonly PatientChoice[];
}): string {
  const picker =
    options.patients === undefined
      ? ''
      : `<fieldset><legend>Patient</legend>${options.patients
          .map(
            ({ id, label, detail }, index) =>
              `<label><input type="radio" name="patient" value="${escapeHtml(id)}" required${index === 0 ? ' autofocus' : ''}><span>${escapeHtml(label)}<small>${escapeHtml(detail)}</small></span></label>`,
          )
          .join('')}</fieldset>`;
  return page(
    'Allow an application',
    `<h1>${escapeHtml(options.appName)} asks for access</h1><p>With your rights, and for one patient, it asks for:</p><ul>${options.scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`).join('')}</ul>
<form method="post" action="/auth/decision"><input type="hidden" name="pending" value="${escapeHtml(options.pending)}"><input type="hidden" name="csrf" value="${escapeHtml(options.csrf)}">${picker}
<button class="p" name="decision" value="allow">Allow</button><button name="decision" value="deny" formnovalidate>Do not allow</button></form>`,
  );
}

/** A refusal that cannot be sent back to the app. */
export function refusalPage(text: string): string {
  return page(
    'Not possible',
    `<h1>The application cannot be opened</h1><p class="fault">${escapeHtml(text)}</p><p>Close this page and tell whoever runs the application.</p>`,
  );
}
