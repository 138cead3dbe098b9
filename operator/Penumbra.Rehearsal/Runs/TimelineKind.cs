namespace Penumbra.Rehearsal.Runs;

/// <summary>What kind of thing happened.</summary>
public enum TimelineKind
{
    /// <summary>A step began.</summary>
    Step,

    /// <summary>The launch waits for something else than its time.</summary>
    Wait,

    /// <summary>An objective is Good now.</summary>
    Good,

    /// <summary>An objective is Unknown now.</summary>
    Unknown,

    /// <summary>An objective is Bad now.</summary>
    Bad,

    /// <summary>The fault begins.</summary>
    Fault,

    /// <summary>The end.</summary>
    End,
}
