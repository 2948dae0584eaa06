import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Files in PEM. */
export interface Certificates {
  /** Of an authority that nobody knows but who is told. */
  authority: string;
  certificate: string;
  key: string;
}

/** An authority and what it says of this machine, valid for a day. Needs openssl. */
export function makeCertificates(folder: string): Certificates {
  const file = (name: string) => path.join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const new_key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...new_key,
    '-keyout',
    'authority.key',
    '-out',
    'authority.pem',
    '-days',
    '1',
    '-subj',
    '/CN=An authority of the test',
  );
  openssl('req', ...new_key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost');
  writeFileSync(file('server.ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  openssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    'authority.pem',
    '-CAkey',
    'authority.key',
    '-CAcreateserial',
    '-out',
    'server.pem',
    '-days',
    '1',
    '-extfile',
    'server.ext',
  );
  for (const name of ['authority.pem', 'server.pem', 'server.key']) chmodSync(file(name), 0o644);
  return { authority: file('authority.pem'), certificate: file('server.pem'), key: file('server.key') };
}
