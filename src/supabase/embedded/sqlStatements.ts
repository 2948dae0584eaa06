/**
 * Split SQL into statements as the Supabase CLI does, so that both write the same history: a statement keeps its
 * comments, and loses the semicolons at its end and the white space around it.
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  for (let at = 0; at <= sql.length;) {
    if (at === sql.length || sql[at] === ';') {
      const statement = sql.slice(start, at).trim();
      if (statement) statements.push(statement);
      at += 1;
      start = at;
    } else {
      at = skipToken(sql, at);
    }
  }
  return statements;
}

/** The position after the token at `at`; a token is whatever may hide a semicolon, or one character. */
function skipToken(sql: string, at: number): number {
  switch (sql[at]) {
    case "'":
      return skipQuoted(sql, at, /(?:^|[^\w$])e$/i.test(sql.slice(Math.max(0, at - 2), at)));
    case '"':
      return skipQuoted(sql, at, false);
    case '$':
      return skipDollarQuoted(sql, at);
    case '-':
      return sql[at + 1] === '-' ? endOfLine(sql, at) : at + 1;
    case '/':
      return sql[at + 1] === '*' ? skipBlockComment(sql, at) : at + 1;
    case '(':
      return skipParentheses(sql, at);
    default:
      return isWordStart(sql, at) ? skipWord(sql, at) : at + 1;
  }
}

function endOfLine(sql: string, at: number): number {
  const end = sql.indexOf('\n', at);
  return end < 0 ? sql.length : end + 1;
}

function skipQuoted(sql: string, at: number, backslashEscapes: boolean): number {
  const quote = sql[at];
  for (let i = at + 1; i < sql.length; i += 1) {
    if (backslashEscapes && sql[i] === '\\') i += 1;
    else if (sql[i] === quote) {
      if (sql[i + 1] !== quote) return i + 1;
      i += 1;
    }
  }
  return sql.length;
}

function skipDollarQuoted(sql: string, at: number): number {
  const tag = /^\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/u.exec(sql.slice(at, at + 70))?.[0];
  if (!tag) return at + 1;
  const end = sql.indexOf(tag, at + tag.length);
  return end < 0 ? sql.length : end + tag.length;
}

function skipBlockComment(sql: string, at: number): number {
  let depth = 0;
  for (let i = at; i < sql.length; i += 1) {
    const pair = sql.slice(i, i + 2);
    if (pair === '/*') depth += 1;
    else if (pair === '*/') depth -= 1;
    else continue;
    i += 1;
    if (depth === 0) return i + 1;
  }
  return sql.length;
}

/** Rules may hold several statements between parentheses. */
function skipParentheses(sql: string, at: number): number {
  let i = at + 1;
  while (i < sql.length && sql[i] !== ')') i = skipToken(sql, i);
  return Math.min(i + 1, sql.length);
}

function isWordStart(sql: string, at: number): boolean {
  return /[\p{L}_]/u.test(sql[at] ?? '') && !/[\p{L}\p{N}_$]/u.test(sql[at - 1] ?? '');
}

/** A word; `begin atomic` stands for everything up to its `end`. */
function skipWord(sql: string, at: number): number {
  const wordEnd = at + (/^[\p{L}\p{N}_$]+/u.exec(sql.slice(at, at + 128))?.[0].length ?? 1);
  const atomic = /^begin\s+atomic\b/i.exec(sql.slice(at, at + 128));
  return atomic ? skipAtomicBody(sql, at + atomic[0].length) : wordEnd;
}

/** Statements of the body end in semicolons; the body ends with an `end` where a statement would begin. */
function skipAtomicBody(sql: string, from: number): number {
  let at = from;
  let statementStart = from;
  while (at < sql.length) {
    if (sql[at] === ';') statementStart = at + 1;
    else if (/^end(?![\p{L}\p{N}_$])/iu.test(sql.slice(at, at + 4)) && isBlank(sql.slice(statementStart, at))) return at + 3;
    at = sql[at] === ';' ? at + 1 : skipToken(sql, at);
  }
  return sql.length;
}

function isBlank(sql: string): boolean {
  return sql.replace(/--[^\n]*(?:\n|$)|\/\*.*?\*\//gs, '').trim() === '';
}
