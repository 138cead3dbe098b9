using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Penumbra.Api.DarkLaunches;
using Penumbra.Api.Generation;
using Penumbra.Api.MetricSources;
using Penumbra.Api.ShadowDeployments;
using Penumbra.Api.Tests.DarkLaunches;

namespace Penumbra.Api.Tests.Generation;

/// <summary>What the API server asks of a structural schema, and what a person does.</summary>
public sealed class DefinitionTests
{
    private static readonly JsonObject Launch = RepositoryFiles.Yaml("crds/darklaunches.penumbra.dev.yaml");

    private static JsonObject SchemaOf(JsonObject definition) => (JsonObject)definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;

    public static TheoryData<string> Definitions() => ["crds/darklaunches.penumbra.dev.yaml", "crds/metricsources.penumbra.dev.yaml", "crds/shadowdeployments.penumbra.dev.yaml"];

    [Theory]
    [MemberData(nameof(Definitions))]
    public void Every_field_has_a_description_and_everything_that_grows_has_a_maximum(string file)
    {
        foreach (var (path, schema) in Walk(SchemaOf(RepositoryFiles.Yaml(file)), ""))
        {
            var type = schema["type"]?.GetValue<string>();
            var isItem = path.EndsWith("[]", StringComparison.Ordinal) || path.EndsWith("{}", StringComparison.Ordinal);
            if (!isItem && path is not ("" or ".metadata")) schema["description"].Should().NotBeNull("{0} has a docstring", path);
            if (path is ".apiVersion" or ".kind" or ".metadata") continue;
            if (type == "string" && schema["enum"] is null && schema["format"] is null) schema["maxLength"].Should().NotBeNull("{0} is a string", path);
            if (schema["x-kubernetes-int-or-string"] is not null) schema["anyOf"]!.ToJsonString().Should().Be("""[{"type":"integer"},{"type":"string"}]""", "{0}: the only form that is structural", path);
            if (type == "array")
            {
                schema["maxItems"].Should().NotBeNull("{0} is a list", path);
                schema["x-kubernetes-list-type"].Should().NotBeNull("{0}: appliers must know whether to merge it", path);
            }

            if (schema["additionalProperties"] is not null) schema["maxProperties"].Should().NotBeNull("{0} is a map", path);
            if (type == "object" && path.Length > 0) (schema["properties"] ?? schema["additionalProperties"] ?? schema["x-kubernetes-preserve-unknown-fields"]).Should().NotBeNull("{0} says what may stand in it", path);
        }
    }

    [Fact]
    public void What_CSharp_requires_the_schema_requires()
    {
        Compare(typeof(DarkLaunchSpecification), (JsonObject)SchemaOf(Launch)["properties"]!["spec"]!, "spec");
        Compare(typeof(DarkLaunchStatus), (JsonObject)SchemaOf(Launch)["properties"]!["status"]!, "status");
        var shadow = SchemaOf(RepositoryFiles.Yaml("crds/shadowdeployments.penumbra.dev.yaml"))["properties"]!;
        Compare(typeof(ShadowDeploymentSpecification), (JsonObject)shadow["spec"]!, "spec");
        Compare(typeof(ShadowDeploymentStatus), (JsonObject)shadow["status"]!, "status");
        Compare(typeof(MetricSourceSpecification), (JsonObject)SchemaOf(RepositoryFiles.Yaml("crds/metricsources.penumbra.dev.yaml"))["properties"]!["spec"]!, "spec");
    }

    [Theory]
    [InlineData("spec.scaleDownTemplate", "AfterAdoption")]
    [InlineData("spec.trackConfig", "Off")]
    [InlineData("spec.bakeTime", "10m")]
    [InlineData("spec.progressDeadline", "10m")]
    [InlineData("spec.revisionHistoryLimit", "3")]
    [InlineData("spec.onBad", "Rollback")]
    [InlineData("spec.readiness", "Promoted")]
    [InlineData("spec.deletionPolicy", "Retain")]
    [InlineData("spec.paused", "false")]
    [InlineData("spec.replicas", null)]
    [InlineData("spec.traffic.propagationDelay", "3s")]
    [InlineData("spec.traffic.service.adopt", "false")]
    [InlineData("spec.steps[].hold", "0s")]
    [InlineData("spec.steps[].gate", "Automatic")]
    [InlineData("spec.objectives[].mode", "Enforce")]
    [InlineData("spec.analysis.interval", "10s")]
    [InlineData("spec.analysis.falseAlarmRate", "1%")]
    [InlineData("spec.analysis.minDetectable", "20")]
    [InlineData("spec.analysis.patience", "24h")]
    [InlineData("spec.analysis.unknownDeadline", "10m")]
    [InlineData("spec.analysis.onUnknown", "Rollback")]
    [InlineData("spec.analysis.failureLimit", "0")]
    public void Defaults_are_the_contracts(string path, string? value) => At(path)["default"]?.ToString().Should().Be(value);

