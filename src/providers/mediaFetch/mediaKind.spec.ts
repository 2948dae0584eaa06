import { mediaKind } from './mediaKind.js';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF');
const HTML = Buffer.from('<!DOCTYPE html><html><body>Session expired</body></html>');
const kind = (content: Buffer, type: Parameters<typeof mediaKind>[1]['type'], claimed: string | null = null) =>
  mediaKind(content, { type, claimed });

describe('what a file is', () => {
  it('is said by its bytes, not by the provider', async () => {
    expect(await kind(PNG, 'image', 'image/jpeg')).toBe('image/png');
    expect(await kind(PDF, 'document', 'image/png')).toBe('application/pdf');
  });

  it('is nothing where a page or an error came instead of it', async () => {
    expect(await kind(HTML, 'image', 'image/jpeg')).toBeNull();
    expect(await kind(Buffer.from('{"error":"expired"}'), 'audio')).toBeNull();
    expect(await kind(PDF, 'image')).toBeNull();
    expect(await kind(HTML, 'document', 'application/pdf')).toBeNull();
  });

  it('is what the provider says of text, a page too that was sent as one', async () => {
    expect(await kind(Buffer.from('a;b\n1;2'), 'document', 'text/csv')).toBe('text/csv');
    expect(await kind(HTML, 'document', 'text/html')).toBe('text/html');
    expect(await kind(Buffer.from([1, 2, 3]), 'document', 'application/pdf')).toBe('application/octet-stream');
  });
});
