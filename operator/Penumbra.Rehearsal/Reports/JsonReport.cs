using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Penumbra.Core.Common;
using Penumbra.Rehearsal.Power;
using Penumbra.Rehearsal.Runs;

namespace Penumbra.Rehearsal.Reports;

/// <summary>A rehearsal for programs: all figures, times in seconds, shares between 0 and 1.</summary>
public static class JsonReport
{
    /// <summary>The document.</summary>
    public static string Write(RehearsalResult result)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            var request = result.Request;
            json.WriteStartObject();
            json.WriteString("launch", request.Settings.Launch.ToString());
            json.WriteString("traffic", request.Settings.Traffic.Words);
            json.WriteNumber("runs", request.Runs);
            json.WriteNumber("seed", request.Seed);
            json.WriteNumber("plannedSeconds", request.Settings.Planned.TotalSeconds);
            Steps(json, result);
            Good(json, result.Good);
            json.WriteStartArray("faults");
            foreach (var power in result.Faults) Fault(json, power);
            json.WriteEndArray();
            json.WriteStartObject("timelines");
            Run(json, "good", result.GoodTimeline);
            if (result is { FaultTimeline: { } timeline, Shown: { } shown }) Run(json, shown.ToString(), timeline);
            json.WriteEndObject();
            json.WriteStartArray("warnings");
            foreach (var warning in result.Warnings) json.WriteStringValue(warning);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Steps(Utf8JsonWriter json, RehearsalResult result)
    {
        json.WriteStartArray("steps");
        foreach (var step in result.Request.Settings.Launch.Spec.Steps)
        {
            json.WriteStartObject();
            json.WriteNumber("share", (double)step.Share.Parts / Share.Whole);
            json.WriteNumber("holdSeconds", step.Hold.TotalSeconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Good(Utf8JsonWriter json, GoodPower good)
    {
        json.WriteStartObject("good");
        json.WriteNumber("promoted", good.Promoted);
        json.WriteNumber("stopped", good.Stopped);
        json.WriteNumber("waiting", good.Waiting);
        Spread(json, "seconds", good.Seconds);
        if (good.Obstacle.Length > 0) json.WriteString("obstacle", good.Obstacle);
        json.WriteString("sentence", Sentences.Of(good));
        json.WriteEndObject();
    }

    private static void Fault(Utf8JsonWriter json, FaultPower power)
    {
        json.WriteStartObject();
        json.WriteString("fault", power.Fault.ToString());
        json.WriteBoolean("measured", power.Advice.Kind != AdviceKind.Unwatched);
        json.WriteNumber("runs", power.Runs);
        json.WriteNumber("noticed", power.Noticed);
        json.WriteNumber("stoppedOtherwise", power.StoppedOtherwise);
        json.WriteNumber("promoted", power.Promoted);
        json.WriteNumber("waiting", power.Waiting);
        if (power.Step > 0) json.WriteNumber("step", power.Step);
        Spread(json, "seconds", power.Seconds);
        Spread(json, "usersHurt", power.Runs > 0 ? power.Hurt : null);
        if (power.Advice.Kind != AdviceKind.None)
        {
            json.WriteStartObject("advice");
            json.WriteString("kind", power.Advice.Kind.ToString());
            if (power.Advice.Objective.Length > 0) json.WriteString("objective", power.Advice.Objective);
            if (power.Advice.Kind == AdviceKind.Hold)
            {
                json.WriteNumber("step", power.Advice.Step);
                json.WriteString("hold", Core.Common.Span.Format(power.Advice.Hold));
                json.WriteNumber("noticedThen", Math.Round(power.Advice.Noticed, 3));
            }

            json.WriteEndObject();
        }

        json.WriteString("sentence", power.Sentence);
        json.WriteEndObject();
    }

    private static void Spread(Utf8JsonWriter json, string name, Quantiles? quantiles)
    {
        if (quantiles is null) return;
        json.WriteStartObject(name);
        json.WriteNumber("median", Math.Round(quantiles.Median, 3));
        json.WriteNumber("p95", Math.Round(quantiles.P95, 3));
        json.WriteEndObject();
    }

    private static void Run(Utf8JsonWriter json, string name, Timeline timeline)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("shares");
        foreach (var (at, share) in timeline.Shares) Pair(json, at, "share", share);
        json.WriteEndArray();
        json.WriteStartArray("usersHurt");
        foreach (var (at, hurt) in timeline.Hurt) Pair(json, at, "users", hurt);
        json.WriteEndArray();
        json.WriteStartArray("entries");
        foreach (var entry in timeline.Entries)
        {
            json.WriteStartObject();
            json.WriteNumber("at", Math.Round(entry.At.TotalSeconds, 3));
            json.WriteString("kind", entry.Kind.ToString());
            if (entry.Subject.Length > 0) json.WriteString("objective", entry.Subject);
            json.WriteString("text", entry.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Pair(Utf8JsonWriter json, TimeSpan at, string name, double value)
    {
        json.WriteStartObject();
        json.WriteNumber("at", Math.Round(at.TotalSeconds, 3));
        json.WriteNumber(name, value);
        json.WriteEndObject();
    }
}
