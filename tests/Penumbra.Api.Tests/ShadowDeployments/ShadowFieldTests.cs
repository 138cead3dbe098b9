using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Penumbra.Api.Common;
using Penumbra.Api.ShadowDeployments;
using Penumbra.Core.Common;

namespace Penumbra.Api.Tests.ShadowDeployments;

/// <summary>Every field changes what the rules see (all that the comparison server reads is in the digest of the settings), is read by an adapter by name, or is refused as not supported yet.</summary>
public sealed class ShadowFieldTests
{
    // Read by name in Penumbra.Traffic; which values are kept, by the comparison server.
    private static readonly string[] ReadByAdapters = ["compare.samples", "compare.values.allow[]", "requests.maxInFlight", "requests.maxLiveRps", "requests.maxLiveShare", "live.gatewayAPI.routes[].name", "live.istio.virtualServices[].name", "live.istio.virtualServices[].routes[]"];

    private const string Service = "shadow: {deployment: ~, service: a}";
    private const string Counts = "compare: {mode: Responses}\nrequests: {unsafeAcknowledged: true, credentials: Forward, forwardAcknowledged: true}\nobjectives: [{name: a, source: s, indicator: {ratio: {bad: b, total: t}}, target: \"99%\"}]";
    private const string Starts = "onSameOrBetter: StartLaunch\nstartLaunch: {darkLaunch: a}";

    // A leaf (or everything below a prefix), what stood before and what stands after: only that leaf differs.
    private static readonly (string Leaf, string Before, string After)[] Edits =
    [
        ("live.service", "", "live: {service: other}"),
        ("live.port", "", "live: {port: 81}"),
        ("live.hostHeader", "", "live: {hostHeader: orders.shop}"),
        ("live.tls.caSecret", "live: {tls: {serverName: a}}", "live: {tls: {serverName: a, caSecret: ca}}"),
        ("live.tls.serverName", "live: {tls: {caSecret: ca}}", "live: {tls: {serverName: a, caSecret: ca}}"),
        ("shadow.deployment.name", "", "shadow: {deployment: {name: other}}"),
        ("shadow.deployment.replicas", "", "shadow: {deployment: {replicas: 2}}"),
        ("shadow.service", Service, "shadow: {deployment: ~, service: b}"),
        ("shadow.port", Service, "shadow: {deployment: ~, service: a, port: 81}"),
        ("sample", "", "sample: \"0.5\""),
        ("requests.methods", "", "requests: {methods: [GET]}"),
        ("requests.unsafeAcknowledged", "", "requests: {unsafeAcknowledged: true}"),
        ("requests.templates", "", "requests: {templates: [/]}"),
        ("requests.paths.exclude", "", "requests: {paths: {exclude: [/a]}}"),
        ("requests.credentials", "", "requests: {credentials: Strip}"),
        ("requests.forwardAcknowledged", "", "requests: {forwardAcknowledged: true}"),
        ("requests.strip", "", "requests: {strip: [A]}"),
        ("requests.maxBody", "", "requests: {maxBody: 2Mi}"),
        ("requests.timeout", "", "requests: {timeout: 2s}"),
        ("compare.mode", Counts, Counts.Replace("Responses", "MetricsOnly", StringComparison.Ordinal)),
        ("compare.noise.share", "", "compare: {noise: {share: 2}}"),
        ("compare.ignore[].field", "", "compare: {ignore: [{field: body.a}]}"),
        ("compare.ignore[].header", "", "compare: {ignore: [{header: A}]}"),
        ("compare.tolerate[].field", "", "compare: {tolerate: [{field: body.a, absolute: \"1\"}]}"),
        ("compare.tolerate[].relative", "", "compare: {tolerate: [{field: body.a, relative: \"1\"}]}"),
        ("compare.tolerate[].absolute", "", "compare: {tolerate: [{field: body.a, absolute: \"1\"}]}"),
        ("compare.orderless", "", "compare: {orderless: [body.a]}"),
        ("compare.refusalsExpected", "", "compare: {refusalsExpected: true}"),
        ("objectives", "", "objectives: [{name: a, source: s, indicator: {query: q}, max: \"1\"}]"),
        ("resources.source", "resources: {cpuNoMoreThan: \"150%\"}", "resources: {cpuNoMoreThan: \"150%\", source: prometheus}"),
        ("resources.cpuNoMoreThan", "resources: {cpuNoMoreThan: \"150%\"}", "resources: {cpuNoMoreThan: \"120%\"}"),
        ("resources.memoryNoMoreThan", "resources: {memoryNoMoreThan: \"150%\"}", "resources: {memoryNoMoreThan: \"120%\"}"),
        ("verdict.over", "", "verdict: {over: 2h}"),
        ("verdict.minComparisons", "", "verdict: {minComparisons: 5000}"),
        ("verdict.maxMismatch", "", "verdict: {maxMismatch: \"1%\"}"),
        ("verdict.confidence", "", "verdict: {confidence: \"99%\"}"),
        ("verdict.latencyNoMoreThan", "", "verdict: {latencyNoMoreThan: \"120%\"}"),
        ("verdict.perEndpoint", "", "verdict: {perEndpoint: false}"),
        ("replay.persistentVolumeClaim", "replay: {secret: {name: a, key: b}}", "replay: {persistentVolumeClaim: {name: a, path: b}}"),
        ("replay.secret.name", "replay: {secret: {name: a, key: b}}", "replay: {secret: {name: c, key: b}}"),
        ("replay.secret.key", "replay: {secret: {name: a, key: b}}", "replay: {secret: {name: a, key: c}}"),
        ("replay.rate", "replay: {secret: {name: a, key: b}}", "replay: {secret: {name: a, key: b}, rate: 2}"),
        ("onSameOrBetter", "", Starts),
        ("startLaunch.darkLaunch", Starts, Starts.Replace("darkLaunch: a", "darkLaunch: b", StringComparison.Ordinal)),
        ("suspend", "", "suspend: true"),
    ];

