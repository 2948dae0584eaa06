// The built product put together and not started: for what is written from its own declarations.
import { createApp } from '../dist/app.setup.js';
import { ConfigService } from '../dist/common/config/config.service.js';
import { createLogger } from '../dist/common/log/logger.js';
import { readSettings } from '../dist/start/settings.js';

const nowhere = 'http://127.0.0.1:9';

const config = new ConfigService(readSettings({}), {
  database: {
    mode: 'embedded',
    rest_url: nowhere,
    db_url: 'postgresql://nobody@127.0.0.1:9/none',
    service_role_key: 'none',
    anon_key: 'none',
    jwt_secret: 'none',
  },
  link_secret: 'none',
  encryption_keys: ['none'],
});

export const appWithoutDatabase = () => createApp(config, createLogger('silent'));
