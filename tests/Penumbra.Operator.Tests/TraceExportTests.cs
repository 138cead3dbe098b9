using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Penumbra.Kubernetes.Client;
using Penumbra.Operator.Telemetry;

namespace Penumbra.Operator.Tests;

public sealed class TraceExportTests
{
    [Theory]
    [InlineData("grpc", HttpProtocols.Http2, "/opentelemetry.proto.collector.trace.v1.TraceService/Export")]
    [InlineData("http/protobuf", HttpProtocols.Http1, "/v1/traces")]
    public async Task A_pass_reaches_the_collector_with_the_names_of_its_launch(string protocol, HttpProtocols http, string path)
    {
        var heard = new TaskCompletionSource<(string Path, byte[] Body)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var collector = await CollectorAsync(http, heard);
        var address = collector.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var export = TraceExport.Read(Variables(address, protocol), out _);

        using (var meters = new MeterFactory())
        using (new OperatorTelemetry(meters, export))
        {
            using var pass = LaunchMetrics.Pass(new ObjectKey("shop", "checkout"));
            pass.Should().NotBeNull();
        }

        var (seen, body) = await heard.Task.WaitAsync(TimeSpan.FromSeconds(20));
        seen.Should().Be(path);
        Encoding.Latin1.GetString(body).Should().Contain("penumbra.namespace").And.Contain("shop").And.Contain("checkout").And.Contain("service.name");
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("", null, null)]
    [InlineData("http://collector:4317", null, "http://collector:4317/")]
    [InlineData("http://collector:4318", "http/protobuf", "http://collector:4318/v1/traces")]
    [InlineData("https://collector/otlp/", "http/protobuf", "https://collector/otlp/v1/traces")]
    public void The_standard_variables_say_where_traces_go(string? endpoint, string? protocol, string? expected)
    {
        var export = TraceExport.Read(Variables(endpoint, protocol), out var problem);

        problem.Should().BeNull();
        export?.Endpoint.AbsoluteUri.Should().Be(expected);
        (export is null).Should().Be(expected is null);
    }

    [Theory]
    [InlineData("collector:4317", null, "OTEL_EXPORTER_OTLP_ENDPOINT is not an address such as http://collector:4317")]
    [InlineData("http://collector:4317", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is neither grpc nor http/protobuf")]
    public void Variables_that_cannot_be_used_are_told(string endpoint, string? protocol, string sentence)
    {
        TraceExport.Read(Variables(endpoint, protocol), out var problem).Should().BeNull();
        problem.Should().Be(sentence);
    }

    private static Func<string, string?> Variables(string? endpoint, string? protocol) => name => name switch
    {
        "OTEL_EXPORTER_OTLP_ENDPOINT" => endpoint,
        "OTEL_EXPORTER_OTLP_PROTOCOL" => protocol,
        _ => null,
    };

    private static async Task<WebApplication> CollectorAsync(HttpProtocols http, TaskCompletionSource<(string Path, byte[] Body)> heard)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = http));
        var application = builder.Build();
        application.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            context.Response.ContentType = context.Request.ContentType;
            if (context.Response.SupportsTrailers()) context.Response.AppendTrailer("grpc-status", "0");
            heard.TrySetResult((context.Request.Path, body.ToArray()));
        });
        await application.StartAsync();
        return application;
    }
}
