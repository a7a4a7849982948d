/** A stream of changes that somebody has opened. */
export interface OpenStream {
  /** All that was sent so far. */
  readonly text: string;
  /** Resolves when the server has ended it, or it was left. */
  readonly ended: Promise<void>;
  leave(): void;
}

/** Opens the stream of changes of a server. */
export async function openStream(url: string, headers: Record<string, string> = {}): Promise<OpenStream> {
  const controller = new AbortController();
  const response = await fetch(`${url}/changes`, { headers, signal: controller.signal });
  if (response.status !== 200 || !response.body)
    throw new Error(`The stream is refused: ${response.status}.`);
  const chunks = response.body.pipeThrough(new TextDecoderStream());
  let text = '';
  const read = async () => {
    for await (const chunk of chunks) text += chunk;
  };
  const ended = read().catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  return {
    get text() {
      return text;
    },
    ended,
    leave: () => controller.abort(),
  };
}