    public static TheoryData<string> Leaves() => [.. LeavesOf(typeof(ShadowDeploymentSpecification), "")];

    [Theory]
    [MemberData(nameof(Leaves))]
    public void A_field_acts_or_is_refused(string leaf)
    {
        if (ReadByAdapters.Contains(leaf)) return;
        var edit = Edits.SingleOrDefault(edit => leaf == edit.Leaf || leaf.StartsWith($"{edit.Leaf}.", StringComparison.Ordinal) || leaf.StartsWith($"{edit.Leaf}[", StringComparison.Ordinal));
        edit.Leaf.Should().NotBeNull("{0} is new: say here how it acts", leaf);
        var (before, after) = (Shadows.Read(Shadows.With(edit.Before)), Shadows.Read(Shadows.With(edit.After)));
        before.Problems.Should().BeEmpty();
        if (after.Problems.Count > 0) after.Problems.Should().OnlyContain(problem => problem.Reason == Reason.NotYetSupported && problem.Path.StartsWith($"spec.{edit.Leaf}"));
        else Dump.Of(after.Spec).Should().NotBe(Dump.Of(before.Spec), "{0} must act or be refused", leaf);
    }

    [Fact]
    public void What_is_not_supported_says_so_in_its_description()
    {
        var lines = RepositoryFiles.Text("docs/reference/shadowdeployment.md").Split('\n');
        foreach (var (leaf, _, after) in Edits.Where(edit => Shadows.Read(Shadows.With(edit.After)).Problems.Count > 0))
        {
            var row = $"| `{leaf.Split('.')[^1]}` |";
            lines.Should().Contain(line => line.StartsWith(row) && line.Contains("ot supported yet"), "{0} is refused ({1})", leaf, after);
        }
    }

    [Fact]
    public void Settings_are_what_shapes_the_evidence_and_nothing_else()
    {
        var right = Settings("");
        right.Should().MatchRegex("^[0-9a-f]{16}$");
        foreach (var edit in new[] { "sample: 50", "shadow: {deployment: {replicas: 3}}", "live: {gatewayAPI: {routes: [{name: b}]}}", Starts, "suspend: true", "objectives: []", "compare: {refusalsExpected: true}", "compare: {values: {allow: [body.a]}}", "requests: {maxLiveRps: 50}", "requests: {maxLiveShare: 20%}", "requests: {maxInFlight: 9}" })
            Settings(edit).Should().Be(right, edit);
        foreach (var edit in new[] { "live: {port: 81}", "live: {tls: {}}", "live: {hostHeader: a}", "shadow: {deployment: {name: b}}", "requests: {strip: [A]}", "compare: {orderless: [body.a]}", "verdict: {over: 2h}", "replay: {secret: {name: a, key: b}}", "objectives: [{name: a, source: s, indicator: {query: q}, max: \"1\"}]", "resources: {memoryNoMoreThan: \"150%\"}" })
            Settings(edit).Should().NotBe(right, edit);
        Settings("compare: {samples: Values, values: {allow: [body.a]}}").Should().Be(Settings("compare: {samples: Shapes}"), "which values are kept changes nothing of what is found");
        Settings("requests: {strip: [A], maxLiveRps: 50}").Should().Be(Settings("requests: {strip: [A]}"), "how often live is asked changes nothing of what it answers");
        Settings("replay: {secret: {name: a, key: b}, rate: 2}").Should().Be(Settings("replay: {secret: {name: a, key: b}}"), "how fast it goes changes nothing of what is found");
    }

    [Fact]
    public void A_launch_is_started_only_when_it_is_asked_for()
    {
        Shadows.Read(Shadows.Right()).Spec.StartLaunch.Should().BeNull();
        Shadows.Read(Shadows.With(Starts)).Spec.StartLaunch.Should().Be("a");
    }

    private static string Settings(string edit) => Shadows.Read(Shadows.With(edit)).Spec.Settings;

    private static IEnumerable<string> LeavesOf(Type declared, string path)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return LeavesOf(type.GetGenericArguments()[0], $"{path}[]");
        if (type.Namespace != typeof(ShadowDeploymentSpecification).Namespace || type == typeof(IntOrString)) return [path];
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetMethod is { IsStatic: false } && property.Name != "EqualityContract").SelectMany(property =>
        {
            var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            return LeavesOf(property.PropertyType, path.Length == 0 ? name : $"{path}.{name}");
        });
    }
}
