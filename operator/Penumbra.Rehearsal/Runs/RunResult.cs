using Penumbra.Core.Common;

namespace Penumbra.Rehearsal.Runs;

/// <summary>What became of one rehearsed launch. Times count from the begin of the first step.</summary>
public sealed record RunResult
{
    /// <summary>How it ended.</summary>
    public required RunEnd End { get; init; }

    /// <summary>Why.</summary>
    public required Reason Reason { get; init; }

    /// <summary>What the rules said of it.</summary>
    public required string Message { get; init; }

    /// <summary>When.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>The step that it ended in, from 1; 0 where it never took one.</summary>
    public required int Step { get; init; }

    /// <summary>Time from the fault's first request to the end; null where it never had one.</summary>
    public TimeSpan? AfterFirstFault { get; init; }

    /// <summary>Requests that failed, or were too slow, because of the fault.</summary>
    public long Hurt { get; init; }

    /// <summary>Whether a measured objective stopped it: by going back or by a pause.</summary>
    public bool Noticed => End is RunEnd.WentBack or RunEnd.Paused && Reason is Reason.ObjectiveBad or Reason.PausedByObjective;
}
