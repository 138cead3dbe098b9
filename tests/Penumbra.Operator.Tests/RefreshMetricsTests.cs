using System.Diagnostics.Metrics;
using Penumbra.Api.SnapshotRefreshes;
using Penumbra.Kubernetes.Client;
using Penumbra.Operator.Telemetry;

namespace Penumbra.Operator.Tests;

public sealed class RefreshMetricsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Running", new[] { "Restore 840", "Sanitize 2700" })]
    [InlineData("Failed", new[] { "Restore 840" })]
    public void A_step_is_measured_while_it_lasts_and_not_any_more_when_nobody_works_on_it(string phase, string[] expected)
    {
        using var meters = new MeterFactory();
        var metrics = new RefreshMetrics(meters, new Still());
        var run = new SnapshotRefreshStatus
        {
            Run = new RunRecord
            {
                Id = "r1",
                Steps = [new RunStepRecord { Name = "Restore", State = "Done", Took = "14m" }, new RunStepRecord { Name = "Sanitize", State = "Waiting", Since = Now.AddMinutes(-45) }],
            },
        };
        metrics.Seen(new ObjectKey("shop", "nightly"), run, new SnapshotRefreshStatus { Phase = phase });
        var seen = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) => { if (instrument.Name == "penumbra_refresh_step_seconds") listening.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => seen.Add($"{tags.ToArray().Single(tag => tag.Key == "step").Value} {value}"));
        listener.Start();
        listener.RecordObservableInstruments();
        seen.Should().Equal(expected);
    }

    private sealed class Still : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
