using Microsoft.IdentityModel.JsonWebTokens;

namespace EmailSync.Core.Providers.Gmail;

/// <param name="Token">The token, where it is genuine.</param>
internal sealed record GoogleTokenCheck(PushVerdict Verdict, JsonWebToken? Token = null);
