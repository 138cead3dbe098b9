namespace Penumbra.Rehearsal.Traffic;

/// <summary>What users send, and how a release without a fault answers: of both releases together, at each moment of a launch. Objectives are named by their position.</summary>
public interface ITraffic
{
    /// <summary>Such as <c>your 20 requests per second</c>.</summary>
    string Words { get; }

    /// <summary>How many different counters of requests there are; objectives that count the same requests share one.</summary>
    int Streams { get; }

    /// <summary>The counter of requests that an objective goes by.</summary>
    int StreamOf(int objective);

    /// <summary>Requests a second.</summary>
    /// <param name="stream">Of which counter.</param>
    /// <param name="at">When, from the begin of the first step.</param>
    double PerSecond(int stream, TimeSpan at);

    /// <summary>Requests a second over all that is known.</summary>
    double Average(int stream);

    /// <summary>The share of an objective's requests that fail, between 0 and 1.</summary>
    double BadShare(int objective, TimeSpan at);

    /// <summary>How long an objective's answers take; null where it does not measure that.</summary>
    LatencyShape? Latency(int objective, TimeSpan at);
}
