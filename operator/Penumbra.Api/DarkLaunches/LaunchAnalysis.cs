using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>How evidence is gathered.</summary>
public sealed record LaunchAnalysis
{
    /// <summary>How often each objective is measured; at least 1s.</summary>
    [Duration, Default("\"10s\"")]
    [ValidationRule("duration(self) >= duration('1s')", "interval must be at least 1s")]
    public string? Interval { get; init; }

    /// <summary>The chance, per launch, that a revision which meets its objectives is rolled back.</summary>
    [Length(2, 12), Pattern("^[0-9]{1,2}(\\.[0-9]{1,4})?%$"), Default("\"1%\"")]
    public string? FalseAlarmRate { get; init; }

    /// <summary>The launch lasts until a revision with so many times the allowed bad share would have been noticed; over 1.</summary>
    [Range(1, 10000), Default("20")]
    [ValidationRule("self > 1", "minDetectable must be over 1")]
    public int? MinDetectable { get; init; }

    /// <summary>Errors that come together within this time are one piece of evidence; of Sequential alone. Default 10s, and 30s without control.</summary>
    [Duration]
    public string? Burst { get; init; }

    /// <summary>How long an objective may lack events before onUnknown.</summary>
    [Duration, Default("\"24h\"")]
    public string? Patience { get; init; }

    /// <summary>How long a source may give no answer before onUnknown.</summary>
    [Duration, Default("\"10m\"")]
    public string? UnknownDeadline { get; init; }

    /// <summary>What a lasting Unknown leads to.</summary>
    [Values("Rollback", "Pause"), Default("\"Rollback\"")]
    public string? OnUnknown { get; init; }

    /// <summary>So many consecutive Bad evaluations are forgiven per objective.</summary>
    [Range(0, 1000), Default("0")]
    public int? FailureLimit { get; init; }
}
