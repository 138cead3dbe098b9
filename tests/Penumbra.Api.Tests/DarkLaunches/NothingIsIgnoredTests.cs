using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Penumbra.Api.Common;
using Penumbra.Api.DarkLaunches;
using Penumbra.Core.Common;

namespace Penumbra.Api.Tests.DarkLaunches;

/// <summary>Every field of the contract changes what the rules see, is read by an adapter by name, or is refused as not supported yet: none is accepted and ignored.</summary>
public sealed class NothingIsIgnoredTests
{
    // Read by name in Penumbra.Traffic: the rules know routes only as facts.
    private static readonly string[] ReadByAdapters = ["traffic.gatewayAPI.managed", "traffic.gatewayAPI.routes[].name", "traffic.replicaShare"];

    // One legal value each: any other is refused.
    private static readonly string[] OneValueOnly = ["targetRef.apiVersion", "targetRef.kind"];

    private const string Routes = "traffic: {gatewayAPI: {managed: ~, routes: [{name: a}]}}";
    private const string Query = "objectives: [{name: a, source: s, indicator: {query: q}, max: \"1\"}]";
    private const string Quantile = "objectives: [{name: a, source: s, indicator: {quantile: {of: h, q: \"0.9\"}}, max: \"1\"}]";
    private const string Ratio = "objectives: [{name: a, source: s, indicator: {ratio: {bad: b, total: t}}, target: \"99%\"}]";
    private const string Header = "pilots: [{header: {name: a, value: b}}]";
    private const string Cookie = "pilots: [{cookie: {name: a, value: b}}]";

