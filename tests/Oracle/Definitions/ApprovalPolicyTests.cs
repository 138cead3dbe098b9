using System.Text.Json.Nodes;
using Penumbra.Api.Tests;
using Penumbra.Oracle.Tests.Servers;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Oracle.Tests.Definitions;

/// <summary>
/// The expressions of the chart's admission policy, evaluated by the real server. It serves custom resources alone and has no such policies, so that they are put
/// into a definition whose objects hold what a policy is given: <c>object</c>, <c>oldObject</c> and <c>request</c>.
/// </summary>
public sealed class ApprovalPolicyTests
{
    private const string Reviews = "/apis/penumbra.test/v1/namespaces/approvals/reviews?dryRun=All";

    [OracleFact]
    public async Task Whoever_is_named_is_who_asks()
    {
        var real = new RealServer();
        await real.InitializeAsync();
        try
        {
            real.AddNamespace("approvals");
            var defined = await real.DefineAsync(Definition());
            defined.Code.Should().Be(200, "{0}", defined.Body?.ToJsonString());
            async Task<bool> Allows(string user, string? before, string now)
            {
                var review = new JsonObject { ["object"] = Object(now), ["request"] = new JsonObject { ["userInfo"] = new JsonObject { ["username"] = user } } };
                if (before is not null) review["oldObject"] = Object(before);
                var answer = await real.SendAsync("POST", Reviews, new JsonObject { ["apiVersion"] = "penumbra.test/v1", ["kind"] = "Review", ["metadata"] = new JsonObject { ["name"] = "r", ["namespace"] = "approvals" }, ["spec"] = review }.ToJsonString());
                answer.Code.Should().BeOneOf([201, 422], "{0}", answer.Body?.ToJsonString());
                if (answer.Code == 422) answer.Body!["message"]!.GetValue<string>().Should().Contain("penumbra.dev/approved-by must be the user who says it");
                return answer.Code == 201;
            }

            (await Allows("alice", null, "")).Should().BeTrue("nobody need name himself");
            (await Allows("alice", null, "approved-by=alice approve=a/1/1")).Should().BeTrue();
            (await Allows("mallory", null, "approved-by=alice approve=a/1/1")).Should().BeFalse("another's name");
            (await Allows("alice", "", "approved-by=alice approve=a/1/1")).Should().BeTrue();
            (await Allows("mallory", "approved-by=alice approve=a/1/1", "approved-by=alice approve=a/1/2")).Should().BeFalse("another's act under alice's name");
            (await Allows("mallory", "approved-by=alice approve=a/1/1", "approved-by=alice abort=a/1 approve=a/1/1")).Should().BeFalse();
            (await Allows("mallory", "approved-by=alice approve=a/1/1", "approved-by=alice")).Should().BeFalse("an act that is taken back");
            (await Allows("mallory", "approved-by=alice approve=a/1/1", "approved-by=mallory approve=a/1/2")).Should().BeTrue();
            (await Allows("mallory", "approved-by=alice approve=a/1/1", "")).Should().BeTrue("a name may be taken away");
            (await Allows("operator", "approved-by=alice approve=a/1/1", "approved-by=alice approve=a/1/1 other=x")).Should().BeTrue("whatever else changes");
        }
        finally
        {
            await real.DisposeAsync();
        }
    }

    private static JsonObject Object(string annotations)
    {
        var metadata = new JsonObject();
        if (annotations.Length > 0) metadata["annotations"] = new JsonObject(annotations.Split(' ').Select(pair => pair.Split('=')).Select(pair => KeyValuePair.Create<string, JsonNode?>($"penumbra.dev/{pair[0]}", pair[1])));
        return new JsonObject { ["metadata"] = metadata };
    }

    // Variables and conditions become one rule; what is the object itself there is a field here.
    private static JsonObject Definition()
    {
        var policy = YamlJson.Read(RepositoryFiles.Text("charts/rendered/penumbra.yaml")).OfType<JsonObject>().Single(document => document["kind"]!.GetValue<string>() == "ValidatingAdmissionPolicy")["spec"]!;
        var validation = policy["validations"]!.AsArray().Single()!;
        var expression = validation["expression"]!.GetValue<string>();
        foreach (var variable in policy["variables"]!.AsArray().Reverse()) expression = expression.Replace($"variables.{variable!["name"]}", $"({variable["expression"]})", StringComparison.Ordinal);
        var condition = policy["matchConditions"]!.AsArray().Single()!["expression"]!.GetValue<string>();
        var rule = Here($"!({condition}) || ({expression})");
        const string Objects = """{"type": "object", "properties": {"metadata": {"type": "object", "properties": {"annotations": {"type": "object", "maxProperties": 20, "additionalProperties": {"type": "string", "maxLength": 99}}}}}}""";
        static JsonObject Typed(params (string Name, string Schema)[] fields) => new() { ["type"] = "object", ["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, JsonNode.Parse(field.Schema)))) };
        const string User = """{"type": "object", "properties": {"userInfo": {"type": "object", "properties": {"username": {"type": "string", "maxLength": 99}}}}}""";
        var spec = Typed(("object", Objects), ("oldObject", Objects), ("request", User));
        spec["x-kubernetes-validations"] = new JsonArray(new JsonObject { ["rule"] = rule, ["messageExpression"] = Here(validation["messageExpression"]!.GetValue<string>()) });
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = "reviews.penumbra.test" },
            ["spec"] = new JsonObject
            {
                ["group"] = "penumbra.test",
                ["scope"] = "Namespaced",
                ["names"] = new JsonObject { ["plural"] = "reviews", ["singular"] = "review", ["kind"] = "Review", ["listKind"] = "ReviewList" },
                ["versions"] = new JsonArray(new JsonObject
                {
                    ["name"] = "v1", ["served"] = true, ["storage"] = true,
                    ["schema"] = new JsonObject { ["openAPIV3Schema"] = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["spec"] = spec } } },
                }),
            },
        };
    }

    private static string Here(string expression) => expression
        .Replace("oldObject != null", "has(self.oldObject)", StringComparison.Ordinal)
        .Replace("oldObject.", "self.oldObject.", StringComparison.Ordinal)
        .Replace("object.metadata", "self.object.metadata", StringComparison.Ordinal)
        .Replace("request.", "self.request.", StringComparison.Ordinal);
}
