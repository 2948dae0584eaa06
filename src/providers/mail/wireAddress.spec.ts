import { wireAddress, wireDomain } from './wireAddress.js';

describe('an address on the wire', () => {
  it.each([
    ['Asha.Rao+orders@Example.NET', 'Asha.Rao+orders@Example.NET'],
    ['mira@bücher.example', 'mira@xn--bcher-kva.example'],
    ['mira@xn--bcher-kva.example', 'mira@xn--bcher-kva.example'],
    ['डाक@पोस्ट.भारत', 'डाक@xn--c2bv6b4dl.xn--h2brj9c'],
    ['"john smith"@bücher.example', '"john smith"@xn--bcher-kva.example'],
    ['"a@b"@example.com', '"a@b"@example.com'],
    ['asha@[192.0.2.1]', 'asha@[192.0.2.1]'],
    ['mira@bü cher.example', 'mira@bü cher.example'],
    ['mira@bücher.example\r\nRCPT TO:<x@example.org>', 'mira@bücher.example\r\nRCPT TO:<x@example.org>'],
    ['', ''],
  ])('of %j is %j', (address, wire) => expect(wireAddress(address)).toBe(wire));

  it('has its domain alone too', () => expect(wireDomain('mira@bücher.example')).toBe('xn--bcher-kva.example'));
});
