const PATH = '/webhooks/ivr/';

/** Where all providers call: by GET, or by POST with any body. */
export const IVR_ROUTES = [`GET ${PATH}:slug`, `POST ${PATH}:slug`];

export function webhookPath(slug: string): string {
  return PATH + slug;
}

/** The provider that a path names. */
export function slugOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
