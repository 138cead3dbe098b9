using System.Text.Json.Nodes;
using Penumbra.Api.SnapshotRefreshes;
using Penumbra.Api.Tests.ShadowDeployments;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Api.Tests.SnapshotRefreshes;

/// <summary>A refresh that is right, and edits of it.</summary>
public static class Refreshes
{
    /// <summary>A right spec.</summary>
    public static JsonObject Right() => (JsonObject)YamlJson.Read("""
        schedule: "0 2 * * *"
        serviceAccountName: snapshot-refresh
        provider: {aws: {region: eu-north-1}}
        source: {cluster: shop-prod}
        temporary: {instanceClass: db.t4g.medium, securityGroups: [sg-0123]}
        database: {name: shop}
        sanitize: [{name: people, mask: [{table: customers, column: email, as: Email}]}]
        verify: [{name: no-real-mail, sql: SELECT 0, expect: "0"}]
        encryption: {kmsKey: alias/lower-envs}
        publish: {name: "shop-clean-{{runId}}"}
        """).Single();

    /// <summary>The right spec with fields replaced (merge patch: null removes).</summary>
    public static JsonObject With(string yaml)
    {
        var spec = Right();
        if (yaml.Length > 0) Shadows.Merge(spec, yaml);
        return spec;
    }

    /// <summary>What a refresh with this spec is told: by its reader, and by the rules where that finds nothing.</summary>
    public static IReadOnlyList<Problem> Problems(JsonObject spec)
    {
        var (fields, problem) = SnapshotRefreshReader.Parse(spec);
        if (fields is null) return [problem!];
        var reading = SnapshotRefreshReader.Read(fields);
        return reading.Problems.Count > 0 ? reading.Problems : Validate.Problems(reading.Spec);
    }
}
