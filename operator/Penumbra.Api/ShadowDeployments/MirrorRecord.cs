using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>What is copied, and the clock of the trial share: it must survive a restart.</summary>
public sealed record MirrorRecord
{
    /// <summary>The share that is asked for, in percent.</summary>
    [Length(0, 8)]
    public required string Sample { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The process of the server that seen was counted by.</summary>
    [Length(0, 64)]
    public string? Instance { get; init; }

    /// <summary>How many copies had arrived by then.</summary>
    public long? Seen { get; init; }

    /// <summary>Copies a second for each percent of the trial share, once it was measured.</summary>
    [Length(0, 32)]
    public string? TrialRate { get; init; }

    /// <summary>What the routes were but for the filter, as a digest, when a gateway refused one with it: by these nothing is copied again.</summary>
    [Length(0, 16)]
    public string? Refused { get; init; }

    /// <summary>For how many seconds nothing was copied between the times when something was: verdict.over is so much longer.</summary>
    public long? HeldSeconds { get; init; }
}
