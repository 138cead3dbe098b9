using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Tests;

public sealed class ProtocolTests
{
    [Fact]
    public async Task Http2_is_spoken_to_a_side_and_taken_from_a_gateway()
    {
        await using var live = await Upstream.StartAsync(context => context.Response.WriteAsync(context.Request.Protocol), HttpProtocols.Http2);
        await using var shadow = await Upstream.StartAsync(context => context.Response.WriteAsync(context.Request.Protocol), HttpProtocols.Http2);
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with
        {
            Live = config.Live with { Http2 = true },
            Shadow = config.Shadow with { Http2 = true },
            Listen = config.Listen with { TrafficHttp2 = new IPEndPoint(IPAddress.Loopback, 0) },
        });
        using var copy = new HttpRequestMessage(HttpMethod.Get, new Uri(comparing.Server.TrafficAddresses[1], "/orders/1")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        (await comparing.Client.SendAsync(copy)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await Comparing.UntilAsync(() => comparing.Done == 1);
        (comparing.Snapshot.Compared, comparing.Differences().Count).Should().Be((1, 0));
        shadow.Asked.Single().Target.Should().Be("/orders/1");
    }

    [Fact]
    public async Task Copies_in_many_streams_of_one_connection_at_once_are_all_taken_and_counted()
    {
        const int Copies = 6_000;
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Listen = config.Listen with { TrafficHttp2 = new IPEndPoint(IPAddress.Loopback, 0) } });

        // Two of three are refused at once: their streams are taken again by others.
        await Parallel.ForEachAsync(Enumerable.Range(0, Copies), new ParallelOptions { MaxDegreeOfParallelism = 90 }, async (number, cancellationToken) =>
        {
            using var copy = new HttpRequestMessage(number % 3 == 0 ? HttpMethod.Get : HttpMethod.Post, new Uri(comparing.Server.TrafficAddresses[1], $"/orders/{number}")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var answer = await comparing.Client.SendAsync(copy, cancellationToken);
            answer.StatusCode.Should().Be(HttpStatusCode.Accepted);
        });
        await Comparing.UntilAsync(() => comparing.Done == Copies);
        comparing.Snapshot.Seen.Should().Be(Copies);
        comparing.Not(NotCompared.MethodExcluded).Should().Be(Copies * 2 / 3);
        comparing.Logged.Should().NotContain(line => line.Contains("Exception"));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("other.example")]
    public async Task Live_is_trusted_by_its_authority_and_its_configured_name_whatever_host_a_user_sends(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var exported = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());
        try
        {
            await using var live = await Upstream.StartAsync(context => context.Response.WriteAsync("a"), HttpProtocols.Http1, exported);
            await using var shadow = await Upstream.StartAsync(context => context.Response.WriteAsync("a"));
            await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Live = config.Live with { AuthorityFile = file, ServerName = name } });
            await comparing.CopyAsync("/orders/1", "GET", ("Host", "other.example"));
            await Comparing.UntilAsync(() => comparing.Done == 1);
            comparing.Not(NotCompared.LiveFailed).Should().Be(name == "localhost" ? 0 : 1);
            if (name == "localhost") live.Asked.First().Headers["host"].Should().Be("other.example");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
