using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Api.DarkLaunches;
using Penumbra.Core.Common;
using Penumbra.Fuzz.Contract;

namespace Penumbra.Fuzz.Meanings;

/// <summary>A DarkLaunch.</summary>
public sealed class LaunchMeaning : IMeaning
{
    /// <inheritdoc/>
    public (string Meaning, IReadOnlyList<Problem> Problems) Read(JsonObject stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var (fields, problem) = DarkLaunchReader.Parse(JsonSerializer.SerializeToUtf8Bytes(stored["spec"]));
        if (fields is null) return ("", [problem!]);
        var reading = DarkLaunchReader.Read(fields);
        return (Dump.Of(reading.Spec) + Dump.Of(fields.Traffic.GatewayApi) + (fields.Traffic.ReplicaShare is null ? "" : "by replicas"), reading.Problems);
    }
}
