using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Penumbra.Kubernetes.Login;

/// <summary>Makes a login of a kubeconfig's cluster and user.</summary>
internal static class KubeconfigLogin
{
    private static readonly string[] ExecVersions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    public static LoginResult Make(YamlMap cluster, string clusterName, YamlMap? user, string userName, string ns, string source, TimeProvider time)
    {
        try
        {
            var where = $"The cluster '{clusterName}' in {cluster.File}";
            var who = $"The user '{userName}' in {user?.File}";
            return new LoginResult(
                new ClusterLogin
                {
                    Server = Address(cluster.Text("server"), where, "server", "http", "https"),
                    Source = source,
                    Namespace = ns,
                    Authorities = Authorities(cluster, where, time),
                    TlsServerName = cluster.Text("tls-server-name"),
                    SkipTlsVerify = cluster.Flag("insecure-skip-tls-verify"),
                    Proxy = cluster.Text("proxy-url") is { } proxy ? Address(proxy, where, "proxy-url", "http", "https", "socks5") : null,
                    Credentials = user is null ? null : Certified(user, who, Credentials(user, who, cluster, where, time), time),
                },
                null);
        }
        catch (WrongKubeconfigException wrong)
        {
            return LoginResult.Failed(wrong.Message);
        }
    }

    private static Uri Address(string? text, string where, string field, params string[] schemes)
    {
        if (text is null) throw new WrongKubeconfigException($"{where} has no {field}; it must be an address such as https://10.0.0.1:6443.");
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme, StringComparer.Ordinal)
            ? address
            : throw new WrongKubeconfigException($"{where} has the {field} '{text}', which is no address; it must begin with {string.Join(" or ", schemes.Select(scheme => scheme + "://"))}.");
    }

    private static Func<X509Certificate2Collection>? Authorities(YamlMap cluster, string where, TimeProvider time)
    {
        var text = Content(cluster, "certificate-authority", where);
        if (text is null) return null;
        if (cluster.Flag("insecure-skip-tls-verify")) throw new WrongKubeconfigException($"{where} has both a certificate-authority and insecure-skip-tls-verify; it must have one of them.");
        try
        {
            var fixedOnes = Pem.Certificates(text);
            return cluster.Text("certificate-authority-data") is null && cluster.Path("certificate-authority") is { } path ? new ReloadedAuthorities(path, time).Get : () => fixedOnes;
        }
        catch (CryptographicException)
        {
            throw new WrongKubeconfigException($"{where} has a certificate-authority that is no certificate; it must be PEM.");
        }
    }

    private static ICredentialSource? Certified(YamlMap user, string who, ICredentialSource? others, TimeProvider time)
    {
        if (Certificate(user, who) is not { } certificate) return others;
        var isOfFiles = user.Text("client-certificate-data") is null || user.Text("client-key-data") is null;
        return new CertificateCredential(certificate, isOfFiles ? () => Certificate(user, who)! : null, others, time);
    }

    private static X509Certificate2? Certificate(YamlMap user, string who)
    {
        var certificate = Content(user, "client-certificate", who);
        var key = Content(user, "client-key", who);
        if (certificate is null && key is null) return null;
        if (certificate is null || key is null) throw new WrongKubeconfigException($"{who} has only one of client-certificate and client-key; it must have both.");
        try
        {
            return Pem.WithKey(certificate, key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new WrongKubeconfigException($"{who} has a client-certificate and a client-key that do not belong together or are not PEM; both must be PEM, the key EC or RSA.");
        }
    }

    private static ICredentialSource? Credentials(YamlMap user, string who, YamlMap cluster, string where, TimeProvider time)
    {
        // kubectl prefers the file, which may be renewed.
        if (user.Path("tokenFile") is { } file)
        {
            return File.Exists(file) ? new TokenFileCredential(file, time) : throw new WrongKubeconfigException($"{who} has the tokenFile {file}, which does not exist; it must hold a token.");
        }

        if (user.Text("token") is { } token) return FixedCredential.Token(token);
        if (user.Text("username") is { } name)
        {
            return FixedCredential.Basic(name, user.Text("password") ?? throw new WrongKubeconfigException($"{who} has a username without a password; it must have both."));
        }

        if (user.Map("exec") is { } exec) return Exec(exec, who, exec.Flag("provideClusterInfo") ? ExecCluster.Of(cluster, Content(cluster, "certificate-authority", where)) : null, time);
        return user.Map("auth-provider") is null ? null : throw new WrongKubeconfigException($"{who} has an auth-provider, which Kubernetes 1.26 removed; it must use exec.");
    }

    private static ExecCredential Exec(YamlMap exec, string who, JsonObject? cluster, TimeProvider time)
    {
        var version = exec.Text("apiVersion");
        if (!ExecVersions.Contains(version, StringComparer.Ordinal))
        {
            throw new WrongKubeconfigException($"{who} has an exec with apiVersion '{version}'; it must be {string.Join(" or ", ExecVersions)}.");
        }

        if (exec.Text("interactiveMode") is { } mode && mode is not ("Never" or "IfAvailable"))
        {
            throw new WrongKubeconfigException($"{who} has an exec with interactiveMode '{mode}'{(mode == "Always" ? ", and nobody sits before an operator" : "")}; it must be Never or IfAvailable.");
        }

        var command = exec.Text("command") ?? throw new WrongKubeconfigException($"{who} has an exec without a command; it must name a program.");
        // With a slash it is a path from the kubeconfig's folder, without one a name on the PATH.
        if (command.Contains('/', StringComparison.Ordinal)) command = exec.Path("command")!;
        var environment = exec.Maps("env").Where(entry => entry.Text("name") is not null).Select(entry => new KeyValuePair<string, string>(entry.Text("name")!, entry.Text("value") ?? ""));
        return new ExecCredential(new ExecSettings(version!, command, exec.Texts("args"), [.. environment], exec.Text("installHint"), who.Replace("The user", "the user", StringComparison.Ordinal)) { Cluster = cluster }, time);
    }

    /// <summary>The text of <c>name-data</c> (base64), or else of the file <c>name</c>, as kubectl prefers it.</summary>
    private static string? Content(YamlMap map, string name, string where)
    {
        if (map.Text($"{name}-data") is { } data)
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }
            catch (FormatException)
            {
                throw new WrongKubeconfigException($"{where} has a {name}-data that is not base64; it must be PEM in base64.");
            }
        }

        if (map.Path(name) is not { } path) return null;
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WrongKubeconfigException($"{where} has the {name} {path}, which cannot be read; it must be a PEM file.");
        }
    }
}
