using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>What must stay true of the candidate.</summary>
[ValidationRule("[has(self.target), has(self.max), has(self.min), has(self.noWorseThanStable), has(self.burnRate)].filter(x, x).size() == 1", "exactly one of target, max, min, noWorseThanStable and burnRate must be set")]
[ValidationRule("!has(self.noWorseThanStable) || !has(self.control) || self.control != 'None'", "control: None asks for no comparison with stable, and noWorseThanStable is one: remove either")]
public sealed record LaunchObjective
{
    /// <summary>Unique within the launch, and not penumbra-restarts, the objective that it has anyway.</summary>
    [Length(1, 63)]
    [ValidationRule("self != 'penumbra-restarts'", "penumbra-restarts is the name of the objective that every launch and shadow has; choose another")]
    public required string Name { get; init; }

    /// <summary>Observe is judged and shown, and never acts.</summary>
    [Values("Enforce", "Observe"), Default("\"Enforce\"")]
    public string? Mode { get; init; }

    /// <summary>A MetricSource, or pods: the operator scrapes the revisions' own pods.</summary>
    [Length(1, 253)]
    public required string Source { get; init; }

    /// <summary>What is measured.</summary>
    public required ObjectiveIndicator Indicator { get; init; }

    /// <summary>The share of good events, such as "99.9%".</summary>
    [Length(2, 12), Pattern("^[0-9]{1,2}(\\.[0-9]{1,6})?%$")]
    public string? Target { get; init; }

    /// <summary>At most this value, in the indicator's unit.</summary>
    [Length(1, 32), Pattern("^-?[0-9]+(\\.[0-9]+)?$")]
    public string? Max { get; init; }

    /// <summary>At least this value, in the indicator's unit.</summary>
    [Length(1, 32), Pattern("^-?[0-9]+(\\.[0-9]+)?$")]
    public string? Min { get; init; }

    /// <summary>Compared with stable at the same time.</summary>
    public NoWorseThanStable? NoWorseThanStable { get; init; }

    /// <summary>The error budget's burn rate. Not supported yet.</summary>
    public BurnRate? BurnRate { get; init; }

    /// <summary>Stable (the default of Sequential): Bad only if also worse than stable at the same time. None is not for noWorseThanStable.</summary>
    [Values("Stable", "None")]
    public string? Control { get; init; }

    /// <summary>Over how long an evaluation looks back; of Threshold and Ranks alone. Default 1m.</summary>
    [Duration]
    public string? Window { get; init; }

    /// <summary>How many events a Good verdict needs. Default: computed from minDetectable.</summary>
    [Range(1, 1000000000)]
    public long? MinSamples { get; init; }

    /// <summary>The first so long of each new pod is left out, of both releases: from the start of its containers. Of ratio and quantile. Default 0s.</summary>
    [Duration]
    public string? WarmUp { get; init; }

    /// <summary>How it is judged. Absent means Sequential where events are counted, Ranks for a query with noWorseThanStable, else Threshold.</summary>
    [Values("Sequential", "Ranks", "Threshold")]
    public string? Judge { get; init; }
}
