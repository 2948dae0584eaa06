/** All a provider needs to know. */
export class WebhookReceiptDto {
  /** The event is stored. */
  ok: boolean;
}