    // A leaf (or everything below a prefix), what stood before and what stands after: only that leaf differs.
    private static readonly (string Leaf, string Before, string After)[] Edits =
    [
        ("targetRef.apiVersion", "", "targetRef: {apiVersion: apps/v2}"),
        ("targetRef.kind", "", "targetRef: {kind: StatefulSet}"),
        ("targetRef.name", "", "targetRef: {name: other}"),
        ("services", "", "targetRef: ~\nservices: {stable: a, candidate: b}"),
        ("replicas", "", "replicas: 7"),
        ("scaleDownTemplate", "", "scaleDownTemplate: Never"),
        ("trackConfig", "", "trackConfig: ConfigMaps"),
        ("traffic.service.name", "", "traffic: {service: {name: other}}"),
        ("traffic.service.ports[].name", "", "traffic: {service: {ports: [{name: http, port: 8080}]}}"),
        ("traffic.service.ports[].port", "traffic: {service: {ports: [{port: 8080, targetPort: 1}]}}", "traffic: {service: {ports: [{port: 8081, targetPort: 1}]}}"),
        ("traffic.service.ports[].targetPort", "", "traffic: {service: {ports: [{port: 8080, targetPort: web}]}}"),
        ("traffic.service.adopt", "", "traffic: {service: {adopt: true}}"),
        ("traffic.sessionAffinity", "", "traffic: {sessionAffinity: {cookie: c}}"),
        ("traffic.propagationDelay", "", "traffic: {propagationDelay: 9s}"),
        ("traffic.gatewayAPI.routes[].kind", Routes, "traffic: {gatewayAPI: {managed: ~, routes: [{kind: GRPCRoute, name: a}]}}"),
        ("traffic.gatewayAPI.assume", "", "traffic: {gatewayAPI: {assume: [HeaderRegex]}}"),
        ("traffic.istio", "", "traffic: {istio: {}}"),
        ("traffic.nginx", "", "traffic: {nginx: {}}"),
        ("traffic.traefik", "", "traffic: {traefik: {}}"),
        ("traffic.featureFlag", "", "traffic: {featureFlag: {}}"),
        ("pilots[].header.name", Header, "pilots: [{header: {name: z, value: b}}]"),
        ("pilots[].header.value", Header, "pilots: [{header: {name: a, value: z}}]"),
        ("pilots[].header.regex", Header, "pilots: [{header: {name: a, regex: b}}]"),
        ("pilots[].cookie.name", Cookie, "pilots: [{cookie: {name: z, value: b}}]"),
        ("pilots[].cookie.value", Cookie, "pilots: [{cookie: {name: a, value: z}}]"),
        ("pilots[].cookie.regex", Cookie, "pilots: [{cookie: {name: a, regex: b}}]"),
        ("steps[].weight", "steps: [{weight: 5}]", "steps: [{weight: 6}]"),
        ("steps[].pilotsOnly", "steps: [{weight: 5}]", "steps: [{pilotsOnly: true}, {weight: 5}]"),
        ("steps[].mirror", "", "steps: [{mirror: {percent: 20}}]"),
        ("steps[].hold", "steps: [{weight: 5}]", "steps: [{weight: 5, hold: 9s}]"),
        ("steps[].replicas", "steps: [{weight: 5}]", "steps: [{weight: 5, replicas: 3}]"),
        ("steps[].gate", "steps: [{weight: 5}]", "steps: [{weight: 5, gate: Manual}]"),
        ("steps[].checks", "", "steps: [{weight: 5, checks: [{cronJob: smoke}]}]"),
        ("bakeTime", "", "bakeTime: 9s"),
        ("progressDeadline", "", "progressDeadline: 9s"),
        ("revisionHistoryLimit", "", "revisionHistoryLimit: 9"),
        ("rollbackWindow", "", "rollbackWindow: {revisions: 2}"),
        ("objectives[].name", Ratio, Ratio.Replace("name: a", "name: z", StringComparison.Ordinal)),
        ("objectives[].mode", Ratio, Ratio.Replace("source: s", "source: s, mode: Observe", StringComparison.Ordinal)),
        ("objectives[].source", Ratio, Ratio.Replace("source: s", "source: z", StringComparison.Ordinal)),
        ("objectives[].indicator.ratio.bad", Ratio, Ratio.Replace("bad: b", "bad: z", StringComparison.Ordinal)),
        ("objectives[].indicator.ratio.total", Ratio, Ratio.Replace("total: t", "total: z", StringComparison.Ordinal)),
        ("objectives[].indicator.quantile.of", Quantile, Quantile.Replace("of: h", "of: z", StringComparison.Ordinal)),
        ("objectives[].indicator.quantile.q", Quantile, Quantile.Replace("0.9", "0.5", StringComparison.Ordinal)),
        ("objectives[].indicator.query", Query, Query.Replace("query: q", "query: z", StringComparison.Ordinal)),
        ("objectives[].target", Ratio, Ratio.Replace("99%", "98%", StringComparison.Ordinal)),
        ("objectives[].max", Query, Query.Replace("\"1\"", "\"2\"", StringComparison.Ordinal)),
        ("objectives[].min", Query, Query.Replace("max:", "min:", StringComparison.Ordinal)),
        ("objectives[].noWorseThanStable", "", "objectives: [{name: a, source: s, indicator: {query: q}, noWorseThanStable: {by: \"10%\", worse: Lower}}]"),
        ("objectives[].burnRate", "", "objectives: [{name: a, source: s, indicator: {ratio: {bad: b, total: t}}, burnRate: {target: \"99%\", period: 720h}}]"),
        ("objectives[].control", Ratio, Ratio.Replace("source: s", "source: s, control: None", StringComparison.Ordinal)),
        ("objectives[].window", Query, Query.Replace("source: s", "source: s, window: 9s", StringComparison.Ordinal)),
        ("objectives[].minSamples", Ratio, Ratio.Replace("source: s", "source: s, minSamples: 9", StringComparison.Ordinal)),
        ("objectives[].warmUp", Ratio, Ratio.Replace("source: s", "source: s, warmUp: 9s", StringComparison.Ordinal)),
        ("objectives[].judge", Ratio, Ratio.Replace("source: s", "source: s, judge: Threshold", StringComparison.Ordinal)),
        ("analysis.interval", "", "analysis: {interval: 9s}"),
        ("analysis.falseAlarmRate", "", "analysis: {falseAlarmRate: \"2%\"}"),
        ("analysis.minDetectable", "", "analysis: {minDetectable: 9}"),
        ("analysis.burst", "", "analysis: {burst: 9s}"),
        ("analysis.patience", "", "analysis: {patience: 9s}"),
        ("analysis.unknownDeadline", "", "analysis: {unknownDeadline: 9s}"),
        ("analysis.onUnknown", "", "analysis: {onUnknown: Pause}"),
        ("analysis.failureLimit", "", "analysis: {failureLimit: 9}"),
        ("onBad", "", "onBad: Pause"),
        ("guards", "", "guards: [{name: g, on: {kind: Service, name: payments}, source: s, indicator: {query: q}, max: \"1\"}]"),
        ("alerts", "", "alerts: [{labels: {severity: page}}]"),
        ("windows", "", "windows: {deny: []}"),
        ("requires.shadow", "", "requires: {shadow: checkout-next}"),
        ("readiness", "", "readiness: Serving"),
        ("deletionPolicy", "", "deletionPolicy: Revert"),
        ("paused", "", "paused: true"),
        ("pinnedRevision", "", "pinnedRevision: abc"),
    ];

