using Penumbra.Api.Attributes;
using Penumbra.Api.Common;

namespace Penumbra.Api.DarkLaunches;

/// <summary>One step.</summary>
[ValidationRule("[has(self.weight), has(self.mirror), has(self.pilotsOnly) && self.pilotsOnly].filter(x, x).size() == 1", "exactly one of weight, pilotsOnly and mirror must be set")]
public sealed record LaunchStep
{
    /// <summary>The candidate's share: an integer percentage, or a string without sign for less than one, such as "0.5".</summary>
    [Pattern("^(0\\.[0-9]{1,3}|[1-9][0-9]?(\\.[0-9]{1,3})?|100)$")]
    [ValidationRule("double(self) > 0.0 && double(self) <= 100.0", "weight must be from 1 to 100, or a string such as \"0.5\"")]
    public IntOrString? Weight { get; init; }

    /// <summary>Weight 0, pilots on.</summary>
    public bool? PilotsOnly { get; init; }

    /// <summary>Copies of live requests. Not supported yet.</summary>
    public StepMirror? Mirror { get; init; }

    /// <summary>At least this long; not counted while paused.</summary>
    [Duration, Default("\"0s\"")]
    public string? Hold { get; init; }

    /// <summary>How many pods the candidate has. Default: its share of the launch's replicas, rounded up.</summary>
    [Range(1, 10000)]
    public int? Replicas { get; init; }

    /// <summary>Manual waits for the approve annotation before the next step.</summary>
    [Values("Automatic", "Manual"), Default("\"Automatic\"")]
    public string? Gate { get; init; }

    /// <summary>Jobs that must succeed before the step begins. Not supported yet.</summary>
    [Items(0, 8)]
    public IReadOnlyList<StepCheck>? Checks { get; init; }
}
