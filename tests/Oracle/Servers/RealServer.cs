using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Oracle.Tests.Servers;

/// <summary>The real server, as <c>tests/tools/oracle.sh</c> has started it. It has no namespaces of its own, and so takes any.</summary>
public sealed class RealServer : ApiUnderTest
{
    /// <summary>The file that says how to reach it; null when there is none.</summary>
    public static string? Kubeconfig { get; } = Environment.GetEnvironmentVariable("PENUMBRA_ORACLE_KUBECONFIG") is { Length: > 0 } path ? path : null;

    public override async Task InitializeAsync()
    {
        var config = YamlJson.Read(await File.ReadAllTextAsync(Kubeconfig!)).Single();
        var (cluster, user) = (config["clusters"]![0]!["cluster"]!, config["users"]![0]!["user"]!);
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPem(Decoded(cluster, "certificate-authority-data"));
        using var pair = X509Certificate2.CreateFromPem(Decoded(user, "client-certificate-data"), Decoded(user, "client-key-data"));
        var handler = new SocketsHttpHandler
        {
            SslOptions = { CertificateChainPolicy = trust, ClientCertificates = [X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null)] },
        };
        Client = new HttpClient(handler) { BaseAddress = new Uri(cluster["server"]!.GetValue<string>()) };
        Client.DefaultRequestHeaders.UserAgent.ParseAdd("oracle/1");
    }

    public override Task DisposeAsync()
    {
        Client.Dispose();
        return Task.CompletedTask;
    }

    public override void AddNamespace(string name)
    {
    }

    private static string Decoded(JsonNode part, string name) => Encoding.UTF8.GetString(Convert.FromBase64String(part[name]!.GetValue<string>()));
}
