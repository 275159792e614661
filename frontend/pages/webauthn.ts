/** Between JSON, where bytes are base64url, and what the browser's passkeys take and give. */

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

export function textOf(bytes: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

interface Described {
  id: string;
}

type Sent = Record<string, unknown> & {
  challenge: string;
  user?: { id: string };
  allowCredentials?: Described[] | null;
  excludeCredentials?: Described[] | null;
};

const withBytes = (list: Described[] | null | undefined) =>
  (list ?? []).map((each) => ({ ...each, id: bytesOf(each.id) }));

/** What the server asks, as `navigator.credentials` takes it. What is null is left out. */
export function asked(text: string): Record<string, unknown> {
  const { publicKey } = JSON.parse(text) as { publicKey: Sent };
  const kept = Object.fromEntries(Object.entries(publicKey).filter(([, value]) => value !== null));
  return {
    ...kept,
    challenge: bytesOf(publicKey.challenge),
    ...(publicKey.user ? { user: { ...publicKey.user, id: bytesOf(publicKey.user.id) } } : {}),
    ...(publicKey.allowCredentials ? { allowCredentials: withBytes(publicKey.allowCredentials) } : {}),
    ...(publicKey.excludeCredentials ? { excludeCredentials: withBytes(publicKey.excludeCredentials) } : {}),
  };
}

function told(response: AuthenticatorResponse): Record<string, unknown> {
  const client = { clientDataJSON: textOf(response.clientDataJSON) };
  if (response instanceof AuthenticatorAttestationResponse)
    return {
      ...client,
      attestationObject: textOf(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    };
  const { authenticatorData, signature, userHandle } = response as AuthenticatorAssertionResponse;
  return {
    ...client,
    authenticatorData: textOf(authenticatorData),
    signature: textOf(signature),
    userHandle: userHandle ? textOf(userHandle) : null,
  };
}

/** The person's passkey, or a new one, as the server reads it. Throws when they cancel. */
export async function answered(options: string, creates: boolean): Promise<Record<string, unknown>> {
  const publicKey = asked(options);
  const found = creates
    ? await navigator.credentials.create({
        publicKey: publicKey as unknown as PublicKeyCredentialCreationOptions,
      })
    : await navigator.credentials.get({
        publicKey: publicKey as unknown as PublicKeyCredentialRequestOptions,
      });
  if (!(found instanceof PublicKeyCredential)) throw new Error("no passkey");
  return {
    type: found.type,
    id: found.id,
    rawId: textOf(found.rawId),
    response: told(found.response),
    clientExtensionResults: found.getClientExtensionResults(),
  };
}

/** What the server asks for now: a challenge of its own for each try. */
export async function ceremony(address: string): Promise<string> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const { request_options: options, ...rest } = await answer.json();
  return JSON.stringify(options ?? rest);
}
