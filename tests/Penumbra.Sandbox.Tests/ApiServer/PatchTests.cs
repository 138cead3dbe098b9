using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Patch;
using Penumbra.Sandbox.ApiServer.Schemas;

namespace Penumbra.Sandbox.Tests.ApiServer;

/// <summary>The three kinds of patch, on values.</summary>
public sealed class PatchTests
{
    private static readonly Schema Deployment = BuiltInSchemas.Load().Named("Deployment");

    [Theory]
    [InlineData("""{"a":1,"b":{"c":2}}""", """{"b":{"c":null,"d":3}}""", """{"a":1,"b":{"d":3}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[3]}""", """{"a":[3]}""")]
    [InlineData("""{"a":1}""", """{"a":{"b":null,"c":1}}""", """{"a":{"c":1}}""")]
    public void A_merge_patch_sets_and_removes(string target, string patch, string expected)
    {
        var result = Parse(target);

        MergePatch.Apply(result, Parse(patch));

        result.ToJsonString().Should().Be(expected);
    }

    [Theory]
    [InlineData("""[{"op":"add","path":"/a/1","value":9}]""", """{"a":[1,9,2],"x/y":1}""")]
    [InlineData("""[{"op":"add","path":"/a/-","value":9}]""", """{"a":[1,2,9],"x/y":1}""")]
    [InlineData("""[{"op":"remove","path":"/x~1y"}]""", """{"a":[1,2]}""")]
    [InlineData("""[{"op":"replace","path":"/a/0","value":7}]""", """{"a":[7,2],"x/y":1}""")]
    [InlineData("""[{"op":"move","from":"/a/0","path":"/b"}]""", """{"a":[2],"x/y":1,"b":1}""")]
    [InlineData("""[{"op":"copy","from":"/a","path":"/b"}]""", """{"a":[1,2],"x/y":1,"b":[1,2]}""")]
    [InlineData("""[{"op":"test","path":"/a","value":[1,2]}]""", """{"a":[1,2],"x/y":1}""")]
    [InlineData("""[{"op":"test","path":"/a/0","value":2}]""", null)]
    [InlineData("""[{"op":"remove","path":"/none"}]""", null)]
    [InlineData("""[{"op":"replace","path":"/none","value":1}]""", null)]
    public void A_json_patch_does_all_or_nothing(string operations, string? expected)
    {
        var result = JsonPatch.Apply(Parse("""{"a":[1,2],"x/y":1}"""), JsonNode.Parse(operations)!.AsArray(), out var error);

        (result?.ToJsonString()).Should().Be(expected);
        (error is null).Should().Be(expected is not null);
    }

    [Theory]
    [InlineData("""{"metadata":{"labels":{"a":null,"b":"2"}}}""", """{"metadata":{"labels":{"b":"2"},"finalizers":["f","g"]},"spec":{"template":{"spec":{"containers":[{"name":"x","image":"1"},{"name":"y","image":"1"}]}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}}""")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"name":"y","image":"2"},{"name":"z","image":"3"}]}}}}""", """{"metadata":{"labels":{"a":"1"},"finalizers":["f","g"]},"spec":{"template":{"spec":{"containers":[{"name":"x","image":"1"},{"name":"y","image":"2"},{"name":"z","image":"3"}]}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}}""")]
    [InlineData("""{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"z"},{"name":"x"}],"containers":[{"name":"z","image":"3"},{"name":"y","$patch":"delete"}]}}}}""", """{"metadata":{"labels":{"a":"1"},"finalizers":["f","g"]},"spec":{"template":{"spec":{"containers":[{"name":"z","image":"3"},{"name":"x","image":"1"}]}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}}""")]
    [InlineData("""{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}""", """{"metadata":{"labels":{"a":"1"},"finalizers":["f","g"]},"spec":{"template":{"spec":{"containers":[{"name":"x","image":"1"},{"name":"y","image":"1"}]}},"strategy":{"type":"Recreate"}}}""")]
    [InlineData("""{"metadata":{"$deleteFromPrimitiveList/finalizers":["f"],"finalizers":["h"]}}""", """{"metadata":{"labels":{"a":"1"},"finalizers":["g","h"]},"spec":{"template":{"spec":{"containers":[{"name":"x","image":"1"},{"name":"y","image":"1"}]}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}}""")]
    [InlineData("""{"spec":{"$patch":"replace","replicas":1}}""", """{"metadata":{"labels":{"a":"1"},"finalizers":["f","g"]},"spec":{"replicas":1}}""")]
    public void A_strategic_merge_patch_knows_the_lists_of_a_kind(string patch, string expected)
    {
        var target = Parse("""{"metadata":{"labels":{"a":"1"},"finalizers":["f","g"]},"spec":{"template":{"spec":{"containers":[{"name":"x","image":"1"},{"name":"y","image":"1"}]}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}}""");

        StrategicMergePatch.Apply(target, Parse(patch), Deployment);

        target.ToJsonString().Should().Be(expected);
    }

    private static JsonObject Parse(string text) => (JsonObject)JsonNode.Parse(text)!;
}
