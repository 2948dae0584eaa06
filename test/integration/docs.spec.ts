import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const PAGES = ['README.md', ...readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((file) => path.join('docs', file))].filter(
  (file) => file.endsWith('.md'),
);
const README_BYTES = 10_000;

/** Relative links of a page, without those in code. */
function links(page: string): { file: string; anchor?: string }[] {
  const text = readFileSync(page, 'utf8')
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file, anchor] = target.split('#') as [string, string | undefined];
      return { file: file ? path.join(path.dirname(page), file) : page, anchor };
    });
}

/** The anchors that GitHub makes of headings. */
function anchors(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

describe('the documentation', () => {
  it('begins with a README of one sitting', () => {
    expect(statSync('README.md').size).toBeLessThanOrEqual(README_BYTES);
  });

  it.each(PAGES)('%s links to what exists', (page) => {
    for (const { file, anchor } of links(page)) {
      expect([file, existsSync(file)]).toEqual([file, true]);
      if (anchor && file.endsWith('.md'))
        expect([`${file}#${anchor}`, anchors(file).includes(anchor)]).toEqual([`${file}#${anchor}`, true]);
    }
  });

  it.each(PAGES)('%s names files that exist', (page) => {
    const named = readFileSync(page, 'utf8').matchAll(/`((?:src|test|scripts|supabase|client|bench|docs)\/[\w./-]+)`/g);
    for (const [, file] of named) {
      // The example of how to add a module.
      if (!file!.includes('polls')) expect([file, existsSync(file!)]).toEqual([file, true]);
    }
  });

  it('has no page that no index names', () => {
    const named = ['README.md', 'docs/README.md', 'docs/decisions/README.md'].flatMap((index) => links(index).map(({ file }) => file));
    expect(PAGES.filter((page) => page !== 'README.md' && page !== 'docs/README.md' && !named.includes(page))).toEqual([]);
  });
});
