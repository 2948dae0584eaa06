/** A comment as it is now. */
export interface YoutubeComment {
  comment_id: string;
  video_id: string;
  author_id: string;
  author_name: string;
  text: string;
  published_at: string;
  /** Null while nobody has edited it. */
  edited_at: string | null;
}

export interface YoutubePage {
  comments: YoutubeComment[];
  next_page: string | null;
}

type Json = Record<string, unknown>;

/**
 * A page of `commentThreads.list` or `comments.list`: comments and the replies that come with them. What lacks an author or an id is
 * left out.
 */
export function readCommentPage(body: Json): YoutubePage {
  const items = Array.isArray(body.items) ? (body.items as Json[]) : [];
  const comments = items.flatMap((item) => {
    const snippet = object(item.snippet);
    const top = object(snippet.topLevelComment);
    if (Object.keys(top).length === 0) return read(item, '');
    const replies = object(item.replies).comments;
    const video = text(snippet.videoId);
    return [...read(top, video), ...(Array.isArray(replies) ? (replies as Json[]) : []).flatMap((reply) => read(reply, video))];
  });
  return { comments, next_page: text(body.nextPageToken) || null };
}

function read(comment: Json, video: string): YoutubeComment[] {
  const snippet = object(comment.snippet);
  const comment_id = text(comment.id);
  const author_id = text(object(snippet.authorChannelId).value);
  const published = text(snippet.publishedAt);
  if (!comment_id || !author_id || Number.isNaN(Date.parse(published))) return [];
  const updated = text(snippet.updatedAt);
  return [
    {
      comment_id,
      video_id: text(snippet.videoId) || video,
      author_id,
      author_name: text(snippet.authorDisplayName).slice(0, 300),
      text: (text(snippet.textOriginal) || text(snippet.textDisplay)).replaceAll('\0', '').slice(0, 10_000),
      published_at: new Date(published).toISOString(),
      edited_at: updated !== published && !Number.isNaN(Date.parse(updated)) ? new Date(updated).toISOString() : null,
    },
  ];
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
