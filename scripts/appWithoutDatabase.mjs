// The built product put together and not started: for what is written from its own declarations.
import { createApp } from '../dist/app.setup.js';
import { ConfigService } from '../dist/common/config/config.service.js';
import { readEnvironment } from '../dist/common/config/environment.js';
import { createLogger } from '../dist/common/log/logger.js';

const nowhere = 'http://127.0.0.1:9';

const config = new ConfigService(readEnvironment({}), {
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
  kaleyra: { base_url: nowhere, obd_base_url: nowhere, timeout_ms: 1, max_requests_per_second: 0, recording_hosts: [] },
});

export const appWithoutDatabase = () => createApp(config, createLogger('silent'));
