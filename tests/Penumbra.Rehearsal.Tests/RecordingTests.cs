using System.Globalization;
using Penumbra.Rehearsal.Recordings;
using Penumbra.Rehearsal.Traffic;

namespace Penumbra.Rehearsal.Tests;

/// <summary>--traffic.</summary>
public sealed class RecordingTests
{
    [Fact]
    public void Intervals_are_played_again_and_again()
    {
        var traffic = Make("""[{"seconds": 60, "requests": 1200, "failures": 12}, {"seconds": 30, "requests": 60}]""", Launches.Availability, out var warnings);
        warnings.Should().BeEmpty();
        traffic!.PerSecond(0, TimeSpan.FromSeconds(10)).Should().Be(20);
        traffic.PerSecond(0, TimeSpan.FromSeconds(70)).Should().Be(2);
        traffic.PerSecond(0, TimeSpan.FromSeconds(100)).Should().Be(20, "the recording begins again");
        traffic.BadShare(0, TimeSpan.FromSeconds(10)).Should().BeApproximately(0.01, 1e-12);
        traffic.Average(0).Should().BeApproximately(14, 1e-9);
    }

    [Theory]
    [InlineData("nonsense", "is not JSON at line 1")]
    [InlineData("{}", "it must be a list of intervals")]
    [InlineData("[]", "is an empty list")]
    [InlineData("[{\"requests\": 3}]", "[0].seconds: is missing, or no number")]
    [InlineData("[{\"seconds\": 0, \"requests\": 3}]", "[0].seconds: must be over 0")]
    [InlineData("[{\"seconds\": 60}]", "[0].requests: is missing")]
    [InlineData("[{\"seconds\": 60, \"requests\": 3, \"failures\": 4}]", "[0].failures: must be a number between 0 and the interval's requests")]
    [InlineData("[{\"seconds\": 60, \"requests\": 3, \"errors\": 4}]", "[0].errors: is no field of an interval; there are seconds, requests, failures")]
    [InlineData("[{\"seconds\": 60, \"requests\": 30, \"buckets\": {\"0.1\": 20, \"0.3\": 10}}]", "[0].buckets.0.3: buckets are cumulative")]
    [InlineData("[{\"seconds\": 60, \"requests\": 0}]", "no interval has a request")]
    [InlineData("[{\"metric\": {}, \"values\": [[1, \"1\"], [2, \"2\"]]}]", "series without __name__")]
    public void What_is_no_recording_is_said(string json, string sentence)
    {
        RecordingReader.Read(json, out var problem).Should().BeNull();
        problem.Should().Contain(sentence);
    }

    [Fact]
    public void Whole_series_are_counted_across_restarts_and_pods()
    {
        var series = Series(("http_requests_total", "code=200,pod=a", "0 100 200 30"), ("http_requests_total", "code=500,pod=a", "0 1 1 2"), ("http_requests_total", "code=200,pod=b", "1000 1100 1200 1300"));
        var traffic = Make(series, Launches.Availability, out var warnings);
        warnings.Should().BeEmpty();
        traffic!.PerSecond(0, TimeSpan.FromSeconds(1)).Should().BeApproximately(201 / 30.0, 1e-9);
        traffic.PerSecond(0, TimeSpan.FromSeconds(61)).Should().BeApproximately(131 / 30.0, 1e-9, "a counter that fell began at zero again");
        traffic.BadShare(0, TimeSpan.FromSeconds(61)).Should().BeApproximately(1 / 131.0, 1e-9);
    }

    [Theory]
    [InlineData("http_request_total", "http_requests_total{code=~\"5..\"}", "spec.objectives[0].indicator.ratio.total matches nothing that was recorded: there is no metric http_request_total; there are http_requests_total, up")]
    [InlineData("http_requests_total{status=\"200\"}", "http_requests_total{code=~\"5..\"}", "http_requests_total has no label status; it has code, pod")]
    [InlineData("http_requests_total", "http_requests_total{code=~\"5xx\"}", "ratio.bad matches nothing that was recorded: code=~\"5xx\" accepts none of the values of code, which are 200, 404. Either nothing failed, or it is written wrong")]
    public void A_selector_that_matches_nothing_is_told_with_what_there_is(string total, string bad, string sentence)
    {
        var series = Series(("http_requests_total", "code=200,pod=a", "0 100"), ("http_requests_total", "code=404,pod=a", "0 1"), ("up", "pod=a", "1 1"));
        var objectives = Launches.Availability + "\n" + Launches.Availability.Replace("name: availability", "name: other", StringComparison.Ordinal).Replace("http_requests_total{code=~\"5..\"}", "http_requests_total{code=\"404\"}", StringComparison.Ordinal);
        var first = objectives.IndexOf("http_requests_total{code=~\"5..\"}", StringComparison.Ordinal);
        objectives = objectives[..first] + bad + objectives[(first + "http_requests_total{code=~\"5..\"}".Length)..];
        var at = objectives.IndexOf("total: http_requests_total", StringComparison.Ordinal);
        objectives = objectives[..at] + $"total: '{total}'" + objectives[(at + "total: http_requests_total".Length)..];
        Make(series, objectives, out var warnings).Should().NotBeNull("the other objective's requests are known");
        warnings.Should().ContainSingle().Which.Should().Contain(sentence);
    }

