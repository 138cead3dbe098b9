namespace Penumbra.Core.Objectives.Sequential;

/// <summary>How far stable's events are known of the time in which the candidate's came.</summary>
public enum StableKnown
{
    /// <summary>Up to now.</summary>
    Whole,

    /// <summary>Not up to now: what is missing may still come.</summary>
    NotYet,

    /// <summary>A part of them is lost: its source was silent for longer than the block lasts.</summary>
    Lost,
}
