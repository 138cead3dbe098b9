namespace Penumbra.Rehearsal.Power;

/// <summary>What can be done about a fault that a launch does not notice.</summary>
public enum AdviceKind
{
    /// <summary>Nothing needs to be done.</summary>
    None,

    /// <summary>A step must be held for longer.</summary>
    Hold,

    /// <summary>It does no more than the objectives allow.</summary>
    Allowed,

    /// <summary>No objective that acts measures such a thing.</summary>
    Unwatched,

    /// <summary>No hold that anybody would wait for shows it.</summary>
    Accept,
}
