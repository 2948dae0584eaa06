/** A row of a table that is a tree. */
export interface TreeRow {
  id: string;
  parent_id: string | null;
  name: string;
  /** The order among its siblings; of two alike the name decides. */
  position: number;
}

/** A row with what is below it. */
export type TreeNode<R extends TreeRow> = R & {
  /** The names from the root to here. */
  path: string[];
  children: TreeNode<R>[];
};

/** The rows as a tree, in their order. A row whose parent is not among them, or that is its own ancestor, stands at the root. */
export function treeOf<R extends TreeRow>(rows: readonly R[]): TreeNode<R>[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const children = new Map<string | null, R[]>();
  for (const row of rows) {
    const parent = row.parent_id !== null && byId.has(row.parent_id) && !isCircular(row, byId) ? row.parent_id : null;
    children.set(parent, [...(children.get(parent) ?? []), row]);
  }
  const below = (parent: string | null, path: string[]): TreeNode<R>[] =>
    (children.get(parent) ?? [])
      .toSorted(inOrder)
      .map((row) => ({ ...row, path: [...path, row.name], children: below(row.id, [...path, row.name]) }));
  return below(null, []);
}

function isCircular(row: TreeRow, byId: ReadonlyMap<string, TreeRow>): boolean {
  const seen = new Set<string>();
  for (let at: TreeRow | undefined = row; at; at = at.parent_id === null ? undefined : byId.get(at.parent_id)) {
    if (seen.has(at.id)) return true;
    seen.add(at.id);
  }
  return false;
}

function inOrder(a: TreeRow, b: TreeRow): number {
  return a.position - b.position || a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1);
}
