using System.Text.Json;
using Penumbra.Api.Json;
using Penumbra.Api.ShadowDeployments;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>Reads a shadow.</summary>
public static class ShadowReading
{
    /// <summary>Reads one.</summary>
    public static ShadowEntry Read(CustomView shadow)
    {
        var status = Status(shadow);
        var (fields, problem) = ShadowDeploymentReader.Parse(shadow.Spec is { } spec ? spec.Utf8 : "{}"u8);
        if (fields is null) return new ShadowEntry(shadow, null, null, status, [problem!]);
        var reading = ShadowDeploymentReader.Read(fields);
        return new ShadowEntry(shadow, fields, reading.Spec, status, reading.Problems);
    }

    // A status that another version or a hand wrote must not stop anything.
    private static ShadowStatus Status(CustomView shadow)
    {
        try
        {
            return shadow.Status is { } status ? ShadowStatusMapping.FromWire(JsonSerializer.Deserialize(status.Utf8, ApiJson.Default.ShadowDeploymentStatus)) : ShadowStatus.Empty;
        }
        catch (JsonException)
        {
            return ShadowStatus.Empty;
        }
    }
}
