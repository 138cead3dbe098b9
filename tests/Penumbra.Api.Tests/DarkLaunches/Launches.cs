using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Api.DarkLaunches;
using Penumbra.Core.Common;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Api.Tests.DarkLaunches;

/// <summary>A launch that is right, and edits of it.</summary>
public static class Launches
{
    /// <summary>A right spec with one of most things.</summary>
    public static JsonObject Right() => (JsonObject)YamlJson.Read("""
        targetRef: {name: checkout}
        replicas: 4
        traffic:
          service: {name: checkout, ports: [{port: 8080}]}
          gatewayAPI: {managed: {parentRefs: [{name: public}], rules: [{backendRefs: [{name: checkout, port: 8080}]}]}}
        pilots:
          - header: {name: X-Pilot, value: "true"}
        steps:
          - {weight: 5, hold: 5m}
          - {weight: 50, hold: 5m}
        objectives:
          - name: availability
            source: pods
            indicator: {ratio: {bad: bad, total: all}}
            target: "99.9%"
        analysis: {}
        """).Single();

    /// <summary>The right spec with fields replaced (merge patch: null removes).</summary>
    public static JsonObject With(string yaml)
    {
        var spec = Right();
        Merge(spec, (JsonObject)YamlJson.Read(yaml).Single());
        return spec;
    }

    /// <summary>What is wrong with a spec.</summary>
    public static IReadOnlyList<Problem> Problems(JsonObject spec)
    {
        var (fields, problem) = DarkLaunchReader.Parse(Encoding.UTF8.GetBytes(spec.ToJsonString()));
        return problem is not null ? [problem] : DarkLaunchReader.Read(fields!).Problems;
    }

    private static void Merge(JsonObject into, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null) into.Remove(name);
            else if (value is JsonObject inner && into[name] is JsonObject existing) Merge(existing, inner);
            else into[name] = value.DeepClone();
        }
    }
}