    // One line for each "(CEL)" of the contract, and what the API server checks in another way.
    [Theory]
    [InlineData("spec", "exactly one of targetRef and services must be set")]
    [InlineData("spec", "targetRef is immutable")]
    [InlineData("spec.targetRef", "targetRef is immutable")]
    [InlineData("spec.traffic", "at least one router must be set")]
    [InlineData("spec.traffic.service", "service.name is immutable")]
    [InlineData("spec.traffic.gatewayAPI", "exactly one of managed and routes must be set")]
    [InlineData("spec.pilots[]", "exactly one of header and cookie must be set")]
    [InlineData("spec.pilots[].header", "exactly one of value and regex must be set")]
    [InlineData("spec.steps", "weights must rise from step to step")]
    [InlineData("spec.steps", "weights must be distinct")]
    [InlineData("spec.steps", "only the first step may be pilotsOnly")]
    [InlineData("spec.steps[]", "exactly one of weight, pilotsOnly and mirror must be set")]
    [InlineData("spec.steps[].weight", "weight must be from 1 to 100")]
    [InlineData("spec.steps[].mirror", "unsafe methods need unsafeAcknowledged: true")]
    [InlineData("spec.objectives[]", "exactly one of target, max, min, noWorseThanStable and burnRate must be set")]
    [InlineData("spec.objectives[]", "control: None asks for no comparison with stable")]
    [InlineData("spec.objectives[].indicator", "exactly one of ratio, quantile and query must be set")]
    [InlineData("spec.analysis.interval", "interval must be at least 1s")]
    [InlineData("spec.analysis.minDetectable", "minDetectable must be over 1")]
    public void A_rule_of_the_contract_is_in_the_definition(string path, string message) =>
        ((JsonArray)At(path)["x-kubernetes-validations"]!).Select(rule => rule!["message"]!.GetValue<string>()).Should().Contain(said => said.StartsWith(message, StringComparison.Ordinal));

    [Fact]
    public void Objectives_are_unique_by_name() => At("spec.objectives")["x-kubernetes-list-map-keys"]!.ToJsonString().Should().Be("""["name"]""");

    [Fact]
    public void A_source_is_of_one_kind() =>
        SchemaOf(RepositoryFiles.Yaml("crds/metricsources.penumbra.dev.yaml"))["properties"]!["spec"]!["x-kubernetes-validations"]![0]!["message"]!.GetValue<string>().Should().Be("exactly one of prometheus and web must be set");

    // The API server estimates a rule's cost from the greatest sizes that the schema allows, and refuses the definition above 10 million. Two rules of thumb keep it
    // far below: rules walk only lists with a maximum, and never turn an int-or-string into a string or compare its type, because its size counts as three
    // megabytes whatever maxLength says.
    [Theory]
    [MemberData(nameof(Definitions))]
    public void Rules_are_cheap(string file)
    {
        foreach (var (path, schema) in Walk(SchemaOf(RepositoryFiles.Yaml(file)), ""))
        {
            foreach (var rule in (schema["x-kubernetes-validations"] as JsonArray ?? []).Select(rule => rule!["rule"]!.GetValue<string>()))
            {
                rule.Should().NotContain("string(", path).And.NotContain("type(", path);
                if (Regex.IsMatch(rule, @"self\.(all|filter|map|exists)\(")) ((long?)schema["maxItems"] ?? long.MaxValue).Should().BeLessThanOrEqualTo(64, path);
                foreach (Match walked in Regex.Matches(rule, @"self\.(\w+)\.(all|filter|map|exists)\("))
                    ((long?)schema["properties"]![walked.Groups[1].Value]!["maxItems"] ?? long.MaxValue).Should().BeLessThanOrEqualTo(64, path);
            }
        }
    }

