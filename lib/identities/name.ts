/** What people call the provider of identities: it stands on a button. */
export function providerName(): string {
  const { OIDC_NAME, OIDC_ISSUER = "" } = process.env;
  return OIDC_NAME?.trim() || (URL.canParse(OIDC_ISSUER) ? new URL(OIDC_ISSUER).hostname : "OpenID Connect");
}
