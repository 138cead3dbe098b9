using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Api.ShadowDeployments;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Api.Tests.ShadowDeployments;

/// <summary>A shadow that is right, and edits of it.</summary>
public static class Shadows
{
    /// <summary>A right spec.</summary>
    public static JsonObject Right() => (JsonObject)YamlJson.Read("""
        live: {service: orders, port: 8080, gatewayAPI: {routes: [{name: orders}]}}
        shadow: {deployment: {name: orders-next}}
        """).Single();

    /// <summary>The right spec with fields replaced (merge patch: null removes).</summary>
    public static JsonObject With(string yaml)
    {
        var spec = Right();
        if (yaml.Length > 0) Merge(spec, (JsonObject)YamlJson.Read(yaml).Single());
        return spec;
    }

    /// <summary>What the rules see of a spec.</summary>
    public static ShadowDeploymentReading Read(JsonObject spec)
    {
        var (fields, problem) = ShadowDeploymentReader.Parse(Encoding.UTF8.GetBytes(spec.ToJsonString()));
        return problem is not null ? new ShadowDeploymentReading(null!, [problem]) : ShadowDeploymentReader.Read(fields!);
    }

    /// <summary>Replaces fields of a spec.</summary>
    public static void Merge(JsonObject spec, string yaml) => Merge(spec, (JsonObject)YamlJson.Read(yaml).Single());

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