    [Theory]
    [InlineData("0.5", true)]
    [InlineData("0.125", true)]
    [InlineData("5", true)]
    [InlineData("12.5", true)]
    [InlineData("100", true)]
    [InlineData("abc", false)]
    [InlineData("+5", false)]
    [InlineData("-5", false)]
    [InlineData("5%", false)]
    [InlineData("101", false)]
    [InlineData("100.5", false)]
    [InlineData("0.1234", false)]
    [InlineData("", false)]
    public void The_pattern_of_a_weight_says_what_the_reader_says(string text, bool right)
    {
        Regex.IsMatch(text, At("spec.steps[].weight")["pattern"]!.GetValue<string>()).Should().Be(right);
        Launches.Problems(Launches.With($"steps: [{{weight: \"{text}\"}}]")).Should().HaveCount(right ? 0 : 1);
    }

    [Fact]
    public void Kubectl_finds_a_launch_by_its_short_name_and_category_shows_its_story_and_scales_it()
    {
        Launch["spec"]!["names"]!["shortNames"]!.ToJsonString().Should().Be("""["dl"]""");
        Launch["spec"]!["names"]!["categories"]!.ToJsonString().Should().Be("""["penumbra"]""");
        Launch["spec"]!["scope"]!.GetValue<string>().Should().Be("Namespaced");
        var version = Launch["spec"]!["versions"]![0]!;
        ((JsonArray)version["additionalPrinterColumns"]!).Select(column => column!["name"]!.GetValue<string>()).Should()
            .Equal("Phase", "Weight", "Step", "Stable", "Candidate", "Reason", "Ready", "Message", "Age");
        version["subresources"]!["status"].Should().NotBeNull();
        version["subresources"]!["scale"]!.ToJsonString().Should().Be("""{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}""");
    }

    [Fact]
    public void The_reference_tells_every_field()
    {
        var page = CustomResources.Reference().Single(page => page.File == "darklaunch.md").Content;
        foreach (var (path, _) in Walk(SchemaOf(Launch), "").Where(field => field.Path.StartsWith(".spec.", StringComparison.Ordinal) && !field.Path.EndsWith("[]", StringComparison.Ordinal) && !field.Path.EndsWith("{}", StringComparison.Ordinal)))
            page.Should().Contain($"| `{path.Split('.')[^1]}` |", path);
    }

    private static JsonObject At(string path)
    {
        var schema = SchemaOf(Launch);
        foreach (var name in path.Split('.'))
        {
            schema = (JsonObject)schema["properties"]![name.Replace("[]", "", StringComparison.Ordinal)]!;
            if (name.EndsWith("[]", StringComparison.Ordinal)) schema = (JsonObject)schema["items"]!;
        }

        return schema;
    }

    private static IEnumerable<(string Path, JsonObject Schema)> Walk(JsonObject schema, string path)
    {
        yield return (path, schema);
        var inner = (schema["properties"] as JsonObject ?? []).Select(pair => ($"{path}.{pair.Key}", (JsonObject)pair.Value!));
        if (schema["items"] is JsonObject items) inner = inner.Append(($"{path}[]", items));
        if (schema["additionalProperties"] is JsonObject values) inner = inner.Append(($"{path}{{}}", values));
        foreach (var (name, child) in inner)
        {
            foreach (var found in Walk(child, name)) yield return found;
        }
    }

    private static void Compare(Type type, JsonObject schema, string path)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetMethod is { IsStatic: false } && property.Name != "EqualityContract").ToList();
        string Name(PropertyInfo property) => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        ((JsonObject)schema["properties"]!).Select(pair => pair.Key).Should().BeEquivalentTo(properties.Select(Name), path);
        var required = (schema["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>());
        required.Should().BeEquivalentTo(properties.Where(property => property.GetCustomAttribute<RequiredMemberAttribute>() is not null).Select(Name), path);
        foreach (var property in properties)
        {
            var child = (JsonObject)schema["properties"]![Name(property)]!;
            var inner = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (inner.IsGenericType && inner.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) (inner, child) = (inner.GetGenericArguments()[0], (JsonObject)child["items"]!);
            if (inner.Namespace == type.Namespace && child["properties"] is not null) Compare(inner, child, $"{path}.{property.Name}");
        }
    }
}