    [Theory]
    [InlineData("0.1 0.3 1", null)]
    [InlineData("0.1 0.25 0.5", "spec.objectives[0].max: BucketTooCoarse: 0.3 lies between the buckets 0.25 and 0.5, and answers in between are neither fast nor slow; add a bucket with le=\"0.3\"")]
    [InlineData("0.1 0.25", "spec.objectives[0].max: BoundOutsideBuckets: 0.3 is above the largest finite bucket, 0.25: the operator stalls the launch; add a bucket with le=\"0.3\"")]
    public void A_bucket_that_is_missing_is_named(string bounds, string? warning)
    {
        var buckets = bounds.Split(' ').Select((bound, index) => ("http_request_duration_seconds_bucket", $"le={bound},pod=a", $"0 {90 + index}")).Append(("http_request_duration_seconds_bucket", "le=+Inf,pod=a", "0 100"));
        var traffic = Make(Series([.. buckets]), Launches.Latency, out var warnings);
        warnings.Should().Equal(warning is null ? [] : [warning]);
        traffic!.Latency(0, TimeSpan.Zero)!.Bounds.Should().HaveCount(bounds.Split(' ').Length);
        var plain = $$"""[{"seconds": 30, "requests": 100, "buckets": { {{string.Join(", ", bounds.Split(' ').Select((bound, index) => $"\"{bound}\": {90 + index}"))}} } }]""";
        Make(plain, Launches.Latency, out warnings);
        warnings.Should().Equal(warning is null ? [] : [warning]);
    }

    [Fact]
    public void Buckets_that_are_too_coarse_hold_the_rehearsed_launch_too()
    {
        // 2 % of the answers lie between the bounds: nobody can tell.
        var launch = Launches.Read(Launches.Manifest(Launches.Latency));
        var traffic = Make("""[{"seconds": 60, "requests": 6000, "buckets": {"0.1": 5000, "0.25": 5880, "0.5": 6000}}]""", Launches.Latency, out _);
        var request = Launches.Request(Launches.Manifest(Launches.Latency), 20, 2, 1, null);
        var result = Launches.Rehearse(request with { Settings = request.Settings with { Launch = launch, Traffic = traffic! } });
        result.Good.Promoted.Should().Be(0);
        Power.Sentences.Of(result.Good).Should().Contain("does not arrive").And.Contain("le=\"0.3\"");
    }

    private static ITraffic? Make(string json, string objectives, out List<string> warnings)
    {
        var recording = RecordingReader.Read(json, out var problem);
        problem.Should().BeNull();
        warnings = [];
        return RecordedTrafficMaker.Make(recording!, Launches.Read(Launches.Manifest(objectives)).Spec.Objectives, new SteadyBase(), warnings);
    }

    // As Prometheus answers: a sample every 30 s.
    private static string Series(params (string Name, string Labels, string Values)[] series) => $$$"""{"status":"success","data":{"resultType":"matrix","result":[{{{string.Join(',', series.Select(One))}}}]}}""";

    private static string One((string Name, string Labels, string Values) one)
    {
        var labels = one.Labels.Split(',').Select(label => label.Split('=')).Select(pair => $"\"{pair[0]}\":\"{pair[1]}\"");
        var values = one.Values.Split(' ').Select((value, index) => string.Create(CultureInfo.InvariantCulture, $"[{1_700_000_000 + 30 * index},\"{value}\"]"));
        return $$$"""{"metric":{"__name__":"{{{one.Name}}}",{{{string.Join(',', labels)}}}},"values":[{{{string.Join(',', values)}}}]}""";
    }
}
