using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Penumbra.Comparison.Configuration;

namespace Penumbra.Comparison.Tests;

/// <summary>An API server that reviews access: over TLS, by the caller's own token, as Kubernetes does. It knows two tokens, and may be told to answer anything.</summary>
internal sealed class Reviewer : IAsyncDisposable
{
    public const string Reader = "token-of-a-reader";
    public const string Stranger = "token-of-a-stranger";

    private readonly Upstream _upstream;
    private readonly string _file;

    private Reviewer(Upstream upstream, string file) => (_upstream, _file) = (upstream, file);

    public AccessRules Access => new() { Namespace = "shop", Url = new Uri($"https://127.0.0.1:{_upstream.Url.Port}"), AuthorityFile = _file };

    public IReadOnlyList<string> Targets => [.. _upstream.Asked.Select(asked => $"{asked.Method} {asked.Target}")];

    /// <summary>What is answered instead of a review; null for a review.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public static async Task<Reviewer> StartAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=reviewer", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddHours(1));
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());
        Reviewer? reviewer = null;
        var upstream = await Upstream.StartAsync(context => reviewer!.Instead?.Invoke(context) ?? ReviewAsync(context), certificate: certificate);
        return reviewer = new Reviewer(upstream, file);
    }

    private static async Task ReviewAsync(HttpContext context)
    {
        var token = context.Request.Headers.Authorization.ToString();
        if (token is not ($"Bearer {Reader}" or $"Bearer {Stranger}"))
        {
            context.Response.StatusCode = 401;
            return;
        }

        var review = (await JsonNode.ParseAsync(context.Request.Body))!;
        var asked = review["spec"]!["resourceAttributes"]!;
        var isThis = asked.ToJsonString() == """{"verb":"get","group":"penumbra.dev","resource":"shadowdeployments","subresource":"values","namespace":"shop","name":"orders-next"}""";
        review["status"] = new JsonObject { ["allowed"] = isThis && token == $"Bearer {Reader}" };
        (context.Response.StatusCode, context.Response.ContentType) = (201, "application/json");
        await context.Response.WriteAsync(review.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        File.Delete(_file);
    }
}
