namespace Penumbra.Core.DarkLaunches.Spec;

/// <summary>How users reach the releases.</summary>
public sealed record TrafficSpec
{
    /// <summary>The apex Service.</summary>
    public required string Service { get; init; }

    /// <summary>The apex' ports; empty takes the template's only container port.</summary>
    public IReadOnlyList<ServicePortSpec> Ports { get; init; } = [];

    /// <summary>Whether an existing Service of that name may be steered.</summary>
    public bool AdoptService { get; init; }

    /// <summary>How long the data plane may lag behind an accepted write.</summary>
    public TimeSpan PropagationDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Who sees the candidate from the first step on; any one match is enough.</summary>
    public IReadOnlyList<PilotMatch> Pilots { get; init; } = [];

    /// <summary>The Service that selects the candidate.</summary>
    public string CandidateService => $"{Service}-candidate";
}
