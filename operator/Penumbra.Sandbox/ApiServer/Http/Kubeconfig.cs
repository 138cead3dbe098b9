using System.Text;

namespace Penumbra.Sandbox.ApiServer.Http;

/// <summary>Writes kubeconfigs with everything inside.</summary>
internal static class Kubeconfig
{
    public static string Write(Uri server, string? authority, string user, string token, (string Certificate, string Key)? client)
    {
        var trust = authority is null ? "" : $"\n    certificate-authority-data: {Encode(authority)}";
        var credentials = client is { } pair
            ? $"client-certificate-data: {Encode(pair.Certificate)}\n    client-key-data: {Encode(pair.Key)}"
            : $"token: {token}";
        return $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: sandbox
              cluster:
                server: {server.AbsoluteUri.TrimEnd('/')}{trust}
            users:
            - name: {user}
              user:
                {credentials}
            contexts:
            - name: sandbox
              context:
                cluster: sandbox
                user: {user}
                namespace: default
            current-context: sandbox
            preferences: {"{}"}

            """;
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
