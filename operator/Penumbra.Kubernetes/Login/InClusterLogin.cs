using System.Security.Cryptography;

namespace Penumbra.Kubernetes.Login;

/// <summary>The login of a pod: its service account's token, which the kubelet renews, and the cluster's authorities.</summary>
public static class InClusterLogin
{
    /// <summary>Where the kubelet mounts the service account.</summary>
    public const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Whether this process runs in a pod.</summary>
    public static bool IsPossible(Func<string, string?> environment) => !string.IsNullOrEmpty(environment("KUBERNETES_SERVICE_HOST"));

    /// <summary>Where the API server is; null outside of a cluster.</summary>
    /// <param name="environment">Gives environment variables.</param>
    public static Uri? Server(Func<string, string?> environment)
    {
        var (host, port) = (environment("KUBERNETES_SERVICE_HOST"), environment("KUBERNETES_SERVICE_PORT"));
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port)) return null;
        return Uri.TryCreate(host.Contains(':', StringComparison.Ordinal) ? $"https://[{host}]:{port}/" : $"https://{host}:{port}/", UriKind.Absolute, out var server) ? server : null;
    }

    /// <summary>Reads the login.</summary>
    /// <param name="environment">Gives environment variables.</param>
    /// <param name="time">The clock.</param>
    /// <param name="mount">Where the service account is mounted.</param>
    public static LoginResult Read(Func<string, string?> environment, TimeProvider time, string mount = MountPath)
    {
        if (Server(environment) is not { } server)
        {
            return LoginResult.Failed(IsPossible(environment) && !string.IsNullOrEmpty(environment("KUBERNETES_SERVICE_PORT"))
                ? $"KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT make no address: {environment("KUBERNETES_SERVICE_HOST")} and {environment("KUBERNETES_SERVICE_PORT")}."
                : "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set, so this is no pod; outside of a cluster a kubeconfig is needed.");
        }

        var token = Path.Combine(mount, "token");
        var authorities = Path.Combine(mount, "ca.crt");
        if (!File.Exists(token)) return LoginResult.Failed($"The service account's token {token} does not exist; the pod needs automountServiceAccountToken: true.");
        try
        {
            Pem.Certificates(File.ReadAllText(authorities));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return LoginResult.Failed($"The cluster's authorities {authorities} cannot be read ({exception.Message.TrimEnd('.')}); it must hold PEM certificates.");
        }

        var ns = Path.Combine(mount, "namespace");
        return new LoginResult(
            new ClusterLogin
            {
                Server = server,
                Source = "the pod's service account",
                Namespace = File.Exists(ns) ? File.ReadAllText(ns).Trim() : "default",
                Authorities = new ReloadedAuthorities(authorities, time).Get,
                Credentials = new TokenFileCredential(token, time),
            },
            null);
    }
}
