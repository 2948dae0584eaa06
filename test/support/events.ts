import { createApp } from '../../src/app.setup.js';
import { ConfigService } from '../../src/common/config/config.service.js';
import { readSettings } from '../../src/start/settings.js';
import { createLogger } from '../../src/common/log/logger.js';
import { type DeclaredEvent, EventCatalogue } from '../../src/common/realtime/eventCatalogue.js';

const NOWHERE = 'http://127.0.0.1:9';

/** What the modules of the product declare; nothing is started. */
export async function declaredEvents(): Promise<DeclaredEvent[]> {
  const config = new ConfigService(readSettings({}), {
    database: {
      mode: 'embedded',
      rest_url: NOWHERE,
      db_url: 'postgresql://nobody@127.0.0.1:9/none',
      service_role_key: 'none',
      anon_key: 'none',
      jwt_secret: 'none',
    },
    link_secret: 'none',
    encryption_keys: ['none'],
  });
  const app = await createApp(config, createLogger('silent'));
  const { events } = app.get(EventCatalogue, { strict: false });
  await app.close();
  return events;
}
