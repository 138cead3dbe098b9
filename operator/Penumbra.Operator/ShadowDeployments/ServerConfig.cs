using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Api.Json;
using Penumbra.Comparison.Configuration;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>Makes the comparison server's file from a spec. The server's own reader says what is wrong with it, so that a field means the same in both. Pure.</summary>
/// <param name="entry">The shadow, readable.</param>
/// <param name="live">The Service whose traffic is copied.</param>
/// <param name="shadow">The Service to compare with.</param>
/// <param name="shadowPort">Its port.</param>
public sealed class ServerConfig(ShadowEntry entry, ServiceView live, ServiceView? shadow, int shadowPort)
{
    /// <summary>Where the server's files are.</summary>
    public const string Root = "/penumbra";

    /// <summary>The file.</summary>
    /// <param name="subject">What evidence belongs to.</param>
    /// <param name="since">When it began.</param>
    public JsonObject Make(string subject, DateTimeOffset since)
    {
        var fields = entry.Fields!;
        var tls = fields.Live.Tls;
        var scheme = tls is null ? "http" : "https";
        var liveSide = new JsonObject { ["url"] = $"{scheme}://{Address(live)}:{entry.Spec!.LivePort}" };
        if (fields.Live.HostHeader is { } host) liveSide["hostHeader"] = host;
        if (tls is not null)
        {
            liveSide["serverName"] = tls.ServerName ?? $"{live.Name}.{live.Namespace}.svc";
            if (tls.CaSecret is not null) liveSide["caFile"] = $"{Root}/authorities/ca.crt";
        }
        else if (live.Spec.SpeaksHttp2(entry.Spec!.LivePort))
        {
            liveSide["http2"] = true;
        }

        var isShadowSecure = shadow?.Spec.SpeaksTls(shadowPort) == true;
        var shadowSide = new JsonObject { ["url"] = $"{(isShadowSecure ? "https" : "http")}://{(shadow is null ? ShadowNames.Pods(entry.Name) : Address(shadow))}:{shadowPort.ToString(CultureInfo.InvariantCulture)}" };
        if (shadow is not null && shadow.Spec.SpeaksHttp2(shadowPort)) shadowSide["http2"] = true;
        if (isShadowSecure)
        {
            // A template holds live's certificate; a Service that runs already has one of its own.
            shadowSide["serverName"] = entry.Spec.Service is null ? tls?.ServerName ?? $"{live.Name}.{live.Namespace}.svc" : $"{shadow!.Name}.{shadow.Namespace}.svc";
            if (tls?.CaSecret is not null) shadowSide["caFile"] = $"{Root}/authorities/ca.crt";
        }

        var config = new JsonObject
        {
            ["name"] = entry.Name,
            ["subject"] = subject,
            ["since"] = since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["evidenceFile"] = $"{Root}/evidence/evidence",
            ["live"] = liveSide,
            ["shadow"] = shadowSide,
            ["secretFile"] = $"{Root}/key/key",
            ["listen"] = new JsonObject { ["traffic"] = $"0.0.0.0:{ShadowNames.CopyPort}", ["trafficHttp2"] = $"0.0.0.0:{ShadowNames.Http2CopyPort}", ["report"] = $"0.0.0.0:{ShadowNames.ReportPort}" },
        };
        if (entry.Spec!.Copies) config["sample"] = entry.Spec.Sample.ToString();
        else config["replayAlone"] = true;
        if (KeepsValues(entry)) config["access"] = new JsonObject { ["namespace"] = entry.Namespace, ["caFile"] = $"{Root}/cluster/ca.crt" };
        var sections = JsonSerializer.SerializeToNode(fields, ApiJson.Default.ShadowDeploymentSpecification)!;
        foreach (var section in (string[])["requests", "compare", "verdict"])
        {
            if (sections[section] is { } written) config[section] = written.DeepClone();
        }

        return config;
    }

    /// <summary>Whether the server keeps values, for those who may read them: the cluster's API server says who.</summary>
    public static bool KeepsValues(ShadowEntry entry) => entry.Fields?.Compare?.Samples == "Values";

    /// <summary>What the server makes of it. The files are mounted where it runs; here they are taken for good.</summary>
    public ConfigReading Read() => Read(Make("subject", DateTimeOffset.UnixEpoch));

    /// <summary>What the server makes of a file.</summary>
    public static ConfigReading Read(JsonObject config) =>
        new ConfigReader(file => Encoding.UTF8.GetBytes(file.EndsWith(".crt", StringComparison.Ordinal) ? "-----BEGIN CERTIFICATE-----" : new string('k', 32))).Read(config.ToJsonString());

    /// <summary>What the server would say is wrong, by the spec's own fields.</summary>
    public IEnumerable<Problem> Problems()
    {
        foreach (var problem in Read().Problems)
        {
            var at = problem.IndexOf(' ', StringComparison.Ordinal);
            yield return new Problem(Reason.InvalidSpec, $"spec.{problem[..at]}", problem[(at + 1)..]);
        }
    }

    /// <summary>Where a Service is reached: by address where there is one, as it needs no name service, and no search path can lead elsewhere.</summary>
    public static string Address(ServiceView service) => System.Net.IPAddress.TryParse(service.Spec.ClusterIP, out var address)
        ? address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString()
        : $"{service.Name}.{service.Namespace}.svc";
}
