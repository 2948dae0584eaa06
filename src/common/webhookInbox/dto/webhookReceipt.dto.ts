/** All a provider needs to know. */
export class WebhookReceiptDto {
  /**
   * The event is stored.
   * @example true
   */
  ok: boolean;
}
