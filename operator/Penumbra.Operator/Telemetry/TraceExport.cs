using OpenTelemetry.Exporter;

namespace Penumbra.Operator.Telemetry;

/// <summary>Where traces go.</summary>
/// <param name="Endpoint">The address that is called: for <c>http/protobuf</c> with its path.</param>
/// <param name="Protocol">How it is spoken to.</param>
/// <remarks>The OpenTelemetry specification, "OpenTelemetry Protocol Exporter": the variables' names, their defaults, and that <c>v1/traces</c> is added for HTTP.</remarks>
public sealed record TraceExport(Uri Endpoint, OtlpExportProtocol Protocol)
{
    /// <summary>Reads the standard variables; null where nobody asked for traces, or with a sentence when they cannot be used.</summary>
    /// <param name="variable">Looks a variable up.</param>
    /// <param name="problem">What is wrong and what would be right; null when nothing is.</param>
    public static TraceExport? Read(Func<string, string?> variable, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(variable);
        problem = null;
        if (variable("OTEL_EXPORTER_OTLP_ENDPOINT") is not { Length: > 0 } text) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            problem = "OTEL_EXPORTER_OTLP_ENDPOINT is not an address such as http://collector:4317";
            return null;
        }

        switch (variable("OTEL_EXPORTER_OTLP_PROTOCOL"))
        {
            case null or "" or "grpc":
                return new TraceExport(endpoint, OtlpExportProtocol.Grpc);
            case "http/protobuf":
                return new TraceExport(new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/v1/traces"), OtlpExportProtocol.HttpProtobuf);
            default:
                problem = "OTEL_EXPORTER_OTLP_PROTOCOL is neither grpc nor http/protobuf";
                return null;
        }
    }
}
