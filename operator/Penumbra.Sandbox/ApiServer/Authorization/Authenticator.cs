using System.Security.Cryptography;
using System.Text;
using Penumbra.Sandbox.ApiServer.Requests;

namespace Penumbra.Sandbox.ApiServer.Authorization;

/// <summary>Finds out who sends a request.</summary>
internal sealed class Authenticator(TokenIssuer tokens, ApiServerOptions options)
{
    /// <summary>The sender, or null when the credentials are wrong (not when there are none).</summary>
    public UserIdentity? Authenticate(ApiRequest request)
    {
        if (request.Header("Authorization") is { } header)
        {
            if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return request.Peer;
            var token = header["Bearer ".Length..].Trim();
            if (options.AdminToken is { } admin && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(admin), Encoding.UTF8.GetBytes(token))) return UserIdentity.Admin;
            return tokens.Read(token);
        }

        return request.Peer ?? (options.AnonymousIsAdmin ? UserIdentity.Admin : UserIdentity.Anonymous);
    }
}