    public static TheoryData<string> Leaves() => [.. LeavesOf(typeof(DarkLaunchSpecification), "")];

    [Theory]
    [MemberData(nameof(Leaves))]
    public void A_field_acts_or_is_refused(string leaf)
    {
        if (ReadByAdapters.Contains(leaf)) return;
        var edit = Edits.SingleOrDefault(edit => leaf == edit.Leaf || leaf.StartsWith($"{edit.Leaf}.", StringComparison.Ordinal) || leaf.StartsWith($"{edit.Leaf}[", StringComparison.Ordinal));
        edit.Leaf.Should().NotBeNull("{0} is new: say here how it acts", leaf);
        var before = Read(edit.Before);
        var after = Read(edit.After);
        before.Problems.Should().BeEmpty();
        if (OneValueOnly.Contains(leaf))
        {
            after.Problems.Should().ContainSingle();
            return;
        }

        var refused = after.Problems.Any(problem => problem.Reason == Reason.NotYetSupported
            && System.Text.RegularExpressions.Regex.Replace(problem.Path, @"\[\d+\]", "[]").StartsWith($"spec.{edit.Leaf}", StringComparison.Ordinal));
        (refused || Dump.Of(before.Spec) != Dump.Of(after.Spec)).Should().BeTrue("{0} must act or be refused", leaf);
    }

    [Fact]
    public void What_is_not_supported_says_so_in_its_description()
    {
        var descriptions = RepositoryFiles.Text("docs/reference/darklaunch.md");
        foreach (var (leaf, _, after) in Edits.Where(edit => Read(edit.After).Problems.Any(problem => problem.Reason == Reason.NotYetSupported)))
        {
            var name = leaf.Split('.')[^1].Replace("[]", "", StringComparison.Ordinal);
            descriptions.Split('\n').Should().Contain(line => line.StartsWith($"| `{name}` |", StringComparison.Ordinal) && line.Contains("ot supported yet", StringComparison.Ordinal), "{0} is refused ({1})", leaf, after);
        }
    }

    private static DarkLaunchReading Read(string edit)
    {
        var spec = edit.Length == 0 ? Launches.Right() : Launches.With(edit);
        return DarkLaunchReader.Read(DarkLaunchReader.Parse(Encoding.UTF8.GetBytes(spec.ToJsonString())).Fields!);
    }

    private static IEnumerable<string> LeavesOf(Type declared, string path)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return LeavesOf(type.GetGenericArguments()[0], $"{path}[]");
        var properties = type.Namespace == typeof(DarkLaunchSpecification).Namespace
            ? type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetMethod is { IsStatic: false } && property.Name != "EqualityContract").ToList()
            : [];
        if (properties.Count == 0 || type == typeof(IntOrString) || type == typeof(JsonObject)) return [path];
        return properties.SelectMany(property =>
        {
            var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            return LeavesOf(property.PropertyType, path.Length == 0 ? name : $"{path}.{name}");
        });
    }
}
