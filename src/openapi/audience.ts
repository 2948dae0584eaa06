import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from './document.js';
import { AUDIENCES, type Audience, TAGS } from './tags.js';

/** The part of the document that one audience needs: its operations, and the schemas they use. */
export function documentFor(audience: Audience, whole: OpenAPIObject): OpenAPIObject {
  const document = structuredClone(whole);
  const names = new Set(TAGS.filter(({ audiences }) => audiences.includes(audience)).map(({ name }) => name));
  for (const { path, method, operation } of operationsOf(document)) {
    // Programs have keys; what needs a person is none of their business.
    const opens = operation.security?.length === 0 || audience !== 'crm' || operation.security?.some((way) => 'apiKey' in way);
    if (opens && operation.tags?.some((tag) => names.has(tag))) continue;
    delete document.paths[path]![method];
    if (operationsOf({ ...document, paths: { [path]: document.paths[path]! } }).length === 0) delete document.paths[path];
  }
  document.info.title = `${whole.info.title} – ${AUDIENCES[audience].split(':')[0]}`;
  document.tags = document.tags?.filter(({ name }) => names.has(name));
  dropUnused(document);
  return document;
}

function dropUnused(document: OpenAPIObject): void {
  const schemas = document.components!.schemas!;
  const used = new Set<string>();
  const visit = (value: unknown): void => {
    for (const [, name] of JSON.stringify(value).matchAll(/#\/components\/schemas\/([\w.-]+)/g)) {
      if (used.has(name!)) continue;
      used.add(name!);
      visit(schemas[name!]);
    }
  };
  visit(document.paths);
  for (const name of Object.keys(schemas)) if (!used.has(name)) delete schemas[name];
}
