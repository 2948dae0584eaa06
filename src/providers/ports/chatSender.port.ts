/** What can be sent. Texts are final: templates are filled in before. */
export type ChatContent =
  | { type: 'text'; text: string; preview_url?: boolean }
  | {
      type: 'media';
      media: 'image' | 'document' | 'audio' | 'video' | 'sticker';
      url: string;
      caption?: string;
      file_name?: string;
      mime?: string;
    }
  | { type: 'buttons'; text: string; buttons: { id: string; title: string }[] }
  | {
      type: 'list';
      text: string;
      button: string;
      sections: { title?: string; rows: { id: string; title: string; description?: string }[] }[];
    }
  | {
      type: 'template';
      name: string;
      language: string;
      category?: string;
      header?: { kind: 'text'; text: string } | { kind: 'image' | 'document' | 'video'; url: string; file_name?: string };
      body: string[];
      /** By the position of the button, from 0. */
      buttons?: Record<string, string[]>;
    }
  | { type: 'reaction'; target: string; emoji: string | null };

export interface OutgoingChat {
  /** Exactly one of them; `phone` is E.164 with its plus. */
  to: { phone: string } | { bsuid: string };
  /** The id of our message; the provider says it again in every status. */
  callback_data: string;
  /** The provider's id of the quoted message. */
  reply_to?: string;
  content: ChatContent;
}

/**
 * How sending ended. sent: the provider took it and calls it `key` (the key of its later statuses). not_sent: certainly not taken, may be
 * tried again after `retry_after_ms`. failed: refused. unknown: it may have been taken, so it is never repeated.
 */
export type ChatSendResult =
  | { state: 'sent'; key: string }
  | { state: 'not_sent'; error_code: string; error_message: string; retry_after_ms?: number }
  | { state: 'failed' | 'unknown'; error_code: string; error_message: string };

/** A template that the provider knows, with what it has to be given. */
export interface ProviderTemplate {
  name: string;
  language: string;
  category: string | null;
  status: 'approved' | 'pending' | 'rejected' | 'paused' | 'disabled' | 'unknown';
  header: 'none' | 'text' | 'image' | 'document' | 'video';
  body: string;
  /** Number of values that the body asks for. */
  body_values: number;
  header_values: number;
  /** One for each button, in order; `values` is 1 for a button whose link or code takes one. */
  buttons: { kind: string; text: string; values: number }[];
}

/** Which kinds of content a provider takes; the others are refused before they are queued. */
export type ChatCapability = ChatContent['type'] | 'quote' | 'user_id' | 'template_list' | 'media_by_id';

/** One account of a chat provider. Never raises for anything the provider does, except where it says so. */
export interface ChatSender {
  readonly capabilities: ReadonlySet<ChatCapability>;
  send(message: OutgoingChat, signal?: AbortSignal): Promise<ChatSendResult>;
  /** Raises ProviderError. */
  listTemplates(signal?: AbortSignal): Promise<ProviderTemplate[]>;
  /** Where a file that came by id can be fetched, with the headers that this takes. */
  mediaRequest(id: string): { url: string; headers: Record<string, string> } | null;
}
