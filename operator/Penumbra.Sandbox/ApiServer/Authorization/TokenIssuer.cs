using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Authorization;

/// <summary>Issues and reads the bearer tokens of service accounts: signed JWTs (HS256) that last as long as they say and as their account lives.</summary>
internal sealed class TokenIssuer(ClusterStore store)
{
    private const string Issuer = "https://kubernetes.default.svc.cluster.local";
    private readonly byte[] _key = SHA256.HashData(Encoding.UTF8.GetBytes(store.Uids.Next() + store.Uids.Next()));

    /// <summary>A token for the account, and when it ends; null when there is no such account.</summary>
    public (string Token, DateTimeOffset Expires)? Issue(string ns, string name, TimeSpan lifetime, IReadOnlyList<string> audiences)
    {
        if (store.Get(BuiltInTypes.ServiceAccount, ns, name) is not { } account) return null;
        var now = store.Time.GetUtcNow();
        var expires = now + lifetime;
        var claims = new JsonObject
        {
            ["aud"] = JsonAccess.ArrayOf(audiences.Count > 0 ? audiences : [Issuer]),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["iss"] = Issuer,
            ["sub"] = $"system:serviceaccount:{ns}:{name}",
            ["kubernetes.io"] = new JsonObject
            {
                ["namespace"] = ns,
                ["serviceaccount"] = new JsonObject { ["name"] = name, ["uid"] = account.Obj("metadata").Str("uid") },
            },
        };
        var text = $"{Encode("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return ($"{text}.{Encode(Sign(text))}", expires);
    }

    /// <summary>Whose token it is; null when it is forged, over, or its account has gone.</summary>
    public UserIdentity? Read(string token)
    {
        if (token.Split('.') is not [var header, var payload, var signature]) return null;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Encode(Sign($"{header}.{payload}"))), Encoding.ASCII.GetBytes(signature))) return null;
        var padded = payload.Replace('-', '+').Replace('_', '/');
        var claims = JsonText.Parse(Convert.FromBase64String(padded.PadRight((padded.Length + 3) / 4 * 4, '=')), out _);
        if (claims.Int("exp") <= store.Time.GetUtcNow().ToUnixTimeSeconds()) return null;
        var account = claims.Obj("kubernetes.io").Obj("serviceaccount");
        var (ns, name) = (claims.Obj("kubernetes.io").Str("namespace") ?? "", account.Str("name") ?? "");
        var alive = store.Get(BuiltInTypes.ServiceAccount, ns, name)?.Obj("metadata").Str("uid") == account.Str("uid");
        return alive ? UserIdentity.ServiceAccount(ns, name) : null;
    }

    private byte[] Sign(string text) => HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(text));

    private static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
