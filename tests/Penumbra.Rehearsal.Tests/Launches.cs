using Penumbra.Rehearsal.Faults;
using Penumbra.Rehearsal.Manifests;
using Penumbra.Rehearsal.Runs;
using Penumbra.Rehearsal.Traffic;

namespace Penumbra.Rehearsal.Tests;

/// <summary>Manifests and rehearsals in a line.</summary>
internal static class Launches
{
    public const string Availability = """
            - name: availability
              source: pods
              indicator: {ratio: {bad: 'http_requests_total{code=~"5.."}', total: http_requests_total}}
              target: "99%"
        """;

    public const string Latency = """
            - name: latency
              source: pods
              indicator: {quantile: {of: http_request_duration_seconds, q: "0.99"}}
              max: "0.3"
        """;

    public static string LatencyOfStable(string by) => $$$"""
            - name: beside
              source: pods
              indicator: {quantile: {of: http_request_duration_seconds, q: "0.99"}}
              noWorseThanStable: {by: "{{{by}}}", worse: Higher}
        """;

    public static string Manifest(string objectives = Availability, string steps = "[{weight: 5, hold: 10m}, {weight: 50, hold: 10m}]", string more = "", string traffic = "replicas: 4") => $$"""
        apiVersion: penumbra.dev/v1alpha1
        kind: DarkLaunch
        metadata: {name: checkout, namespace: shop}
        spec:
          targetRef: {name: checkout}
          {{traffic}}
          traffic:
            gatewayAPI:
              managed: {parentRefs: [{name: public}], rules: [{backendRefs: [{name: checkout, port: 8080}]}]}
          steps: {{steps}}
          bakeTime: 10m
          {{more}}
          objectives: {{(objectives.Length == 0 ? "[]" : "\n" + objectives)}}
        """;

    public static RehearsedLaunch Read(string manifest)
    {
        var reading = ManifestReader.Read(manifest);
        reading.Problems.Should().BeEmpty();
        return reading.Launch!;
    }

    public static RehearsalResult Rehearse(string manifest, double rps = 20, int runs = 20, ulong seed = 1, TimeSpan? podStart = null, params string[] faults) => Rehearse(Request(manifest, rps, runs, seed, podStart, faults));

    public static RehearsalRequest Request(string manifest, double rps, int runs, ulong seed, TimeSpan? podStart, params string[] faults)
    {
        var launch = Read(manifest);
        return new RehearsalRequest
        {
            Settings = new RunSettings { Launch = launch, Traffic = new SteadyTraffic(rps, launch.Spec.Objectives, new SteadyBase()), PodStart = podStart ?? TimeSpan.Zero },
            Faults = [.. faults.Select(text => FaultReader.Read(text, out _)!)],
            Runs = runs,
            Seed = seed,
        };
    }

    public static RehearsalResult Rehearse(RehearsalRequest request)
    {
        var result = LaunchRehearsal.Run(request, out var problem);
        problem.Should().BeNull();
        return result!;
    }
}
