import { refuseAddress, refuseResolvedUrl, refuseUrl, type UrlPolicy } from './urlPolicy.js';

const strict: UrlPolicy = { allow_http: [], allow_private: [], allow_ports: [443] };
/** With plain HTTP and any port allowed where the address alone is in question. */
const lax = (url: string): UrlPolicy => ({
  allow_http: [new URL(url).hostname.replace(/^\[|\]$/g, '')],
  allow_private: [],
  allow_ports: [443, 80],
});
const resolvesTo =
  (...addresses: string[]) =>
  () =>
    Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

const REFUSED = [
  'http://127.0.0.1/',
  'http://localhost/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://[::1]/',
  'http://[::ffff:7f00:1]/',
  'http://0.0.0.0/',
  'http://169.254.169.254/',
  'http://10.0.0.1/',
  'http://100.64.0.1/',
  'http://[fd00::1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://168.63.129.16/',
];

describe('the URL policy', () => {
  it.each(REFUSED)('refuses %s by its scheme', (url) => {
    expect(refuseUrl(url, strict)).toMatchObject({ reason: 'not_https' });
  });

  it.each(REFUSED)('refuses %s by its address, with TLS and without', (url) => {
    expect(refuseUrl(url.replace('http:', 'https:'), strict)).toMatchObject({ reason: 'address_not_allowed' });
    expect(refuseUrl(url, lax(url))).toMatchObject({ reason: 'address_not_allowed' });
  });

  it.each([
    ['https://user:pass@example.test/', 'credentials_in_url'],
    ['https://user@example.test/', 'credentials_in_url'],
    ['https://example.test:8443/', 'port_not_allowed'],
    ['https://LOCALHOST./', 'address_not_allowed'],
    ['https://api.localhost/', 'address_not_allowed'],
    ['https://[::ffff:a83f:8110]/', 'address_not_allowed'],
    ['https://[2002:7f00:1::]/', 'address_not_allowed'],
    ['https://224.0.0.1/', 'address_not_allowed'],
    ['https://[::127.0.0.1]/', 'address_not_allowed'],
    ['https://[0:0:0:0:0:fffe:7f00:1]/', 'address_not_allowed'],
    ['https://[::8.8.8.8]/', 'address_not_allowed'],
    ['https://[64:ff9b:1::1]/', 'address_not_allowed'],
    ['https://[4000::1]/', 'address_not_allowed'],
    ['https://[fec0::1]/', 'address_not_allowed'],
    ['https://[2001::1]/', 'address_not_allowed'],
    ['https://[2001:db8::1]/', 'address_not_allowed'],
    ['https://[3fff::1]/', 'address_not_allowed'],
    ['https://[5f00::1]/', 'address_not_allowed'],
    ['ftp://example.test/', 'not_https'],
    ['javascript:alert(1)', 'not_https'],
    ['example.test/hook', 'not_a_url'],
    ['', 'not_a_url'],
  ])('refuses %s: %s', (url, reason) => {
    expect(refuseUrl(url, strict)).toMatchObject({ reason });
  });

  it.each(['https://example.test/hook?x=1', 'https://example.test:443/', 'https://8.8.8.8/', 'https://[2606:4700::1111]/'])(
    'allows %s',
    (url) => {
      expect(refuseUrl(url, strict)).toBeNull();
    },
  );

  it('asks the name service, and one private address among public ones is enough', async () => {
    expect(await refuseResolvedUrl('https://example.test/', strict, resolvesTo('93.184.216.34'))).toBeNull();
    expect(await refuseResolvedUrl('https://example.test/', strict, resolvesTo('93.184.216.34', '10.0.0.1'))).toMatchObject({
      reason: 'address_not_allowed',
    });
    expect(await refuseResolvedUrl('https://example.test/', strict, resolvesTo('93.184.216.34', '::1'))).toMatchObject({
      reason: 'address_not_allowed',
    });
    expect(await refuseResolvedUrl('https://example.test/', strict, resolvesTo())).toMatchObject({ reason: 'name_not_found' });
    expect(await refuseResolvedUrl('https://example.test/', strict, () => Promise.reject(new Error('ENOTFOUND')))).toMatchObject({
      reason: 'name_not_found',
    });
  });

  it('asks nobody about what is refused already', async () => {
    const never = () => Promise.reject(new Error('asked'));
    expect(await refuseResolvedUrl('https://10.0.0.1/', strict, never)).toMatchObject({ reason: 'address_not_allowed' });
    expect(await refuseResolvedUrl('http://example.test/', strict, never)).toMatchObject({ reason: 'not_https' });
  });

  it('makes exceptions for exactly the hosts that are named', async () => {
    const local: UrlPolicy = { allow_http: ['127.0.0.1', 'hooks.test'], allow_private: ['127.0.0.1'], allow_ports: [443] };
    expect(refuseUrl('http://127.0.0.1:4711/', local)).toBeNull();
    expect(refuseUrl('http://127.0.0.2/', local)).toMatchObject({ reason: 'not_https' });
    expect(refuseUrl('http://hooks.test/', local)).toBeNull();
    expect(await refuseResolvedUrl('http://hooks.test/', local, resolvesTo('127.0.0.1'))).toMatchObject({ reason: 'address_not_allowed' });
    expect(refuseAddress('168.63.129.16', 'example.test', local)).toMatchObject({ reason: 'address_not_allowed' });
  });
});
