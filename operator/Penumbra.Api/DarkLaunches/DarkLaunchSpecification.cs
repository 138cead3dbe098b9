using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>What is asked of a launch.</summary>
[ValidationRule("has(self.targetRef) != has(self.services)", "exactly one of targetRef and services must be set")]
[ValidationRule("has(self.targetRef) == has(oldSelf.targetRef)", "targetRef is immutable")]
public sealed record DarkLaunchSpecification
{
    /// <summary>The template of every revision: a Deployment of this namespace, with replicas: 0 in Git once adopted. Immutable.</summary>
    [Immutable]
    public TargetReference? TargetRef { get; init; }

    /// <summary>Two Services that exist, instead of a template. Not supported yet.</summary>
    public ServicePair? Services { get; init; }

    /// <summary>How many pods stable has. Absent: taken from the template when it is adopted.</summary>
    [Range(0, 10000)]
    public int? Replicas { get; init; }

    /// <summary>Whether the template is scaled to 0, once, when the first revision serves.</summary>
    [Values("AfterAdoption", "Never"), Default("\"AfterAdoption\"")]
    public string? ScaleDownTemplate { get; init; }

    /// <summary>Whether each revision gets copies of its ConfigMaps. ConfigMaps is not supported yet.</summary>
    [Values("Off", "ConfigMaps"), Default("\"Off\"")]
    public string? TrackConfig { get; init; }

    /// <summary>How users reach the releases.</summary>
    public required DarkLaunchTraffic Traffic { get; init; }

    /// <summary>Who sees the candidate from the first step on, at whatever weight. Any one match is enough.</summary>
    [Items(0, 8)]
    public IReadOnlyList<Pilot>? Pilots { get; init; }

    /// <summary>The steps, with strictly rising weights; a last step of 100 is implied.</summary>
    [Items(1, 50)]
    [ValidationRule("self.filter(s, has(s.weight)).map(s, double(s.weight)).isSorted()", "weights must rise from step to step")]
    [ValidationRule("self.all(s, !has(s.weight) || self.filter(t, has(t.weight) && double(t.weight) == double(s.weight)).size() == 1)", "weights must be distinct")]
    [ValidationRule("self.all(s, !has(s.pilotsOnly) || !s.pilotsOnly) || (has(self[0].pilotsOnly) && self[0].pilotsOnly && self.filter(s, has(s.pilotsOnly) && s.pilotsOnly).size() == 1)", "only the first step may be pilotsOnly")]
    public required IReadOnlyList<LaunchStep> Steps { get; init; }

    /// <summary>How long everybody stays on the candidate before it is promoted; until then going back is one write.</summary>
    [Duration, Default("\"10m\"")]
    public string? BakeTime { get; init; }

    /// <summary>A candidate that is not ready, or a route that is not accepted, by then is rolled back.</summary>
    [Duration, Default("\"10m\"")]
    public string? ProgressDeadline { get; init; }

    /// <summary>How many earlier revisions are kept at 0 replicas.</summary>
    [Range(0, 20), Default("3")]
    public int? RevisionHistoryLimit { get; init; }

    /// <summary>A template that equals one of the last promoted revisions skips steps. Not supported yet.</summary>
    public RollbackWindow? RollbackWindow { get; init; }

    /// <summary>What must stay true of the candidate while it sees traffic.</summary>
    [Items(0, 32), ListMap("name")]
    public IReadOnlyList<LaunchObjective>? Objectives { get; init; }

    /// <summary>How evidence is gathered and how long its absence is borne.</summary>
    [Default("{}")]
    public LaunchAnalysis? Analysis { get; init; }

    /// <summary>What a Bad objective leads to.</summary>
    [Values("Rollback", "Pause"), Default("\"Rollback\"")]
    public string? OnBad { get; init; }

    /// <summary>Objectives measured on neighbours. Not supported yet.</summary>
    [Items(0, 16), ListMap("name")]
    public IReadOnlyList<Guard>? Guards { get; init; }

    /// <summary>Alerts that roll this launch back when they fire. Not supported yet.</summary>
    [Items(0, 16)]
    public IReadOnlyList<AlertMatch>? Alerts { get; init; }

    /// <summary>When a launch may start and advance. Not supported yet.</summary>
    public LaunchWindows? Windows { get; init; }

    /// <summary>What must be so before a new template is launched. What is under way goes on.</summary>
    public LaunchRequirement? Requires { get; init; }

    /// <summary>What condition Ready means: the template's revision serves everybody, or users are served at all.</summary>
    [Values("Promoted", "Serving"), Default("\"Promoted\"")]
    public string? Readiness { get; init; }

    /// <summary>What deleting the launch leaves behind: Retain keeps stable serving; Revert waits for the template's own pods and removes every trace.</summary>
    [Values("Retain", "Revert"), Default("\"Retain\"")]
    public string? DeletionPolicy { get; init; }

    /// <summary>Holds the shares where they are; objectives are still watched, and still roll back.</summary>
    [Default("false")]
    public bool? Paused { get; init; }

    /// <summary>Go to that kept revision now, skipping steps; new templates are noted as pending.</summary>
    [Length(1, 20), Pattern("^[a-z0-9]+$")]
    public string? PinnedRevision { get; init; }
}
