import { type TreeNode, treeOf, type TreeRow } from './tree.js';

const row = (id: string, parent_id: string | null = null, position = 0): TreeRow => ({ id, parent_id, name: id, position });
const drawn = (nodes: TreeNode<TreeRow>[]): string =>
  nodes.map(({ id, children }) => id + (children.length > 0 ? `(${drawn(children)})` : '')).join(' ');

describe('a tree', () => {
  it.each([
    ['by position, then by name', [row('c', null, 1), row('b'), row('a'), row('d', 'b', 2), row('e', 'b', 1)], 'a b(e d) c'],
    ['with rows at the root whose parent is gone', [row('a', 'gone'), row('b', 'a')], 'a(b)'],
    [
      'with all rows of a circle at the root, and what hangs on it',
      [row('a', 'b'), row('b', 'a'), row('c', 'a'), row('d', 'd')],
      'a b c d',
    ],
    ['of nothing', [], ''],
  ])('is drawn %s', (_how, rows, expected) => {
    expect(drawn(treeOf(rows))).toBe(expected);
  });

  it('knows the way to each row, and has each once', () => {
    const rows = [row('a'), row('b', 'a'), row('c', 'b')];
    expect(treeOf(rows)[0]!.children[0]!.children[0]!.path).toEqual(['a', 'b', 'c']);
  });
});
