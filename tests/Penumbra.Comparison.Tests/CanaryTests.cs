using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Penumbra.Comparison.Configuration;

namespace Penumbra.Comparison.Tests;

public sealed class CanaryTests
{
    private const string Canary = "k4n4ry-7f3e9a51c0de";

    // Whatever is allowed beside it, and whoever asks: even rules that no file could hold.
    [Theory]
    [InlineData]
    [InlineData("body.currency", "status")]
    [InlineData("body.currency", "body", "cookie.session", "cookie.{key}", "header.x-token", "header.set-cookie", "header.location", "header.{key}", "body.list", "body.nested")]
    public async Task A_secret_in_any_place_appears_in_no_output(params string[] allowed)
    {
        var count = 0;
        async Task Answer(HttpContext context, string side)
        {
            var number = Interlocked.Increment(ref count);
            context.Response.ContentType = number % 3 == 0 ? "text/plain" : "application/json";
            context.Response.Headers["X-Token"] = $"{Canary}{number}";
            context.Response.Headers[$"X-{Canary}"] = $"{number}";
            context.Response.Headers.SetCookie = new[] { $"session={Canary}{number}; Path=/{Canary}{side}", $"{Canary}={Canary}; Path=/{side}" };
            context.Response.Headers.Location = $"/{Canary}/{side}";
            var json = $$"""{"token":"{{Canary}}{{side}}","{{Canary}}":"{{side}}","{{Canary}}{{side}}":{"a":1},"list":["{{Canary}}","{{side}}"],"currency":"{{side}}","nested":{{(side == "live" ? $"{{\"a\":\"{Canary}\"}}" : "1")}},"text":" {{Canary}} {{(side == "live" ? "" : " ")}}"}""";
            await context.Response.WriteAsync(number % 7 == 0 ? json[..^1] : json);
        }

        await using var live = await Upstream.StartAsync(context => Answer(context, "live"));
        await using var shadow = await Upstream.StartAsync(context => Answer(context, "shadow"));
        await using var cluster = await Reviewer.StartAsync();
        await using var comparing = await Comparing.StartAsync(
            live, shadow, config => config with { Requests = config.Requests with { Methods = ["GET", "POST"] }, Compare = new CompareRules { NoiseShare = 0, Allowed = allowed }, Access = allowed.Length > 0 ? cluster.Access : null });
        for (var number = 0; number < 30; number++)
        {
            var done = comparing.Done;
            using var message = new HttpRequestMessage(number % 2 == 0 ? HttpMethod.Get : HttpMethod.Post, $"/orders/{Canary}{number}?q={Canary}{number}");
            if (number % 2 == 1) message.Content = new StringContent($"{Canary}{number}", Encoding.UTF8, "application/json");
            message.Headers.TryAddWithoutValidation("X-Value", Canary);
            message.Headers.TryAddWithoutValidation("Cookie", $"a={Canary}");
            message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Canary}");
            message.Headers.TryAddWithoutValidation("X-Penumbra-Shadow", Canary);
            message.Headers.TryAddWithoutValidation("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            message.Headers.TryAddWithoutValidation("baggage", $"user={Canary}");
            (await comparing.Client.SendAsync(message)).StatusCode.Should().Be(HttpStatusCode.Accepted);
            await Comparing.UntilAsync(() => comparing.Done > done);
        }

        await comparing.CopyAsync($"/orders/{Canary}", $"{Canary.ToUpperInvariant().Replace("-", "")}");
        comparing.Differences().Should().Contain("GET /orders/{id} body.token Value").And.Contain(difference => difference.Contains("{key}"));
        string[] secrets = [Canary, Canary.ToUpperInvariant(), "k4n4ry", "7f3e9a51c0de"];
        foreach (var path in new[] { "/report", "/report.json", "/metrics", "/readyz", "/healthz", "/values", "/values.json" })
        {
            var (_, text) = await comparing.ReportAsync(path);
            text.Should().NotContainAny(secrets, path);
        }

        foreach (var path in allowed.Length > 0 ? new[] { "/values", "/values.json" } : [])
        {
            var (_, text) = await comparing.ReportAsync(path, $"Bearer {Reviewer.Reader}");
            text.Should().Contain("body.currency").And.Contain("live").And.NotContainAny(secrets, path);
        }

        Encoding.UTF8.GetString(await DecompressAsync(await comparing.Client.GetByteArrayAsync(new Uri(comparing.Server.ReportAddress, "/evidence")))).Should().Contain("body.currency").And.NotContainAny(secrets);
        string.Join('\n', comparing.Logged).Should().NotContain(Canary);
        comparing.Snapshot.Evidence.ToString().Should().NotContain(Canary);
    }

    private static async Task<byte[]> DecompressAsync(byte[] bytes)
    {
        using var plain = new MemoryStream();
        await using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        await gzip.CopyToAsync(plain);
        return plain.ToArray();
    }

    [Fact]
    public async Task The_report_is_escaped_and_fetches_nothing()
    {
        await using var live = await Upstream.StartAsync(() => """{"a":1}""");
        await using var shadow = await Upstream.StartAsync(() => """{"<script>":1}""");
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Subject = "<b>images</b>" });
        await comparing.CopyAsync(0, 1, _ => "/orders/<script>alert(1)</script>");
        var (_, page) = await comparing.ReportAsync("/report");
        page.Should().NotContain("<script").And.NotContain("<b>images").And.NotContain("http://").And.NotContain("src=").And.Contain("color-scheme:light dark");
    }
}
