using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Fuzz.Contract;
using Penumbra.Metrics.Prometheus;

namespace Penumbra.Fuzz.Meanings;

/// <summary>A MetricSource.</summary>
public sealed class SourceMeaning : IMeaning
{
    /// <inheritdoc/>
    public (string Meaning, IReadOnlyList<Problem> Problems) Read(JsonObject stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var settings = SettingsReader.Read(JsonSerializer.SerializeToUtf8Bytes(stored["spec"]), out var problem);
        return (Dump.Of(settings), problem is null ? [] : [problem]);
    }
}
