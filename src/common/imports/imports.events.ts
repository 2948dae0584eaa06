import { entityEvents, integer, moduleOfThe, oneOf, orNull, text } from '../realtime/entityEvents.js';
import { IMPORT_STATES } from './dto/import.dto.js';

/** How far the import of a file has come. */
export const IMPORT_EVENTS = entityEvents('import', {
  namespace: 'tickets',
  module: moduleOfThe('import'),
  about: {
    created: 'A file was uploaded.',
    updated: 'More rows were read (`done` of `total`), or the state changed.',
    removed: 'It was deleted.',
  },
  payload: {
    kind: text,
    state: oneOf(...IMPORT_STATES),
    total: integer,
    done: integer,
    created: integer,
    updated: integer,
    unchanged: integer,
    failed: integer,
    error_code: orNull(text),
  },
});
