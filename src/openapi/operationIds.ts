/** Handlers of one word say what they do with the thing their controller is named after. */
const PATTERNS: Record<string, (one: string, many: string) => string> = {
  list: (_one, many) => `list${many}`,
  remove: (one) => `delete${one}`,
  act: (one) => `actOn${one}`,
  stats: (one) => `get${one}Stats`,
  history: (one) => `get${one}History`,
  comment: (one) => `commentOn${one}`,
  errors: (one) => `list${one}Errors`,
};

/**
 * The name of an operation, as clients call it: `EmailsController.list` is `listEmails`, `RefundsController.act` is `actOnRefund`.
 * A handler of several words, `replyToEmail`, is its own name.
 */
export function operationId(controller: string, handler: string): string {
  if (/[A-Z]/.test(handler)) return handler;
  const many = controller.replace(/Controller$/, '').replace(/(?<!s)$/, 's');
  const one = many.replace(/ies$/, 'y').replace(/s$/, '');
  return PATTERNS[handler]?.(one, many) ?? `${handler}${one}`;
}
